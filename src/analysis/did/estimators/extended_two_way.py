"""The extended two-way fixed-effects regression of Wooldridge (2021, "Two-way fixed effects, the two-way Mundlak
regression, and difference-in-differences estimators", SSRN 3906345, eq. 6.33).

One regression with unit and period effects in which every treated cell has its own effect. Covariates enter by period
(trends may differ with them) and, less their cohort's mean, in every treated cell, so that a cell's coefficient is its
cohort's average effect. Without covariates and with not-yet-treated controls the estimate is that of imputation.
"""

from __future__ import annotations

import numpy as np

from analysis.did import cohort_regression
from analysis.did.design import NEVER, Design
from analysis.did.result import Result, from_effects

NAME = "extended_two_way"


def fit(design: Design, alpha: float = 0.05) -> Result:
    """Regress the outcome on cell indicators and average their coefficients by observations (shares count as fixed).

    With not_yet_treated controls only cells from anticipation on have an effect; with never_treated controls every
    cell but the base period's has, so that only the never treated speak for the treated.
    """
    w = design.wide
    first, base = (-design.anticipation, None) if design.control_group == "not_yet_treated" else (-(10**6), -1)
    pairs, observations = cohort_regression.cells(design, first, None if base is None else base - design.anticipation)

    def regressors(g: int) -> tuple[np.ndarray, np.ndarray]:
        return cohort_regression.indicators(pairs, g, len(w.times)), np.ones(len(w.times), bool)

    fitted = cohort_regression.regress(design, regressors, _interactions(design, pairs))
    # cells without an untreated period to compare with are not identified, and are said so
    known = fitted.identified(np.eye(len(pairs), len(fitted.beta)))
    kept = np.flatnonzero(known)
    labels, effects = cohort_regression.averaged(design, fitted, pairs, np.where(known, observations, 0))
    share = np.isfinite(effects.influence).all(axis=0) & np.isfinite(effects.att)
    skipped = {"not_identified": len(pairs) - len(kept)} if len(kept) < len(pairs) else {}
    chosen = np.flatnonzero(share)
    return from_effects(NAME, design, [labels[k] for k in chosen], effects[chosen], alpha, skipped)


def _interactions(design: Design, pairs: list[tuple[int, int]]) -> np.ndarray | None:
    """Return covariates by period and, centred on the cohort, by cell: units × T × (cells + T − 1) · covariates."""
    w = design.wide
    x = w.x[:, 1:]
    if not x.shape[1]:
        return None
    span, k = len(w.times), x.shape[1]
    out = np.zeros((len(w.units), span, (span - 1 + len(pairs)) * k))
    for t in range(1, span):
        out[:, t, (t - 1) * k : t * k] = x
    start = (span - 1) * k
    for g, rows in w.cohorts():
        if g == NEVER:
            continue
        centred = x[rows] - np.average(x[rows], axis=0, weights=w.weight[rows])
        for place, (h, t) in enumerate(pairs):
            if h == g:
                out[rows, t, start + place * k : start + (place + 1) * k] = centred
    return out
