import re

import pandas as pd
import pytest

from analysis.domain import areas, places, regions
from analysis.errors import UserError
from conftest import ROOT


def test_the_list_is_that_of_the_decree():
    codes, names = places._national()
    lengths = [len(c) for c in codes]
    assert [lengths.count(n) for n in (2, 5, 8, 13)] == [38, 514, 7285, 83762]
    assert codes == sorted(set(codes)) and all(names)


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("33.74.11", "33.74.11", "kecamatan"),
        ("337411", "33.74.11", "kecamatan"),
        ("Banyumanik", "33.74.11", "kecamatan"),
        ("kota surakarta", "33.72", "kota"),
        ("Surakarta", "33.72", "kota"),
        ("Kab. Semarang", "33.22", "kabupaten"),
        ("Banyudono, Kabupaten Boyolali", "33.09.09", "kecamatan"),
        ("Kecamatan Bawen", "33.22.11", "kecamatan"),
        ("31.74", "31.74", "kota"),
        ("33.74.14.1005", "33.74.14.1005", "kelurahan"),
        ("91.03.01.3007", "91.03.01.3007", "desa"),
    ],
)
def test_a_place_is_found_by_code_or_by_a_name_that_one_place_bears(text, code, kind):
    found = places.find(text)
    assert (found.code, found.kind) == (code, kind)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Semarang", r"2 places have this name.*33\.22 Kabupaten Semarang; 33\.74 Kota Semarang"),
        ("Banyumanic", r"no kecamatan, kabupaten or kota .*33\.74\.11 Kecamatan Banyumanik, Kota Semarang"),
        ("Ngesrep", r"a desa or kelurahan has this name.*33\.74\.11 Kecamatan Banyumanik"),
        ("33.99", r"no place has this code.*Codes change"),
        ("3x", "has this name"),
    ],
)
def test_a_name_that_is_not_one_place_lists_those_that_it_may_be(text, said):
    with pytest.raises(UserError, match=said):
        places.find(text)


def test_what_lies_in_a_place_is_listed_by_level():
    city = places.at("33.74")
    assert (len(city.below("kecamatan")), len(city.below("desa"))) == (16, 177)
    assert [p.name for p in places.at("33.72").below("kecamatan")] == [
        "Laweyan", "Serengan", "Pasar Kliwon", "Jebres", "Banjarsari",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("programme", "place", "code"),
    [
        ("Banyumanik", "33.74", "33.74.11"),
        ("Kecamatan Banyumanik", "Kota Semarang", "33.74.11"),
        ("", "33.74.11", "33.74.11"),
        ("", "33.72", "33.72"),
        ("Kota Surakarta", "33.72", "33.72"),
        ("Kabupaten Boyolali", "33.09", "33.09"),
        ("Kecamatan Boyolali", "33.09", "33.09.05"),
    ],
)
def test_a_programme_is_a_kecamatan_of_its_place_or_all_of_it(programme, place, code):
    assert areas.check(programme, place).code == code


@pytest.mark.parametrize(
    ("programme", "place", "said"),
    [
        ("Bawen", "33.74", "no kecamatan of Kota Semarang; those are .*Banyumanik"),
        ("Tembalang", "33.74.11", "no kecamatan|place 33.74.11 is Kecamatan Banyumanik"),
        ("", "33", "a programme is that of a kecamatan, a kabupaten or a kota"),
        ("", "33.74.11.1001", "Kelurahan Pudakpayung, Kecamatan Banyumanik"),
        ("Boyolali", "33.09", "both a kecamatan and all of Kabupaten Boyolali"),
        ("Banyumanik", "Semarang", "2 places have this name"),
    ],
)
def test_a_programme_that_does_not_fit_its_place_is_refused(programme, place, said):
    with pytest.raises(ValueError, match=said):
        areas.check(programme, place)


@pytest.mark.parametrize("code", ["33.74", "33.72", "33.22", "12.01", "71.02", "91.03", "81.71", "11.01"])
def test_unit_ids_are_unique_in_a_place_also_where_names_recur(code):
    villages = regions.at(code).villages
    assert villages["unit_id"].is_unique and len(villages) == len(places.at(code).below("desa"))


