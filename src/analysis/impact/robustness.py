"""What could overturn a headline: every check of a cycle in one table, and the specification curves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial

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
from analysis.impact import evidence
from analysis.impact.designs import between_districts
from analysis.impact.possible import Impossible, attempt
from analysis.panels.panel import Panels
from analysis.panels.units import districts_of
from analysis.store.results import hold

#: Bounds at which honest intervals are shown.
MAGNITUDES = (0.0, 0.5, 1.0, 1.5, 2.0)
#: Random draws of never treated officers that are given the movers' dates.
PLACEBO_DRAWS = 50
#: Draws of the wild cluster bootstrap.
WILD_DRAWS = 999
#: Column of the units' panels that counts the officers rotated in so far.
DOSE = "rotated_in"
#: Sessions are for those who move; a triple difference needs at least this many others who attended.
FEWEST_ATTENDED = 30

COLUMNS = ["outcome", "check", "item", "att", "se", "low", "high", "p", "n_treated", "n_control", "value"]
_NUMBERS = COLUMNS[3:10]


@dataclass
class Checked:
    """Rows of the table ``checks``, and the checks that could not be made.

    Attributes
    ----------
    table : one row a check and item.
    lost : the others.
    """

    table: pd.DataFrame
    lost: list[Impossible] = field(default_factory=list)


@dataclass(frozen=True)
class _Subject:
    """What is checked: an outcome with its design."""

    outcome: Outcome
    design: Design
    panels: Panels
    choices: Analysis

    @property
    def alpha(self) -> float:
        """Level of the tests."""
        return self.choices.alpha

    @cached_property
    def officers(self) -> pd.DataFrame:
        """The officers of the design, in its order."""
        return self.panels.officers.set_index("officer_id").reindex(self.design.wide.units)

    @cached_property
    def home(self) -> pd.Series:
        """The kecamatan of each kelurahan."""
        return districts_of(self.panels.by_frequency[self.outcome.frequency])

    @property
    def estimator(self) -> str:
        """The headline estimator."""
        return getattr(self.choices.estimators, self.outcome.level)

    @property
    def between_units(self) -> placebo.Overall:
        """The overall effect by the headline estimator, with its error between units."""
        return ESTIMATORS[self.estimator].overall

    @property
    def overall(self) -> placebo.Overall:
        """The overall effect as the headline has it: kecamatan may have shocks of their own."""
        if self.outcome.level == "officer":
            return self.between_units
        return partial(_allowing_districts, home=self.home, estimator=self.estimator)


def _allowing_districts(design: Design, alpha: float, home: pd.Series, estimator: str) -> pd.Series:
    row = ESTIMATORS[estimator].overall(design, alpha).to_dict()
    return pd.Series(between_districts(design, home, estimator, row, alpha)[0])


def checks(outcome: Outcome, design: Design, panels: Panels, choices: Analysis) -> Checked:
    """Run every check of an outcome; one that these data do not allow is named in place of its rows."""
    subject = _Subject(outcome, design, panels, choices)
    rows: list[dict] = []
    lost: list[Impossible] = []
    for name, check in (_EVERY | (_OFFICERS if outcome.level == "officer" else _UNITS)).items():
        made = attempt(partial(_rows, check, subject), outcome.name, "check", name, lost)
        rows += [_row(outcome, **row) for row in made or []]
    return Checked(_table(rows), lost)


def _rows(check: _Check, subject: _Subject) -> list[dict]:
    return list(check(subject))


def curve(outcome: Outcome, design: Design, choices: Analysis) -> pd.DataFrame:
    """Estimate an outcome's specification curve: the table ``curve``."""
    at = ordinal(regulations.SKP_BREAK) if outcome.rated else None
    space = specification.default_space(design, break_at=at)
    table = specification.curve(design, space, choices.alpha)
    return hold("curve", table.assign(outcome=outcome.name))


def placebo_outcomes(panels: Panels, choices: Analysis, levels: set[str]) -> Checked:
    """Estimate effects on what rotation cannot move."""
    rows: list[dict] = []
    lost: list[Impossible] = []
    for outcome in PLACEBOS:
        if outcome.level not in levels or outcome.name not in panels.by_frequency[outcome.frequency]:
            continue
        run = partial(_placebo_outcome, outcome, panels, choices)
        made = attempt(run, outcome.name, "check", "placebo_outcome", lost)
        rows += [] if made is None else [made]
    return Checked(_table(rows), lost)


