"""Components: how much of the spread of performance officers carry with them, and how much their units give.

Officers who move tell the two apart (:mod:`analysis.akm`). Only variances leave this file, never an effect of a person.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis import akm
from analysis.akm.result import PARTS
from analysis.errors import UserError
from analysis.indicators.inputs import Inputs, Measured


@dataclass(frozen=True, repr=False)
class Components(Measured):
    """The variance of SKP; the columns of each table are declared in ``components.yaml``.

    Attributes
    ----------
    shares : one row a component: its variance, the interval, and its share; no row where moves connect too few units.
    sizes : officers, of them moved, units and observations behind it.
    """

    shares: pd.DataFrame
    sizes: pd.DataFrame


def measure(inputs: Inputs) -> Components | None:
    """Measure the components of performance; see :func:`assess`."""
    return assess(inputs.panels.by_frequency["semester"], inputs.results.table("careers"), inputs.cycle.analysis.alpha)


def assess(semesters: pd.DataFrame, careers: pd.DataFrame, alpha: float = 0.05) -> Components | None:
    """Split the variance of SKP into officers, units and the rest.

    Parameters
    ----------
    semesters : ``officer_id``, ``semester`` and ``skp``, standardised by semester.
    careers : spells of service, which say in which unit.
    alpha : one minus the level of the intervals.

    Returns
    -------
    Components or None
        None where nobody is appraised. Errors of an officer within a unit may depend on each other.
    """
    spells = careers[["officer_id", "unit_id", "start", "end"]]
    rows = semesters.dropna(subset="skp")[["officer_id", "semester", "skp"]].merge(spells, on="officer_id")
    rows = rows[(rows["start"] <= rows["semester"]) & (rows["semester"] <= rows["end"])]
    if rows.empty:
        return None
    try:
        fitted = akm.fit(rows, outcome="skp", officer="officer_id", unit="unit_id", time="semester", alpha=alpha)
    except UserError:  # moves connect too few units
        moved = int((rows.groupby("officer_id")["unit_id"].nunique() > 1).sum())
        sizes = {"officers": rows["officer_id"].nunique(), "moved": moved, "units": rows["unit_id"].nunique()}
        return Components(pd.DataFrame(columns=["component", "variance", "low", "high", "share"]).astype(
            {"component": "string", "variance": float, "low": float, "high": float, "share": float}
        ), pd.DataFrame([sizes]))  # fmt: skip
    table = fitted.tidy().set_index("component").loc[list(PARTS)].reset_index()
    shares = table.rename(columns={"corrected": "variance"})[["component", "variance", "low", "high", "share"]]
    sizes = {"officers": fitted.officers, "moved": fitted.movers, "units": fitted.units}
    return Components(shares, pd.DataFrame([sizes]))
