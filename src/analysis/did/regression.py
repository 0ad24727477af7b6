"""Regressions with unit effects whose other regressors depend on cohort and time only.

Two-way fixed effects, event studies, Sun–Abraham, extended two-way and stacked regressions are all of this kind. Units
of one cohort that are observed in the same periods then share their row of the design, so the normal equations need one
T × T matrix a cohort instead of one row an observation: exact, without iterations, and as fast for a million officers
as summing their outcomes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

#: Pivots of the Cholesky root of a matrix with ones in its diagonal above which no column repeats the others.
_CLEAR_PIVOT = 1e-4


@dataclass(frozen=True)
class Group:
    """Units that share their regressors.

    Attributes
    ----------
    rows : places of the units.
    y : units × T outcomes, anything where not seen.
    seen : units × T, or length T where all units are seen in the same periods.
    regressors : T × P.
    weight : one a unit.
    unit_regressors : units × T × k, regressors that differ between units; they come after the shared ones. None for
        none.
    """

    rows: np.ndarray
    y: np.ndarray
    seen: np.ndarray
    regressors: np.ndarray
    weight: np.ndarray
    unit_regressors: np.ndarray | None = None

    def unit_regressors_demeaned(self) -> np.ndarray:
        """Return the regressors that differ between units, less each unit's mean over what is seen (units × T × k)."""
        x = self.unit_regressors
        if x is None:
            return np.zeros((len(self.rows), self.regressors.shape[0], 0))
        return np.stack([_demeaned(x[..., k], self.seen) for k in range(x.shape[2])], axis=2)


@dataclass(frozen=True)
class Fit:
    """A fitted regression.

    Attributes
    ----------
    beta : length P; of coefficients that are not identified, the shortest solution.
    gram_inverse : P × P pseudo-inverse of Z'MZ.
    observations, parameters : counts, unit effects not among the parameters.
    groups : what was fitted.
    """

    beta: np.ndarray
    gram_inverse: np.ndarray
    gram: np.ndarray
    observations: int
    parameters: int
    groups: list[Group]

    def identified(self, combination: np.ndarray) -> np.ndarray:
        """Say of each linear combination (A × P) whether the data identify it."""
        if self.parameters == len(self.gram) + 1:  # of full rank
            return np.ones(len(combination), bool)
        back = combination @ self.gram_inverse @ self.gram
        return np.abs(back - combination).max(axis=1, initial=0) < 1e-8 * np.maximum(
            1, np.abs(combination).max(axis=1, initial=0)
        )

    def influence(self, combination: np.ndarray, n: int) -> np.ndarray:
        """Return the n × A influence functions of linear combinations; rows of one unit in several groups add up."""
        out = np.zeros((n, len(combination)))
        bread = self.gram_inverse @ combination.T
        for g in self.groups:
            shared = g.regressors.shape[1]
            x = g.unit_regressors_demeaned()
            residual = _demeaned(g.y - g.regressors @ self.beta[:shared], g.seen) - x @ self.beta[shared:]
            residual *= g.weight[:, None]
            score = residual @ (g.regressors @ bread[:shared])
            if x.shape[2]:
                score += np.einsum("it,itk->ik", residual, x) @ bread[shared:]
            out[g.rows] += score * n
        return out

    def factor(self, clusters: int) -> float:
        """Small-sample factor of a clustered variance, G/(G−1) · (N−1)/(N−K), as in the R package fixest.

        NaN where one cluster is all there is, or nothing is left over to estimate a variance from.
        """
        n, k = self.observations, self.parameters
        if clusters < 2 or n <= k:
            return float("nan")
        return clusters / (clusters - 1) * (n - 1) / (n - k)


def _demeaned(value: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Take each unit's mean over what is seen from its values; zero where not seen."""
    if seen.ndim == 1 and seen.all():
        return value - value.mean(axis=1, keepdims=True)
    seen = np.broadcast_to(seen, value.shape)
    kept = np.where(seen, value, 0.0)
    mean = kept.sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    return np.where(seen, kept - mean[:, None], 0.0)


def fit(groups: list[Group]) -> Fit:
    """Fit by least squares, weighted by units.

    Parameters
    ----------
    groups : the units, each group with its T × P regressors.
    """
    shared = groups[0].regressors.shape[1]
    size = shared + (0 if groups[0].unit_regressors is None else groups[0].unit_regressors.shape[2])
    gram, moment = np.zeros((size, size)), np.zeros(size)
    observations = 0
    for g in groups:
        inner, outcome, count = _moments(g)
        z = g.regressors
        # of thousands of coefficients a cohort has a few dozen of its own
        active = np.flatnonzero(z.any(axis=0))
        gram[np.ix_(active, active)] += z[:, active].T @ inner @ z[:, active]
        moment[:shared] += z.T @ outcome
        observations += count
        if g.unit_regressors is not None:
            x = g.unit_regressors_demeaned()
            weighted = x * g.weight[:, None, None]
            cross = z.T @ weighted.sum(axis=0)
            gram[:shared, shared:] += cross
            gram[shared:, :shared] += cross.T
            flat = x.reshape(-1, x.shape[2])
            gram[shared:, shared:] += weighted.reshape(flat.shape).T @ flat
            moment[shared:] += weighted.reshape(flat.shape).T @ np.where(g.seen, g.y, 0.0).ravel()
    inverse, rank = _inverse(gram)
    return Fit(inverse @ moment, inverse, gram, observations, rank + 1, groups)


def _moments(g: Group) -> tuple[np.ndarray, np.ndarray, int]:
    """Return a group's T × T moments of periods and its T moments with the outcome, units eliminated, and its count."""
    w, use = g.weight, g.seen.astype(float)
    if g.seen.ndim == 1:
        count = max(use.sum(), 1)
        inner = (np.diag(use) - np.outer(use, use) / count) * w.sum()
        total = np.where(g.seen, w @ np.where(g.seen, g.y, 0.0), 0.0)
        return inner, total - use * total.sum() / count, int(use.sum()) * len(g.rows)
    inner = np.diag(w @ use) - (use * (w / np.maximum(use.sum(axis=1), 1))[:, None]).T @ use
    return inner, w @ _demeaned(g.y, g.seen), int(use.sum())


def _inverse(gram: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the (pseudo-)inverse of a positive semi-definite matrix and its rank."""
    scale = np.sqrt(np.maximum(np.diag(gram), 1e-300))
    scaled = gram / np.outer(scale, scale)
    try:
        root = np.linalg.cholesky(scaled)
    except np.linalg.LinAlgError:
        root = np.zeros_like(scaled)
    # a matrix of full rank, by far the most frequent, needs a tenth of the work of its eigenvalues
    if np.diag(root).min(initial=1.0) > _CLEAR_PIVOT:
        inverse, failed = linalg.lapack.dpotri(root, lower=1)
        if not failed:
            return (np.tril(inverse) + np.tril(inverse, -1).T) / np.outer(scale, scale), len(gram)
    values, vectors = np.linalg.eigh(scaled)
    kept = values > 1e-10 * np.abs(values).max(initial=0.0)
    vectors = vectors[:, kept]
    return vectors / values[kept] @ vectors.T / np.outer(scale, scale), int(kept.sum())
