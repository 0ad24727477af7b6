import numpy as np
import pandas as pd
import pytest

from analysis.cycle import Analysis
from analysis.did.design import Design
from analysis.did.estimators import group_time
from analysis.impact import heterogeneity
from conftest import invented


def officers(data):
    units = data.drop_duplicates("unit")
    moved = units["cohort"].notna().to_numpy()
    kind = np.where(moved, np.where(units["unit"] % 2 == 0, "cross_sector", "within_sector"), None)
    sex = np.where(units["unit"] % 3 == 0, "female", "male")
    return pd.DataFrame({"officer_id": units["unit"].to_numpy(), "kind_of_move": kind, "sex": sex})


@pytest.fixture(scope="module")
def compared():
    data = invented(2, n=600)
    data["y"] += 0.8 * data["treatment"] * (data["unit"] % 2 == 0)
    design = Design(data, "y", "unit", "time")
    choices = Analysis(subgroups=["kind_of_move", "sex"])
    return data, design, heterogeneity.compare(design, officers(data), choices)


def test_a_planted_difference_is_found_and_none_is_not(compared):
    *_, result = compared
    gap = heterogeneity.adjust(result.table)
    gap = gap[gap["group"] == "difference"].set_index("dimension")
    assert gap.loc["kind_of_move", "low"] <= 0.8 <= gap.loc["kind_of_move", "high"]
    assert gap.loc["kind_of_move", "p_adjusted"] < 0.01
    assert gap.loc["sex", "low"] <= 0 <= gap.loc["sex", "high"]


def test_a_group_is_estimated_among_its_own(compared):
    data, _, result = compared
    table, estimates = result.table, result.estimates
    table = table.set_index("group")
    kept = data["cohort"].isna() | (data["unit"] % 2 == 0)
    cross = group_time.overall(Design(data[kept], "y", "unit", "time"))
    assert table.loc["cross_sector", ["att", "se"]].tolist() == pytest.approx(cross[["att", "se"]].tolist())
    women = group_time.overall(Design(data[data["unit"] % 3 == 0], "y", "unit", "time"))
    assert table.loc["female", ["att", "se"]].tolist() == pytest.approx(women[["att", "se"]].tolist())
    overall = estimates[(estimates["subgroup"] == "female") & (estimates["aggregation"] == "overall")]
    assert overall["att"].item() == pytest.approx(women["att"])


def test_the_difference_has_the_error_of_two_separate_samples(compared):
    *_, result = compared
    sex = result.table[result.table["dimension"] == "sex"].set_index("group")
    assert sex.loc["difference", "att"] == pytest.approx(sex.loc["female", "att"] - sex.loc["male", "att"])
    assert sex.loc["difference", "se"] == pytest.approx(np.hypot(sex.loc["female", "se"], sex.loc["male", "se"]))


def test_p_values_are_adjusted_over_all_differences():
    table = pd.DataFrame(
        {
            "outcome": "a",
            "dimension": "sex",
            "group": ["female", "male", "difference", "difference"],
            "p": [0.01, 0.01, 0.03, 0.04],
        }
    )
    out = heterogeneity.adjust(table)
    assert out["p_adjusted"].tolist()[2:] == [0.06, 0.06]
    assert out["q"].tolist()[2:] == [0.04, 0.04]
    assert out["p_adjusted"].isna().tolist()[:2] == [True, True]


def test_a_group_without_anyone_is_stated():
    data = invented(2)
    result = heterogeneity.compare(
        Design(data, "y", "unit", "time"), officers(data).assign(sex="male"), Analysis(subgroups=["sex"])
    )
    assert ("female", "no_units", 1) in result.skipped
