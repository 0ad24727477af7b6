"""The imputation estimator of Borusyak, Jaravel & Spiess (2024, Review of Economic Studies 91).

Unit and period effects are fitted on the observations not yet treated; what each treated observation would have
been is imputed from them, and the gaps are averaged. It uses every period before treatment where the group-time
estimator leans on one, and so is the more precise of the two if trends are parallel throughout.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.did.design import NEVER, Design


@dataclass(frozen=True)
class Imputed:
    """Gaps between treated observations and their imputed counterfactual.

    Attributes
    ----------
    event_time : event time of every treated observation that could be imputed, length M.
    gap : its gap, length M.
    unit, period : places of the observation, length M.
    dropped : treated observations of units never seen untreated.
    """

    event_time: np.ndarray
    gap: np.ndarray
    unit: np.ndarray
    period: np.ndarray
    dropped: int
    _fit: _Fit


@dataclass(frozen=True)
class _Fit:
    untreated: np.ndarray  # units × periods
    residual: np.ndarray  # units × periods, zero where not untreated
    counts: np.ndarray  # untreated observations of each unit, at least 1
    schur_inverse: np.ndarray  # periods × periods


def impute(design: Design) -> Imputed:
    """Impute every treated observation of a design; periods of anticipation count as treated.

    Notes
    -----
    The normal equations of unit and period effects are solved by eliminating the units, whose block is diagonal,
    so the cost grows with observations × periods and no sparse solver is needed.
    """
    w = design.wide
    seen = ~np.isnan(w.y)
    event = np.where(w.cohort == NEVER, -(10**6), w.times[:, None] - np.where(w.cohort == NEVER, 0, w.cohort)).T
    treated = seen & (event >= -design.anticipation)
    untreated = seen & ~treated
    y = np.where(seen, w.y, 0.0)
    counts = np.maximum(untreated.sum(axis=1), 1).astype(float)
    b = untreated.astype(float)
    schur = np.diag(b.sum(axis=0)) - b.T @ (b / counts[:, None])
    schur_inverse = np.linalg.pinv(schur, hermitian=True)
    unit_sum = (y * b).sum(axis=1)
    period = schur_inverse @ ((y * b).sum(axis=0) - b.T @ (unit_sum / counts))
    unit = (unit_sum - b @ period) / counts
    fitted = unit[:, None] + period
    known = untreated.any(axis=1)[:, None] & untreated.any(axis=0)
    i, t = np.nonzero(treated & known)
    fit = _Fit(untreated, np.where(untreated, y - fitted, 0.0), counts, schur_inverse)
    return Imputed(event[i, t], (y - fitted)[i, t], i, t, int((treated & ~known).sum()), fit)


def aggregate(imputed: Imputed, which: np.ndarray, design: Design) -> tuple[float, np.ndarray, int]:
    """Average the gaps of some treated observations.

    Returns
    -------
    att : their mean.
    influence : one a unit, scaled so that the variance of `att` is Σᵢ ψᵢ² / n²; gaps are centred on the mean of
        their cohort and event time (the paper's eq. 8 with its footnote on averages), so the error is conservative.
    n_treated : units averaged over.
    """
    fit, n = imputed._fit, len(design.wide.units)
    i, t, gap = imputed.unit[which], imputed.period[which], imputed.gap[which]
    weight = np.full(len(gap), 1 / len(gap))
    unit_weight = np.bincount(i, weights=weight, minlength=n)
    period_weight = np.bincount(t, weights=weight, minlength=len(design.wide.times))
    b = fit.untreated.astype(float)
    theta = fit.schur_inverse @ (period_weight - b.T @ (unit_weight / fit.counts))
    own = (unit_weight - b @ theta) / fit.counts
    v = -(own[:, None] + theta) * b
    influence = (v * fit.residual).sum(axis=1)
    cell = design.wide.cohort[i] * 4096 + t
    _, at = np.unique(cell, return_inverse=True)
    centre = np.bincount(at, weights=weight**2 * gap) / np.bincount(at, weights=weight**2)
    influence += np.bincount(i, weights=weight * (gap - centre[at]), minlength=n)
    return float(gap.mean()), influence * n, len(np.unique(i))
