"""The controls of explore.ipynb: what they show, in the reader's language, and what they save."""

import shutil

import pytest

from analysis import cycle as cycles
from analysis.reporting.explorer import VIEWS, Explorer
from conftest import ROOT
from offices import Office, study_of

OFFICE = Office(officers=60, movers=24, last="2022-S2", units=3, outside=8, outcomes=("skp", "ikm"), subgroups=())


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    root = tmp_path_factory.mktemp("explorer")
    study = study_of(OFFICE, OFFICE.tables(), root)
    shutil.copy(ROOT / "notebooks/explore.ipynb", root / "notebooks")
    study.estimate(study.build_panels())
    return study


@pytest.mark.example
def test_every_view_follows_every_control_in_the_language_and_the_code_gives_the_number(study, monkeypatch):
    explorer = Explorer(study, "id")
    assert (explorer.outcome.description, explorer.save.layout.width) == ("hasil", "auto")
    before = explorer.line.value
    assert 'data-outcome="skp"' in before and "penjelajahan" in before
    assert all("<svg" in explorer.shown[name].value for name in VIEWS)
    assert "tingkat, simpangan baku" in explorer.shown["panel"].value
    explorer.estimator.value = "imputation"
    assert explorer.line.value != before
    explorer.window.value = ("2019-S2", explorer.window.options[-1])
    shown = {name: explorer.shown[name].value for name in VIEWS}
    namespace: dict = {}
    code = explorer.code.value.split("<pre>")[1].split("</pre>")[0].replace("&#x27;", "'")
    monkeypatch.chdir(study.root)
    *lines, last = code.splitlines()
    exec("\n".join(lines), namespace)
    att = eval(last, namespace).parts[1].frame["att"].iloc[0]
    assert f"<b>{explorer.words.number(att, 2, True)} (" in explorer.line.value
    explorer.level.value = "unit"
    assert 'data-outcome="ikm"' in explorer.line.value
    assert all(explorer.shown[name].value != shown[name] for name in VIEWS)


@pytest.mark.example
def test_a_choice_is_saved_with_a_reason_and_no_other_way(study):
    explorer = Explorer(study)
    explorer.estimator.value = "stacked"
    explorer.save.click()
    assert "First say why" in explorer.status.value
    for reason in ("Asked by the camat.", "Asked by the camat in May."):
        explorer.note.value = reason
        explorer.save.click()
        assert "now holds 1 exploratory entries" in explorer.status.value
    saved = cycles.load(study.root, "kantor").exploratory
    assert [(e.outcome, e.estimator, e.note) for e in saved] == [("skp", "stacked", "Asked by the camat in May.")]
