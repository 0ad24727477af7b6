"""Estimate the impact of a cycle: every design, estimator and subgroup into one tidy table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from analysis import periods
from analysis.cycle import Analysis, Cycle
from analysis.did import evidence, group_time, imputation, inference, randomisation, sun_abraham, two_way
from analysis.did.design import NEVER, Design
from analysis.errors import UserError
from analysis.outcomes import OUTCOMES, Outcome
from analysis.panels import Panels

#: Columns of the tidy table of estimates, in order.
COLUMNS = [
    "level", "outcome", "frequency", "estimator", "control_group", "subgroup", "aggregation", "cohort", "time",
    "event_time", "att", "se", "low", "high", "df", "p", "n_treated", "n_control",
]  # fmt: skip
ESTIMATOR = "callaway_santanna"
SUBGROUPS = ("within_sector", "cross_sector", "short_tenure", "long_tenure")
CONTROLS = ("not_yet_treated", "never_treated")
POWER = 0.8


@dataclass(frozen=True)
class Impact:
    """Results of a cycle.

    Attributes
    ----------
    estimates : tidy table, :data:`COLUMNS`.
    headlines : one row an outcome: estimate, interval, adjusted p, pre-trend test, minimum detectable
        effect, grade and the reason for it.
    skipped : cells that could not be estimated: ``outcome``, ``subgroup``, ``control_group``, ``reason``, ``cells``.
    """

    estimates: pd.DataFrame
    headlines: pd.DataFrame
    skipped: pd.DataFrame


def estimate(panels: Panels, cycle: Cycle) -> Impact:
    """Estimate every outcome that the cycle declares.

    Parameters
    ----------
    panels : the cycle's panels.
    cycle : the cycle file; `analysis` holds its choices.
    """
    chosen = [OUTCOMES[name] for name in cycle.analysis.outcomes]
    done = [_outcome(o, panels.by_frequency[o.frequency], panels.officers, cycle.analysis) for o in chosen]
    estimates = pd.DataFrame([row for d in done for row in d[0]])[COLUMNS]
    for column in ("cohort", "time", "subgroup", "control_group", "aggregation", "estimator", "outcome", "level"):
        estimates[column] = estimates[column].astype("string")
    estimates["event_time"] = estimates["event_time"].astype("Int64")
    headlines = _graded(pd.DataFrame([d[1] for d in done]), cycle.analysis.alpha)
    skipped = pd.DataFrame(
        [row for d in done for row in d[2]], columns=["outcome", "subgroup", "control_group", "reason"]
    )
    skipped = skipped.groupby(list(skipped.columns), as_index=False).size().rename(columns={"size": "cells"})
    return Impact(estimates, headlines, skipped)


def overall(panels: Panels, cycle: Cycle) -> pd.DataFrame:
    """Estimate only the headline of every outcome: ``outcome``, ``att``, ``low``, ``high``."""
    rows = []
    for outcome in (OUTCOMES[name] for name in cycle.analysis.outcomes):
        panel = panels.by_frequency[outcome.frequency]
        d = design(outcome, panel, panels.officers, cycle.analysis, CONTROLS[0])
        cells = group_time.estimate(d)
        a = inference.aggregate(cells, cells.event_time >= 0)
        found = inference.interval(a, d.wide.sampling, cycle.analysis.alpha)
        rows.append((outcome.name, found.att, found.low, found.high))
    return pd.DataFrame(rows, columns=["outcome", "att", "low", "high"])


def design(
    outcome: Outcome, panel: pd.DataFrame, officers: pd.DataFrame, choices: Analysis, control_group: str
) -> Design:
    """Set up the design of an outcome: officers with covariates, kelurahan without.

    A rater marks several officers with one hand, and a move changes the hand: errors of rated outcomes are
    clustered by the first and by the last rater of each officer.
    """
    of_officers = outcome.level == "officer"
    covariates = officers.set_index("officer_id")[list(choices.covariates)] if of_officers else None
    return Design(
        panel,
        outcome.name,
        "officer_id" if of_officers else "unit_id",
        outcome.frequency,
        covariates=covariates if covariates is not None and len(covariates.columns) else None,
        anticipation=getattr(choices.anticipation, outcome.frequency),
        control_group=control_group,
        clusters=officers.set_index("officer_id")[["rater_first", "rater_last"]] if outcome.rated else None,
    )


def members(d: Design, officers: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return, for each subgroup, which units of a design it holds (bool, one a unit).

    Kinds of move select among the treated; tenure, known before treatment, among all.
    """
    known = officers.set_index("officer_id").reindex(d.wide.units)
    long = known["long_tenure"].to_numpy(bool)
    kinds = {k: known["kind_of_move"].to_numpy(str) == k for k in SUBGROUPS[:2]}
    return kinds | {"short_tenure": ~long, "long_tenure": long}


