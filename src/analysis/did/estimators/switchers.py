"""Treatments that come again or come in doses: officers moved twice, units into which more and more staff is rotated.

de Chaisemartin & D'Haultfœuille (2024, Review of Economics and Statistics, "Difference-in-differences estimators of
intertemporal treatment effects", eq. 3–5): a unit whose treatment first changes is compared with units of the same
treatment in the first period that have not changed theirs yet. What happens to its treatment later is part of the
effect; dividing by the treatment received since tells the effect of one unit of it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.did import cells as averages
from analysis.did import doubly_robust
from analysis.did.cells import Collector, Effects, equally
from analysis.did.design import NEVER, Design, integers
from analysis.did.result import Result, from_effects, join, label
from analysis.errors import UserError

NAME = "switchers"


def design(panel: pd.DataFrame, outcome: str, unit: str, time: str, treatment: str, **options: object) -> Design:
    """Set up a design whose cohort is the first period in which a unit's treatment changes.

    Parameters
    ----------
    treatment : column of the treatment in force, any number (moves so far, share of staff rotated in).
    options : anything else that a design takes.
    """
    place = integers(panel[time])[0]
    rows = panel.assign(_place=place).sort_values([unit, "_place"], kind="stable")
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
    """
    w = design.wide
    if not (w.cohort == NEVER).any() and len(np.unique(w.cohort)) < 2:
        raise UserError(f"outcome '{design.outcome}': every unit changes at once; there is no control.")
    dose = _dose(design, treatment)
    first = np.where(w.seen, dose, np.nan)
    base = np.array([row[~np.isnan(row)][0] for row in first])
    change = np.zeros(len(w.units))
    for i in np.flatnonzero(w.cohort != NEVER):
        change[i] = np.sign(dose[i, w.cohort[i] - w.times[0]] - base[i])
    found = Collector(len(w.units))
    for level in np.unique(base):
        for g in np.unique(w.cohort[(base == level) & (w.cohort != NEVER)]):
            for sign in (1.0, -1.0):
                _cohort(
                    found, design, (base == level), (w.cohort == g) & (base == level) & (change == sign), int(g), sign
                )
    cells = found.cells(w.weight)
    events = np.unique(cells.event_time)
    if not (events >= 0).any():
        raise UserError(f"outcome '{design.outcome}': no unit changes its treatment beside one that has not.")
    effects = averages.aggregate(cells, np.array([cells.event_time == e for e in events]))
    labels = [label("event_time", event_time=int(e)) for e in events]
    after = np.flatnonzero(events >= 0)
    overall = equally(effects[after])
    if normalised:
        effects, overall = _per_unit(design, effects, events, dose, base)
    return from_effects(NAME, design, [label("overall"), *labels], join(overall, effects), alpha, cells.reasons)


def _dose(design: Design, treatment: str) -> np.ndarray:
    """Return units × periods of treatment; between observations the last one known stays in force."""
    w = design.wide
    wide = design.panel.pivot_table(index=design.unit, columns=design.time, values=treatment, sort=True).reindex(
        w.units
    )
    at = integers(pd.Series(wide.columns))[0] - w.times[0]
    keep = (at >= 0) & (at < len(w.times))
    out = np.full(w.y.shape, np.nan)
    out[:, at[keep]] = wide.to_numpy(float)[:, keep]
    return pd.DataFrame(out).ffill(axis=1).bfill(axis=1).to_numpy()


def _cohort(found: Collector, design: Design, same: np.ndarray, own: np.ndarray, g: int, sign: float) -> None:
    """Compare a cohort with the units of its first treatment that have not changed yet."""
    w = design.wide
    base = g - 1 - design.anticipation
    if not own.any():
        return
    if base < w.times[0]:
        found.skipped += [(g, int(t), "no_pre_period") for t in w.times]
        return
    for t in map(int, w.times):
        if t == base:
            continue
        later = w.cohort > max(t, base) + design.anticipation
        if design.control_group == "never_treated":
            later = w.cohort == NEVER
        both = w.seen[:, t - w.times[0]] & w.seen[:, base - w.times[0]]
        treated, control = np.flatnonzero(own & both), np.flatnonzero(same & later & (w.cohort != g) & both)
        reason = "too_few_treated" if len(treated) < 2 else "no_controls" if len(control) < 2 else ""
        if reason:
            found.skipped.append((g, t, reason))
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
        found.add(g, [t], sign * att, rows, treated, len(treated), share, signed)


def _per_unit(
    design: Design, effects: Effects, events: np.ndarray, dose: np.ndarray, base: np.ndarray
) -> tuple[Effects, Effects]:
    """Divide effects by the treatment received since the change (ratio of means, delta method)."""
    w = design.wide
    beyond = np.abs(dose - base[:, None])
    n = len(w.units)
    mean, moved = np.ones(len(events)), np.zeros((n, len(events)))
    for k, e in enumerate(events):
        if e < 0:
            continue
        column = w.cohort + e - w.times[0]
        ok = (w.cohort != NEVER) & (column < len(w.times))
        ok[ok] &= w.seen[ok, column[ok]]
        rows = np.flatnonzero(ok)
        received = np.array([beyond[i, w.cohort[i] - w.times[0] : column[i] + 1].sum() for i in rows])
        mean[k] = np.average(received, weights=w.weight[rows])
        moved[rows, k] = w.weight[rows] * (received - mean[k]) / (w.weight[rows].sum() / n)
    ratio = effects.att / mean
    influence = (effects.influence - moved * ratio) / mean
    each = Effects(ratio, influence, effects.n_treated, effects.n_control)
    after = np.flatnonzero(events >= 0)
    count = effects.n_treated[after].astype(float)
    total, received = count @ effects.att[after], count @ mean[after]
    whole = (effects.influence[:, after] - moved[:, after] * (total / received)) @ count / received
    return each, Effects(
        np.array([total / received]), whole[:, None], effects.n_treated[after].max(keepdims=True),
        effects.n_control[after].max(keepdims=True),
    )  # fmt: skip
