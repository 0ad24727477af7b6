"""What could overturn a headline: every check of a cycle in one table, and the specification curves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial

import numpy as np
import pandas as pd

from analysis.cycle import Analysis
from analysis.did.design import NEVER, Design, varied
from analysis.did.diagnostics import attrition, balance, breaks, honest, leave_out, placebo, specification
from analysis.did.diagnostics.districts import over_districts
from analysis.did.estimators import event_bins, group_time, switchers, synthetic, triple, two_way
from analysis.did.estimators.registry import ESTIMATORS, headlines
from analysis.did.inference import few_clusters, intervals
from analysis.domain import regulations
from analysis.domain.outcomes import PLACEBOS, Outcome
from analysis.domain.periods import ordinal
from analysis.errors import UserError
from analysis.panels.kelurahan import districts_of
from analysis.panels.panel import Panels

#: One row a check: what was checked, on what, its estimate and interval, or a plain value.
COLUMNS = ["outcome", "check", "item", "att", "se", "low", "high", "p", "n_treated", "n_control", "value"]
#: Bounds at which honest intervals are shown.
MAGNITUDES = (0.0, 0.5, 1.0, 1.5, 2.0)
#: Random draws of never treated officers that are given the movers' dates.
PLACEBO_DRAWS = 50
#: Draws of the wild cluster bootstrap.
WILD_DRAWS = 999
#: Column of the units' panels that counts the officers rotated in so far.
DOSE = "rotated_in"
#: Sessions are for those who move; a triple difference needs at least this many others who attended.
MANY = 30


def checks(outcome: Outcome, design: Design, panels: Panels, choices: Analysis) -> pd.DataFrame:
    """Run every check of an outcome; return :data:`COLUMNS`."""
    return _table([_row(outcome, **found) for found in _checks(outcome, design, panels, choices)])


def curve(outcome: Outcome, design: Design, choices: Analysis) -> pd.DataFrame:
    """Estimate an outcome's specification curve; return its columns after ``outcome``."""
    at = ordinal(regulations.SKP_BREAK) if outcome.rated else None
    space = specification.default_space(design, break_at=at)
    table = specification.curve(design, space, choices.alpha)
    table.insert(0, "outcome", outcome.name)
    return table.astype(dict.fromkeys(["outcome", *specification.CHOICES], "string"))


def placebo_outcomes(panels: Panels, choices: Analysis, levels: set[str]) -> pd.DataFrame:
    """Estimate effects on what rotation cannot move; return :data:`COLUMNS`."""
    return _table([row for o in PLACEBOS if o.level in levels for row in _placebo_outcome(o, panels, choices)])