def _outcome(
    outcome: Outcome, panel: pd.DataFrame, officers: pd.DataFrame, choices: Analysis
) -> tuple[list[dict], dict, list[tuple]]:
    """Run one outcome through all its designs; return tidy rows, its headline and the cells skipped."""
    rows: list[dict] = []
    skipped: list[tuple] = []
    headline: dict[str, Any] = {"level": outcome.level, "outcome": outcome.name}
    for control_group in CONTROLS:
        d = design(outcome, panel, officers, choices, control_group)
        cells = group_time.estimate(d)
        if not (cells.event_time >= 0).any():
            raise UserError(
                f"outcome '{outcome.name}': no cohort is observed before and after its move with enough units "
                f"({len(cells.skipped)} cells skipped); take it out of analysis.outcomes in the cycle file."
            )
        fixed = _labels(outcome, ESTIMATOR, control_group, "all")
        rows += _tidy(cells, d, fixed, choices.alpha, every_cell=control_group == CONTROLS[0])
        skipped += [(outcome.name, "all", control_group, reason) for *_, reason in cells.skipped]
        if control_group == CONTROLS[0]:
            headline |= _headline(outcome, d, cells, choices.alpha)
            if outcome.level == "officer":
                rows += _subgroups(outcome, d, officers, choices.alpha, skipped)
            else:
                headline["p_randomisation"], headline["districts"] = randomisation.over_districts(d, "kecamatan")
        else:
            never = next(r for r in rows if (r["control_group"], r["aggregation"]) == (control_group, "overall"))
            headline |= {"att_never": never["att"], "p_never": never["p"]}
    imputed = list(_imputation(outcome, d, choices.alpha))
    rows += imputed
    rows += _sun_abraham(outcome, d, choices.alpha)
    headline |= {"att_imputation": imputed[0]["att"], "p_imputation": imputed[0]["p"]}
    result, n_treated, n_control = two_way.estimate(d, choices.alpha)
    rows.append(
        _labels(outcome, "two_way_fixed_effects", "all", "all")
        | _numbers(result, n_treated, n_control)
        | {"aggregation": "overall"}
    )
    headline |= {"att_two_way": result.att, "p_two_way": result.p}
    return rows, headline, skipped


def _aggregations(event_time: np.ndarray) -> Iterator[tuple[np.ndarray, dict]]:
    """Yield what to average and how to label it: all after the move (if any), then each event time."""
    if (event_time >= 0).any():
        yield event_time >= 0, {"aggregation": "overall"}
    for e in np.unique(event_time):
        yield event_time == e, {"aggregation": "event_time", "event_time": int(e)}


def _imputation(outcome: Outcome, d: Design, alpha: float) -> Iterator[dict]:
    """Yield the overall and event-time rows of the imputation estimator."""
    found = imputation.impute(d)
    fixed = _labels(outcome, "imputation", CONTROLS[0], "all")
    n_control = int((d.wide.cohort == NEVER).sum())
    for which, labels in _aggregations(found.event_time):
        att, influence, n_treated = imputation.aggregate(found, which, d)
        a = inference.Aggregate(att, influence, n_treated, n_control)
        yield fixed | _numbers(inference.interval(a, d.wide.sampling, alpha), n_treated, n_control) | labels


def _sun_abraham(outcome: Outcome, d: Design, alpha: float) -> Iterator[dict]:
    """Yield the overall and event-time rows of the interaction-weighted estimator (unit and period effects only)."""
    found = sun_abraham.estimate(d)
    fixed = _labels(outcome, "sun_abraham", CONTROLS[1], "all")
    treated = int((d.wide.cohort != NEVER).sum())
    df = (treated if treated < inference.FEW_TREATED else found.clusters) - 1
    n_control = int((d.wide.cohort == NEVER).sum())
    for which, labels in _aggregations(found.event_time):
        result = inference.from_error(*sun_abraham.aggregate(found, which), df, alpha)
        n_treated = int(np.isin(d.wide.cohort, found.cohort[which]).sum())
        yield fixed | _numbers(result, n_treated, n_control) | labels


