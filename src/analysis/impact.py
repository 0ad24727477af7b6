"""Estimate the impact of a cycle: every design, estimator and subgroup into one tidy table, and a grade for each outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from analysis import heterogeneity, robustness
from analysis.cycle import Analysis, Cycle
from analysis.did import evidence, inference, randomisation
from analysis.did.cells import Effects
from analysis.did.design import NEVER, Design, varied
from analysis.did.diagnostics import pretrends
from analysis.did.estimators import extended_two_way, group_time, imputation, stacked, sun_abraham, two_way
from analysis.did.result import OVERALL, Result
from analysis.errors import UserError
from analysis.outcomes import OUTCOMES, Outcome
from analysis.panels import Panels

#: Columns of the tidy table of estimates, in order.
COLUMNS = [
    "level", "outcome", "frequency", "estimator", "control_group", "subgroup", "aggregation", "cohort", "time",
    "event_time", "att", "se", "low", "high", "df", "p", "n_treated", "n_control",
]  # fmt: skip
#: Every estimator that a report sets beside each other, by name.
ESTIMATORS = {
    group_time.NAME: group_time.fit,
    imputation.NAME: imputation.fit,
    imputation.TWO_STAGE: imputation.two_stage,
    sun_abraham.NAME: sun_abraham.fit,
    extended_two_way.NAME: extended_two_way.fit,
    stacked.NAME: stacked.fit,
    two_way.NAME: two_way.fit,
}
CONTROLS = ("not_yet_treated", "never_treated")
POWER = 0.8


@dataclass(frozen=True)
class Impact:
    """Results of a cycle.

    Attributes
    ----------
    estimates : tidy table, :data:`COLUMNS`.
    headlines : one row an outcome: estimate, interval, adjusted p, pre-trend test and its power, minimum detectable
        effect, breakdown value, agreement, grade and the reason for it.
    skipped : cells that could not be estimated: ``outcome``, ``subgroup``, ``control_group``, ``reason``, ``cells``.
    checks : what could overturn a headline, one row a check, :data:`analysis.robustness.COLUMNS`.
    curve : the specification curve of each outcome.
    heterogeneity : effects by subgroup and their differences, adjusted for their number.
    """

    estimates: pd.DataFrame
    headlines: pd.DataFrame
    skipped: pd.DataFrame
    checks: pd.DataFrame
    curve: pd.DataFrame
    heterogeneity: pd.DataFrame


#: Names of the tables of an impact, as they are written.
TABLES = ("estimates", "headlines", "skipped", "checks", "curve", "heterogeneity")


def estimate(panels: Panels, cycle: Cycle) -> Impact:
    """Estimate every outcome that the cycle declares.

    Parameters
    ----------
    panels : the cycle's panels.
    cycle : the cycle file; `analysis` holds its choices.
    """
    choices = cycle.analysis
    done = [_outcome(OUTCOMES[name], panels, choices) for name in choices.outcomes]
    estimates = pd.concat([d.estimates for d in done], ignore_index=True)[COLUMNS]
    skipped = pd.DataFrame(
        [row for d in done for row in d.skipped], columns=["outcome", "subgroup", "control_group", "reason", "cells"]
    )
    checks, curve = robustness.assess(panels, choices, {d.outcome.name: d.design for d in done})
    headlines = _graded(pd.DataFrame([d.headline for d in done]), checks, curve, choices.alpha)
    groups = pd.concat([d.groups for d in done], ignore_index=True)
    return Impact(estimates, headlines, skipped, checks, curve, heterogeneity.adjust(groups, choices.alpha))


def overall(panels: Panels, cycle: Cycle) -> pd.DataFrame:
    """Estimate only the headline of every outcome: ``outcome``, ``att``, ``low``, ``high``."""
    rows = []
    for outcome in (OUTCOMES[name] for name in cycle.analysis.outcomes):
        d = design(outcome, panels, cycle.analysis)
        found = _speaks(outcome, d, _fit(outcome, d, cycle.analysis), cycle.analysis, panels)[0]
        rows.append((outcome.name, found["att"], found["low"], found["high"]))
    return pd.DataFrame(rows, columns=["outcome", "att", "low", "high"])


def design(outcome: Outcome, panels: Panels, choices: Analysis, control_group: str = CONTROLS[0]) -> Design:
    """Set up the design of an outcome: officers with covariates, kelurahan without.

    A rater marks several officers with one hand, and a move changes the hand: errors of rated outcomes are
    clustered by the first and by the last rater of each officer.
    """
    of_officers = outcome.level == "officer"
    officers = panels.officers.set_index("officer_id")
    covariates = officers[list(choices.covariates)] if of_officers and choices.covariates else None
    return Design(
        panels.by_frequency[outcome.frequency],
        outcome.name,
        "officer_id" if of_officers else "unit_id",
        outcome.frequency,
        covariates=covariates,
        anticipation=getattr(choices.anticipation, outcome.frequency),
        control_group=control_group,
        clusters=officers[["rater_first", "rater_last"]] if outcome.rated else None,
    )


def districts(panels: Panels, outcome: Outcome) -> pd.Series:
    """Return the kecamatan of each kelurahan."""
    return panels.by_frequency[outcome.frequency].drop_duplicates("unit_id").set_index("unit_id")["kecamatan"]


@dataclass(frozen=True)
class _Done:
    outcome: Outcome
    design: Design
    estimates: pd.DataFrame
    headline: dict[str, Any]
    skipped: list[tuple[str, str, str, str, int]]
    groups: pd.DataFrame


def _fit(outcome: Outcome, d: Design, choices: Analysis) -> Result:
    """Estimate with the estimator that speaks for the outcome's level."""
    result = ESTIMATORS[getattr(choices.estimators, outcome.level)](d, alpha=choices.alpha)
    if not (result.table["aggregation"] == OVERALL[0]).any():
        raise UserError(
            f"outcome '{outcome.name}': no cohort is observed before and after its move with enough units "
            f"({sum(result.skipped.values())} cells skipped); take it out of analysis.outcomes in the cycle file."
        )
    return result


