"""Imputation: fit the untreated, impute what the treated would have been, average the gaps.

Borusyak, Jaravel & Spiess (2024, Review of Economic Studies 91) and the two-stage estimator of Gardner (2022,
arXiv:2207.05943) share this estimate and differ in its error. Both use every period before treatment where the
group-time estimator leans on one, and so are the more precise if trends are parallel throughout.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.did.cells import Effects
from analysis.did.design import NEVER, Design
from analysis.did.result import Result, from_effects, label

NAME = "imputation"
TWO_STAGE = "two_stage"


def fit(design: Design, alpha: float = 0.05, estimator: str = NAME) -> Result:
    """Impute every treated observation of a design and average its gaps; anticipation counts as treated.

    Parameters
    ----------
    estimator : ``imputation``: gaps are centred on the mean of their cohort and time before the error is taken
        (the paper's eq. 8 with its footnote on averages), so that it is conservative. ``two_stage``: on the average
        itself, the error of a second-stage regression corrected for the first (Gardner's eq. 9).

    Notes
    -----
    The normal equations of unit and period effects are solved by eliminating the units, whose block is diagonal.
    Unit effects drop out of the influence functions, as residuals of a unit add up to zero.
    """
    w = design.wide
    n = len(w.units)
    # where a cohort's periods are counted as treated
    late = {g: np.zeros(len(w.times), bool) if g == NEVER else w.times >= g - design.anticipation for g in _all(design)}
    schur = np.zeros((len(w.times),) * 2)
    right = np.zeros(len(w.times))
    for g, rows in w.cohorts():
        use, y, weight = _untreated(design, rows, late[g])
        count = np.maximum(use.sum(axis=1), 1.0) if use.ndim == 2 else max(use.sum(), 1.0)
        if use.ndim == 1:
            total = weight @ y
            schur += weight.sum() * (np.diag(use) - np.outer(use, use) / count)
            right += use * (total - (total @ use) / count)
        else:
            schur += np.diag(weight @ use) - (use * (weight / count)[:, None]).T @ use
            mean = (y * use).sum(axis=1) / count
            right += weight @ (use * (y - mean[:, None]))
    inverse = np.linalg.pinv(schur, rcond=1e-12, hermitian=True)
    period = inverse @ right
    usable = np.zeros(len(w.times), bool)
    for g, rows in w.cohorts():
        usable |= (w.seen[rows] & ~late[g]).any(axis=0)

    labels, chosen = _averages(design, late, usable)
    influence = np.zeros((n, len(labels)))
    size, total = np.zeros(len(labels)), np.zeros(len(labels))
    count = np.zeros(len(labels), int)
    lean = np.zeros((len(w.times), len(labels)))
    dropped = 0
    gaps = {}
    for g, rows in w.cohorts():
        if g == NEVER:
            continue
        use, y, weight = _untreated(design, rows, late[g])
        able = np.asarray(np.broadcast_to(use, (rows.stop - rows.start, len(w.times))).any(axis=1))
        seen = w.seen[rows] & late[g]
        dropped += int(seen[~able].sum() + seen[able][:, ~usable].sum())
        seen = seen & able[:, None] & usable
        untreated = np.broadcast_to(use, seen.shape)
        each = np.maximum(untreated.sum(axis=1), 1.0)
        unit = ((y - period) * untreated).sum(axis=1) / each
        gap = np.where(seen, np.where(w.seen[rows], w.y[rows], 0.0) - unit[:, None] - period, 0.0)
        counted = seen * weight[:, None]
        own = chosen[g].astype(float)
        size += counted.sum(axis=0) @ own
        total += (counted * gap).sum(axis=0) @ own
        # what a gap leans on: its period, less the unit's mean over its untreated periods
        lean += counted.sum(axis=0)[:, None] * own
        lean -= (untreated / each[:, None]).T @ (counted @ own)
        count += (seen.astype(float) @ own > 0).sum(axis=0)
        gaps[g] = (rows, gap, counted, own)
    att = total / size
    theta = inverse @ (lean / size)
    for g, rows in w.cohorts():
        use, y, weight = _untreated(design, rows, late[g])
        untreated = np.broadcast_to(use, y.shape)
        each = np.maximum(untreated.sum(axis=1), 1.0)
        clean = (y - period) * untreated
        residual = np.where(untreated > 0, clean - (clean.sum(axis=1) / each)[:, None], 0.0)
        influence[rows] -= (residual * weight[:, None]) @ theta * n
    for rows, gap, counted, own in gaps.values():
        share = own / size
        if estimator == TWO_STAGE:
            influence[rows] += ((counted * gap) @ share - (counted @ share) * att) * n
        else:
            squared = (counted**2).sum(axis=0)
            centre = (counted**2 * gap).sum(axis=0) / np.maximum(squared, 1e-300)
            influence[rows] += (counted * (gap - centre)) @ share * n
    control = np.full(len(labels), int((w.cohort == NEVER).sum()))
    skipped = {"never_seen_untreated": dropped} if dropped else {}
    return from_effects(estimator, design, labels, Effects(att, influence, count, control), alpha, skipped)


def overall(design: Design, alpha: float = 0.05) -> pd.Series:
    """Estimate only the overall effect with its interval.

    Raises
    ------
    KeyError
        If no treated observation can be imputed.
    """
    return fit(design, alpha).row()


def point(design: Design) -> float:
    """Estimate only the overall effect, without its error."""
    return float(overall(design)["att"])


def two_stage(design: Design, alpha: float = 0.05) -> Result:
    """Fit the untreated, then regress what is left of the outcome on event time (Gardner 2022)."""
    return fit(design, alpha, TWO_STAGE)


def _all(design: Design) -> list[int]:
    return [g for g, _ in design.wide.cohorts()]


def _untreated(design: Design, rows: slice, late: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which observations are untreated (length T where the panel is complete), outcomes and weights."""
    w = design.wide
    if w.complete:
        return (~late).astype(float), w.y[rows], w.weight[rows]
    seen = w.seen[rows]
    return (seen & ~late).astype(float), np.where(seen, w.y[rows], 0.0), w.weight[rows]


def _averages(
    design: Design, late: dict[int, np.ndarray], usable: np.ndarray
) -> tuple[list[dict], dict[int, np.ndarray]]:
    """Return the averages to make and, for each cohort, the T × A treated cells that each takes in."""
    w = design.wide
    able = {}
    for g, rows in w.cohorts():
        if g != NEVER:
            before = (w.seen[rows] & ~late[g]).any(axis=1)
            able[g] = (w.seen[rows][before] & late[g]).any(axis=0) & usable
    events = sorted({int(t - g) for g, ok in able.items() for t in w.times[ok]})
    cohorts = [g for g, ok in able.items() if (ok & (w.times >= g)).any()]
    times = sorted({int(t) for g, ok in able.items() for t in w.times[ok & (w.times >= g)]})
    labels = [label("overall")] if cohorts else []
    labels += [label("event_time", event_time=e) for e in events]
    labels += [label("cohort", cohort=w.written(g)) for g in cohorts] + [
        label("time", time=w.written(t)) for t in times
    ]
    chosen = {}
    for g, ok in able.items():
        event = w.times - g
        after = ok & (event >= 0)
        columns = [after] if cohorts else []
        columns += [ok & (event == e) for e in events]
        columns += [after & (g == h) for h in cohorts] + [after & (w.times == t) for t in times]
        chosen[g] = np.column_stack(columns) if columns else np.zeros((len(w.times), 0), bool)
    return labels, chosen
