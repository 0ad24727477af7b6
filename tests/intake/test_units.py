import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.domain import places, regions
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
    assert UNITS.work_units.describe(pd.Series([unit_id]))["sector"].tolist() == [sector]


@pytest.mark.parametrize(
    ("cell", "unit_id"),
    [
        ("Pemerintah Kota Semarang / Kecamatan Banyumanik / Kelurahan Ngesrep", "Kelurahan Ngesrep"),
        ("Kecamatan Banyumanik > Kelurahan Ngesrep", "Kelurahan Ngesrep"),
        ("SEKSI PEMERINTAHAN - KECAMATAN BANYUMANIK - PEMERINTAH KOTA SEMARANG", "Kecamatan Banyumanik"),
        ("Seksi Pelayanan Kelurahan Ngesrep", "Kelurahan Ngesrep"),
        ("Seksi Pemberdayaan Masyarakat Desa Kecamatan Banyumanik", "Kecamatan Banyumanik"),
        ("Subbag Umum Puskesmas Ngesrep Dinas Kesehatan", "Puskesmas Ngesrep"),
        ("Bidang Pembinaan SD Negeri dan Swasta, Dinas Pendidikan", "Dinas Pendidikan"),
        ("Bagian Hukum Setda Kota Semarang", "Sekretariat Daerah"),
        ("Puskesmas Ngesrep\nKel. Ngesrep", "Puskesmas Ngesrep"),
        ("Puskesmas Srondol Wetan", "Puskesmas Srondol Wetan"),
        ("33.74.14.1005", "Kelurahan Purwosari, Mijen"),
        ("3374141005 Purwosari", "Kelurahan Purwosari, Mijen"),
        ("Kelurahan Purwosari (33.74.14.1005)", "Kelurahan Purwosari, Mijen"),
        ("Kel. Mangunharjo, Tugu", "Kelurahan Mangunharjo, Tugu"),
        ("Kelurahan Jerakah", "Kelurahan Jrakah"),
        ("Dinas Pendidikan dan Kebudayaan", "Dinas Pendidikan dan Kebudayaan"),
        (
            "Dinas Komunikasi, Informatika, Statistik dan Persandian Kota Semarang",
            "Dinas Komunikasi, Informatika, Statistik, dan Persandian",
        ),
    ],
)
def test_paths_sections_and_codes(cell, unit_id):
    assert UNITS(cell) == (unit_id, "", "")


@pytest.mark.parametrize(
    "cell",
    [
        "Kel. Ngesrep Kec. Tembalang",  # a kecamatan in which it does not lie
        "Kabupaten Semarang / Kecamatan Ungaran Barat / Desa Gogik",
        "Kelurahan Ngesrep, Kota Surakarta",
        "Dinas Kesehatan Kabupaten Semarang",
        "33.72.01.1001",  # a code of another city
        "Desa Ngesrep",  # a city without desa
        "Kelurahan Sukarejo",  # of another place: not a misspelling of Sukorejo
        "Kelurahan Bulu Wetan",  # there are Bulu Lor and Bulu Stalan
        "Kelurahan Mangunharjo",
        "Kelurahan Mangunharjoo",
        "Kelurahan Ngesrep Puskesmas Ngesrep",  # two units
        "Kelurahan Ngesrep dan Kelurahan Jabungan",
        "Dinas Pendidikan Kecamatan Banyumanik",
        "Seksi Pelayanan Kelurahan Rahasia Kecamatan Banyumanik",
        "Bagian Umum",
        "Semarang",
        "Puskesmas Purwosari",
    ],
)
def test_what_is_of_elsewhere_or_means_two_units_is_refused(cell):
    assert UNITS(cell).fault == "unit_unknown"


@pytest.mark.parametrize(
    ("cell", "units_"),
    [
        ("Kelurahan Ngesrep\nPuskesmas Ngesrep", ["Kelurahan Ngesrep", "Puskesmas Ngesrep"]),
        ("1. Kelurahan Jabungan\n2. Puskesmas Ngesrep", ["Kelurahan Jabungan", "Puskesmas Ngesrep"]),
        ("1) Kel. Jabungan 2) Kel. Ngesrep", ["Kelurahan Jabungan", "Kelurahan Ngesrep"]),
        ("- Kel. Jabungan\r\n- Kel. Ngesrep", ["Kelurahan Jabungan", "Kelurahan Ngesrep"]),
        ("Kelurahan Ngesrep, Kelurahan Jabungan", ["Kelurahan Ngesrep", "Kelurahan Jabungan"]),
        ("Kelurahan Purwosari, Mijen; Puskesmas Ngesrep", ["Kelurahan Purwosari, Mijen", "Puskesmas Ngesrep"]),
        ("Kel. Purwosari, Kec. Mijen", ["Kelurahan Purwosari, Mijen"]),
        ("Kelurahan Ngesrep, Kecamatan Banyumanik", ["Kelurahan Ngesrep", "Kecamatan Banyumanik"]),
        (
            "Dinas Kependudukan dan Pencatatan Sipil dan Dinas Kesehatan",
            ["Dinas Kependudukan dan Pencatatan Sipil", "Dinas Kesehatan"],
        ),
        ("Kel. Ngesrep; Kel. Ngesrep", ["Kelurahan Ngesrep"]),
    ],
)
def test_several_units_in_one_cell(cell, units_):
    assert UNITS.several(cell) == ("; ".join(units_), "", "")


