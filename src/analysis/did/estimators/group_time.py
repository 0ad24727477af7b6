"""Group-time average treatment effects, ATT(g, t): doubly robust, by weighting, or by regression.

Callaway & Sant'Anna (2021, J. Econometrics 225, eq. 2.4–2.6) with the doubly robust moment of
Sant'Anna & Zhao (2020, J. Econometrics 219, eq. 3.1, panel data) and its influence function.
Written here because the published results are to be met to 1e-8 with covariates, and because the
influence functions of every cell are needed by aggregation, tests and small-sample inference alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd

from analysis.did.cells import Cells, Collector, Places, aggregate, count_of, rows_of
from analysis.did.design import NEVER, Design, Wide
from analysis.did.doubly_robust import METHODS, cell, logit
from analysis.did.inference.intervals import intervals
from analysis.did.linear import Linear
from analysis.did.result import Result, from_cells
from analysis.errors import UserError

#: A cell needs this many treated units more than there are covariates; two at least, for one has no variance.
SPARE = 2
NAME = "callaway_santanna"
_NO_OVERALL = "outcome '{outcome}': no cohort is observed before and after treatment with enough units."


def fit(design: Design, method: str = "dr", alpha: float = 0.05, every_cell: bool = False) -> Result:
    """Estimate a design and average its cells: overall, by event time, cohort and calendar time.

    Parameters
    ----------
    design : the design.
    method : ``dr``, ``ipw`` or ``reg``, see :func:`estimate`.
    alpha : one minus the level of the intervals.
    every_cell : whether to list every ATT(g, t) too.
    """
    return from_cells(NAME, design, estimate(design, method=method), alpha, every_cell)


def overall(design: Design, method: str = "dr", alpha: float = 0.05, compared: Comparisons | None = None) -> pd.Series:
    """Estimate only the overall effect with its interval, from the cells after treatment.

    Parameters
    ----------
    compared : of this design, from :func:`comparisons`, to try several methods on; None makes them.

    Raises
    ------
    UserError
        If no cell after treatment can be estimated.
    """
    cells = estimate(design, method=method, compared=compared or comparisons(design, after=True))
    after = cells.event_time >= 0
    if not after.any():
        raise UserError(_NO_OVERALL.format(outcome=design.outcome))
    return intervals(aggregate(cells, after), design.wide.sampling, alpha).iloc[0]


def point(design: Design) -> float:
    """Estimate only the overall effect, without its error.

    Raises
    ------
    UserError
        If no cell after treatment can be estimated.
    """
    cells = estimate(design, compared=comparisons(design, after=True))
    if not len(cells.att):
        raise UserError(_NO_OVERALL.format(outcome=design.outcome))
    return float(np.average(cells.att, weights=cells.weight))


def estimate(
    design: Design,
    base_period: str = "universal",
    method: str = "dr",
    compared: Comparisons | None = None,
) -> Cells:
    """Estimate every ATT(g, t) of a design.

    Each cell compares outcome growth from its base period to t, over the units observed in both
    (so an unbalanced panel loses only the pairs that are missing).

    Parameters
    ----------
    design : the design.
    base_period : ``universal``: the last observed period before the cohort and its anticipation, for all t;
        ``varying``: before treatment, the observed period before t (the default of the R package did).
    method : with covariates: ``dr`` doubly robust, ``ipw`` inverse probability weighting (weights normalised),
        ``reg`` outcome regression. Without covariates all three compare means.
    compared : of this design, in place of `base_period`; None makes them.
    """
    if method not in METHODS:
        raise UserError(f"method '{method}' is unknown; choose {', '.join(METHODS)}.")
    w = design.wide
    compared = compared or comparisons(design, base_period)
    collector = Collector(len(w.units), w.timeline, skipped=list(compared.skipped))
    if w.alike and w.x.shape[1] == 1:
        return _of_means(design, compared, collector)
    for c in compared.each:
        reason = c.reason_skipped()
        if not reason:
            try:
                att, influence = cell(c.growth, c.d, c.x, c.weight, method, c.score)
            except np.linalg.LinAlgError:
                # covariates that are collinear among these units, or that tell treated and controls apart entirely
                reason = "covariates_not_estimable"
        if reason:
            collector.skipped += [(c.cohort, t, reason) for t in c.times]
            continue
        share = float(w.weight[c.members].sum() / len(w.units))
        members = c.place[:1] if isinstance(c.place, tuple) else c.members
        collector.add(c.cohort, c.times, att, c.place, members, c.size, share, influence)
    return collector.cells(w.weight)


def _of_means(design: Design, compared: Comparisons, collector: Collector) -> Cells:
    """Estimate cells from the cohorts' means, and their influence functions as linear in outcomes.

    As :func:`estimate` does without covariates, where every unit is observed throughout and units weigh alike.
    """
    w = design.wide
    m, n = w.moments, len(w.units)
    where = {int(start): g for g, start in enumerate(m.starts)}
    constant, slope = [], []
    for c in compared.each:
        reason = c.reason_skipped()
        if reason:
            collector.skipped += [(c.cohort, t, reason) for t in c.times]
            continue
        treated, *control = (where[s.start] for s in c.place)
        columns, base = np.array(c.times) - w.times[0], c.base - w.times[0]
        size = c.count - c.size
        growth = m.mean[:, columns] - m.mean[:, [base]]
        counterfactual = m.counts[control] @ growth[control] / size
        k = np.arange(len(columns))
        a, b = np.zeros((len(m.cohort), len(k))), np.zeros((len(m.cohort), len(w.times), len(k)))
        for cohorts, scale in (([treated], n / c.size), (control, -n / size)):
            a[cohorts] = scale * (growth[cohorts] - (growth[treated] if scale > 0 else counterfactual))
            b[np.ix_(cohorts, [base])] = -scale
            for g in cohorts:
                b[g, columns, k] += scale
        constant.append(a)
        slope.append(b)
        influence = partial(_scaled, Linear(m, a, b), c)
        att = growth[treated] - counterfactual
        collector.add(c.cohort, c.times, att, c.place, c.place[:1], c.size, c.size / n, influence)
    if not constant:
        return collector.cells(w.weight)
    return collector.cells(w.weight, Linear(m, np.concatenate(constant, axis=1), np.concatenate(slope, axis=2)))


def _scaled(linear: Linear, c: Comparison) -> np.ndarray:
    """Return the influence functions of a comparison's cells, scaled to its rows."""
    return linear.array()[c.rows] * (c.count / linear.shape[0])


