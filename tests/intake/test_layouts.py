"""Layouts and spellings of offices that the example does not show."""

import pytest

from analysis.intake import dates, units, vocabulary
from analysis.intake.rows import clean
from intake.test_source import DECLARED, A, B, raw

HEAD = ["No", "NIP Pegawai", "Periode Penilaian", "Rating Hasil Kerja", "Rating Perilaku Kerja", "", "Predikat Kinerja"]
HEAD += ["NIP Atasan"]


def skp(*rows):
    return clean(DECLARED["skp"], [raw([["LAPORAN SKP"], HEAD, *rows])], {})


def line(number, nip, period="2023 Semester I", result="Sesuai", conduct="SESUAI EKSPEKTASI"):
    return [number, nip, period, result, conduct, "", "BAIK", B]


def test_a_row_of_column_numbers_under_the_header_is_no_data():
    result = skp(["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"], line(1, A), line(2, B))
    assert result.fates["disposition"].tolist() == ["kept", "kept"]
    assert result.layout["layout_rows"].tolist() == [1]


def test_a_header_repeated_on_a_new_page_and_subtotals_are_no_data():
    result = skp(line(1, A), ["Jumlah", "", "1", "", "", "", "", ""], HEAD, line(2, B))
    assert result.fates["disposition"].tolist() == ["kept", "kept"]
    assert result.fates["_row"].tolist() == [3, 6]


def test_a_broken_row_in_the_middle_is_refused_and_not_taken_for_dress():
    result = skp(line(1, A), [2, "", "", "Sesuai", "", "", "", ""], line(3, B))
    assert result.fates["disposition"].tolist() == ["kept", "quarantined", "kept"]


@pytest.mark.parametrize(
    "period",
    ["2023 Semester I", "Sem. 1 Tahun 2023", "Smt. I Th. 2023", "Januari - Juni 2023", "Jan s.d. Jun 2023", "S1-2023"],
)
def test_more_ways_to_write_a_semester(period):
    assert dates.semester(period).value == "2023-S1"


def test_a_quarter_stands_for_the_semester_that_it_closes():
    assert dates.semester("TW II 2023").value == "2023-S1"
    assert dates.semester("Triwulan 4/2023").value == "2023-S2"
    assert dates.semester("TW III 2023").fault == "period_within_semester"


@pytest.mark.parametrize("cell", ["202304", "04-2023", "1 April 2023", "2023/04", 45017, "01/04/2023"])
def test_more_ways_to_write_a_month(cell):
    assert dates.month(cell).value == "2023-04"


@pytest.mark.parametrize(
    ("cell", "years"),
    [
        ("S-1", 16), ("Sarjana (S1) Hukum", 16), ("S.2", 18), ("Magister Manajemen", 18), ("D.III", 15), ("D4", 16),
        ("DIII Keperawatan", 15), ("SLTA/Sederajat", 12), ("SMK", 12), ("SLTP", 9), ("SD", 6),
    ],
)  # fmt: skip
def test_schooling(cell, years):
    assert vocabulary.education(cell).value == years


@pytest.mark.parametrize(
    ("cell", "unit_id"),
    [
        ("Puskesmas Srondol", "Puskesmas Srondol Wetan"),
        ("Puskesmas Ngesrep Kota Semarang", "Puskesmas Ngesrep"),
        ("SMP N 21 Semarang", "SMP Negeri 21"),
        ("SDN 2 Srondol Kulon", "SD Negeri Srondol Kulon 02"),
        ("Kel. Srondol Wetan Kec. Banyumanik Kota Semarang", "Kelurahan Srondol Wetan"),
        ("Kecamatan Semarang Barat Kota Semarang", "Kecamatan Semarang Barat"),
        ("Disdukcapil", "Dinas Kependudukan dan Pencatatan Sipil"),
        ("Dinas Kesehatan Kota Semarang", "Dinas Kesehatan"),
    ],
)
def test_more_names_of_units(cell, unit_id):
    assert units.default()(cell) == (unit_id, "", "")


def move(kind="Rotasi Pegawai", to="Kelurahan Ngesrep"):
    head = ["Nomor Keputusan", "Tanggal Keputusan", "NIP", "Nama ASN", "Jabatan Asal", "Unit Kerja Asal"]
    head += ["Jabatan Tujuan", "Unit Kerja Tujuan", "Mulai Berlaku", "Jenis Mutasi"]
    row = [
        "800/12/2023",
        "2023-03-10",
        A,
        "X Simulasi",
        "Perawat",
        "Puskesmas Ngesrep",
        "Analis",
        to,
        "1 Apr 2023",
        kind,
    ]
    head[3] = "Nama Pegawai"
    return clean(DECLARED["mutasi"], [raw([head, row])], {})


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        ("Rotasi Pegawai", "programme"), ("Mutasi Program Siklus 3", "programme"),
        ("APS (Atas Permintaan Sendiri)", "own_request"),
    ],
)  # fmt: skip
def test_kinds_of_moves(kind, meant):
    assert move(kind).table["kind"].tolist() == [meant]


def test_a_move_out_of_the_city_is_set_apart_though_its_unit_is_in_no_register():
    fates = move("Mutasi Keluar Daerah", "Pemerintah Kabupaten Demak").fates
    assert fates[["disposition", "rule"]].iloc[0].tolist() == ["quarantined", "moved_out"]


def test_a_name_that_changed_hands_is_settled_by_the_date_of_the_row(monkeypatch):
    both = [("Puskesmas Ngesrep", "", "2022-12-31"), ("Puskesmas Padangsari", "2023-01-01", "")]
    monkeypatch.setitem(units.default().names.phrases, "upt lama", both)
    head = ["ID", "Tanggal", "Unit", "Kategori", "Status", "Tanggal Selesai"]
    rows = [["1", "05/03/2022", "UPT Lama", "", "", ""], ["2", "05/03/2024", "UPT Lama", "", "", ""]]
    table = clean(DECLARED["pengaduan"], [raw([head, *rows])], {}).table
    assert table["unit_id"].tolist() == ["Puskesmas Ngesrep", "Puskesmas Padangsari"]


def test_likert_items_in_favour_are_reversed_and_straight_liners_flagged():
    head = ["Timestamp", "NIP", *(f"Q{k}" for k in range(1, 13))]
    rows = [["1/6/2025 10:00:00", A, *[4] * 12], ["2/6/2025 10:00:00", B, *[1, 2, 5], *[3] * 9]]
    table = clean(DECLARED["resistensi"], [raw([head, *rows])], {}).table
    assert table["straight_lined"].tolist() == [True, False]
    assert table[["Q1", "Q3", "Q7", "Q11"]].to_numpy().tolist() == [[4, 2, 2, 2], [1, 1, 3, 3]]
