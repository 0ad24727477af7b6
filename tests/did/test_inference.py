import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.did import group_time, inference
from analysis.did.design import NEVER, Design, Sampling


def two_periods(treated, control):
    rows = []
    for name, values in (("t", treated), ("c", control)):
        for k, growth in enumerate(values):
            cohort = "2021" if name == "t" else None
            rows += [(f"{name}{k}", "2020", 0.0, cohort), (f"{name}{k}", "2021", growth, cohort)]
    return Design(pd.DataFrame(rows, columns=["unit", "time", "y", "cohort"]), "y", "unit", "time")


def test_with_few_treated_units_the_interval_is_welchs():
    rng = np.random.default_rng(3)
    treated, control = rng.normal(1, 2, 7), rng.normal(0, 1, 30)
    design = two_periods(treated, control)
    cells = group_time.estimate(design)
    found = inference.interval(inference.aggregate(cells, cells.event_time >= 0), design.wide.sampling)
    welch = stats.ttest_ind(treated, control, equal_var=False)
    low, high = welch.confidence_interval()
    assert (found.att, found.low, found.high) == pytest.approx((treated.mean() - control.mean(), low, high))
    assert (found.p, found.df) == pytest.approx((welch.pvalue, welch.df))


def test_a_cohort_of_one_unit_is_skipped_by_name_for_it_has_no_variance():
    cells = group_time.estimate(two_periods([1.0], [0.0, 0.5, -0.5, 0.1]))
    assert len(cells.att) == 0
    assert [reason for *_, reason in cells.skipped] == ["too_few_treated"]


def test_shared_shocks_widen_the_error_to_that_of_cluster_sums():
    rng = np.random.default_rng(5)
    labels = np.repeat(np.arange(40), 5)
    psi = (rng.normal(size=40)[labels] + 0.1 * rng.normal(size=200))[:, None]
    cohort = np.where(np.arange(200) < 100, 5, NEVER)
    alone, _ = inference.variance(psi, Sampling(cohort))
    shared, df = inference.variance(psi, Sampling(cohort, (labels,)))
    sums = np.bincount(labels, weights=psi[:, 0])
    assert shared[0, 0] == pytest.approx((sums**2).sum() / 200**2)
    assert shared[0, 0] > 4 * alone[0, 0]
    assert df[0] <= 19


def test_two_ways_of_clustering_count_the_overlap_once():
    rng = np.random.default_rng(6)
    a, b = np.repeat(np.arange(20), 10), np.tile(np.arange(10), 20)
    psi = (rng.normal(size=20)[a] + rng.normal(size=10)[b] + rng.normal(size=200))[:, None]
    cohort = np.where(np.arange(200) < 100, 5, NEVER)
    both, _ = inference.variance(psi, Sampling(cohort, (a, b)))
    ways = [(np.bincount(k, weights=psi[:, 0]) ** 2).sum() for k in (a, b)]
    assert both[0, 0] == pytest.approx((sum(ways) - (psi**2).sum()) / 200**2)


def test_the_joint_test_of_one_estimate_is_its_own_test():
    rng = np.random.default_rng(4)
    design = two_periods(rng.normal(0.5, 1, 9), rng.normal(0, 1, 40))
    cells = group_time.estimate(design)
    a = inference.aggregate(cells, cells.event_time >= 0)
    statistic, p, k = inference.joint_test([a], design.wide.sampling)
    single = inference.interval(a, design.wide.sampling)
    assert (statistic, k) == (pytest.approx((single.att / single.se) ** 2), 1)
    assert p == pytest.approx(single.p)


def test_estimates_that_repeat_each_other_cannot_be_tested_jointly():
    rng = np.random.default_rng(4)
    design = two_periods(rng.normal(0.5, 1, 9), rng.normal(0, 1, 40))
    cells = group_time.estimate(design)
    a = inference.aggregate(cells, cells.event_time >= 0)
    assert np.isnan(inference.joint_test([a, a], design.wide.sampling)[1])
