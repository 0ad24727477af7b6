import datetime as dt

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import UserError
from analysis.intake import sources
from analysis.intake.people import relinker
from analysis.intake.reader import RawTable
from analysis.intake.rows import clean

DECLARED = sources.declare(dt.date(2025, 12, 30))
A, B = "199301242016031900", "197012301991111900"


def raw(rows, file="d1/x.csv", sheet=""):
    width = max(len(r) for r in rows)
    frame = pd.DataFrame([r + [""] * (width - len(r)) for r in rows], dtype=object)
    frame.index = range(1, len(frame) + 1)
    return RawTable(file, sheet, frame)


def presensi(*rows):
    return [["NIP", "Bulan", "Hari Kerja", "Hadir", "Terlambat", "Tanpa Keterangan"], *rows]


def test_letterhead_above_and_totals_and_signature_below_are_no_data():
    rows = [
        ["PEMERINTAH KOTA SEMARANG"],
        [],
        *presensi([A, "2023-01", 22, 20, 1, 0], [B, "2023-01", 22, 22, 0, 0]),
        ["Jumlah", "", "", "", "", "2"],
        [],
        ["", "", "", "", "", "Kepala"],
    ]
    result = clean(DECLARED["presensi"], [raw(rows)], {})
    assert result.fates["_row"].tolist() == [4, 5]
    assert result.fates["disposition"].tolist() == ["kept", "kept"]
    assert result.layout["layout_rows"].tolist() == [2]


def test_two_row_headers():
    rows = [
        ["NIP", "Tahun", "Skor Kompetensi per Bidang", "", "", ""],
        ["", "", "Administrasi", "Pendidikan", "Kesehatan", "Lapangan"],
        [A, "2023", "61,5", 70, 55, 40],
    ]
    table = clean(DECLARED["kompetensi"], [raw(rows)], {}).table
    assert table.iloc[0][["year", "score_administrasi", "score_lapangan"]].tolist() == [2023, 61.5, 40.0]


def test_the_later_delivery_corrects_the_earlier():
    first = raw(presensi([A, "2023-01", 22, 20, 1, 0], [B, "2023-01", 22, 22, 0, 0]), "d1/x.csv")
    second = raw(presensi([A, "Januari 2023", 22, 21, 0, 0]), "d2/x.csv")
    result = clean(DECLARED["presensi"], [first, second], {})
    assert result.fates["disposition"].tolist() == ["merged", "kept", "kept"]
    assert result.table.set_index("nip").loc[A, "present"] == 21


def test_a_refused_row_says_column_and_rule_and_corrects_nothing():
    first = raw(presensi([A, "2023-01", 22, 20, 1, 0]), "d1/x.csv")
    second = raw(presensi([A, "2023-01", 22, 52, 0, 0]), "d2/x.csv")
    result = clean(DECLARED["presensi"], [first, second], {})
    assert result.fates["disposition"].tolist() == ["kept", "quarantined"]
    assert result.fates.iloc[1][["rule", "column"]].tolist() == ["more_days_than_month", "present"]


def test_a_missing_column_is_named_with_the_line_to_add():
    rows = [["NIP", "Bulan", "Hari Kerja", "Hadir", "Telat"], [A, "2023-01", 22, 20, 1]]
    with pytest.raises(UserError, match="Terlambat") as caught:
        clean(DECLARED["presensi"], [raw(rows)], {})
    assert "d1/x.csv" in str(caught.value)
    assert "columns: {presensi: {late: 'header as written'}}" in str(caught.value)


def test_a_sheet_that_is_evidently_the_table_is_never_left_out():
    good, other = [HEADER, sk()], [["No SK", "Tgl", *HEADER[2:]], sk(nip=B)]
    with pytest.raises(UserError, match="sheet 'SK 2': no column 'Tanggal SK'"):
        clean(DECLARED["mutasi"], [raw(good, "m.xlsx", "SK 1"), raw(other, "m.xlsx", "SK 2")], {})
    notes = [["Catatan"], ["Hadir semua"]]
    result = clean(DECLARED["mutasi"], [raw(good, "m.xlsx", "SK 1"), raw(notes, "m.xlsx", "Catatan")], {})
    assert result.matches.query("how == 'no table'")["sheet"].tolist() == ["Catatan"]


def test_a_file_without_headers_shows_no_cell_of_its_rows():
    rows = [["2023-05-01", "Topik", A, "Wanura Simulasi", "Hadir"]]
    with pytest.raises(UserError, match="none recognised") as caught:
        clean(DECLARED["sosialisasi"], [raw(rows)], {})
    assert A not in str(caught.value) and "Wanura" not in str(caught.value)


def test_the_cycle_file_can_name_a_column():
    rows = presensi([A, "2023-01", 22, 20, 1, 0])
    rows[0][4] = "Telat"
    assert len(clean(DECLARED["presensi"], [raw(rows)], {"late": "Telat"}).table) == 1


