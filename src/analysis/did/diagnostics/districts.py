"""Comparing districts: how unusual is the estimate among places that were not treated?

With every treated unit in one district, errors clustered by unit miss the shocks that a whole district shares, and
errors clustered by district cannot be computed. What is left is to see how far untreated districts drift apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.did.design import NEVER, Design, varied
from analysis.did.estimators import group_time
from analysis.did.estimators.registry import ESTIMATORS
from analysis.did.inference import intervals
from analysis.errors import UserError


@dataclass(frozen=True)
class Districts:
    """The estimate among districts.

    Attributes
    ----------
    att : the real estimate.
    placebos : estimates of the untreated districts, given the treatment dates of the treated one, by name; without
        those that too few others are left to compare with.
    p : share of the districts, the treated one included, whose |att| is at least the real one's
        (so never below 1 / districts).
    se, low, high, df, p_t : the error when each district has a shock of its own (Donald & Lang 2007, Review of
        Economics and Statistics 89: one observation a district, Student's t with untreated districts − 1 degrees of
        freedom), its interval and p-value.
    """

    att: float
    placebos: pd.Series
    p: float
    se: float
    low: float
    high: float
    df: float
    p_t: float

    def numbers(self) -> dict[str, float]:
        """Return the estimate with its interval between districts."""
        return {"att": self.att, "se": self.se, "low": self.low, "high": self.high, "df": self.df, "p": self.p_t}

    @property
    def count(self) -> int:
        """Districts compared, the treated one included."""
        return len(self.placebos) + 1


def over_districts(
    design: Design, districts: pd.Series, estimator: str = group_time.NAME, alpha: float = 0.05
) -> Districts:
    """Give each untreated district in turn the treatment dates of the treated one and estimate again.

    Parameters
    ----------
    design : a design whose treated units lie in one district.
    districts : name of each unit's district (index = unit).
    estimator : a key of :data:`analysis.did.estimators.registry.ESTIMATORS`.

    Raises
    ------
    UserError, KeyError
        If the design has no overall effect, or there is no untreated district to compare with.

    Notes
    -----
    A placebo is a district's shock less the mean of the other untreated ones, so with G of them shocks are spread by
    Σ placebo² ((G−1)/G)² / (G−1), and the real estimate by (1 + 1/G) of that.
    """
    estimate = ESTIMATORS[estimator].point
    w = design.wide
    home = districts.reindex(w.units).to_numpy(str)
    dates = w.cohort[w.cohort != NEVER]
    real = estimate(design)
    clean = w.cohort == NEVER
    names = sorted(set(home[clean]) - set(home[~clean]))
    values: dict[str, float] = {}
    for name in names:
        members = np.flatnonzero(clean & (home == name))
        cohort = np.full(len(w.units), NEVER)
        cohort[members] = dates[np.arange(len(members)) % len(dates)]
        try:
            values[name] = estimate(varied(design, clean, cohort))
        except (UserError, KeyError):  # too few other units are left to compare this district with
            continue
    placebos = pd.Series(values, dtype=float)
    g = len(placebos)
    if not g:
        raise UserError(f"outcome '{design.outcome}': no untreated district is left to compare the treated one with.")
    shock = float((placebos**2).sum()) * ((g - 1) / g) ** 2 / (g - 1) if g > 1 else np.nan
    t = intervals.from_errors(np.array([real]), np.array([np.sqrt(shock * (1 + 1 / g))]), g - 1, alpha).iloc[0]
    p = float((1 + (placebos.abs() >= abs(real)).sum()) / (1 + g))
    return Districts(real, placebos, p, t["se"], t["low"], t["high"], t["df"], t["p"])
