"""Local projections difference-in-differences.

Dube, Girardi, Jordà & Taylor (2023, NBER working paper 31184): at each horizon the change of the outcome since the
period before treatment is regressed on a new treatment and on period effects, among units newly treated and clean
controls, which are not treated up to that horizon. Plain least squares weighs cohorts by the variance of treatment
among these units; reweighted, each treated unit counts alike and the estimate is that of the group-time estimator.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.did.cells import Effects, join
from analysis.did.design import NEVER, Design
from analysis.did.result import Result, from_effects, label
from analysis.errors import UserError

NAME = "local_projections"
#: What a change is measured from: the last period before treatment, or the mean of all periods before it.
BASES = ("last", "mean")


def fit(design: Design, alpha: float = 0.05, reweighted: bool = True, base: str = "last") -> Result:
    """Estimate the effect at every horizon, and overall.

    Parameters
    ----------
    design : covariates are fixed in time and enter with a coefficient at each horizon. Reweighted, it is fitted among
        clean controls only (regression adjustment), so that effects may differ with covariates; otherwise in the
        regression itself, which takes effects that do not.
    reweighted : count each treated unit alike; False weighs by the variance of treatment.
    base : ``last`` period before treatment and its anticipation, or ``mean`` of all periods before it (the paper's
        premean differences), which is more precise where shocks do not last.

    Returns
    -------
    Result
        ``overall``, all horizons after treatment in one regression, and ``event_time``.

    Raises
    ------
    UserError
        If no cohort has a period before treatment and clean controls.
    """
    if base not in BASES:
        raise UserError(f"base '{base}' is unknown; choose {' or '.join(BASES)}.")
    w = design.wide
    starts = w.timeline.index(w.cohort[w.cohort != NEVER])
    skipped: Counter[str] = Counter()
    sums: dict[int, Sums] = {}
    for h in range(-int(starts.max()), len(w.timeline.observed) - int(starts.min())):
        stacks = list(_stacks(design, h, base, skipped))
        if not stacks:
            continue
        try:
            sums[h] = (_adjusted if reweighted else _regressed)(stacks, design)
        except np.linalg.LinAlgError:
            skipped["covariates_not_estimable"] += len(stacks)
    after = [h for h in sums if h >= 0]
    if not after:
        raise UserError(
            f"outcome '{design.outcome}': {NAME} needs a cohort observed before and after treatment, and controls that "
            f"are not treated yet."
        )
    labels = [label("overall"), *(label("event_time", event_time=h) for h in sums)]
    effects = join(_effect([sums[h] for h in after], design), *(_effect([one], design) for one in sums.values()))
    return from_effects(NAME, design, labels, effects, alpha, dict(skipped))


@dataclass(frozen=True)
class Stack:
    """A cohort and its clean controls at one horizon.

    Attributes
    ----------
    cohort : its first treated period.
    rows : places of the units, those of the cohort first.
    size : how many are the cohort's.
    y : change of the outcome since the base.
    """

    cohort: int
    rows: np.ndarray
    size: int
    y: np.ndarray


@dataclass(frozen=True)
class Sums:
    """An estimate at one horizon as a ratio of sums over units, Σ a / Σ b, so that horizons can be pooled.

    Attributes
    ----------
    a, b : length n; the influence function is n (a − β b) / Σ b.
    stacks : what it was made of.
    """

    a: np.ndarray
    b: np.ndarray
    stacks: list[Stack]


def _effect(sums: list[Sums], design: Design) -> Effects:
    """Pool horizons to one effect."""
    a, b = sum(s.a for s in sums), sum(s.b for s in sums)
    n, total = len(design.wide.units), np.sum(b)
    beta = np.sum(a) / total
    stacks = [stack for s in sums for stack in s.stacks]
    treated, control = (
        len(np.unique(np.concatenate(rows)))
        for rows in ([s.rows[: s.size] for s in stacks], [s.rows[s.size :] for s in stacks])
    )
    share: Counter[int] = Counter()
    for s in stacks:
        share[s.cohort] += s.size
    cohorts = [{g: size / sum(share.values()) for g, size in share.items()}]
    influence = (n * (a - beta * b) / total)[:, None]
    return Effects(np.array([beta]), influence, np.array([treated]), np.array([control]), cohorts)


def _stacks(design: Design, h: int, base: str, skipped: Counter[str]) -> Iterator[Stack]:
    """Yield each cohort with its clean controls at horizon `h`; count the cells that cannot be compared."""
    w = design.wide
    columns = w.timeline.observed - w.times[0]
    starts = np.where(w.cohort == NEVER, NEVER, w.timeline.index(w.cohort))
    for g, members in w.cohorts():
        if g == NEVER:
            continue
        t = int(starts[members.start]) + h
        base_place = int(starts[members.start]) - 1 - design.anticipation
        if not 0 <= t < len(columns) or (base == "last" and t == base_place):
            continue
        if base_place < 0:
            skipped["no_pre_period"] += 1
            continue
        clean = NEVER - 1
        if design.control_group == "not_yet_treated":
            clean = max(t, base_place) + design.anticipation
        first = int(np.searchsorted(starts, clean, side="right"))
        # before treatment a cohort is not yet treated itself, but it is no control of its own
        place = np.concatenate(
            [np.arange(members.start, members.stop), np.arange(max(first, members.stop), len(w.cohort))]
        )
        before = columns[[base_place]] if base == "last" else columns[: base_place + 1]
        rows = place[w.seen[place, columns[t]] & w.seen[np.ix_(place, before)].any(axis=1)]
        size = int((w.cohort[rows] == g).sum())
        if size < 2 or len(rows) - size < 2:
            skipped["too_few_treated" if size < 2 else "no_controls"] += 1
            continue
        past = np.nanmean(w.y[np.ix_(rows, before)], axis=1)
        yield Stack(g, rows, size, w.y[rows, columns[t]] - past)


def _adjusted(stacks: list[Stack], design: Design) -> Sums:
    """Predict the treated's change from clean controls' (reweighted; regression adjustment with covariates)."""
    w = design.wide
    k = w.x.shape[1] - 1
    gram, right, moved = np.zeros((k, k)), np.zeros(k), np.zeros(k)
    centred = []
    for s in stacks:
        weight = w.weight[s.rows]
        x = w.x[s.rows, 1:]
        x = x - np.average(x[s.size :], axis=0, weights=weight[s.size :])
        y = s.y - np.average(s.y[s.size :], weights=weight[s.size :])
        gram += (x[s.size :] * weight[s.size :, None]).T @ x[s.size :]
        right += x[s.size :].T @ (weight[s.size :] * y[s.size :])
        moved += weight[: s.size] @ x[: s.size]
        centred.append((s, weight, x, y))
    inverse = _inverse(gram)
    gamma = inverse @ right
    a, b = np.zeros((2, len(w.units)))
    for s, weight, x, y in centred:
        gap = y - x @ gamma
        odds = weight[: s.size].sum() / weight[s.size :].sum()
        a[s.rows[: s.size]] += weight[: s.size] * gap[: s.size]
        b[s.rows[: s.size]] += weight[: s.size]
        a[s.rows[s.size :]] -= weight[s.size :] * gap[s.size :] * (odds + x[s.size :] @ (inverse @ moved))
    return Sums(a, b, stacks)


def _regressed(stacks: list[Stack], design: Design) -> Sums:
    """Regress the change on treatment, period effects and covariates (Frisch–Waugh–Lovell)."""
    w = design.wide
    k = w.x.shape[1] - 1
    gram, right = np.zeros((k, k)), np.zeros((k, 2))
    centred = []
    for s in stacks:
        weight = w.weight[s.rows]
        both = np.column_stack([s.y, np.arange(len(s.rows)) < s.size, w.x[s.rows, 1:]])
        both = both - np.average(both, axis=0, weights=weight)
        gram += (both[:, 2:] * weight[:, None]).T @ both[:, 2:]
        right += both[:, 2:].T @ (both[:, :2] * weight[:, None])
        centred.append((s, weight, both))
    coefficients = _inverse(gram) @ right
    a, b = np.zeros((2, len(w.units)))
    for s, weight, both in centred:
        y, d = (both[:, :2] - both[:, 2:] @ coefficients).T
        a[s.rows] += weight * d * y
        b[s.rows] += weight * d * d
    return Sums(a, b, stacks)


def _inverse(gram: np.ndarray) -> np.ndarray:
    """Invert the covariates' moments, or say that covariates repeat one another among these units."""
    if gram.size and not np.linalg.cond(gram) < 1e12:
        raise np.linalg.LinAlgError("collinear")
    return np.linalg.inv(gram)