def _table(rows: list[dict]) -> pd.DataFrame:
    return hold("checks", pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(COLUMNS[3:], float)))


def _row(outcome: Outcome, check: str, item: str = "", value: float = np.nan, numbers: pd.Series | None = None) -> dict:
    out: dict = {"outcome": outcome.name, "check": check, "item": item, "value": value}
    if numbers is not None:
        out |= {k: numbers[k] for k in _NUMBERS if k in numbers}
        if np.isnan(out.get("low", np.nan)):
            # no p-value without its interval
            out["p"] = np.nan
    return out


def _honest(s: _Subject) -> Iterator[dict]:
    """Bound the effect when trends differ, over the outcome's bins of event time."""
    study = honest_study(s.outcome, s.design)
    if study is None:
        return
    for bound in MAGNITUDES:
        low, high = honest.relative_magnitudes(study, bound, s.alpha)
        yield {"check": "relative_magnitudes", "item": f"{bound:g}", "numbers": pd.Series({"low": low, "high": high})}
    yield {"check": "breakdown_relative_magnitudes", "value": honest.breakdown(study, alpha=s.alpha)}
    low, high = honest.smoothness(study, 0.0, s.alpha)
    yield {"check": "smoothness", "item": "0", "numbers": pd.Series({"low": low, "high": high})}
    yield {"check": "breakdown_smoothness", "value": honest.breakdown(study, "smoothness", s.alpha)}


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


def _placebo_dates(s: _Subject) -> Iterator[dict]:
    """Move the dates of treatment to before they were."""
    size = s.outcome.bin
    shifts = (2, 3, 4) if size == 1 else (2 * size, 3 * size)
    for row in placebo.dates(s.design, shifts, s.alpha, s.overall).to_dict("records"):
        yield {"check": "placebo_date", "item": str(row["shift"]), "numbers": pd.Series(row)}


def _cohorts(s: _Subject) -> Iterator[dict]:
    for row in leave_out.cohorts(s.design, s.alpha, s.overall).to_dict("records"):
        yield {"check": "without_cohort", "item": row["left_out"], "numbers": pd.Series(row)}


def _anticipation(s: _Subject) -> Iterator[dict]:
    early = breaks.anticipation(s.design, s.alpha)
    if early is not None:
        yield {"check": "anticipation", "numbers": early}


def _negative_weights(s: _Subject) -> Iterator[dict]:
    weights = two_way.weights(s.design)["weight"]
    yield {"check": "negative_weights", "value": float(weights[weights < 0].sum())}


def _balance(s: _Subject) -> Iterator[dict]:
    if s.design.covariates is None:
        return
    for r in balance.balance(s.design).to_dict("records"):
        yield {"check": "balance", "item": r["covariate"], "value": r["difference"]}
        yield {"check": "balance_weighted", "item": r["covariate"], "value": r["difference_weighted"]}


def _overlap(s: _Subject) -> Iterator[dict]:
    if s.design.covariates is None:
        return
    for name, value in balance.overlap(s.design).items():
        yield {"check": "overlap", "item": name, "value": value}


def _attrition(s: _Subject) -> Iterator[dict]:
    bounds = attrition.lee(s.design, s.alpha)
    yield {"check": "attrition", "item": "stayed_treated", "value": bounds.stayed_treated}
    yield {"check": "attrition", "item": "stayed_control", "value": bounds.stayed_control}
    yield {
        "check": "attrition_bounds",
        "numbers": pd.Series({"att": np.nan, "low": bounds.interval_low, "high": bounds.interval_high}),
    }


def _placebo_units(s: _Subject) -> Iterator[dict]:
    share, _ = placebo.units(varied(s.design, covariates=[]), s.choices.seed, PLACEBO_DRAWS, s.alpha)
    yield {"check": "placebo_units", "item": str(PLACEBO_DRAWS), "value": share}


