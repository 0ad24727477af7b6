"""The interaction-weighted estimator of Sun & Abraham (2021, J. Econometrics 225).

A regression with unit and period effects in which every cohort has its own effect at every event time; effects are
then averaged by the cohorts' shares of the treated observations. Reference: the last observed period before treatment
and its anticipation, and the never treated.
"""

from __future__ import annotations

import numpy as np

from analysis.did import cohort_regression
from analysis.did.design import NEVER, Design, varied
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

    Where no unit is never treated the last cohort is the control (section 4.2 of the paper): periods from its treatment
    and anticipation on are left out, and their cells counted as ``no_controls``.

    Raises
    ------
    UserError
        If no unit is never treated and nothing is left before the last cohort's treatment.
    """
    beyond = 0
    if not (design.wide.cohort == NEVER).any():
        design, controls, beyond = _last_as_control(design, controls)
    w = design.wide
    never = w.cohort == NEVER
    every = cohort_regression.cells(design, base=-1 - design.anticipation)
    based = {g for g, rows in w.cohorts() if g != NEVER and _seen_in_base(design, g, rows)}
    has_base = np.isin(every.cohort, sorted(based))
    has_controls = cohort_regression.controlled(design, never[:, None])[every.column]
    kept = every[has_base & has_controls]

    def regressors(g: int) -> tuple[np.ndarray, np.ndarray]:
        use = np.ones(len(w.times), bool)
        if g != NEVER:
            # of a cohort only what has a coefficient, and the base, is used
            use[:] = False
            use[kept.columns_of(g)] = True
            base = w.base_column(g, design.anticipation)
            if g in based and base is not None:
                use[base] = True
        return kept.indicators(g, len(w.times)), use

    fitted = cohort_regression.regress(design, regressors, controls)
    labels, effects, lost = cohort_regression.averaged(design, fitted, kept)
    counts = {
        "no_pre_period": int((~has_base).sum()),
        "no_controls": int((has_base & ~has_controls).sum()) + beyond,
        "not_identified": lost,
    }
    return from_effects(NAME, design, labels, effects, alpha, {reason: n for reason, n in counts.items() if n})


def _last_as_control(design: Design, controls: np.ndarray | None) -> tuple[Design, np.ndarray | None, int]:
    """Return the design before the last cohort's treatment with it as control, and how many cells that costs."""
    w = design.wide
    last = int(w.cohort[-1])
    kept = int((w.timeline.event_time(last, w.times) < -design.anticipation).sum())
    if not kept:
        raise UserError(
            f"outcome '{design.outcome}': every {design.unit} is treated, the last of them in the first period; "
            f"{NAME} has no control."
        )
    cells = cohort_regression.cells(design, base=-1 - design.anticipation)
    lost = int((cells.column[cells.cohort < last] >= kept).sum())
    window = varied(design, periods_kept=slice(0, kept))
    if controls is not None:
        controls = controls[w.seen[:, :kept].any(axis=1), :kept]
    return window, controls, lost


def _seen_in_base(design: Design, g: int, rows: slice) -> bool:
    base = design.wide.base_column(g, design.anticipation)
    return base is not None and bool(design.wide.seen[rows, base].any())
