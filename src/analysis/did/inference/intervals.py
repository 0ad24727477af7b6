"""Standard errors, degrees of freedom, intervals and joint tests from influence functions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from analysis.did.cells import Effects
from analysis.did.design import NEVER, Sampling

#: With fewer treated units than this, errors take the small-sample correction and Welch's degrees of freedom.
FEW_TREATED = 50


def variance(influence: np.ndarray, sampling: Sampling) -> tuple[np.ndarray, np.ndarray]:
    """Return the covariance of estimates and their degrees of freedom.

    With few treated units each cohort's part of the variance is divided by (1 − 1/nᵍ), the leverage of a
    group mean (the CR2 correction of Bell & McCaffrey 2002), and the degrees of freedom are Welch's,
    (Σ vᵍ)² / Σ (vᵍ)² / (nᵍ − 1).

    Where units share clusters the variance is that of Cameron, Gelbach & Miller (2011, eq. 2.3), V₁ + V₂ − V₁₂,
    never less than with independent units; V₁ + V₂ where the difference is not positive definite. Degrees of
    freedom are then at most the clusters that hold treated units, less one.

    Parameters
    ----------
    influence : n × K.
    sampling : cohorts and clusters of the n units.

    Returns
    -------
    covariance : K × K.
    df : length K.
    """
    n = len(influence)
    treated = sampling.cohort != NEVER
    few = 0 < treated.sum() < FEW_TREATED
    covariance = np.zeros((influence.shape[1], influence.shape[1]))
    squares = np.zeros(influence.shape[1])
    for part in _by_cohort(influence, sampling.cohort):
        size = len(part)
        v = part.T @ part / n**2
        if few:
            # a cohort of one is a control only: the estimator skips cells with a single treated unit
            v = v / (1 - 1 / size) if size > 1 else v
        covariance += v
        squares += np.diag(v) ** 2 / max(size - 1, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        df = np.where(squares > 0, np.diag(covariance) ** 2 / squares, np.nan)
    if sampling.clusters:
        covariance = _clustered(influence, sampling, covariance)
        df = np.minimum(df, sampling.treated_clusters - 1)
    return covariance, df


def _by_cohort(influence: np.ndarray, cohort: np.ndarray) -> list[np.ndarray]:
    """Split rows by cohort; a design's are sorted already and need no copy."""
    if (cohort[1:] < cohort[:-1]).any():
        order = np.argsort(cohort, kind="stable")
        influence, cohort = influence[order], cohort[order]
    return np.split(influence, np.flatnonzero(np.diff(cohort)) + 1)


def _clustered(influence: np.ndarray, sampling: Sampling, independent: np.ndarray) -> np.ndarray:
    """Return the covariance of estimates whose units share one or two sets of clusters."""
    ways = []
    for way in sampling.ways:
        added = way.sums(influence)
        ways.append(added.T @ added / len(influence) ** 2)
    if len(ways) == 1:
        return ways[0]
    net = ways[0] + ways[1] - ways[2]
    if np.linalg.eigvalsh(net).min() <= 0:
        return ways[0] + ways[1]
    scale = np.sqrt(np.maximum(np.diag(independent) / np.diag(net), 1))
    return net * np.outer(scale, scale)


def intervals(effects: Effects, sampling: Sampling, alpha: float = 0.05) -> pd.DataFrame:
    """Return the t interval of each effect at level 1 − alpha.

    Returns
    -------
    DataFrame
        ``att``, ``se``, ``low``, ``high``, ``df``, ``p``, ``n_treated``, ``n_control``, one row an effect. The two-way
        clustered error is taken one effect at a time, so that an interval does not depend on what stands beside it.
    """
    covariance, df = variance(effects.influence, Sampling(sampling.cohort))
    diagonal = np.diag(covariance)
    if sampling.clusters:
        own = [(way.sums(effects.influence) ** 2).sum(axis=0) / len(effects.influence) ** 2 for way in sampling.ways]
        if len(own) == 1:
            diagonal = own[0]
        else:
            net = own[0] + own[1] - own[2]
            diagonal = np.where(net > 0, np.maximum(net, diagonal), own[0] + own[1])
        df = np.minimum(df, sampling.treated_clusters - 1)
    table = from_errors(effects.att, np.sqrt(diagonal), df, alpha)
    return table.assign(n_treated=effects.n_treated, n_control=effects.n_control)


def from_errors(att: np.ndarray, se: np.ndarray, df: np.ndarray | float, alpha: float = 0.05) -> pd.DataFrame:
    """Return t intervals of estimates with known standard errors; NaN where there is none."""
    att, se = np.asarray(att, float), np.asarray(se, float)
    se = np.where(np.isfinite(se) & (se > 0), se, np.nan)
    df = np.broadcast_to(np.asarray(df, float), att.shape)
    half = stats.t.ppf(1 - alpha / 2, df) * se
    p = 2 * stats.t.sf(np.abs(att / se), df)
    return pd.DataFrame({"att": att, "se": se, "low": att - half, "high": att + half, "df": df, "p": p})


def holm(p: pd.Series | np.ndarray) -> np.ndarray:
    """Adjust p-values for their number, so that the chance of any false finding keeps to its level (Holm 1979).

    What could not be tested (NaN) stays so and is not counted.
    """
    return _over(p, lambda known: np.maximum.accumulate(known * np.arange(len(known), 0, -1)))


def q_values(p: pd.Series | np.ndarray) -> np.ndarray:
    """Return the false discovery rate at which each p-value would be found (Benjamini & Hochberg 1995)."""

    def rate(known: np.ndarray) -> np.ndarray:
        return np.minimum.accumulate((known * len(known) / np.arange(1, len(known) + 1))[::-1])[::-1]

    return _over(p, rate)


def _over(p: pd.Series | np.ndarray, adjust: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Apply an adjustment to the known p-values in ascending order; none is above one."""
    p = np.asarray(p, float)
    out = np.full(len(p), np.nan)
    order = np.argsort(p, kind="stable")[: int(np.isfinite(p).sum())]
    out[order] = np.minimum(adjust(p[order]), 1.0)
    return out


def joint_test(effects: Effects, sampling: Sampling) -> tuple[float, float, int]:
    """Test that several effects are all zero (Wald; Hotelling's T² scaling with few treated units).

    Returns
    -------
    statistic, p, restrictions
        NaN where the covariance cannot be inverted.
    """
    covariance, df = variance(effects.influence, sampling)
    theta = effects.att
    k = len(theta)
    if not k or not np.isfinite(covariance).all() or np.linalg.matrix_rank(covariance) < k:
        return float("nan"), float("nan"), k
    wald = float(theta @ np.linalg.solve(covariance, theta))
    nu = float(np.nanmin(df))
    if (sampling.cohort != NEVER).sum() >= FEW_TREATED:
        return wald, float(stats.chi2.sf(wald, k)), k
    if nu <= k - 1:
        return float("nan"), float("nan"), k
    return wald, float(stats.f.sf(wald * (nu - k + 1) / (nu * k), k, nu - k + 1)), k
