"""Who could have been moved in each semester in which the programme moved officers, and what was known of them before.

All that is set beside a move was known before it was decided. Time in the post is not among it: the register says it as
it stands when sent, so that it begins with the move itself for whoever moved, and lists of moves tell of none before
the first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.domain import periods, work_units
from analysis.domain.areas import Area
from analysis.domain.regulations import FAIRNESS_ITEMS, LIKERT_TOP
from analysis.indicators.resistance import ITEMS

#: Semesters back that an appraisal is looked for.
RECENT = 2
_COLUMNS = ("officer_id", "semester", "moved", "unit_id", "kind", "performance", "resistance", "unfairness",
            "complaints", "female", "age", "service")  # fmt: skip


@dataclass(frozen=True)
class Before:
    """Valid tables and panels that tell what was known before a move.

    Attributes
    ----------
    officers : of the panels.
    appraisals : ``officer_id``, ``semester`` and ``skp``, standardised by semester.
    careers : spells of service.
    moves : the programme's, of :func:`analysis.panels.officers.programme_moves`.
    survey : answers to the survey of resistance, which may have no rows.
    complaints : citizens' complaints, which may have no rows.
    area : where the programme runs.
    """

    officers: pd.DataFrame
    appraisals: pd.DataFrame
    careers: pd.DataFrame
    moves: pd.DataFrame
    survey: pd.DataFrame
    complaints: pd.DataFrame
    area: Area


def build(before: Before) -> pd.DataFrame:
    """Build one row an officer and semester at risk.

    At risk is who serves in the programme's area, was not moved by the programme before, nor at their own wish, and was
    appraised in one of the :data:`RECENT` semesters before the decision.

    Returns
    -------
    DataFrame
        ``officer_id``, ``semester``, ``moved`` (0 or 1), ``unit_id``, ``kind`` (of the unit), ``performance`` (last SKP
        before, standard deviations), ``resistance`` and ``unfairness`` (1–5, last answer before, NaN where there is
        none), ``complaints`` (number of complaints about the unit in the semester before, NaN for units
        that no complaint ever names), ``female``, ``age`` and ``service`` (decades when the programme began).
    """
    skp = _recent(before.appraisals)
    before = replace(
        before,
        survey=_answers(before.survey),
        complaints=before.complaints.assign(semester=periods.of_dates(before.complaints["received"], "semester")),
    )
    waves = sorted(before.officers["cohort"].dropna().unique())
    rows = [_wave(str(wave), skp, before) for wave in waves]
    table = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(_COLUMNS))
    about = work_units.of(before.area.region).describe(table["unit_id"]).set_index("unit_id")
    ours = about.index[before.area.within(about["kecamatan"])]
    table = table[table["unit_id"].isin(ours)]
    return table.assign(kind=table["unit_id"].map(about["kind"]))[list(_COLUMNS)].reset_index(drop=True)


def decided(wave: str, moves: pd.DataFrame) -> str:
    """Return the semester in which the moves of a wave began to be decided: that of its first SK, one back at most."""
    signed = periods.of_dates(moves.loc[moves["semester"] == wave, "sk_date"].dropna(), "semester")
    earlier = bool((signed < wave).any())
    return periods.from_ordinal(periods.ordinal(wave) - int(earlier), "semester")


def _recent(appraisals: pd.DataFrame) -> pd.DataFrame:
    """Return officers × semesters (ordinals without gap): the last appraisal of the :data:`RECENT` up to each."""
    each = appraisals.dropna(subset="skp")
    at = periods.ordinals(each["semester"].to_numpy()).astype(int).to_numpy()
    wide = each.assign(at=at).pivot(index="officer_id", columns="at", values="skp").astype(float)
    every = range(min(wide.columns, default=0), max(wide.columns, default=-1) + RECENT)
    return wide.reindex(columns=every).ffill(axis=1, limit=RECENT - 1)


def _wave(wave: str, skp: pd.DataFrame, before: Before) -> pd.DataFrame:
    """Return those at risk in one semester of moves, wherever they serve."""
    first = decided(wave, before.moves)
    last = periods.ordinal(first) - 1
    officers = before.officers.set_index("officer_id")
    officers["performance"] = skp[last].reindex(officers.index) if last in skp else np.nan
    gone = ((officers["cohort"] < wave) | (officers["censored_from"] <= wave)).fillna(False).astype(bool)
    here = officers[~gone & officers["performance"].notna()]
    previous = periods.from_ordinal(periods.ordinal(wave) - 1, "semester")
    held = before.careers[(before.careers["start"] <= previous) & (before.careers["end"] >= previous)]
    units = held.set_index("officer_id")["unit_id"].reindex(here.index)
    answers = before.survey[before.survey["semester"] < first].drop_duplicates("officer_id", keep="last")
    answers = answers.set_index("officer_id").reindex(here.index)
    return pd.DataFrame(
        {
            "officer_id": here.index,
            "semester": wave,
            "moved": here["cohort"].eq(wave).fillna(False).astype(float).to_numpy(),
            "unit_id": units.to_numpy(),
            "performance": here["performance"].to_numpy(float),
            "resistance": answers["resistance"].to_numpy(float),
            "unfairness": answers["unfairness"].to_numpy(float),
            "complaints": units.map(_complaints(before.complaints, last)).to_numpy(float),
            "female": here["female"].to_numpy(float),
            "age": here["age"].to_numpy(float) / 10,
            "service": here["service"].to_numpy(float) / 10,
        }
    )


def _answers(survey: pd.DataFrame) -> pd.DataFrame:
    """Return the index of resistance and of unfairness of each answer, in order of date, with its semester.

    Who answered every item alike is left out, as reversed items make that a contradiction.
    """
    alike = survey["straight_lined"].fillna(False).astype(bool)
    dated = survey[~alike].dropna(subset="date").sort_values(["date", "officer_id"], kind="stable", ignore_index=True)
    items = dated.reindex(columns=[*ITEMS, *FAIRNESS_ITEMS]).apply(pd.to_numeric).astype(float)
    return pd.DataFrame(
        {
            "officer_id": dated["officer_id"],
            "semester": periods.of_dates(dated["date"], "semester"),
            "resistance": items[list(ITEMS)].mean(axis=1, skipna=False),
            "unfairness": LIKERT_TOP + 1 - items[list(FAIRNESS_ITEMS)].mean(axis=1, skipna=False),
        }
    )


def _complaints(complaints: pd.DataFrame, last: int) -> pd.Series:
    """Return the number of complaints of a semester, by unit that any complaint names."""
    named = complaints.dropna(subset=["unit_id", "semester"])
    at = periods.ordinals(named["semester"]).to_numpy(int)
    units = pd.Index(named["unit_id"].unique())
    if not len(units) or not at.min() <= last <= at.max():
        return pd.Series(np.nan, index=units)
    counts = named["unit_id"][at == last].value_counts().reindex(units).fillna(0)
    return counts.astype(float)
