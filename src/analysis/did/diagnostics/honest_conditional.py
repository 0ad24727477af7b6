"""Conditional and hybrid tests of how far trends may differ before the conclusion falls.

Rambachan & Roth (2023, Review of Economic Studies 90, section 3) with the tests of Andrews, Roth & Pakes (2023, Review
of Economic Studies 90). A value θ̄ of the effect is kept if some difference in trends δ within the bounds, Aδ ≤ d,
makes the estimates plausible. The statistic is the largest violation that no choice of effects can avoid; its critical
value is taken given which violation is the largest, so that bounds far from binding cost nothing. The hybrid first
rejects what a least favourable critical value of size α / 10 rejects.

The paper solves a linear programme for each value. Its dual has few vertices here, for only bounds on periods after
treatment count, so all are listed once: statistic and truncation points then are exact and the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

import numpy as np
from scipy import optimize, stats

from analysis.did.diagnostics.honest import EventStudy
from analysis.errors import UserError

KINDS = ("relative_magnitudes", "smoothness", "smoothness_magnitudes")
#: Size of the hybrid's first test, as a share of α, and the draws behind its critical value.
FIRST, DRAWS = 0.1, 10_000
#: Values of the effect that are tried at once.
GRID = 400
#: More estimates after treatment than this have too many vertices to list.
MOST_AFTER = 10


def interval(
    study: EventStudy, kind: str, bound: float, alpha: float = 0.05, hybrid: bool = True, seed: int = 0
) -> tuple[float, float]:
    """Return the ends of the confidence set of the effect.

    Parameters
    ----------
    kind : ``relative_magnitudes`` (ΔRM: after treatment, trends drift apart between two periods by at most M̄ times the
        most they did before), ``smoothness`` (ΔSD: slopes change by at most M a period; the fixed-length interval of
        :func:`analysis.did.diagnostics.honest.smoothness` is usually shorter) or ``smoothness_magnitudes``
        (ΔSDRM: slopes change by at most M̄ times the most they did before).
    bound : M̄ or M, ≥ 0.
    hybrid : whether the least favourable test comes first; False is the conditional test alone.
    seed : of the draws of the least favourable critical value.

    Returns
    -------
    tuple
        Infinite where too few periods before treatment bound nothing: ΔRM needs one, ΔSDRM two. With few degrees of
        freedom the covariance is scaled by the square of the ratio of the t and the normal critical value.

    Raises
    ------
    UserError
        On an unknown kind, a negative bound, or more than :data:`MOST_AFTER` estimates after treatment.
    """
    if kind not in KINDS or not bound >= 0:
        raise UserError(f"bounds of kind '{kind}' at {bound:g} are unknown; choose {', '.join(KINDS)}, at 0 or more.")
    if len(study.after) > MOST_AFTER:
        raise UserError(f"conditional tests take at most {MOST_AFTER} periods after treatment; there are more.")
    scale = (stats.t.ppf(1 - alpha / 2, study.df) / stats.norm.ppf(1 - alpha / 2)) ** 2
    sets = [
        _Set.of(study, a, d, study.covariance * scale, alpha, hybrid, seed)
        for a, d in _restrictions(study, kind, bound)
    ]
    if not sets:
        return -np.inf, np.inf
    ends = [one.ends() for one in sets]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _restrictions(study: EventStudy, kind: str, bound: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return A and d of every convex set whose union is Δ; only rows on periods after treatment."""
    n_pre, n_post = len(study.before), len(study.after)
    level = np.insert(np.eye(n_pre + n_post), n_pre, 0.0, axis=0)
    differences = np.diff(level, n=1 if kind == "relative_magnitudes" else 2, axis=0)
    before, after = differences[: len(differences) - n_post], differences[len(differences) - n_post :]
    if kind == "smoothness":
        return [(np.vstack([after, -after]), np.full(2 * n_post, float(bound)))]
    out = []
    for largest in before:
        for sign in (1.0, -1.0):
            limit = bound * sign * largest
            out.append((np.vstack([after - limit, -after - limit]), np.zeros(2 * n_post)))
    return out


