import json

import numpy as np
import pytest
from scipy import stats

from analysis.did.diagnostics import honest
from conftest import ROOT

REFERENCE = json.loads((ROOT / "tests/reference/honest__moderndid.json").read_text())


def study(weights, scale=1.0):
    before, after = np.array(REFERENCE["before"]), np.array(REFERENCE["after"])
    return honest.EventStudy(before, after, np.array(REFERENCE["covariance"]) * scale, np.array(weights, float))


@pytest.mark.parametrize("row", [r for r in REFERENCE["results"] if r["kind"] == "smoothness"])
def test_smoothness_intervals_agree_with_another_implementation(row):
    low, high = honest.smoothness(study(row["weights"]), row["bound"])
    assert (low, high) == pytest.approx((row["low"], row["high"]), abs=2e-4)


@pytest.mark.parametrize("row", [r for r in REFERENCE["results"] if r["kind"] == "relative_magnitudes"])
def test_relative_magnitudes_hold_the_conditional_interval_and_are_little_wider(row):
    low, high = honest.relative_magnitudes(study(row["weights"]), row["bound"])
    grid = 0.01
    assert low < row["low"] + grid
    assert high > row["high"] - grid
    assert high - low < 1.25 * (row["high"] - row["low"])


def test_without_drift_it_is_the_ordinary_interval():
    s = study([1, 0, 0])
    reach = stats.norm.ppf(0.975) * np.sqrt(s.covariance[4, 4])
    assert honest.relative_magnitudes(s, 0.0) == pytest.approx((0.4 - reach, 0.4 + reach), abs=1e-4)


def test_intervals_grow_with_the_bound():
    for interval in (honest.relative_magnitudes, honest.smoothness):
        widths = [np.diff(interval(study([0.5, 0.5, 0]), b))[0] for b in (0, 0.05, 0.1, 0.5)]
        assert widths == sorted(widths)


def test_a_straight_trend_is_taken_out_by_smoothness():
    trend = 0.1
    before, after = trend * np.arange(-4, 0), trend * np.arange(1, 4)
    s = honest.EventStudy(before, after, np.eye(7) * 1e-6, np.array([1.0, 0, 0]))
    low, high = honest.smoothness(s, 0.0)
    assert low < 0 < high
    assert abs(low) < 0.02


def test_the_breakdown_value_is_where_zero_enters():
    s = study([1, 0, 0], 0.2)
    for kind, interval in (("relative_magnitudes", honest.relative_magnitudes), ("smoothness", honest.smoothness)):
        value = honest.breakdown(s, kind)
        assert interval(s, value)[0] > 0
        assert interval(s, 1.02 * value)[0] <= 0


def test_an_interval_that_holds_zero_has_no_breakdown_value():
    assert np.isnan(honest.breakdown(study([1, 0, 0], 50.0)))


def test_the_interval_covers_when_drifts_keep_to_the_bound():
    rng = np.random.default_rng(1)
    covariance = 0.01 * (0.5 * np.eye(6) + 0.5)
    drift = np.array([0.1, -0.1, 0.1])
    trend = np.concatenate([-np.cumsum(drift[::-1])[::-1], np.cumsum([0.1, 0.1, 0.1])])
    hits = 0
    for _ in range(300):
        b = trend + np.concatenate([np.zeros(3), np.full(3, 0.5)]) + rng.multivariate_normal(np.zeros(6), covariance)
        low, high = honest.relative_magnitudes(honest.EventStudy(b[:3], b[3:], covariance, np.full(3, 1 / 3)), 1.0)
        hits += low <= 0.5 <= high
    assert hits >= 279


def test_without_a_pre_period_nothing_is_bounded():
    s = honest.EventStudy(np.zeros(0), np.array([1.0]), np.eye(1), np.array([1.0]))
    for interval in (honest.relative_magnitudes, honest.smoothness):
        assert interval(s, 0.0) == (-np.inf, np.inf)
    assert np.isnan(honest.breakdown(s))


def test_combinations_that_few_units_leave_no_error_are_no_numerical_error():
    """Estimates of three units span two directions; rounding must not make a variance less than nothing."""
    rng = np.random.default_rng(2)
    for _ in range(20):
        f = rng.normal(size=(6, 2))
        covariance = f @ f.T - 1e-17 * np.eye(6)
        s = honest.EventStudy(rng.normal(size=4), rng.normal(size=2), covariance, np.array([0.5, 0.5]), 3.0)
        low, high = honest.smoothness(s, 0.1)
        assert np.isfinite([low, high]).all() and low <= high
