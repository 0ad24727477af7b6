"""Event studies in bins of several periods, set against a bin before treatment.

A single base month makes every other month lean on its noise. Averaged over half a year before treatment, the base is
as quiet as what is compared with it. With bins of one period this is the ordinary event study.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.did.cells import Effects, aggregate
from analysis.did.design import Design
from analysis.did.estimators import group_time


@dataclass(frozen=True)
class Bins:
    """Effects by consecutive bins of event time; the base bin, just before anticipation and treatment, is left out.

    Attributes
    ----------
    start : first event time of each bin, ascending.
    distance : mean event time of each bin less that of the base bin.
    effects : one a bin.
    """

    start: np.ndarray
    distance: np.ndarray
    effects: Effects

    @property
    def before(self) -> np.ndarray:
        """Which bins lie before the base bin."""
        return self.distance < 0


def estimate(design: Design, size: int, first: int, last: int) -> Bins:
    """Average group-time effects by bins of `size` periods, from event time `first` to `last`.

    Bins are counted from the base period outwards; they end where an event time is observed for nobody.
    """
    cells = group_time.estimate(design)
    events = np.unique(cells.event_time)
    base = -1 - design.anticipation
    each = aggregate(cells, np.array([cells.event_time == e for e in events])) if len(events) else None
    place = {int(e): k for k, e in enumerate(events)}

    def mean(lowest: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, float] | None:
        if each is None:
            return None
        known = [e for e in range(lowest, lowest + size) if e in place]
        # the base period itself is zero for everyone
        count = len(known) + (lowest <= base < lowest + size)
        if not known and count == 0:
            return None
        at = [place[e] for e in known]
        where = np.mean([*known, *([base] if count > len(known) else [])])
        counts = np.array([each.n_treated[at].max(initial=0), each.n_control[at].max(initial=0)])
        return each.att[at].sum() / count, each.influence[:, at].sum(axis=1) / count, counts, float(where)

    own = mean(base - size + 1)
    found: dict[int, tuple] = {}
    for step, lowest in ((-1, base - 2 * size + 1), (1, base + 1)):
        while (lowest >= first) if step < 0 else (lowest <= last):
            value = mean(lowest)
            if value is None:
                break
            found[lowest] = value
            lowest += step * size
    start = np.array(sorted(found), int)
    n = len(design.wide.units)
    if own is None or not len(start):
        nothing = np.empty(0)
        return Bins(start[:0], nothing, Effects(nothing, np.empty((n, 0)), nothing, nothing))
    values = [found[s] for s in start]
    effects = Effects(
        np.array([v[0] for v in values]) - own[0],
        np.column_stack([v[1] for v in values]) - own[1][:, None],
        np.array([v[2][0] for v in values]),
        np.array([v[2][1] for v in values]),
    )
    return Bins(start, np.array([v[3] for v in values]) - own[3], effects)
