import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from analysis.did.cells import Effects, aggregate
from analysis.did.design import NEVER, Design, Sampling
from analysis.did.estimators import group_time
from analysis.did.inference import intervals


def two_periods(treated, control):
    rows = []
    for name, values in (("t", treated), ("c", control)):
        for k, growth in enumerate(values):
            cohort = "2021" if name == "t" else None
            rows += [(f"{name}{k}", "2020", 0.0, cohort), (f"{name}{k}", "2021", growth, cohort)]
    return Design(pd.DataFrame(rows, columns=["unit", "time", "y", "cohort"]), "y", "unit", "time")


def effect(design):
    cells = group_time.estimate(design)
    return aggregate(cells, cells.event_time >= 0)


def one(psi):
    return Effects(np.array([0.1]), psi, np.array([1]), np.array([1]))


def test_with_few_treated_units_the_interval_is_welchs():
    rng = np.random.default_rng(3)
    treated, control = rng.normal(1, 2, 7), rng.normal(0, 1, 30)
    design = two_periods(treated, control)
    found = intervals.intervals(effect(design), design.wide.sampling).iloc[0]
    welch = stats.ttest_ind(treated, control, equal_var=False)
    low, high = welch.confidence_interval()
    assert (found["att"], found["low"], found["high"]) == pytest.approx((treated.mean() - control.mean(), low, high))
    assert (found["p"], found["df"]) == pytest.approx((welch.pvalue, welch.df))


def test_a_cohort_of_one_unit_is_skipped_by_name_for_it_has_no_variance():
    cells = group_time.estimate(two_periods([1.0], [0.0, 0.5, -0.5, 0.1]))
    assert len(cells.att) == 0
    assert [reason for *_, reason in cells.skipped] == ["too_few_treated"]


def test_shared_shocks_widen_the_error_to_that_of_cluster_sums():
    rng = np.random.default_rng(5)
    labels = np.repeat(np.arange(40), 5)
    psi = (rng.normal(size=40)[labels] + 0.1 * rng.normal(size=200))[:, None]
    cohort = np.where(np.arange(200) < 100, 5, NEVER)
    alone = intervals.intervals(one(psi), Sampling(cohort)).iloc[0]
    shared = intervals.intervals(one(psi), Sampling(cohort, (labels,))).iloc[0]
    sums = np.bincount(labels, weights=psi[:, 0])
    assert shared["se"] ** 2 == pytest.approx((sums**2).sum() / 200**2)
    assert shared["se"] > 2 * alone["se"]
    assert shared["df"] <= 19


def test_two_ways_of_clustering_count_the_overlap_once():
    rng = np.random.default_rng(6)
    a, b = np.repeat(np.arange(20), 10), np.tile(np.arange(10), 20)
    psi = (rng.normal(size=20)[a] + rng.normal(size=10)[b] + rng.normal(size=200))[:, None]
    cohort = np.where(np.arange(200) < 100, 5, NEVER)
    ways = [(np.bincount(k, weights=psi[:, 0]) ** 2).sum() for k in (a, b)]
    expected = (sum(ways) - (psi**2).sum()) / 200**2
    assert intervals.intervals(one(psi), Sampling(cohort, (a, b))).iloc[0]["se"] ** 2 == pytest.approx(expected)
    assert intervals.variance(psi, Sampling(cohort, (a, b)))[0][0, 0] == pytest.approx(expected)


def test_the_joint_test_of_one_estimate_is_its_own_test():
    rng = np.random.default_rng(4)
    design = two_periods(rng.normal(0.5, 1, 9), rng.normal(0, 1, 40))
    a = effect(design)
    statistic, p, k = intervals.joint_test(a, design.wide.sampling)
    single = intervals.intervals(a, design.wide.sampling).iloc[0]
    assert (statistic, k) == (pytest.approx((single["att"] / single["se"]) ** 2), 1)
    assert p == pytest.approx(single["p"])


def test_estimates_that_repeat_each_other_cannot_be_tested_jointly():
    rng = np.random.default_rng(4)
    design = two_periods(rng.normal(0.5, 1, 9), rng.normal(0, 1, 40))
    a = effect(design)
    assert np.isnan(intervals.joint_test(a[[0, 0]], design.wide.sampling)[1])


@pytest.mark.example
@settings(max_examples=8)  # statsmodels collects garbage at every call
@given(st.lists(st.none() | st.floats(0, 1), max_size=30))
def test_adjustments_are_statsmodels_and_skip_what_was_not_tested(drawn):
    p = np.array(drawn, float)
    known = np.isfinite(p)
    for ours, method in ((intervals.holm, "holm"), (intervals.q_values, "fdr_bh")):
        found = ours(p)
        assert np.isnan(found[~known]).all()
        if known.any():
            assert found[known] == pytest.approx(multipletests(p[known], 0.05, method)[1], abs=1e-12)
