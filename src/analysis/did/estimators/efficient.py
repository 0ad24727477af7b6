"""The efficient estimator for roll-outs whose treatment dates were drawn at random.

Roth & Sant'Anna (2023, Journal of Political Economy Microeconomics 1). Where dates are as good as random, every
comparison of cohorts before treatment is zero in expectation. The estimate takes off as much of it as makes the error
smallest: θ̂_β = θ̂₀ − β X̂. β = 0 compares levels, β = 1 is difference-in-differences, and the plug-in β* is at least as
precise as either in large samples. Errors come from the drawing of dates, with units and their outcomes fixed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analysis.did.design import DRAWN, NEVER, Design
from analysis.did.inference import intervals
from analysis.did.result import Result, from_numbers, label
from analysis.errors import UserError

NAME = "efficient"
DRAWS = 999
#: The refined error is used where the noise in its refinement is at most this share of the variance.
NOISE = 0.01
#: The jackknife's error is used where it is larger than the formula's by more than this share.
MORE = 0.10
#: With fewer degrees of freedom than this in Var(X̂), were all units alike, β is a guess and no error holds.
LEAST = 2


def fit(design: Design, dates: str | None = None, alpha: float = 0.05, beta: float | None = None) -> Result:
    """Estimate effects of a roll-out whose dates were drawn, overall, by event time, by cohort and by calendar time.

    Parameters
    ----------
    design : covariates and clusters are not used: the draw makes cohorts alike, and it is made unit by unit.
    dates : ``drawn``, the declaration that each unit's date was drawn at random. Nothing in the data can show it. None
        takes the design's.
    beta : fixes β in place of the efficient one; 1 is difference-in-differences with cohorts not yet treated.

    Returns
    -------
    Result
        ``overall`` weighs treated unit-periods alike, ``overall_cohort`` units, ``overall_time`` calendar times and
        ``overall_event_time`` event times; event times before −1 are placebos. Errors are the paper's, conservative
        where effects differ between units, or the jackknife's where few units make those too small; degrees of
        freedom are Welch's over cohorts. Where a side of one or two units leaves β a guess there is an estimate
        without an error, counted in `skipped`; :func:`permutation_test` holds all the same.

    Raises
    ------
    UserError
        If dates are not declared drawn, were evidently drawn for groups of units, weights are given, or no cohort has
        both a period before treatment and controls.
    """
    plan = _plan(design, dates)
    m = _moments(plan)
    b = m.beta() if beta is None else np.full(len(plan.labels), float(beta))
    formula, influence = _by_formula(plan, m, b)
    jackknife = _jackknife(plan, m, beta)
    few = jackknife.error > (1 + MORE) * formula.error
    error, df = np.where(few, jackknife.error, formula.error), np.where(few, jackknife.df, formula.df)
    skipped = dict(plan.skipped)
    unknown = _welch((plan.a_zero**2).sum(axis=2).T / m.units, m.units) < LEAST
    if beta is None and unknown.any():
        error = np.where(unknown, np.nan, error)
        skipped["too_few_units_for_an_error"] = int(unknown.sum())
    numbers = intervals.from_errors(m.theta.sum(axis=0) - b * m.x.sum(axis=0), error, df, alpha)
    numbers = numbers.assign(n_treated=plan.n_treated, n_control=plan.n_control)
    spread = np.zeros((len(design.wide.units), len(plan.labels)))
    # the units left out have no influence; the others stand for a sample of their size
    spread[plan.rows] = influence * len(design.wide.units) / len(plan.rows)
    return from_numbers(NAME, design, plan.labels, numbers, alpha, skipped, spread)


def permutation_test(
    design: Design,
    dates: str | None = None,
    seed: int = 0,
    draws: int = DRAWS,
    aggregation: str = "overall",
    event_time: int | None = None,
) -> dict[str, float]:
    """Test that treatment has no effect by drawing the dates anew (section 3.4 of the paper).

    The statistic is studentised: the test is exact when no unit has an effect, and right in large samples when effects
    differ but average to zero.

    Parameters
    ----------
    seed : of the draws.
    aggregation, event_time : which row of :func:`fit`.

    Returns
    -------
    dict
        ``statistic`` (|θ̂ / σ̂|), ``p`` ((1 + draws at least as large) / (1 + draws)) and ``draws``.

    Raises
    ------
    UserError
        As :func:`fit`.
    KeyError
        If there is no such row.
    """
    plan = _plan(design, dates)
    place = [
        k for k, name in enumerate(plan.labels)
        if name["aggregation"] == aggregation and (event_time is None or name["event_time"] == event_time)
    ]  # fmt: skip
    if not place:
        raise KeyError(f"{NAME} has no row {aggregation} {'' if event_time is None else event_time}")
    one = plan.only(place[0])
    statistic = _statistic(one)
    rng = np.random.default_rng(seed)
    reached = 0
    for _ in range(draws):
        drawn = _statistic(replace(one, y=one.y[rng.permutation(len(one.y))]))
        reached += drawn >= statistic * (1 - 1e-12)
    return {"statistic": statistic, "p": (1 + reached) / (1 + draws), "draws": draws}


@dataclass(frozen=True)
class Plan:
    """Units and the linear combinations of their outcomes that are compared, in the paper's notation.

    Attributes
    ----------
    y : N × T, units in order of cohort.
    ends : where each of the C cohorts ends among the units.
    a_theta, a_zero : A × C × T, the weights A_θ,g of θ̂₀ and A_0,g of X̂ on the cohorts' means.
    first : length A, index of the first cohort with a weight in θ̂₀.
    before : length A, how many periods come before that cohort's treatment and anticipation.
    labels, n_treated, n_control : of the A averages.
    rows : places of the units in the design.
    skipped : reason → count of what was left out.
    """

    y: np.ndarray
    ends: np.ndarray
    a_theta: np.ndarray
    a_zero: np.ndarray
    first: np.ndarray
    before: np.ndarray
    labels: list[dict[str, Any]]
    n_treated: np.ndarray
    n_control: np.ndarray
    rows: np.ndarray
    skipped: dict[str, int]

    def only(self, k: int) -> Plan:
        """Return the plan of one average."""
        at = slice(k, k + 1)
        return replace(
            self, a_theta=self.a_theta[at], a_zero=self.a_zero[at], first=self.first[at], before=self.before[at],
            labels=self.labels[at], n_treated=self.n_treated[at], n_control=self.n_control[at],
        )  # fmt: skip

    @property
    def cohorts(self) -> list[slice]:
        """The units of each cohort."""
        starts = np.r_[0, self.ends[:-1]]
        return [slice(int(a), int(b)) for a, b in zip(starts, self.ends, strict=True)]


@dataclass(frozen=True)
class Moments:
    """Means, variances and covariances of A_θ,g Y and A_0,g Y by cohort.

    Attributes
    ----------
    u, v : N × A, A_θ,g Y and A_0,g Y less their cohort's mean.
    theta, x : C × A, the cohorts' means; θ̂₀ and X̂ are their sums.
    var_v, cov : C × A, the parts of Var(X̂) and Cov(X̂, θ̂₀): S / N_g.
    units : C × 1, N_g.
    """

    u: np.ndarray
    v: np.ndarray
    theta: np.ndarray
    x: np.ndarray
    var_v: np.ndarray
    cov: np.ndarray
    units: np.ndarray

    def beta(self) -> np.ndarray:
        """Return the plug-in β*; zero where outcomes before treatment do not vary."""
        return _ratio(self.cov.sum(axis=0), self.var_v.sum(axis=0))


@dataclass(frozen=True)
class Errors:
    """Standard errors of A averages and their degrees of freedom.

    Attributes
    ----------
    error, df : length A.
    """

    error: np.ndarray
    df: np.ndarray


def _plan(design: Design, dates: str | None) -> Plan:
    """Check that the estimator may be used and lay out its comparisons; periods are counted as observed."""
    w = design.wide
    _refuse(design, dates)
    columns = w.timeline.observed - w.times[0]
    start = np.where(w.cohort == NEVER, NEVER, w.timeline.index(w.cohort))
    complete: np.ndarray = np.asarray(w.seen[:, columns].all(axis=1), bool)
    early: np.ndarray = (start != NEVER) & (start - 1 - design.anticipation < 0)
    _, inverse, counts = np.unique(w.cohort[complete], return_inverse=True, return_counts=True)
    single = np.zeros(len(w.units), bool)
    single[complete] = (counts == 1)[inverse]
    left_out = {"units_with_gaps": ~complete, "no_pre_period": complete & early, "cohort_of_one": single & ~early}
    rows = np.flatnonzero(complete & ~early & ~single)
    skipped = {reason: int(which.sum()) for reason, which in left_out.items() if which.any()}
    _, first_unit, sizes = np.unique(w.cohort[rows], return_index=True, return_counts=True)
    starts = start[rows][first_unit]
    cells, contrasts, without = _cells(starts, sizes, len(columns), design.anticipation)
    if without:
        skipped["no_controls"] = without
    if not (cells[:, 1] >= starts[cells[:, 0]]).any():
        raise UserError(
            f"outcome '{design.outcome}': {NAME} needs two cohorts of at least two {design.unit} observed in every "
            f"period, one of them before and after its treatment."
        )
    labels, share = _averages(design, cells, starts, sizes, w.cohort[rows][first_unit])
    a_theta = np.zeros((len(labels), len(sizes), len(columns)))
    a_zero = np.zeros_like(a_theta)
    for (k, t), contrast, weight in zip(cells, contrasts, share.T, strict=True):
        a_theta[:, :, t] += weight[:, None] * contrast
        a_zero[:, :, starts[k] - 1 - design.anticipation] += weight[:, None] * contrast
    used = np.array([np.isin(np.arange(len(sizes)), cells[one > 0, 0]) for one in share])
    first = np.argmax((a_theta != 0).any(axis=2), axis=1)
    return Plan(
        y=np.ascontiguousarray(w.y[np.ix_(rows, columns)]),
        ends=np.cumsum(sizes),
        a_theta=a_theta,
        a_zero=a_zero,
        first=first,
        before=np.clip(starts[first] - design.anticipation, 0, len(columns)),
        labels=labels,
        n_treated=used @ sizes,
        n_control=np.array([sizes @ (contrasts[one > 0] < 0).any(axis=0) for one in share]),
        rows=rows,
        skipped=skipped,
    )


def _refuse(design: Design, dates: str | None) -> None:
    """Raise a UserError where the draw is not declared, or was not one of units."""
    what = f"outcome '{design.outcome}'"
    if (design.dates if dates is None else dates) != DRAWN:
        raise UserError(
            f"{what}: {NAME} holds only where each {design.unit}'s treatment date was drawn at random; declare "
            f"dates '{DRAWN}' if it was, or choose another estimator."
        )
    if design.weights is not None:
        raise UserError(f"{what}: {NAME} takes no weights, as every {design.unit} had one draw; drop the weights.")
    sampling = design.wide.sampling
    for labels in sampling.clusters:
        pairs = len(np.unique(np.column_stack([labels, sampling.cohort]), axis=0))
        groups = len(np.unique(labels))
        if pairs == groups < len(labels):
            raise UserError(
                f"{what}: every {design.unit} of a cluster has the same date, so dates were drawn for clusters; "
                f"{NAME} needs a panel of clusters then."
            )


def _cells(
    starts: np.ndarray, sizes: np.ndarray, periods: int, anticipation: int
) -> tuple[np.ndarray, np.ndarray, int]:
    """List the cells (place of the cohort, period) with their contrasts between cohorts' means.

    Controls are the cohorts that are treated neither in the period nor in the cohort's base period, weighted by their
    units. Also counts the cells without controls.

    Parameters
    ----------
    starts : first treated period of each cohort, ascending.
    """
    cells, contrasts, without = [], [], 0
    for k, g in enumerate(starts):
        if g == NEVER:
            continue
        base = g - 1 - anticipation
        for t in range(periods):
            if t == base or base < t < g:
                continue
            control = starts > max(t, base) + anticipation
            control[k] = False
            if not control.any():
                without += 1
                continue
            contrast = -np.where(control, sizes, 0) / sizes[control].sum()
            contrast[k] = 1.0
            cells.append((k, t))
            contrasts.append(contrast)
    return np.array(cells, np.int64).reshape(-1, 2), np.array(contrasts), without


def _averages(
    design: Design, cells: np.ndarray, starts: np.ndarray, sizes: np.ndarray, cohorts: np.ndarray
) -> tuple[list[dict[str, Any]], np.ndarray]:
    """Return the averages and their A × K weights on the cells (section 2.3 of the paper)."""
    w = design.wide
    place, time = cells[:, 0], cells[:, 1]
    event, n = time - starts[place], sizes[place].astype(float)
    after = event >= 0

    def normed(weight: np.ndarray) -> np.ndarray:
        return weight / weight.sum()

    treated, times, events = np.unique(place[after]), np.unique(time[after]), np.unique(event)
    by_cohort = [normed(after * (place == k) * n) for k in treated]
    by_time = [normed(after * (time == t) * n) for t in times]
    by_event = [normed((event == e) * n) for e in events]
    labels = [label("overall")]
    labels += [label("event_time", event_time=int(e)) for e in events]
    labels += [label("cohort", cohort=w.written(int(cohorts[k]))) for k in treated]
    labels += [label("time", time=w.written(int(w.timeline.observed[t]))) for t in times]
    labels += [label("overall_cohort"), label("overall_time"), label("overall_event_time")]
    overall = [
        normed(sizes[treated].astype(float)) @ np.array(by_cohort),
        np.mean(by_time, axis=0),
        np.mean([row for row, e in zip(by_event, events, strict=True) if e >= 0], axis=0),
    ]
    return labels, np.array([normed(after * n), *by_event, *by_cohort, *by_time, *overall])


def _moments(plan: Plan) -> Moments:
    """Return the moments of a plan."""
    size, cohorts = len(plan.labels), plan.cohorts
    u, v = np.empty((len(plan.y), size)), np.empty((len(plan.y), size))
    theta, x, var_v, cov = np.zeros((4, len(cohorts), size))
    for k, rows in enumerate(cohorts):
        for out, total, weights in ((u, theta, plan.a_theta), (v, x, plan.a_zero)):
            score = plan.y[rows] @ weights[:, k].T
            total[k] = score.mean(axis=0)
            np.subtract(score, total[k], out=out[rows])
        scale = (rows.stop - rows.start) * (rows.stop - rows.start - 1)
        var_v[k] = (v[rows] * v[rows]).sum(axis=0) / scale
        cov[k] = (u[rows] * v[rows]).sum(axis=0) / scale
    return Moments(u, v, theta, x, var_v, cov, np.diff(plan.ends, prepend=0)[:, None].astype(float))


def _by_formula(plan: Plan, m: Moments, beta: np.ndarray) -> tuple[Errors, np.ndarray]:
    """Return the paper's errors with Welch's degrees of freedom, and the N × A influence functions.

    They are σ̂**, refined by what outcomes before treatment explain of the effects' variance, where that is estimated to
    within a hundredth of the variance, and σ̂* (Neyman's) elsewhere: with cohorts of few units the explained part is
    mostly noise and would make the error too small.
    """
    influence = m.u - beta * m.v
    parts = np.add.reduceat(influence**2, np.r_[0, plan.ends[:-1]], axis=0) / (m.units * (m.units - 1))
    influence *= np.repeat(len(plan.y) / m.units, m.units[:, 0].astype(int), axis=0)
    neyman = parts.sum(axis=0)
    explained, noise = _explained(plan, m.u)
    refined = neyman - np.where(noise <= NOISE * neyman, explained, 0.0)
    return Errors(np.sqrt(np.maximum(refined, 0.0)), _welch(parts, m.units)), influence


def _explained(plan: Plan, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how much of the variance of effects between units outcomes before treatment explain (section 3.3).

    The variance of unit effects cannot be estimated, for no unit shows two of its outcomes; what outcomes before
    treatment predict of it can. Each cohort predicts its part A_θ,g Y from the periods before the first cohort's
    treatment; predictions add up, and their variance takes the mean of the cohorts' covariances.

    Parameters
    ----------
    u : N × A, A_θ,g Y less its cohort's mean.

    Returns
    -------
    explained, noise
        Length A: the explained part over N, and what would be expected of it if nothing were explained.
    """
    explained, noise = np.zeros((2, len(plan.labels)))
    past = plan.y[:, : int(plan.before.max())].copy()
    for rows in plan.cohorts:
        past[rows] -= past[rows].mean(axis=0)
    spare = np.diff(plan.ends, prepend=0) - 1.0
    s = np.array([past[rows].T @ past[rows] for rows in plan.cohorts]) / spare[:, None, None]
    with_u = np.array([past[rows].T @ u[rows] for rows in plan.cohorts]) / spare[:, None, None]
    var_u = np.array([(u[rows] ** 2).sum(axis=0) for rows in plan.cohorts]) / spare[:, None]
    for first, before in sorted({(int(f), int(b)) for f, b in zip(plan.first, plan.before, strict=True)}):
        which = np.flatnonzero((plan.first == first) & (plan.before == before))
        s_pre = s[first:, :before, :before]
        beta = (np.linalg.pinv(s_pre, rcond=1e-8, hermitian=True) @ with_u[first:, :before, which]).sum(axis=0)
        explained[which] = np.einsum("pa,pq,qa->a", beta, s_pre.mean(axis=0), beta) / len(plan.y)
        share = np.minimum(before, spare[first:]) / spare[first:]
        noise[which] = share @ var_u[first:, which] / len(plan.y)
    return explained, noise


def _jackknife(plan: Plan, m: Moments, beta: float | None) -> Errors:
    """Return the errors of leaving out one unit after another, within cohorts, with β estimated anew.

    They count what β costs, which the formulas leave out as it vanishes in large samples.
    """
    parts = np.zeros_like(m.theta)
    theta, x, var_v, cov = (part.sum(axis=0) for part in (m.theta, m.x, m.var_v, m.cov))
    for k, rows in enumerate(plan.cohorts):
        size, u, v = rows.stop - rows.start, m.u[rows], m.v[rows]
        if beta is None:
            # sums of squares without the unit; a cohort of two keeps its variance, as one unit has none
            b = _ratio(
                cov - m.cov[k] + _without(m.cov[k], u * v, size), var_v - m.var_v[k] + _without(m.var_v[k], v * v, size)
            )
        else:
            b = np.full(u.shape, beta)
        left = theta - u / (size - 1) - b * (x - v / (size - 1))
        parts[k] = (size - 1) / size * ((left - left.mean(axis=0)) ** 2).sum(axis=0)
    return Errors(np.sqrt(parts.sum(axis=0)), _welch(parts, m.units))


def _without(part: np.ndarray, product: np.ndarray, size: int) -> np.ndarray:
    """Return S / N_g of a cohort without each of its units, from S / N_g with it and the products of deviations."""
    if size == 2:
        return np.broadcast_to(part * 2, product.shape)
    return (part * size * (size - 1) - product * size / (size - 1)) / ((size - 1) * (size - 2))


def _welch(parts: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Return Welch's degrees of freedom of sums of cohorts' variances (C × A)."""
    return _ratio(parts.sum(axis=0) ** 2, (parts**2 / (units - 1)).sum(axis=0), np.nan)


def _ratio(above: np.ndarray, below: np.ndarray, otherwise: float = 0.0) -> np.ndarray:
    return np.divide(above, below, out=np.full(np.shape(below), otherwise), where=below > 1e-300)


def _statistic(plan: Plan) -> float:
    """Return |θ̂ / σ̂| of the plan's only average; zero where there is no error."""
    m = _moments(plan)
    beta = m.beta()
    error = _by_formula(plan, m, beta)[0].error[0]
    return float(np.abs(m.theta.sum() - beta[0] * m.x.sum()) / error) if error > 0 else 0.0
