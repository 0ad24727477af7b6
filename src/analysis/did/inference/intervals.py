"""Standard errors, degrees of freedom, intervals and joint tests from influence functions.

Large samples take the errors of the papers (and of the R packages). What is small is corrected where it is small:

* a stratum is a cohort, treated cohorts of one unit pooled. Where the smallest stratum behind an effect holds fewer
  than :data:`LARGE` units, what is centred on the stratum's mean is divided by 1 − 1/nᵍ, its leverage (the CR2
  correction of Bell & McCaffrey 2002). The correction is whole below :data:`SMALL` and fades in between, so that
  no number of units is a cliff;
* degrees of freedom are Welch's, over the treated and the never treated; those of the treated are pooled over their
  strata (Welch 1947, Biometrika 34, with ν + 2 for ν, which does not overstate the spread of strata of two or three);
* clusters are the rows of the strata where there are clusters, and leave no more degrees of freedom than the side of
  the comparison that has fewer of them (:meth:`analysis.did.sampling.Sampling.cluster_df`);
* a side with a single unit or cluster has no variance, so the effect has no interval.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from analysis.did.cells import Effects
from analysis.did.linear import Linear
from analysis.did.sampling import Sampling
from analysis.did.timeline import NEVER

#: Strata of at most `SMALL` units (or sides of so many clusters) take the whole correction, of `LARGE` or more none.
SMALL, LARGE = 15, 20
#: A side of so few units leaves no more degrees of freedom than its units less one: two or three values that happen to
#: lie close together would let Welch count on the other side.
TINY = 4


def variance(
    influence: np.ndarray,
    sampling: Sampling,
    cohorts: list[dict[int, float]] | None = None,
    corrected: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the covariance of estimates and their degrees of freedom.

    Where units share clusters the variance is that of Cameron, Gelbach & Miller (2011, eq. 2.3), V₁ + V₂ − V₁₂,
    never less than with independent units; V₁ + V₂ where the difference is not positive definite.

    Parameters
    ----------
    influence : n × K.
    sampling : cohorts and clusters of the n units.
    cohorts : for each estimate, treated cohort → its share; None where it is not known.
    corrected : whether the influence functions carry a small-sample factor already.

    Returns
    -------
    covariance : K × K.
    df : length K; NaN where there is no variance to estimate.
    """
    covariance, df = _independent(influence, sampling, corrected)
    if sampling.clusters:
        covariance, cluster_df = _clustered(influence, sampling, covariance, corrected)
        df = np.fmin(df, np.fmin(cluster_df, _cluster_df(sampling, influence.shape[1], cohorts)))
    return covariance, df


def of_effects(effects: Effects, sampling: Sampling) -> tuple[np.ndarray, np.ndarray]:
    """Return the covariance of effects and their degrees of freedom (:func:`variance`)."""
    if isinstance(effects.functions, Linear) and not sampling.clusters:
        return _of_linear(effects.functions, effects.corrected, sampling, diagonal=False)
    return variance(effects.influence, sampling, effects.cohorts, effects.corrected)


