"""How fair the decision is found: what was planted is measured, and a form without the items costs nothing else."""

import numpy as np
import pandas as pd
import pytest

from analysis.domain.regulations import FAIRNESS_ITEMS
from analysis.indicators import fairness
from analysis.indicators.resistance import ITEMS
from analysis.reporting.report import Report
from analysis.simulate import effects
from offices import bare_study


def drawn(seed, n=900):
    """Draw officers of thirty units, half of them moved, and how fair they find it."""
    rng = np.random.default_rng(seed)
    moved = rng.random(n) < 0.5
    attended = np.where(moved, rng.integers(0, 4, n), 0)
    ids = [f"{k:04d}" for k in range(n)]
    cohort = pd.array(np.where(moved, "2023-S1", None), "string")
    officers = pd.DataFrame({"officer_id": ids, "cohort": cohort, "home": [f"unit {k % 30}" for k in range(n)]})
    latent = 3.2 + effects.FAIRNESS_OF_MOVED * moved + effects.FAIRNESS_OF_SESSIONS * attended + rng.normal(0, 0.5, n)
    survey = pd.DataFrame({"officer_id": ids, "date": pd.Timestamp("2025-11-01"), "straight_lined": False})
    for item in FAIRNESS_ITEMS:
        survey[item] = pd.array(np.clip(np.round(latent + rng.normal(0, 0.7, n)), 1, 5).astype(int), "Int64")
    for item in ITEMS:
        survey[item] = pd.array(np.clip(np.round(6 - latent + rng.normal(0, 0.7, n)), 1, 5).astype(int), "Int64")
    sessions = officers.loc[officers.index.repeat(attended), ["officer_id"]]
    return survey, officers, sessions.assign(date=pd.Timestamp("2025-09-10"), attended=True)


def test_the_planted_effects_are_measured():
    each = [fairness.assess(*drawn(seed)).drivers.set_index("driver")["effect"] for seed in range(10)]
    measured = pd.concat(each, axis=1).mean(axis=1)
    # answers end at 1 and 5, which takes a little away
    assert measured["moved"] == pytest.approx(effects.FAIRNESS_OF_MOVED, abs=0.05)
    assert measured["sessions"] == pytest.approx(effects.FAIRNESS_OF_SESSIONS, abs=0.03)


def test_means_and_reliability_are_those_of_the_answers():
    survey, officers, sessions = drawn(1)
    got = fairness.assess(survey, officers, sessions)
    about = got.reliability.iloc[0]
    assert 0.6 < about["alpha"] < 0.95 and about["correlation"] < -0.5 and about["officers"] == len(survey)
    moved = got.means.set_index("group")
    wanted = survey[list(FAIRNESS_ITEMS)].astype(float).mean(axis=1)
    assert moved.loc["all", "mean"] == pytest.approx(wanted.mean())
    assert moved.loc["moved", "officers"] + moved.loc["not_moved", "officers"] == len(survey)


def test_the_last_answer_counts_and_a_session_after_it_does_not():
    survey, officers, sessions = drawn(2)
    earlier = survey.assign(date=pd.Timestamp("2025-01-01"), **dict.fromkeys(FAIRNESS_ITEMS, 1))
    later = sessions.assign(date=pd.Timestamp("2025-12-24"))
    got = fairness.assess(pd.concat([earlier, survey]), officers, pd.concat([sessions, later]))
    pd.testing.assert_frame_equal(got.drivers, fairness.assess(survey, officers, sessions).drivers)


def test_a_form_without_the_items_gives_nothing():
    survey, officers, sessions = drawn(3)
    assert fairness.assess(survey.assign(**dict.fromkeys(FAIRNESS_ITEMS, pd.NA)), officers, sessions) is None


@pytest.mark.parametrize(("language", "words"), [("id", "seberapa adil"), ("en", "how fair they find the decision")])
def test_the_report_says_it_in_both_languages(tmp_path, language, words):
    study = bare_study(tmp_path)
    study.results.write_indicator("fairness", fairness.assess(*drawn(4)))
    content = Report(study, language)("fairness").content
    assert words in content and content.count("<tr>") == 4