def _table(rows: list[dict]) -> pd.DataFrame:
    types = dict.fromkeys(COLUMNS[:3], "string") | dict.fromkeys(COLUMNS[3:], "float64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(types)


def _row(outcome: Outcome, check: str, item: str = "", value: float = np.nan, numbers: pd.Series | None = None) -> dict:
    out: dict = {"outcome": outcome.name, "check": check, "item": item, "value": value}
    if numbers is not None:
        out |= {k: numbers[k] for k in COLUMNS[3:10] if k in numbers}
    return out


def _checks(outcome: Outcome, design: Design, panels: Panels, choices: Analysis) -> Iterator[dict]:
    """Yield the checks of one outcome."""
    alpha = choices.alpha
    yield from _honest(outcome, design, alpha)
    overall = plain = ESTIMATORS[getattr(choices.estimators, outcome.level)].overall
    if outcome.level == "unit":
        # as the headline: kecamatan may have shocks of their own
        overall = partial(
            _between_districts,
            home=districts_of(panels.by_frequency[outcome.frequency]),
            estimator=choices.estimators.unit,
        )
    shifts = (2, 3, 4) if outcome.bin == 1 else (2 * outcome.bin, 3 * outcome.bin)
    for row in placebo.dates(design, shifts, alpha, overall).to_dict("records"):
        yield {"check": "placebo_date", "item": str(row["shift"]), "numbers": pd.Series(row)}
    for row in leave_out.cohorts(design, alpha, overall).to_dict("records"):
        yield {"check": "without_cohort", "item": row["left_out"], "numbers": pd.Series(row)}
    early = breaks.anticipation(design, alpha)
    if early is not None:
        yield {"check": "anticipation", "numbers": early}
    weights = two_way.weights(design)["weight"]
    yield {"check": "negative_weights", "value": float(weights[weights < 0].sum())}
    if outcome.level == "officer":
        yield from _officers(outcome, design, panels, choices)
    else:
        yield from _units(design, panels, outcome, alpha, plain, choices.seed)


def _honest(outcome: Outcome, design: Design, alpha: float) -> Iterator[dict]:
    """Bound the effect when trends differ, over the outcome's bins of event time."""
    study = honest_study(outcome, design)
    if study is None:
        return
    for bound in MAGNITUDES:
        low, high = honest.relative_magnitudes(study, bound, alpha)
        yield {"check": "relative_magnitudes", "item": f"{bound:g}", "numbers": pd.Series({"low": low, "high": high})}
    yield {"check": "breakdown_relative_magnitudes", "value": honest.breakdown(study, alpha=alpha)}
    low, high = honest.smoothness(study, 0.0, alpha)
    yield {"check": "smoothness", "item": "0", "numbers": pd.Series({"low": low, "high": high})}
    yield {"check": "breakdown_smoothness", "value": honest.breakdown(study, "smoothness", alpha)}


def honest_study(outcome: Outcome, design: Design) -> honest.EventStudy | None:
    """Return the event study in the outcome's bins with its covariance.

    The effect asked for is the mean over the bins after treatment, each by its number of treated units.
    """
    bins = event_bins.estimate(design, outcome.bin, *outcome.window)
    weights = np.where(bins.start >= 0, bins.effects.n_treated, 0)[~bins.before].astype(float)
    if not bins.before.any() or not weights.any():
        return None
    covariance, df = intervals.variance(bins.effects.influence, design.wide.sampling)
    att = bins.effects.att
    return honest.EventStudy(
        att[bins.before], att[~bins.before], covariance, weights / weights.sum(), float(np.nanmin(df))
    )


def _officers(outcome: Outcome, design: Design, panels: Panels, choices: Analysis) -> Iterator[dict]:
    """Yield the checks that only officers have."""
    alpha, w = choices.alpha, design.wide
    officers = panels.officers.set_index("officer_id").reindex(w.units)
    if design.covariates is not None:
        for r in balance.balance(design).to_dict("records"):
            yield {"check": "balance", "item": r["covariate"], "value": r["difference"]}
            yield {"check": "balance_weighted", "item": r["covariate"], "value": r["difference_weighted"]}
        for name, value in balance.overlap(design).items():
            yield {"check": "overlap", "item": name, "value": value}
    bounds = attrition.lee(design, alpha)
    yield {"check": "attrition", "item": "stayed_treated", "value": bounds.stayed_treated}
    yield {"check": "attrition", "item": "stayed_control", "value": bounds.stayed_control}
    yield {
        "check": "attrition_bounds",
        "numbers": pd.Series({"att": np.nan, "low": bounds.interval_low, "high": bounds.interval_high}),
    }
    share, _ = placebo.units(varied(design, covariates=[]), choices.seed, PLACEBO_DRAWS, alpha)
    yield {"check": "placebo_units", "item": str(PLACEBO_DRAWS), "value": share}
    main = group_time.fit(design, alpha=alpha)
    if outcome.rated:
        labels = officers["rater_last"].astype("string").fillna(pd.Series(w.units, index=w.units)).to_numpy()
        moved = leave_out.influence_of(main, labels)
        yield {"check": "without_rater", "item": "largest", "value": float(moved.iloc[0])}
        new = _new_rater(design, officers, alpha)
        if new is not None:
            yield {"check": "new_rater", "numbers": new}
        found = breaks.instrument(design, ordinal(regulations.SKP_BREAK), alpha)
        if found is not None:
            yield {"check": "instrument_break", "item": regulations.SKP_BREAK, "numbers": found}
    yield from _spillovers(design, officers, alpha)
    heard = officers["heard"].fillna(False).astype(bool)
    if (heard & (w.cohort == NEVER)).sum() >= MANY:
        try:
            yield {"check": "triple_difference", "numbers": triple.fit(design, heard, alpha=alpha).row()}
        except (UserError, KeyError):
            return


def _new_rater(design: Design, officers: pd.DataFrame, alpha: float) -> pd.Series | None:
    """Estimate what a new rater alone does, among officers who were never rotated."""
    w = design.wide
    known = officers["new_rater"]
    cohort = np.array([NEVER if pd.isna(p) else ordinal(p) for p in known])
    try:
        return group_time.overall(varied(design, w.cohort == NEVER, cohort, covariates=[]), alpha=alpha)
    except (UserError, KeyError):
        return None


def _spillovers(design: Design, officers: pd.DataFrame, alpha: float) -> Iterator[dict]:
    """Estimate again without controls from units that movers left or joined, and the effect on those controls."""
    w = design.wide
    moved = w.cohort != NEVER
    home = officers["home"].to_numpy(object)
    start: dict[object, int] = {}
    for unit, g in zip(home[moved], w.cohort[moved], strict=True):
        start[unit] = min(start.get(unit, NEVER), int(g))
    exposed = np.array([start.get(unit, NEVER) for unit in home])
    try:
        apart = varied(design, moved | (exposed == NEVER))
        yield {"check": "without_left_behind", "numbers": group_time.overall(apart, alpha=alpha)}
        behind = varied(design, ~moved, exposed)
        yield {"check": "left_behind", "numbers": group_time.overall(behind, alpha=alpha)}
    except (UserError, KeyError):
        return


def _between_districts(design: Design, alpha: float, home: pd.Series, estimator: str) -> pd.Series:
    """Estimate the overall effect with the wider of two errors: between units, and between districts."""
    row = ESTIMATORS[estimator].overall(design, alpha)
    found = over_districts(design, home, estimator, alpha)
    if not found.se > row["se"]:
        return row
    return pd.Series(row.to_dict() | found.numbers())


def _units(
    design: Design, panels: Panels, outcome: Outcome, alpha: float, plain: placebo.Overall, seed: int
) -> Iterator[dict]:
    """Yield the checks that only units have."""
    for row in leave_out.treated_units(design, alpha, plain).to_dict("records"):
        yield {"check": "without_unit", "item": row["left_out"], "numbers": pd.Series(row)}
    home = districts_of(panels.by_frequency[outcome.frequency])
    for name in headlines("unit"):
        found = over_districts(design, home, name, alpha)
        yield {"check": "districts", "item": name, "numbers": pd.Series(found.numbers()), "value": found.p}
    with suppress(UserError):
        yield {"check": "synthetic_did", "numbers": synthetic.fit(design, alpha=alpha, districts=home).row()}
    by_unit = few_clusters.TwoWay(design, np.arange(len(design.wide.units)))
    yield {"check": "two_way", "item": "cr2", "numbers": pd.Series(few_clusters.cr2(by_unit, alpha))}
    boot = few_clusters.wild(by_unit, seed, WILD_DRAWS, alpha)
    yield {"check": "two_way", "item": "wild_bootstrap", "numbers": pd.Series(boot)}
    yield from _dose(design, alpha)


def _dose(design: Design, alpha: float) -> Iterator[dict]:
    """Yield the effect of one more officer rotated in for one more period, as numbers differ between units."""
    try:
        dosed = switchers.design(
            design.panel.dropna(subset=[design.outcome]), design.outcome, design.unit, design.time, DOSE
        )
        yield {"check": "dose", "numbers": switchers.fit(dosed, DOSE, alpha).row()}
    except (UserError, KeyError):
        return


def _placebo_outcome(outcome: Outcome, panels: Panels, choices: Analysis) -> Iterator[dict]:
    """Estimate the effect on something that rotation cannot move."""
    panel = panels.by_frequency[outcome.frequency]
    if outcome.name not in panel:
        return
    logged = panel.assign(**{outcome.name: np.log(panel[outcome.name].where(panel[outcome.name] > 0)) * 100})
    home = districts_of(panel)
    try:
        design = Design(logged, outcome.name, "unit_id", outcome.frequency)
        estimator = choices.estimators.unit
        found = over_districts(design, home, estimator, choices.alpha)
    except UserError:
        return
    yield _row(outcome, "placebo_outcome", estimator, found.p, pd.Series(found.numbers()))


def value(checks: pd.DataFrame, check: str) -> pd.Series:
    """Return the plain value of a check by outcome."""
    return checks[checks["check"] == check].set_index("outcome")["value"]


def agreement(curve: pd.DataFrame, headlines: pd.DataFrame) -> pd.DataFrame:
    """Return, by outcome, how much of the specification curve stands with the headline."""
    rows = {}
    for outcome, att in zip(headlines["outcome"], headlines["att"], strict=True):
        own = curve[curve["outcome"] == outcome]
        rows[outcome] = specification.share_agreeing(own, att)
    names = ["specifications_sign", "specifications_significant", "specifications"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=names)
