import numpy as np
import pytest

from analysis.did.design import Design
from analysis.did.diagnostics import leave_out
from analysis.did.estimators import group_time
from conftest import invented


def test_without_a_cohort_is_the_estimate_on_the_others():
    data = invented(1)
    table = leave_out.cohorts(Design(data, "y", "unit", "time")).set_index("left_out")
    assert table.index.tolist() == ["3", "4", "5"]
    rest = group_time.overall(Design(data[data["cohort"] != 4], "y", "unit", "time"))
    assert table.loc["4", "att"] == pytest.approx(rest["att"])


def test_one_unit_that_makes_the_effect_is_seen():
    data = invented(2, n=60, effect=0)
    one = data.loc[data["cohort"] == 3, "unit"].iloc[0]
    data.loc[(data["unit"] == one) & (data["time"] >= 3), "y"] += 40
    table = leave_out.treated_units(Design(data, "y", "unit", "time")).set_index("left_out")["att"]
    assert table.idxmin() == str(one)
    assert table.drop(str(one)).min() > table.min() + 0.5


def test_the_influence_of_a_cluster_is_what_leaving_it_out_moves():
    data = invented(3)
    design = Design(data, "y", "unit", "time", control_group="never_treated")
    result = group_time.fit(design)
    labels = design.wide.units // 6
    first = leave_out.influence_of(result, labels).abs().max()
    moved = []
    for label in np.unique(labels):
        rest = data[data["unit"] // 6 != label]
        again = group_time.overall(Design(rest, "y", "unit", "time", control_group="never_treated"))["att"]
        moved.append(again - result.row()["att"])
    assert np.abs(moved).max() == pytest.approx(first, rel=0.1)


def test_the_only_cohort_cannot_be_left_out():
    table = leave_out.cohorts(Design(invented(4, cohorts=(3,)), "y", "unit", "time"))
    assert table["att"].isna().all()
