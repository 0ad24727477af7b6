"""Panels of officers: officer × semester and officer × year, with cohorts and covariates."""

from __future__ import annotations

import pandas as pd

from analysis.cycle import Cycle
from analysis.domain import periods, regulations, work_units
from analysis.domain.regions import Region
from analysis.panels.panel import finish
from analysis.store.results import empty

#: Officers never rotated that a scale of appraisals needs in a semester; with fewer there is no spread.
FEWEST_REFERENCE = 2
_SEMESTER = ("officer_id", "semester", "cohort", "skp", "attendance", "lateness", "repaired")
#: Later than any semester.
_NO_END = "9999-S2"


def programme_moves(mutasi: pd.DataFrame, region: Region) -> pd.DataFrame:
    """Return the programme's moves in order of TMT, with ``semester`` and ``cross_sector`` (by sectors of units)."""
    moves = mutasi[mutasi["kind"] == "programme"].sort_values(["tmt", "officer_id"], kind="stable", ignore_index=True)
    sector = work_units.of(region).sectors
    return moves.assign(
        semester=periods.of_dates(moves["tmt"], "semester"),
        cross_sector=(sector(moves["unit_from"]) != sector(moves["unit_to"])).to_numpy(bool),
    )


def officers_with_moves(
    pegawai: pd.DataFrame, moves: pd.DataFrame, mutasi: pd.DataFrame, cycle: Cycle, left_out: list[tuple[str, str, int]]
) -> pd.DataFrame:
    """Join the register to each officer's first move; a second move or one of own wish ends the comparison."""
    start_year = int(cycle.programme_start[:4])
    officers = pegawai.sort_values("officer_id", ignore_index=True)
    first = moves.drop_duplicates("officer_id").set_index("officer_id")
    later = moves[moves.duplicated("officer_id")].drop_duplicates("officer_id").set_index("officer_id")["semester"]
    wishes = mutasi[mutasi["kind"] == "own_request"]
    wishes = wishes.assign(semester=periods.of_dates(wishes["tmt"], "semester"))
    wished = wishes.groupby("officer_id")["semester"].min()
    unregistered = int((~first.index.isin(officers["officer_id"])).sum())
    left_out.append(("semester", "moved_officer_not_in_register", unregistered))
    ids = officers["officer_id"]
    second, wish = (ids.map(end).astype("string").fillna(_NO_END) for end in (later, wished))
    ends = second.where(second <= wish, wish)
    return pd.DataFrame(
        {
            "officer_id": ids,
            "cohort": ids.map(first["semester"]).astype("string"),
            "censored_from": ends.mask(ends == _NO_END),
            "age": (start_year - officers["birth_year"]).astype(float),
            "female": (officers["sex"] == "female").astype(float),
            "education": officers["education"].astype("Float64").fillna(officers["education"].median()).astype(float),
            "service": (start_year - officers["appointed"]).astype(float),
            "long_tenure": (start_year - officers["appointed"] >= cycle.analysis.long_tenure_years).astype(bool),
        }
    )


def raters(skp: pd.DataFrame, officers: pd.DataFrame) -> pd.DataFrame:
    """Return each officer's first and last rater within the comparison (before a second move).

    ``new_rater`` is the first semester marked by another than the semester before, for officers never rotated: what a
    new hand does when nobody moves.
    """
    marks = skp.merge(officers[["officer_id", "cohort", "censored_from"]], on="officer_id")
    marks = marks[~_from_second_move(marks["semester"], marks["censored_from"]) & marks["rater_id"].notna()]
    marks = marks.sort_values(["officer_id", "semester"], kind="stable")
    by = marks.groupby("officer_id")["rater_id"]
    changed = marks["rater_id"].ne(by.shift()) & by.cumcount().gt(0) & marks["cohort"].isna()
    new = marks[changed].drop_duplicates("officer_id").set_index("officer_id")["semester"]
    return pd.DataFrame({"rater_first": by.first(), "rater_last": by.last(), "new_rater": new})


def standardise(values: pd.Series, groups: pd.Series, reference: pd.Series) -> pd.Series:
    """Express values in standard deviations of a reference group, within each instrument and period.

    Parameters
    ----------
    values : scores, any scale.
    groups : instrument × period of each row; scales are never pooled across them.
    reference : True for rows whose mean and standard deviation define the scale.

    Returns
    -------
    Series
        (value − mean) / s.d. of the reference rows of the same group; missing where the reference has
        fewer than two rows or no spread.
    """
    basis = values.where(reference).groupby(groups)
    spread = basis.transform("std")
    return (values - basis.transform("mean")) / spread.where(spread > 0)