def _without_rater(s: _Subject) -> Iterator[dict]:
    if not s.outcome.rated:
        return
    w = s.design.wide
    labels = s.officers["rater_last"].astype("string").fillna(pd.Series(w.units, index=w.units)).to_numpy()
    moved = leave_out.influence_of(group_time.fit(s.design, alpha=s.alpha), labels)
    yield {"check": "without_rater", "item": "largest", "value": float(moved.iloc[0])}


def _new_rater(s: _Subject) -> Iterator[dict]:
    """Estimate what a new rater alone does, among officers who were never rotated."""
    if not s.outcome.rated:
        return
    cohort = np.array([NEVER if pd.isna(p) else ordinal(p) for p in s.officers["new_rater"]])
    apart = varied(s.design, s.design.wide.cohort == NEVER, cohort, covariates=[])
    yield {"check": "new_rater", "numbers": group_time.overall(apart, alpha=s.alpha)}


def _instrument_break(s: _Subject) -> Iterator[dict]:
    if not s.outcome.rated:
        return
    growth = breaks.instrument(s.design, ordinal(regulations.SKP_BREAK), s.alpha)
    if growth is not None:
        yield {"check": "instrument_break", "item": regulations.SKP_BREAK, "numbers": growth}


def _exposed(design: Design, home: np.ndarray) -> np.ndarray:
    """Return from when each officer serves in a unit that a mover had left."""
    cohort = design.wide.cohort
    moved = cohort != NEVER
    start: dict[object, int] = {}
    for unit, g in zip(home[moved], cohort[moved], strict=True):
        start[unit] = min(start.get(unit, NEVER), int(g))
    return np.array([start.get(unit, NEVER) for unit in home])


def without_left_behind(design: Design, home: np.ndarray, alpha: float) -> pd.Series:
    """Estimate the overall effect without controls from units that movers left.

    Parameters
    ----------
    home : the unit of each unit of the design (an officer's office) before the programme, in the order of the design.
    """
    apart = varied(design, (design.wide.cohort != NEVER) | (_exposed(design, home) == NEVER))
    return group_time.overall(apart, alpha=alpha)


def left_behind(design: Design, home: np.ndarray, alpha: float) -> pd.Series:
    """Estimate the effect of moves on those controls, from when the first mover left their unit.

    Parameters
    ----------
    home : as for :func:`without_left_behind`.
    """
    behind = varied(design, design.wide.cohort == NEVER, _exposed(design, home))
    return group_time.overall(behind, alpha=alpha)


def _without_left_behind(s: _Subject) -> Iterator[dict]:
    numbers = without_left_behind(s.design, s.officers["home"].to_numpy(object), s.alpha)
    yield {"check": "without_left_behind", "numbers": numbers}


def _left_behind(s: _Subject) -> Iterator[dict]:
    yield {"check": "left_behind", "numbers": left_behind(s.design, s.officers["home"].to_numpy(object), s.alpha)}


def _triple_difference(s: _Subject) -> Iterator[dict]:
    if "attended_session" not in s.officers:
        return
    attended = s.officers["attended_session"].fillna(False).astype(bool)
    if (attended & (s.design.wide.cohort == NEVER)).sum() >= FEWEST_ATTENDED:
        yield {"check": "triple_difference", "numbers": triple.fit(s.design, attended, alpha=s.alpha).row()}


def _treated_units(s: _Subject) -> Iterator[dict]:
    for row in leave_out.treated_units(s.design, s.alpha, s.between_units).to_dict("records"):
        yield {"check": "without_unit", "item": row["left_out"], "numbers": pd.Series(row)}


def _districts(s: _Subject, estimator: str) -> Iterator[dict]:
    compared = over_districts(s.design, s.home, estimator, s.alpha)
    yield {"check": "districts", "item": estimator, "numbers": pd.Series(compared.numbers()), "value": compared.p}


def _synthetic(s: _Subject) -> Iterator[dict]:
    yield {"check": "synthetic_did", "numbers": synthetic.fit(s.design, alpha=s.alpha, districts=s.home).row()}


def _two_way(s: _Subject) -> Iterator[dict]:
    by_unit = few_clusters.TwoWay(s.design, np.arange(len(s.design.wide.units)))
    yield {"check": "two_way", "item": "cr2", "numbers": pd.Series(few_clusters.cr2(by_unit, s.alpha))}
    boot = few_clusters.wild(by_unit, s.choices.seed, WILD_DRAWS, s.alpha)
    yield {"check": "two_way", "item": "wild_bootstrap", "numbers": pd.Series(boot)}


