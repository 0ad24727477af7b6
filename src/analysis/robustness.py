"""What could overturn a headline: every check of a cycle in one table, and the specification curves."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd

from analysis import rules
from analysis.cycle import Analysis
from analysis.did import inference, randomisation
from analysis.did.cells import Effects
from analysis.did.design import NEVER, Design, varied
from analysis.did.diagnostics import attrition, balance, breaks, honest, leave_out, placebo, specification
from analysis.did.estimators import group_time, synthetic, triple, two_way
from analysis.did.result import Result
from analysis.errors import UserError
from analysis.outcomes import OUTCOMES, PLACEBOS, Outcome
from analysis.panels import Panels
from analysis.periods import ordinal

#: One row a check: what was checked, on what, its estimate and interval, or a plain value.
COLUMNS = ["outcome", "check", "item", "att", "se", "low", "high", "p", "n_treated", "n_control", "value"]
#: Bounds at which honest intervals are shown.
MAGNITUDES = (0.0, 0.5, 1.0, 1.5, 2.0)
#: Random draws of never treated officers that are given the movers' dates.
PLACEBO_DRAWS = 100
#: Sessions are for those who move; a triple difference needs at least this many others who attended.
MANY = 30


def assess(
    panels: Panels, choices: Analysis, designs: dict[str, Design]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run every check of every outcome.

    Returns
    -------
    checks : :data:`COLUMNS`.
    curve : the specification curves with their ``outcome``.
    """
    jobs = [(OUTCOMES[name], d, panels, choices) for name, d in designs.items()]
    done = _side_by_side(jobs)
    rows = [row for checks, _ in done for row in checks]
    curves = [c.assign(outcome=name) for name, (_, c) in zip(designs, done, strict=True)]
    levels = {OUTCOMES[name].level for name in designs}
    rows += [row for o in PLACEBOS if o.level in levels for row in _placebo_outcome(o, panels, choices)]
    checks = pd.DataFrame(rows, columns=COLUMNS)
    text = dict.fromkeys(("outcome", "check", "item"), "string")
    numbers = dict.fromkeys(COLUMNS[3:], float)
    curve = pd.concat(curves, ignore_index=True)[["outcome", *specification.COLUMNS]]
    return checks.astype(text | numbers), curve.astype(dict.fromkeys(["outcome", *specification.CHOICES], "string"))


def _side_by_side(jobs: list[tuple]) -> list[tuple[list[dict], pd.DataFrame]]:
    """Run outcomes on all processors, in order; results do not depend on how many there are."""
    workers = min(os.cpu_count() or 1, len(jobs))
    if workers < 2 or multiprocessing.parent_process() is not None:
        return [_one(job) for job in jobs]
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("forkserver")) as pool:
        return list(pool.map(_one, jobs))


def _one(job: tuple[Outcome, Design, Panels, Analysis]) -> tuple[list[dict], pd.DataFrame]:
    outcome, design, panels, choices = job
    at = ordinal(f"{rules.SKP_BREAK}") if outcome.rated else None
    space = specification.default_space(design, break_at=at)
    curve = specification.curve(design, space, choices.alpha)
    checks = [_row(outcome, **found) for found in _checks(outcome, design, panels, choices)]
    return checks, curve


def _row(outcome: Outcome, check: str, item: str = "", value: float = np.nan, numbers: pd.Series | None = None) -> dict:
    out: dict = {"outcome": outcome.name, "check": check, "item": item, "value": value}
    if numbers is not None:
        out |= {k: numbers[k] for k in COLUMNS[3:10] if k in numbers}
    return out


def _checks(outcome: Outcome, design: Design, panels: Panels, choices: Analysis) -> Iterator[dict]:
    """Yield the checks of one outcome."""
    alpha = choices.alpha
    yield from _honest(outcome, design, alpha)
    for row in placebo.dates(design, (2, 3, 4) if outcome.bin == 1 else (6, 12), alpha).to_dict("records"):
        yield {"check": "placebo_date", "item": str(row["shift"]), "numbers": pd.Series(row)}
    for row in leave_out.cohorts(design, alpha).to_dict("records"):
        yield {"check": "without_cohort", "item": row["left_out"], "numbers": pd.Series(row)}
    early = breaks.anticipation(design, alpha)
    if early is not None:
        yield {"check": "anticipation", "numbers": early}
    weights = two_way.weights(design)["weight"]
    yield {"check": "negative_weights", "value": float(weights[weights < 0].sum())}
    if outcome.level == "officer":
        yield from _officers(outcome, design, panels, choices)
    else:
        yield from _units(design, panels, outcome, alpha)