def test_a_place_names_its_kelurahan_and_agencies_itself():
    own, listed = regions.at("33.74", ROOT), regions.at("33.74")
    assert "Kelurahan Jrakah" in set(own.villages["unit_id"])
    assert "Kelurahan Jerakah" in set(listed.villages["unit_id"])
    assert own.table("agencies")["name"].iloc[0] == "Kesehatan" and own.table("agencies").duplicated().sum() == 0
    assert set(listed.table("agencies")["name"]) <= set(own.table("agencies")["name"])


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        (
            "kelurahan",
            "code,name\n33.72.01.1001,Pajang\n",
            r"places/33\.74/kelurahan\.csv: 33\.72\.01\.1001 is no desa",
        ),
        ("kelurahan", "kode,nama\n1,2\n", r"places/33\.74/kelurahan\.csv: no column code, name; its first line"),
        ("kelurahan", b"code,name\n33.74.01.1001,\xff\n", r"places/33\.74/kelurahan\.csv: not a table"),
    ],
)
def test_a_table_of_a_place_that_cannot_be_read_is_named(tmp_path, table, text, said):
    folder = tmp_path / "places" / "33.74"
    folder.mkdir(parents=True)
    (folder / f"{table}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UserError, match=said):
        _ = regions.at("33.74", tmp_path).villages


def test_units_count_for_themselves_or_for_their_kecamatan():
    given = pd.Series(["Kelurahan Pajang", "Kecamatan Jebres", "Puskesmas Pajang", None], dtype="string")
    whole, part = areas.area("", "33.72"), areas.area("", "33.72.01")
    assert whole.unit_of(given).fillna("-").tolist() == ["Kecamatan Laweyan", "Kecamatan Jebres", "-", "-"]
    assert part.unit_of(given).fillna("-").tolist() == ["Kelurahan Pajang", "-", "-", "-"]
    villages = part.region.villages["unit_id"]
    assert whole.of_programme(whole.unit_of(villages).drop_duplicates()).tolist() == [True] * 5
    assert (len(villages), part.of_programme(villages).sum(), part.home_of(villages).nunique()) == (54, 11, 5)


def test_units_of_a_kind_count_for_themselves_and_belong_where_they_lie(tmp_path):
    folder = tmp_path / "places" / "33.72"
    folder.mkdir(parents=True)
    (folder / "units.csv").write_text("unit_id,kecamatan,sector\nSMP Negeri 3,Laweyan,\n", encoding="utf-8")
    (folder / "unit_kinds.csv").write_text(
        "kind,title,pattern,sector,place\nposyandu,Posyandu,posyandu,kesehatan,locality\n", encoding="utf-8"
    )
    given = pd.Series(
        ["Puskesmas Pajang", "Puskesmas Sibela", "SMP Negeri 3", "SMP Negeri 9", "Kelurahan Pajang", None]
    )
    health = areas.area("", "33.72.01", tmp_path, "puskesmas")
    assert health.unit_of(given).fillna("-").tolist() == ["Puskesmas Pajang", "Puskesmas Sibela", "-", "-", "-", "-"]
    assert health.of_programme(given).tolist() == [True, False, False, False, False, False]
    assert health.home_of(given).tolist()[:2] == ["Laweyan", "Puskesmas Sibela"]  # lies in no place that is known
    schools = areas.area("", "33.72.01", tmp_path, "sekolah")
    assert schools.of_programme(given).tolist() == [False, False, True, False, False, False]
    assert areas.area("", "33.72", tmp_path, "sekolah").of_programme(given).tolist()[2:4] == [True, True]
    assert areas.area("", "33.72", tmp_path, "perangkat_daerah").called == "perangkat daerah"
    assert areas.area("", "33.72", tmp_path, "posyandu").called == "posyandu"
    with pytest.raises(UserError, match=r"no kind of unit 'klinik'; choose from .*posyandu.*places/33\.72/unit_kinds"):
        areas.area("", "33.72", tmp_path, "klinik")


def test_no_code_names_the_example_s_place():
    """The place of the example stands in data and in the simulated example's own parameters only."""
    own = {"simulate/setting.py", "simulate/comments.py"}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        assert not re.search("semarang|banyumanik", path.read_text(encoding="utf-8"), re.IGNORECASE), path
    for path in sorted((ROOT / "src" / "analysis").rglob("*")):
        name = path.relative_to(ROOT / "src" / "analysis").as_posix()
        if path.suffix in {".py", ".csv", ".ftl", ".j2", ".css", ".yaml"} and name not in own:
            assert not re.search("semarang|banyumanik", path.read_text(encoding="utf-8"), re.IGNORECASE), name
