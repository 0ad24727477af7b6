"""Group-time average treatment effects, ATT(g, t): doubly robust, by weighting, or by regression.

Callaway & Sant'Anna (2021, J. Econometrics 225, eq. 2.4–2.6) with the doubly robust moment of
Sant'Anna & Zhao (2020, J. Econometrics 219, eq. 3.1, panel data) and its influence function.
Written here because the published results are to be met to 1e-8 with covariates, and because the
influence functions of every cell are needed by aggregation, tests and small-sample inference alike.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from analysis.did.design import NEVER, Design

#: Controls whose odds of treatment exceed this are trimmed, as in the R package DRDID.
TRIM = 0.995
#: A cell needs this many treated units more than there are covariates; two at least, for one has no variance.
SPARE = 2


@dataclass(frozen=True)
class Cells:
    """Estimated cells of a design.

    Attributes
    ----------
    cohort, time : integers, length K.
    att : length K.
    influence : n × K influence functions; the variance of `att` is Σᵢ ψᵢ² / n².
    member : n × K, the treated units that a cell averages over.
    n_treated, n_control : length K.
    skipped : (cohort, time, reason) of cells that cannot be estimated.
    """

    cohort: np.ndarray
    time: np.ndarray
    att: np.ndarray
    influence: np.ndarray
    member: np.ndarray
    n_treated: np.ndarray
    n_control: np.ndarray
    skipped: list[tuple[int, int, str]]

    @property
    def event_time(self) -> np.ndarray:
        """Periods since treatment."""
        return self.time - self.cohort


def estimate(
    design: Design, base_period: str = "universal", treated: np.ndarray | None = None, method: str = "dr"
) -> Cells:
    """Estimate every ATT(g, t) of a design.

    Each cell compares outcome growth from its base period to t, over the units observed in both
    (so an unbalanced panel loses only the pairs that are missing).

    Parameters
    ----------
    design : the design.
    base_period : ``universal``: the last period before the cohort and its anticipation, for all t;
        ``varying``: before treatment, the period before t (the default of the R package did).
    method : with covariates: ``dr`` doubly robust, ``ipw`` inverse probability weighting (weights normalised),
        ``reg`` outcome regression. Without covariates all three compare means.
    treated : bool, one a unit; treated units outside it are left out entirely (subgroups of the treated).
    """
    w = design.wide
    n = len(w.units)
    use = np.ones(n, bool) if treated is None else treated | (w.cohort == NEVER)
    observed = ~np.isnan(w.y) & use[:, None]
    found: list[tuple] = []
    skipped: list[tuple[int, int, str]] = []
    # outcomes observed for the same units share their propensity score
    scores: dict[tuple[int, bytes], tuple[np.ndarray, np.ndarray]] = {}
    for g in np.unique(w.cohort[use & (w.cohort != NEVER)]):
        base = g - 1 - design.anticipation
        if base < w.times[0]:
            skipped += [(int(g), int(t), "no_pre_period") for t in w.times]
            continue
        for t in w.times:
            b = t - 1 if base_period == "varying" and t < g - design.anticipation else base
            if b < w.times[0] or t == b:
                continue
            pair = observed[:, t - w.times[0]] & observed[:, b - w.times[0]]
            d = pair & (w.cohort == g)
            c = pair & (w.cohort == NEVER)
            if design.control_group == "not_yet_treated":
                c |= pair & (w.cohort > max(t, b) + design.anticipation) & (w.cohort != g)
            if d.sum() < w.x.shape[1] - 1 + SPARE:
                skipped.append((int(g), int(t), "too_few_treated"))
                continue
            if c.sum() <= w.x.shape[1]:
                skipped.append((int(g), int(t), "no_controls"))
                continue
            rows = np.flatnonzero(d | c)
            growth = w.y[rows, t - w.times[0]] - w.y[rows, b - w.times[0]]
            here, x = d[rows].astype(float), w.x[rows]
            if x.shape[1] == 1:
                att, psi = _means(growth, here)
            else:
                key = (int(g), hashlib.blake2b(rows.tobytes()).digest())
                if key not in scores:
                    scores[key] = propensity(here, x)
                att, psi = _METHODS[method](growth, here, x, *scores[key])
            full = np.zeros(n)
            full[rows] = psi * (n / len(rows))
            found.append((g, t, att, full, d, d.sum(), c.sum()))
    if not found:
        empty = np.empty(0)
        blank = np.empty((n, 0))
        return Cells(empty.astype(int), empty.astype(int), empty, blank, blank.astype(bool), empty, empty, skipped)
    columns = list(zip(*found, strict=True))
    cohort, time, estimates, n_treated, n_control = (np.array(columns[k]) for k in (0, 1, 2, 5, 6))
    influence, member = np.column_stack(columns[3]), np.column_stack(columns[4])
    return Cells(cohort, time, estimates, influence, member, n_treated, n_control, skipped)


def _means(growth: np.ndarray, d: np.ndarray) -> tuple[float, np.ndarray]:
    """Compare mean growth without covariates; return the ATT and its influence function (one a row)."""
    gap = growth - growth[d == 0].mean()
    share = d.mean()
    att = (d * gap).mean() / share
    return float(att), d * (gap - att) / share - (1 - d) * gap / (1 - share)


def _doubly_robust(
    growth: np.ndarray, d: np.ndarray, x: np.ndarray, p: np.ndarray, hessian_inverse: np.ndarray
) -> tuple[float, np.ndarray]:
    """Sant'Anna & Zhao (2020), eq. 3.1: return the ATT and its influence function (one a row)."""
    w1, w0 = d, _odds(d, p)
    gap, ols = _regression(growth, d, x)
    m1, m0 = w1.mean(), w0.mean()
    eta1, eta0 = (w1 * gap).mean() / m1, (w0 * gap).mean() / m0
    logit = (d - p)[:, None] * x @ hessian_inverse
    psi1 = (w1 * (gap - eta1) - ols @ (w1[:, None] * x).mean(axis=0)) / m1
    psi0 = w0 * (gap - eta0) + logit @ ((w0 * (gap - eta0))[:, None] * x).mean(axis=0)
    psi0 = (psi0 - ols @ (w0[:, None] * x).mean(axis=0)) / m0
    return float(eta1 - eta0), psi1 - psi0


