"""Stacked difference-in-differences: one clean experiment a cohort, stacked and weighted.

Wing, Freedman & Hollingsworth (2024, NBER working paper 32054, eq. 9): each cohort is compared, within a window around
its treatment, with units untreated throughout that window; controls are weighted so that every experiment counts as its
treated units do. Without the weights the stacked regression averages experiments in shares that nobody chose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.did.cells import Effects, equally, join
from analysis.did.design import NEVER, Design
from analysis.did.regression import Fit, Group
from analysis.did.regression import fit as least_squares
from analysis.did.result import Result, from_effects, label
from analysis.errors import UserError

NAME = "stacked"
#: Controls that an experiment needs: one alone would be its own counterfactual and show no error.
FEWEST_CONTROLS = 2


@dataclass(frozen=True)
class _Experiment:
    """A cohort beside its controls.

    Attributes
    ----------
    cohort : its first treated period.
    treated, control : places of the units.
    columns : of the window's observed periods.
    """

    cohort: int
    treated: np.ndarray
    control: np.ndarray
    columns: np.ndarray


def fit(design: Design, alpha: float = 0.05, before: int | None = None, after: int | None = None) -> Result:
    """Stack the cohorts' experiments and regress on event time.

    Parameters
    ----------
    before, after : observed periods before and after treatment in the window. Default: the window, at least one period
        on either side of treatment and its anticipation, that keeps most treated unit-periods.

    Returns
    -------
    Result
        By event time, and ``overall``, their mean after treatment with equal shares. Cohorts whose window leaves the
        panel are counted in `skipped`.

    Raises
    ------
    UserError
        If no cohort has a window and controls.
    """
    if before is None or after is None:
        before, after = _window(design)
    experiments, skipped = _experiments(design, before, after)
    if not experiments:
        raise UserError(
            f"outcome '{design.outcome}': no cohort has a window of {before} + {after} periods and controls."
        )
    events = np.array([e for e in range(-before, after + 1) if e != -1 - design.anticipation])
    fitted = least_squares(_groups(design, experiments, events, before, after))
    identified = fitted.identified(np.eye(len(events), len(fitted.beta)))
    if not identified.all():
        skipped["not_identified"] = int((~identified).sum())
    by_event = _by_event(design, experiments, fitted, identified)
    events = events[identified]
    labels = [label("event_time", event_time=int(e)) for e in events]
    later = np.flatnonzero(events >= 0)
    if not len(later):
        return from_effects(NAME, design, labels, by_event, alpha, skipped)
    effects = join(equally(by_event[later]), by_event)
    return from_effects(NAME, design, [label("overall"), *labels], effects, alpha, skipped)


def _experiments(design: Design, before: int, after: int) -> tuple[list[_Experiment], dict[str, int]]:
    """Return the cohorts whose window lies in the panel and that have controls; count the others by reason."""
    w = design.wide
    observed = w.timeline.observed - w.times[0]
    starts = w.timeline.index(w.cohort)
    out: list[_Experiment] = []
    skipped: dict[str, int] = {}
    for g, rows in w.cohorts():
        if g == NEVER:
            continue
        start = int(w.timeline.index(g))
        if start - before < 0 or start + after >= len(observed):
            skipped["window_outside_the_panel"] = skipped.get("window_outside_the_panel", 0) + 1
            continue
        untreated = w.cohort == NEVER
        if design.control_group == "not_yet_treated":
            untreated = untreated | (starts > start + after + design.anticipation)
        control = np.flatnonzero(untreated)
        if len(control) < FEWEST_CONTROLS:
            skipped["no_controls"] = skipped.get("no_controls", 0) + 1
            continue
        columns = observed[start - before : start + after + 1]
        out.append(_Experiment(g, np.arange(rows.start, rows.stop), control, columns))
    return out, skipped


def _groups(design: Design, experiments: list[_Experiment], events: np.ndarray, before: int, after: int) -> list[Group]:
    """Return the regression's groups: event-time indicators of the treated, and periods of each experiment."""
    w = design.wide
    span = before + after + 1
    treated = sum(w.weight[e.treated].sum() for e in experiments)
    controls = sum(w.weight[e.control].sum() for e in experiments)
    groups = []
    for k, e in enumerate(experiments):
        period = np.zeros((span, len(experiments) * (span - 1)))
        period[1:, k * (span - 1) : (k + 1) * (span - 1)] = np.eye(span - 1)
        event = (np.arange(-before, after + 1)[:, None] == events).astype(float)
        balance = (w.weight[e.treated].sum() / treated) / (w.weight[e.control].sum() / controls)
        for members, z, factor in ((e.treated, event, 1.0), (e.control, 0 * event, balance)):
            seen = w.seen[np.ix_(members, e.columns)]
            y = np.where(seen, w.y[np.ix_(members, e.columns)], 0.0)
            groups.append(Group(members, y, seen, np.hstack([z, period]), w.weight[members] * factor))
    return groups


def _by_event(design: Design, experiments: list[_Experiment], fitted: Fit, identified: np.ndarray) -> Effects:
    """Return the coefficients of event times that the data identify."""
    w = design.wide
    combination = np.eye(len(identified), len(fitted.beta))[identified]
    treated = np.unique(np.concatenate([e.treated for e in experiments]))
    control = np.unique(np.concatenate([e.control for e in experiments]))
    influence = fitted.influence(combination, len(w.units))
    if len(treated) < 2:
        influence[:] = np.nan
    counts = np.full(len(combination), len(treated)), np.full(len(combination), len(control))
    share = {e.cohort: float(w.weight[e.treated].sum()) for e in experiments}
    return Effects(combination @ fitted.beta, influence, *counts, [share] * len(combination))


def _window(design: Design) -> tuple[int, int]:
    """Choose the window that keeps most treated unit-periods, the shorter one if two keep as many."""
    w = design.wide
    lead, periods = design.anticipation, len(w.timeline.observed)
    starts = w.timeline.index(w.cohort)
    latest = int(starts.max())
    sizes = {int(w.timeline.index(g)): 0 for g, _ in w.cohorts() if g != NEVER}
    for g, rows in w.cohorts():
        if g != NEVER:
            sizes[int(w.timeline.index(g))] += rows.stop - rows.start
    for afters in (range(1, periods), range(1)):
        best = (0, 0, 0)
        for before in range(2 + lead, periods):
            for after in afters:
                kept = sum(
                    n
                    for start, n in sizes.items()
                    if start - before >= 0 and start + after < periods and latest > start + after + lead
                )
                best = max(best, (kept * (min(before, 6) + min(after, 6) + 1), -before, -after))
        if best[0] > 0:
            return -best[1], -best[2]
    return 1 + lead, 0
