"""The grade of the evidence behind a claim: one rule table, read from top to bottom; the first that fits decides.

The report's words come from the grade alone, so no sentence can be stronger than its evidence.
``strong`` is not given yet: it asks for sensitivity bounds (Rambachan & Roth 2023) that are not computed here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

#: A randomisation p-value above this keeps a unit-level claim at ``suggestive``.
RANDOMISATION_LEVEL = 0.10
#: An adjusted p-value above this share of alpha is too near chance for more than ``suggestive``.
BORDERLINE = 0.2
GRADES = ("moderate", "suggestive", "none", "inconclusive")


@dataclass(frozen=True)
class Facts:
    """What a grade is decided on.

    Attributes
    ----------
    p_adjusted : p-value of the headline estimate, adjusted over outcomes (Holm).
    pretrend_p : p-value of the joint test of pre-periods; NaN if it could not be run.
    same_sign : whether all estimators agree on the sign.
    p_never : p-value with never_treated controls only.
    p_randomisation : p-value over districts; NaN where units are many.
    alpha : level of the tests.
    """

    p_adjusted: float
    pretrend_p: float
    same_sign: bool
    p_never: float
    p_randomisation: float
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
    Rule("estimators_disagree", "suggestive", lambda f: not f.same_sign or not f.p_never < f.alpha),
    Rule("borderline", "suggestive", lambda f: f.p_adjusted >= BORDERLINE * f.alpha),
    Rule("few_districts", "suggestive", lambda f: f.p_randomisation > RANDOMISATION_LEVEL),
    Rule("consistent", "moderate", lambda f: True),
)


def grade(facts: Facts) -> tuple[str, str]:
    """Return the grade and the reason that decided it."""
    rule = next(r for r in RULES if r.applies(facts))
    return rule.grade, rule.reason
