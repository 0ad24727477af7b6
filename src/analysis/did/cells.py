"""Estimated cells, ATT(g, t), and how they are averaged into the effects that a report shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Block:
    """Cells that were estimated on the same units.

    Attributes
    ----------
    cells : places of the cells, length m.
    rows : places of the units, length r.
    members : places of the units that the cells average over.
    influence : makes the r × m influence functions, scaled to all n units (the variance of a cell is Σᵢ ψᵢ² / n²).
        Made on demand: kept for a million officers they would fill the memory.
    """

    cells: np.ndarray
    rows: np.ndarray
    members: np.ndarray
    influence: Callable[[], np.ndarray]


@dataclass(frozen=True)
class Cells:
    """Estimated cells of a design.

    Attributes
    ----------
    cohort, time : integers, length K.
    att : length K.
    weight : length K, the (weighted) share of all units that the cell averages over.
    n_treated, n_control : length K.
    skipped : (cohort, time, reason) of cells that cannot be estimated.
    blocks : the cells by the units they were estimated on.
    unit_weight : weights of the n units.
    """

    cohort: np.ndarray
    time: np.ndarray
    att: np.ndarray
    weight: np.ndarray
    n_treated: np.ndarray
    n_control: np.ndarray
    skipped: list[tuple[int, int, str]]
    blocks: list[Block]
    unit_weight: np.ndarray

    @property
    def event_time(self) -> np.ndarray:
        """Periods since treatment."""
        return self.time - self.cohort

    @property
    def reasons(self) -> dict[str, int]:
        """How many cells could not be estimated, by reason."""
        return dict(Counter(reason for *_, reason in self.skipped))


@dataclass(frozen=True)
class Effects:
    """Averages of cells.

    Attributes
    ----------
    att : length A.
    influence : n × A; the variance of `att` is Σᵢ ψᵢ² / n².
    n_treated, n_control : units behind each, length A.
    """

    att: np.ndarray
    influence: np.ndarray
    n_treated: np.ndarray
    n_control: np.ndarray

    def __getitem__(self, which: np.ndarray | slice | list[int]) -> Effects:
        """Return some of the effects."""
        return Effects(self.att[which], self.influence[:, which], self.n_treated[which], self.n_control[which])


def aggregate(cells: Cells, which: np.ndarray) -> Effects:
    """Average cells, each weighted by the treated units it observes.

    In a balanced panel these are the weights P(G = g) of Callaway & Sant'Anna (2021, eq. 3.10–3.11);
    the influence functions include the estimation of the weights.

    Parameters
    ----------
    cells : estimated cells.
    which : bool, A × K (or length K for one average), at least one True in each row.
    """
    which = np.atleast_2d(which)
    n, size = len(cells.unit_weight), len(which)
    share = which * cells.weight
    total = share.sum(axis=1)
    att = share @ cells.att / total
    # a treated unit moves the weights of the cells it stands in
    pull = (which * (cells.att - att[:, None]) / total[:, None]).T
    share = (share / total[:, None]).T
    influence = np.zeros((n, size))
    member = np.zeros((n, size), bool)
    for block in cells.blocks:
        used = which[:, block.cells].any(axis=1)
        if not used.any():
            continue
        columns = np.flatnonzero(used)
        at, own = np.ix_(block.rows, columns), np.ix_(block.members, columns)
        influence[at] += block.influence() @ share[np.ix_(block.cells, columns)]
        moved = pull[np.ix_(block.cells, columns)].sum(axis=0)
        influence[own] += cells.unit_weight[block.members, None] * moved
        member[own] = True
    controls = np.where(which, cells.n_control, 0).max(axis=1)
    return Effects(att, influence, member.sum(axis=0), controls.astype(int))


def combine(
    parts: Effects, share: np.ndarray, share_influence: np.ndarray | None = None, n_treated: int | None = None
) -> Effects:
    """Add up effects with given shares.

    Parameters
    ----------
    parts : A effects.
    share : length A; adding up to one for an average.
    share_influence : n × A influence functions of the shares, None where they are fixed.
    n_treated : units behind the sum; default the most behind any part.
    """
    influence = parts.influence @ share
    if share_influence is not None:
        influence = influence + share_influence @ parts.att
    return Effects(
        np.array([parts.att @ share]),
        influence[:, None],
        np.array([parts.n_treated.max() if n_treated is None else n_treated]),
        np.array([parts.n_control.max()]),
    )


def over_cohorts(cells: Cells, parts: Effects) -> Effects:
    """Average the cohorts' effects, each by its number of treated units (Callaway & Sant'Anna 2021, eq. 3.11).

    A cohort counts alike however long it is exposed, unlike in the plain average of all cells after treatment.

    Parameters
    ----------
    parts : the effect of each cohort after treatment, in order (eq. 3.7).
    """
    after = cells.event_time >= 0
    member = np.zeros((len(cells.unit_weight), len(parts.att)))
    for k, g in enumerate(np.unique(cells.cohort[after])):
        # a cohort's share is that of its first cell, which in a balanced panel is every cell's
        first = np.flatnonzero(after & (cells.cohort == g))[0]
        block = next(b for b in cells.blocks if first in b.cells)
        member[block.members, k] = cells.unit_weight[block.members]
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
    """Gathers cells while an estimator goes through them."""

    n: int
    found: list[tuple] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    skipped: list[tuple[int, int, str]] = field(default_factory=list)

    def add(
        self,
        cohort: int,
        times: list[int],
        att: np.ndarray,
        rows: np.ndarray,
        members: np.ndarray,
        n_treated: int,
        weight: float,
        influence: Callable[[], np.ndarray],
    ) -> None:
        """Add cells of a cohort that were estimated on the same rows; `influence` is scaled to those rows."""
        places = np.arange(len(self.found), len(self.found) + len(times))
        for t, value in zip(times, att, strict=True):
            self.found.append((cohort, t, value, weight, n_treated, len(rows) - n_treated))
        factor = self.n / len(rows)
        self.blocks.append(Block(places, rows, members, lambda: influence() * factor))

    def cells(self, unit_weight: np.ndarray) -> Cells:
        """Return the cells in order of cohort and time."""
        if not self.found:
            empty = np.empty(0)
            whole = np.empty(0, int)
            return Cells(whole, whole, empty, empty, whole, whole, self.skipped, [], unit_weight)
        columns = [np.array(c) for c in zip(*self.found, strict=True)]
        order = np.lexsort((columns[1], columns[0]))
        place = np.argsort(order)
        blocks = [Block(place[b.cells], b.rows, b.members, b.influence) for b in self.blocks]
        cohort, time, att, weight, n_treated, n_control = (c[order] for c in columns)
        return Cells(cohort, time, att, weight, n_treated, n_control, sorted(self.skipped), blocks, unit_weight)