@pytest.mark.parametrize("cell", ["", "Kel. Ngesrep; Kel. Rahasia", "Kelurahan Ngesrep dan Jabungan", "semua unit"])
def test_a_list_with_a_part_that_is_no_unit_is_refused(cell):
    assert UNITS.several(cell).fault == "unit_unknown"


KABUPATEN = units.of(regions.at("33.22"))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Ds. Gogik", ("Desa Gogik", "", "")),
        ("Kantor Desa Gogik Kec. Ungaran Barat", ("Desa Gogik", "", "")),
        ("Kelurahan Gogik", ("Desa Gogik", "", "unit_near_spelling")),  # the place has both kinds
        ("SMP N 2 Bawen", ("SMP Negeri 2 Bawen", "", "")),
        ("SMP N 2", (None, "unit_unknown", "")),  # of a kabupaten many are the second
        ("SD Negeri Gogik 01", ("SD Negeri Gogik 01", "", "")),
        ("Puskesmas Ungaran Barat", ("Puskesmas Ungaran Barat", "", "")),
        ("Desa Candirejo", (None, "unit_unknown", "")),
        ("Desa Candirejo, Tuntang", ("Desa Candirejo, Tuntang", "", "")),
        ("Dinas Kesehatan Kota Semarang", (None, "unit_unknown", "")),
        ("Dinas Pertanian, Perikanan dan Pangan", ("Dinas Pertanian, Perikanan, dan Pangan", "", "")),
    ],
)
def test_units_of_a_kabupaten(cell, value):
    assert KABUPATEN(cell) == value


@pytest.mark.parametrize("code", ["33.22", "33.11", "12.01", "71.02", "91.03", "11.01"])
def test_every_desa_and_kelurahan_of_any_place_is_itself(code):
    region = regions.at(code)
    names = region.villages["unit_id"]
    assert [units.of(region)(n) for n in names] == [(n, "", "") for n in names]
    about = units.of(region).work_units.describe(names).set_index("unit_id").loc[names]
    assert about["kecamatan"].tolist() == region.villages["kecamatan"].tolist()
    assert about["kelurahan"].tolist() == names.tolist()


PROVINCE = places.at("33").below("desa")


@given(st.sampled_from(PROVINCE), st.sampled_from(["Kelurahan", "Kel.", "Puskesmas"]))
def test_no_name_of_another_place_is_taken_for_ours(place, title):
    """A desa of the province is ours only if one of ours bears exactly its name."""
    ours = {places.plain(n).replace(" ", "") for n in [*REGION.villages["kelurahan"], *REGION.villages["listed"]]}
    value = UNITS(f"{title} {place.name}")
    assert not value.repair
    if places.plain(place.name).replace(" ", "") not in ours | set(UNITS.names.districts):
        assert value.fault == "unit_unknown"


@given(st.text(max_size=60))
def test_no_text_ends_in_a_traceback_or_an_unknown_unit(text):
    value = UNITS(text)
    assert value.fault == "unit_unknown" or UNITS.work_units.describe(pd.Series([value.value]))["kind"].iloc[0]


def test_a_place_declares_units_named_after_no_kelurahan(tmp_path):
    folder = tmp_path / "places" / "33.22"
    folder.mkdir(parents=True)
    (folder / "units.csv").write_text("unit_id,kecamatan,sector\nPuskesmas Duren,Bandungan,\nRSUD dr. Contoh,,\n")
    own = units.of(regions.at("33.22", tmp_path))
    assert own("UPTD Puskesmas Duren Kec. Bandungan").fault == "" and own("RSUD dr. Contoh").value == "RSUD dr. Contoh"
    about = own.work_units.describe(pd.Series(["Puskesmas Duren", "RSUD dr. Contoh"])).set_index("unit_id")
    assert about.loc["Puskesmas Duren", ["kind", "sector", "kecamatan"]].tolist() == [
        "puskesmas",
        "kesehatan",
        "Bandungan",
    ]
    assert about.loc["RSUD dr. Contoh", "sector"] == "kesehatan"
