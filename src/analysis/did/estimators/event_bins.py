"""Event studies in bins of several periods, set against a bin before treatment.

A single base month puts its noise into every other month. Averaged over half a year before treatment, the base is
as quiet as what is compared with it. With bins of one period this is the ordinary event study.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.did.cells import Effects, aggregate, combine, join
from analysis.did.design import Design
from analysis.did.estimators import group_time


@dataclass(frozen=True)
class Bins:
    """Effects by consecutive bins of event time; the base bin, just before anticipation and treatment, is left out.

    Attributes
    ----------
    start : first event time of each bin, in observed periods, ascending.
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
    by_event = aggregate(cells, np.array([cells.event_time == e for e in events])) if len(events) else None
    base_event = -1 - design.anticipation
    base = _bin(by_event, events, base_event, base_event - size + 1, size)
    bins: dict[int, tuple[Effects, float]] = {}
    for step, lowest in ((-1, base_event - 2 * size + 1), (1, base_event + 1)):
        while (lowest >= first) if step < 0 else (lowest <= last):
            value = _bin(by_event, events, base_event, lowest, size)
            if value is None:
                break
            bins[lowest] = value
            lowest += step * size
    start = np.array(sorted(bins), int)
    if base is None or not len(start):
        nothing = np.empty(0)
        return Bins(start[:0], nothing, Effects(nothing, np.empty((len(design.wide.units), 0)), nothing, nothing))
    effects = join(*(_difference(bins[s][0], base[0]) for s in start))
    return Bins(start, np.array([bins[s][1] for s in start]) - base[1], effects)


def _bin(
    by_event: Effects | None, events: np.ndarray, base_event: int, lowest: int, size: int
) -> tuple[Effects, float] | None:
    """Average the effects of `size` event times from `lowest` on, and these event times; None where none is observed.

    The base period itself is zero for everyone.
    """
    if by_event is None:
        return None
    places = np.flatnonzero((events >= lowest) & (events < lowest + size) & (events != base_event))
    with_base = lowest <= base_event < lowest + size
    count = len(places) + with_base
    if not count:
        return None
    middle = float(np.mean([*events[places], *([base_event] if with_base else [])]))
    if not len(places):
        n = len(by_event.influence)
        return Effects(np.zeros(1), np.zeros((n, 1)), np.zeros(1, int), np.zeros(1, int), [{}]), middle
    return combine(by_event[places], np.full(len(places), 1 / count)), middle


def _difference(one: Effects, base: Effects) -> Effects:
    """Return an effect less that of the base bin."""
    cohorts = one.cohorts or base.cohorts
    if one.cohorts and not one.cohorts[0]:
        cohorts = base.cohorts
    return Effects(one.att - base.att, one.influence - base.influence, one.n_treated, one.n_control, cohorts)
