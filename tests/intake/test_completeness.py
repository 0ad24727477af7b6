from analysis.domain.exports import EXPORTS
from analysis.intake.completeness import completeness

DATED = [e.name for e in EXPORTS.values() if e.rhythm]


def test_every_month_of_the_window_is_there_and_full(cleaned):
    table = completeness(cleaned["contoh-2025-S2"].tables, "2019-S1", "2025-S2")
    assert set(table["source"]) == set(DATED)
    assert table.groupby("source").size().to_dict() == {s: 14 if s == "skp" else 84 for s in DATED}
    steady = table[table["source"] != "mutasi"]
    assert steady["share"].between(0.7, 1.3).all()


def test_an_empty_month_is_zero_and_not_left_out(cleaned):
    tables = dict(cleaned["contoh-2025-S2"].tables)
    tables["skm"] = tables["skm"][tables["skm"]["date"].dt.year != 2022]
    table = completeness(tables, "2019-S1", "2025-S2")
    gone = table[(table["source"] == "skm") & table["month"].str.startswith("2022")]
    assert len(gone) == 12
    assert (gone["rows"] == 0).all()
