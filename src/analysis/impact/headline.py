"""One row an outcome: estimate, interval, pre-trend test, power, agreement and the grade of the evidence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.cycle import Analysis
from analysis.did.design import NEVER, Design
from analysis.did.diagnostics import pretrends
from analysis.did.diagnostics.districts import Districts, over_districts
from analysis.did.estimators import event_bins
from analysis.did.inference import intervals
from analysis.did.result import Result
from analysis.domain.outcomes import Outcome
from analysis.impact import evidence, robustness
from analysis.panels.kelurahan import districts_of
from analysis.panels.panel import Panels

POWER = 0.8


def headline_numbers(
    outcome: Outcome, d: Design, main: Result, choices: Analysis, panels: Panels
) -> tuple[dict[str, float], Districts | None]:
    """Return the headline's estimate and interval: by districts where all treated units lie in one."""
    row = main.row()
    numbers = {k: float(row[k]) for k in ("att", "se", "low", "high", "df", "p")}
    if outcome.level == "officer":
        return numbers, None
    home = districts_of(panels.by_frequency[outcome.frequency])
    found = over_districts(d, home, main.estimator, choices.alpha)
    if home.reindex(d.wide.units[d.wide.cohort != NEVER]).nunique() == 1 and found.se > numbers["se"]:
        numbers |= found.numbers()
    return numbers, found


def headline_row(outcome: Outcome, d: Design, bins: event_bins.Bins, main: Result, choices: Analysis) -> dict[str, Any]:
    """Test the pre-periods and say how many units stand behind the headline."""
    w = d.wide
    event = w.event_time()
    after = w.seen & (event >= 0)
    # the base bin's middle lies this far before treatment
    reach = float(event[after].mean()) + d.anticipation + (outcome.bin + 1) / 2
    early = np.flatnonzero(bins.before)
    found = pretrends.assess(bins.effects[early], bins.distance[early], reach, w.sampling, choices.alpha)
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


def graded_headlines(headlines: pd.DataFrame, checks: pd.DataFrame, curve: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Adjust p-values over outcomes (Holm 1979; Benjamini & Hochberg 1995) and grade the evidence of each."""
    headlines["p_adjusted"] = intervals.holm(headlines["p"])
    headlines["q"] = intervals.q_values(headlines["p"])
    headlines["breakdown"] = headlines["outcome"].map(robustness.value(checks, "breakdown_relative_magnitudes"))
    agreement = robustness.agreement(curve, headlines)
    headlines = headlines.join(agreement, on="outcome")
    graded = [evidence.grade(evidence.facts(row, alpha)) for row in headlines.to_dict("records")]
    return headlines.assign(grade=[g for g, _ in graded], reason=[r for _, r in graded])
