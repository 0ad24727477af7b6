import numpy as np
import pandas as pd
import pytest

from analysis.cycle import Analysis
from analysis.did.diagnostics import specification
from analysis.domain.outcomes import OUTCOMES
from analysis.impact import robustness
from analysis.impact.designs import design

CHECKS = {
    "skp": {
        "relative_magnitudes", "breakdown_relative_magnitudes", "smoothness", "breakdown_smoothness", "placebo_date",
        "without_cohort", "anticipation", "negative_weights", "balance", "balance_weighted", "overlap", "attrition",
        "attrition_bounds", "placebo_units", "without_rater", "new_rater", "instrument_break", "without_left_behind",
        "left_behind",
    },
    "ikm": {
        "relative_magnitudes", "breakdown_relative_magnitudes", "smoothness", "breakdown_smoothness", "placebo_date",
        "without_cohort", "negative_weights", "without_unit", "districts", "synthetic_did", "two_way", "dose",
    },
}  # fmt: skip


@pytest.mark.parametrize("outcome", CHECKS)
def test_every_check_is_made(estimated, outcome):
    checks = estimated.checks
    assert set(checks.loc[checks["outcome"] == outcome, "check"]) == CHECKS[outcome]
    assert list(checks.columns) == robustness.COLUMNS


def test_no_check_gives_a_p_value_without_its_interval(estimated):
    c = estimated.checks
    assert c.loc[c["p"].notna(), ["low", "high"]].notna().all(axis=None)


def test_what_was_not_planted_is_not_found(estimated):
    c = estimated.checks.drop_duplicates(["outcome", "check"]).set_index(["outcome", "check"])
    # the simulator lets nobody left behind gain or lose, and a new rater keeps no systematic hand
    for outcome, check in (("skp", "left_behind"), ("skp", "new_rater"), ("skp", "instrument_break")):
        assert c.loc[(outcome, check), "p"] > 0.01
    for outcome in ("services", "respondents"):
        row = c.loc[(outcome, "placebo_outcome")]
        assert row["low"] <= 0 <= row["high"]
    dates = estimated.checks.query("check == 'placebo_date' and outcome != 'lateness'")
    assert (dates["p"] < 0.05).mean() <= 0.15


def test_the_violated_outcome_shows_in_placebo_dates(estimated):
    dates = estimated.checks.query("check == 'placebo_date' and outcome == 'lateness'")
    assert (dates["p"] < 0.05).all()


def test_covariates_balance_after_weighting(estimated):
    c = estimated.checks
    worst = c[c["check"] == "balance"]["value"].abs().max()
    weighted = c[c["check"] == "balance_weighted"]["value"].abs().max()
    assert worst > 0.3
    assert weighted < 0.1


def test_every_kelurahan_is_left_out_once(estimated):
    c = estimated.checks.query("check == 'without_unit' and outcome == 'ikm'")
    assert c["item"].nunique() == len(c) == 11
    assert (c["low"] > 0).all()


def test_the_curve_holds_the_headline(estimated):
    h = estimated.headlines.set_index("outcome")
    c = estimated.curve.set_index(["outcome", *specification.CHOICES])
    headline = c.loc[("skp", "callaway_santanna_dr", "not_yet_treated", "all", "1", "all"), "att"]
    assert headline == pytest.approx(h.loc["skp", "att"])
    assert c.loc[("ikm", "imputation", "not_yet_treated", "none", "0", "all"), "att"] == pytest.approx(
        h.loc["ikm", "att"]
    )


def test_agreement_is_counted_against_the_headline():
    curve = pd.DataFrame(
        {"outcome": "a", "att": [1.0, 2.0, -1.0, np.nan], "low": [0.5, -1, -2, np.nan], "high": [2.0, 3, 1, np.nan]}
    )
    row = robustness.agreement(curve, pd.DataFrame({"outcome": ["a"], "att": [1.5]})).loc["a"]
    assert row["specifications"] == 3
    assert row["specifications_sign"] == pytest.approx(2 / 3)
    assert row["specifications_significant"] == pytest.approx(1 / 3)


def test_one_after_another_gives_what_side_by_side_gives(built, estimated):
    choices = Analysis()
    outcome = OUTCOMES["ikm"]
    compared = design(outcome, built, choices)
    alone = robustness.checks(outcome, compared, built, choices).table
    together = estimated.checks[estimated.checks["outcome"] == "ikm"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, together)
