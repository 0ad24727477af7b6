"""What the test of pre-trends could have seen: a test that finds nothing says little if it could find nothing.

Roth (2022, American Economic Review: Insights 4): the linear trend that the joint test would miss half of the time, and
what such a trend would have added to the estimate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from analysis.did.cells import Effects
from analysis.did.inference import intervals
from analysis.did.sampling import Sampling

#: Where to stop looking for a slope that the test would find: with one or two degrees of freedom none may be.
MOST_NONCENTRALITY = 1e5


@dataclass(frozen=True)
class Pretrends:
    """The joint test of pre-periods and its power.

    Attributes
    ----------
    statistic, p, restrictions : of the test that the pre-period effects are zero, and how many it tests.
    slope_50, slope_80 : the linear trend per period that the test finds with probability 0.5 and 0.8; NaN where it
        finds no trend so often.
    bias_50, bias_80 : what such a trend adds to the overall effect.
    """

    statistic: float
    p: float
    restrictions: int
    slope_50: float
    slope_80: float
    bias_50: float
    bias_80: float


def assess(before: Effects, distance: np.ndarray, reach: float, sampling: Sampling, alpha: float = 0.05) -> Pretrends:
    """Test pre-period effects and compute the power of the test against linear trends.

    With few units or clusters the effects that leave the fewest degrees of freedom, among equals the farthest from
    treatment, are left out until those that stay leave two more than their number; else nothing is tested.

    Parameters
    ----------
    before : effects of pre-periods.
    distance : their distance from the base period, in periods (negative).
    reach : mean distance of the treated observations after treatment from the base period.
    """
    nothing = float("nan")
    kept = _testable(before, sampling)
    before, distance = before[kept], distance[kept]
    if not len(before.att):
        return Pretrends(nothing, nothing, 0, nothing, nothing, nothing, nothing)
    statistic, p, k = intervals.joint_test(before, sampling)
    if np.isnan(p):
        return Pretrends(statistic, p, k, nothing, nothing, nothing, nothing)
    covariance, df = intervals.of_effects(before, sampling)
    per_slope = float(distance @ np.linalg.solve(covariance, distance))
    nu = intervals.fewest(df) - k + 1
    half, most = (_slope(power, per_slope, k, nu, alpha) for power in (0.5, 0.8))
    return Pretrends(statistic, p, k, half, most, half * reach, most * reach)


def _testable(before: Effects, sampling: Sampling) -> np.ndarray:
    """Return the places of the effects that can be tested together, in order."""
    if not len(before.att):
        return np.arange(0)
    covariance, df = intervals.of_effects(before, sampling)
    usable = np.isfinite(np.diag(covariance)) & (np.diag(covariance) > 0) & (df > 0)
    order = [k for k in np.lexsort((np.arange(len(df)), np.round(df, 6)))[::-1] if usable[k]]
    while order and df[order[-1]] < len(order) + 1:
        order.pop()
    return np.array(sorted(order), int)


def _slope(power: float, per_slope: float, k: int, nu: float, alpha: float) -> float:
    """Return the slope that the test finds with probability `power`; NaN where none is found so often.

    Parameters
    ----------
    per_slope : non-centrality of a slope of one.
    k, nu : degrees of freedom of the F test.
    """
    critical = stats.f.isf(alpha, k, nu)

    def lacking(noncentrality: float) -> float:
        with np.errstate(all="ignore"):
            return float(stats.ncf.sf(critical, k, nu, noncentrality)) - power

    low, high = 0.0, 1.0
    while not lacking(high) >= 0:
        low, high = high, 2 * high
        if high > MOST_NONCENTRALITY:
            return float("nan")
    if not (np.isfinite(per_slope) and per_slope > 0 and lacking(low) < 0):
        return float("nan")
    return float(np.sqrt(optimize.brentq(lacking, low, high) / per_slope))
