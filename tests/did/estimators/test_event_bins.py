import numpy as np
import pytest

from analysis.did.design import Design
from analysis.did.estimators import event_bins, group_time
from conftest import invented


def test_bins_of_one_period_are_the_event_study():
    design = Design(invented(1), "y", "unit", "time", anticipation=1)
    bins = event_bins.estimate(design, 1, -3, 3)
    rows = group_time.fit(design).event_study(-3, 3)
    assert bins.start.tolist() == rows["event_time"].tolist()
    assert np.allclose(bins.effects.att, rows["att"])
    assert bins.distance.tolist() == [e + 2 for e in bins.start]


def test_bins_are_means_set_against_the_mean_before_treatment():
    data = invented(2, span=14, cohorts=(7,))
    design = Design(data, "y", "unit", "time")
    bins = event_bins.estimate(design, 3, -6, 6)
    assert bins.start.tolist() == [-6, 0, 3, 6]
    means = (
        data.assign(treated=data["cohort"].notna(), bin=(data["time"] - 7) // 3).groupby(["treated", "bin"])["y"].mean()
    )
    for k, start in enumerate(bins.start[:3]):
        b = start // 3
        expected = (means[True, b] - means[True, -1]) - (means[False, b] - means[False, -1])
        assert bins.effects.att[k] == pytest.approx(expected)
    assert bins.before.tolist() == [True, False, False, False]


def test_a_base_of_several_periods_is_quieter_than_one():
    design = Design(invented(3, span=14, cohorts=(7,)), "y", "unit", "time")
    single = group_time.fit(design)
    one = single.influence[:, int(single.row("event_time", 1).name)]
    binned = event_bins.estimate(design, 3, -6, 6).effects.influence[:, 1]
    assert (binned**2).sum() < 0.6 * (one**2).sum()
