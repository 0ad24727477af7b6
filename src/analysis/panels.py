"""Build the panels that designs run on: officer × semester, officer × year, unit × month, unit × quarter.

Every panel is long, one row a unit and period, with ``cohort`` (first treated period, missing for
never_treated) and its outcomes. What is left out is counted in an account of exclusions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import periods, rules, standards, survival
from analysis.cycle import Cycle
from analysis.geography import kelurahan
from analysis.intake.units import describe

#: Days at which a service counts as that long in a mean, so that a handful without an end does not decide it.
LONGEST_SERVICE = 30


@dataclass(frozen=True)
class Panels:
    """All panels of a cycle.

    Attributes
    ----------
    officers : one row an officer: ``officer_id``, ``cohort``, ``censored_from``, covariates, ``home`` and
        ``placed`` (the units before and after the first move) and the dimensions of subgroups.
    by_frequency : panel for each of ``semester``, ``year`` (officers), ``month``, ``quarter`` (kelurahan).
    exclusions : ``panel``, ``reason``, ``rows``: what is not in a panel, and why.
    """

    officers: pd.DataFrame
    by_frequency: dict[str, pd.DataFrame]
    exclusions: pd.DataFrame


def build(tables: dict[str, pd.DataFrame], cycle: Cycle, doubtful: pd.Series | None = None) -> Panels:
    """Build every panel from the validated tables of a cycle.

    Parameters
    ----------
    tables : validated tables by source.
    cycle : the cycle file.
    doubtful : officers of whom it is not known whether they were rotated; they enter no panel of officers.
    """
    left_out: list[tuple[str, str, int]] = []
    moves = programme_moves(tables["mutasi"])
    register = tables["pegawai"]
    unclear = register["officer_id"].isin(doubtful if doubtful is not None else [])
    left_out.append(("semester", "officers_whose_move_was_refused", int(unclear.sum())))
    officers = _officers(register[~unclear], moves, tables["mutasi"], cycle, left_out)
    officers = officers.join(_dimensions(officers, register, moves, tables, cycle), on="officer_id")
    officers = officers.join(_raters(tables["skp"], officers), on="officer_id")
    panels = {
        "semester": _officer_semesters(officers, tables["skp"], tables["presensi"], cycle, left_out),
        "year": _officer_years(officers, tables["kompetensi"], left_out),
    }
    starts = _unit_starts(moves, cycle)
    panels["month"] = _unit_months(tables["layanan"], tables["pengaduan"], starts, cycle, left_out)
    panels["quarter"] = _unit_quarters(tables["skm"], starts, cycle, left_out)
    for freq in ("month", "quarter"):
        panels[freq]["rotated_in"] = _rotated_in(moves, panels[freq], freq)
    return Panels(officers, panels, pd.DataFrame(left_out, columns=["panel", "reason", "rows"]))


def districts(panel: pd.DataFrame) -> pd.Series:
    """Return the kecamatan of each kelurahan of a panel (index = ``unit_id``)."""
    return panel.drop_duplicates("unit_id").set_index("unit_id")["kecamatan"]


def programme_moves(mutasi: pd.DataFrame) -> pd.DataFrame:
    """Return the programme's moves in order of TMT, with ``semester`` and ``cross_sector``."""
    moves = mutasi[mutasi["kind"] == "programme"].sort_values(["tmt", "officer_id"], kind="stable", ignore_index=True)
    units = describe(pd.concat([moves["unit_from"], moves["unit_to"]])).set_index("unit_id")["sector"]
    return moves.assign(
        semester=periods.of_dates(moves["tmt"], "semester"),
        cross_sector=moves["unit_from"].map(units).to_numpy() != moves["unit_to"].map(units).to_numpy(),
    )


