"""Panels of officers: officer × semester and officer × year, with cohorts, covariates and subgroups."""

from __future__ import annotations

import pandas as pd

from analysis.cycle import Cycle
from analysis.domain import periods, post_standards, regulations
from analysis.domain.areas import Region
from analysis.intake import units as unit_names
from analysis.panels.panel import finish


def programme_moves(mutasi: pd.DataFrame, region: Region) -> pd.DataFrame:
    """Return the programme's moves in order of TMT, with ``semester`` and ``cross_sector`` (by sectors of units)."""
    moves = mutasi[mutasi["kind"] == "programme"].sort_values(["tmt", "officer_id"], kind="stable", ignore_index=True)
    sector = unit_names.of(region).sectors
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


def subgroup_labels(
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
    about = unit_names.of(cycle.area.region).describe(register_unit)
    ours = about.loc[cycle.area.within(about["kecamatan"]), "unit_id"]
    met = post_standards.meets(
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


def raters(skp: pd.DataFrame, officers: pd.DataFrame) -> pd.DataFrame:
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


def officer_semesters(
    officers: pd.DataFrame,
    skp: pd.DataFrame,
    presensi: pd.DataFrame,
    cycle: Cycle,
    left_out: list[tuple[str, str, int]],
) -> pd.DataFrame:
    """Measure performance, attendance and lateness by officer and semester, up to a second move."""
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
    score = panel["number"].where(panel["semester"] < regulations.SKP_BREAK, panel["result"] + panel["conduct"])
    panel["skp"] = standardise(score.astype("Float64"), panel["semester"], never)
    columns = ["officer_id", "semester", "cohort", "skp", "attendance", "lateness", "repaired"]
    return finish(panel[columns], "officer_id", "semester")


def officer_years(
    officers: pd.DataFrame, kompetensi: pd.DataFrame, left_out: list[tuple[str, str, int]]
) -> pd.DataFrame:
    """Measure the mean and each of the assessed competencies by officer and year, up to a second move."""
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
    return finish(panel[["officer_id", "year", "cohort", "competence", *scores, "repaired"]], "officer_id", "year")
