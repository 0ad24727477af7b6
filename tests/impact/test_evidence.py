import dataclasses

import pytest

from analysis.impact import evidence

GOOD = evidence.Facts(
    att=1.0, p_adjusted=0.001, pretrend_p=0.5, pretrend_bias_80=0.3, same_sign=True, p_never=0.002,
    p_randomisation=float("nan"), breakdown=1.4, specifications_sign=1.0, specifications_significant=0.95,
    attrition_holds=float("nan"), spillover_holds=float("nan"), earlier_base_holds=1.0,
)  # fmt: skip
NAN = float("nan")


@pytest.mark.parametrize(
    ("change", "grade", "reason"),
    [
        ({}, "strong", "robust"),
        ({"p_randomisation": 0.0625}, "strong", "robust"),
        ({"att": -1.0, "pretrend_bias_80": -0.3}, "strong", "robust"),
        ({"specifications_significant": 0.8}, "moderate", "hangs_on_choices"),
        ({"specifications_significant": NAN}, "moderate", "hangs_on_choices"),
        ({"pretrend_bias_80": 0.6}, "moderate", "weak_pretest"),
        ({"pretrend_bias_80": NAN}, "moderate", "weak_pretest"),
        ({"breakdown": 0.9}, "moderate", "breaks_down"),
        ({"breakdown": NAN}, "moderate", "breaks_down"),
        ({"p_never": 0.2}, "moderate", "controls_disagree"),
        ({"p_never": NAN}, "moderate", "controls_disagree"),
        ({"p_randomisation": 0.25}, "suggestive", "few_districts"),
        ({"p_adjusted": 0.012}, "suggestive", "chance_over_cycles"),
        ({"p_adjusted": 0.0076}, "suggestive", "chance_over_cycles"),
        ({"p_adjusted": 0.0075}, "strong", "robust"),
        ({"attrition_holds": 0.0}, "suggestive", "leavers_differ"),
        ({"attrition_holds": 1.0, "spillover_holds": 1.0}, "strong", "robust"),
        ({"spillover_holds": 0.0}, "suggestive", "colleagues_affected"),
        ({"earlier_base_holds": 0.0}, "suggestive", "dip_before"),
        ({"earlier_base_holds": NAN}, "strong", "robust"),
        ({"specifications_sign": 0.8}, "suggestive", "estimators_disagree"),
        ({"same_sign": False}, "suggestive", "estimators_disagree"),
        ({"p_adjusted": 0.06}, "none", "not_distinguishable"),
        ({"p_adjusted": NAN}, "inconclusive", "no_interval"),
        ({"pretrend_p": 0.01}, "inconclusive", "pretrend_rejected"),
        ({"pretrend_p": 0.01, "p_adjusted": 0.9}, "inconclusive", "pretrend_rejected"),
        ({"pretrend_p": NAN}, "inconclusive", "pretrend_untested"),
    ],
)
def test_each_grade_is_reached_and_each_downgrade(change, grade, reason):
    assert evidence.grade(dataclasses.replace(GOOD, **change)) == (grade, reason)


def test_every_rule_is_tested_above():
    marks = test_each_grade_is_reached_and_each_downgrade.pytestmark[0].args[1]
    assert {reason for *_, reason in marks} == {r.reason for r in evidence.RULES}
    assert {grade for _, grade, _ in marks} == set(evidence.GRADES)


def test_facts_come_from_a_row_of_headlines():
    row = {f.name: 0.5 for f in dataclasses.fields(evidence.Facts)} | {"other": 1}
    assert evidence.facts(row, 0.1).alpha == 0.1
    assert evidence.facts(row, 0.1).breakdown == 0.5


def test_every_grade_and_reason_has_its_words():
    from analysis.reporting.words import Words

    say = Words("id")
    report = dict.fromkeys(("outcome", "who", "size", "unit", "padjusted", "pretrend", "detectable", "breakdown"), "x")
    texts = set()
    for rule in evidence.RULES:
        assert say(f"grade-{rule.grade}")
        assert say(f"why-{rule.reason}")
        key = f"claim-{rule.grade}" + (f"-{rule.reason}" if rule.grade == "inconclusive" else "")
        texts.add(say(key, direction="up", crosses="yes", reason=rule.reason, **report))
    assert len(texts) == len(evidence.RULES)
    assert {r.grade for r in evidence.RULES} == set(evidence.GRADES)
