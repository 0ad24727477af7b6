"""Standard errors, degrees of freedom, intervals and joint tests from influence functions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.did.design import NEVER, Sampling
from analysis.did.group_time import Cells

#: With fewer treated units than this, errors take the small-sample correction and Welch's degrees of freedom.
FEW_TREATED = 50


@dataclass(frozen=True)
class Aggregate:
    """A weighted mean of cells: its estimate, influence function and how many units stand behind it."""

    att: float
    influence: np.ndarray
    n_treated: int
    n_control: int


@dataclass(frozen=True)
class Interval:
    """An estimate with its uncertainty; `p` tests that it is zero."""

    att: float
    se: float
    low: float
    high: float
    df: float
    p: float


def aggregate(cells: Cells, which: np.ndarray) -> Aggregate:
    """Average cells, each weighted by the treated units it observes.

    In a balanced panel these are the weights P(G = g) of Callaway & Sant'Anna (2021, eq. 3.10–3.11);
    the influence function includes the estimation of the weights.

    Parameters
    ----------
    cells : estimated cells.
    which : bool, length K, at least one True.
    """
    att, psi, member = cells.att[which], cells.influence[:, which], cells.member[:, which].astype(float)
    weight = member.mean(axis=0)
    total = weight.sum()
    mean = float(att @ weight / total)
    influence = psi @ (weight / total) + (member - weight) @ ((att - mean) / total)
    return Aggregate(mean, influence, int(member.any(axis=1).sum()), int(np.max(cells.n_control[which], initial=0)))


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
    for g in np.unique(sampling.cohort):
        part = influence[sampling.cohort == g]
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
        covariance = _clustered(influence, sampling.clusters, covariance)
        df = np.minimum(df, min(len(np.unique(c[treated])) for c in sampling.clusters) - 1)
    return covariance, df


def _clustered(influence: np.ndarray, clusters: tuple[np.ndarray, ...], independent: np.ndarray) -> np.ndarray:
    """Return the covariance of estimates whose units share one or two sets of clusters."""

    def meat(labels: np.ndarray) -> np.ndarray:
        sums = np.zeros((labels.max() + 1, influence.shape[1]))
        np.add.at(sums, labels, influence)
        return sums.T @ sums / len(influence) ** 2

    ways = [meat(c) for c in clusters]
    if len(ways) == 1:
        return ways[0]
    both = np.unique(np.column_stack(clusters), axis=0, return_inverse=True)[1].ravel()
    net = ways[0] + ways[1] - meat(both)
    if np.linalg.eigvalsh(net).min() <= 0:
        return ways[0] + ways[1]
    scale = np.sqrt(np.maximum(np.diag(independent) / np.diag(net), 1))
    return net * np.outer(scale, scale)


def interval(a: Aggregate, sampling: Sampling, alpha: float = 0.05) -> Interval:
    """Return the estimate's t interval at level 1 − alpha."""
    covariance, df = variance(a.influence[:, None], sampling)
    return from_error(a.att, float(np.sqrt(covariance[0, 0])), float(df[0]), alpha)


def from_error(att: float, se: float, df: float, alpha: float = 0.05) -> Interval:
    """Return the t interval of an estimate with a known standard error; NaN where there is none."""
    if not np.isfinite(se) or se <= 0:
        return Interval(att, float("nan"), float("nan"), float("nan"), df, float("nan"))
    half = stats.t.ppf(1 - alpha / 2, df) * se
    return Interval(att, se, att - half, att + half, df, float(2 * stats.t.sf(abs(att / se), df)))


def joint_test(estimates: list[Aggregate], sampling: Sampling) -> tuple[float, float, int]:
    """Test that several estimates are all zero (Wald; Hotelling's T² scaling with few treated units).

    Returns
    -------
    statistic, p, restrictions
        NaN where the covariance cannot be inverted.
    """
    psi = np.column_stack([a.influence for a in estimates])
    covariance, df = variance(psi, sampling)
    theta = np.array([a.att for a in estimates])
    k = len(theta)
    if not np.isfinite(covariance).all() or np.linalg.matrix_rank(covariance) < k:
        return float("nan"), float("nan"), k
    wald = float(theta @ np.linalg.solve(covariance, theta))
    nu = float(np.nanmin(df))
    if (sampling.cohort != NEVER).sum() >= FEW_TREATED:
        return wald, float(stats.chi2.sf(wald, k)), k
    if nu <= k - 1:
        return float("nan"), float("nan"), k
    return wald, float(stats.f.sf(wald * (nu - k + 1) / (nu * k), k, nu - k + 1)), k
