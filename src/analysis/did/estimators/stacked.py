"""Stacked difference-in-differences: one clean experiment a cohort, stacked and weighted.

Wing, Freedman & Hollingsworth (2024, NBER working paper 32054, eq. 9): each cohort is compared, within a window around
its treatment, with units untreated throughout that window; controls are weighted so that every experiment counts as its
treated units do. Without the weights the stacked regression averages experiments in shares that nobody chose.
"""

from __future__ import annotations

import numpy as np

from analysis.did.cells import Effects, equally
from analysis.did.design import NEVER, Design
from analysis.did.regression import Group
from analysis.did.regression import fit as least_squares
from analysis.did.result import Result, from_effects, join, label
from analysis.errors import UserError

NAME = "stacked"


def fit(design: Design, alpha: float = 0.05, before: int | None = None, after: int | None = None) -> Result:
    """Stack the cohorts' experiments and regress on event time.

    Parameters
    ----------
    before, after : periods before and after treatment in the window. Default: the window, at least one period on
        either side of treatment and its anticipation, that keeps most treated unit-periods.

    Returns
    -------
    Result
        By event time, and ``overall``, their mean after treatment with equal shares. Cohorts whose window leaves the
        panel are counted in `skipped`.
    """
    w = design.wide
    lead = design.anticipation
    cohorts = [(g, rows) for g, rows in w.cohorts() if g != NEVER]
    if before is None or after is None:
        before, after = _window(design)
    fits = [(g, rows) for g, rows in cohorts if g - before >= w.times[0] and g + after <= w.times[-1]]
    skipped = {"window_outside_the_panel": len(cohorts) - len(fits)} if len(fits) < len(cohorts) else {}
    experiments = []
    for g, rows in fits:
        own = np.arange(rows.start, rows.stop)
        if design.control_group == "never_treated":
            control = np.flatnonzero(w.cohort == NEVER)
        else:
            control = np.flatnonzero(w.cohort > g + after + lead)
        if len(control):
            experiments.append((g, own, control))
        else:
            skipped["no_controls"] = skipped.get("no_controls", 0) + 1
    if not experiments:
        raise UserError(
            f"outcome '{design.outcome}': no cohort has a window of {before} + {after} periods and controls."
        )
    events = np.array([e for e in range(-before, after + 1) if e != -1 - lead])
    treated = sum(w.weight[own].sum() for _, own, _ in experiments)
    controls = sum(w.weight[control].sum() for _, _, control in experiments)
    span = before + after + 1
    groups = []
    for k, (g, own, control) in enumerate(experiments):
        columns = np.arange(g - before, g + after + 1) - w.times[0]
        period = np.zeros((span, len(experiments) * (span - 1)))
        period[1:, k * (span - 1) : (k + 1) * (span - 1)] = np.eye(span - 1)
        event = (np.arange(-before, after + 1)[:, None] == events).astype(float)
        balance = (w.weight[own].sum() / treated) / (w.weight[control].sum() / controls)
        for members, z, factor in ((own, event, 1.0), (control, 0 * event, balance)):
            seen = w.seen[np.ix_(members, columns)]
            y = np.where(seen, w.y[np.ix_(members, columns)], 0.0)
            groups.append(Group(members, y, seen, np.hstack([z, period]), w.weight[members] * factor))
    fitted = least_squares(groups)
    combination = np.eye(len(events), len(fitted.beta))
    known = fitted.identified(combination)
    members = np.unique(np.concatenate([own for _, own, _ in experiments]))
    everyone = np.unique(np.concatenate([control for *_, control in experiments]))
    events, combination = events[known], combination[known]
    influence = fitted.influence(combination, len(w.units))
    counts = np.full(len(events), len(members)), np.full(len(events), len(everyone))
    by_event = Effects(combination @ fitted.beta, influence, *counts)
    labels = [label("event_time", event_time=int(e)) for e in events]
    later = np.flatnonzero(events >= 0)
    return from_effects(
        NAME, design, [label("overall"), *labels], join(equally(by_event[later]), by_event), alpha, skipped
    )


def _window(design: Design) -> tuple[int, int]:
    """Choose the window that keeps most treated unit-periods, the shorter one if two keep as many."""
    w = design.wide
    lead = design.anticipation
    sizes = {g: rows.stop - rows.start for g, rows in w.cohorts() if g != NEVER}
    for afters in (range(1, len(w.times)), range(1)):
        best = (0, 0, 0)
        for before in range(2 + lead, len(w.times)):
            for after in afters:
                kept = sum(
                    n
                    for g, n in sizes.items()
                    if g - before >= w.times[0] and g + after <= w.times[-1] and (w.cohort > g + after + lead).any()
                )
                best = max(best, (kept * (min(before, 6) + min(after, 6) + 1), -before, -after))
        if best[0] > 0:
            return -best[1], -best[2]
    return 1 + lead, 0
