"""Official vocabularies are read by whole labels: nothing inside a label, and nothing after a negation, decides."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.intake import values, vocabulary
from analysis.intake.rows import clean
from analysis.intake.sources import pegawai
from analysis.intake.sources.sosialisasi import attended
from intake.test_source import DECLARED, A, B, raw

OFFICIAL = {
    "Tidak/Belum Sekolah": 0, "Belum Tamat SD/Sederajat": 0, "Tamat SD/Sederajat": 6, "SLTP/Sederajat": 9,
    "SLTA/Sederajat": 12, "Diploma I/II": None, "Akademi/Diploma III/Sarjana Muda": 15, "Diploma IV/Strata I": 16,
    "Strata II": 18, "Strata III": 21, "Diploma I": 13, "Diploma II": 14, "Diploma III/Sarjana Muda": 15,
    "Diploma IV": 16,
    "S-1/Sarjana": 16, "S-2": 18, "S-3/Doktor": 21, "SLTA Kejuruan": 12, "SLTA Keguruan": 12, "SLTP Kejuruan": 9,
    "Sekolah Dasar": 6, "SLTP": 9, "SLTA": 12, "Pasca Sarjana": 18, "SMA/SMK/MA": 12, "D3/S1": None, "Profesi": None,
    "S1 PGSD": 16, "S-1 Pendidikan Guru Sekolah Dasar": 16, "Sarjana Terapan": 16, "Tidak tamat SMA": None,
    "D-III Kebidanan": 15, "Ilmu Hukum (S1)": 16, "Paket C": 12, "SMA sederajat": 12, "D4": 16, "DIV": 16,
}  # fmt: skip


@pytest.mark.parametrize(("label", "years"), OFFICIAL.items())
def test_levels_of_schooling(label, years):
    assert vocabulary.education(label).value == years


@given(st.sampled_from(sorted(OFFICIAL)), st.sampled_from([str.upper, str.lower, str.title]), st.booleans())
def test_case_and_spaces_change_no_level(label, case, spaced):
    written = case(label).replace("/", " / ") if spaced else case(label)
    assert vocabulary.education(written).value == OFFICIAL[label]


STATUS = {
    "Aktif": "active", "TIDAK AKTIF": "left", "Non Aktif": "left", "PNS": "active", "CPNS": "active", "PPPK": "active",
    "Pensiun": "retired", "Pensiun BUP": "retired", "PNS Pensiun": "retired", "Meninggal Dunia": "died",
    "Pensiun Janda/Duda": "died", "CLTN": "left", "Perpanjangan CLTN": "left",
    "Cuti di Luar Tanggungan Negara (CLTN)": "left",
    "Tugas Belajar": "active", "Masa Persiapan Pensiun": "left", "Pemberhentian sementara": "left",
    "Pemberhentian dengan hak pensiun": "retired", "PNS yang dinyatakan hilang": "left", "Pindah Instansi": "moved_out",
    "Sedang dlm Proses Banding BAPEK": "active", "Honorer": None, "Non ASN": None, "Bukan PNS": None,
    "Aktif (akan pensiun 2027)": "active", "Aktif, pensiun": None,
}  # fmt: skip


@pytest.mark.parametrize(("label", "status"), STATUS.items())
def test_whether_an_officer_is_in_service(label, status):
    assert pegawai._STATUS(label).value == status


@given(st.sampled_from(["tidak", "bukan", "belum"]), st.sampled_from(["aktif", "pensiun", "pns", "meninggal"]))
def test_a_negated_phrase_never_means_what_it_negates(negation, word):
    plain, negated = pegawai._STATUS(word).value, pegawai._STATUS(f"{negation} {word}").value
    assert negated != plain


@given(st.text("abcdefgh ", min_size=1, max_size=8), st.text("abcdefgh", min_size=1, max_size=8))
def test_a_phrase_inside_a_word_is_no_phrase(word, added):
    parser = values.phrases({"aktif": 1})
    assert parser(f"{added}aktif").fault and parser(f"aktif{added}").fault
    assert parser(f"{word} aktif").value == 1 or any(w in word.split() for w in ("non",))


@pytest.mark.parametrize(
    ("cell", "came"),
    [("Hadir", True), ("Tidak Hadir", False), ("✓", True), ("x", False), ("Izin", False), ("H", True),
     ("Hadir (daring)", True)],
)  # fmt: skip
def test_attendance(cell, came):
    assert attended(cell).value is came


def test_attendance_in_words_that_contradict_is_refused():
    assert attended("tidak bisa hadir").fault == attended("hadir, lalu izin").fault == "choice_unknown"


@pytest.mark.parametrize(
    ("cell", "grade"),
    [
        ("Penata Muda Tk. I (III/b)", "III/b"), ("Penata Muda Tk.I, III/b", "III/b"),
        ("III/b - Penata Muda Tingkat I", "III/b"),
        ("III-b", "III/b"), ("III.b", "III/b"), ("3/b", "III/b"), ("Gol. III/d", "III/d"), ("Pembina Utama", "IV/e"),
        ("Pengatur", "II/c"), ("Penata, III/c", "III/c"), ("IX", "IX"), ("Golongan VII", "VII"), ("IVa", "IV/a"),
        ("Penata (III/b)", None), ("III/e", None), ("V/a", None), ("XX", None), ("III/a dan III/b", None),
        ("IIII", None),
    ],
)  # fmt: skip
def test_rank_and_grade(cell, grade):
    assert vocabulary.grade(cell).value == grade


@given(st.sampled_from(sorted(vocabulary.RANKS)), st.sampled_from(sorted(set(vocabulary.RANKS.values()))))
def test_a_rank_beside_another_grade_gives_none(rank, grade):
    assert vocabulary.grade(f"{rank.title()} ({grade})").value == (grade if vocabulary.RANKS[rank] == grade else None)


WORDED = {
    "U1": ["Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"],
    "U2": ["Tidak mudah", "Kurang mudah", "Mudah", "Sangat mudah"],
    "U3": ["Tidak cepat", "Kurang cepat", "Cepat", "Sangat cepat"],
    "U4": ["Sangat mahal", "Cukup mahal", "Murah", "Gratis"],
    "U5": ["Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"],
    "U6": ["Tidak kompeten", "Kurang kompeten", "Kompeten", "Sangat kompeten"],
    "U7": ["Tidak sopan dan ramah", "Kurang sopan & ramah", "Sopan dan ramah", "Sangat sopan dan ramah"],
    "U8": ["Tidak ada", "Ada tetapi tidak berfungsi", "Berfungsi kurang maksimal", "Dikelola dengan baik"],
    "U9": ["Buruk", "Cukup", "Baik", "Sangat baik"],
}
SKM = ["Tanggal", "Unit", "Layanan", "Umur", "Jenis Kelamin", "Pendidikan"]


def skm(rows, heads=tuple(WORDED)):
    before = ["15/01/2024", "Kelurahan Ngesrep", "KTP", "35", "L", "S1"]
    return clean(DECLARED["skm"], [raw([[*SKM, *heads], *([*before, *r] for r in rows)])], {})


FORMS = [
    lambda k, w: w, lambda k, w: f"{'abcd'[k]}. {w}", lambda k, w: f"{k + 1} = {w}", lambda k, w: f"{w} ({k + 1})",
    lambda k, w: str(k + 1), lambda k, w: "abcd"[k], lambda k, w: f"{k + 1} ({w})", lambda k, w: w.upper(),
]  # fmt: skip


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(FORMS)), min_size=9, max_size=9))
def test_answers_of_the_official_questionnaire(answers):
    row = [form(k, WORDED[code][k]) for code, (k, form) in zip(WORDED, answers, strict=True)]
    read = skm([row]).table[list(WORDED)].iloc[0].tolist()
    assert read == [k + 1 for k, _ in answers]


def test_headings_that_are_the_questions():
    heads = [
        "Bagaimana pendapat Saudara tentang kesesuaian persyaratan pelayanan dengan jenis pelayanannya?",
        "Bagaimana pemahaman Saudara tentang kemudahan prosedur pelayanan di unit ini?",
        "Bagaimana pendapat Saudara tentang kecepatan waktu dalam memberikan pelayanan?",
        "Bagaimana pendapat Saudara tentang kewajaran biaya/tarif dalam pelayanan?",
        "Bagaimana pendapat Saudara tentang kesesuaian produk pelayanan?",
        "Bagaimana pendapat Saudara tentang kompetensi/kemampuan petugas?",
        "Bagaimana pendapat Saudara tentang perilaku petugas terkait kesopanan dan keramahan?",
        "Bagaimana pendapat Saudara tentang kualitas sarana dan prasarana?",
        "Bagaimana pendapat Saudara tentang penanganan pengaduan pengguna layanan?",
    ]
    table = skm([["4", "4", "4", "4", "4", "4", "4", "1", "2"]], heads).table
    assert table[["U8", "U9"]].iloc[0].tolist() == [2, 1]


def test_columns_whose_words_answer_one_another_are_exchanged_aloud():
    row = ["Sesuai", "Mudah", "Cepat", "Murah", "Sesuai", "Kompeten", "Sopan"]
    result = skm([[*row, "Buruk", "Dikelola dengan baik"], [*row, "Sangat baik", "Tidak ada"]])
    assert result.table[["U8", "U9"]].to_numpy().tolist() == [[4, 1], [1, 4]]
    assert sum("whatever its heading says" in n for n in result.notes) == 2


def test_sangat_tidak_moves_the_other_degrees():
    row = ["Mudah", "Cepat", "Murah", "Sesuai", "Kompeten", "Sopan", "Baik", "Baik"]
    table = skm([["Sangat tidak sesuai", *row], ["Tidak sesuai", *row]]).table
    assert table["U1"].tolist() == [1, 2]


def resistance(*cells):
    heads = ["Cap waktu", "NIP", *(f"Pernyataan {k} [saya merasa butir {k}]" for k in range(1, 13))]
    rows = [[f"1{n}/01/2024", nip, *[cell] * 12] for n, (cell, nip) in enumerate(zip(cells, (A, B), strict=False), 3)]
    return clean(DECLARED["resistensi"], [raw([heads, *rows])], {})


@pytest.mark.parametrize(
    ("cell", "worth"),
    [("STS", 1), ("Tidak Setuju", 2), ("Ragu-ragu", 3), ("Setuju", 4), ("5 - Sangat Setuju", 5),
     ("Sangat Setuju (5)", 5)],
)  # fmt: skip
def test_agreement_in_words(cell, worth):
    assert resistance(cell).table["Q1"].tolist() == [worth]


def test_a_number_that_contradicts_its_words_is_refused():
    assert resistance("1 - Sangat Setuju").fates["rule"].tolist() == ["answer_contradicts"]


def test_kurang_setuju_is_the_middle_only_where_no_other_answer_is():
    assert resistance("Kurang Setuju", "Setuju").table["Q1"].tolist() == [3, 4]
    assert resistance("Kurang Setuju", "Netral").fates["rule"].tolist() == ["choice_unknown", ""]


@pytest.mark.parametrize(
    ("codes", "sexes"),
    [
        (["L", "P"], ["male", "female"]), (["M", "F"], ["male", "female"]), (["P", "W"], ["male", "female"]),
        (["1", "2"], ["male", "female"]), (["Pria", "Wanita"], ["male", "female"]),
        (["LAKI-LAKI", "PEREMPUAN"], ["male", "female"]),
        (["P", "W", "L"], [None, "female", "male"]), (["0", "1"], [None, None]),
    ],
)  # fmt: skip
def test_codes_of_sex_are_understood_from_the_whole_column(codes, sexes):
    before = [["15/01/2024", "Kelurahan Ngesrep", "KTP", str(30 + k), c, "S1"] for k, c in enumerate(codes)]
    rows = [[*SKM, *WORDED], *([*row, *["4"] * 9] for row in before)]
    table = clean(DECLARED["skm"], [raw(rows)], {}).table
    assert [None if pd.isna(s) else s for s in table["sex"]] == sexes
