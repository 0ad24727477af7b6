"""The interaction-weighted estimator of Sun & Abraham (2021, J. Econometrics 225).

A regression with unit and period effects in which every cohort has its own effect at every event time; effects are
then averaged by the cohorts' shares of the treated observations. Reference: the last period before treatment and its
anticipation, and the never treated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.did.design import NEVER, Design


@dataclass(frozen=True)
class Interactions:
    """Effects by cohort and event time.

    Attributes
    ----------
    cohort, event_time, effect : length K.
    covariance : K × K, clustered by unit, or by the last of the design's clusters where it has any.
    observations : treated observations behind each, length K.
    clusters : how many clusters.
    """

    cohort: np.ndarray
    event_time: np.ndarray
    effect: np.ndarray
    covariance: np.ndarray
    observations: np.ndarray
    clusters: int


def estimate(design: Design, controls: np.ndarray | None = None) -> Interactions:
    """Regress the outcome on cohort × event-time indicators.

    Parameters
    ----------
    design : the design; its covariates, fixed in time, are absorbed by the unit effects.
    controls : units × periods × k, regressors that vary in time; None for none.

    Notes
    -----
    Small-sample factor G/(G−1) · (N−1)/(N−K) with unit effects nested in clusters and so not counted in K,
    as in the R package fixest.
    """
    w = design.wide
    unit, time = np.nonzero(~np.isnan(w.y))
    known = w.cohort[unit] != NEVER
    event = np.where(known, w.times[time] - np.where(known, w.cohort[unit], 0), 10**6)
    base = -1 - design.anticipation
    pairs, inverse = np.unique(np.column_stack([w.cohort[unit], event])[known], axis=0, return_inverse=True)
    kept = np.flatnonzero(pairs[:, 1] != base)
    column = np.full(len(pairs), -1)
    column[kept] = np.arange(len(kept))
    x = np.zeros((len(unit), len(kept)))
    rows, to = np.flatnonzero(known), column[inverse.ravel()]
    x[rows[to >= 0], to[to >= 0]] = 1
    extra = controls[unit, time] if controls is not None else np.empty((len(unit), 0))
    periods = (time[:, None] == np.unique(time)[1:]).astype(float)
    columns = np.column_stack([w.y[unit, time], x, extra, periods])
    counts = np.bincount(unit, minlength=len(w.units)).astype(float)
    for k in range(columns.shape[1]):
        means = np.bincount(unit, weights=columns[:, k], minlength=len(w.units)) / np.maximum(counts, 1)
        columns[:, k] -= means[unit]
    y, z = columns[:, 0], columns[:, 1:]
    gram = np.linalg.pinv(z.T @ z, hermitian=True)
    beta = gram @ (z.T @ y)
    scores = z * (y - z @ beta)[:, None]
    shared = w.sampling.clusters
    labels = np.unique(shared[-1][unit] if shared else unit, return_inverse=True)[1]
    groups, n, k = int(labels.max()) + 1, len(y), z.shape[1] + 1
    sums = np.column_stack([np.bincount(labels, weights=column, minlength=groups) for column in scores.T])
    factor = groups / (groups - 1) * (n - 1) / (n - k)
    covariance = factor * gram @ (sums.T @ sums) @ gram
    size = len(kept)
    observations = np.bincount(to[to >= 0], minlength=size)
    return Interactions(pairs[kept, 0], pairs[kept, 1], beta[:size], covariance[:size, :size], observations, groups)


def aggregate(found: Interactions, which: np.ndarray) -> tuple[float, float]:
    """Average effects by their numbers of observations; return the mean and its standard error (shares fixed)."""
    weight = np.where(which, found.observations, 0) / found.observations[which].sum()
    return float(weight @ found.effect), float(np.sqrt(weight @ found.covariance @ weight))
