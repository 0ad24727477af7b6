"""Placebos: effects where there can be none. What is found there is what the design makes of nothing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.did.design import NEVER, Design, varied
from analysis.did.estimators import group_time
from analysis.errors import UserError

#: Estimates the overall effect of a design at level 1 − alpha: ``att``, ``se``, ``low``, ``high``, ``p``, counts.
Overall = Callable[[Design, float], pd.Series]
COLUMNS = ["shift", "att", "se", "low", "high", "df", "p", "n_treated", "n_control"]


def group_time_overall(design: Design, alpha: float) -> pd.Series:
    """Estimate the overall group-time effect."""
    return group_time.overall(design, alpha=alpha)


def dates(
    design: Design, shifts: tuple[int, ...], alpha: float = 0.05, overall: Overall = group_time_overall
) -> pd.DataFrame:
    """Pretend that treatment came earlier and estimate from what was observed before it really came.

    Parameters
    ----------
    shifts : periods by which to move every cohort back, each ≥ 1.
    overall : estimates the overall effect of a design.

    Returns
    -------
    DataFrame
        One row a shift that leaves pre-periods to estimate from, :data:`COLUMNS`.
    """
    rows = []
    w = design.wide
    last = np.where(w.cohort == NEVER, NEVER, w.cohort - design.anticipation)
    hidden = w.times >= last[:, None]
    for shift in shifts:
        moved = np.where(w.cohort == NEVER, NEVER, w.cohort - design.anticipation - shift)
        keep = (w.cohort == NEVER) | (moved - 1 - design.anticipation >= w.times[0])
        try:
            row = overall(varied(_without(design, hidden), keep, moved), alpha)
        except UserError:
            continue
        rows.append({"shift": shift} | row.to_dict())
    return pd.DataFrame(rows, columns=COLUMNS)


def _without(design: Design, hidden: np.ndarray) -> Design:
    """Return the design as if some observations had not been made."""
    w = design.wide
    y = np.asfortranarray(np.where(hidden, np.nan, w.y))
    seen = ~np.isnan(y)
    out = copy.copy(design)
    object.__setattr__(out, "wide", replace(w, y=y, seen=seen, complete=bool(seen.all())))
    return out


def units(design: Design, seed: int, draws: int = 200, alpha: float = 0.05) -> tuple[float, np.ndarray]:
    """Give the treatment dates to never treated units drawn at random and estimate, over and over.

    Returns
    -------
    share, estimates
        The share of draws whose interval leaves out zero, near `alpha` if errors are right, and the estimates.

    Raises
    ------
    UserError
        If fewer than two units are never treated, or a draw cannot be estimated.
    """
    w = design.wide
    rng = np.random.default_rng(seed)
    never = np.flatnonzero(w.cohort == NEVER)
    if len(never) < 2:
        raise UserError(
            f"outcome '{design.outcome}': fewer than two never treated {design.unit} to draw placebos from."
        )
    start = w.cohort[w.cohort != NEVER]
    if len(start) > len(never) // 2:
        start = start[:: int(np.ceil(len(start) / max(len(never) // 2, 1)))]
    estimates, out = [], 0
    for _ in range(draws):
        cohort = np.full(len(w.units), NEVER)
        cohort[rng.choice(never, len(start), replace=False)] = start
        row = group_time.overall(varied(design, w.cohort == NEVER, cohort), "reg", alpha)
        estimates.append(row["att"])
        out += bool(row["low"] > 0 or row["high"] < 0)
    return out / draws, np.array(estimates)
