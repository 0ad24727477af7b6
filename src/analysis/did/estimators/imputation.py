"""Imputation: fit the untreated, impute what the treated would have been, average the gaps.

Borusyak, Jaravel & Spiess (2024, Review of Economic Studies 91) and the two-stage estimator of Gardner (2022,
arXiv:2207.05943) share this estimate and differ in its error. Both use every period before treatment where the
group-time estimator uses only one, and so are the more precise if trends are parallel throughout.

The steps are those of the paper's theorem 2: (1) the untreated potential outcome, Y(0) = αᵢ + λₜ and covariates, is
fitted on untreated observations only (:mod:`analysis.did.untreated`); (2) each treated observation less its fitted Y(0)
is its effect τ̂ᵢₜ; (3) effects are averaged with weights; (4) the error comes from the influence function of that
average (eq. 8). Covariates that are fixed in time let the trend differ with them, one coefficient a period, as the
covariates of the group-time estimator do; those that vary have one coefficient.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.did import untreated
from analysis.did.cells import Effects
from analysis.did.design import NEVER, Design
from analysis.did.result import Result, from_effects, label
from analysis.did.untreated import FEWEST_UNTREATED, Cohort, Fitted

NAME = "imputation"
TWO_STAGE = "two_stage"


def fit(design: Design, alpha: float = 0.05, estimator: str = NAME, varying: Sequence[str] = ()) -> Result:
    """Impute every treated observation of a design and average the effects; anticipation counts as treated.

    Treated observations that the untreated cannot impute are left out and counted in `skipped`:
    ``never_seen_untreated``, ``no_controls`` (fewer than two untreated units in the period), ``not_connected`` (no
    chain of units and periods joins the unit's untreated observations with the period, so that αᵢ + λₜ is not
    identified), ``covariates_not_estimable`` (in a cohort's period, the untreated are fewer than two beyond one a
    covariate, or their covariates do not identify the trend of some unit of the cohort).

    Parameters
    ----------
    design : its covariates are fixed in time and enter with a coefficient in each period.
    estimator : ``imputation``: effects are centred on the mean of their cohort and time before the error is taken
        (the paper's eq. 8 with its footnote on averages), so that it is conservative. ``two_stage``: on the average
        itself, the error of a second-stage regression corrected for the first (Gardner's eq. 9).
    varying : columns of the panel that vary over time and enter with one coefficient. Treatment must not change them:
        what it moves through them would be taken for what would have happened anyway.

    Raises
    ------
    UserError
        If a varying covariate is absent, no number, missing where the outcome is observed, or explained by units,
        periods and the other covariates.

    Examples
    --------
    ``imputation.fit(design, varying=["workload"]).row()["att"]``
    """
    by_cohort = untreated.cohorts(design, varying)
    fitted = untreated.fit(by_cohort, varying)
    skipped: Counter[str] = Counter()
    imputed = [_impute(c, fitted, skipped) for c in by_cohort if c.cohort != NEVER]
    labels, chosen = _averages(design, imputed)
    averages = _average(imputed, chosen, fitted)
    influence = _influence_of_untreated(by_cohort, fitted, averages, len(design.wide.units))
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


def two_stage(design: Design, alpha: float = 0.05, varying: Sequence[str] = ()) -> Result:
    """Fit the untreated, then regress what is left of the outcome on event time (Gardner 2022).

    The estimate is that of :func:`fit`, with covariates and without: a second stage with an indicator for each average
    takes the mean of the same gaps. The error is Gardner's.
    """
    return fit(design, alpha, TWO_STAGE, varying)


@dataclass(frozen=True)
class _Imputed:
    """Effects τ̂ of a cohort's treated observations, zero where there is none.

    Attributes
    ----------
    cohort, rows : as in :class:`~analysis.did.untreated.Cohort`.
    effect : n × T.
    weight : n × T, the unit's weight where there is an effect, else zero.
    untreated_share : n × T, each untreated observation's share of its unit's.
    x, z : as in :class:`~analysis.did.untreated.Cohort`.
    """

    cohort: int
    rows: slice
    effect: np.ndarray
    weight: np.ndarray
    untreated_share: np.ndarray
    x: np.ndarray
    z: np.ndarray


@dataclass(frozen=True)
class _Averages:
    """The A averages of effects.

    Attributes
    ----------
    att : length A.
    size : Σ weights, length A.
    units : treated units behind each, length A.
    gradient : P × A, derivative of each average in the P coefficients of periods and covariates, times −1.
    cohorts : cohort → its share, one a average.
    """

    att: np.ndarray
    size: np.ndarray
    units: np.ndarray
    gradient: np.ndarray
    cohorts: list[dict[int, float]]


def _impute(c: Cohort, fitted: Fitted, skipped: Counter[str]) -> _Imputed:
    """Return the effects of a cohort's treated observations; count those that cannot be imputed by reason."""
    seen = c.seen & c.treated
    before = np.broadcast_to(c.untreated, seen.shape)
    home = np.asarray(fitted.component[np.argmax(before > 0, axis=1)])
    for reason, possible in (
        ("never_seen_untreated", np.asarray(before.any(axis=1))[:, None]),
        ("no_controls", (fitted.observed >= FEWEST_UNTREATED)[None, :]),
        ("not_connected", home[:, None] == fitted.component),
    ):
        kept = seen & possible
        skipped[reason] += int(seen.sum() - kept.sum())
        seen = kept
    if c.x.shape[1] > 1:
        kept = seen & fitted.estimable(c, seen)
        skipped["covariates_not_estimable"] += int(seen.sum() - kept.sum())
        seen = kept
    effect = np.where(seen, fitted.gap(c), 0.0)
    share = before / np.broadcast_to(c.untreated_periods, len(seen))[:, None]
    return _Imputed(c.cohort, c.rows, effect, seen * c.weight[:, None], share, c.x, c.z)


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


def _average(imputed: list[_Imputed], chosen: list[np.ndarray], fitted: Fitted) -> _Averages:
    """Average effects by the weights of their observations."""
    a = chosen[0].shape[1] if chosen else 0
    size, total, units = np.zeros(a), np.zeros(a), np.zeros(a, int)
    gradient, of_varying = np.zeros((*fitted.beta.shape, a)), np.zeros((len(fitted.delta), a))
    cohorts: list[dict[int, float]] = [{} for _ in range(a)]
    for i, cells in zip(imputed, chosen, strict=True):
        by_period = i.weight.sum(axis=0)
        cohort_size = by_period @ cells
        size += cohort_size
        total += (i.weight * i.effect).sum(axis=0) @ cells
        # an effect falls with its period's λ and rises with the unit's mean over its untreated periods
        each = i.weight @ cells
        for column in range(i.x.shape[1]):
            x = i.x[:, [column]]
            gradient[:, column] += (i.weight * x).sum(axis=0)[:, None] * cells - i.untreated_share.T @ (x * each)
        of_varying += np.einsum("it,itm->tm", i.weight, i.z).T @ cells
        units += ((i.weight > 0).astype(float) @ cells > 0).sum(axis=0)
        for k in np.flatnonzero(cohort_size):
            cohorts[k][i.cohort] = float(cohort_size[k])
    both = np.vstack([gradient.reshape(fitted.beta.size, a), of_varying])
    return _Averages(total / size, size, units, both / size, cohorts)


def _influence_of_untreated(cohorts: list[Cohort], fitted: Fitted, averages: _Averages, n: int) -> np.ndarray:
    """Return the n × A influence of untreated observations, through the coefficients of periods and covariates.

    Unit effects drop out, as the residuals of a unit add up to zero.
    """
    influence = np.zeros((n, len(averages.att)))
    scores = fitted.inverse @ averages.gradient
    by_period = scores[: fitted.beta.size].reshape(*fitted.beta.shape, -1)
    for c in cohorts:
        residual = np.where(np.broadcast_to(c.untreated, c.y.shape) > 0, fitted.gap(c), 0.0) * c.weight[:, None]
        for k in range(c.x.shape[1]):
            influence[c.rows] -= c.x[:, [k]] * (residual @ by_period[:, k]) * n
        if len(fitted.delta):
            influence[c.rows] -= np.einsum("it,itm->im", residual, c.z) @ scores[fitted.beta.size :] * n
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