def _outcome(outcome: Outcome, panels: Panels, choices: Analysis) -> _Done:
    """Run one outcome through all its estimators."""
    d = design(outcome, panels, choices)
    main = _fit(outcome, d, choices)
    tables, skipped = [], []
    by_name: dict[str, pd.Series] = {}
    for name, control_group, result in _all(outcome, d, main, choices):
        tables.append(_labelled(outcome, result.table, name, control_group))
        skipped += [(outcome.name, "all", control_group, reason, n) for reason, n in result.skipped.items()]
        by_name[f"{name}, {control_group}"] = result.row()
    headline = _headline(outcome, d, main, choices)
    headline["never_low"], headline["never_high"] = (
        by_name[f"{group_time.NAME}, never_treated"][k] for k in ("low", "high")
    )
    headline["att_never"] = by_name[f"{group_time.NAME}, never_treated"]["att"]
    headline["p_never"] = by_name[f"{group_time.NAME}, never_treated"]["p"]
    headline["same_sign"] = len({np.sign(r["att"]) for r in by_name.values()}) == 1
    found, districted = _speaks(outcome, d, main, choices, panels)
    headline |= found
    if districted is not None:
        headline |= {"p_randomisation": districted.p, "districts": districted.count}
    reach = stats.t.ppf(1 - choices.alpha / 2, headline["df"]) + stats.t.ppf(POWER, headline["df"])
    # found with probability POWER by a t test at level alpha, given the standard error
    headline["detectable"] = reach * headline["se"]
    groups = heterogeneity.NOTHING
    if outcome.level == "officer":
        groups, by_event, lost = heterogeneity.compare(d, panels.officers, choices)
        tables.append(_labelled(outcome, by_event, group_time.NAME, d.control_group))
        groups.insert(0, "outcome", outcome.name)
        skipped += [(outcome.name, group, d.control_group, reason, n) for group, reason, n in lost]
    return _Done(outcome, d, pd.concat(tables, ignore_index=True), headline, skipped, groups)


def _all(
    outcome: Outcome, d: Design, main: Result, choices: Analysis
) -> Iterator[tuple[str, str, Result]]:
    """Yield every estimator's result with its name and control group."""
    never = varied(d, control_group=CONTROLS[1])
    plain = varied(d, covariates=[]) if d.wide.x.shape[1] > 1 else d
    yield group_time.NAME, CONTROLS[0], group_time.fit(d, alpha=choices.alpha, every_cell=True)
    yield group_time.NAME, CONTROLS[1], group_time.fit(never, alpha=choices.alpha)
    for name in (imputation.NAME, imputation.TWO_STAGE, extended_two_way.NAME, stacked.NAME):
        result = main if main.estimator == name else ESTIMATORS[name](plain, alpha=choices.alpha)
        yield name, CONTROLS[0], result
    yield sun_abraham.NAME, CONTROLS[1], sun_abraham.fit(plain, choices.alpha)
    yield two_way.NAME, "all", two_way.fit(d, choices.alpha)


