import numpy as np
import pytest

from analysis.did.design import Design
from analysis.did.diagnostics import pretrends
from analysis.did.estimators import event_bins
from conftest import invented


def assess(data):
    design = Design(data, "y", "unit", "time", control_group="never_treated")
    bins = event_bins.estimate(design, 1, -4, 3)
    early = np.flatnonzero(bins.before)
    return pretrends.assess(bins.effects[early], bins.distance[early], 2.0, design.wide.sampling)


def drifting(seed, slope):
    data = invented(seed, n=400, effect=0)
    return data.assign(y=data["y"] + slope * data["time"] * data["cohort"].notna())


def test_the_slopes_are_found_as_often_as_said():
    slope = np.median([assess(drifting(seed, 0.0)).slope_80 for seed in range(20)])
    found = np.mean([assess(drifting(seed, slope)).p < 0.05 for seed in range(150)])
    assert found == pytest.approx(0.8, abs=0.1)


def test_a_trend_is_found_and_none_is_not():
    assert assess(drifting(1, 0.5)).p < 0.001
    assert assess(drifting(1, 0.0)).p > 0.05


def test_the_bias_is_the_slope_over_the_reach():
    found = assess(drifting(2, 0.0))
    assert found.bias_50 == pytest.approx(2 * found.slope_50)
    assert found.slope_50 < found.slope_80


def test_without_pre_periods_nothing_is_said():
    data = invented(3, cohorts=(1,))
    assert np.isnan(assess(data).p)
    assert assess(data).restrictions == 0
