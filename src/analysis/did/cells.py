"""Estimated cells, ATT(g, t), and how they are averaged into the effects that a report shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis.did.linear import Linear, beside
from analysis.did.sampling import pooled
from analysis.did.timeline import Timeline
from analysis.display.tables import Page, Shown, Table

#: Places of units, as an array or as slices.
Places = np.ndarray | tuple[slice, ...]


def rows_of(places: Places) -> np.ndarray:
    """Return the places of units as an array."""
    if isinstance(places, tuple):
        return np.concatenate([np.arange(s.start, s.stop) for s in places])
    return places


def count_of(places: Places) -> int:
    """Return how many units there are in these places."""
    return sum(s.stop - s.start for s in places) if isinstance(places, tuple) else len(places)


@dataclass(frozen=True)
class Block:
    """Cells that were estimated on the same units.

    Attributes
    ----------
    cells : places of the cells, length m.
    rows : places of the r units.
    members : places of the units that the cells average over.
    influence : makes the r × m influence functions, scaled to all n units (the variance of a cell is Σᵢ ψᵢ² / n²).
        Made on demand: kept for a million officers they would fill the memory.
    """

    cells: np.ndarray
    rows: Places
    members: Places
    influence: Callable[[], np.ndarray]


@dataclass(frozen=True, repr=False)
class Cells(Shown):
    """Estimated cells of a design. At the end of a cell of a notebook they show the first of them and what was skipped.

    Attributes
    ----------
    cohort, time : integers, length K.
    event_time : observed periods since treatment, length K.
    att : length K.
    weight : length K, the (weighted) share of all units that the cell averages over.
    n_treated, n_control : length K.
    skipped : (cohort, time, reason) of cells that cannot be estimated.
    blocks : the cells by the units they were estimated on.
    unit_weight : weights of the n units.
    linear : influence functions of all cells where they are linear in outcomes; None elsewhere.
    """

    cohort: np.ndarray
    time: np.ndarray
    event_time: np.ndarray
    att: np.ndarray
    weight: np.ndarray
    n_treated: np.ndarray
    n_control: np.ndarray
    skipped: list[tuple[int, int, str]]
    blocks: list[Block]
    unit_weight: np.ndarray
    linear: Linear | None = None

    def shown(self) -> Page:
        """Return what they show: each ATT(g, t), cohort and time on the integer time line, and what was skipped."""
        names = ("cohort", "time", "event_time", "att", "n_treated", "n_control")
        frame = pd.DataFrame({name: getattr(self, name) for name in names})
        skipped = "; ".join(f"{n:,} ({reason})" for reason, n in self.reasons.items())
        return Page(
            f"{len(self.att):,} cells of {len(self.unit_weight):,} units.",
            Table(frame),
            f"Skipped: {skipped}." if skipped else "",
        )

    @property
    def reasons(self) -> dict[str, int]:
        """How many cells could not be estimated, by reason."""
        return dict(Counter(reason for *_, reason in self.skipped))


@dataclass(frozen=True, repr=False)
class Effects(Shown):
    """Averages of cells. They show their numbers, not their influence functions.

    Attributes
    ----------
    att : length A.
    functions : the n × A influence functions, or what makes them.
    n_treated, n_control : units behind each, length A.
    cohorts : for each effect, treated cohort → its share of it; None where it is not known.
    corrected : whether the influence functions carry a small-sample factor already, as those of a regression do.
    """

    att: np.ndarray
    functions: np.ndarray | Linear
    n_treated: np.ndarray
    n_control: np.ndarray
    cohorts: list[dict[int, float]] | None = None
    corrected: bool = False

    @cached_property
    def influence(self) -> np.ndarray:
        """Influence functions, n × A; the variance of `att` is Σᵢ ψᵢ² / n²."""
        return self.functions.array() if isinstance(self.functions, Linear) else self.functions

    def shown(self) -> Page:
        """Return what they show: each average with the units behind it."""
        names = ("att", "n_treated", "n_control")
        frame = pd.DataFrame({name: getattr(self, name) for name in names})
        return Page(f"{len(self.att):,} effects, influence functions of {len(self.influence):,} units.", Table(frame))

    def __getitem__(self, which: np.ndarray | slice | list[int]) -> Effects:
        """Return some of the effects."""
        some = self.functions.pick(which) if isinstance(self.functions, Linear) else self.functions[:, which]
        cohorts = None
        if self.cohorts is not None:
            cohorts = [self.cohorts[k] for k in np.arange(len(self.att))[which]]
        return Effects(
            self.att[which], some, self.n_treated[which], self.n_control[which], cohorts,
            self.corrected,
        )  # fmt: skip


def join(*parts: Effects) -> Effects:
    """Put effects beside each other."""
    cohorts = None
    if all(p.cohorts is not None for p in parts):
        cohorts = [share for p in parts for share in p.cohorts or []]
    linear = [p.functions for p in parts if isinstance(p.functions, Linear)]
    return Effects(
        np.concatenate([p.att for p in parts]),
        beside(linear) if len(linear) == len(parts) else np.hstack([p.influence for p in parts]),
        np.concatenate([p.n_treated for p in parts]),
        np.concatenate([p.n_control for p in parts]),
        cohorts,
        any(p.corrected for p in parts),
    )


def aggregate(cells: Cells, which: np.ndarray) -> Effects:
    """Average cells, each weighted by the treated units it observes.

    In a balanced panel these are the weights P(G = g) of Callaway & Sant'Anna (2021, eq. 3.10–3.11);
    the influence functions include the estimation of the weights.

    Parameters
    ----------
    cells : estimated cells.
    which : bool, A × K (or length K for one average), at least one True in each row.
    """
    which = np.atleast_2d(np.asarray(which))
    n, size = len(cells.unit_weight), len(which)
    share = which * cells.weight
    total = share.sum(axis=1)
    att = share @ cells.att / total
    # influence of the estimated weights: a treated unit moves the weights of the cells it stands in
    weight_influence = (which * (cells.att - att[:, None]) / total[:, None]).T
    share = (share / total[:, None]).T
    controls = np.where(which, cells.n_control, 0).max(axis=1, initial=0)
    cohorts = [pooled(cells.cohort[one], cells.weight[one]) for one in which]
    if cells.linear is not None:
        m = cells.linear.moments
        place = np.searchsorted(m.cohort, cells.cohort)
        moved, cells_of = np.zeros((len(m.cohort), size)), np.zeros((len(m.cohort), size))
        np.add.at(moved, place, weight_influence)
        np.add.at(cells_of, place, which.T)
        single = bool((which.sum(axis=1) == 1).all())
        some = cells.linear.pick(which.argmax(axis=1)) if single else cells.linear.times(share)
        functions = some.plus(moved)
        return Effects(att, functions, m.counts @ (cells_of > 0), controls.astype(int), cohorts)
    influence = np.zeros((n, size), order="F")
    member = np.zeros((n, size), bool, order="F")
    for block in cells.blocks:
        used = which[:, block.cells].any(axis=1)
        if not used.any():
            continue
        columns = np.flatnonzero(used)
        _add(influence, block.rows, columns, block.influence() @ share[np.ix_(block.cells, columns)])
        moved = weight_influence[np.ix_(block.cells, columns)].sum(axis=0)
        members = rows_of(block.members)
        _add(influence, block.members, columns, cells.unit_weight[members, None] * moved)
        member[np.ix_(members, columns)] = True
    return Effects(att, influence, member.sum(axis=0), controls.astype(int), cohorts)


def _add(out: np.ndarray, places: Places, columns: np.ndarray, values: np.ndarray) -> None:
    """Add values to some rows and columns; rows that are slices need no index."""
    if not isinstance(places, tuple):
        out[np.ix_(places, columns)] += values
        return
    first = 0
    for rows in places:
        some = values[first : first + rows.stop - rows.start]
        for k, column in enumerate(columns):
            out[rows, column] += some[:, k]
        first += len(some)


def combine(
    parts: Effects, share: np.ndarray, share_influence: np.ndarray | None = None, n_treated: int | None = None
) -> Effects:
    """Add up effects with given shares.

    Parameters
    ----------
    parts : A effects.
    share : length A; adding up to one for an average.
    share_influence : n × A influence functions of the shares (or G × A, where the parts' are linear in outcomes); None
        where they are fixed.
    n_treated : units behind the sum; default the most behind any part.
    """
    functions: np.ndarray | Linear
    if isinstance(parts.functions, Linear):
        functions = parts.functions.times(share[:, None])
        if share_influence is not None:
            functions = functions.plus((share_influence @ parts.att)[:, None])
    else:
        functions = (parts.influence @ share)[:, None]
        if share_influence is not None:
            functions = functions + (share_influence @ parts.att)[:, None]
    cohorts = None
    if parts.cohorts is not None:
        each = [
            (g, abs(s) * weight / sum(of.values()))
            for s, of in zip(share, parts.cohorts, strict=True)
            for g, weight in of.items()
        ]
        cohorts = [pooled([g for g, _ in each], [weight for _, weight in each])]
    return Effects(
        np.array([parts.att @ share]),
        functions,
        np.array([parts.n_treated.max() if n_treated is None else n_treated]),
        np.array([parts.n_control.max()]),
        cohorts,
        parts.corrected,
    )


def over_cohorts(cells: Cells, parts: Effects) -> Effects:
    """Average the cohorts' effects, each by its number of treated units (Callaway & Sant'Anna 2021, eq. 3.11).

    A cohort counts alike however long it is exposed, unlike in the plain average of all cells after treatment.

    Parameters
    ----------
    parts : the effect of each cohort after treatment, in order (eq. 3.7).
    """
    after = cells.event_time >= 0
    treated = np.unique(cells.cohort[after])
    if isinstance(parts.functions, Linear):
        m = parts.functions.moments
        member = (m.cohort[:, None] == treated).astype(float)
        weight = m.counts @ member / len(cells.unit_weight)
    else:
        member = np.zeros((len(cells.unit_weight), len(parts.att)))
        for k, g in enumerate(treated):
            # a cohort's share is that of its first cell, which in a balanced panel is every cell's
            first = np.flatnonzero(after & (cells.cohort == g))[0]
            block = next(b for b in cells.blocks if first in b.cells)
            members = rows_of(block.members)
            member[members, k] = cells.unit_weight[members]
        weight = member.mean(axis=0)
    total = weight.sum()
    gap = member - weight
    moved = gap / total - (gap.sum(axis=1) / total**2)[:, None] * weight
    return combine(parts, weight / total, moved, int(parts.n_treated.sum()))


def equally(parts: Effects) -> Effects:
    """Average effects with equal shares, as of calendar or event times (Callaway & Sant'Anna 2021, eq. 3.5 and 3.8)."""
    return combine(parts, np.full(len(parts.att), 1 / len(parts.att)))


@dataclass
class Collector:
    """Gathers cells while an estimator goes through them.

    Attributes
    ----------
    n : units of the design.
    timeline : the observed periods, in which event time is counted.
    """

    n: int
    timeline: Timeline
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    skipped: list[tuple[int, int, str]] = field(default_factory=list)

    def add(
        self,
        cohort: int,
        times: list[int],
        att: np.ndarray,
        rows: Places,
        members: Places,
        n_treated: int,
        weight: float,
        influence: Callable[[], np.ndarray],
    ) -> None:
        """Add cells of a cohort that were estimated on the same rows; `influence` is scaled to those rows."""
        count = count_of(rows)
        places = np.arange(len(self.rows), len(self.rows) + len(times))
        for t, value in zip(times, att, strict=True):
            self.rows.append((cohort, t, value, weight, n_treated, count - n_treated))
        factor = self.n / count
        self.blocks.append(Block(places, rows, members, lambda: influence() * factor))

    def cells(self, unit_weight: np.ndarray, linear: Linear | None = None) -> Cells:
        """Return the cells in order of cohort and time.

        Parameters
        ----------
        linear : influence functions of the cells as they were added, where they are linear in outcomes.
        """
        skipped = sorted(self.skipped)
        if not self.rows:
            numbers, counts = np.empty(0), np.empty(0, int)
            return Cells(counts, counts, counts, numbers, numbers, counts, counts, skipped, [], unit_weight)
        columns = [np.array(c) for c in zip(*self.rows, strict=True)]
        order = np.lexsort((columns[1], columns[0]))
        place = np.argsort(order)
        blocks = [Block(place[b.cells], b.rows, b.members, b.influence) for b in self.blocks]
        cohort, time, att, weight, n_treated, n_control = (c[order] for c in columns)
        event = self.timeline.event_time(cohort, time)
        linear = None if linear is None else linear.pick(order)
        return Cells(cohort, time, event, att, weight, n_treated, n_control, skipped, blocks, unit_weight, linear)
