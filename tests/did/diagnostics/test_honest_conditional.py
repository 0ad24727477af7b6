import json

import numpy as np
import pytest
from scipy import optimize, stats

from analysis.did.diagnostics import honest, honest_conditional
from analysis.errors import UserError
from conftest import ROOT

REFERENCE = json.loads((ROOT / "tests/reference/honest__moderndid.json").read_text())


def study(weights, scale=1.0, df=1e6):
    before, after = np.array(REFERENCE["before"]), np.array(REFERENCE["after"])
    covariance = np.array(REFERENCE["covariance"]) * scale
    return honest.EventStudy(before, after, covariance, np.array(weights, float), df)


@pytest.mark.parametrize("row", [r for r in REFERENCE["results"] if r["kind"] == "relative_magnitudes"])
def test_hybrid_intervals_agree_with_another_implementation(row):
    low, high = honest_conditional.interval(study(row["weights"]), "relative_magnitudes", row["bound"])
    # that implementation tries values a hundredth apart and returns the outermost that it keeps
    assert row["low"] - 0.01 < low < row["low"] + 0.001
    assert row["high"] - 0.001 < high < row["high"] + 0.01


@pytest.mark.parametrize("row", [r for r in REFERENCE["results"] if r["kind"] == "smoothness_magnitudes"])
def test_conditional_intervals_of_the_combined_bounds_agree_with_another_implementation(row):
    low, high = honest_conditional.interval(study(row["weights"]), row["kind"], row["bound"], hybrid=False)
    assert row["low"] - 0.01 < low <= row["low"]
    assert row["high"] <= high < row["high"] + 0.01


def test_combined_bounds_without_drift_are_the_straight_line_through_the_last_two_periods():
    """Then only δ₁ = −δ₋₁ counts for the first effect, and its conditional interval is the ordinary one of β₁ + β₋₁."""
    s = study([1, 0, 0])
    v = np.array([0, 0, 0, 1, 1, 0, 0])
    reach = stats.norm.ppf(0.975) * s.error(v)
    low, high = honest_conditional.interval(s, "smoothness_magnitudes", 0.0, hybrid=False)
    assert (low, high) == pytest.approx((v @ s.beta - reach, v @ s.beta + reach), abs=1e-4)


def program(y, x, sd):
    """Solve for the least violation η with y − Xδ ≤ η sd by linear programming."""
    k = x.shape[1]
    solved = optimize.linprog(
        np.r_[1.0, np.zeros(k)], A_ub=-np.column_stack([sd, x]), b_ub=-y, bounds=[(None, None)] * (k + 1)
    )
    return solved.fun, -solved.ineqlin.marginals


def brute_force(theta, s, a, d, alpha):
    """Test a value with linear programmes only: truncation points by bisection, as in the paper's appendix."""
    n_pre = len(s.before)
    moments = a @ s.covariance @ a.T
    sd = np.sqrt(np.diag(moments))
    effects = a[:, n_pre:]
    rest = np.linalg.svd(s.weights[None, :])[2][1:].T
    y = a @ s.beta - d - effects @ s.weights * theta / (s.weights @ s.weights)
    x = effects @ rest
    eta, gamma = program(y, x, sd)
    variance = gamma @ moments @ gamma
    if variance < 1e-14:
        return eta > 0
    b = moments @ gamma / variance
    left = y - b * eta

    def is_optimal(c):
        return abs(program(left + b * c, x, sd)[0] - c) < 1e-7

    def edge(inside, outside):
        if is_optimal(outside):
            return np.sign(outside) * np.inf
        for _ in range(40):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if is_optimal(middle) else (inside, middle)
        return inside

    sigma = np.sqrt(variance)
    low, high = edge(eta, eta - 60 * sigma) / sigma, edge(eta, eta + 60 * sigma) / sigma
    share = stats.norm.cdf(low) + (1 - alpha) * (stats.norm.cdf(high) - stats.norm.cdf(low))
    return eta > max(0.0, stats.norm.ppf(share) * sigma)


@pytest.mark.parametrize(
    ("kind", "bound"), [("relative_magnitudes", 1.0), ("smoothness", 0.05), ("smoothness_magnitudes", 0.5)]
)
def test_the_conditional_test_is_that_of_linear_programmes(kind, bound):
    s = study([0.5, 0.3, 0.2])
    a, d = honest_conditional._restrictions(s, kind, bound)[0]
    one = honest_conditional._Set.of(s, a, d, s.covariance, 0.05, False, 0)
    low, high = one.ends()
    # just inside and outside either end, and far away
    for theta in (low - 0.4, low - 1e-3, low + 1e-3, (low + high) / 2, high - 1e-3, high + 1e-3, high + 0.4):
        assert one.keeps(np.array([theta]))[0] != brute_force(theta, s, a, d, 0.05)


