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
    cell but the base period's has, so that the treated are compared with the never treated only.
    """
    w = design.wide
    not_yet = design.control_group == "not_yet_treated"
    first, base = (-design.anticipation, None) if not_yet else (-(10**6), -1 - design.anticipation)
    every = cohort_regression.cells(design, first, base)
    control = w.event_time() < -design.anticipation if not_yet else (w.cohort == NEVER)[:, None]
    has_controls = cohort_regression.controlled(design, control)[every.column]
    kept, dropped = every[has_controls], every[~has_controls]

    def regressors(g: int) -> tuple[np.ndarray, np.ndarray]:
        use = np.ones(len(w.times), bool)
        use[dropped.columns_of(g)] = False
        return kept.indicators(g, len(w.times)), use

    fitted = cohort_regression.regress(design, regressors, _interactions(design, kept))
    labels, effects, lost = cohort_regression.averaged(design, fitted, kept)
    counts = {"no_controls": len(dropped.cohort), "not_identified": lost}
    return from_effects(NAME, design, labels, effects, alpha, {reason: n for reason, n in counts.items() if n})


def _interactions(design: Design, cells: cohort_regression.CohortCells) -> np.ndarray | None:
    """Return covariates by period and, centred on the cohort, by cell: units × T × (cells + T − 1) · covariates."""
    w = design.wide
    x = w.x[:, 1:]
    if not x.shape[1]:
        return None
    span, k = len(w.times), x.shape[1]
    out = np.zeros((len(w.units), span, (span - 1 + len(cells.cohort)) * k))
    for t in range(1, span):
        out[:, t, (t - 1) * k : t * k] = x
    start = (span - 1) * k
    for g, rows in w.cohorts():
        if g == NEVER:
            continue
        centred = x[rows] - np.average(x[rows], axis=0, weights=w.weight[rows])
        for place in np.flatnonzero(cells.cohort == g):
            out[rows, cells.column[place], start + place * k : start + (place + 1) * k] = centred
    return out