def test_a_near_header_is_taken():
    rows = presensi([A, "2023-01", 22, 20, 1, 0])
    rows[0][5] = "Tanpa Keteranagn"
    assert len(clean(DECLARED["presensi"], [raw(rows)], {}).table) == 1


def sk(number="800/0012/2023", sk_date="10/03/2023", nip=A, to="Kel. Ngesrep", tmt="01/04/2023", kind="Program Mutasi"):
    return [number, sk_date, nip, "Wanura Simulasi", "Perawat", "Puskesmas Ngesrep", "Analis", to, tmt, kind]


HEADER = ["No SK", "Tanggal SK", "NIP", "Nama", "Jabatan Lama", "Unit Lama", "Jabatan Baru", "Unit Baru", "TMT"]
HEADER += ["Jenis Mutasi"]


def moves(*rows, before=()):
    return clean(DECLARED["mutasi"], [raw([HEADER, *rows])], {}, before)


def test_a_cancelled_sk_leaves_with_its_cancellation():
    fates = moves(sk(), sk(kind="Pembatalan SK"), sk(nip=B)).fates
    assert fates["rule"].tolist() == ["sk_cancelled", "sk_cancellation", ""]


def test_of_two_sk_on_one_day_the_higher_number_stands():
    result = moves(sk("800/0009/2023", to="Kel. Jabungan"), sk("800/0012/2023"))
    assert result.fates["rule"].tolist() == ["two_sk_one_day", ""]
    assert result.table["unit_to"].tolist() == ["Kelurahan Ngesrep"]


def test_a_move_takes_force_no_earlier_than_its_decision():
    result = moves(sk(tmt="01/02/2023"))
    assert result.fates[["disposition", "rule"]].iloc[0].tolist() == ["corrected", "tmt_before_sk"]
    assert result.table["tmt"].tolist() == [pd.Timestamp("2023-03-10")]


def test_a_move_within_one_unit_is_no_rotation():
    assert moves(sk(to="PUSKESMAS NGESREP")).fates["rule"].tolist() == ["same_unit"]


@pytest.mark.parametrize(
    ("people", "rule"),
    [
        ([(A, "Wanura Simulasi")], "nip_relinked"),
        ([(A, "Orang Lain Simulasi")], "nip_digits_lost"),
        ([(A, "Wanura Simulasi"), ("199301242016031901", "WANURA  simulasi")], "nip_digits_lost"),
    ],
)
def test_lost_digits_are_relinked_only_to_one_person_of_that_name_and_birth_date(people, rule):
    register = pd.DataFrame(people, columns=["nip", "name"]).assign(birth=pd.Timestamp("1993-01-24"))
    result = moves(sk(nip=float(A[:15] + "000")), before=(relinker(register),))
    assert result.fates["rule"].tolist() == [rule]
    assert result.table["nip"].tolist() == ([A] if rule == "nip_relinked" else [])


def test_predikat_is_derived_from_its_ratings():
    header = ["NIP", "Periode", "Hasil Kerja", "Perilaku", "Predikat", "NIP Penilai"]
    rows = [header, [A, "2023-S1", "Sesuai Ekspektasi", "Di Atas Ekspektasi", "Kurang", B]]
    result = clean(DECLARED["skp"], [raw(rows)], {})
    assert result.fates["rule"].tolist() == ["predikat_rederived"]
    assert result.table["predikat"].tolist() == ["Baik"]


NASTY = st.one_of(
    st.sampled_from(
        ["", "-", A, B, f"'{A}", 1.99301242016031e17, "2023-S1", "Semester II 2023", "05/03/2024", "31/02/2023", 45000,
         "Kel. Ngesrep", "Puskesmas Ngesrep", "Program Mutasi", "Pembatalan SK", "4 (Baik)", 4, 7, "85,25",
         "Sesuai Ekspektasi",
         "Jumlah", "III/a", "S-1", "L", None, float("nan"), float("inf"), True]
    ),
    st.text(max_size=8), st.floats(), st.integers(-(10**20), 10**20), st.dates(), st.datetimes(),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(sorted(DECLARED)))
def test_no_cells_make_a_traceback_and_every_row_has_one_fate(data, name):
    source = DECLARED[name]
    header = [c.headers[0] for c in source.columns]
    rows = data.draw(st.lists(st.lists(NASTY, min_size=len(header), max_size=len(header)), max_size=6))
    result = clean(source, [raw([header, *rows])], {})
    fates = result.fates["disposition"].value_counts()
    assert len(result.table) == fates["kept"] + fates["corrected"]
    assert len(result.fates) + result.layout["layout_rows"].sum() <= len(rows)
    assert result.fates.loc[result.fates["disposition"] != "kept", "rule"].ne("").all()