@pytest.mark.parametrize("seed", range(2))
def test_the_interval_of_the_combined_bounds_is_the_union_of_what_linear_programmes_keep(seed):
    """Second differences are written out here; a value is kept where one largest kink before treatment allows it."""
    rng = np.random.default_rng(seed)
    factor = rng.normal(size=(5, 5))
    covariance = 0.01 * (factor @ factor.T / 5 + 0.3 * np.eye(5))
    beta = rng.normal(0, 0.1, 5) + np.r_[0, 0, 0, 0.3, 0.3]
    s = honest.EventStudy(beta[:3], beta[3:], covariance, np.array([0.6, 0.4]))
    kinks = np.array([[1, -2, 1, 0, 0], [0, 1, -2, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, -2, 1]])
    sets = [
        (np.vstack([kinks[2:] - sign * kinks[k], -kinks[2:] - sign * kinks[k]]).astype(float), np.zeros(4))
        for k in (0, 1)
        for sign in (1, -1)
    ]
    low, high = honest_conditional.interval(s, "smoothness_magnitudes", 1.0, hybrid=False)
    for theta in (low - 0.5, low - 2e-3, low + 2e-3, (low + high) / 2, high - 2e-3, high + 2e-3, high + 0.5):
        kept = any(not brute_force(theta, s, a, d, 0.05) for a, d in sets)
        assert kept == (low <= theta <= high)


def test_without_drift_relative_magnitudes_are_the_ordinary_interval_of_the_conditional_test():
    s = study([1, 0, 0])
    low, high = honest_conditional.interval(s, "relative_magnitudes", 0.0, hybrid=False)
    reach = stats.norm.ppf(0.975) * np.sqrt(s.covariance[4, 4])
    assert (low, high) == pytest.approx((0.4 - reach, 0.4 + reach), rel=0.05)


@pytest.mark.parametrize("kind", honest_conditional.KINDS)
def test_intervals_grow_with_the_bound(kind):
    widths = [np.diff(honest_conditional.interval(study([0.5, 0.5, 0]), kind, b))[0] for b in (0, 0.1, 0.5, 1)]
    assert widths == sorted(widths)


def test_relative_magnitudes_lie_within_the_union_and_are_shorter():
    for bound in (0.5, 1.0, 2.0):
        s = study([1 / 3] * 3)
        ours, union = honest_conditional.interval(s, "relative_magnitudes", bound), honest.relative_magnitudes(s, bound)
        assert ours[1] - ours[0] < union[1] - union[0]


def test_a_straight_trend_is_taken_out_by_smoothness_and_by_the_combined_bounds():
    trend = 0.1
    s = honest.EventStudy(
        trend * np.arange(-4, 0), trend * np.arange(1, 4), np.eye(7) * 1e-6, np.array([1.0, 0, 0])
    )  # fmt: skip
    for kind in ("smoothness", "smoothness_magnitudes"):
        low, high = honest_conditional.interval(s, kind, 0.0)
        assert low <= 0 <= high
        assert high - low < 0.02
    low, _ = honest_conditional.interval(s, "relative_magnitudes", 0.5)
    assert low > 0.04


def test_few_degrees_of_freedom_widen():
    wide, narrow = (honest_conditional.interval(study([1, 0, 0], df=df), "relative_magnitudes", 0.5) for df in (4, 1e6))
    assert np.diff(wide) > np.diff(narrow)


@pytest.mark.parametrize(
    ("kind", "before", "bounded"),
    [
        ("relative_magnitudes", 0, False), ("relative_magnitudes", 1, True), ("smoothness_magnitudes", 1, False),
        ("smoothness_magnitudes", 2, True), ("smoothness", 1, True),
    ],
)  # fmt: skip
def test_too_few_periods_before_treatment_bound_nothing(kind, before, bounded):
    s = honest.EventStudy(np.zeros(before), np.ones(1), np.eye(before + 1) * 0.01, np.ones(1))
    assert np.isfinite(honest_conditional.interval(s, kind, 0.5)).all() == bounded


@pytest.mark.parametrize(
    ("kind", "trend", "bound"),
    [
        ("relative_magnitudes", [-0.1, -0.2, -0.1, 0.1, 0.2, 0.3], 1.0),
        ("smoothness_magnitudes", [0.0, -0.1, -0.1, 0.2, 0.5, 0.9], 1.0),
    ],
)
def test_the_interval_covers_when_trends_keep_to_the_bound(kind, trend, bound):
    rng = np.random.default_rng(1)
    covariance = 0.01 * (0.5 * np.eye(6) + 0.5)
    hits = 0
    for _ in range(60):
        b = np.array(trend) + np.r_[0, 0, 0, 0.5, 0.5, 0.5] + rng.multivariate_normal(np.zeros(6), covariance)
        s = honest.EventStudy(b[:3], b[3:], covariance, np.full(3, 1 / 3))
        low, high = honest_conditional.interval(s, kind, bound)
        hits += low <= 0.5 <= high
    # three standard errors below 95 %
    assert hits >= 52


@pytest.mark.parametrize(("kind", "bound"), [("magnitudes", 1), ("smoothness", -1), ("smoothness", np.nan)])
def test_unknown_bounds_are_refused(kind, bound):
    with pytest.raises(UserError, match="relative_magnitudes"):
        honest_conditional.interval(study([1, 0, 0]), kind, bound)


def test_too_many_periods_are_refused():
    s = honest.EventStudy(np.zeros(2), np.zeros(11), np.eye(13), np.full(11, 1 / 11))
    with pytest.raises(UserError, match="at most 10"):
        honest_conditional.interval(s, "relative_magnitudes", 1)