def officer_semesters(
    officers: pd.DataFrame,
    skp: pd.DataFrame | None,
    presensi: pd.DataFrame | None,
    cycle: Cycle,
    left_out: list[tuple[str, str, int]],
) -> pd.DataFrame:
    """Measure performance, attendance and lateness by officer and semester, up to a second move.

    Appraisals are set on the scale of the officers never rotated, semester by semester; where fewer than
    :data:`FEWEST_REFERENCE` of them are appraised, on that of the officers not yet rotated.

    Parameters
    ----------
    skp, presensi : None where the export is absent; what it measures is then in no column.
    """
    keys = ["officer_id", "semester"]
    panel = pd.DataFrame(columns=keys, dtype="string") if skp is None else skp
    if presensi is not None:
        panel = panel.merge(_attendance(presensi), on=keys, how="outer")
    elif skp is None:
        return empty("panels/semester")
    if skp is not None:
        panel = panel.assign(repaired=panel["repaired"].eq(True))
    panel = _with_cohort(panel, officers)
    registered, inside = panel["_merge"] == "both", panel["semester"].between(cycle.first, cycle.last)
    censored = _from_second_move(panel["semester"], panel["censored_from"])
    left_out += [
        ("semester", "officer_not_in_register_or_in_doubt", int((~registered).sum())),
        ("semester", "outside_the_window", int((registered & ~inside).sum())),
        ("semester", "after_second_move", int((registered & inside & censored).sum())),
    ]
    panel = panel[registered & inside & ~censored].reset_index(drop=True)
    if skp is not None:
        panel["skp"] = _standardised_skp(panel)
    return finish(panel[[name for name in _SEMESTER if name in panel]], "officer_id", "semester")


def _attendance(presensi: pd.DataFrame) -> pd.DataFrame:
    """Add up months to semesters: ``officer_id``, ``semester``, ``attendance`` and ``lateness`` in per cent."""
    semesters = {m: periods.coarsen(m, "semester") for m in presensi["month"].unique()}
    days = presensi.assign(semester=presensi["month"].map(semesters).astype("string"))
    sums = days.groupby(["officer_id", "semester"])[["days", "present", "late"]].sum().reset_index()
    sums["attendance"] = 100 * sums["present"] / sums["days"].where(sums["days"] > 0)
    sums["lateness"] = 100 * sums["late"] / sums["present"].where(sums["present"] > 0)
    return sums[["officer_id", "semester", "attendance", "lateness"]]


def _standardised_skp(panel: pd.DataFrame) -> pd.Series:
    """Return appraisals in standard deviations of the officers never rotated (else not yet rotated) of the semester."""
    old = panel["semester"] < regulations.SKP_BREAK
    score = panel["number"].where(old, panel["result"] + panel["conduct"]).astype("Float64")
    never = panel["cohort"].isna()
    marked = (never & score.notna()).groupby(panel["semester"]).transform("sum")
    not_yet = never | (panel["semester"] < panel["cohort"]).fillna(False).astype(bool)
    return standardise(score, panel["semester"], never.where(marked >= FEWEST_REFERENCE, not_yet))


def officer_years(
    officers: pd.DataFrame, kompetensi: pd.DataFrame | None, left_out: list[tuple[str, str, int]]
) -> pd.DataFrame:
    """Measure the mean and each of the assessed competencies by officer and year, up to a second move.

    Parameters
    ----------
    kompetensi : None where the export is absent.
    """
    if kompetensi is None:
        return empty("panels/year")
    scores = kompetensi.filter(like="score_")
    panel = kompetensi[["officer_id", "year", "repaired"]].assign(
        competence=scores.mean(axis=1).astype("Float64"), **{name: scores[name] for name in scores}
    )
    panel = _with_cohort(panel, officers)
    registered = panel["_merge"] == "both"
    panel["year"] = panel["year"].astype("string")
    censored = _from_second_move(panel["year"], panel["censored_from"].str[:4])
    left_out += [
        ("year", "officer_not_in_register_or_in_doubt", int((~registered).sum())),
        ("year", "after_second_move", int((registered & censored).sum())),
    ]
    panel = panel[registered & ~censored].assign(cohort=lambda d: d["cohort"].str[:4])
    return finish(panel[["officer_id", "year", "cohort", "competence", *scores, "repaired"]], "officer_id", "year")


def within_comparison(frame: pd.DataFrame, officers: pd.DataFrame, freq: str, cycle: Cycle) -> pd.DataFrame:
    """Join each row's cohort and keep rows of registered officers, within the cycle, before a second move.

    Parameters
    ----------
    freq : ``semester`` or ``year``; the column that dates the rows.
    """
    joined = _with_cohort(frame, officers)
    first, last = (end[:4] if freq == "year" else end for end in (cycle.first, cycle.last))
    censored_from, cohort = joined["censored_from"], joined["cohort"]
    if freq == "year":
        censored_from, cohort = censored_from.str[:4], cohort.str[:4]
    kept = (joined["_merge"] == "both") & joined[freq].between(first, last)
    kept &= ~_from_second_move(joined[freq], censored_from)
    return joined.assign(cohort=cohort)[kept].drop(columns=["censored_from", "_merge"])


def _with_cohort(panel: pd.DataFrame, officers: pd.DataFrame) -> pd.DataFrame:
    """Join each row's cohort and the end of its comparison; ``_merge`` tells rows of registered officers."""
    about = officers[["officer_id", "cohort", "censored_from"]]
    return panel.merge(about, on="officer_id", how="left", indicator=True)


def _from_second_move(period: pd.Series, censored_from: pd.Series) -> pd.Series:
    """Tell which rows are of the period of a second move or later."""
    return (period >= censored_from).fillna(False).astype(bool)
