"""What the test of pre-trends could have seen: a test that finds nothing says little if it could find nothing.

Roth (2022, American Economic Review: Insights 4): the linear trend that the joint test would miss half of the time, and
what such a trend would have added to the estimate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from analysis.did.cells import Effects
from analysis.did.design import NEVER, Sampling
from analysis.did.inference import intervals


@dataclass(frozen=True)
class Pretrends:
    """The joint test of pre-periods and its power.

    Attributes
    ----------
    statistic, p, restrictions : of the test that every pre-period effect is zero.
    slope_50, slope_80 : the linear trend per period that the test finds with probability 0.5 and 0.8.
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

    Parameters
    ----------
    before : effects of pre-periods.
    distance : their distance from the base period, in periods (negative).
    reach : mean distance of the treated observations after treatment from the base period.
    """
    nothing = float("nan")
    if not len(before.att):
        return Pretrends(nothing, nothing, 0, nothing, nothing, nothing, nothing)
    statistic, p, k = intervals.joint_test(before, sampling)
    if np.isnan(p):
        return Pretrends(statistic, p, k, nothing, nothing, nothing, nothing)
    covariance, df = intervals.variance(before.influence, sampling)
    per_slope = float(distance @ np.linalg.solve(covariance, distance))
    few = (sampling.cohort != NEVER).sum() < intervals.FEW_TREATED
    nu = float(np.nanmin(df)) - k + 1

    def found(slope: float) -> float:
        shift = slope**2 * per_slope
        if few:
            return float(stats.ncf.sf(stats.f.isf(alpha, k, nu), k, nu, shift))
        return float(stats.ncx2.sf(stats.chi2.isf(alpha, k), k, shift))

    slopes = []
    for power in (0.5, 0.8):
        far = 1 / np.sqrt(per_slope)
        while found(far) < power:
            far *= 2
        slopes.append(float(optimize.brentq(lambda s, power=power: found(s) - power, 1e-12 * far, far)))
    half, most = slopes
    return Pretrends(statistic, p, k, half, most, half * reach, most * reach)