def _of_linear(functions: Linear, corrected: bool, sampling: Sampling, diagonal: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the covariance (or its diagonal) and degrees of freedom of functions that are linear in outcomes."""
    n, each = len(sampling.cohort), functions.parts(sampling.strata, diagonal)
    covariance, df = _from_parts([(of, count, sums / n, second / n**2) for of, count, sums, second in each], corrected)
    return covariance, _of_few_units(df, sampling)


def _cluster_df(sampling: Sampling, size: int, cohorts: list[dict[int, float]] | None) -> np.ndarray:
    """Return the degrees of freedom that clusters leave each estimate; zero where they leave none."""
    each = [sampling.cluster_df(of) for of in cohorts] if cohorts is not None else [sampling.cluster_df()] * size
    return np.nan_to_num(np.array(each, float), nan=0.0)


def _independent(influence: np.ndarray, sampling: Sampling, corrected: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the covariance and degrees of freedom when units are independent."""
    covariance, df = _stratified(influence / len(influence), sampling.strata, corrected)
    return covariance, _of_few_units(df, sampling)


def _of_few_units(df: np.ndarray, sampling: Sampling) -> np.ndarray:
    """Return the degrees of freedom that a side of few units leaves."""
    return np.fmin(df, sampling.fewest_units - 1) if sampling.fewest_units <= TINY else df


def _stratified(values: np.ndarray, strata: np.ndarray, corrected: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the covariance of the column sums of independent rows that were drawn by stratum.

    A stratum whose values are centred on its mean shows (n − 1) / n of its variance, and its mean shows nothing. The
    correction adds what the spread within the stratum says its mean should show, less what it does show: the mean of
    controls that are centred on those of other strata too, or of cohorts whose effects are set beside each other.

    Parameters
    ----------
    values : n × K, of units or of clusters.
    strata : label of each row, `NEVER` for the never treated.
    corrected : whether to leave the correction out.
    """
    parts = [(of, len(part), part.sum(axis=0), part.T @ part) for of, part in _by_stratum(values, strata)]
    return _from_parts(parts, corrected)


def _from_parts(parts: list[tuple[int, int, np.ndarray, np.ndarray]], corrected: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return what :func:`_stratified` does from label, number of rows, sums (K) and second moments of each stratum.

    These are K × K, or K for the diagonal of the covariance.
    """
    spread = np.array([second if second.ndim == 1 else np.diag(second) for *_, second in parts])
    counts = np.array([count for _, count, *_ in parts], float)
    smallest = np.where(spread > 1e-12 * spread.max(axis=0, initial=0), counts[:, None], np.inf).min(axis=0)
    fade = np.zeros(spread.shape[1]) if corrected else _fade(smallest)
    covariance = np.zeros_like(parts[0][3])
    for k, (_, count, sums, v) in enumerate(parts):
        if fade.any():
            mean = sums**2 / count
            # one row alone is taken for one of two that differ as it does from their mean
            lacking = spread[k] if count == 1 else (spread[k] - mean) / (count - 1) - mean
            with np.errstate(invalid="ignore", divide="ignore"):
                factor = np.where(spread[k] > 0, 1 + fade * np.maximum(lacking, 0) / spread[k], 1.0)
            v = v * (factor if v.ndim == 1 else np.sqrt(np.outer(factor, factor)))
            spread[k] = spread[k] * factor
        covariance += v
    treated = np.array([of != NEVER for of, *_ in parts])
    nu = np.maximum(counts - 1, 1)[:, None]
    return covariance, _welch(spread[treated], nu[treated], spread[~treated], nu[~treated])


def _fade(smallest: np.ndarray) -> np.ndarray:
    """Return how much of the small-sample correction applies: one for small groups, zero for large ones."""
    return np.clip((LARGE - smallest) / (LARGE - SMALL), 0, 1)


def _welch(treated: np.ndarray, nu_treated: np.ndarray, never: np.ndarray, nu_never: np.ndarray) -> np.ndarray:
    """Return Welch's degrees of freedom of effects from the variances of their strata (strata × K)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        total = treated.sum(axis=0)
        pooled = total**2 / (treated**2 / (nu_treated + 2)).sum(axis=0) - 2
        pooled = np.where(total > 0, np.maximum(pooled, nu_treated.min(initial=np.inf)), np.inf)
        both = total + never.sum(axis=0)
        squares = np.where(total > 0, total**2 / pooled, 0.0) + (never**2 / nu_never).sum(axis=0)
        return np.where(squares > 0, both**2 / squares, np.nan)


def _by_stratum(influence: np.ndarray, stratum: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """Split rows by stratum; a design's are sorted already and need no copy."""
    if (stratum[1:] < stratum[:-1]).any():
        order = np.argsort(stratum, kind="stable")
        influence, stratum = influence[order], stratum[order]
    cuts = np.flatnonzero(np.diff(stratum)) + 1
    labels = stratum[np.r_[0, cuts]] if len(stratum) else stratum
    return [(int(g), part) for g, part in zip(labels, np.split(influence, cuts), strict=True)]


def _clustered(
    influence: np.ndarray, sampling: Sampling, independent: np.ndarray, corrected: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return the covariance and degrees of freedom of estimates whose units share one or two sets of clusters."""
    sums = [way.sums(influence) / len(influence) for way in sampling.ways]
    if len(sums) == 1:
        return _stratified(sums[0], sampling.cluster_strata, corrected)
    first, second, both = (s.T @ s for s in sums)
    unknown = np.full(len(first), np.inf)
    net = first + second - both
    usable = np.isfinite(np.diag(net))
    if not usable.any() or np.linalg.eigvalsh(net[np.ix_(usable, usable)]).min() <= 0:
        return first + second, unknown
    scale = np.sqrt(np.maximum(np.diag(independent) / np.diag(net), 1))
    return net * np.outer(scale, scale), unknown


def intervals(effects: Effects, sampling: Sampling, alpha: float = 0.05) -> pd.DataFrame:
    """Return the t interval of each effect at level 1 − alpha.

    Returns
    -------
    DataFrame
        ``att``, ``se``, ``low``, ``high``, ``df``, ``p``, ``n_treated``, ``n_control``, one row an effect. The two-way
        clustered error is taken one effect at a time, so that an interval does not depend on what stands beside it.
        Where a side has a single unit or cluster all but ``att`` and the counts are NaN.
    """
    each = [of_effects(effects[[k]], sampling) if len(sampling.clusters) > 1 else None for k in range(len(effects.att))]
    if each and each[0] is not None:
        diagonal, df = (np.array([one[part].item() for one in each if one is not None]) for part in (0, 1))
    elif isinstance(effects.functions, Linear) and not sampling.clusters:
        diagonal, df = _of_linear(effects.functions, effects.corrected, sampling, diagonal=True)
    else:
        covariance, df = of_effects(effects, sampling)
        diagonal = np.diag(covariance)
    table = from_errors(effects.att, np.sqrt(diagonal), df, alpha)
    return table.assign(n_treated=effects.n_treated, n_control=effects.n_control)


def from_errors(att: np.ndarray, se: np.ndarray, df: np.ndarray | float, alpha: float = 0.05) -> pd.DataFrame:
    """Return t intervals of estimates with known standard errors; NaN where there is none, or no degree of freedom."""
    att, se = np.asarray(att, float), np.asarray(se, float)
    df = np.broadcast_to(np.asarray(df, float), att.shape)
    df = np.where(df > 0, df, np.nan)
    se = np.where(np.isfinite(se) & (se > 0) & np.isfinite(df), se, np.nan)
    half = stats.t.ppf(1 - alpha / 2, df) * se
    p = 2 * stats.t.sf(np.abs(att / se), df)
    return pd.DataFrame({"att": att, "se": se, "low": att - half, "high": att + half, "df": df, "p": p})


def holm(p: pd.Series | np.ndarray) -> np.ndarray:
    """Adjust p-values for their number, so that the chance of any false finding keeps to its level (Holm 1979).

    What could not be tested (NaN) stays so and is not counted.
    """
    return _over(p, lambda tested: np.maximum.accumulate(tested * np.arange(len(tested), 0, -1)))


def q_values(p: pd.Series | np.ndarray) -> np.ndarray:
    """Return the false discovery rate at which each p-value would be found (Benjamini & Hochberg 1995)."""

    def rate(tested: np.ndarray) -> np.ndarray:
        return np.minimum.accumulate((tested * len(tested) / np.arange(1, len(tested) + 1))[::-1])[::-1]

    return _over(p, rate)


def _over(p: pd.Series | np.ndarray, adjust: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Apply an adjustment to the known p-values in ascending order; none is above one."""
    p = np.asarray(p, float)
    out = np.full(len(p), np.nan)
    order = np.argsort(p, kind="stable")[: int(np.isfinite(p).sum())]
    out[order] = np.minimum(adjust(p[order]), 1.0)
    return out


def joint_test(effects: Effects, sampling: Sampling) -> tuple[float, float, int]:
    """Test that several effects are all zero (Hotelling's T², which with many degrees of freedom is the Wald test).

    Returns
    -------
    statistic, p, restrictions
        NaN where the covariance cannot be inverted, or leaves fewer degrees of freedom than there are restrictions.
    """
    covariance, df = of_effects(effects, sampling)
    k = len(effects.att)
    if not k or not np.isfinite(covariance).all() or np.linalg.matrix_rank(covariance, hermitian=True) < k:
        return float("nan"), float("nan"), k
    wald = float(effects.att @ np.linalg.solve(covariance, effects.att))
    nu = fewest(df)
    if not nu > k - 1:
        return float("nan"), float("nan"), k
    return wald, float(stats.f.sf(wald * (nu - k + 1) / (nu * k), k, nu - k + 1)), k


def fewest(df: np.ndarray) -> float:
    """Return the fewest degrees of freedom of several effects; NaN where one of them has none."""
    return float(np.min(df)) if len(df) and np.isfinite(df).all() and (df > 0).all() else float("nan")
