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

from analysis.errors import UserError


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

    Raises
    ------
    UserError
        If the estimates have no error, as with a single cluster.
    """

    before: np.ndarray
    after: np.ndarray
    covariance: np.ndarray
    weights: np.ndarray
    df: float = 1e6

    def __post_init__(self) -> None:
        if not (np.isfinite(self.covariance).all() and self.error(self.effect) > 0 and self.df > 0):
            raise UserError("the estimates have no error, or it has no degree of freedom, so that nothing bounds them.")

    @property
    def beta(self) -> np.ndarray:
        """All estimates in order."""
        return np.concatenate([self.before, self.after])

    @property
    def effect(self) -> np.ndarray:
        """The effect asked for as a combination of `beta`: zero before treatment, then the weights."""
        return np.concatenate([np.zeros(len(self.before)), self.weights])

    def error(self, v: np.ndarray) -> float:
        """Return the standard error of the combination v'β̂; zero where estimates of few units leave it none."""
        return float(np.sqrt(max(v @ self.covariance @ v, 0.0)))


def relative_magnitudes(study: EventStudy, bound: float, alpha: float = 0.05) -> tuple[float, float]:
    """Return the interval when post-treatment drifts are at most `bound` (M̄ ≥ 0) times the largest before."""
    n_pre, n_post = len(study.before), len(study.after)
    if not n_pre:
        return -np.inf, np.inf
    # a drift between two periods moves every later effect
    total = np.abs(np.cumsum(study.weights[::-1])).sum()
    level = np.eye(n_pre + 1, n_pre + n_post)
    level[n_pre] = 0.0
    drifts = np.diff(level, axis=0)
    critical = stats.t.ppf(1 - alpha / 2, study.df)
    lows: list[float] = []
    highs: list[float] = []
    for drift in drifts:
        for sign in (1.0, -1.0):
            for side, ends in ((-1.0, lows), (1.0, highs)):
                v = study.effect + side * bound * total * sign * drift
                ends.append(v @ study.beta + side * critical * study.error(v))
    return float(min(lows)), float(max(highs))


def smoothness(study: EventStudy, bound: float, alpha: float = 0.05) -> tuple[float, float]:
    """Return the shortest fixed-length interval when slopes change by at most `bound` (M ≥ 0) a period.

    The interval is v'β̂ ± χ, with v the effect asked for less a combination of the estimates before treatment
    (section 4.1). Its half length is χ = σ · cv(b̄ / σ), σ the error of v'β̂, b̄ its largest bias within the set.
    """
    if not len(study.before):
        # any straight trend is allowed, and nothing before treatment tells it
        return -np.inf, np.inf
    kinks = _kinks(len(study.before), len(study.after))
    extrapolated = _extrapolation(study)
    candidates = (_shortest(study, bound, alpha, kinks, extrapolated), extrapolated)
    v = min(candidates, key=lambda v: _half_length(study, bound, alpha, kinks, v))
    centre, half = float(v @ study.beta), _half_length(study, bound, alpha, kinks, v)
    return centre - half, centre + half


def _kinks(n_pre: int, n_post: int) -> np.ndarray:
    """Return what a change of slope by one in each period does to the difference in trends, zero in the base period."""
    before, after = np.arange(-n_pre, 0), np.arange(1, n_post + 1)
    rows = [np.concatenate([np.maximum(at - before, 0), np.zeros(n_post)]) for at in range(-n_pre + 1, 0)]
    rows += [np.concatenate([np.zeros(n_pre), np.maximum(after - at, 0)]) for at in range(n_post)]
    return np.array(rows, float)


def _extrapolation(study: EventStudy) -> np.ndarray:
    """Return the v that takes out the straight line fitted to the estimates before treatment."""
    before, after = np.arange(-len(study.before), 0), np.arange(1, len(study.after) + 1)
    v = study.effect
    v[: len(before)] = -before * float(study.weights @ after) / float(before @ before)
    return v


def _half_length(study: EventStudy, bound: float, alpha: float, kinks: np.ndarray, v: np.ndarray) -> float:
    """Return χ, half the length of the fixed-length interval around v'β̂."""
    sigma, bias = study.error(v), bound * float(np.abs(kinks @ v).sum())
    return _reach(bias, sigma, alpha, study.df)


def _reach(bias: float, sigma: float, alpha: float, df: float) -> float:
    """Return half the length of an interval around an estimate of this bias and error; without error it is the bias."""
    return _critical(bias / sigma, alpha, df) * sigma if sigma > 0 else bias


def _shortest(study: EventStudy, bound: float, alpha: float, kinks: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Find the v of the shortest interval among those that no straight trend moves.

    The largest bias M Σ|kinks·v| is made smooth by one slack a kink.
    """
    n_pre, size = len(study.before), len(kinks)
    before = np.arange(-n_pre, 0)
    slope = float(start[:n_pre] @ before)
    effect = study.effect
    scale = study.error(effect)

    def with_weights(v_pre: np.ndarray) -> np.ndarray:
        return np.concatenate([v_pre, effect[n_pre:]])

    def objective(z: np.ndarray) -> float:
        sigma = study.error(with_weights(z[:n_pre]))
        return _reach(bound * z[n_pre:].sum(), sigma, alpha, study.df) / scale

    above = np.hstack([kinks[:, :n_pre], -np.eye(size)])
    below = np.hstack([-kinks[:, :n_pre], -np.eye(size)])
    fixed = kinks @ effect
    straight = np.r_[before, np.zeros(size)]
    solution = optimize.minimize(
        objective,
        np.concatenate([start[:n_pre], np.abs(kinks @ start)]),
        constraints=[
            {"type": "eq", "fun": lambda z: z @ straight - slope, "jac": lambda z: straight},
            {"type": "ineq", "fun": lambda z: -(above @ z) - fixed, "jac": lambda z: -above},
            {"type": "ineq", "fun": lambda z: -(below @ z) + fixed, "jac": lambda z: -below},
        ],
        method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-10},
    )
    v_pre = solution.x[:n_pre]
    # the equality holds exactly, whatever the solver's tolerance
    v_pre = v_pre + before * (slope - v_pre @ before) / float(before @ before)
    return with_weights(v_pre)


def _critical(bias: float, alpha: float, df: float) -> float:
    """Return cv, the 1 − α quantile of |t + bias|."""
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
        most = most * study.error(study.effect)

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