def _dose(s: _Subject) -> Iterator[dict]:
    """Yield the effect of one more officer rotated in for one more period, as numbers differ between units."""
    d = s.design
    dosed = switchers.design(d.panel.dropna(subset=[d.outcome]), d.outcome, d.unit, d.time, DOSE)
    yield {"check": "dose", "numbers": switchers.fit(dosed, DOSE, s.alpha).row()}


_Check = Callable[[_Subject], Iterator[dict]]
#: Checks of every outcome, those of officers and those of units, by name and in the order of the table.
_EVERY: dict[str, _Check] = {
    "honest": _honest,
    "placebo_date": _placebo_dates,
    "without_cohort": _cohorts,
    "anticipation": _anticipation,
    "negative_weights": _negative_weights,
}
_OFFICERS: dict[str, _Check] = {
    "balance": _balance,
    "overlap": _overlap,
    "attrition": _attrition,
    "placebo_units": _placebo_units,
    "without_rater": _without_rater,
    "new_rater": _new_rater,
    "instrument_break": _instrument_break,
    "without_left_behind": _without_left_behind,
    "left_behind": _left_behind,
    "triple_difference": _triple_difference,
}
_UNITS: dict[str, _Check] = {
    "without_unit": _treated_units,
    **{f"districts, {name}": partial(_districts, estimator=name) for name in headlines("unit")},
    "synthetic_did": _synthetic,
    "two_way": _two_way,
    "dose": _dose,
}


def _placebo_outcome(outcome: Outcome, panels: Panels, choices: Analysis) -> dict:
    """Estimate the effect on something that rotation cannot move, in per cent."""
    panel = panels.by_frequency[outcome.frequency]
    logged = panel.assign(**{outcome.name: np.log(panel[outcome.name].where(panel[outcome.name] > 0)) * 100})
    design = Design(logged, outcome.name, "unit_id", outcome.frequency)
    estimator = choices.estimators.unit
    compared = over_districts(design, districts_of(panel), estimator, choices.alpha)
    return _row(outcome, "placebo_outcome", estimator, compared.p, pd.Series(compared.numbers()))


def value(checks: pd.DataFrame, check: str) -> pd.Series:
    """Return the plain value of a check by outcome."""
    return checks[checks["check"] == check].set_index("outcome")["value"]


def holding(checks: pd.DataFrame, curve: pd.DataFrame, headlines: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Say, by outcome, what the headline survives: leavers, affected colleagues, an earlier base period.

    Returns
    -------
    DataFrame
        ``attrition_holds``, ``spillover_holds`` and ``earlier_base_holds`` of :mod:`analysis.impact.evidence`, index =
        outcome: 1, 0, or NaN where there is nothing to survive.
    """
    rows = {}
    for outcome, estimator, att in headlines[["outcome", "estimator", "att"]].itertuples(index=False):
        of = checks[checks["outcome"] == outcome].set_index(["check", "item"])[["low", "high", "p", "value"]]

        def number(check: str, column: str, item: str = "", of: pd.DataFrame = of) -> float:
            return float(of[column].get((check, item), np.nan))

        stayed = (number("attrition", "value", "stayed_treated"), number("attrition", "value", "stayed_control"))
        bounds = (number("attrition_bounds", "low"), number("attrition_bounds", "high"))
        without = (number("without_left_behind", "low"), number("without_left_behind", "high"))
        rows[outcome] = (
            evidence.attrition_holds(stayed, bounds, att),
            evidence.spillover_holds(number("left_behind", "p"), without, att, alpha),
            evidence.holds(specification.earlier_base(curve[curve["outcome"] == outcome], estimator), att),
        )
    columns = ["attrition_holds", "spillover_holds", "earlier_base_holds"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def agreement(curve: pd.DataFrame, headlines: pd.DataFrame) -> pd.DataFrame:
    """Return, by outcome, how much of the specification curve stands with the headline."""
    rows = {}
    for outcome, att in zip(headlines["outcome"], headlines["att"], strict=True):
        rows[outcome] = specification.share_agreeing(curve[curve["outcome"] == outcome], att)
    names = ["specifications_sign", "specifications_significant", "specifications"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=names)
