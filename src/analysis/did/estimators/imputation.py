"""Imputation: fit the untreated, impute what the treated would have been, average the gaps.

Borusyak, Jaravel & Spiess (2024, Review of Economic Studies 91) and the two-stage estimator of Gardner (2022,
arXiv:2207.05943) share this estimate and differ in its error. Both use every period before treatment where the
group-time estimator uses only one, and so are the more precise if trends are parallel throughout.

The steps are those of the paper's theorem 2: (1) the untreated potential outcome Y(0) = αᵢ + λₜ is fitted on untreated
observations only; (2) each treated observation less its fitted Y(0) is its effect τ̂ᵢₜ; (3) effects are averaged with
weights; (4) the error comes from the influence function of that average (eq. 8).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csgraph

from analysis.did.cells import Effects
from analysis.did.design import NEVER, Design
from analysis.did.result import Result, from_effects, label

NAME = "imputation"
TWO_STAGE = "two_stage"
#: Untreated units that a period needs: one alone would be its own counterfactual and show no error.
FEWEST_UNTREATED = 2


def fit(design: Design, alpha: float = 0.05, estimator: str = NAME) -> Result:
    """Impute every treated observation of a design and average the effects; anticipation counts as treated.

    Treated observations that the untreated cannot impute are left out and counted in `skipped`:
    ``never_seen_untreated``, ``no_controls`` (fewer than two untreated units in the period), ``not_connected`` (no
    chain of units and periods joins the unit's untreated observations with the period, so that αᵢ + λₜ is not
    identified).

    Parameters
    ----------
    estimator : ``imputation``: effects are centred on the mean of their cohort and time before the error is taken
        (the paper's eq. 8 with its footnote on averages), so that it is conservative. ``two_stage``: on the average
        itself, the error of a second-stage regression corrected for the first (Gardner's eq. 9).
    """
    cohorts = _cohorts(design)
    untreated = _fit_untreated(cohorts)
    skipped = {"never_seen_untreated": 0, "no_controls": 0, "not_connected": 0}
    imputed = [_impute(c, untreated, skipped) for c in cohorts if c.cohort != NEVER]
    labels, chosen = _averages(design, imputed)
    averages = _average(imputed, chosen, untreated)
    influence = _influence_of_untreated(cohorts, untreated, averages, len(design.wide.units))
    _add_influence_of_effects(influence, imputed, chosen, averages, design.wide.sampling.strata, estimator)
    influence[:, averages.units < 2] = np.nan
    control = np.full(len(labels), int((design.wide.cohort == NEVER).sum()))
    effects = Effects(averages.att, influence, averages.units, control, averages.cohorts)
    reasons = {reason: count for reason, count in skipped.items() if count}
    return from_effects(estimator, design, labels, effects, alpha, reasons)


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


@dataclass(frozen=True)
class _Cohort:
    """A cohort's observations.

    Attributes
    ----------
    cohort, rows : its first treated period and the slice of its n units.
    y : n × T, zero where not observed.
    seen : n × T.
    treated : T, bool, the periods that count as treated.
    untreated : one or zero for untreated observations, length T where all units share them, else n × T.
    weight : n.
    """

    cohort: int
    rows: slice
    y: np.ndarray
    seen: np.ndarray
    treated: np.ndarray
    untreated: np.ndarray
    weight: np.ndarray

    @property
    def untreated_periods(self) -> np.ndarray:
        """Untreated observations of each unit, at least one so that it can divide."""
        return np.maximum(self.untreated.sum(axis=-1), 1.0)


@dataclass(frozen=True)
class _Untreated:
    """The fitted untreated potential outcome, unit effects eliminated.

    Attributes
    ----------
    period : λ̂, length T; of periods without untreated observations, zero.
    inverse : T × T, the pseudo-inverse of the periods' normal equations after the units were eliminated.
    component : T, labels of the parts of the graph of untreated observations; periods of one part are comparable.
    controlled : T, bool, whether at least :data:`FEWEST_UNTREATED` untreated units are observed.
    """

    period: np.ndarray
    inverse: np.ndarray
    component: np.ndarray
    controlled: np.ndarray

    def unit(self, c: _Cohort) -> np.ndarray:
        """Return α̂ of a cohort's units."""
        return ((c.y - self.period) * c.untreated).sum(axis=1) / c.untreated_periods


@dataclass(frozen=True)
class _Imputed:
    """Effects τ̂ of a cohort's treated observations, zero where there is none.

    Attributes
    ----------
    cohort, rows : as in :class:`_Cohort`.
    effect : n × T.
    weight : n × T, the unit's weight where there is an effect, else zero.
    untreated_share : n × T, each untreated observation's share of its unit's.
    """

    cohort: int
    rows: slice
    effect: np.ndarray
    weight: np.ndarray
    untreated_share: np.ndarray


@dataclass(frozen=True)
class _Averages:
    """The A averages of effects.

    Attributes
    ----------
    att : length A.
    size : Σ weights, length A.
    units : treated units behind each, length A.
    period_gradient : T × A, derivative of each average in λ, times −1.
    cohorts : cohort → its share, one a average.
    """

    att: np.ndarray
    size: np.ndarray
    units: np.ndarray
    period_gradient: np.ndarray
    cohorts: list[dict[int, float]]


def _cohorts(design: Design) -> list[_Cohort]:
    w = design.wide
    out = []
    for g, rows in w.cohorts():
        treated = np.zeros(len(w.times), bool)
        if g != NEVER:
            treated = w.timeline.event_time(g, w.times) >= -design.anticipation
        if w.complete:
            y, untreated = w.y[rows], (~treated).astype(float)
        else:
            y = np.where(w.seen[rows], w.y[rows], 0.0)
            untreated = (w.seen[rows] & ~treated).astype(float)
        out.append(_Cohort(g, rows, y, w.seen[rows], treated, untreated, w.weight[rows]))
    return out


def _fit_untreated(cohorts: list[_Cohort]) -> _Untreated:
    """Fit αᵢ + λₜ on untreated observations; the block of the units is diagonal and is eliminated."""
    span = cohorts[0].y.shape[1]
    gram, moment, observed = np.zeros((span, span)), np.zeros(span), np.zeros(span)
    for c in cohorts:
        u, count = c.untreated, c.untreated_periods
        if u.ndim == 1:
            total = c.weight @ c.y
            gram += c.weight.sum() * (np.diag(u) - np.outer(u, u) / count)
            moment += u * (total - (total @ u) / count)
            observed += u * len(c.weight)
        else:
            gram += np.diag(c.weight @ u) - (u * (c.weight / count)[:, None]).T @ u
            mean = (c.y * u).sum(axis=1) / count
            moment += c.weight @ (u * (c.y - mean[:, None]))
            observed += u.sum(axis=0)
    # two periods are joined where a unit is untreated in both
    component = csgraph.connected_components(gram < 0, directed=False)[1]
    inverse = np.linalg.pinv(gram, rcond=1e-12, hermitian=True)
    return _Untreated(inverse @ moment, inverse, component, observed >= FEWEST_UNTREATED)


def _impute(c: _Cohort, fitted: _Untreated, skipped: dict[str, int]) -> _Imputed:
    """Return the effects of a cohort's treated observations; count those that cannot be imputed by reason."""
    seen = c.seen & c.treated
    untreated = np.broadcast_to(c.untreated, seen.shape)
    before = untreated.any(axis=1)
    home = np.asarray(fitted.component[np.argmax(untreated > 0, axis=1)])
    for reason, possible in (
        ("never_seen_untreated", np.asarray(before)[:, None]),
        ("no_controls", fitted.controlled[None, :]),
        ("not_connected", home[:, None] == fitted.component),
    ):
        kept = seen & possible
        skipped[reason] += int(seen.sum() - kept.sum())
        seen = kept
    effect = np.where(seen, c.y - fitted.unit(c)[:, None] - fitted.period, 0.0)
    share = untreated / np.broadcast_to(c.untreated_periods, len(seen))[:, None]
    return _Imputed(c.cohort, c.rows, effect, seen * c.weight[:, None], share)


def _averages(design: Design, imputed: list[_Imputed]) -> tuple[list[dict[str, Any]], list[np.ndarray]]:
    """Return the averages to make and, for each cohort, the T × A treated cells that each takes in."""
    w = design.wide
    events = {i.cohort: w.timeline.event_time(i.cohort, w.times) for i in imputed}
    cells = {i.cohort: (i.weight > 0).any(axis=0) for i in imputed}
    after = {g: cells[g] & (events[g] >= 0) for g in cells}
    each_event = sorted({int(e) for g in cells for e in events[g][cells[g]]})
    each_cohort = [g for g in cells if after[g].any()]
    each_time = sorted({int(t) for g in cells for t in w.times[after[g]]})
    labels = [label("overall")] if each_cohort else []
    labels += [label("event_time", event_time=e) for e in each_event]
    labels += [label("cohort", cohort=w.written(g)) for g in each_cohort]
    labels += [label("time", time=w.written(t)) for t in each_time]
    chosen = []
    for g in cells:
        columns = [after[g]] if each_cohort else []
        columns += [cells[g] & (events[g] == e) for e in each_event]
        columns += [after[g] & (g == h) for h in each_cohort] + [after[g] & (w.times == t) for t in each_time]
        chosen.append(np.column_stack(columns).astype(float) if columns else np.zeros((len(w.times), 0)))
    return labels, chosen


def _average(imputed: list[_Imputed], chosen: list[np.ndarray], fitted: _Untreated) -> _Averages:
    """Average effects by the weights of their observations."""
    a = chosen[0].shape[1] if chosen else 0
    size, total, units = np.zeros(a), np.zeros(a), np.zeros(a, int)
    gradient = np.zeros((len(fitted.period), a))
    cohorts: list[dict[int, float]] = [{} for _ in range(a)]
    for i, cells in zip(imputed, chosen, strict=True):
        by_period = i.weight.sum(axis=0)
        cohort_size = by_period @ cells
        size += cohort_size
        total += (i.weight * i.effect).sum(axis=0) @ cells
        # an effect falls with its period's λ and rises with the unit's mean over its untreated periods
        gradient += by_period[:, None] * cells - i.untreated_share.T @ (i.weight @ cells)
        units += ((i.weight > 0).astype(float) @ cells > 0).sum(axis=0)
        for k in np.flatnonzero(cohort_size):
            cohorts[k][i.cohort] = float(cohort_size[k])
    return _Averages(total / size, size, units, gradient / size, cohorts)


def _influence_of_untreated(cohorts: list[_Cohort], fitted: _Untreated, averages: _Averages, n: int) -> np.ndarray:
    """Return the n × A influence of untreated observations, through λ̂.

    Unit effects drop out, as the residuals of a unit add up to zero.
    """
    influence = np.zeros((n, len(averages.att)))
    scores = fitted.inverse @ averages.period_gradient
    for c in cohorts:
        untreated = np.broadcast_to(c.untreated, c.y.shape)
        residual = np.where(untreated > 0, c.y - fitted.unit(c)[:, None] - fitted.period, 0.0)
        influence[c.rows] -= (residual * c.weight[:, None]) @ scores * n
    return influence


def _add_influence_of_effects(
    influence: np.ndarray,
    imputed: list[_Imputed],
    chosen: list[np.ndarray],
    averages: _Averages,
    strata: np.ndarray,
    estimator: str,
) -> None:
    """Add the influence of treated observations: their effects, centred.

    Imputation centres on the mean of the cohort's cell. A cell of a single unit has no mean but that unit, which would
    show no error at all: it is centred on the mean of its stratum (single-unit cohorts pooled), or on the average
    itself where the stratum is that unit. Effects that differ then widen the error, as the paper has it for coarser
    groups.
    """
    n = len(influence)
    parts = []
    stratum_total: dict[int, np.ndarray] = {}
    for i, cells in zip(imputed, chosen, strict=True):
        weighted, units = i.weight * i.effect, ((i.weight @ cells) > 0).sum(axis=0)
        parts.append(weighted)
        key = int(strata[i.rows.start])
        sums = np.array([weighted.sum(axis=0) @ cells, i.weight.sum(axis=0) @ cells, units.astype(float)])
        stratum_total[key] = stratum_total.get(key, 0.0) + sums
    for i, cells, weighted in zip(imputed, chosen, parts, strict=True):
        share = cells / averages.size
        if estimator == TWO_STAGE:
            influence[i.rows] += (weighted @ share - (i.weight @ share) * averages.att) * n
            continue
        squared = (i.weight**2).sum(axis=0)
        centre = (i.weight**2 * i.effect).sum(axis=0) / np.maximum(squared, 1e-300)
        alone = (i.weight > 0).sum(axis=0) == 1
        influence[i.rows] += (i.weight * (i.effect - centre) * ~alone) @ share * n
        if alone.any():
            total, size, units = stratum_total[int(strata[i.rows.start])]
            coarse = np.where(units > 1, total / np.maximum(size, 1e-300), averages.att)
            influence[i.rows] += ((weighted * alone) @ share - ((i.weight * alone) @ share) * coarse) * n