def _officers(
    pegawai: pd.DataFrame, moves: pd.DataFrame, mutasi: pd.DataFrame, cycle: Cycle, left_out: list[tuple[str, str, int]]
) -> pd.DataFrame:
    """Join the register to each officer's first move; a second move or one of own wish ends the comparison."""
    start_year = int(cycle.programme_start[:4])
    officers = pegawai.sort_values("officer_id", ignore_index=True)
    first = moves.drop_duplicates("officer_id").set_index("officer_id")
    later = moves[moves.duplicated("officer_id")].drop_duplicates("officer_id").set_index("officer_id")["semester"]
    own = mutasi[mutasi["kind"] == "own_request"]
    own = own.assign(semester=periods.of_dates(own["tmt"], "semester")).groupby("officer_id")["semester"].min()
    unknown = int((~first.index.isin(officers["officer_id"])).sum())
    left_out.append(("semester", "moved_officer_not_in_register", unknown))
    ids = officers["officer_id"]
    second, wish = ids.map(later), ids.map(own)
    cross = ids.map(first["cross_sector"])
    kind = cross.map({True: "cross_sector", False: "within_sector"}).fillna("none").astype("string")
    return pd.DataFrame(
        {
            "officer_id": ids,
            "cohort": ids.map(first["semester"]).astype("string"),
            "censored_from": pd.concat([second, wish], axis=1).min(axis=1).astype("string"),
            "kind_of_move": kind.to_numpy(),
            "age": (start_year - officers["birth_year"]).astype(float),
            "female": (officers["sex"] == "female").astype(float),
            "education": officers["education"].astype("Float64").fillna(officers["education"].median()).astype(float),
            "service": (start_year - officers["appointed"]).astype(float),
            "long_tenure": (start_year - officers["appointed"] >= cycle.analysis.long_tenure_years).astype(bool),
        }
    )


def _dimensions(
    officers: pd.DataFrame, register: pd.DataFrame, moves: pd.DataFrame, tables: dict[str, pd.DataFrame], cycle: Cycle
) -> pd.DataFrame:
    """Return what subgroups are made of: text labels, missing where unknown or (kinds of move) not moved.

    ``to_field`` tells moves from a desk to the field (standard's field load up to 2, then 3 or more) from others;
    ``sosialisasi`` whether a session was attended before the TMT, ``heard`` the same for everyone (whenever, if not
    moved); ``fit`` whether schooling, field of study and grade meet the standard of the new post. The grade is the
    register's latest, as exports carry no history of it.
    """
    ids = officers["officer_id"]
    first = moves.drop_duplicates("officer_id").set_index("officer_id").reindex(ids)
    known = register.drop_duplicates("officer_id").set_index("officer_id").reindex(ids)
    standard = tables["standar_jabatan"].drop_duplicates("post").set_index("post")
    moved = first["tmt"].notna()
    to = standard.reindex(first["post_to"]).set_axis(ids)
    load = standard["field_load"].astype("Float64")
    load_from, load_to = first["post_from"].map(load), first["post_to"].map(load)
    field = ((load_from <= 2) & (load_to >= 3)).fillna(False).astype(bool)
    sessions = (
        tables["sosialisasi"]
        .query("attended")
        .merge(first["tmt"].rename("tmt"), left_on="officer_id", right_index=True)
    )
    before = sessions["date"] <= sessions["tmt"]
    heard = pd.Series(ids.isin(sessions.loc[before, "officer_id"]).to_numpy(), index=ids)
    register_unit, gone = known["unit_id"], known["status"].isin(["retired", "moved_out", "died"])
    ours = describe(register_unit.dropna().unique()).query("kecamatan == @cycle.programme")["unit_id"]
    met = standards.meets(
        first["post_to"], known["education"], known["field_of_study"], known["grade"], tables["standar_jabatan"]
    ).set_index(ids)
    fits = met[["education", "field_of_study", "grade"]].eq(1).all(axis=1)

    def named(flag: pd.Series, yes: str, no: str, where: pd.Series) -> pd.Series:
        return flag.map({True: yes, False: no}).where(where).astype("string")

    measured = moved & to["sector"].notna()
    everyone = pd.Series(True, index=ids)
    grade = known["grade"].astype("string").str.split("/").str[0]
    return pd.DataFrame(
        {
            "placed": first["unit_to"].astype("string"),
            "home": first["unit_from"].fillna(known["unit_id"]).astype("string"),
            "to_field": named(field, "desk_to_field", "other_move", measured & load_from.notna() & load_to.notna()),
            "tenure": named(officers.set_index("officer_id")["long_tenure"], "long_tenure", "short_tenure", everyone),
            "grade": grade.map({"I": "grade_ii", "II": "grade_ii", "III": "grade_iii", "IV": "grade_iv"}).astype(
                "string"
            ),
            "sex": known["sex"].astype("string"),
            "sessions": sessions.loc[before].groupby("officer_id").size().reindex(ids).fillna(0).to_numpy(),
            "asked": register_unit.isin(ours).to_numpy() & ~gone.to_numpy(),
            "sosialisasi": named(heard, "attended", "not_attended", moved),
            "heard": heard.where(moved, ids.isin(tables["sosialisasi"].query("attended")["officer_id"]).to_numpy()),
            "fit": named(fits, "fitting", "not_fitting", measured),
        },
        index=ids,
    )


