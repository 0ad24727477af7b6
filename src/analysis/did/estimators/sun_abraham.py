"""The interaction-weighted estimator of Sun & Abraham (2021, J. Econometrics 225).

A regression with unit and period effects in which every cohort has its own effect at every event time; effects are
then averaged by the cohorts' shares of the treated observations. Reference: the last period before treatment and its
anticipation, and the never treated.
"""

from __future__ import annotations

import numpy as np

from analysis.did import cohort_regression
from analysis.did.design import NEVER, Design
from analysis.did.result import Result, from_effects
from analysis.errors import UserError

NAME = "sun_abraham"


def fit(design: Design, alpha: float = 0.05, controls: np.ndarray | None = None) -> Result:
    """Regress the outcome on cohort × event-time indicators and average their coefficients.

    The design's covariates, fixed in time, are absorbed by the unit effects. Shares count as fixed, and errors are
    clustered by unit or by the design's clusters, with fixest's small-sample factor.

    Parameters
    ----------
    controls : units × periods × k, regressors that vary in time, finite wherever the outcome is seen; None for none.

    Raises
    ------
    UserError
        If no unit is never treated: the last cohort would then have to serve as one.
    """
    w = design.wide
    if not (w.cohort == NEVER).any():
        raise UserError(f"outcome '{design.outcome}': {NAME} needs never_treated units; there are none.")
    base = -1 - design.anticipation
    every, counts = cohort_regression.cells(design, base=base)
    known = {g for g, rows in w.cohorts()[:-1] if g + base >= w.times[0] and w.seen[rows, g + base - w.times[0]].any()}
    keep = np.array([g in known for g, _ in every], bool)
    pairs = [pair for pair, k in zip(every, keep, strict=True) if k]

    def regressors(g: int) -> tuple[np.ndarray, np.ndarray]:
        z = cohort_regression.indicators(pairs, g, len(w.times))
        return z, np.full(len(w.times), g in known or g == NEVER)

    fitted = cohort_regression.regress(design, regressors, controls)
    labels, effects = cohort_regression.averaged(design, fitted, pairs, counts[keep])
    skipped = {"no_pre_period": int((~keep).sum())} if not keep.all() else {}
    return from_effects(NAME, design, labels, effects, alpha, skipped)