@dataclass(frozen=True)
class _Set:
    """The test of one convex set {Aδ ≤ d}.

    Attributes
    ----------
    vertices : Q × m, the vertices γ of the dual: γ ≥ 0, γ'σ̃ = 1, γ'X̃ = 0.
    fixed, slope : length Q; the statistic of γ at θ̄ is fixed − θ̄ slope.
    covariance : Q × Q of the vertices' statistics.
    alpha : size of the conditional test.
    first : critical value of the first test, infinite without one.
    centre, spread : estimate of the effect and its error, from where values are tried.
    """

    vertices: np.ndarray
    fixed: np.ndarray
    slope: np.ndarray
    covariance: np.ndarray
    alpha: float
    first: float
    centre: float
    spread: float

    @classmethod
    def of(
        cls, study: EventStudy, a: np.ndarray, d: np.ndarray, sigma: np.ndarray, alpha: float, hybrid: bool, seed: int
    ) -> _Set:
        """Change the basis of effects to the one asked for and the rest, and list the dual's vertices."""
        effects = a[:, len(study.before) :]
        weights = study.weights
        # X̃ moves what is not asked for: effects with l'τ = 0
        nuisance = effects @ np.linalg.svd(weights[None, :])[2][1:].T
        moments = a @ sigma @ a.T
        vertices = _vertices(np.sqrt(np.diag(moments)), nuisance)
        covariance = vertices @ moments @ vertices.T
        first, size = np.inf, alpha
        if hybrid:
            first = _least_favourable(vertices @ a, sigma, FIRST * alpha, seed)
            size = (alpha - FIRST * alpha) / (1 - FIRST * alpha)
        slope = vertices @ effects @ weights / (weights @ weights)
        centre = float(study.effect @ study.beta)
        spread = float(np.sqrt(study.effect @ sigma @ study.effect))
        return cls(vertices, vertices @ (a @ study.beta - d), slope, covariance, size, first, centre, spread)

    def keeps(self, theta: np.ndarray) -> np.ndarray:
        """Say of values of the effect whether the test keeps them."""
        values = self.fixed[:, None] - np.outer(self.slope, theta)
        best = values.argmax(axis=0)
        eta = values[best, np.arange(len(theta))]
        kept = eta <= self.first
        for q in np.unique(best[kept]):
            at = np.flatnonzero(kept & (best == q))
            # a violation of nothing but rounding is none
            kept[at] = eta[at] <= self._critical(int(q), values[:, at], eta[at]) + 1e-10
        return kept

    def _critical(self, q: int, values: np.ndarray, eta: np.ndarray) -> np.ndarray:
        """Return the critical value given that vertex q is the largest: a quantile of a truncated normal."""
        variance = self.covariance[q, q]
        if variance < 1e-14:
            return np.zeros(len(eta))
        b = self.covariance[:, q] / variance
        gap = 1 - b
        with np.errstate(divide="ignore", invalid="ignore"):
            at = (values - np.outer(b, eta)) / gap[:, None]
        low = np.where((gap > 1e-9)[:, None], at, -np.inf).max(axis=0)
        high = np.minimum(np.where((gap < -1e-9)[:, None], at, np.inf).min(axis=0), self.first)
        sigma = np.sqrt(variance)
        return np.maximum(0.0, sigma * _truncated_quantile(1 - self.alpha, low / sigma, high / sigma))

    def ends(self) -> tuple[float, float]:
        """Return the smallest and the largest value that is kept."""
        # the value that breaks the bounds least is kept if any is
        centre = optimize.minimize_scalar(
            lambda theta: (self.fixed - theta * self.slope).max(),
            bracket=(self.centre - self.spread, self.centre + self.spread),
            tol=1e-12,
        ).x
        reach = 10 * self.spread
        for _ in range(30):
            theta = centre + np.linspace(-reach, reach, 2 * GRID + 1)
            kept = self.keeps(theta)
            if not kept[0] and not kept[-1]:
                break
            reach *= 2
        else:
            return -np.inf, np.inf
        if not kept.any():
            return np.inf, -np.inf
        low, high = theta[np.argmax(kept)], theta[len(theta) - 1 - np.argmax(kept[::-1])]
        step = theta[1] - theta[0]
        for _ in range(2):
            below, above = np.linspace(low - step, low, GRID + 1), np.linspace(high, high + step, GRID + 1)
            low, high = below[np.argmax(self.keeps(below))], above[GRID - np.argmax(self.keeps(above)[::-1])]
            step /= GRID
        return float(low), float(high)


def _vertices(sd: np.ndarray, nuisance: np.ndarray) -> np.ndarray:
    """List the vertices of {γ ≥ 0, γ'sd = 1, γ'X = 0}: one basic solution a choice of rows."""
    m, size = len(sd), nuisance.shape[1] + 1
    columns = np.column_stack([sd, nuisance]).T
    right = np.zeros(size)
    right[0] = 1.0
    chosen = combinations(range(m), size)
    out = []
    for _ in range(0, comb(m, size), 20_000):
        rows = np.array(list(islice(chosen, 20_000)))
        square = columns[:, rows].transpose(1, 0, 2)
        # rows scaled to length one, so that a determinant says how near to singular a choice is
        length = np.linalg.norm(square, axis=1, keepdims=True)
        regular = np.abs(np.linalg.det(square / np.maximum(length, 1e-300))) > 1e-10
        solution = np.linalg.solve(square[regular], np.broadcast_to(right[:, None], (int(regular.sum()), size, 1)))
        solution = solution[..., 0]
        feasible = (solution >= -1e-10).all(axis=1)
        gamma = np.zeros((int(feasible.sum()), m))
        np.put_along_axis(gamma, rows[regular][feasible], np.maximum(solution[feasible], 0.0), axis=1)
        out.append(gamma)
    return np.unique(np.vstack(out).round(12), axis=0)


def _least_favourable(loadings: np.ndarray, sigma: np.ndarray, alpha: float, seed: int) -> float:
    """Return the 1 − α quantile of the statistic where every bound binds."""
    values, vectors = np.linalg.eigh(sigma)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    draws = np.random.default_rng(seed).normal(size=(len(sigma), DRAWS))
    largest = np.full(DRAWS, -np.inf)
    for first in range(0, len(loadings), 500):
        largest = np.maximum(largest, (loadings[first : first + 500] @ root @ draws).max(axis=0))
    return float(np.quantile(largest, 1 - alpha))


def _truncated_quantile(p: float, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the p quantile of a standard normal between two points, from whichever tail keeps its digits."""
    right = low > 0
    a, b = np.where(right, -high, low), np.where(right, -low, high)
    share = np.where(right, 1 - p, p)
    below, above = stats.norm.cdf(a), stats.norm.cdf(b)
    value = stats.norm.ppf(below + share * (above - below))
    # beyond the reach of the tails all that is left is the end nearer to zero
    value = np.where(above - below > 0, np.clip(value, a, b), b)
    return np.where(right, -value, value)
