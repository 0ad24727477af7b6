"""Estimate the impact of a cycle: every design, estimator and subgroup, and a grade for each outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analysis import parallel
from analysis.cycle import Analysis, Cycle
from analysis.did.design import CONTROL_GROUPS, NEVER, Design, varied
from analysis.did.estimators import event_bins, group_time
from analysis.did.estimators.registry import beside_headlines
from analysis.did.result import OVERALL, Result, from_effects, label
from analysis.display.tables import Page, Shown
from analysis.domain.outcomes import Outcome
from analysis.impact import heterogeneity, robustness
from analysis.impact.designs import design, fit_headline
from analysis.impact.headline import UNTESTED, Estimated, headline_numbers, headlines, mean_after, pretrend_test
from analysis.impact.possible import TOO_LITTLE, Impossible, attempt, because
from analysis.panels.panel import Panels
from analysis.store.results import empty, hold
from analysis.store.shown import shown


@dataclass(frozen=True, repr=False)
class Impact(Shown):
    """Results of a cycle; each table is declared in ``impact/tables.yaml``. At the end of a cell its headlines show.

    Attributes
    ----------
    estimates : every estimate, tidy.
    headlines : one row an outcome: estimate, interval, adjusted p, pre-trend test and its power, minimum detectable
        effect, breakdown value, agreement, grade and the reason for it.
    skipped : cells that could not be estimated: ``outcome``, ``subgroup``, ``control_group``, ``reason``, ``cells``.
    checks : what could overturn a headline, one row a check.
    curve : the specification curve of each outcome.
    heterogeneity : effects by subgroup and their differences, adjusted for their number.
    not_possible : outcomes, intervals, estimators, checks and subgroups that could not be estimated, and why.
    """

    estimates: pd.DataFrame
    headlines: pd.DataFrame
    skipped: pd.DataFrame
    checks: pd.DataFrame
    curve: pd.DataFrame
    heterogeneity: pd.DataFrame
    not_possible: pd.DataFrame

    def shown(self) -> Page:
        """Return what it shows: each headline with its interval and grade, and what could not be estimated."""
        columns = [
            "outcome", "level", "estimator", "att", "low", "high", "p_adjusted", "n_treated", "n_control", "grade",
            "status",
        ]  # fmt: skip
        lost = self.not_possible.loc[self.not_possible["part"] == "outcome", "outcome"].tolist()
        cells = int(self.skipped["cells"].sum())
        return Page(
            shown("headlines", self.headlines, columns, rows=len(self.headlines)),
            f"{len(self.checks):,} checks and {len(self.curve):,} specifications stand beside them.",
            f"Not estimated: {', '.join(lost)}; the table not_possible says why." if lost else "",
            f"Cells without an estimate: {cells:,}; the table skipped says why." if cells else "",
        )


#: Names of the tables of an impact, as they are written.
TABLES = tuple(f.name for f in fields(Impact))
_SKIPPED = ["outcome", "subgroup", "control_group", "reason", "cells"]


@dataclass
class _Part:
    """What one part of the work on one outcome gave; empty where nothing could be estimated."""

    table: pd.DataFrame | None = None
    lost: list[Impossible] = field(default_factory=list)
    estimated: Estimated | None = None
    skipped: list[tuple[str, str, str, str, int]] = field(default_factory=list)
    groups: pd.DataFrame | None = None


def estimate_impact(
    panels: Panels,
    cycle: Cycle,
    outcomes: Mapping[str, str] | None = None,
    subgroups: Mapping[str, str] | None = None,
) -> Impact:
    """Estimate every outcome that the cycle declares.

    Parameters
    ----------
    panels : the cycle's panels.
    cycle : the cycle file; `analysis` holds its choices.
    outcomes, subgroups : name → planned or exploratory; without a plan everything is exploratory.

    Returns
    -------
    Impact
        An outcome whose exports are absent, or that these data do not determine, is in ``not_possible`` and in no other
        table.
    """
    choices = cycle.analysis
    wanted = choices.measured
    # the longest first, so that the processors finish together
    jobs = [(part, outcome, panels, choices) for part in ("curve", "checks", "main") for outcome in wanted]
    done = dict(zip([(part, o.name) for part, o, *_ in jobs], parallel.run(_job, jobs), strict=True))
    main = [done["main", o.name] for o in wanted]
    shown = [part for part in main if part.estimated is not None]
    names = [part.estimated.outcome.name for part in shown]
    levels = {part.estimated.outcome.level for part in shown}
    placebos = robustness.placebo_outcomes(panels, choices, levels)
    checks = _stacked("checks", [*(done["checks", name].table for name in names), placebos.table])
    curve = _stacked("curve", [done["curve", name].table for name in names])
    table = headlines([part.estimated for part in shown], checks, curve, choices.alpha, outcomes)
    groups = heterogeneity.differences([part.groups for part in shown], outcomes or {}, subgroups or {})
    lost = [row for part in main for row in part.lost]
    lost += [row for kind in ("checks", "curve") for name in names for row in done[kind, name].lost] + placebos.lost
    return Impact(
        _stacked("estimates", [part.table for part in shown]),
        table,
        hold("skipped", pd.DataFrame([row for part in shown for row in part.skipped], columns=_SKIPPED)),
        checks,
        curve,
        groups,
        hold("not_possible", pd.DataFrame([vars(row) for row in lost], columns=[f.name for f in fields(Impossible)])),
    )


def _stacked(name: str, frames: list[pd.DataFrame | None]) -> pd.DataFrame:
    """Put frames below each other as a declared table."""
    present = [frame for frame in frames if frame is not None and len(frame)]
    return hold(name, pd.concat(present, ignore_index=True)) if present else empty(name)


def _job(job: tuple[str, Outcome, Panels, Analysis]) -> Any:
    """Do one part of the work on one outcome."""
    part, outcome, panels, choices = job
    lost: list[Impossible] = []
    d = attempt(lambda: design(outcome, panels, choices), outcome.name, "outcome", "", lost)
    if d is None:
        return _Part(lost=lost)
    if part == "main":
        return _main(outcome, d, panels, choices)
    if part == "checks":
        return robustness.checks(outcome, d, panels, choices)
    table = attempt(lambda: robustness.curve(outcome, d, choices), outcome.name, "curve", "", lost)
    return _Part(table, lost)


def headline_effects(panels: Panels, cycle: Cycle) -> pd.DataFrame:
    """Estimate only the headline of every outcome: ``outcome``, ``att``, ``low``, ``high``.

    An outcome that these data do not determine has no row.
    """
    rows = []
    for outcome in cycle.analysis.measured:
        try:
            d = design(outcome, panels, cycle.analysis)
            row = headline_numbers(outcome, d, fit_headline(outcome, d, cycle.analysis), cycle.analysis, panels)[0]
        except TOO_LITTLE:
            continue
        rows.append((outcome.name, row["att"], row["low"], row["high"]))
    return pd.DataFrame(rows, columns=["outcome", "att", "low", "high"])


def _main(outcome: Outcome, d: Design, panels: Panels, choices: Analysis) -> _Part:
    """Run one outcome through all its estimators."""
    done = _Part()
    try:
        main = fit_headline(outcome, d, choices)
        numbers, districts = headline_numbers(outcome, d, main, choices, panels)
    except TOO_LITTLE as error:
        return _Part(lost=[because(error, outcome.name, "outcome")])
    if outcome.level == "unit" and np.isnan(numbers["se"]) and np.isfinite(main.row()["se"]):
        done.lost.append(Impossible(outcome.name, "interval", "", "no_other_district"))
    bins = attempt(
        partial(event_bins.estimate, d, outcome.bin, *outcome.window), outcome.name, "pretrend", "", done.lost
    )
    pretrend = None
    if bins is not None:
        test = partial(pretrend_test, outcome, d, bins, choices.alpha)
        pretrend = attempt(test, outcome.name, "pretrend", "", done.lost)
    tables, overall = _beside(outcome, d, main, choices, done)
    if bins is not None and outcome.bin > 1 and len(bins.start):
        tables.append(_labelled(outcome, _binned(d, bins, choices), group_time.NAME, CONTROL_GROUPS[0]))
    if outcome.level == "officer":
        compare = partial(heterogeneity.compare, d, panels.officers, choices)
        compared = attempt(compare, outcome.name, "subgroup", "", done.lost)
        if compared is not None:
            tables.append(_labelled(outcome, compared.estimates, group_time.NAME, d.control_group))
            done.groups = compared.table.assign(outcome=outcome.name)
            done.skipped += [(outcome.name, group, d.control_group, why, n) for group, why, n in compared.skipped]
            done.lost += [replace(row, outcome=outcome.name) for row in compared.lost]
    done.table = _as_headlined(pd.concat([t for t in tables if len(t)], ignore_index=True), main.estimator, d, numbers)
    done.estimated = Estimated(
        outcome, main.estimator, numbers, int(main.row()["n_treated"]), int((d.wide.cohort == NEVER).sum()),
        mean_after(d),
        pretrend or UNTESTED, districts, overall,
    )  # fmt: skip
    return done


def _as_headlined(table: pd.DataFrame, estimator: str, d: Design, numbers: dict[str, float]) -> pd.DataFrame:
    """Give the headline's row the headline's interval, and say of every row between whom its error is counted.

    For units in one district the headline allows the district its own shock; its row says ``districts``.
    """
    table = table.assign(error_between=table["level"].map({"officer": "officers", "unit": "units"}).astype("string"))
    headline = table["aggregation"].eq(OVERALL[0]) & table["estimator"].eq(estimator) & table["subgroup"].eq("all")
    headline &= table["control_group"].eq(d.control_group)
    shown = pd.Series(numbers)
    if not table.loc[headline, shown.index].eq(shown).all(axis=None):
        table.loc[headline, shown.index] = shown.to_numpy()
        table.loc[headline, "error_between"] = "districts"
    return table


def _beside(
    outcome: Outcome, d: Design, main: Result, choices: Analysis, done: _Part
) -> tuple[list[pd.DataFrame], dict[tuple[str, str], pd.Series]]:
    """Return what every estimator gives: its rows, and its overall effect by estimator and control group."""
    tables, overall = [], {}
    for name, control_group, fit in _all(d, main, choices):
        item = f"{name}, {control_group}"
        result = attempt(fit, outcome.name, "estimator", item, done.lost)
        if result is None:
            continue
        tables.append(_labelled(outcome, result.table, name, control_group))
        done.skipped += [(outcome.name, "all", control_group, reason, n) for reason, n in result.skipped.items()]
        if (result.table["aggregation"] == OVERALL[0]).any():
            overall[name, control_group] = result.row()
        else:
            done.lost.append(Impossible(outcome.name, "estimator", item, "no_before_and_after"))
    return tables, overall


def _all(d: Design, main: Result, choices: Analysis) -> Iterator[tuple[str, str, Callable[[], Result]]]:
    """Yield every estimator with its control group, and how to call it."""
    for e, control_group in beside_headlines(d.dates):
        # the cells of the group-time estimator are listed one by one, once
        every_cell = (e.name, control_group) == (group_time.NAME, CONTROL_GROUPS[0])
        if main.estimator == e.name and control_group == d.control_group and not every_cell:
            yield e.name, control_group, lambda: main
            continue
        compared = varied(d, control_group=CONTROL_GROUPS[1]) if control_group == CONTROL_GROUPS[1] else d
        yield (
            e.name,
            control_group,
            partial(e.fit, compared, choices.alpha, **({"every_cell": True} if every_cell else {})),
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
