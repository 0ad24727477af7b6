"""Triple differences: does the effect differ between those who were prepared for the move and those who were not?

The effect of a treatment that reaches only the eligible of a treated group: those eligible are compared with three
others, the not eligible of their cohort, and the eligible and the not eligible among controls. Covariates enter as
Ortiz-Villavicencio & Sant'Anna (2025, arXiv:2505.09942, eq. 4.1) have it: all three comparisons are made with the
covariates of the eligible treated, not each with its own. Cohorts not yet treated are compared with one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.did import doubly_robust
from analysis.did.cells import Collector
from analysis.did.design import NEVER, Design
from analysis.did.estimators import group_time
from analysis.did.inference.intervals import variance
from analysis.did.result import Result, from_cells
from analysis.did.sampling import Sampling
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
    line = w.timeline
    given = eligible.reindex(w.units)
    if given.isna().any():
        raise UserError(
            f"outcome '{design.outcome}': eligibility is unknown for {int(given.isna().sum())} {design.unit}."
        )
    q = given.to_numpy(bool)
    if q.all() or not q.any():
        raise UserError(f"outcome '{design.outcome}': eligibility is the same for every {design.unit}.")
    collector = Collector(len(w.units), line)
    others = np.array([h for h, _ in w.cohorts()])
    for g in others[others != NEVER]:
        base = line.base(int(g), design.anticipation)
        for t in map(int, line.observed):
            if t == base:
                continue
            if base is None:
                collector.skipped.append((int(g), t, "no_pre_period"))
                continue
            both = w.seen[:, t - w.times[0]] & w.seen[:, base - w.times[0]]
            possible = line.untreated(others, max(t, base), design.anticipation) & (others != g)
            if design.control_group == "never_treated":
                possible = others == NEVER
            _cell(collector, _Cell(design, int(g), t, base, both, q, method), others[possible])
    return from_cells(NAME, design, collector.cells(w.weight), alpha, False)


@dataclass(frozen=True)
class _Cell:
    """A cohort and period to estimate.

    Attributes
    ----------
    cohort, time, base : on the integer time line.
    both : n, bool, the units observed in both periods.
    eligible : n, bool.
    method : ``dr``, ``ipw`` or ``reg``.
    """

    design: Design
    cohort: int
    time: int
    base: int
    both: np.ndarray
    eligible: np.ndarray
    method: str

    def groups(self, control: int) -> list[np.ndarray]:
        """Return the eligible treated, the other treated, and the eligible and other units of a comparison cohort."""
        cohort, q = self.design.wide.cohort, self.eligible
        return [self.both & (cohort == g) & side for g in (self.cohort, control) for side in (q, ~q)]


def _cell(collector: Collector, cell: _Cell, controls: np.ndarray) -> None:
    """Estimate a cell against each comparison cohort and combine the estimates.

    Differences of differences run parallel cohort by cohort, and cohorts differ in their share of eligible units, so
    comparison cohorts may not be pooled (Ortiz-Villavicencio & Sant'Anna 2025, section 2). Their estimates are combined
    with the weights of least variance, Ω⁻¹1 / 1'Ω⁻¹1 (eq. 4.10).
    """
    w = cell.design.wide
    k = w.x.shape[1]
    n = len(w.units)
    treated = cell.groups(cell.cohort)
    if treated[0].sum() < k - 1 + group_time.SPARE or treated[1].sum() <= k:
        collector.skipped.append((cell.cohort, cell.time, "too_few_treated"))
        return
    atts, influences = [], []
    reason = "no_controls"
    for control in controls:
        groups = cell.groups(int(control))
        if min(groups[2].sum(), groups[3].sum()) <= k:
            continue
        try:
            att, influence = _against(cell, groups)
        except np.linalg.LinAlgError:
            reason = "covariates_not_estimable"
            continue
        atts.append(att)
        influences.append(influence)
    if not atts:
        collector.skipped.append((cell.cohort, cell.time, reason))
        return
    psi = np.column_stack(influences)
    share = _least_variance(psi, w.cohort, cell.eligible)
    members = np.flatnonzero(treated[0])
    rows = np.flatnonzero(treated[0] | (psi != 0).any(axis=1))
    combined = (psi @ share)[rows, None] * (len(rows) / n)
    weight = float(w.weight[members].sum() / n)
    average = np.array([np.array(atts) @ share])
    collector.add(cell.cohort, [cell.time], average, rows, members, len(members), weight, lambda: combined.copy())


def _against(cell: _Cell, groups: list[np.ndarray]) -> tuple[float, np.ndarray]:
    """Add up three comparisons of the eligible treated: against two groups, less that against the third.

    Returns
    -------
    att, influence
        The influence function has one value a unit of the design.
    """
    w = cell.design.wide
    n = len(w.units)
    members = np.flatnonzero(groups[0])
    total, psi = 0.0, np.zeros(n)
    for other, sign in zip(groups[1:], (1.0, 1.0, -1.0), strict=True):
        these = np.concatenate([members, np.flatnonzero(other)])
        d = (np.arange(len(these)) < len(members)).astype(float)
        weight = w.weight[these] / w.weight[these].mean()
        growth = (w.y[these, cell.time - w.times[0]] - w.y[these, cell.base - w.times[0]])[:, None]
        att, influence = doubly_robust.cell(growth.copy, d, w.x[these], weight, cell.method)
        total += sign * att[0]
        psi[these] += sign * influence()[:, 0] * (n / len(these))
    return float(total), psi


def _least_variance(psi: np.ndarray, cohort: np.ndarray, eligible: np.ndarray) -> np.ndarray:
    """Return the weights, adding up to one, that give several estimates of one effect the least variance."""
    m = psi.shape[1]
    if m == 1:
        return np.ones(1)
    groups = np.unique(np.column_stack([cohort, eligible]), axis=0, return_inverse=True)[1].ravel()
    omega, _ = variance(psi, Sampling(groups))
    if not np.isfinite(omega).all() or np.linalg.cond(omega) > 1e12:
        return np.full(m, 1 / m)
    weight = np.linalg.solve(omega, np.ones(m))
    return weight / weight.sum()
