"""The grade of one design: what is there is called, and each guard refuses what only looks like it.

The rates over many draws are those of benchmarks/grades.py; here each guard is seen to be what decides.
"""

import numpy as np
import pandas as pd
import pytest

from analysis.did.diagnostics import specification
from analysis.did.estimators import imputation
from analysis.errors import UserError
from analysis.impact.appraise import COLUMNS, appraise
from conftest import benchmark


@pytest.fixture(scope="module")
def grades():
    return benchmark("grades")


def appraised(grades, draw, seed, **options):
    drawn = draw(np.random.default_rng(seed))
    return appraise(grades.design(drawn), homes=pd.Series(drawn.home), **options)


def test_an_effect_is_called_and_nothing_is_not(grades):
    there = appraised(grades, lambda rng: grades.effective(rng, 3.0), 1)
    assert there["grade"] in ("strong", "moderate") and list(there.index) == COLUMNS
    assert there["low"] <= 3 * grades.DETECTABLE <= there["high"]
    assert appraised(grades, grades.calm, 1)[["grade", "reason"]].tolist() == ["none", "not_distinguishable"]


def test_the_estimator_of_the_headline_is_that_asked_for(grades):
    drawn = grades.effective(np.random.default_rng(2), 3.0)
    row = appraise(grades.design(drawn), "imputation")
    assert row["att"] == pytest.approx(imputation.fit(grades.design(drawn)).row()["att"])
    with pytest.raises(ValueError, match="unknown estimator stacked"):
        appraise(grades.design(drawn), "stacked")


@pytest.mark.parametrize(
    ("draw", "fact", "reason"),
    [
        ("dip", "earlier_base_holds", "dip_before"),
        ("leavers", "attrition_holds", "leavers_differ"),
        ("neighbours", "spillover_holds", "colleagues_affected"),
    ],
)
@pytest.mark.example
def test_each_guard_keeps_a_false_claim_below_moderate(grades, draw, fact, reason):
    rows = [appraised(grades, getattr(grades, draw), [seed, 5]) for seed in range(12)]
    refused = [row for row in rows if row["reason"] == reason]
    # without the guard each of these would be moderate or strong
    assert refused and all(row[fact] == 0 and row["grade"] == "suggestive" for row in refused)
    assert sum(row["grade"] in ("strong", "moderate") for row in rows) <= 1


def test_an_earlier_base_is_that_of_one_more_period_of_anticipation(grades):
    design = grades.design(grades.dip(np.random.default_rng(3)))
    curve = specification.curve(design, specification.default_space(design))
    one = curve[(curve["anticipation"] == 2) & (curve["estimator"] == "imputation")]
    one = one[one["control_group"] == "not_yet_treated"].iloc[0]
    assert specification.earlier_base(curve, "imputation") == (one["low"], one["high"])
    assert np.isnan(specification.earlier_base(curve[curve["anticipation"] < 2], "two_stage")).sum() in (0, 2)
    assert np.isnan(specification.earlier_base(curve.iloc[:0], "imputation")).all()


def test_what_cannot_be_estimated_is_refused(grades):
    with pytest.raises(UserError, match="no cohort with enough units"):
        appraised(grades, grades.small_cohorts, 1)
