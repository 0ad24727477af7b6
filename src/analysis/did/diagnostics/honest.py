"""How far trends may differ before the conclusion falls.

Bounds of Rambachan & Roth (2023, Review of Economic Studies 90).

Relative magnitudes: after treatment, trends drift apart between two periods by at most M̄ times the most they did before
it. Smoothness: the difference in trends changes its slope by at most M from one period to the next.

Smoothness bounds are the paper's fixed-length intervals (section 4.1), optimal among affine estimators. For relative
magnitudes the interval is a union: whichever pre-period has the largest drift, a t interval of the effect less M̄ times
that drift holds the truth with probability 1 − α, so the union over all pre-periods and signs does. It needs no
conditioning and is never shorter than it may be; the paper's conditional tests are somewhat tighter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special, stats


@dataclass(frozen=True)
class EventStudy:
    """Estimates of consecutive periods around the base period, which is left out.

    Attributes
    ----------
    before : effects of pre-periods, the earliest first; the last is next to the base period.
    after : effects from the period after the base on (periods of anticipation included).
    covariance : of `before` and `after` together.
    weights : weight of each `after` in the effect asked for, zero for periods of anticipation.
    df : degrees of freedom of the intervals.
    """

    before: np.ndarray
    after: np.ndarray
    covariance: np.ndarray
    weights: np.ndarray
    df: float = 1e6

    @property
    def beta(self) -> np.ndarray:
        """All estimates in order."""
        return np.concatenate([self.before, self.after])


def relative_magnitudes(study: EventStudy, bound: float, alpha: float = 0.05) -> tuple[float, float]:
    """Return the interval when post-treatment drifts are at most `bound` (M̄ ≥ 0) times the largest before."""
    k, m = len(study.before), len(study.after)
    effect = np.concatenate([np.zeros(k), study.weights])
    # a drift between two periods moves every later effect
    most = np.abs(np.cumsum(study.weights[::-1])).sum()
    level = np.eye(k + 1, k + m)
    level[k] = 0.0
    drifts = np.diff(level, axis=0)
    critical = stats.t.ppf(1 - alpha / 2, study.df)
    lows: list[float] = []
    highs: list[float] = []
    for drift in drifts:
        for sign in (1.0, -1.0):
            for side, found in ((-1.0, lows), (1.0, highs)):
                line = effect + side * bound * most * sign * drift
                error = np.sqrt(line @ study.covariance @ line)
                found.append(line @ study.beta + side * critical * error)
    return float(min(lows)), float(max(highs))


def smoothness(study: EventStudy, bound: float, alpha: float = 0.05) -> tuple[float, float]:
    """Return the shortest fixed-length interval when slopes change by at most `bound` (M ≥ 0) a period."""
    k, m = len(study.before), len(study.after)
    steps_before, steps_after = np.arange(-k, 0), np.arange(1, m + 1)
    # effects of a change of slope at each period on the differences in trends, the base period being zero
    bends = []
    for at in range(-k + 1, m):
        after = np.maximum(steps_after - at, 0) if at >= 0 else np.zeros(m)
        before = np.maximum(at - steps_before, 0) if at < 0 else np.zeros(k)
        bends.append(np.concatenate([before, after]))
    bend = np.array(bends, float)
    fixed = np.concatenate([np.zeros(k), study.weights])
    slope = -float(study.weights @ steps_after)

    def line(v: np.ndarray) -> np.ndarray:
        out = fixed.copy()
        out[:k] = v
        return out

    def half(spread: float, bias: float) -> float:
        return _critical(bias / spread, alpha, study.df) * spread

    # v and one slack a bend, |bend · line| ≤ slack
    size = len(bend)

    def objective(z: np.ndarray) -> float:
        one = line(z[:k])
        return half(float(np.sqrt(one @ study.covariance @ one)), bound * z[k:].sum())

    scale = float(np.sqrt(fixed @ study.covariance @ fixed))
    start = steps_before * slope / float(steps_before @ steps_before)
    begin = np.concatenate([start, np.abs(bend @ line(start))])
    rows = np.hstack([bend[:, :k], -np.eye(size)])
    other = np.hstack([-bend[:, :k], -np.eye(size)])
    push = bend[:, k:] @ study.weights
    constraints = [
        {
            "type": "eq",
            "fun": lambda z: z[:k] @ steps_before - slope,
            "jac": lambda z: np.r_[steps_before, np.zeros(size)],
        },
        {"type": "ineq", "fun": lambda z: -(rows @ z) - push, "jac": lambda z: -rows},
        {"type": "ineq", "fun": lambda z: -(other @ z) + push, "jac": lambda z: -other},
    ]
    found = optimize.minimize(
        lambda z: objective(z) / scale, begin, constraints=constraints, method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-10},
    )  # fmt: skip
    v = found.x[:k]
    # the equality holds exactly, whatever the solver's tolerance
    v = v + steps_before * (slope - v @ steps_before) / float(steps_before @ steps_before)
    best = min(
        (v, start),
        key=lambda u: half(float(np.sqrt(line(u) @ study.covariance @ line(u))), bound * np.abs(bend @ line(u)).sum()),
    )
    one = line(best)
    centre = float(one @ study.beta)
    reach = half(float(np.sqrt(one @ study.covariance @ one)), bound * float(np.abs(bend @ one).sum()))
    return centre - reach, centre + reach


def _critical(bias: float, alpha: float, df: float) -> float:
    """Return the 1 − α quantile of |t + bias|."""
    if bias > 6:
        return float(special.stdtrit(df, 1 - alpha)) + bias

    def miss(c: float) -> float:
        return float(special.stdtr(df, -c - bias) + special.stdtr(df, bias - c)) - alpha

    return float(optimize.brentq(miss, 0.0, bias + float(special.stdtrit(df, 1 - alpha / 4))))


def breakdown(study: EventStudy, kind: str = "relative_magnitudes", alpha: float = 0.05, most: float = 5.0) -> float:
    """Return the largest bound at which the interval still leaves out zero.

    Parameters
    ----------
    kind : ``relative_magnitudes`` (in units of M̄) or ``smoothness`` (in units of the outcome).
    most : where to stop looking, for ``smoothness`` in standard errors of the effect.

    Returns
    -------
    float
        NaN if the interval holds zero even without any drift.
    """
    interval = {"relative_magnitudes": relative_magnitudes, "smoothness": smoothness}[kind]
    if kind == "smoothness":
        w = np.concatenate([np.zeros(len(study.before)), study.weights])
        most = most * float(np.sqrt(w @ study.covariance @ w))

    def excludes(bound: float) -> bool:
        low, high = interval(study, bound, alpha)
        return low > 0 or high < 0

    if not len(study.before) or not excludes(0.0):
        return float("nan")
    if excludes(most):
        return most
    low, high = 0.0, most
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if excludes(middle) else (low, middle)
    return low
