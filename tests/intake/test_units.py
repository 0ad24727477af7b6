import pandas as pd
import pytest

from analysis.intake import units
from conftest import AREA

REGION = AREA.region
UNITS = units.of(REGION)


@pytest.mark.parametrize(
    "cell",
    [
        "Kel. Srondol Wtn",
        "KELURAHAN SRONDOL WETAN",
        "Kel Srondolwetan",
        "Kantor Kelurahan Srondol Wetan",
        "kel.srondol wetan",
    ],
)
def test_spellings_of_one_kelurahan(cell):
    assert UNITS(cell) == ("Kelurahan Srondol Wetan", "", "")


def test_every_kelurahan_is_itself():
    names = REGION.villages["unit_id"]
    assert len(names) == names.nunique() == 177
    assert [UNITS(n).value for n in names] == names.tolist()


def test_counts_by_kecamatan_are_those_of_the_city():
    counts = REGION.villages["kecamatan"].value_counts()
    assert len(counts) == 16
    assert (counts["Banyumanik"], counts["Gunungpati"], counts["Semarang Barat"], counts["Tugu"]) == (11, 16, 16, 7)


def test_a_name_that_two_kecamatan_share_needs_its_kecamatan():
    assert UNITS("Kelurahan Purwosari").fault == "unit_unknown"
    assert UNITS("Kel. Purwosari Kec. Mijen").value == "Kelurahan Purwosari, Mijen"


def test_one_letter_off_is_repaired_and_says_so():
    assert UNITS("Kelurahan Pudakpayng") == ("Kelurahan Pudakpayung", "", "unit_near_spelling")


@pytest.mark.parametrize("cell", ["Kantor Cabang Rahasia", "Kelurahan Tidak Ada", "SD Negeri Ngesrep", "Kelurahan"])
def test_what_fits_no_unit_is_refused(cell):
    assert UNITS(cell).fault == "unit_unknown"


@pytest.mark.parametrize(
    ("cell", "unit_id", "sector"),
    [
        ("SDN Srondol Kulon 02", "SD Negeri Srondol Kulon 02", "pendidikan"),
        ("SMPN 21", "SMP Negeri 21", "pendidikan"),
        ("Pusk. Ngesrep", "Puskesmas Ngesrep", "kesehatan"),
        ("UPTD Kebersihan Banyumanik", "UPTD Kebersihan Banyumanik", "lapangan"),
        ("UPTD Pendidikan Banyumanik", "Koordinator Satuan Pendidikan Banyumanik", "pendidikan"),
        ("DINAS LINGKUNGAN HIDUP", "Dinas Lingkungan Hidup", "lapangan"),
        ("Kec. Semarang Tengah", "Kecamatan Semarang Tengah", "administrasi"),
    ],
)
def test_other_kinds_of_units(cell, unit_id, sector):
    assert UNITS(cell).value == unit_id
    assert UNITS.describe(pd.Series([unit_id]))["sector"].tolist() == [sector]
