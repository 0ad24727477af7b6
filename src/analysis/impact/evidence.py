"""The grade of the evidence behind a claim: tables of rules, read from top to bottom; the first that fits decides.

The report's words come from the grade alone, so no sentence can be stronger than its evidence. A rule is data, not
code: what is written into a frozen plan is what is computed, so that a changed comparison is a deviation.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from analysis.did.inference.repeated_looks import nominal_level

GRADES = ("strong", "moderate", "suggestive", "none", "inconclusive")
#: Grades on which a sentence counts an outcome as changed, and those with a sign of it at least.
SHOWN, SIGNS = GRADES[:2], GRADES[:3]
#: Whether a result was named in a plan before results were seen.
PLANNED, EXPLORATORY = "planned", "exploratory"
_SIGNS = {"<": operator.lt, ">": operator.gt, ">=": operator.ge}


@dataclass(frozen=True)
class Thresholds:
    """Every number that a rule compares with, but for the level of the tests, which the cycle file sets.

    Attributes
    ----------
    randomisation_level : a randomisation p-value above this keeps a claim about units at ``suggestive``.
    looks : cycles over which a claim above ``suggestive`` is wrong with probability alpha, all of them together, when
        nothing is there (:mod:`analysis.did.inference.repeated_looks`); twenty are ten years.
    same_sign : below this share of specifications with its sign, a claim depends on choices.
    attrition_gap : where the shares of moved and of other officers still observed differ by at least this much, a claim
        must survive the bounds for leavers.
    strong_breakdown : a claim is ``strong`` if it survives drifts as large as the largest before treatment (M̄ = 1),
    strong_bias : if a trend that the pre-test would have missed one time in five explains at most this share of it,
    strong_agreement : and if this share of specifications has its sign and leaves out zero.
    """

    randomisation_level: float = 0.10
    looks: int = 20
    same_sign: float = 0.9
    attrition_gap: float = 0.05
    strong_breakdown: float = 1.0
    strong_bias: float = 0.5
    strong_agreement: float = 0.9


THRESHOLDS = Thresholds()


@dataclass(frozen=True)
class Comparison:
    """A comparison of one fact with a product of thresholds or other facts, both in absolute value.

    Attributes
    ----------
    fact : its name.
    sign : ``<``, ``>`` or ``>=``; ``unknown`` holds where the fact is NaN, ``false`` where it is false.
    bound : names whose product is the bound.
    or_unknown : whether it also holds where the fact or the bound is NaN.
    """

    fact: str
    sign: str
    bound: tuple[str, ...] = ()
    or_unknown: bool = False

    def holds(self, facts: Mapping[str, float | bool]) -> bool:
        """Tell whether it holds for facts and thresholds by name."""
        value = float(facts[self.fact])
        if math.isnan(value):
            return self.or_unknown or self.sign == "unknown"
        if self.sign in ("unknown", "false"):
            return self.sign == "false" and not value
        bound = math.prod(abs(float(facts[name])) for name in self.bound)
        return self.or_unknown if math.isnan(bound) else bool(_SIGNS[self.sign](abs(value), bound))

    def __str__(self) -> str:
        words = f"{self.fact} is {self.sign}" if not self.bound else f"{self.fact} {self.sign} {' × '.join(self.bound)}"
        return f"{words} or unknown" if self.or_unknown else words


@dataclass(frozen=True)
class Rule:
    """A row of a table: the grade given where any of the comparisons holds (always, where there is none), and why.

    Attributes
    ----------
    reason : its name; the report has a sentence for each.
    grade : one of :data:`GRADES`.
    any_of : comparisons.
    """

    reason: str
    grade: str
    any_of: tuple[Comparison, ...] = ()

    def applies(self, facts: Mapping[str, float | bool]) -> bool:
        """Tell whether the rule fits facts and thresholds by name."""
        return not self.any_of or any(c.holds(facts) for c in self.any_of)

    def __str__(self) -> str:
        return f"{self.reason} -> {self.grade}"

    @property
    def condition(self) -> str:
        """The comparisons in words."""
        return ", or ".join(map(str, self.any_of)) or "otherwise"


@dataclass(frozen=True)
class Facts:
    """What the grade of a headline is decided on.

    Attributes
    ----------
    att : the headline estimate.
    p_adjusted : p-value of the headline estimate, adjusted over outcomes (Holm).
    pretrend_p : p-value of the joint test of pre-periods; NaN if it could not be run.
    pretrend_bias_80 : what a trend that the pre-test finds with probability 0.8 would add to the estimate.
    same_sign : whether all estimators agree on the sign.
    p_never : p-value of the group-time estimate with never_treated controls only.
    attrition_holds : whether the bounds for leavers leave out zero on the side of the estimate, NaN where as many leave
        on both sides (:func:`attrition_holds`).
    spillover_holds : whether the estimate stands without the colleagues of those who moved, NaN where these are not
        seen to be affected (:func:`spillover_holds`).
    earlier_base_holds : whether the estimate stands when it is compared with one period earlier, NaN where it cannot be
        (:func:`analysis.did.diagnostics.specification.earlier_base`).
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
    attrition_holds: float
    spillover_holds: float
    earlier_base_holds: float
    p_never: float
    p_randomisation: float
    breakdown: float
    specifications_sign: float
    specifications_significant: float
    alpha: float = 0.05