@dataclass
class Comparison:
    """A cohort and its controls over one base period, in the periods for which the same units are observed.

    Attributes
    ----------
    cohort, base, times : on the integer time line.
    place : places of the units, those of the cohort first, as an array or as slices.
    size, count : how many of them are the cohort's, and how many there are.
    keep : whether to keep outcome growth, when several methods will ask for it.
    starts : last coefficients of the propensity score by cohort, from which the next one starts.
    """

    wide: Wide
    cohort: int
    base: int
    times: list[int]
    place: Places
    size: int
    count: int
    keep: bool
    starts: dict[int, np.ndarray]

    @cached_property
    def rows(self) -> np.ndarray:
        """Places of the units."""
        return rows_of(self.place)

    @property
    def members(self) -> np.ndarray:
        """Places of the cohort's units."""
        return self.rows[: self.size]

    @cached_property
    def d(self) -> np.ndarray:
        """One for the cohort's units, zero for controls."""
        return (np.arange(len(self.rows)) < self.size).astype(float)

    @cached_property
    def x(self) -> np.ndarray:
        """Ones and covariates."""
        return self.wide.x[self.rows]

    @cached_property
    def weight(self) -> np.ndarray:
        """Weights of the units, mean one."""
        weight = self.wide.weight[self.rows]
        return weight / weight.mean()

    def growth(self) -> np.ndarray:
        """Outcome growth since the base period, units × times, a copy that the caller may change."""
        if not self.keep:
            return self._growth()
        return self._kept.copy()

    @cached_property
    def _kept(self) -> np.ndarray:
        return self._growth()

    def _growth(self) -> np.ndarray:
        by_time, first = self.wide.y.T, self.wide.times[0]
        return (by_time[np.ix_(np.array(self.times) - first, self.rows)] - by_time[self.base - first][self.rows]).T

    def reason_skipped(self) -> str:
        """Return the reason why these cells are skipped; empty if they can be estimated."""
        k = self.wide.x.shape[1]
        if self.size < k - 1 + SPARE:
            return "too_few_treated"
        return "no_controls" if self.count - self.size <= k else ""

    def score(self) -> tuple[np.ndarray, np.ndarray]:
        """Fit the propensity score, once."""
        return self._score

    @cached_property
    def _score(self) -> tuple[np.ndarray, np.ndarray]:
        p, hessian, self.starts[self.cohort] = logit(self.d, self.x, self.weight, self.starts.get(self.cohort))
        return p, hessian