def _labelled(outcome: Outcome, table: pd.DataFrame, estimator: str, control_group: str) -> pd.DataFrame:
    """Say of rows what they estimate and how."""
    fixed = {
        "level": outcome.level, "outcome": outcome.name, "frequency": outcome.frequency, "estimator": estimator,
        "control_group": control_group,
    }  # fmt: skip
    if "subgroup" not in table:
        fixed["subgroup"] = "all"
    out = table.assign(**fixed)
    return out.astype(dict.fromkeys([*fixed, "subgroup"], "string"))


def _speaks(
    outcome: Outcome, d: Design, main: Result, choices: Analysis, panels: Panels
) -> tuple[dict[str, float], randomisation.Districts | None]:
    """Return the headline's estimate and interval: by districts where all treated units lie in one."""
    row = main.row()
    numbers = {k: float(row[k]) for k in ("att", "se", "low", "high", "df", "p")}
    if outcome.level == "officer":
        return numbers, None
    home = districts(panels, outcome)
    found = randomisation.over_districts(d, home, main.estimator, choices.alpha)
    if home.reindex(d.wide.units[d.wide.cohort != NEVER]).nunique() == 1 and found.se > numbers["se"]:
        numbers |= {"se": found.se, "low": found.low, "high": found.high, "df": found.df, "p": found.p_t}
    return numbers, found


def _headline(outcome: Outcome, d: Design, main: Result, choices: Analysis) -> dict[str, Any]:
    """Test the pre-periods of the group-time estimator and say how many units stand behind the headline."""
    w = d.wide
    before, distance = pre_periods(outcome, d, choices.alpha)
    event = w.event_time()
    after = w.seen & (event >= 0)
    reach = float(event[after].mean()) + 1 + d.anticipation
    found = pretrends.assess(before, distance, reach, w.sampling, choices.alpha)
    row = main.row()
    return {
        "level": outcome.level,
        "outcome": outcome.name,
        "estimator": main.estimator,
        "n_treated": int(row["n_treated"]),
        "n_control": int((w.cohort == NEVER).sum()),
        "pretrend_statistic": found.statistic,
        "pretrend_restrictions": found.restrictions,
        "pretrend_p": found.p,
        "pretrend_bias_80": found.bias_80,
        "p_randomisation": np.nan,
        "districts": 0,
    }


def pre_periods(outcome: Outcome, d: Design, alpha: float) -> tuple[Effects, np.ndarray]:
    """Return the effects of pre-periods, averaged over the outcome's bins, and their distance from the base period."""
    result = group_time.fit(d, alpha=alpha)
    t = result.table
    event = t["event_time"].where(t["aggregation"] == "event_time").to_numpy(float, na_value=np.nan)
    last = -2 - d.anticipation
    effects, distance = [], []
    for e in range(last, outcome.window[0] - 1, -outcome.bin):
        which = (event <= e) & (event > e - outcome.bin) & (event >= outcome.window[0])
        if which.any():
            part = result.effects(which)
            effects.append(part)
            distance.append(float(event[which].mean()) - (last + 1))
    if not effects:
        nothing = np.empty(0)
        return Effects(nothing, np.empty((len(d.wide.units), 0)), nothing, nothing), nothing
    return (
        Effects(
            np.array([p.att.mean() for p in effects]),
            np.column_stack([p.influence.mean(axis=1) for p in effects]),
            np.array([p.n_treated.max() for p in effects]),
            np.array([p.n_control.max() for p in effects]),
        ),
        np.array(distance),
    )


def _graded(headlines: pd.DataFrame, checks: pd.DataFrame, curve: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Adjust p-values over outcomes (Holm 1979; Benjamini & Hochberg 1995) and grade the evidence of each."""
    known = headlines["p"].notna()
    for column, method in (("p_adjusted", "holm"), ("q", "fdr_bh")):
        headlines[column] = np.nan
        if known.any():
            headlines.loc[known, column] = multipletests(headlines.loc[known, "p"], alpha, method)[1]
    headlines["breakdown"] = headlines["outcome"].map(robustness.value(checks, "breakdown_relative_magnitudes"))
    agreement = robustness.agreement(curve, headlines)
    headlines = headlines.join(agreement, on="outcome")
    graded = [evidence.grade(evidence.facts(row, alpha)) for row in headlines.to_dict("records")]
    return headlines.assign(grade=[g for g, _ in graded], reason=[r for _, r in graded])
