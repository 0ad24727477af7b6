"""Leaving: bounds when treatment changes who is still observed (Lee 2009, Review of Economic Studies 76)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from analysis.did.design import NEVER, Design


@dataclass(frozen=True)
class Bounds:
    """Bounds on the effect among those observed whether treated or not.

    Attributes
    ----------
    low, high : the bounds.
    interval_low, interval_high : holds the effect with probability 1 − alpha (Imbens & Manski 2004, eq. 7).
    stayed_treated, stayed_control : share of unit-periods after treatment still observed.
    naive : the difference in mean growth, without bounds.
    """

    low: float
    high: float
    interval_low: float
    interval_high: float
    stayed_treated: float
    stayed_control: float
    naive: float


def lee(design: Design, alpha: float = 0.05) -> Bounds:
    """Bound the mean growth of those treated against never treated, pooled over cohorts and periods after treatment.

    Each treated unit-period after treatment is set against all never treated in the same cell; growth is taken from the
    base period, and from the cell's control mean. The group that stays more is trimmed at the top and at the bottom by
    what it stays more. Errors are clustered by unit.
    """
    w = design.wide
    n = len(w.units)
    rows: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = []
    never = np.flatnonzero(w.cohort == NEVER)
    for g, own in w.cohorts():
        base = g - 1 - design.anticipation
        if g == NEVER or base < w.times[0]:
            continue
        b = base - w.times[0]
        for t in range(int(g - w.times[0]), len(w.times)):
            one = np.arange(own.start, own.stop)[w.seen[own, b]]
            zero = never[w.seen[never, b]]
            stayed = w.seen[zero, t]
            if not len(one) or not stayed.any():
                continue
            unit = np.concatenate([one, zero])
            growth = w.y[unit, t] - w.y[unit, b]
            growth -= np.nanmean(growth[len(one) :])
            # each control counts so that a cell weighs as its treated units do
            weight = np.concatenate([np.ones(len(one)), np.full(len(zero), len(one) / len(zero))])
            d = np.arange(len(unit)) < len(one)
            rows.append((unit, growth, weight, d, w.seen[unit, t]))
    if not rows:
        nothing = float("nan")
        return Bounds(*[nothing] * 7)
    unit, growth, weight, d, seen = (np.concatenate(c) for c in zip(*rows, strict=True))
    stay = {k: float((weight * seen)[d == k].sum() / weight[d == k].sum()) for k in (True, False)}
    naive = np.average(growth[d & seen], weights=weight[d & seen]) - np.average(
        growth[~d & seen], weights=weight[~d & seen]
    )
    more = stay[True] >= stay[False]
    keep = min(stay.values()) / max(stay.values())
    whole, part = (d != more) & seen, (d == more) & seen
    fixed = np.average(growth[whole], weights=weight[whole])
    psi = np.zeros((n, 2))
    ends = []
    share = weight / weight[d].sum() * n
    for place, sign in enumerate((1.0, -1.0)):
        value = sign * growth[part]
        order = np.argsort(value, kind="stable")
        cumulated = np.cumsum(weight[part][order]) / weight[part].sum()
        at = order[min(int(np.searchsorted(cumulated, keep - 1e-12)), len(order) - 1)]
        edge = value[at]
        kept = value <= edge
        mean = float(np.average(value[kept], weights=weight[part][kept]))
        # the trimmed mean, and that the share kept is estimated from who stayed
        moment = np.zeros(len(unit))
        inside = np.flatnonzero(part)
        moment[inside] = np.where(kept, value - edge, 0.0) - keep * (mean - edge)
        moment *= share / (stay[more] * keep)
        moved = np.where(d == more, -keep * (seen - stay[more]) / stay[more], (seen - stay[not more]) / stay[more])
        moment += share * moved * (edge - mean) / keep
        other = np.where(whole, share * (growth - fixed) / stay[not more], 0.0)
        side = 1.0 if more else -1.0
        total = side * (sign * moment - other)
        psi[:, place] = np.bincount(unit, total, n)
        ends.append(side * (sign * mean - fixed))
    error = np.sqrt((psi**2).sum(axis=0)) / n
    if ends[0] > ends[1]:
        ends, error = ends[::-1], error[::-1]
    width = (ends[1] - ends[0]) / max(error.max(), 1e-300)
    critical = optimize.brentq(lambda c: stats.norm.cdf(c + width) - stats.norm.cdf(-c) - (1 - alpha), 0.5, 6)
    return Bounds(
        ends[0],
        ends[1],
        ends[0] - critical * error[0],
        ends[1] + critical * error[1],
        stay[True],
        stay[False],
        float(naive),
    )
