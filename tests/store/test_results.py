from dataclasses import dataclass

import pandas as pd
import pytest

from analysis.errors import UserError
from analysis.store.results import Results, TableError, check

BREADTH = pd.DataFrame(
    {
        "group": ["moved", "moved"],
        "when": ["before", "after"],
        "assessed": [1.0, 1.5],
        "served": [1.2, None],
        "officers": [40, 40],
    }
)


@pytest.fixture
def results(tmp_path):
    return Results(tmp_path / "data" / "processed" / "2026-S1", "2026-S1")


def test_what_is_written_is_read_and_noted(results):
    assert not results.has("skills/breadth") and results.table_or_empty("skills/breadth").empty
    results.write("skills/breadth", BREADTH)
    assert results.has("skills/breadth") and not results.read
    pd.testing.assert_frame_equal(results.table("skills/breadth"), BREADTH, check_dtype=False)
    assert list(results.read) == ["skills/breadth"]


def test_a_table_not_there_yet_says_what_to_run(results):
    with pytest.raises(
        UserError, match=r"^data/processed/2026-S1/headlines\.parquet: not there yet; .*mutasi run 2026-S1"
    ):
        results.table("headlines")


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (
            BREADTH.drop(columns=["served", "when"]),
            "lacks a column.*(served.*when|when.*served)",
        ),
        (BREADTH.assign(more=1), "has a column that the catalogue does not list: more"),
        (BREADTH.assign(officers="forty"), "has a column 'officers' that is not of type integer"),
        (BREADTH.assign(officers=[1.5, 2]), "has a column 'officers' that is not of type integer"),
        (BREADTH.assign(when="then"), "has a column 'when' that holds something else than before, after"),
        (BREADTH.assign(assessed=-1.0), "has a column 'assessed' that holds numbers below 0"),
        (BREADTH.assign(when="after"), "has rows that group, when do not tell apart"),
    ],
)
def test_a_table_that_is_not_as_declared_is_refused_and_not_written(results, frame, sentence):
    with pytest.raises(TableError, match=sentence) as caught:
        results.write("skills/breadth", frame)
    assert str(caught.value).startswith("table 'skills/breadth' ") and "forty" not in str(caught.value)
    assert not results.has("skills/breadth")


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(TableError) as caught:
        check("skills/breadth", BREADTH.drop(columns="served").assign(more=1, assessed=-1.0))
    for part in ("lacks a column", "does not list: more", "'assessed' that holds numbers below 0"):
        assert part in str(caught.value)


def test_a_table_that_nobody_declared_is_refused(results):
    with pytest.raises(KeyError, match=r"'skills/secrets' is in no catalogue: declare it"):
        results.write("skills/secrets", BREADTH)


def test_any_number_of_columns_may_stand_for_a_star():
    years = pd.DataFrame(
        {"officer_id": ["a"], "year": ["2024"], "cohort": [None], "competence": [70.0], "repaired": [False]}
    )
    check("panels/year", years)
    check("panels/year", years.assign(score_kesehatan=70.0, score_lapangan=60.0))
    with pytest.raises(TableError, match="'score_lapangan' that is not of type number"):
        check("panels/year", years.assign(score_lapangan="good"))


def test_no_rows_and_no_columns_pass_but_no_rows_with_a_column_too_few_do_not():
    check("skills/breadth", pd.DataFrame())
    check("skills/breadth", BREADTH.iloc[:0].astype(object))
    with pytest.raises(TableError, match="lacks a column"):
        check("skills/breadth", BREADTH.iloc[:0].drop(columns="when"))


@dataclass(frozen=True)
class _Measured:
    before: str
    after: str
    breadth: pd.DataFrame


def test_an_indicator_is_written_below_its_name_and_what_was_there_goes(results):
    results.write("skills/breadth", BREADTH)
    results.write_indicator("skills", None)
    assert not results.has("skills/breadth")
    results.write_indicator("skills", _Measured("2023", "2025", BREADTH))
    assert results.has("skills/breadth")
    assert results.table("skills/about").to_dict("records") == [{"before": "2023", "after": "2025"}]
