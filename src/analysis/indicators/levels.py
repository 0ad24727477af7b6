"""Joining the levels: did the kelurahan that received better-fitting officers improve more?

A handful of kelurahan, none of them drawn by lot to receive a good fit: what shows here is an association. That the
fit *works through* the officers (mediation) is not claimed, as nothing in the data could tell it from other ways.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats
from statsmodels.regression.linear_model import OLS
from statsmodels.tools.tools import add_constant

from analysis.cycle import Cycle
from analysis.did.design import NEVER, varied
from analysis.did.estimators import imputation
from analysis.did.inference import intervals
from analysis.domain.outcomes import Outcome
from analysis.errors import UserError
from analysis.impact.designs import design
from analysis.impact.headline import POWER
from analysis.indicators.inputs import Inputs, Measured
from analysis.panels.panel import Panels

#: The indicator whose tables this one reads.
AFTER = ("placement",)
#: Fewer kelurahan than this show no line.
FEWEST = 5


@dataclass(frozen=True, repr=False)
class Levels(Measured):
    """What kelurahan gained, set beside the fit of the officers moved into them.

    Attributes
    ----------
    slopes : ``outcome``, ``slope`` (effect per standard deviation of the fit), ``se``, ``low``, ``high``, ``p``,
        ``p_adjusted`` (Holm), ``correlation``, ``detectable`` (the least correlation that this many kelurahan would
        show with a power of 80 %), ``units``.
    points : ``outcome``, ``score``, ``att``, one a kelurahan, without its name.
    """

    slopes: pd.DataFrame
    points: pd.DataFrame


def measure(inputs: Inputs) -> Levels | None:
    """Measure how the levels go together; None where placement could not be scored. See :func:`assess`."""
    fits = inputs.results.table_or_empty("placement/by_unit")
    return None if fits.empty else assess(inputs.panels, fits, inputs.cycle)


def assess(panels: Panels, by_unit: pd.DataFrame, cycle: Cycle) -> Levels | None:
    """Set each kelurahan's own effect beside the mean fit of the officers moved into it.

    Parameters
    ----------
    panels : the cycle's panels.
    by_unit : ``unit_id``, ``moves``, ``score`` of :class:`~analysis.indicators.placement.Placement`.
    cycle : the cycle file.

    Returns
    -------
    Levels or None
        None with fewer than :data:`FEWEST` kelurahan that were rotated into.
    """
    alpha = cycle.analysis.alpha
    scores = by_unit.set_index("unit_id")["score"].dropna()
    rows, points = [], []
    for outcome in cycle.analysis.measured:
        if outcome.level != "unit":
            continue
        name, gains = outcome.name, _each(panels, outcome, cycle)
        both = gains[gains.index.isin(scores.index)]
        fit = scores.reindex(both.index)
        if len(both) < FEWEST or fit.std() == 0:
            continue
        line = OLS(both.to_numpy(), add_constant(((fit - fit.mean()) / fit.std()).to_numpy())).fit()
        slope = intervals.from_errors(line.params[1:], line.bse[1:], line.df_resid, alpha).iloc[0]
        r = float(np.corrcoef(both, fit)[0, 1])
        rows.append(
            (name, *(slope[k] for k in ("att", "se", "low", "high", "p")), r, detectable(len(both), alpha), len(both))
        )
        points.append(pd.DataFrame({"outcome": name, "score": fit.to_numpy(), "att": both.to_numpy()}))
    if not rows:
        return None
    columns = ["outcome", "slope", "se", "low", "high", "p", "correlation", "detectable", "units"]
    table = pd.DataFrame(rows, columns=columns)
    table["p_adjusted"] = intervals.holm(table["p"])
    return Levels(table, pd.concat(points).sort_values(["outcome", "score", "att"], ignore_index=True))


def detectable(n: int, alpha: float) -> float:
    """Return the least correlation that a t test of n pairs finds with a power of 80 % (Fisher's z)."""

    def lacking(r: float) -> float:
        shift = np.arctanh(r) * np.sqrt(n - 3)
        return float(stats.norm.sf(stats.norm.ppf(1 - alpha / 2) - shift) - POWER)

    return float(optimize.brentq(lacking, 1e-6, 1 - 1e-9))


def _each(panels: Panels, outcome: Outcome, cycle: Cycle) -> pd.Series:
    """Return the effect on each treated kelurahan by imputation, beside those never treated; none without a design."""
    effects: dict[str, float] = {}
    try:
        d = design(outcome, panels, cycle.analysis)
    except UserError:
        return pd.Series(effects, dtype=float)
    never = d.wide.cohort == NEVER
    for i in np.flatnonzero(~never):
        keep = never.copy()
        keep[i] = True
        try:
            effects[d.wide.units[i]] = float(imputation.fit(varied(d, keep=keep)).row()["att"])
        except (UserError, KeyError):
            continue
    return pd.Series(effects, dtype=float).dropna()
