"""The grade of the evidence behind a claim: one rule table, read from top to bottom; the first that fits decides.

The report's words come from the grade alone, so no sentence can be stronger than its evidence.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

#: A randomisation p-value above this keeps a unit-level claim at ``suggestive``.
RANDOMISATION_LEVEL = 0.10
#: An adjusted p-value above this share of alpha is too near chance for more than ``suggestive``.
BORDERLINE = 0.2
#: A claim is ``strong`` if it survives drifts as large as the largest before treatment (M̄ = 1).
STRONG_BREAKDOWN = 1.0
#: … if a trend that the pre-test would have missed one time in five explains at most this share of it …
STRONG_BIAS = 0.5
#: … and if this share of specifications has its sign and leaves out zero.
STRONG_AGREEMENT = 0.9
#: Below this share of specifications with its sign, a claim hangs on choices.
SAME_SIGN = 0.9
GRADES = ("strong", "moderate", "suggestive", "none", "inconclusive")
#: Grades on which a sentence counts an outcome as changed, and those with a sign of it at least.
SHOWN, SIGNS = GRADES[:2], GRADES[:3]


@dataclass(frozen=True)
class Facts:
    """What a grade is decided on.

    Attributes
    ----------
    att : the headline estimate.
    p_adjusted : p-value of the headline estimate, adjusted over outcomes (Holm).
    pretrend_p : p-value of the joint test of pre-periods; NaN if it could not be run.
    pretrend_bias_80 : what a trend that the pre-test finds with probability 0.8 would add to the estimate.
    same_sign : whether all estimators agree on the sign.
    p_never : p-value of the group-time estimate with never_treated controls only.
    p_randomisation : p-value over districts; NaN where units are many.
    breakdown : largest M̄ at which the robust interval leaves out zero; NaN if none does.
    specifications_sign, specifications_significant : shares of the specification curve with the headline's sign, and
        with it and an interval without zero; NaN if there is no curve.
    alpha : level of the tests.
    """

    att: float
    p_adjusted: float
    pretrend_p: float
    pretrend_bias_80: float
    same_sign: bool
    p_never: float
    p_randomisation: float
    breakdown: float
    specifications_sign: float
    specifications_significant: float
    alpha: float = 0.05


@dataclass(frozen=True)
class Rule:
    """A row of the table: the grade given when `applies` holds, and the reason's name."""

    reason: str
    grade: str
    applies: Callable[[Facts], bool]


RULES = (
    Rule("pretrend_untested", "inconclusive", lambda f: math.isnan(f.pretrend_p)),
    Rule("pretrend_rejected", "inconclusive", lambda f: f.pretrend_p < f.alpha),
    Rule("no_interval", "inconclusive", lambda f: math.isnan(f.p_adjusted)),
    Rule("not_distinguishable", "none", lambda f: f.p_adjusted >= f.alpha),
    Rule("estimators_disagree", "suggestive", lambda f: not f.same_sign or f.specifications_sign < SAME_SIGN),
    Rule("borderline", "suggestive", lambda f: f.p_adjusted >= BORDERLINE * f.alpha),
    Rule("few_districts", "suggestive", lambda f: f.p_randomisation > RANDOMISATION_LEVEL),
    Rule("controls_disagree", "moderate", lambda f: not f.p_never < f.alpha),
    Rule("breaks_down", "moderate", lambda f: not f.breakdown >= STRONG_BREAKDOWN),
    Rule("weak_pretest", "moderate", lambda f: not abs(f.pretrend_bias_80) <= STRONG_BIAS * abs(f.att)),
    Rule("hangs_on_choices", "moderate", lambda f: not f.specifications_significant >= STRONG_AGREEMENT),
    Rule("robust", "strong", lambda f: True),
)


def association(p_adjusted: float, alpha: float) -> tuple[str, str]:
    """Grade what was seen once, without a before: never more than ``suggestive``, whatever its p-value."""
    return ("suggestive", "association") if p_adjusted < alpha else ("none", "not_distinguishable")


def single(p: float, pretrend_p: float, alpha: float) -> tuple[str, str]:
    """Grade a comparison over time made in one way only: ``suggestive`` at most, as nothing tried to overturn it."""
    if math.isnan(p) or math.isnan(pretrend_p):
        return "inconclusive", "pretrend_untested"
    if pretrend_p < alpha:
        return "inconclusive", "pretrend_rejected"
    return ("suggestive", "one_design") if p < alpha else ("none", "not_distinguishable")


def component(p_adjusted: float, alpha: float, whole: str) -> str:
    """Grade a part of an outcome: never above the grade of the whole, and ``none`` where it is not told from zero."""
    if whole == "inconclusive":
        return whole
    return whole if p_adjusted < alpha and whole != "none" else "none"


def facts(row: dict[str, Any], alpha: float) -> Facts:
    """Take the facts from a row of the headline table."""
    return Facts(**{f.name: row[f.name] for f in fields(Facts) if f.name != "alpha"}, alpha=alpha)


def grade(facts: Facts) -> tuple[str, str]:
    """Return the grade and the reason that decided it."""
    rule = next(r for r in RULES if r.applies(facts))
    return rule.grade, rule.reason
