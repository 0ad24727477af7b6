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
    low, high : the bounds; NaN where nobody of one group is still observed.
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


@dataclass(frozen=True)
class Sample:
    """The units-periods that are compared, stacked over cells, in the paper's notation.

    Attributes
    ----------
    unit : place of the unit, length r.
    y : Y, outcome growth since the base period less the controls' mean of the cell; NaN where not observed.
    d : D, whether treated.
    s : S, whether observed.
    weight : controls count so that a cell weighs as its treated units do.
    units : n, how many units the design has.
    """

    unit: np.ndarray
    y: np.ndarray
    d: np.ndarray
    s: np.ndarray
    weight: np.ndarray
    units: int

    def mean(self, which: np.ndarray) -> float:
        """Return the weighted mean of Y over the rows chosen."""
        return float(np.average(self.y[which], weights=self.weight[which]))

    def observed(self, treated: bool) -> float:
        """Return P(S = 1 | D), the share that is still observed."""
        of = self.d == treated
        return float((self.weight * self.s)[of].sum() / self.weight[of].sum())

    def share(self) -> np.ndarray:
        """Return what a row weighs in a group's mean: weight / P(D)."""
        return self.weight / self.weight[self.d].sum() * self.units


@dataclass(frozen=True)
class End:
    """One bound.

    Attributes
    ----------
    effect : difference of means after trimming.
    influence : influence function by unit; the variance is Σᵢ ψᵢ² / n².
    """

    effect: float
    influence: np.ndarray

    @property
    def error(self) -> float:
        """Standard error, clustered by unit."""
        return float(np.sqrt((self.influence**2).sum()) / len(self.influence))


def lee(design: Design, alpha: float = 0.05) -> Bounds:
    """Bound the mean growth of those treated against never treated, pooled over cohorts and periods after treatment.

    Each treated unit-period after treatment is set against all never treated in the same cell; growth is taken from the
    base period, and from the cell's control mean. The group that stays more is trimmed at the top and at the bottom by
    what it stays more (proposition 1a). Errors are clustered by unit.
    """
    sample = _sample(design)
    nothing = float("nan")
    if sample is None:
        return Bounds(*[nothing] * 7)
    treated, control = sample.observed(True), sample.observed(False)
    if not treated or not control:
        # nobody of one group is left: nothing bounds the effect on those who would always stay
        return Bounds(nothing, nothing, nothing, nothing, treated, control, nothing)
    naive = sample.mean(sample.d & sample.s) - sample.mean(~sample.d & sample.s)
    more = treated >= control
    p = 1 - min(treated, control) / max(treated, control)
    lower, upper = sorted((_end(sample, more, p, top) for top in (True, False)), key=lambda end: end.effect)
    low, high = _imbens_manski(lower, upper, alpha)
    return Bounds(lower.effect, upper.effect, low, high, treated, control, naive)


def _sample(design: Design) -> Sample | None:
    """Stack the cells after treatment: treated units against the never treated; None where there are no two groups."""
    w = design.wide
    never = np.flatnonzero(w.cohort == NEVER)
    cells: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = []
    for g, members in w.cohorts():
        base = None if g == NEVER else w.base_column(g, design.anticipation)
        if base is None:
            continue
        treated = np.arange(members.start, members.stop)[w.seen[members, base]]
        control = never[w.seen[never, base]]
        for t in w.timeline.observed[w.timeline.observed >= g] - w.times[0]:
            if not len(treated) or not w.seen[control, t].any():
                continue
            unit = np.concatenate([treated, control])
            y = w.y[unit, t] - w.y[unit, base]
            y -= np.nanmean(y[len(treated) :])
            weight = np.concatenate([np.ones(len(treated)), np.full(len(control), len(treated) / len(control))])
            cells.append((unit, y, np.arange(len(unit)) < len(treated), w.seen[unit, t], weight))
    if not cells:
        return None
    unit, y, d, s, weight = (np.concatenate(column) for column in zip(*cells, strict=True))
    return Sample(unit, y, d, s, weight, len(w.units))


def _end(sample: Sample, more: bool, p: float, top: bool) -> End:
    """Trim the share p of the group that stays more at one end and compare means (propositions 1a and 3).

    Parameters
    ----------
    more : whether the treated stay more.
    top : whether the largest values are trimmed, else the smallest.
    """
    side, sign = (1.0 if more else -1.0), (1.0 if top else -1.0)
    full, trimmed = (sample.d != more) & sample.s, (sample.d == more) & sample.s
    mean = sample.mean(full)
    q, trimmed_mean, kept = _trim(sign * sample.y[trimmed], sample.weight[trimmed], 1 - p)
    stay_more, stay_less = sample.observed(more), sample.observed(not more)
    share = sample.share()
    # proposition 3, first term: the trimmed mean given its quantile
    moment = np.zeros(len(sample.unit))
    moment[trimmed] = np.where(kept, sign * sample.y[trimmed] - q, 0.0) - (1 - p) * (trimmed_mean - q)
    moment *= share / (stay_more * (1 - p))
    # second and third term: the share p is estimated from who stayed
    moved = np.where(
        sample.d == more, -(1 - p) * (sample.s - stay_more) / stay_more, (sample.s - stay_less) / stay_more
    )
    moment += share * moved * (q - trimmed_mean) / (1 - p)
    untrimmed = np.where(full, share * (sample.y - mean) / stay_less, 0.0)
    influence = np.bincount(sample.unit, side * (sign * moment - untrimmed), sample.units)
    return End(side * (sign * trimmed_mean - mean), influence)


def _trim(y: np.ndarray, weight: np.ndarray, keep: float) -> tuple[float, float, np.ndarray]:
    """Return the quantile y_q at which a share is kept, the mean below it, and which values are kept."""
    order = np.argsort(y, kind="stable")
    cumulated = np.cumsum(weight[order]) / weight.sum()
    q = y[order[min(int(np.searchsorted(cumulated, keep - 1e-12)), len(order) - 1)]]
    kept = y <= q
    return float(q), float(np.average(y[kept], weights=weight[kept])), kept


def _imbens_manski(lower: End, upper: End, alpha: float) -> tuple[float, float]:
    """Return the interval that holds the effect, not both bounds, with probability 1 − α (Imbens & Manski, eq. 7)."""
    width = (upper.effect - lower.effect) / max(lower.error, upper.error, 1e-300)
    c = optimize.brentq(lambda c: stats.norm.cdf(c + width) - stats.norm.cdf(-c) - (1 - alpha), 0.5, 6)
    return lower.effect - c * lower.error, upper.effect + c * upper.error
