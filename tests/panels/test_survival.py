import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from analysis.panels import survival


def drawn(seed, n=600):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 40, n).astype(float), rng.random(n) < 0.7, rng.integers(0, 3, n)


@pytest.mark.parametrize("seed", range(5))
def test_it_is_what_statsmodels_says(seed):
    time, finished, group = drawn(seed)
    grid = np.arange(35)
    ours = survival.kaplan_meier(time, finished, group, grid)
    for g in range(3):
        peer = SurvfuncRight(time[group == g], finished[group == g].astype(int))
        at = np.searchsorted(peer.surv_times, grid, "right") - 1
        assert ours[g] == pytest.approx(np.where(at < 0, 1, peer.surv_prob[at]), abs=1e-12)


def test_a_worked_example_by_hand():
    # ends at 1, 2, 4; last looks at 2 and 3: 4/5, then 3/4 of it, then none of the one left
    time, finished = np.array([1.0, 2, 2, 3, 4]), np.array([True, True, False, False, True])
    found = survival.kaplan_meier(time, finished, np.zeros(5, int), np.arange(5))
    assert found[0] == pytest.approx([1, 0.8, 0.6, 0.6, 0])


def test_where_nobody_is_followed_nothing_is_said():
    time, finished = np.array([1.0, 2.0]), np.array([True, False])
    found = survival.kaplan_meier(time, finished, np.zeros(2, int), np.arange(5))
    assert found[0, :3] == pytest.approx([1, 0.5, 0.5])
    assert np.isnan(found[0, 3:]).all()
    assert np.isnan(survival.restricted_mean(time, finished, np.zeros(2, int), 10)[0])


def test_without_open_services_it_is_the_plain_share_and_mean():
    time, _, group = drawn(1)
    limit = np.where(time % 2 == 0, 5.0, 14.0)
    everything = np.ones(len(time), bool)
    share = survival.within(time, everything, limit, group)
    mean = survival.restricted_mean(time, everything, group, 30)
    for g in range(3):
        own = group == g
        assert share[g] == pytest.approx((time[own] <= limit[own]).mean())
        assert mean[g] == pytest.approx(np.minimum(time[own], 30).mean())


def test_open_services_neither_count_as_late_nor_are_left_out():
    rng = np.random.default_rng(3)
    n = 40_000
    took, limit = np.ceil(np.exp(rng.normal(1.3, 0.6, n))), rng.choice([3.0, 5, 7, 14], n)
    last_look = rng.integers(0, 20, n).astype(float)
    finished = took <= last_look
    seen = np.minimum(took, last_look)
    truth = (took <= limit).mean()
    found = survival.within(seen, finished, limit, np.zeros(n, int))[0]
    assert found == pytest.approx(truth, abs=0.005)
    assert (seen <= limit)[finished].mean() - truth > 0.02  # open ones left out
    assert truth - (finished & (seen <= limit)).mean() > 0.1  # open ones counted as late


def test_one_open_beyond_its_limit_is_late():
    share = survival.within(np.array([9.0, 2.0]), np.array([False, True]), np.array([5.0, 5.0]), np.zeros(2, int))
    assert share[0] == 0.5
