"""Headings are matched by whole names and sentences; none is taken in silence that could be another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import UserError
from analysis.intake.headers import Headers, labels, same_words, synonyms
from analysis.intake.rows import clean
from intake.test_source import DECLARED, A, B, raw

SIASN = [
    "PNS ID", "NIP BARU", "NIP LAMA", "NAMA", "GELAR DEPAN", "GELAR BELAKANG", "TEMPAT LAHIR NAMA", "TANGGAL LAHIR",
    "JENIS KELAMIN", "KEDUDUKAN HUKUM ID", "KEDUDUKAN HUKUM NAMA", "GOL AWAL NAMA", "GOL AKHIR ID", "GOL AKHIR NAMA",
    "TMT GOL AKHIR", "JENIS JABATAN ID", "JENIS JABATAN NAMA", "JABATAN ID", "JABATAN NAMA", "TMT JABATAN",
    "TINGKAT PENDIDIKAN ID", "TINGKAT PENDIDIKAN NAMA", "PENDIDIKAN ID", "PENDIDIKAN NAMA", "UNOR ID", "UNOR NAMA",
    "UNOR INDUK ID", "UNOR INDUK NAMA", "INSTANSI KERJA NAMA",
]  # fmt: skip
TAKEN = {
    "nip": "NIP BARU", "name": "NAMA", "birth": "TANGGAL LAHIR", "sex": "JENIS KELAMIN", "grade": "GOL AKHIR NAMA",
    "grade_since": "TMT GOL AKHIR", "post_kind": "JENIS JABATAN NAMA", "post": "JABATAN NAMA", "unit_id": "UNOR NAMA",
    "education": "TINGKAT PENDIDIKAN NAMA", "field_of_study": "PENDIDIKAN NAMA", "post_since": "TMT JABATAN",
    "status": "KEDUDUKAN HUKUM NAMA",
}  # fmt: skip


@given(st.permutations(SIASN))
def test_the_national_download_is_matched_in_any_order(headings):
    matches = Headers(DECLARED["pegawai"], {}).match(labels([headings]))
    assert {name: [headings[k] for k in m.places] for name, m in matches.items()} == {n: [h] for n, h in TAKEN.items()}


def test_no_heading_is_known_for_two_columns_of_an_export():
    """But for PENDIDIKAN NAMA, which names a field of study in SIASN and Pendidikan a level: exact names go first."""
    for source in DECLARED.values():
        names: dict = {}
        for column in source.columns:
            for header in (*column.headers, *synonyms(source.name, column.name)):
                names.setdefault(header.lower(), set()).add(column.name)
        assert {h: n for h, n in names.items() if len(n) > 1} == {}


@settings(max_examples=60)
@given(st.data(), st.sampled_from(sorted(DECLARED)))
def test_every_known_heading_matches_its_column_and_no_other(data, name):
    source = DECLARED[name]
    column = data.draw(st.sampled_from(source.columns))
    header = data.draw(st.sampled_from([*column.headers, *synonyms(name, column.name)]))
    matches = Headers(source, {}).match([(h,) for h in labels([[header]])[0]])
    beside = {c.name for c in source.columns if c.else_from == column.name}
    assert set(matches) <= {column.name, column.else_from, *beside}
    assert column.name in matches


@given(st.sampled_from(sorted(TAKEN.values())), st.sampled_from(["ID {}", "{} ID", "KODE {}", "{} LAMA", "NO {}"]))
def test_a_code_or_another_thing_is_never_taken_for_a_name(heading, form):
    other = form.format(heading.removesuffix(" NAMA"))
    matches = Headers(DECLARED["pegawai"], {}).match(labels([[other, "X"]]))
    assert not matches


@given(st.sampled_from("abcdefghij"), st.integers(1, 12), st.booleans())
def test_one_letter_amiss_in_a_long_word_is_a_near_spelling_and_a_number_amiss_is_none(letter, at, number):
    heading = f"Tanpa Keterang{letter}n"
    matches = Headers(DECLARED["presensi"], {}).match(labels([[heading]]))
    assert matches["absent"].how == ("name" if letter == "a" else "near")
    items = Headers(DECLARED["resistensi"], {}).match(labels([[f"Pertanyaan {at}"]]))
    assert list(items) == [f"Q{at}"]


def test_groups_are_joined_with_what_stands_below_them():
    rows = [
        ["No", "Nama", "NIP", "Pangkat", "", "Jabatan", "", "Pendidikan", ""],
        ["", "", "", "Gol", "TMT", "Nama", "TMT", "Tingkat", "Jurusan"],
    ]
    matches = Headers(DECLARED["pegawai"], {}).match(labels(rows))
    assert {n: m.places for n, m in matches.items()} == {
        "name": (1,), "nip": (2,), "grade": (3,), "grade_since": (4,), "post": (5,), "post_since": (6,),
        "education": (7,), "field_of_study": (8,),
    }  # fmt: skip


def test_the_words_of_a_heading_count_and_not_their_order():
    assert same_words("tgl lahir") == same_words("tanggal lahir") == same_words("lahir tanggal")
    assert same_words("nama jabatan") == same_words("jabatan nama") == ("jabatan",)
    assert same_words("nama") == ("nama",) and same_words("no") == ("no",)


HEAD = ["ID", "Tanggal", "Unit Terlapor", "Unit Tujuan", "Kategori", "Status", "Tanggal Selesai"]


UNIT = st.sampled_from(["Kelurahan Ngesrep", "Kelurahan Jabungan", ""])


@given(st.lists(st.tuples(UNIT, UNIT), min_size=1, max_size=5))
@settings(max_examples=15)
def test_two_columns_of_one_meaning_are_named_and_their_contradictions_held_back(pairs):
    rows = [[f"LH-2024-{k:03d}", "15/01/2024", *pair, "", "", ""] for k, pair in enumerate(pairs)]
    result = clean(DECLARED["pengaduan"], [raw([HEAD, *rows])], {})
    wanted = [
        "required_missing" if not any(p) else "columns_disagree" if all(p) and p[0] != p[1] else "" for p in pairs
    ]
    assert result.fates["rule"].tolist() == wanted
    assert any("'Unit Terlapor' and 'Unit Tujuan'" in n for n in result.notes) or not any(map(any, pairs))


def test_all_missing_columns_are_named_at_once_with_what_to_add():
    with pytest.raises(UserError) as caught:
        clean(DECLARED["presensi"], [raw([["NIP", "Bulan", "Hari Kerja", "X"], [A, "2024-01", 22, 1]])], {})
    assert "no columns 'Hadir', 'Terlambat', 'Tanpa Keterangan'" in str(caught.value)
    assert "late: 'header as written'" in str(caught.value) and "headers seen: NIP; Bulan" in str(caught.value)


def test_optional_columns_may_be_absent_with_a_word():
    rows = [["NIP", "Nama", "Tanggal Lahir", "JK", "Jabatan", "Unit Kerja", "Status"]]
    rows += [["198501152010011901", "X", "15/01/1985", "L", "Analis", "Kelurahan Ngesrep", "PNS"]]
    result = clean(DECLARED["pegawai"], [raw(rows)], {})
    assert result.fates["disposition"].tolist() == ["kept"]
    assert any("'Gol/Ruang'" in n and "'Pendidikan'" in n for n in result.notes)


@pytest.mark.parametrize(
    ("head", "cells", "semester"),
    [
        (["Semester", "Tahun"], ["II", "2024"], "2024-S2"),
        (["Periode", "Tahun"], ["Semester 1", "2024"], "2024-S1"),
        (["Periode", "Tahun"], ["2024-S1", "2024"], "2024-S1"),
        (["Periode", "Tahun"], ["2024-S1", "2023"], "columns_disagree"),
        (["Periode Awal", "Periode Akhir"], ["01/07/2024", "31/12/2024"], "2024-S2"),
        (["Periode Awal", "Periode Akhir"], ["01/01/2024", "31/12/2024"], "period_whole_year"),
        (["Periode Awal", "Periode Akhir"], ["01/01/2024", ""], "required_missing"),
    ],
)
def test_a_period_in_two_columns(head, cells, semester):
    rows = [["NIP", *head, "Hasil Kerja", "Perilaku", "Predikat"], [A, *cells, "Sesuai", "Sesuai", ""]]
    result = clean(DECLARED["skp"], [raw(rows)], {})
    assert [*result.table["semester"], *result.fates["rule"]] == ([semester, ""] if "-S" in semester else [semester])


@given(st.integers(1, 12), st.integers(2019, 2024), st.sampled_from(["{}", "{:02d}", "bulan {}"]))
@settings(max_examples=15)
def test_a_month_and_its_year_in_two_columns(month, year, form):
    rows = [["NIP", "Bulan", "Tahun", "Hari Kerja", "Hadir", "Terlambat", "Tanpa Keterangan"]]
    rows += [[A, form.format(month), float(year), 22, 21, 0, 0], [B, f"{year}-{month:02d}", year, 22, 21, 0, 0]]
    assert clean(DECLARED["presensi"], [raw(rows)], {}).table["month"].tolist() == [f"{year}-{month:02d}"] * 2
