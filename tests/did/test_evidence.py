import dataclasses

import pytest

from analysis.did import evidence

GOOD = evidence.Facts(0.001, 0.5, True, 0.002, float("nan"))


@pytest.mark.parametrize(
    ("change", "grade", "reason"),
    [
        ({}, "moderate", "consistent"),
        ({"p_randomisation": 0.0625}, "moderate", "consistent"),
        ({"p_randomisation": 0.25}, "suggestive", "few_districts"),
        ({"p_adjusted": 0.012}, "suggestive", "borderline"),
        ({"p_never": 0.2}, "suggestive", "estimators_disagree"),
        ({"p_never": float("nan")}, "suggestive", "estimators_disagree"),
        ({"same_sign": False}, "suggestive", "estimators_disagree"),
        ({"p_adjusted": 0.06}, "none", "not_distinguishable"),
        ({"p_adjusted": float("nan")}, "inconclusive", "no_interval"),
        ({"pretrend_p": 0.01}, "inconclusive", "pretrend_rejected"),
        ({"pretrend_p": 0.01, "p_adjusted": 0.9}, "inconclusive", "pretrend_rejected"),
        ({"pretrend_p": float("nan")}, "inconclusive", "pretrend_untested"),
    ],
)
def test_each_grade_is_reached_and_each_downgrade(change, grade, reason):
    assert evidence.grade(dataclasses.replace(GOOD, **change)) == (grade, reason)


def test_every_grade_and_reason_has_its_words():
    from analysis.reporting.words import Words

    say = Words("id")
    report = dict.fromkeys(("outcome", "who", "size", "unit", "padjusted", "pretrend", "detectable"), "x")
    for rule in evidence.RULES:
        assert say(f"grade-{rule.grade}")
        key = f"claim-{rule.grade}" + (f"-{rule.reason}" if rule.grade == "inconclusive" else "")
        assert len(say(key, direction="up", crosses="yes", reason=rule.reason, **report)) > 40
    assert {r.grade for r in evidence.RULES} == set(evidence.GRADES)
