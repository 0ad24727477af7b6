"""Synthetic difference-in-differences, synthetic control and plain differences on one footing.

Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021, American Economic Review 111, algorithm 1): controls are
weighted so that their past runs parallel to the treated's, and periods so that the past resembles what follows. With
several cohorts each is estimated on its own and averaged by treated unit-periods (their appendix; Clarke et al. 2023,
eq. 3). Weights by Frank–Wolfe steps with the step lengths and stopping rules of the R package synthdid, whose results
it meets. Errors are those of the paper's algorithms 2 (bootstrap), 3 (jackknife) and 4 (placebos).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.did.design import NEVER, Design
from analysis.did.inference import intervals
from analysis.did.result import Result, from_numbers, label
from analysis.errors import UserError

NAME = "synthetic_did"
METHODS = ("sdid", "sc", "did")
ERRORS = ("placebo", "jackknife", "bootstrap")
#: Frank–Wolfe steps of the estimate (as in synthdid), and of each placebo, whose last digits do not matter.
STEPS, PLACEBO_STEPS = 10_000, 1_000
DRAWS = 200


@dataclass(frozen=True)
class Weights:
    """A block's estimate.

    Attributes
    ----------
    att : the estimate.
    unit, time : weights of control units and of periods before treatment, each adding up to one (``sc``: no time).
    """

    att: float
    unit: np.ndarray
    time: np.ndarray


@dataclass(frozen=True)
class Blocks:
    """Controls and treated units observed throughout, and how their cohorts are estimated.

    Attributes
    ----------
    control, treated : units × periods, without gaps.
    starts : first treated period of each treated unit, from 0.
    anticipation : periods left out before it.
    method : one of :data:`METHODS`.
    """

    control: np.ndarray
    treated: np.ndarray
    starts: np.ndarray
    anticipation: int
    method: str

    def cohorts(self) -> list[tuple[int, np.ndarray, np.ndarray]]:
        """Return of each cohort the periods before treatment, the periods used and the places of its units."""
        out = []
        for start in np.unique(self.starts):
            before = int(start) - self.anticipation
            used = np.r_[np.arange(before), np.arange(start, self.control.shape[1])]
            out.append((before, used, np.flatnonzero(self.starts == start)))
        return out

    def estimate(self, steps: int = STEPS) -> tuple[float, list[Weights]]:
        """Estimate each cohort on its own and average by treated unit-periods."""
        total = size = 0.0
        weights = []
        for before, used, units in self.cohorts():
            one = block(self.control[:, used], self.treated[units][:, used], before, self.method, steps)
            count = len(units) * (len(used) - before)
            total += one.att * count
            size += count
            weights.append(one)
        return total / size, weights


def fit(
    design: Design,
    method: str = "sdid",
    alpha: float = 0.05,
    districts: pd.Series | None = None,
    errors: str | None = None,
    seed: int = 0,
    draws: int = DRAWS,
) -> Result:
    """Estimate the overall effect with the error of placebos, of the jackknife or of the bootstrap.

    Parameters
    ----------
    method : ``sdid``, ``sc`` (synthetic control) or ``did``.
    districts : label of each unit (index = unit). Placebos then give the treatment dates to one untreated district
        after another, so that shocks shared within a district count.
    errors : ``placebo`` (algorithm 4): treatment dates are given to as many controls, so there must be more controls
        than treated units; it takes noise to be alike among both. ``jackknife`` (algorithm 3): needs two treated units
        in each cohort. ``bootstrap`` (algorithm 2): needs many treated units. None takes placebos where there are
        enough controls; otherwise the jackknife, or what leaving out a control with weights found anew moves, whichever
        is larger, as with few controls the weights are most of the noise.
    seed, draws : of placebos (of a single treated unit every control is one) and of the bootstrap.

    Returns
    -------
    Result
        ``overall`` only. Degrees of freedom: independent placebos − 1; else units of the smaller side − 1. `skipped`
        counts units dropped for gaps.

    Raises
    ------
    UserError
        If no unit is observed throughout, or the error asked for (or any) is not defined.
    """
    what = f"outcome '{design.outcome}': {NAME}"
    if method not in METHODS or errors not in (None, *ERRORS):
        raise UserError(f"{what} knows the methods {', '.join(METHODS)} and the errors {', '.join(ERRORS)}.")
    blocks, units, skipped = _blocks(design, method)
    att, weights = blocks.estimate()
    n_control, n_treated = len(blocks.control), len(blocks.treated)
    if districts is not None and errors in (None, "placebo"):
        se, df = _district_placebos(blocks, districts.reindex(units).to_numpy(), what)
    else:
        chosen = errors or ("placebo" if n_control >= n_treated + 2 else "jackknife")
        if chosen == "placebo":
            se, df = _placebos(blocks, seed, draws, what)
        else:
            se = _jackknife(blocks, weights, what) if chosen == "jackknife" else _bootstrap(blocks, seed, draws, what)
            se = se if errors else float(np.maximum(se, _without_controls(blocks)))
            df = min(n_control, n_treated) - 1
    numbers = intervals.from_errors(np.array([att]), np.array([se]), df, alpha)
    numbers = numbers.assign(n_treated=n_treated, n_control=n_control)
    return from_numbers(
        NAME if method == "sdid" else f"{NAME}_{method}", design, [label("overall")], numbers, alpha, skipped
    )


def _blocks(design: Design, method: str) -> tuple[Blocks, np.ndarray, dict[str, int]]:
    """Return the units observed throughout, the labels of the controls among them, and what was left out."""
    w = design.wide
    columns = w.timeline.observed - w.times[0]
    complete = w.seen[:, columns].all(axis=1)
    gaps = int((~complete).sum())
    skipped = {"units_with_gaps": gaps} if gaps else {}
    y, start = w.y[complete][:, columns], w.timeline.index(w.cohort[complete])
    control = w.cohort[complete] == NEVER
    early = ~control & (start - design.anticipation < 2)
    if early.any():
        skipped["no_pre_period"] = int(early.sum())
    treated = ~control & ~early
    if control.sum() < 2 or not treated.any():
        raise UserError(
            f"outcome '{design.outcome}': {NAME} needs treated and never treated units observed in every period; "
            f"{gaps} have gaps."
        )
    blocks = Blocks(y[control], y[treated], start[treated], design.anticipation, method)
    return blocks, w.units[complete][control], skipped


def _placebo(blocks: Blocks, chosen: np.ndarray) -> float:
    """Give the treatment dates to some controls, in order, and estimate from the others."""
    rest = np.ones(len(blocks.control), bool)
    rest[chosen] = False
    starts = blocks.starts[np.arange(len(chosen)) % len(blocks.starts)]
    placebo = Blocks(blocks.control[rest], blocks.control[chosen], starts, blocks.anticipation, blocks.method)
    return placebo.estimate(PLACEBO_STEPS)[0]


def _district_placebos(blocks: Blocks, home: np.ndarray, what: str) -> tuple[float, int]:
    """Return the spread of placebos in one untreated district after another, and its degrees of freedom."""
    groups = [np.flatnonzero(home == name) for name in pd.unique(home)]
    values = [_placebo(blocks, group) for group in groups if len(blocks.control) - len(group) >= 2]
    if len(values) < 2:
        raise UserError(f"{what} needs at least two placebos for its error.")
    return float(np.std(values, ddof=1)), len(values) - 1


def _placebos(blocks: Blocks, seed: int, draws: int, what: str) -> tuple[float, int]:
    """Return the spread of placebos among controls (algorithm 4) and its degrees of freedom."""
    n_control, n_treated = len(blocks.control), len(blocks.treated)
    if n_control < n_treated + 2:
        raise UserError(
            f"{what} has {n_treated} treated units and {n_control} controls; placebos need at least two controls more "
            f"than treated units."
        )
    if n_treated == 1:
        chosen = [np.array([k]) for k in range(n_control)]
    else:
        rng = np.random.default_rng(seed)
        chosen = [rng.permutation(n_control)[:n_treated] for _ in range(draws)]
    values = [_placebo(blocks, one) for one in chosen]
    # placebos share their units: they tell no more than as many units do
    return float(np.std(values, ddof=1)), min(len(values), n_control) - 1


def _jackknife(blocks: Blocks, weights: list[Weights], what: str) -> float:
    """Return the error of leaving out one unit after another with weights as they are (algorithm 3)."""
    cohorts = blocks.cohorts()
    if min(len(units) for _, _, units in cohorts) < 2:
        raise UserError(
            f"{what} has a cohort of one treated unit and too few controls for placebos; no error is defined."
        )
    if min((one.unit > 0).sum() for one in weights) < 2:
        raise UserError(f"{what} rests on a single control; the jackknife's error is not defined.")
    n_control, n_treated = len(blocks.control), len(blocks.treated)
    without_control, without_treated = np.zeros(n_control), np.zeros(n_treated)
    total = sum(len(units) * (len(used) - before) for before, used, units in cohorts)
    for (before, used, units), one in zip(cohorts, weights, strict=True):
        after = len(used) - before

        def gain(y: np.ndarray, before: int = before, used: np.ndarray = used, one: Weights = one) -> np.ndarray:
            return y[:, used[before:]].mean(axis=1) - y[:, used[:before]] @ one.time

        of_control, of_treated = gain(blocks.control), gain(blocks.treated[units])
        synthetic = of_control @ one.unit
        left = (synthetic - one.unit * of_control) / (1 - one.unit)
        without_control += (of_treated.mean() - left) * len(units) * after / total
        # a unit out of a cohort changes its mean and what it weighs; the other cohorts keep their sums
        sums = (of_treated.sum() - synthetic * len(units)) * after
        without_treated += sums
        without_treated[units] -= (of_treated - synthetic) * after
    periods = np.zeros(n_treated)
    for before, used, units in cohorts:
        periods[units] = len(used) - before
    values = np.concatenate([without_control, without_treated / (total - periods)])
    n = len(values)
    return float(np.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum()))


def _without_controls(blocks: Blocks) -> float:
    """Return the error of leaving out one control after another with weights found anew."""
    n = len(blocks.control)
    if n < 3:
        return float("nan")
    values = np.array(
        [replace(blocks, control=np.delete(blocks.control, k, 0)).estimate(PLACEBO_STEPS)[0] for k in range(n)]
    )
    return float(np.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum()))


def _bootstrap(blocks: Blocks, seed: int, draws: int, what: str) -> float:
    """Return the spread of estimates from units drawn with replacement (algorithm 2)."""
    n_control, n_treated = len(blocks.control), len(blocks.treated)
    if n_treated < 2:
        raise UserError(f"{what} has one treated unit; the bootstrap's error is not defined.")
    rng = np.random.default_rng(seed)
    values: list[float] = []
    while len(values) < draws:
        rows = rng.integers(0, n_control + n_treated, n_control + n_treated)
        control, treated = rows[rows < n_control], rows[rows >= n_control] - n_control
        # the algorithm draws anew where a side is empty
        if len(control) < 2 or not len(treated):
            continue
        drawn = Blocks(
            blocks.control[control], blocks.treated[treated], blocks.starts[treated], blocks.anticipation, blocks.method
        )
        values.append(drawn.estimate(PLACEBO_STEPS)[0])
    return float(np.std(values, ddof=1))


def block(control: np.ndarray, treated: np.ndarray, before: int, method: str = "sdid", steps: int = STEPS) -> Weights:
    """Estimate one block of units treated at once.

    Parameters
    ----------
    control, treated : units × periods, without gaps.
    before : periods before treatment, at least two.
    steps : Frank–Wolfe steps at most.
    """
    n0, after = len(control), control.shape[1] - before
    noise = np.diff(control[:, :before], axis=1).std(ddof=1)
    if method == "did" or noise == 0:
        unit, time = np.full(n0, 1 / n0), np.full(before, 1 / before)
    else:
        goal = treated[:, :before].mean(axis=0)
        match = np.column_stack([control[:, :before].T, goal])
        stop = 1e-5 * noise
        if method == "sc":
            unit = _sparse(match, 1e-6 * noise, False, stop, steps)
            time = np.zeros(before)
        else:
            strength = (len(treated) * after) ** 0.25
            unit = _sparse(match, strength * noise, True, stop, steps)
            over_units = np.column_stack([control[:, :before], control[:, before:].mean(axis=1)])
            time = _sparse(over_units, 1e-6 * noise, True, stop, steps)
    contrast = treated.mean(axis=0) - unit @ control
    return Weights(float(contrast[before:].mean() - contrast[:before] @ time), unit, time)


def _sparse(match: np.ndarray, zeta: float, intercept: bool, stop: float, steps: int) -> np.ndarray:
    """Find simplex weights, drop the small ones, and find them again."""
    start = np.full(match.shape[1] - 1, 1 / (match.shape[1] - 1))
    rough = _frank_wolfe(match, zeta, intercept, start, stop, 100)
    rough[rough <= rough.max() / 4] = 0
    return _frank_wolfe(match, zeta, intercept, rough / rough.sum(), stop, steps)


def _frank_wolfe(
    match: np.ndarray, zeta: float, intercept: bool, weight: np.ndarray, stop: float, most: int
) -> np.ndarray:
    """Minimise ζ²‖ω‖² + ‖Aω − b‖²/rows over the simplex, b the last column, by exact line search."""
    if intercept:
        match = match - match.mean(axis=0)
    a, b = match[:, :-1], match[:, -1]
    rows = len(a)
    eta = rows * zeta**2
    weight = weight.copy()
    fitted = a @ weight
    last = np.inf
    for step in range(most):
        slope = (fitted - b) @ a + eta * weight
        best = int(np.argmin(slope))
        move = -weight
        move[best] += 1
        if np.any(move):
            change = a[:, best] - fitted
            length = -(slope @ move) / (change @ change + eta * (move @ move))
            length = min(1.0, max(0.0, length))
            weight = weight + length * move
            fitted = a @ weight
        value = zeta**2 * (weight @ weight) + ((fitted - b) ** 2).sum() / rows
        if step >= 1 and last - value <= stop**2:
            break
        last = value
    return weight