def _raters(skp: pd.DataFrame, officers: pd.DataFrame) -> pd.DataFrame:
    """Return each officer's first and last rater within the comparison (before a second move).

    ``new_rater`` is the first semester marked by another than the semester before, for officers never rotated: what a
    new hand does when nobody moves.
    """
    marks = skp.merge(officers[["officer_id", "cohort", "censored_from"]], on="officer_id")
    marks = marks[~(marks["semester"] >= marks["censored_from"]).fillna(False).astype(bool) & marks["rater_id"].notna()]
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


def _officer_semesters(
    officers: pd.DataFrame,
    skp: pd.DataFrame,
    presensi: pd.DataFrame,
    cycle: Cycle,
    left_out: list[tuple[str, str, int]],
) -> pd.DataFrame:
    semesters = {m: periods.coarsen(m, "semester") for m in presensi["month"].unique()}
    days = presensi.assign(semester=presensi["month"].map(semesters).astype("string"))
    sums = days.groupby(["officer_id", "semester"])[["days", "present", "late"]].sum().reset_index()
    sums["attendance"] = 100 * sums["present"] / sums["days"].where(sums["days"] > 0)
    sums["lateness"] = 100 * sums["late"] / sums["present"].where(sums["present"] > 0)
    panel = skp.merge(
        sums[["officer_id", "semester", "attendance", "lateness"]], on=["officer_id", "semester"], how="outer"
    )
    repaired = panel["repaired"].eq(True)
    panel = panel.merge(
        officers[["officer_id", "cohort", "censored_from"]], on="officer_id", how="left", indicator=True
    )
    known, inside = panel["_merge"] == "both", panel["semester"].between(cycle.first, cycle.last)
    censored = (panel["semester"] >= panel["censored_from"]).fillna(False).astype(bool)
    left_out += [
        ("semester", "officer_not_in_register_or_in_doubt", int((~known).sum())),
        ("semester", "outside_the_window", int((known & ~inside).sum())),
        ("semester", "after_second_move", int((known & inside & censored).sum())),
    ]
    panel = panel.assign(repaired=repaired)[known & inside & ~censored].reset_index(drop=True)
    never = panel["cohort"].isna()
    score = panel["number"].where(panel["semester"] < rules.SKP_BREAK, panel["result"] + panel["conduct"])
    panel["skp"] = standardise(score.astype("Float64"), panel["semester"], never)
    columns = ["officer_id", "semester", "cohort", "skp", "attendance", "lateness", "repaired"]
    return _finish(panel[columns], "officer_id", "semester")


def _officer_years(
    officers: pd.DataFrame, kompetensi: pd.DataFrame, left_out: list[tuple[str, str, int]]
) -> pd.DataFrame:
    scores = kompetensi.filter(like="score_")
    panel = kompetensi[["officer_id", "year", "repaired"]].assign(
        competence=scores.mean(axis=1).astype("Float64"), **{name: scores[name] for name in scores}
    )
    panel = panel.merge(
        officers[["officer_id", "cohort", "censored_from"]], on="officer_id", how="left", indicator=True
    )
    known = panel["_merge"] == "both"
    panel["year"] = panel["year"].astype("string")
    censored = (panel["year"] >= panel["censored_from"].str[:4]).fillna(False).astype(bool)
    left_out += [
        ("year", "officer_not_in_register_or_in_doubt", int((~known).sum())),
        ("year", "after_second_move", int((known & censored).sum())),
    ]
    panel = panel[known & ~censored].assign(cohort=lambda d: d["cohort"].str[:4])
    return _finish(panel[["officer_id", "year", "cohort", "competence", *scores, "repaired"]], "officer_id", "year")


def _unit_starts(moves: pd.DataFrame, cycle: Cycle) -> pd.Series:
    """Return the month in which each kelurahan of the programme had its n-th officer rotated in (dose of treatment).

    One officer more or less, or one misdated SK, does not make a unit treated: n is ``unit_treated_from``.
    """
    places = kelurahan()
    ours = places.loc[places["kecamatan"] == cycle.programme, "unit_id"]
    into = moves[moves["unit_to"].isin(ours)]
    nth = into.groupby("unit_to")["tmt"].nth(cycle.analysis.unit_treated_from - 1)
    return pd.Series(periods.of_dates(nth, "month").to_numpy(), index=into.loc[nth.index, "unit_to"]).astype("string")


