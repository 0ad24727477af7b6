"""Standard errors, degrees of freedom, intervals and joint tests from influence functions.

Large samples take the errors of the papers (and of the R packages). What is small is corrected where it is small:

* a stratum is a cohort, treated cohorts of one unit pooled. Where the smallest stratum behind an effect holds fewer
  than :data:`LARGE` units, the spread within each stratum is divided by 1 − 1/nᵍ, the leverage of a group mean (the
  CR2 correction of Bell & McCaffrey 2002). The correction is whole below :data:`SMALL` and fades in between, so that
  no number of units is a cliff;
* degrees of freedom are Welch's, over the treated and the never treated; those of the treated are pooled over their
  strata (Welch 1947, Biometrika 34, with ν + 2 for ν, which does not overstate the spread of strata of two or three);
* clusters leave no more degrees of freedom than the side of the comparison that has fewer of them
  (:meth:`analysis.did.sampling.Sampling.cluster_df`);
* a side with a single unit or cluster has no variance, so the effect has no interval.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from analysis.did.cells import Effects
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
        covariance = _clustered(influence, sampling, covariance, corrected)
        df = np.fmin(df, _cluster_df(sampling, influence.shape[1], cohorts))
    return covariance, df


def of_effects(effects: Effects, sampling: Sampling) -> tuple[np.ndarray, np.ndarray]:
    """Return the covariance of effects and their degrees of freedom (:func:`variance`)."""
    return variance(effects.influence, sampling, effects.cohorts, effects.corrected)


def _cluster_df(sampling: Sampling, size: int, cohorts: list[dict[int, float]] | None) -> np.ndarray:
    """Return the degrees of freedom that clusters leave each estimate; zero where they leave none."""
    each = [sampling.cluster_df(of) for of in cohorts] if cohorts is not None else [sampling.cluster_df()] * size
    return np.nan_to_num(np.array(each, float), nan=0.0)


def _independent(influence: np.ndarray, sampling: Sampling, corrected: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the covariance and degrees of freedom when units are independent."""
    n, size = influence.shape
    parts = _by_stratum(influence, sampling.strata)
    spread = np.array([(part**2).sum(axis=0) for _, part in parts]) / n**2
    counts = np.array([len(part) for _, part in parts], float)
    smallest = np.where(spread > 1e-12 * spread.max(axis=0, initial=0), counts[:, None], np.inf).min(axis=0)
    fade = np.zeros(size) if corrected else _fade(smallest)
    covariance = np.zeros((size, size))
    for k, (_, part) in enumerate(parts):
        v = part.T @ part / n**2
        if fade.any():
            # one unit alone is taken for one of two
            count = max(len(part), 2)
            within = spread[k] - len(part) * (part.mean(axis=0) / n) ** 2 if len(part) > 1 else spread[k]
            with np.errstate(invalid="ignore", divide="ignore"):
                factor = np.where(spread[k] > 0, 1 + fade * np.maximum(within, 0) / spread[k] / (count - 1), 1.0)
            v = v * np.sqrt(np.outer(factor, factor))
            spread[k] = np.diag(v)
        covariance += v
    treated = np.array([of != NEVER for of, _ in parts])
    nu = np.maximum(counts - 1, 1)[:, None]
    df = _welch(spread[treated], nu[treated], spread[~treated], nu[~treated])
    if sampling.fewest_units <= TINY:
        df = np.fmin(df, sampling.fewest_units - 1)
    return covariance, df


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


def _clustered(influence: np.ndarray, sampling: Sampling, independent: np.ndarray, corrected: bool) -> np.ndarray:
    """Return the covariance of estimates whose units share one or two sets of clusters."""
    ways = []
    for way in sampling.ways:
        added = way.sums(influence)
        if len(sampling.ways) == 1 and not corrected:
            added *= np.sqrt(sampling.cluster_factor(SMALL, LARGE))[:, None]
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
        Where a side has a single unit or cluster all but ``att`` and the counts are NaN.
    """
    covariance, df = _independent(effects.influence, sampling, effects.corrected)
    diagonal = np.diag(covariance)
    if sampling.clusters:
        diagonal = np.array(
            [
                _clustered(effects.influence[:, [k]], sampling, covariance[k : k + 1, k : k + 1], effects.corrected)[
                    0, 0
                ]
                for k in range(len(effects.att))
            ]
        )
        df = np.fmin(df, _cluster_df(sampling, len(effects.att), effects.cohorts))
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