def _weighting(
    growth: np.ndarray, d: np.ndarray, x: np.ndarray, p: np.ndarray, hessian_inverse: np.ndarray
) -> tuple[float, np.ndarray]:
    """Inverse probability weighting with weights that add up to one (Abadie 2005, normalised)."""
    w1, w0 = d, _odds(d, p)
    m1, m0 = w1.mean(), w0.mean()
    eta1, eta0 = (w1 * growth).mean() / m1, (w0 * growth).mean() / m0
    logit = (d - p)[:, None] * x @ hessian_inverse
    psi0 = w0 * (growth - eta0) + logit @ ((w0 * (growth - eta0))[:, None] * x).mean(axis=0)
    return float(eta1 - eta0), w1 * (growth - eta1) / m1 - psi0 / m0


def _outcome_regression(
    growth: np.ndarray, d: np.ndarray, x: np.ndarray, p: np.ndarray, hessian_inverse: np.ndarray
) -> tuple[float, np.ndarray]:
    """Regress the controls' growth on the covariates and predict the treated's (Heckman, Ichimura & Todd 1997)."""
    gap, ols = _regression(growth, d, x)
    share = d.mean()
    att = (d * gap).mean() / share
    return float(att), (d * (gap - att) - ols @ (d[:, None] * x).mean(axis=0)) / share


def _odds(d: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Return the controls' odds of treatment, trimmed."""
    return np.where(d == 0, p < TRIM, True) * p * (1 - d) / (1 - p)


def _regression(growth: np.ndarray, d: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit the controls' growth; return everyone's gap to it and the influence of the fit (rows × coefficients)."""
    c = 1 - d
    gram = np.linalg.inv((x * c[:, None]).T @ x / len(d))
    gap = growth - x @ (gram @ ((x * c[:, None]).T @ growth / len(d)))
    return gap, (c * gap)[:, None] * x @ gram


_METHODS = {"dr": _doubly_robust, "ipw": _weighting, "reg": _outcome_regression}


def propensity(d: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit a logit of treatment by Newton's method.

    Returns
    -------
    p : fitted probabilities, at most 1 − 1e-6.
    hessian_inverse : inverse of X'WX / n.
    """
    beta = np.zeros(x.shape[1])
    share = d.mean()
    beta[0] = np.log(share / (1 - share))
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -500, 500)))
        weight = np.maximum(p * (1 - p), 1e-12)
        step = np.linalg.solve((x * weight[:, None]).T @ x, x.T @ (d - p))
        beta += step
        if np.abs(step).max() < 1e-10:
            break
    p = np.minimum(1 / (1 + np.exp(-np.clip(x @ beta, -500, 500))), 1 - 1e-6)
    return p, np.linalg.inv((x * (p * (1 - p))[:, None]).T @ x / len(d))
