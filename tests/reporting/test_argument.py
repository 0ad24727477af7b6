"""What the notebooks show: pictures of what was estimated, and a sentence where there is nothing to draw."""

import shutil

import pytest

from analysis.display.tables import Text
from analysis.reporting.argument import Argument
from analysis.study import Study
from conftest import EXAMPLES, ROOT

PICTURES = ("trends", "estimators", "bounds", "attacks", "curves")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("argument")
    for part in ("cycles", "notebooks"):
        shutil.copytree(ROOT / part, root / part)
    return root


@pytest.fixture(scope="module")
def estimated_study(root, estimated, built):
    study = Study(EXAMPLES[1], root=root)
    for name, table in vars(estimated).items():
        study.results.write(name, table)
    return study


def test_every_outcome_is_drawn_in_every_picture(estimated_study, built):
    argue = Argument(estimated_study)
    outcomes = [argue.writer.name(o) for o in estimated_study.table("headlines")["outcome"]]
    for name in PICTURES:
        drawn = getattr(argue, name)()
        assert [axes.get_title(loc="left") for axes in drawn.axes] == outcomes, name
        assert all(axes.collections for axes in drawn.axes), name
    levels = argue.rotated(built).axes
    moved = built.officers["cohort"].notna().sum()
    assert sum(line.get_ydata()[-1] for line in levels[0].lines) == moved
    assert argue.rotated(built)._repr_png_() == argue.rotated(built)._repr_png_()


@pytest.mark.parametrize("language", ["id", "en"])
def test_tables_and_sentences_are_those_of_the_report(estimated_study, language):
    argue = Argument(estimated_study, language)
    headlines = estimated_study.table("headlines").set_index("outcome")
    assert len(argue.headlines().frame) == len(headlines)
    said = argue.conclusions().text().splitlines()
    for outcome, sentence in zip(headlines.index, said, strict=True):
        assert sentence.startswith(argue.writer.name(outcome)) and argue.writer.claim(outcome) in sentence
    assert len(argue.beyond().parts) == 4


def test_without_results_there_is_a_sentence_and_no_error(root):
    argue = Argument(Study(EXAMPLES[0], root=root))
    for name in (*PICTURES, "completeness", "quality"):
        assert isinstance(getattr(argue, name)(), Text), name
    assert argue.headlines().text() == "Rows: none." and argue.conclusions().text() == ""
