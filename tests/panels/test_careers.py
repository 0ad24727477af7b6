import pandas as pd

from analysis.domain import periods
from analysis.panels.careers import careers
from conftest import AREA

PEGAWAI = pd.DataFrame(
    {"officer_id": ["a", "b", "c"], "unit_id": ["Puskesmas Ngesrep", "SMP Negeri 21", "Kelurahan Ngesrep"]}
).astype("string")


def sk(officer, origin, target, tmt):
    return {"officer_id": officer, "unit_from": origin, "unit_to": target, "tmt": pd.Timestamp(tmt)}


MUTASI = pd.DataFrame(
    [
        sk("a", "Kelurahan Jabungan", "SMP Negeri 21", "2021-04-01"),
        sk("a", "SMP Negeri 21", "Puskesmas Ngesrep", "2023-10-01"),
        sk("b", "Kelurahan Ngesrep", "Kelurahan Jabungan", "2022-02-01"),
        sk("b", "Puskesmas Ngesrep", "SMP Negeri 22", "2022-05-01"),
    ]
)


def test_spells_follow_one_another_without_gap_or_overlap():
    spells = careers(PEGAWAI, MUTASI, AREA.region, "2020-S1", "2025-S2").spells
    a = spells[spells["officer_id"] == "a"]
    assert a[["unit_id", "sector", "start", "end"]].to_numpy().tolist() == [
        ["Kelurahan Jabungan", "administrasi", "2020-S1", "2020-S2"],
        ["SMP Negeri 21", "pendidikan", "2021-S1", "2023-S1"],
        ["Puskesmas Ngesrep", "kesehatan", "2023-S2", "2025-S2"],
    ]
    assert len(spells[spells["officer_id"] == "c"]) == 1


def test_of_two_moves_in_a_semester_the_last_stands_and_disagreements_are_counted():
    found = careers(PEGAWAI, MUTASI, AREA.region, "2020-S1", "2025-S2")
    b = found.spells[found.spells["officer_id"] == "b"]
    assert b["unit_id"].tolist() == ["Kelurahan Ngesrep", "SMP Negeri 22"]
    assert found.oddities.set_index("reason")["officers"].to_dict() == {
        "move_starts_elsewhere_than_the_one_before_led": 1,
        "register_disagrees_with_last_move": 1,
    }


def test_every_officer_of_the_example_is_in_one_unit_in_every_semester(cleaned):
    tables = cleaned["contoh-2025-S2"].tables
    spells = careers(tables["pegawai"], tables["mutasi"], AREA.region, "2019-S1", "2025-S2").spells
    length = periods.ordinals(spells["end"]) - periods.ordinals(spells["start"]) + 1
    assert (length > 0).all()
    assert (length.groupby(spells["officer_id"]).sum() == 14).all()
    assert spells["officer_id"].nunique() == len(tables["pegawai"])
    following = spells.groupby("officer_id")["start"].shift(-1)
    gap = periods.ordinals(following.dropna()) - periods.ordinals(spells.loc[following.notna(), "end"])
    assert (gap == 1).all()
    assert spells["sector"].notna().all()