@dataclass(frozen=True)
class Comparisons:
    """Who is compared with whom, for all cells of a design.

    Attributes
    ----------
    each : the comparisons.
    skipped : (cohort, time, reason) of cells that have none.
    """

    each: list[Comparison]
    skipped: list[tuple[int, int, str]]


def comparisons(
    design: Design,
    base_period: str = "universal",
    after: bool = False,
    keep: bool = False,
) -> Comparisons:
    """Lay out the comparisons of a design.

    Parameters
    ----------
    base_period : as in :func:`estimate`.
    after : only cells after treatment.
    keep : whether comparisons keep outcome growth.
    """
    w = design.wide
    line = w.timeline
    each: list[Comparison] = []
    skipped: list[tuple[int, int, str]] = []
    starts: dict[int, np.ndarray] = {}
    blocks = w.cohorts()
    others = np.array([h for h, _ in blocks])
    for g, members in blocks:
        if g == NEVER:
            continue
        base = line.base(g, design.anticipation)
        wanted = [int(t) for t in line.observed if t >= g or not after]
        if base is None:
            skipped += [(g, t, "no_pre_period") for t in wanted]
            continue
        # cells that compare the same cohorts share their rows where the panel is complete
        batches: dict[tuple[int, bytes], list[int]] = {}
        for t in wanted:
            early = line.event_time(g, t) < -design.anticipation
            b = line.previous(t) if base_period == "varying" and early else base
            if b is None or t == b:
                continue
            batches.setdefault((b, _controls(design, others, g, max(t, b)).tobytes()), []).append(t)
        for (b, chosen), times in batches.items():
            control = [s for (_, s), use in zip(blocks, np.frombuffer(chosen, bool), strict=True) if use]
            place = (members, *control)
            if w.complete:
                size = count_of(place[:1])
                each.append(Comparison(w, g, b, times, place, size, count_of(place), keep, starts))
                continue
            for these, shared in _patterns(w, rows_of(place), b, times):
                size = int((w.cohort[these] == g).sum())
                each.append(Comparison(w, g, b, shared, these, size, len(these), keep, starts))
    return Comparisons(each, skipped)


def _controls(design: Design, cohorts: np.ndarray, g: int, time: int) -> np.ndarray:
    """Say of each cohort whether it is a control of cohort `g` when `time` is the later of the two periods compared."""
    if design.control_group == "never_treated":
        return cohorts == NEVER
    return design.wide.timeline.untreated(cohorts, time, design.anticipation) & (cohorts != g)


def _patterns(w: Wide, rows: np.ndarray, b: int, times: list[int]) -> list[tuple[np.ndarray, list[int]]]:
    """Group periods by which of the units are observed in them and in the base period."""
    patterns: dict[bytes, tuple[np.ndarray, list[int]]] = {}
    by_time = w.seen.T
    in_base = by_time[b - w.times[0]][rows]
    for t in times:
        both = in_base & by_time[t - w.times[0]][rows]
        patterns.setdefault(np.packbits(both).tobytes(), (both, []))[1].append(t)
    return [(rows[both], shared) for both, shared in patterns.values()]
