import numpy as np
import pandas as pd
import pytest

from analysis import cycle as cycles
from analysis.domain.outcomes import OUTCOMES
from analysis.indicators import service
from analysis.indicators.effects import between_districts
from analysis.panels import careers
from conftest import EXAMPLES, ROOT


@pytest.fixture(scope="module")
def given(built, cleaned):
    cycle = cycles.load(ROOT, EXAMPLES[1])
    tables = cleaned[EXAMPLES[1]].tables
    spells = careers.careers(tables["pegawai"], tables["mutasi"], cycle.area.region, cycle.first, cycle.last).spells
    months = built.by_frequency["month"]
    return tables["layanan"], months, spells, cycle.area, pd.Timestamp(cycle.latest), "imputation"


@pytest.fixture(scope="module")
def found(given):
    return service.assess(*given)


def test_the_planted_days_are_found(found, truth):
    planted = next(
        e["att"]
        for e in truth[EXAMPLES[1]]["effects"]
        if e["outcome"] == "days" and not e["cohort"] and e["event_time"] is None
    )
    row = found.effects.set_index("measure").loc["days"]
    assert row["low"] <= planted <= row["high"] < 0
    assert row["pretrend_p"] > 0.05


def test_every_service_is_followed(given, found):
    layanan = given[0]
    assert found.summary["services"].sum() == len(layanan)
    assert found.summary["open"].sum() == layanan["finished"].isna().sum() > 0


def test_curves_rise_within_their_intervals(found):
    for _, own in found.curves.groupby(["group", "when"]):
        assert own["share"].is_monotonic_increasing
        assert ((own["low"] <= own["share"]) & (own["share"] <= own["high"])).all()
    end = found.curves[found.curves["day"] == 5].set_index(["group", "when"])
    assert end.loc[("programme", "after"), "low"] > end.loc[("programme", "before"), "high"]


def test_staff_grows_where_services_do_not(found):
    """Services an officer fall by definition where staff is rotated in: the table behind says so."""
    staff = found.staff.set_index(["group", "when"])
    assert staff.loc[("programme", "after"), "officers"] > 1.4 * staff.loc[("programme", "before"), "officers"]
    assert staff.loc[("programme", "after"), "services"] == pytest.approx(
        staff.loc[("programme", "before"), "services"], rel=0.05
    )
    assert found.effects.set_index("measure").loc["productivity", "high"] < 0


def test_productivity_by_hand(given):
    _, months, spells, *_ = given
    panel = service._productivity(months, spells).set_index(["unit_id", "month"])
    unit, month = "Kelurahan Ngesrep", "2025-08"
    serving = spells[(spells["unit_id"] == unit) & (spells["start"] <= "2025-S2") & (spells["end"] >= "2025-S2")]
    assert panel.loc[(unit, month), "staff"] == len(serving)
    assert panel.loc[(unit, month), "productivity"] == panel.loc[(unit, month), "finished"] / len(serving)


def test_without_a_register_or_a_rotation_there_is_nothing(given):
    layanan, months, *rest = given
    assert service.assess(layanan.iloc[:0], months, *rest) is None
    unmoved = months.assign(cohort=pd.array([None] * len(months), "string"))
    assert service.assess(layanan, unmoved, *rest) is None


def test_a_city_in_which_nothing_changed_shows_nothing(given):
    """Give the kelurahan of Banyumanik the services of others drawn by lot: true nulls with the example's noise."""
    _, months, _, area, *_ = given
    rng = np.random.default_rng(5)
    ours = months.loc[months["cohort"].notna(), "unit_id"].unique()
    elsewhere = months.loc[months["kecamatan"] != area.name, "unit_id"].unique()
    wide = months.pivot_table(index="unit_id", columns="month", values="days")
    home = months.drop_duplicates("unit_id").set_index("unit_id")["kecamatan"]
    rejected = []
    for _ in range(12):
        swapped = wide.copy()
        swapped.loc[ours] = wide.loc[rng.choice(elsewhere, len(ours), replace=False)].to_numpy()
        long = swapped.reset_index().melt("unit_id", value_name="days")
        panel = months.drop(columns="days").merge(long, on=["unit_id", "month"]).assign(productivity=1.0)
        rejected.append(
            between_districts(panel, service.MEASURES, OUTCOMES["on_time"], home, "imputation", 0.05)["p"].iloc[0]
            < 0.05
        )
    assert np.mean(rejected) <= 0.17
