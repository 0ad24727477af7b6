"""Synthetic difference-in-differences, synthetic control and plain differences on one footing.

Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021, American Economic Review 111, algorithm 1): controls are
weighted so that their past runs parallel to the treated's, and periods so that the past resembles what follows. With
several cohorts each is estimated on its own and averaged by treated unit-periods (their appendix; Clarke et al. 2023,
eq. 3). Weights by Frank–Wolfe steps with the step lengths and stopping rules of the R package synthdid, whose results
it meets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.did.design import NEVER, Design
from analysis.did.inference import intervals
from analysis.did.result import Result, from_numbers, label
from analysis.errors import UserError

NAME = "synthetic_did"
METHODS = ("sdid", "sc", "did")
#: Frank–Wolfe steps of the estimate (as in synthdid), and of each placebo, whose last digits do not matter.
STEPS, PLACEBO_STEPS = 10_000, 1_000


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


def fit(design: Design, method: str = "sdid", alpha: float = 0.05, districts: pd.Series | None = None) -> Result:
    """Estimate the overall effect, with the spread of placebo estimates as its error.

    Parameters
    ----------
    method : ``sdid``, ``sc`` (synthetic control) or ``did``.
    districts : label of each unit (index = unit). Placebos then give the treatment dates to one untreated district
    after another, so that shocks shared within a district count; without it, to each control unit in turn.

    Returns
    -------
    Result
        ``overall`` only; degrees of freedom: placebos − 1. `skipped` counts units dropped for gaps.

    Raises
    ------
    UserError
        If no unit is observed throughout, or there are fewer than two placebos.
    """
    w = design.wide
    whole = w.seen.all(axis=1)
    skipped = {"units_with_gaps": int((~whole).sum())} if not whole.all() else {}
    y, cohort = w.y[whole], w.cohort[whole]
    control = cohort == NEVER
    early = (cohort != NEVER) & (cohort - design.anticipation - w.times[0] < 2)
    if early.any():
        skipped["no_pre_period"] = int(early.sum())
    treated = ~control & ~early
    if control.sum() < 2 or not treated.any():
        raise UserError(
            f"outcome '{design.outcome}': {NAME} needs treated and never treated units observed in every period; "
            f"{int((~whole).sum())} have gaps."
        )
    starts = cohort[treated] - w.times[0]
    att = _staggered(y[control], y[treated], starts, design.anticipation, method)
    placebos = []
    pool = y[control]
    if districts is None:
        groups = [np.array([k]) for k in range(len(pool))]
    else:
        home = districts.reindex(w.units[whole][control]).to_numpy()
        groups = [np.flatnonzero(home == name) for name in pd.unique(home)]
    for group in groups:
        rest = np.ones(len(pool), bool)
        rest[group] = False
        if rest.sum() < 2:
            continue
        given = starts[np.arange(len(group)) % len(starts)]
        placebos.append(_staggered(pool[rest], pool[group], given, design.anticipation, method, PLACEBO_STEPS))
    if len(placebos) < 2:
        raise UserError(f"outcome '{design.outcome}': {NAME} needs at least two placebos for its error.")
    values = np.array(placebos)
    # a placebo of one unit is as noisy as the mean of so many treated ones is not
    single = districts is None and len(starts) > 1
    spread = values.std(ddof=1) / (np.sqrt(len(starts)) if single else 1.0)
    numbers = intervals.from_errors(np.array([att]), np.array([spread]), len(values) - 1, alpha)
    numbers = numbers.assign(n_treated=int(treated.sum()), n_control=int(control.sum()))
    return from_numbers(
        NAME if method == "sdid" else f"{NAME}_{method}", design, [label("overall")], numbers, alpha, skipped
    )


def _staggered(
    control: np.ndarray, treated: np.ndarray, starts: np.ndarray, anticipation: int, method: str, steps: int = STEPS
) -> float:
    """Estimate each cohort on its own and average by treated unit-periods; periods of anticipation are left out."""
    total = size = 0.0
    for start in np.unique(starts):
        own = treated[starts == start]
        before = start - anticipation
        keep = np.r_[np.arange(before), np.arange(start, control.shape[1])]
        found = block(control[:, keep], own[:, keep], before, method, steps)
        count = len(own) * (control.shape[1] - start)
        total += found.att * count
        size += count
    return total / size


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
            late = np.column_stack([control[:, :before], control[:, before:].mean(axis=1)])
            time = _sparse(late, 1e-6 * noise, True, stop, steps)
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