#: How a headline is graded.
RULES = (
    Rule("pretrend_untested", "inconclusive", (Comparison("pretrend_p", "unknown"),)),
    Rule("pretrend_rejected", "inconclusive", (Comparison("pretrend_p", "<", ("alpha",)),)),
    Rule("no_interval", "inconclusive", (Comparison("p_adjusted", "unknown"),)),
    Rule("not_distinguishable", "none", (Comparison("p_adjusted", ">=", ("alpha",)),)),
    Rule(
        "estimators_disagree",
        "suggestive",
        (Comparison("same_sign", "false"), Comparison("specifications_sign", "<", ("thresholds.same_sign",))),
    ),
    Rule("dip_before", "suggestive", (Comparison("earlier_base_holds", "false"),)),
    Rule("leavers_differ", "suggestive", (Comparison("attrition_holds", "false"),)),
    Rule("colleagues_affected", "suggestive", (Comparison("spillover_holds", "false"),)),
    Rule("chance_over_cycles", "suggestive", (Comparison("p_adjusted", ">=", ("alpha_each_look",)),)),
    Rule("few_districts", "suggestive", (Comparison("p_randomisation", ">", ("thresholds.randomisation_level",)),)),
    Rule("controls_disagree", "moderate", (Comparison("p_never", ">=", ("alpha",), or_unknown=True),)),
    Rule("breaks_down", "moderate", (Comparison("breakdown", "<", ("thresholds.strong_breakdown",), or_unknown=True),)),
    Rule(
        "weak_pretest",
        "moderate",
        (Comparison("pretrend_bias_80", ">", ("thresholds.strong_bias", "att"), or_unknown=True),),
    ),
    Rule(
        "hangs_on_choices",
        "moderate",
        (Comparison("specifications_significant", "<", ("thresholds.strong_agreement",), or_unknown=True),),
    ),
    Rule("robust", "strong"),
)
#: How what was seen once, without a before, is graded: never more than ``suggestive``, whatever its p-value.
ASSOCIATION = (
    Rule("association", "suggestive", (Comparison("p_adjusted", "<", ("alpha",)),)),
    Rule("not_distinguishable", "none"),
)
#: How a comparison over time made in one way only is graded: nothing tried to overturn it.
SINGLE = (
    Rule("pretrend_untested", "inconclusive", (Comparison("p", "unknown"), Comparison("pretrend_p", "unknown"))),
    Rule("pretrend_rejected", "inconclusive", (Comparison("pretrend_p", "<", ("alpha",)),)),
    Rule("one_design", "suggestive", (Comparison("p", "<", ("alpha",)),)),
    Rule("not_distinguishable", "none"),
)
#: Every table of rules, by what it grades.
TABLES = {"headline": RULES, "association": ASSOCIATION, "single": SINGLE}


