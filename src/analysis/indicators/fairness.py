"""Fairness: how fair officers find the decision on who moves, in three items of the survey of resistance.

The items ask for what makes a decision fair in the eyes of those it falls on: clear criteria, the same rules for all,
and a voice before it is taken (Colquitt 2001, Journal of Applied Psychology 86).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.domain.privacy import SMALL_GROUP
from analysis.domain.regulations import FAIRNESS_ITEMS
from analysis.indicators import resistance
from analysis.indicators.inputs import Inputs, Measured

#: What may go with fairness, in the order in which it is shown.
DRIVERS = ("moved", "sessions")


@dataclass(frozen=True, repr=False)
class Fairness(Measured):
    """Perceived fairness; the columns of each table are declared in ``fairness.yaml``.

    Attributes
    ----------
    means : mean of the three items by group.
    drivers : what goes with it: having been moved, and each session attended by those who were.
    reliability : Cronbach's alpha of the three items, the answers, and the correlation with the index of resistance.
    """

    means: pd.DataFrame
    drivers: pd.DataFrame
    reliability: pd.DataFrame


def measure(inputs: Inputs) -> Fairness | None:
    """Measure perceived fairness; None where the form does not ask for it. See :func:`assess`."""
    return assess(
        inputs.export("resistensi"), inputs.panels.officers, inputs.export("sosialisasi"), inputs.cycle.analysis.alpha
    )


def assess(
    survey: pd.DataFrame, officers: pd.DataFrame, sessions: pd.DataFrame, alpha: float = 0.05
) -> Fairness | None:
    """Assess how fair officers find the decision.

    Parameters
    ----------
    survey : one row an answer: ``officer_id``, ``date``, the three items and those of resistance, ``straight_lined``.
    officers : of the panels: ``officer_id``, ``cohort`` and ``home``.
    sessions : attendance at sosialisasi: ``officer_id``, ``date``, ``attended``.

    Returns
    -------
    Fairness or None
        None with fewer than :data:`analysis.indicators.resistance.FEWEST` officers who answered all three items. An
        officer's last answer counts. Errors are clustered by unit.
    """
    items = list(FAIRNESS_ITEMS)
    alike = survey["straight_lined"].fillna(False).astype(bool)
    last = survey[~alike].dropna(subset=items).sort_values(["date", "officer_id"], kind="stable")
    last = last.drop_duplicates("officer_id", keep="last").merge(officers[["officer_id", "cohort", "home"]])
    if len(last) < resistance.FEWEST or last["home"].nunique() < 2:
        return None
    last = last.sort_values("officer_id", ignore_index=True)
    moved = last["cohort"].notna().astype(float)
    score = last[items].astype(float).mean(axis=1)
    held = last[["officer_id", "date"]].merge(sessions.query("attended"), on="officer_id", suffixes=("", "_held"))
    counts = held[held["date_held"] <= held["date"]].groupby("officer_id").size()
    attended = last["officer_id"].map(counts).astype(float).fillna(0.0) * moved
    about = pd.DataFrame({"moved": moved, "sessions": attended})
    index = last[list(resistance.ITEMS)].astype(float).mean(axis=1, skipna=False)
    internal = resistance.cronbach(last[items].astype(float))
    together = {"alpha": internal, "officers": len(last), "correlation": float(score.corr(index))}
    return Fairness(_means(score, moved, last["home"], alpha), _drivers(score, about, last["home"], alpha),
                    pd.DataFrame([together]))  # fmt: skip


def _means(score: pd.Series, moved: pd.Series, unit: pd.Series, alpha: float) -> pd.DataFrame:
    """Return the mean of each group that is large enough to be shown."""
    rows = []
    for group, member in (("all", moved >= 0), ("moved", moved > 0), ("not_moved", moved == 0)):
        if member.sum() >= SMALL_GROUP and unit[member].nunique() > 1:
            constant = pd.DataFrame({"const": np.ones(int(member.sum()))}, index=score.index[member])
            row = resistance.regression(score[member], constant, unit[member], alpha).loc["const"]
            rows.append((group, row["effect"], row["low"], row["high"], int(member.sum())))
    return pd.DataFrame(rows, columns=["group", "mean", "low", "high", "officers"])


def _drivers(score: pd.Series, about: pd.DataFrame, unit: pd.Series, alpha: float) -> pd.DataFrame:
    """Regress fairness on what may go with it; none where nothing varies."""
    used = [name for name in DRIVERS if about[name].std() > 0]
    x = pd.DataFrame({"const": 1.0}, index=score.index).join(about[used])
    if not used or np.linalg.matrix_rank(x) < x.shape[1]:
        return pd.DataFrame(columns=["driver", "effect", "se", "low", "high", "p"])
    return resistance.regression(score, x, unit, alpha).loc[used].rename_axis("driver").reset_index()
