"""Skills: assessed competency before and after, in how many sectors it suffices, and what rotation changed of it.

How many sectors an officer has *served* in rises with a cross-sector move by definition: it describes a career and is
never an outcome. What the assessment *scores* is not moved by definition, and is one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.cycle import Analysis
from analysis.did.design import Design
from analysis.did.estimators import group_time
from analysis.did.inference import intervals
from analysis.domain import periods
from analysis.errors import UserError
from analysis.indicators.inputs import Inputs, Measured

#: Prefix of the panel's columns of scores, one a sector.
SCORE = "score_"
#: Mean score in the sectors that an officer did not come from: where broader skill would show.
ELSEWHERE = "elsewhere"


@dataclass(frozen=True, repr=False)
class Skills(Measured):
    """Results on skills.

    Attributes
    ----------
    before, after : the years compared in `profile` and `breadth`: the last assessment before the programme and the
        last one, of officers who have both.
    profile : mean score: ``group`` (``moved``, ``not_moved``), ``when``, ``sector``, ``mean``, ``standard`` (median
        of the least scores that the sector's posts ask for), ``officers``.
    breadth : ``group``, ``when``, ``assessed`` and ``served`` (mean effective numbers of sectors), ``officers``.
    effects : what rotation changed (points of 0–100): ``skill`` (``elsewhere`` or a sector), ``att``,
        ``se``, ``low``, ``high``, ``p``, ``p_adjusted`` (Holm), ``pretrend_p``, ``n_treated``.
    """

    before: str
    after: str
    profile: pd.DataFrame
    breadth: pd.DataFrame
    effects: pd.DataFrame


def measure(inputs: Inputs) -> Skills | None:
    """Measure the skills of a cycle; see :func:`assess`."""
    return assess(
        inputs.panels.by_frequency["year"], inputs.panels.officers, inputs.results.table("careers"),
        inputs.export("standar_jabatan"), inputs.cycle.programme_start, inputs.cycle.analysis,
    )  # fmt: skip


def assess(
    years: pd.DataFrame,
    officers: pd.DataFrame,
    careers: pd.DataFrame,
    standar: pd.DataFrame,
    programme_start: str,
    choices: Analysis,
) -> Skills | None:
    """Assess the competency scores of a cycle.

    Parameters
    ----------
    years : the panel of officers × years, with a ``score_`` column a sector.
    officers : of the panels.
    careers : spells of service.
    standar : standards of posts.
    programme_start : first semester of the programme.

    Returns
    -------
    Skills or None
        None where nobody who moved was assessed both before the programme and after the move.
    """
    scores = [c for c in years if c.startswith(SCORE)]
    pair = _pair(years, programme_start[:4]) if scores else None
    if pair is None:
        return None
    before, after = pair
    least = standar.groupby("sector")["competence_min"].median().astype(float)
    least = least.reindex([c.removeprefix(SCORE) for c in scores])
    profiles, breadths = [], []
    moved = after["cohort"].notna().to_numpy()
    spells = careers[careers["officer_id"].isin(after["officer_id"])]
    for when, table in (("before", before), ("after", after)):
        values = table[scores].to_numpy(float, na_value=np.nan)
        assessed = effective(np.where(values >= least.to_numpy(), values, 0.0))
        until = programme_start if when == "before" else None
        served = _served(spells, until, table["year"]).reindex(table["officer_id"]).to_numpy()
        for group, member in (("moved", moved), ("not_moved", ~moved)):
            count = int(member.sum())
            for k, name in enumerate(least.index):
                profiles.append((group, when, name, float(np.nanmean(values[member, k])), least.iloc[k], count))
            breadths.append((group, when, assessed[member].mean(), np.nanmean(served[member]), count))
    return Skills(
        str(before["year"].max()), str(after["year"].max()),
        pd.DataFrame(profiles, columns=["group", "when", "sector", "mean", "standard", "officers"]),
        pd.DataFrame(breadths, columns=["group", "when", "assessed", "served", "officers"]),
        _effects(_elsewhere(years, scores, careers), officers, scores, choices),
    )  # fmt: skip


def effective(amounts: np.ndarray) -> np.ndarray:
    """Return the effective number of kinds in each row: exp of the entropy of the shares (Hill 1973, order 1).

    It equals the number of kinds where all amounts are equal, and less where some are small; 0 where all are zero.

    Parameters
    ----------
    amounts : n × K, ≥ 0; NaN counts as zero.
    """
    amounts = np.nan_to_num(amounts)
    total = amounts.sum(axis=1, keepdims=True)
    share = np.divide(amounts, total, out=np.zeros_like(amounts), where=total > 0)
    entropy = -np.sum(share * np.log(np.where(share > 0, share, 1.0)), axis=1)
    return np.where(total[:, 0] > 0, np.exp(entropy), 0.0)


def _pair(years: pd.DataFrame, start: str) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Return each officer's last assessment before the programme and his last one, for those who have both."""
    ordered = years.sort_values(["officer_id", "year"], kind="stable")
    before = ordered[ordered["year"] < start].drop_duplicates("officer_id", keep="last").set_index("officer_id")
    after = ordered[ordered["year"] >= start].drop_duplicates("officer_id", keep="last").set_index("officer_id")
    # one whose move is still to come at the last assessment stands before it, not after
    after = after[after["cohort"].isna() | (after["year"] >= after["cohort"])]
    both = before.index.intersection(after.index).sort_values()
    moved = after.loc[both, "cohort"].notna()
    if not moved.any() or moved.all():
        return None
    return before.loc[both].reset_index(), after.loc[both].reset_index()


def _served(spells: pd.DataFrame, until: str | None, year: pd.Series) -> pd.Series:
    """Return the effective number of sectors in which each officer served up to a semester or the end of `year`."""
    last = periods.ordinal(until) - 1 if until else periods.ordinal(f"{year.max()}-S2")
    start, end = (periods.ordinals(spells[k]).to_numpy() for k in ("start", "end"))
    length = np.clip(np.minimum(end, last) - start + 1, 0, None)
    wide = spells.assign(length=length).pivot_table(
        index="officer_id", columns="sector", values="length", aggfunc="sum", fill_value=0
    )
    return pd.Series(effective(wide.to_numpy(float)), index=wide.index)


def _elsewhere(years: pd.DataFrame, scores: list[str], careers: pd.DataFrame) -> pd.DataFrame:
    """Add the mean score in the sectors other than the one of an officer's first spell; missing where that is not."""
    first = careers.sort_values(["officer_id", "start"], kind="stable").drop_duplicates("officer_id")
    sector = years["officer_id"].map(first.set_index("officer_id")["sector"])
    values = years[scores].astype("Float64")
    for name in scores:
        values[name] = values[name].mask((SCORE + sector == name).fillna(False))
    return years.assign(**{ELSEWHERE: values.mean(axis=1).where(sector.notna())})


def _effects(years: pd.DataFrame, officers: pd.DataFrame, scores: list[str], choices: Analysis) -> pd.DataFrame:
    """Estimate what rotation changed of each score, as for the competence as a whole."""
    about = officers.set_index("officer_id")
    covariates = about[list(choices.covariates)] if choices.covariates else None
    rows = []
    for column in (ELSEWHERE, *scores):
        try:
            design = Design(
                years, column, "officer_id", "year", covariates=covariates, anticipation=choices.anticipation.year
            )
            result = group_time.fit(design, alpha=choices.alpha)
            row = result.row()
        except (UserError, KeyError):
            continue
        t = result.table
        early = ((t["aggregation"] == "event_time") & (t["event_time"] < -choices.anticipation.year)).to_numpy()
        _, pretrend, _ = intervals.joint_test(result.effects(early), design.wide.sampling)
        rows.append(
            (column.removeprefix(SCORE), *(row[k] for k in ("att", "se", "low", "high", "p", "n_treated")), pretrend)
        )
    table = pd.DataFrame(rows, columns=["skill", "att", "se", "low", "high", "p", "n_treated", "pretrend_p"])
    table["p_adjusted"] = intervals.holm(table["p"])
    return table