def _rotated_in(moves: pd.DataFrame, panel: pd.DataFrame, freq: str) -> np.ndarray:
    """Count the programme's officers rotated into each kelurahan up to and including each period: the dose."""
    arrivals = moves.assign(period=periods.of_dates(moves["tmt"], freq)).groupby(["unit_to", "period"]).size()
    wanted = pd.MultiIndex.from_frame(panel[["unit_id", freq]], names=["unit_to", "period"])
    each = arrivals.reindex(wanted.union(arrivals.index)).fillna(0).groupby(level=0).cumsum()
    return each.reindex(wanted).to_numpy(float)


def _unit_months(
    layanan: pd.DataFrame,
    pengaduan: pd.DataFrame,
    starts: pd.Series,
    cycle: Cycle,
    left_out: list[tuple[str, str, int]],
) -> pd.DataFrame:
    """Measure services and complaints by kelurahan and month.

    Services still open are followed to the last day of the data: Kaplan–Meier tells the share on time
    (``on_time``, %) and the mean days up to :data:`LONGEST_SERVICE` (``days``) as if all had been.
    """
    local = layanan["unit_id"].str.startswith("Kelurahan ")
    left_out.append(("month", "service_of_another_kind_of_unit", int((~local).sum())))
    rows = layanan[local]
    finished = rows["finished"].notna().to_numpy()
    until = rows["finished"].fillna(pd.Timestamp(cycle.latest))
    took = (until - rows["received"]).dt.days.to_numpy(float)
    by = rows.assign(month=periods.of_dates(rows["received"], "month")).groupby(["unit_id", "month"])
    panel = by.agg(services=("received", "size"), finished=("finished", "count"))
    cell = by.ngroup().to_numpy()
    panel["on_time"] = 100 * survival.within(took, finished, rows["standard"].to_numpy(float), cell)
    panel["days"] = survival.restricted_mean(took, finished, cell, LONGEST_SERVICE)
    left_out.append(("month", "month_too_open_to_tell", int(panel["on_time"].isna().sum())))
    heard = pengaduan.assign(month=periods.of_dates(pengaduan["received"], "month"))
    counts = heard.groupby(["unit_id", "month"]).size()
    panel["complaints"] = 1000 * counts.reindex(panel.index, fill_value=0) / panel["services"]
    return _with_start(panel.reset_index(), starts, "month", cycle)


def _unit_quarters(
    skm: pd.DataFrame, starts: pd.Series, cycle: Cycle, left_out: list[tuple[str, str, int]]
) -> pd.DataFrame:
    """Compute the IKM of each kelurahan and quarter: Σ mean answer of nine unsur × 1/9 × 25 (PermenPANRB 14/2017)."""
    local = skm["unit_id"].str.startswith("Kelurahan ")
    left_out.append(("quarter", "answer_about_another_kind_of_unit", int((~local).sum())))
    answers = skm[local].assign(quarter=periods.of_dates(skm["date"], "quarter"))
    by = answers.groupby(["unit_id", "quarter"])
    panel = by[list(rules.UNSUR)].mean().sum(axis=1).div(len(rules.UNSUR)).mul(rules.IKM_SCALE).rename("ikm").to_frame()
    panel["respondents"] = by.size()
    return _with_start(panel.reset_index(), starts, "quarter", cycle)


def _with_start(panel: pd.DataFrame, starts: pd.Series, freq: str, cycle: Cycle) -> pd.DataFrame:
    window = {m: periods.coarsen(m, freq) for m in periods.months(cycle.first, cycle.last)}
    panel["cohort"] = panel["unit_id"].map(starts.map(window)).astype("string")
    home = kelurahan().set_index("unit_id")["kecamatan"]
    panel["kecamatan"] = panel["unit_id"].map(home).astype("string")
    inside = panel[freq].isin(window.values())
    return _finish(panel[inside], "unit_id", freq)


def _finish(panel: pd.DataFrame, unit: str, time: str) -> pd.DataFrame:
    numeric = panel.select_dtypes("number").columns
    return panel.astype(dict.fromkeys(numeric, float)).sort_values([unit, time], ignore_index=True)