def _labels(outcome: Outcome, estimator: str, control_group: str, subgroup: str) -> dict:
    return {
        "level": outcome.level,
        "outcome": outcome.name,
        "frequency": outcome.frequency,
        "estimator": estimator,
        "control_group": control_group,
        "subgroup": subgroup,
        "cohort": None,
        "time": None,
        "event_time": None,
    }


def _numbers(result: inference.Interval, n_treated: int, n_control: int) -> dict:
    return asdict(result) | {"n_treated": n_treated, "n_control": n_control}


def _tidy(cells: group_time.Cells, d: Design, fixed: dict, alpha: float, every_cell: bool = False) -> Iterator[dict]:
    """Yield the overall, event-time, cohort and (if asked) group-time rows of a set of cells."""
    freq = fixed["frequency"]
    post = cells.event_time >= 0

    def row(which: np.ndarray, **labels: object) -> dict:
        a = inference.aggregate(cells, which)
        return fixed | _numbers(inference.interval(a, d.wide.sampling, alpha), a.n_treated, a.n_control) | labels

    for which, labels in _aggregations(cells.event_time):
        yield row(which, **labels)
    for g in np.unique(cells.cohort[post]):
        yield row(post & (cells.cohort == g), aggregation="cohort", cohort=periods.from_ordinal(g, freq))
    if every_cell:
        for k, (g, t) in enumerate(zip(cells.cohort, cells.time, strict=True)):
            yield row(
                np.arange(len(cells.att)) == k,
                aggregation="group_time",
                cohort=periods.from_ordinal(g, freq),
                time=periods.from_ordinal(t, freq),
                event_time=int(t - g),
            )


def _subgroups(outcome: Outcome, d: Design, officers: pd.DataFrame, alpha: float, skipped: list[tuple]) -> list[dict]:
    rows: list[dict] = []
    for name, member in members(d, officers).items():
        if name.endswith("tenure"):
            part = replace(d, panel=d.panel[d.panel[d.unit].isin(d.wide.units[member])])
            cells = group_time.estimate(part)
        else:
            part = d
            cells = group_time.estimate(d, treated=member)
        skipped += [(outcome.name, name, d.control_group, reason) for *_, reason in cells.skipped]
        rows += _tidy(cells, part, _labels(outcome, ESTIMATOR, d.control_group, name), alpha)
    return rows


def _headline(outcome: Outcome, d: Design, cells: group_time.Cells, alpha: float) -> dict:
    overall = inference.aggregate(cells, cells.event_time >= 0)
    result = inference.interval(overall, d.wide.sampling, alpha)
    last = -2 - d.anticipation
    bins = [
        (cells.event_time <= e) & (cells.event_time > e - outcome.bin) & (cells.event_time >= outcome.window[0])
        for e in range(last, outcome.window[0] - 1, -outcome.bin)
    ]
    before = [inference.aggregate(cells, which) for which in bins if which.any()]
    statistic, p, restrictions = inference.joint_test(before, d.wide.sampling) if before else (np.nan, np.nan, 0)
    return _numbers(result, overall.n_treated, int((d.wide.cohort == NEVER).sum())) | {
        "pretrend_statistic": statistic,
        "pretrend_restrictions": restrictions,
        "pretrend_p": p,
        # found with probability POWER by a t test at level alpha, given the standard error
        "detectable": (stats.t.ppf(1 - alpha / 2, result.df) + stats.t.ppf(POWER, result.df)) * result.se,
        "p_randomisation": np.nan,
        "districts": 0,
    }


def _graded(headlines: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Adjust p-values over outcomes (Holm 1979) and grade the evidence of each."""
    known = headlines["p"].notna()
    headlines["p_adjusted"] = np.nan
    if known.any():
        headlines.loc[known, "p_adjusted"] = multipletests(headlines.loc[known, "p"], alpha, "holm")[1]
    graded = []
    for row in headlines.itertuples():
        signs = {np.sign(v) for v in (row.att, row.att_never, row.att_imputation, row.att_two_way)}
        facts = evidence.Facts(row.p_adjusted, row.pretrend_p, len(signs) == 1, row.p_never, row.p_randomisation, alpha)
        graded.append(evidence.grade(facts))
    return headlines.assign(grade=[g for g, _ in graded], reason=[r for _, r in graded])
