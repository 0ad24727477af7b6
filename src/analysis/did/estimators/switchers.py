"""Treatments that come again or come in doses: officers moved twice, units into which more and more staff is rotated.

de Chaisemartin & D'Haultfœuille (2024, Review of Economics and Statistics, "Difference-in-differences estimators of
intertemporal treatment effects", eq. 3–5): a unit whose treatment first changes is compared with units of the same
treatment in the first period that have not changed theirs yet. What happens to its treatment later is part of the
effect; dividing by the treatment received since tells the effect of one unit of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.did import cells as averages
from analysis.did import doubly_robust
from analysis.did.cells import Cells, Collector, Effects, equally, join, rows_of
from analysis.did.design import NEVER, Design
from analysis.did.result import Result, from_effects, label
from analysis.did.timeline import integers
from analysis.errors import UserError

NAME = "switchers"


def design(panel: pd.DataFrame, outcome: str, unit: str, time: str, treatment: str, **options: object) -> Design:
    """Set up a design whose cohort is the first period in which a unit's treatment changes.

    Parameters
    ----------
    treatment : column of the treatment in force, any number (moves so far, share of staff rotated in).
    options : anything else that a design takes.
    """
    place = integers(panel[time], time)[0]
    # a missing treatment is not a change
    rows = panel.assign(_place=place).dropna(subset=[treatment]).sort_values([unit, "_place"], kind="stable")
    start = rows.groupby(unit)[treatment].transform("first")
    changed = rows[rows[treatment] != start].drop_duplicates(unit).set_index(unit)[time]
    cohort = panel[unit].map(changed)
    return Design(panel.assign(cohort=cohort), outcome, unit, time, **options)  # type: ignore[arg-type]


def fit(design: Design, treatment: str, alpha: float = 0.05, normalised: bool = True) -> Result:
    """Estimate the effect of a first change of treatment by event time.

    Parameters
    ----------
    design : of :func:`design`; covariates are not used.
    treatment : column of the treatment.
    normalised : divide each effect by the mean treatment received since the change beyond the first period's, so
        that it reads per unit of treatment and period; else the effect of the whole path.

    Returns
    -------
    Result
        By event time, and ``overall``: Σ effects / Σ treatment over all periods since the change (eq. 5), or the mean
        effect where not normalised. A decrease counts with its sign turned.

    Raises
    ------
    UserError
        If no unit changes beside one that has not, or the treatment of a unit is missing throughout.
    """
    w = design.wide
    if not (w.cohort == NEVER).any() and len(np.unique(w.cohort)) < 2:
        raise UserError(f"outcome '{design.outcome}': every unit changes at once; there is no control.")
    dose = _dose(design, treatment)
    if np.isnan(dose).any():
        lacking = int(np.isnan(dose).all(axis=1).sum())
        raise UserError(f"outcome '{design.outcome}': {treatment} is missing throughout for {lacking} {design.unit}.")
    base = dose[np.arange(len(dose)), np.argmax(w.seen, axis=1)]
    change = np.zeros(len(w.units))
    moved = np.flatnonzero(w.cohort != NEVER)
    change[moved] = np.sign(dose[moved, w.cohort[moved] - w.times[0]] - base[moved])
    collector = Collector(len(w.units), w.timeline)
    for level in np.unique(base):
        same = base == level
        for g in np.unique(w.cohort[same & (w.cohort != NEVER)]):
            for sign in (1.0, -1.0):
                _cohort(collector, design, same, same & (w.cohort == g) & (change == sign), int(g), sign)
    cells = collector.cells(w.weight)
    events = np.unique(cells.event_time)
    if not (events >= 0).any():
        raise UserError(f"outcome '{design.outcome}': no unit changes its treatment beside one that has not.")
    effects = averages.aggregate(cells, np.array([cells.event_time == e for e in events]))
    labels = [label("event_time", event_time=int(e)) for e in events]
    overall = equally(effects[np.flatnonzero(events >= 0)])
    if normalised:
        received = (dose - base[:, None]) * np.where(change == 0, 1.0, change)[:, None]
        effects, overall = _per_unit(design, cells, effects, events, received)
    return from_effects(NAME, design, [label("overall"), *labels], join(overall, effects), alpha, cells.reasons)


def _dose(design: Design, treatment: str) -> np.ndarray:
    """Return units × periods of treatment; between observations the last one given stays in force."""
    w = design.wide
    wide = design.panel.pivot_table(index=design.unit, columns=design.time, values=treatment, sort=True).reindex(
        w.units
    )
    columns = integers(pd.Series(wide.columns), design.time)[0] - w.times[0]
    keep = (columns >= 0) & (columns < len(w.times))
    out = np.full(w.y.shape, np.nan)
    out[:, columns[keep]] = wide.to_numpy(float)[:, keep]
    return pd.DataFrame(out).ffill(axis=1).bfill(axis=1).to_numpy()


def _cohort(collector: Collector, design: Design, same: np.ndarray, switchers: np.ndarray, g: int, sign: float) -> None:
    """Compare a cohort with the units of its first treatment that have not changed yet."""
    w = design.wide
    line = w.timeline
    if not switchers.any():
        return
    base = line.base(g, design.anticipation)
    if base is None:
        collector.skipped += [(g, int(t), "no_pre_period") for t in line.observed]
        return
    for t in map(int, line.observed):
        if t == base:
            continue
        waiting = line.untreated(w.cohort, max(t, base), design.anticipation)
        if design.control_group == "never_treated":
            waiting = w.cohort == NEVER
        both = w.seen[:, t - w.times[0]] & w.seen[:, base - w.times[0]]
        treated, control = np.flatnonzero(switchers & both), np.flatnonzero(same & waiting & (w.cohort != g) & both)
        reason = "too_few_treated" if len(treated) < 2 else "no_controls" if len(control) < 2 else ""
        if reason:
            collector.skipped.append((g, t, reason))
            continue
        rows = np.concatenate([treated, control])
        d = (np.arange(len(rows)) < len(treated)).astype(float)
        weight = w.weight[rows] / w.weight[rows].mean()

        def growth(rows: np.ndarray = rows, t: int = t) -> np.ndarray:
            return (w.y[rows, t - w.times[0]] - w.y[rows, base - w.times[0]])[:, None]

        att, influence = doubly_robust.cell(growth, d, np.ones((len(rows), 1)), weight, "reg")

        def signed(influence: Callable[[], np.ndarray] = influence) -> np.ndarray:
            return sign * influence()

        share = float(w.weight[treated].sum() / len(w.units))
        collector.add(g, [t], sign * att, rows, treated, len(treated), share, signed)


def _per_unit(
    design: Design, cells: Cells, effects: Effects, events: np.ndarray, received: np.ndarray
) -> tuple[Effects, Effects]:
    """Divide effects by the treatment received (ratio of means, delta method).

    An effect at event time e is divided by the treatment of periods 0 to e, that of the units whose effect it is; the
    total effect of all event times by the treatment of the same units and periods, each counted once (eq. 5).

    Parameters
    ----------
    received : n × T, treatment beyond the first period's, in the direction of the first change.
    """
    w = design.wide
    n = len(w.units)
    after = events >= 0
    since, now = np.ones(len(events)), np.ones(len(events))
    since_influence, now_influence = np.zeros((n, len(events))), np.zeros((n, len(events)))
    size = np.zeros(len(events))
    observed = w.timeline.observed - w.times[0]
    starts = w.timeline.index(w.cohort)
    block_of = {int(cell): block for block in cells.blocks for cell in block.cells}
    for k in np.flatnonzero(after):
        members = np.concatenate(
            [rows_of(block_of[int(c)].members) for c in np.flatnonzero(cells.event_time == events[k])]
        )
        place = starts[members] + events[k]
        each_now = received[members, observed[place]]
        spans = zip(members, starts[members], place, strict=True)
        each_since = np.array([received[i, observed[first : last + 1]].sum() for i, first, last in spans])
        weight = w.weight[members]
        size[k] = weight.sum() / n
        for each, mean, influence in ((each_since, since, since_influence), (each_now, now, now_influence)):
            mean[k] = np.average(each, weights=weight)
            influence[members, k] = weight * (each - mean[k]) / size[k]
    with np.errstate(divide="ignore", invalid="ignore"):
        # where treatment went back on average there is no unit of it to divide by
        since = np.where(since > 0, since, np.nan)
        ratio = effects.att / since
        influence = (effects.influence - since_influence * ratio) / since
        share = np.where(after, size, 0.0)
        given = share @ now
        total = share @ effects.att / (given if given > 0 else np.nan)
        of_total = (effects.influence - now_influence * total) @ share / given
    each = replace(effects, att=ratio, functions=influence)
    later = effects[np.flatnonzero(after)]
    overall = replace(equally(later), att=np.array([total]), functions=of_total[:, None])
    return each, overall
