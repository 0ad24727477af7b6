"""Who is moved: a planted punishment is seen, a fair city shows none, and nothing known only later is used."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.indicators import at_risk, selection
from analysis.reporting.report import Report
from analysis.store.catalogue import describe
from analysis.store.results import check
from conftest import benchmark
from offices import bare_study

MONTHS = ("2021-01", "2025-12")
draws = benchmark("selection")


@pytest.fixture(scope="module")
def dissent():
    """A city in which a tenth of the moves fall on those who dissent most."""
    before = draws.drawn(3, "dissent", 900, 400)
    return before, selection.assess(before, MONTHS)


def test_an_answer_of_the_semester_of_the_move_is_not_used(dissent):
    before, _ = dissent
    cohort = before.survey["officer_id"].map(before.officers.set_index("officer_id")["cohort"])
    wave = pd.to_datetime(cohort.str[:4] + cohort.str[-1].map({"1": "-01-05", "2": "-07-05"}))
    late = before.survey.assign(date=wave, **dict.fromkeys(at_risk.ITEMS, 5))[wave.notna()]
    rows = [
        at_risk.build(replace(before, survey=s)).query("moved > 0")["resistance"]
        for s in (before.survey, pd.concat([before.survey, late]))
    ]
    assert rows[0].notna().sum() > 300
    pd.testing.assert_series_equal(*rows)


def test_an_sk_of_the_semester_before_sets_back_what_was_known(dissent):
    before, _ = dissent
    wave = before.moves["semester"].iloc[0]
    early = before.moves.assign(sk_date=before.moves["sk_date"] - pd.Timedelta(days=120))
    assert at_risk.decided(wave, before.moves) == wave
    assert at_risk.decided(wave, early) < wave


def test_punishment_is_seen_where_it_is_and_not_where_it_is_not(dissent):
    # one city of each; benchmarks/selection.md has the rates over many
    assert draws.seen(dissent[1])
    assert not draws.seen(selection.assess(draws.drawn(3, "fair", 700, 300), MONTHS))


def test_tables_hold_aggregates_only(dissent):
    before, found = dissent
    for name, table in vars(found).items():
        check(f"selection/{name}", table)
        assert describe(f"selection/{name}").shown_to == "audiences"
        assert not table.isin(set(before.officers["officer_id"])).to_numpy().any()
    assert (found.moved["moved"] >= selection.FEWEST).all()


def test_p_values_are_adjusted_over_both_tables(dissent):
    _, found = dissent
    both = pd.concat([found.moved, found.destinations]).query("question == 'punishment'")
    assert len(both) == 4
    least = both.sort_values("p").iloc[0]
    assert least["p_adjusted"] == pytest.approx(min(4 * least["p"], 1))


def test_moves_are_counted_inside_and_outside_the_restricted_time():
    days = pd.to_datetime(["2024-03-21", "2024-03-22", "2025-02-19", "2025-02-20"])
    moves = pd.DataFrame({"sk_date": days, "tmt": days})
    counts = selection.elections(moves, ("2024-01", "2025-03")).set_index("when")
    assert counts.loc["inside"].tolist() == [11, 2] and counts.loc["outside"].tolist() == [4, 2]


def test_too_few_answers_give_no_estimate(dissent):
    before, _ = dissent
    few = selection.assess(replace(before, survey=before.survey.iloc[:40]), MONTHS)
    assert "resistance" not in set(few.moved["factor"]) and "performance" in set(few.moved["factor"])
    assert selection.assess(replace(before, moves=before.moves.iloc[:0]), MONTHS) is None


@pytest.mark.parametrize(("language", "words"), [("id", "tanda hukuman"), ("en", "sign of punishment")])
def test_the_report_says_it_in_both_languages(tmp_path, dissent, language, words):
    study = bare_study(tmp_path)
    before, found = dissent
    study.results.write_indicator("selection", found)
    content = Report(study, language)("selection").content
    assert words in content and "<svg" in content and "2016" in content
    few = selection.assess(
        replace(before, survey=before.survey.iloc[:0], complaints=before.complaints.iloc[:0]), MONTHS
    )
    study.results.write_indicator("selection", few)
    untold = Report(study, language)("selection").content
    assert str(selection.FEWEST) in untold and " nan" not in untold
