"""Triple differences: does the effect differ between those who were prepared for the move and those who were not?

The effect of a treatment that reaches only the eligible of a treated group: those eligible are compared with three
others, the not eligible of their cohort, and the eligible and the not eligible among controls. Covariates enter as
Ortiz-Villavicencio & Sant'Anna (2025, arXiv:2505.09942, eq. 4.1) have it: all three comparisons are made with the
covariates of the eligible treated, not each with its own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.did import doubly_robust
from analysis.did.cells import Collector
from analysis.did.design import NEVER, Design
from analysis.did.estimators import group_time
from analysis.did.result import Result, from_cells
from analysis.errors import UserError

NAME = "triple_difference"


def fit(design: Design, eligible: pd.Series, method: str = "dr", alpha: float = 0.05) -> Result:
    """Estimate the triple difference and average its cells.

    Parameters
    ----------
    design : its cohort is that of the move.
    eligible : bool, one a unit (index = unit), known before treatment.
    method : ``dr``, ``ipw`` or ``reg``.

    Raises
    ------
    UserError
        If eligibility is unknown for a unit, or the same for all.
    """
    w = design.wide
    known = eligible.reindex(w.units)
    if known.isna().any():
        raise UserError(
            f"outcome '{design.outcome}': eligibility is unknown for {int(known.isna().sum())} {design.unit}."
        )
    q = known.to_numpy(bool)
    if q.all() or not q.any():
        raise UserError(f"outcome '{design.outcome}': eligibility is the same for every {design.unit}.")
    found = Collector(len(w.units))
    for g, own in w.cohorts():
        if g == NEVER:
            continue
        base = g - 1 - design.anticipation
        for t in map(int, w.times):
            if t == base:
                continue
            if base < w.times[0]:
                found.skipped.append((g, t, "no_pre_period"))
                continue
            both = w.seen[:, t - w.times[0]] & w.seen[:, base - w.times[0]]
            control = w.cohort == NEVER
            if design.control_group == "not_yet_treated":
                control = (w.cohort > max(t, base) + design.anticipation) & (w.cohort != g)
            mine = np.zeros(len(w.units), bool)
            mine[own] = True
            _cell(
                found,
                design,
                g,
                t,
                base,
                both & mine & q,
                [both & mine & ~q, both & control & q, both & control & ~q],
                method,
            )
    return from_cells(NAME, design, found.cells(w.weight), alpha, False)


def _cell(
    found: Collector,
    design: Design,
    g: int,
    t: int,
    base: int,
    treated: np.ndarray,
    others: list[np.ndarray],
    method: str,
) -> None:
    """Add up three comparisons of the eligible treated: against the first two groups, less that against the third."""
    w = design.wide
    k = w.x.shape[1]
    if treated.sum() < k - 1 + group_time.SPARE or others[0].sum() <= k:
        found.skipped.append((g, t, "too_few_treated"))
        return
    if min(o.sum() for o in others[1:]) <= k:
        found.skipped.append((g, t, "no_controls"))
        return
    n = len(w.units)
    members = np.flatnonzero(treated)
    rows = np.flatnonzero(treated | others[0] | others[1] | others[2])
    place = np.full(n, -1)
    place[rows] = np.arange(len(rows))
    att, psi = 0.0, np.zeros(len(rows))
    for other, sign in zip(others, (1.0, 1.0, -1.0), strict=True):
        these = np.concatenate([members, np.flatnonzero(other)])
        d = (np.arange(len(these)) < len(members)).astype(float)
        weight = w.weight[these] / w.weight[these].mean()
        growth = (w.y[these, t - w.times[0]] - w.y[these, base - w.times[0]])[:, None]
        try:
            value, influence = doubly_robust.cell(growth.copy, d, w.x[these], weight, method)
        except np.linalg.LinAlgError:
            found.skipped.append((g, t, "covariates_not_estimable"))
            return
        att += sign * value[0]
        psi[place[these]] += sign * influence()[:, 0] * (len(rows) / len(these))
    share = float(w.weight[members].sum() / n)
    found.add(g, [t], np.array([att]), rows, members, len(members), share, lambda: psi[:, None])