def _honest(outcome: Outcome, design: Design, alpha: float) -> Iterator[dict]:
    """Bound the effect when trends differ, over the outcome's bins of event time."""
    study = honest_study(outcome, design, alpha)
    if study is None:
        return
    for bound in MAGNITUDES:
        low, high = honest.relative_magnitudes(study, bound, alpha)
        yield {"check": "relative_magnitudes", "item": f"{bound:g}", "numbers": pd.Series({"low": low, "high": high})}
    yield {"check": "breakdown_relative_magnitudes", "value": honest.breakdown(study, alpha=alpha)}
    low, high = honest.smoothness(study, 0.0, alpha)
    yield {"check": "smoothness", "item": "0", "numbers": pd.Series({"low": low, "high": high})}
    yield {"check": "breakdown_smoothness", "value": honest.breakdown(study, "smoothness", alpha)}


def honest_study(outcome: Outcome, design: Design, alpha: float) -> honest.EventStudy | None:
    """Average the group-time event study over bins and return it with its covariance.

    The effect asked for is the mean over the bins after treatment, each by its number of treated units.
    """
    result = group_time.fit(design, alpha=alpha)
    t = result.table
    event = t["event_time"].where(t["aggregation"] == "event_time").to_numpy(float, na_value=np.nan)
    base = -1 - design.anticipation
    known = t["se"].notna().to_numpy()
    bins = [(base - (k + 1) * outcome.bin, base - k * outcome.bin - 1) for k in range(len(t))]
    before = _bins(result, event, known, [b for b in bins if b[0] >= outcome.window[0]])
    start = base + 1
    ahead = [(start + k * outcome.bin, start + (k + 1) * outcome.bin - 1) for k in range(len(t))]
    after = _bins(result, event, known, [b for b in ahead if b[0] <= outcome.window[1]])
    if not before or not after:
        return None
    parts = [*before[::-1], *after]
    weights = np.array([part.n_treated[0] * (at >= 0) for part, at in after], float)
    if not weights.any():
        return None
    influence = np.hstack([part.influence for part, _ in parts])
    covariance, df = inference.variance(influence, design.wide.sampling)
    att = np.concatenate([part.att for part, _ in parts])
    return honest.EventStudy(att[: len(before)], att[len(before) :], covariance, weights / weights.sum(), float(np.nanmin(df)))


def _bins(result: Result, event: np.ndarray, known: np.ndarray, bins: list[tuple[int, int]]) -> list[tuple[Effects, int]]:
    """Average event times within bins, up to the first bin with none: consecutive bins only."""
    out = []
    for low, high in bins:
        which = known & (event >= low) & (event <= high)
        if not which.any():
            break
        part = result.effects(which)
        mean = Effects(
            np.array([part.att.mean()]), part.influence.mean(axis=1, keepdims=True), part.n_treated.max(keepdims=True),
            part.n_control.max(keepdims=True),
        )  # fmt: skip
        out.append((mean, low))
    return out


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
        found = breaks.instrument(design, ordinal(rules.SKP_BREAK), alpha)
        if found is not None:
            yield {"check": "instrument_break", "item": rules.SKP_BREAK, "numbers": found}
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
        return group_time.fit(varied(design, w.cohort == NEVER, cohort, covariates=[]), alpha=alpha).row()
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
        yield {"check": "without_left_behind", "numbers": group_time.fit(apart, alpha=alpha).row()}
        behind = varied(design, ~moved, exposed)
        yield {"check": "left_behind", "numbers": group_time.fit(behind, alpha=alpha).row()}
    except (UserError, KeyError):
        return


def _units(design: Design, panels: Panels, outcome: Outcome, alpha: float) -> Iterator[dict]:
    """Yield the checks that only units have."""
    for row in leave_out.treated_units(design, alpha).to_dict("records"):
        yield {"check": "without_unit", "item": row["left_out"], "numbers": pd.Series(row)}
    home = panels.by_frequency[outcome.frequency].drop_duplicates("unit_id").set_index("unit_id")["kecamatan"]
    for name in randomisation.ESTIMATORS:
        found = randomisation.over_districts(design, home, name, alpha)
        numbers = pd.Series({"att": found.att, "se": found.se, "low": found.low, "high": found.high, "p": found.p_t})
        yield {"check": "districts", "item": name, "numbers": numbers, "value": found.p}
    try:
        row = synthetic.fit(design, alpha=alpha, districts=home).row()
    except UserError:
        return
    yield {"check": "synthetic_did", "numbers": row}


def _placebo_outcome(outcome: Outcome, panels: Panels, choices: Analysis) -> Iterator[dict]:
    """Estimate the effect on something that rotation cannot move."""
    panel = panels.by_frequency[outcome.frequency]
    if outcome.name not in panel:
        return
    logged = panel.assign(**{outcome.name: np.log(panel[outcome.name].where(panel[outcome.name] > 0)) * 100})
    home = panel.drop_duplicates("unit_id").set_index("unit_id")["kecamatan"]
    try:
        design = Design(logged, outcome.name, "unit_id", outcome.frequency)
        estimator = choices.estimators.unit
        found = randomisation.over_districts(design, home, estimator, choices.alpha)
    except UserError:
        return
    numbers = pd.Series({"att": found.att, "se": found.se, "low": found.low, "high": found.high, "p": found.p_t})
    yield _row(outcome, "placebo_outcome", estimator, found.p, numbers)


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