def holds(interval: tuple[float, float], att: float) -> float:
    """Say whether an interval leaves out zero on the side of an estimate: 1 or 0, NaN where there is no interval."""
    if math.isnan(interval[0]):
        return math.nan
    return float(interval[0] > 0 if att > 0 else interval[1] < 0)


def attrition_holds(stayed: tuple[float, float], interval: tuple[float, float], att: float) -> float:
    """Say whether an estimate survives that others leave after a move than would have left without it.

    Parameters
    ----------
    stayed : shares of moved and of other officers' periods after treatment that are observed.
    interval : holds the effect on those who stay in any case (Lee 2009), with the probability of the other intervals.
    att : the estimate.

    Returns
    -------
    float
        1 or 0; NaN where the shares differ by less than ``attrition_gap``, or are unknown.
    """
    if not abs(stayed[0] - stayed[1]) >= THRESHOLDS.attrition_gap:
        return math.nan
    return _survived(interval, att)


def spillover_holds(p: float, interval: tuple[float, float], att: float, alpha: float) -> float:
    """Say whether an estimate survives that moves affect the colleagues who stay, who are its controls.

    Parameters
    ----------
    p : p-value of the effect on colleagues in the units that were left.
    interval : of the estimate without these colleagues.
    att : the estimate.

    Returns
    -------
    float
        1 or 0; NaN where colleagues are not seen to be affected, or nothing is known of them.
    """
    if not p < alpha:
        return math.nan
    return _survived(interval, att)


def _survived(interval: tuple[float, float], att: float) -> float:
    """Say whether an estimate holds in an interval; one that cannot be had is not survived."""
    return 0.0 if math.isnan(interval[0]) else holds(interval, att)


def association(p_adjusted: float, alpha: float) -> tuple[str, str]:
    """Grade what was seen once, without a before, by :data:`ASSOCIATION`; return the grade and the reason."""
    return _decide(TABLES["association"], {"p_adjusted": p_adjusted, "alpha": alpha})


def single(p: float, pretrend_p: float, alpha: float) -> tuple[str, str]:
    """Grade a comparison over time made in one way only, by :data:`SINGLE`; return the grade and the reason."""
    return _decide(TABLES["single"], {"p": p, "pretrend_p": pretrend_p, "alpha": alpha})


def component(p_adjusted: float, alpha: float, outcome_grade: str) -> str:
    """Grade a part of an outcome: never above the outcome's grade, and ``none`` where it is not told from zero."""
    if outcome_grade in ("inconclusive", "none"):
        return outcome_grade
    return outcome_grade if p_adjusted < alpha else "none"


def facts(row: Mapping[str, Any], alpha: float) -> Facts:
    """Take the facts from a row of the headline table."""
    return Facts(**{name: row[name] for name in Facts.__dataclass_fields__ if name != "alpha"}, alpha=alpha)


def grade(facts: Facts) -> tuple[str, str]:
    """Grade a headline by :data:`RULES`; return the grade and the reason that decided it.

    ``alpha_each_look`` is the level of one cycle at which ``thresholds.looks`` of them are tested at alpha together.
    """
    each = nominal_level(THRESHOLDS.looks, facts.alpha)
    return _decide(TABLES["headline"], asdict(facts) | {"alpha_each_look": each})


def _decide(rules: tuple[Rule, ...], facts: dict[str, float | bool]) -> tuple[str, str]:
    """Return grade and reason of the first rule that applies."""
    everything = facts | {f"thresholds.{name}": value for name, value in asdict(THRESHOLDS).items()}
    rule = next(r for r in rules if r.applies(everything))
    return rule.grade, rule.reason
