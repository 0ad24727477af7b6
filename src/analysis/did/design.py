"""A design: who is compared with whom, on what, when."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis import periods
from analysis.errors import UserError

#: Cohort of units that are never treated, on the integer time line.
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Design:
    """A staggered difference-in-differences design on a long panel.

    Parameters
    ----------
    panel : one row a unit and period.
    outcome, unit, time, cohort : column names; `time` and `cohort` hold periods (``2023-S1``, ``2023-04``),
        a missing cohort is never_treated.
    covariates : one row a unit (index = unit), numeric, fixed before treatment; None for none.
    anticipation : periods before the cohort in which effects may already show, ≥ 0.
    control_group : ``not_yet_treated`` (with the never treated) or ``never_treated``.
    clusters : one row a unit (index = unit), at most two columns of labels; units that share a label in either
        share shocks. None where units are independent. A missing label is a cluster of its own.

    Raises
    ------
    UserError
        On a duplicate unit-period, an infinite outcome, a unit in two cohorts, a missing covariate,
        or a panel without treated or without control units.
    """

    panel: pd.DataFrame
    outcome: str
    unit: str
    time: str
    cohort: str = "cohort"
    covariates: pd.DataFrame | None = None
    anticipation: int = 0
    control_group: str = "not_yet_treated"
    clusters: pd.DataFrame | None = None
    wide: Wide = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "wide", _widen(self))


@dataclass(frozen=True)
class Sampling:
    """How units were drawn: what inference needs to know.

    Attributes
    ----------
    cohort : one a unit, on the integer time line, `NEVER` for the never treated.
    clusters : up to two integer labellings of the units beyond the unit itself.
    """

    cohort: np.ndarray
    clusters: tuple[np.ndarray, ...] = ()


@dataclass(frozen=True)
class Wide:
    """The design as arrays.

    Attributes
    ----------
    y : units × periods, NaN where not observed.
    cohort : units, on the integer time line, `NEVER` for the never treated.
    times : consecutive integers, one a column of `y`.
    x : units × (1 + covariates), the first column ones.
    units : unit labels, sorted.
    sampling : cohorts and clusters of the units.
    """

    y: np.ndarray
    cohort: np.ndarray
    times: np.ndarray
    x: np.ndarray
    units: np.ndarray
    sampling: Sampling


def _widen(design: Design) -> Wide:
    """Check the panel and reshape it."""
    frame = design.panel[[design.unit, design.time, design.cohort, design.outcome]].dropna(subset=[design.outcome])
    what = f"outcome '{design.outcome}'"
    if frame.empty:
        raise UserError(f"{what}: no observation is left to estimate from.")
    if frame.duplicated([design.unit, design.time]).any():
        raise UserError(f"{what}: a {design.unit} appears twice in one {design.time}; remove the duplicate rows.")
    values = frame[design.outcome].to_numpy(float)
    if not np.isfinite(values).all():
        raise UserError(f"{what}: it has infinite values; correct the rows that divide by zero.")
    if (frame.groupby(design.unit)[design.cohort].nunique(dropna=False) > 1).any():
        raise UserError(f"{what}: a {design.unit} changes its cohort; a unit has one first treated period.")
    units, rows = np.unique(frame[design.unit].to_numpy(str), return_inverse=True)
    time = periods.ordinals(frame[design.time]).to_numpy(np.int64)
    times = np.arange(time.min(), time.max() + 1)
    y = np.full((len(units), len(times)), np.nan)
    y[rows, time - times[0]] = values
    cohort = np.full(len(units), NEVER)
    treated = frame[design.cohort].notna().to_numpy()
    cohort[rows[treated]] = periods.ordinals(frame.loc[treated, design.cohort]).to_numpy(np.int64)
    cohort[cohort > times[-1]] = NEVER
    if (cohort == NEVER).all():
        raise UserError(f"{what}: no {design.unit} is treated in the window; there is no effect to estimate.")
    if design.control_group == "never_treated" and not (cohort == NEVER).any():
        raise UserError(f"{what}: every {design.unit} is treated; use control_group not_yet_treated.")
    x = np.ones((len(units), 1))
    if design.covariates is not None:
        known = design.covariates.reindex(units).to_numpy(float)
        if not np.isfinite(known).all():
            raise UserError(f"{what}: a covariate is missing for some {design.unit}; fill or drop it first.")
        spread = known.std(axis=0)
        if (spread == 0).any():
            names = ", ".join(design.covariates.columns[spread == 0])
            raise UserError(f"{what}: covariate {names} is the same for all; drop it.")
        x = np.hstack([x, (known - known.mean(axis=0)) / spread])
    clusters: tuple[np.ndarray, ...] = ()
    if design.clusters is not None:
        labels = design.clusters.reindex(units)
        own = pd.Series(units, index=units)
        clusters = tuple(pd.factorize(labels[c].astype("string").fillna(own))[0] for c in labels)
    return Wide(y, cohort, times, x, units, Sampling(cohort, clusters))
