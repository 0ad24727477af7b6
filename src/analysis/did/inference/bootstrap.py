"""Multiplier bootstrap of influence functions, and bands that hold for a whole event study at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.did.cells import Effects
from analysis.did.inference import intervals
from analysis.did.sampling import Sampling

DRAWS = 999


def multipliers(effects: Effects, sampling: Sampling, seed: int, draws: int = DRAWS) -> np.ndarray:
    """Draw what the estimates would differ by in other samples (Callaway & Sant'Anna 2021, algorithm 1).

    One Mammen weight a unit, or a cluster where units share one set of them, times the influence functions.

    Returns
    -------
    draws × A deviations from the estimates.
    """
    n = len(effects.influence)
    if len(sampling.clusters) > 1:
        raise ValueError("a multiplier bootstrap has one set of clusters; use simultaneous() for two")
    scores = effects.influence
    if sampling.clusters:
        scores = sampling.ways[0].sums(scores)
    rng = np.random.default_rng(seed)
    root = np.sqrt(5)
    low, high, chance = (1 - root) / 2, (1 + root) / 2, (root + 1) / (2 * root)
    out = np.empty((draws, len(effects.att)))
    for first in range(0, draws, 64):
        size = min(64, draws - first)
        weight = np.where(rng.random((size, len(scores))) < chance, low, high)
        out[first : first + size] = weight @ scores / n
    return out


def simultaneous(
    effects: Effects, sampling: Sampling, seed: int, alpha: float = 0.05, draws: int = DRAWS
) -> pd.DataFrame:
    """Return bands that hold all effects at once with probability 1 − alpha.

    The critical value is the 1 − alpha quantile of the largest |t| over the effects: of the multiplier bootstrap, or,
    where units share two sets of clusters, of normal draws with the estimated covariance (Montiel Olea &
    Plagborg-Møller 2019, algorithm 2). It is never below that of a single interval.

    Returns
    -------
    DataFrame
        ``att``, ``se``, ``low``, ``high``, and ``critical``, the same in every row.
    """
    one = intervals.intervals(effects, sampling, alpha)
    se = one["se"].to_numpy()
    if len(sampling.clusters) > 1:
        covariance, _ = intervals.of_effects(effects, sampling)
        values, vectors = np.linalg.eigh(covariance)
        root = vectors * np.sqrt(np.maximum(values, 0))
        drawn = np.random.default_rng(seed).normal(size=(draws, len(se))) @ root.T
        spread = np.sqrt(np.diag(covariance))
    else:
        drawn = multipliers(effects, sampling, seed, draws)
        # the interquartile range, as in the R package did: a few large draws must not set the scale
        spread = (np.quantile(drawn, 0.75, axis=0) - np.quantile(drawn, 0.25, axis=0)) / 1.3489795003921634
    largest = np.abs(drawn / np.where(spread > 0, spread, np.nan))
    single = ((one["high"] - one["att"]) / one["se"]).max()
    critical = max(float(np.quantile(np.nanmax(largest, axis=1), 1 - alpha)), float(single))
    return pd.DataFrame(
        {"att": effects.att, "se": se, "low": effects.att - critical * se, "high": effects.att + critical * se,
         "critical": critical}
    )  # fmt: skip
