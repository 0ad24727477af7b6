r"""Before results are seen: how large an effect would a design find, judged by the time before treatment alone?

The effect is a mean over treated observations of what changed since the base period, less the same change among the
never treated. Each unit enters with a contrast :math:`w` of its periods, which sums to zero, so that

.. math:: \operatorname{Var}(w'y) = -\sum_{s,t} w_s w_t\, \gamma(|s-t|), \qquad
          \gamma(k) = \tfrac12 \operatorname{Var}(y_{t+k} - y_t),

where γ is the semivariogram (Matheron 1963, Economic Geology 58). It is read from differences between periods before
anyone is treated, which no fixed effect biases. As γ holds the covariance at every lag, serial correlation counts in
full (Bertrand, Duflo & Mullainathan 2004, QJE 119; Burlig, Preonas & Woerman 2020, J. Development Economics 144). With
variance :math:`V`, the smallest effect that a t test at level
α finds with a given power is :math:`(t_{1-\alpha/2} + t_{power})\sqrt{V}` (Bloom 1995, Evaluation Review 19).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats

from analysis.did.design import NEVER, Design
from analysis.errors import UserError

#: Probability with which an effect is to be found.
POWER = 0.8
#: Periods before treatment from which a variance is told.
FEWEST_PERIODS = 2
#: Autocorrelations of the mixture that a semivariogram is fitted by; the first is noise without memory.
_MEMORIES = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98)


@dataclass(frozen=True)
class Power:
    """What a design could find.

    Attributes
    ----------
    effect : the smallest effect found with the power asked for, in the outcome's unit.
    se : the standard error behind it.
    df : degrees of freedom of the t test.
    before : periods before anyone is treated, from which the variance was told.
    treated, control : units that are treated within the panel, with a base period; never treated units.
    """

    effect: float
    se: float
    df: float
    before: int
    treated: int
    control: int


def detectable(
    design: Design,
    every_period_before: bool,
    districts: pd.Series | None = None,
    alpha: float = 0.05,
    power: float = POWER,
) -> Power:
    """Return the smallest effect that a design finds, from outcomes before anyone is treated only.

    Parameters
    ----------
    design : who is treated when; outcomes of periods from the first cohort on (less anticipation) are not read.
    every_period_before : whether the estimator compares with the mean of all periods before treatment, as imputation
        does, or with the last one, as the group-time estimator does.
    districts : name of each unit's district (index = unit). Where all treated units lie in one, the error is never
        below that between districts (Donald & Lang 2007); None to leave that out.
    alpha : level of the test.
    power : probability of finding the effect.

    Returns
    -------
    Power
        A move changes the cluster, such as the rater: what the units of one cluster share enters once before and once
        after (Moulton 1990, Review of Economics and Statistics 72). It is taken to be all that they share in level
        before treatment (one-way analysis of variance), which is at most too much, as like may serve with like.

    Raises
    ------
    UserError
        If fewer than :data:`FEWEST_PERIODS` periods lie before treatment, no unit has a base period, or none is never
        treated.
    """
    w = design.wide
    times = w.timeline.observed
    columns = times - w.times[0]
    seen, first = w.seen[:, columns], w.timeline.index(w.cohort.min()) - design.anticipation
    before = int(np.clip(first, 0, len(times)))
    if before < FEWEST_PERIODS:
        raise UserError(f"fewer than {FEWEST_PERIODS} periods lie before the first move, so its spread is not known.")
    contrasts = _contrasts(design, seen, every_period_before)
    treated, never = np.abs(contrasts).any(axis=1), w.cohort == NEVER
    if not treated.any():
        raise UserError("no unit that was moved is observed both before and after.")
    if never.sum() < 2:  # of one there is no spread
        raise UserError(
            "fewer than two units are never moved, and whom the others are compared with changes over time."
        )
    # nothing from the first treatment on is kept
    y = np.where(seen[:, :before], w.y[:, columns[:before]], np.nan)
    gamma = semivariogram(y, len(times))
    total = contrasts.sum(axis=0)
    of_treated, of_control = variance(contrasts[treated], gamma).sum(), variance(total[None], gamma)[0] / never.sum()
    shared = sum(_of_clusters(y, labels, treated) for labels in w.sampling.clusters)
    se = float(np.sqrt(of_treated + of_control + shared))
    df = _welch(of_treated, of_control, int(treated.sum()), int(never.sum()))
    if w.sampling.clusters:
        df = min(df, w.sampling.treated_clusters - 1)
    if districts is not None:
        se, df = _wider(se, df, y, total, districts.reindex(w.units).to_numpy(object), never)
    if not (np.isfinite(se) and se > 0 and df > 0):
        raise UserError("the periods before the first move do not tell how far apart units move.")
    reach = float(stats.t.ppf(1 - alpha / 2, df) + stats.t.ppf(power, df))
    return Power(reach * se, se, float(df), before, int(treated.sum()), int(never.sum()))


def semivariogram(y: np.ndarray, length: int) -> np.ndarray:
    """Return half the variance of differences by lag, from 0 to `length` − 1; what all share in a period is left out.

    What is seen is fitted by a mixture of first-order autoregressions with shares that are not negative, each lag
    weighed by its differences: no contrast then has a negative variance, and longer lags than were seen follow.

    Parameters
    ----------
    y : units × periods, NaN where not observed; two periods at least.
    """
    half, weight = [], []
    for lag in range(1, y.shape[1]):
        gaps = y[:, lag:] - y[:, :-lag]
        counts = (~np.isnan(gaps)).sum(axis=0)
        usable, free = gaps[:, counts > 1], (counts[counts > 1] - 1).sum()
        squares = np.nansum((usable - np.nanmean(usable, axis=0)) ** 2) if free else 0.0
        half.append(squares / free / 2 if free else 0.0)
        weight.append(np.sqrt(free))
    shapes = 1 - np.power.outer(np.array(_MEMORIES), np.arange(max(length, y.shape[1]))).T
    seen = shapes[1 : y.shape[1]]
    shares, _ = optimize.nnls(seen * np.array(weight)[:, None], np.array(half) * np.array(weight))
    return (shapes @ shares)[:length]


def variance(contrasts: np.ndarray, gamma: np.ndarray) -> np.ndarray:
    """Return the variance of each row of contrasts, which sum to zero, under a semivariogram as long as they are."""
    places = np.arange(contrasts.shape[1])
    lags = np.abs(places[:, None] - places)
    return -np.einsum("is,st,it->i", contrasts, gamma[lags], contrasts, optimize=True)


def _contrasts(design: Design, seen: np.ndarray, every_period_before: bool) -> np.ndarray:
    """Return units × periods: what each observation weighs in the mean effect on treated observations."""
    w = design.wide
    never = np.equal(w.cohort, NEVER)
    start = np.where(never, seen.shape[1], w.timeline.index(np.where(never, 0, w.cohort))).reshape(-1, 1)
    place = np.arange(seen.shape[1])
    after = seen & (place >= start)
    base = seen & (place < start - design.anticipation)
    if not every_period_before:
        base &= place == start - design.anticipation - 1
    used: np.ndarray = np.logical_and(after.any(axis=1), base.any(axis=1))
    after, base = after & used[:, None], base & used[:, None]
    count = after.sum(axis=1, keepdims=True)
    out = after - base * count / np.maximum(base.sum(axis=1, keepdims=True), 1)
    return out / max(int(count.sum()), 1)


def _of_clusters(y: np.ndarray, labels: np.ndarray, treated: np.ndarray) -> float:
    """Return what shocks that units of a cluster share add to the variance of a mean over treated units."""
    frame = pd.DataFrame({"level": pd.DataFrame(y).mean(axis=1), "cluster": labels}).dropna()
    by = frame.groupby("cluster")["level"]
    sizes = by.size().to_numpy(float)
    n, k = sizes.sum(), len(sizes)
    if k < 2 or n <= k:
        return 0.0
    within = float(((frame["level"] - by.transform("mean")) ** 2).sum()) / (n - k)
    between = float((sizes * (by.mean() - frame["level"].mean()) ** 2).sum()) / (k - 1)
    shared = max(between - within, 0.0) / ((n - (sizes**2).sum() / n) / (k - 1))
    share = np.bincount(labels[treated]) / treated.sum()
    return shared * float((share**2).sum())


def _welch(one: float, other: float, n: int, m: int) -> float:
    """Return Welch's degrees of freedom of a difference between means of n and m units."""
    parts = (one**2 / (n - 1) if n > 1 else np.inf) + other**2 / (m - 1)
    return (one + other) ** 2 / parts if parts > 0 else np.nan


def _wider(
    se: float, df: float, y: np.ndarray, total: np.ndarray, home: np.ndarray, never: np.ndarray
) -> tuple[float, float]:
    """Return the wider of two errors, with its degrees of freedom: between units, and between districts."""
    if pd.Series(home[~never]).nunique() != 1:
        return se, df
    means = pd.DataFrame(y).groupby(home).mean()
    others = means[means.index != home[~never][0]]
    if len(others) < 2:
        raise UserError("fewer than two other districts are there to tell its shocks from an effect.")
    shock = variance(total[None], semivariogram(others.to_numpy(), len(total)))[0] * (1 + 1 / len(others))
    return (float(np.sqrt(shock)), len(others) - 1) if np.sqrt(shock) > se else (se, df)
