"""Estimate the impact of a cycle: every design, estimator and subgroup, and a grade for each outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis import parallel
from analysis.cycle import Analysis, Cycle
from analysis.did.design import CONTROL_GROUPS, Design, varied
from analysis.did.estimators import event_bins, group_time
from analysis.did.estimators.registry import beside_headlines
from analysis.did.result import Result, from_effects, label
from analysis.domain.outcomes import OUTCOMES, Outcome
from analysis.impact import heterogeneity, robustness
from analysis.impact.designs import design, fit_headline
from analysis.impact.headline import POWER, graded_headlines, headline_numbers, headline_row
from analysis.panels.panel import Panels

#: Columns of the tidy table of estimates, in order.
COLUMNS = [
    "level", "outcome", "frequency", "estimator", "control_group", "subgroup", "aggregation", "cohort", "time",
    "event_time", "att", "se", "low", "high", "df", "p", "n_treated", "n_control",
]  # fmt: skip


@dataclass(frozen=True)
class Impact:
    """Results of a cycle.

    Attributes
    ----------
    estimates : tidy table, :data:`COLUMNS`.
    headlines : one row an outcome: estimate, interval, adjusted p, pre-trend test and its power, minimum detectable
        effect, breakdown value, agreement, grade and the reason for it.
    skipped : cells that could not be estimated: ``outcome``, ``subgroup``, ``control_group``, ``reason``, ``cells``.
    checks : what could overturn a headline, one row a check, :data:`analysis.impact.robustness.COLUMNS`.
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


def estimate_impact(panels: Panels, cycle: Cycle) -> Impact:
    """Estimate every outcome that the cycle declares.

    Parameters
    ----------
    panels : the cycle's panels.
    cycle : the cycle file; `analysis` holds its choices.
    """
    choices = cycle.analysis
    # the longest first, so that the processors finish together
    jobs = [(part, name, panels, choices) for part in ("curve", "checks", "main") for name in choices.outcomes]
    found = dict(zip([(part, name) for part, name, *_ in jobs], parallel.run(_job, jobs), strict=True))
    done = [found["main", name] for name in choices.outcomes]
    estimates = pd.concat([d.estimates for d in done], ignore_index=True)[COLUMNS]
    skipped = pd.DataFrame(
        [row for d in done for row in d.skipped], columns=["outcome", "subgroup", "control_group", "reason", "cells"]
    )
    checks = [found["checks", name] for name in choices.outcomes]
    checks.append(robustness.placebo_outcomes(panels, choices, {OUTCOMES[name].level for name in choices.outcomes}))
    every = pd.concat(checks, ignore_index=True)
    curve = pd.concat([found["curve", name] for name in choices.outcomes], ignore_index=True)
    headlines = graded_headlines(pd.DataFrame([d.headline for d in done]), every, curve, choices.alpha)
    groups = pd.concat([d.groups for d in done], ignore_index=True)
    return Impact(estimates, headlines, skipped, every, curve, heterogeneity.adjust(groups))


def _job(job: tuple[str, str, Panels, Analysis]) -> Any:
    """Do one part of the work on one outcome."""
    part, name, panels, choices = job
    outcome = OUTCOMES[name]
    if part == "main":
        return _outcome(outcome, panels, choices)
    d = design(outcome, panels, choices)
    return robustness.curve(outcome, d, choices) if part == "curve" else robustness.checks(outcome, d, panels, choices)


def headline_effects(panels: Panels, cycle: Cycle) -> pd.DataFrame:
    """Estimate only the headline of every outcome: ``outcome``, ``att``, ``low``, ``high``."""
    rows = []
    for outcome in (OUTCOMES[name] for name in cycle.analysis.outcomes):
        d = design(outcome, panels, cycle.analysis)
        found = headline_numbers(outcome, d, fit_headline(outcome, d, cycle.analysis), cycle.analysis, panels)[0]
        rows.append((outcome.name, found["att"], found["low"], found["high"]))
    return pd.DataFrame(rows, columns=["outcome", "att", "low", "high"])


@dataclass(frozen=True)
class _Done:
    estimates: pd.DataFrame
    headline: dict[str, Any]
    skipped: list[tuple[str, str, str, str, int]]
    groups: pd.DataFrame


def _outcome(outcome: Outcome, panels: Panels, choices: Analysis) -> _Done:
    """Run one outcome through all its estimators."""
    d = design(outcome, panels, choices)
    main = fit_headline(outcome, d, choices)
    tables, skipped = [], []
    by_name: dict[str, pd.Series] = {}
    for name, control_group, result in _all(outcome, d, main, choices):
        tables.append(_labelled(outcome, result.table, name, control_group))
        skipped += [(outcome.name, "all", control_group, reason, n) for reason, n in result.skipped.items()]
        by_name[f"{name}, {control_group}"] = result.row()
    bins = event_bins.estimate(d, outcome.bin, *outcome.window)
    if outcome.bin > 1:
        tables.append(_labelled(outcome, _binned(d, bins, choices), group_time.NAME, CONTROL_GROUPS[0]))
    headline = headline_row(outcome, d, bins, main, choices)
    headline["never_low"], headline["never_high"] = (
        by_name[f"{group_time.NAME}, never_treated"][k] for k in ("low", "high")
    )
    headline["att_never"] = by_name[f"{group_time.NAME}, never_treated"]["att"]
    headline["p_never"] = by_name[f"{group_time.NAME}, never_treated"]["p"]
    headline["same_sign"] = len({np.sign(r["att"]) for r in by_name.values()}) == 1
    found, districted = headline_numbers(outcome, d, main, choices, panels)
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
    return _Done(pd.concat(tables, ignore_index=True), headline, skipped, groups)


def _all(outcome: Outcome, d: Design, main: Result, choices: Analysis) -> Iterator[tuple[str, str, Result]]:
    """Yield every estimator's result with its name and control group."""
    never = varied(d, control_group=CONTROL_GROUPS[1])
    for e, control_group in beside_headlines():
        # the cells of the group-time estimator are listed one by one, once
        options = {"every_cell": True} if (e.name, control_group) == (group_time.NAME, CONTROL_GROUPS[0]) else {}
        if main.estimator == e.name and control_group == d.control_group and not options:
            yield e.name, control_group, main
        else:
            yield (
                e.name,
                control_group,
                e.fit(never if control_group == never.control_group else d, choices.alpha, **options),
            )


def _binned(d: Design, bins: event_bins.Bins, choices: Analysis) -> pd.DataFrame:
    """Return the event study in the outcome's bins; `event_time` is a bin's first."""
    labels = [label("event_bin", event_time=int(e)) for e in bins.start]
    return from_effects(group_time.NAME, d, labels, bins.effects, choices.alpha, {}).table


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
