"""One row an outcome: estimate, interval, pre-trend test, power, agreement and the grade of the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.cycle import Analysis
from analysis.did.design import CONTROL_GROUPS, Design
from analysis.did.diagnostics import pretrends
from analysis.did.diagnostics.districts import Districts
from analysis.did.estimators import event_bins, group_time
from analysis.did.inference import intervals
from analysis.did.inference.repeated_looks import nominal_level
from analysis.did.result import Result
from analysis.domain.outcomes import Outcome
from analysis.impact import evidence, robustness
from analysis.impact.designs import between_districts
from analysis.impact.evidence import EXPLORATORY
from analysis.panels.panel import Panels
from analysis.panels.units import districts_of
from analysis.store.results import empty, hold

POWER = 0.8
#: The test of pre-periods where it cannot be made.
UNTESTED = pretrends.Pretrends(np.nan, np.nan, 0, *[np.nan] * 4)
_NUMBERS = ("att", "se", "low", "high", "df", "p")


@dataclass(frozen=True)
class Estimated:
    """What an outcome's row of headlines is made from.

    Attributes
    ----------
    outcome : the outcome.
    estimator : that of the headline.
    numbers : ``att``, ``se``, ``low``, ``high``, ``df`` and ``p``; for kelurahan allowing each kecamatan its shock.
    n_treated, n_control : treated behind the estimate, never treated in the design.
    mean_after : of the outcome among the treated after treatment (:func:`mean_after`).
    pretrends : the test of pre-periods and its power.
    districts : the comparison between kecamatan; None for officers.
    overall : the overall effect by estimator and control group, of those that could be estimated.
    """

    outcome: Outcome
    estimator: str
    numbers: dict[str, float]
    n_treated: int
    n_control: int
    mean_after: float
    pretrends: pretrends.Pretrends
    districts: Districts | None
    overall: dict[tuple[str, str], pd.Series]


def mean_after(design: Design) -> float:
    """Return the mean outcome of the treated after treatment, over what is seen; less the ATT it is that without it."""
    w = design.wide
    weight = np.where(w.seen & (w.event_time() >= 0), w.weight[:, None], 0.0)
    return float(np.average(np.where(w.seen, w.y, 0.0), weights=weight)) if weight.any() else np.nan


def headline_numbers(
    outcome: Outcome, d: Design, main: Result, choices: Analysis, panels: Panels
) -> tuple[dict[str, float], Districts | None]:
    """Return the headline's estimate and interval: by districts where all treated units lie in one."""
    row = main.row()
    numbers = {k: float(row[k]) for k in _NUMBERS}
    if outcome.level == "officer":
        return numbers, None
    home = districts_of(panels.by_frequency[outcome.frequency])
    return between_districts(d, home, main.estimator, numbers, choices.alpha)


def pretrend_test(outcome: Outcome, d: Design, bins: event_bins.Bins, alpha: float) -> pretrends.Pretrends:
    """Test the pre-periods in the outcome's bins, and the power of the test against a linear trend."""
    w = d.wide
    event = w.event_time()
    # the base bin's middle lies this far before treatment
    reach = float(event[w.seen & (event >= 0)].mean()) + d.anticipation + (outcome.bin + 1) / 2
    early = np.flatnonzero(bins.before)
    return pretrends.assess(bins.effects[early], bins.distance[early], reach, w.sampling, alpha)


def headlines(
    estimated: Sequence[Estimated],
    checks: pd.DataFrame,
    curve: pd.DataFrame,
    alpha: float,
    status: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Make the table of headlines, complete; its columns are declared in ``impact/tables.yaml``.

    P-values are adjusted over the outcomes (Holm 1979; Benjamini & Hochberg 1995), and the evidence of each is graded.

    Parameters
    ----------
    estimated : one an outcome, in the order of the table.
    checks, curve : the tables of all outcomes.
    alpha : level of the tests.
    status : outcome → planned or exploratory; without a plan every outcome is exploratory.
    """
    rows = [headline_row(one, alpha) for one in estimated]
    if not rows:
        return empty("headlines")
    table = pd.DataFrame(rows)
    table["p_adjusted"] = intervals.holm(table["p"])
    table["q"] = intervals.q_values(table["p"])
    table["breakdown"] = table["outcome"].map(robustness.value(checks, "breakdown_relative_magnitudes"))
    table = table.join(robustness.holding(checks, curve, table, alpha), on="outcome")
    table = table.join(robustness.agreement(curve, table), on="outcome")
    graded = [evidence.grade(evidence.facts(row, alpha)) for row in table.to_dict("records")]
    table["grade"], table["reason"] = ([part[k] for part in graded] for k in (0, 1))
    table["status"] = table["outcome"].map(dict(status or {})).fillna(EXPLORATORY)
    return hold("headlines", table)


def headline_row(one: Estimated, alpha: float) -> dict:
    """Return what an outcome's row holds before it is seen beside the others."""
    never = one.overall.get((group_time.NAME, CONTROL_GROUPS[1]), pd.Series(dict.fromkeys(_NUMBERS, np.nan)))
    signs = {np.sign(row["att"]) for row in one.overall.values() if np.isfinite(row["att"])}
    df = one.numbers["df"]
    # found with probability POWER by a t test at level alpha, given the standard error
    reach = stats.t.ppf(1 - alpha / 2, df) + stats.t.ppf(POWER, df)
    over_cycles = stats.t.isf(nominal_level(evidence.THRESHOLDS.looks, alpha) / 2, df) * one.numbers["se"]
    return one.numbers | {
        "low_over_cycles": one.numbers["att"] - over_cycles,
        "high_over_cycles": one.numbers["att"] + over_cycles,
        "level": one.outcome.level,
        "outcome": one.outcome.name,
        "estimator": one.estimator,
        "n_treated": one.n_treated,
        "n_control": one.n_control,
        "mean_after": one.mean_after,
        "mean_without": one.mean_after - one.numbers["att"],
        "pretrend_statistic": one.pretrends.statistic,
        "pretrend_restrictions": one.pretrends.restrictions,
        "pretrend_p": one.pretrends.p,
        "pretrend_bias_80": one.pretrends.bias_80,
        "p_randomisation": np.nan if one.districts is None else one.districts.p,
        "districts": 0 if one.districts is None else one.districts.count,
        "never_low": never["low"],
        "never_high": never["high"],
        "att_never": never["att"],
        "p_never": never["p"],
        "same_sign": len(signs) == 1,
        "detectable": reach * one.numbers["se"],
    }
