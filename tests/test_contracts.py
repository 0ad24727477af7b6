"""Nothing that belongs to an outcome, export, indicator, estimator, subgroup, section or language is forgotten.

The recipes of CONTRIBUTING.md are followed on a copy of the package; and where a place is left out, it is named.
"""

import dataclasses
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import contracts
from analysis.did.estimators.registry import ESTIMATORS, Estimator
from analysis.domain.outcomes import OUTCOMES
from analysis.domain.subgroups import DIMENSIONS, Dimension
from analysis.indicators import registry
from analysis.reporting.report import SECTIONS
from analysis.reporting.words import Words
from conftest import ROOT


def test_nothing_is_missing():
    assert contracts.missing(ROOT) == []


def lacking(*parts):
    """Return the lines that say what is missing, and hold that each of `parts` is named in one of them."""
    lines = contracts.missing(ROOT)
    for part in parts:
        assert any(part in line for line in lines), (part, lines)
    return lines


def test_an_outcome_without_column_or_words_is_named(monkeypatch):
    new = dataclasses.replace(OUTCOMES["on_time"], name="backlog", needs=("layanan", "antrean"))
    monkeypatch.setitem(OUTCOMES, "backlog", new)
    lines = lacking(
        "outcome 'backlog': panels/tables.yaml lacks its column in panels/month",
        "outcome 'backlog': domain/exports.py lacks the export 'antrean'",
        "outcome 'backlog': reporting/locale/id.ftl lacks 'outcome-backlog'",
        "outcome 'backlog': reporting/locale/en.ftl lacks 'outcome-backlog-unit'",
    )
    assert len(lines) == 6


def test_an_estimator_without_words_or_function_is_named(monkeypatch):
    monkeypatch.setitem(ESTIMATORS, "own", Estimator("own", "two_way.fit", "A paper"))
    assert lacking("reporting/locale/id.ftl lacks 'estimator-own'") == [
        f"estimator 'own': reporting/locale/{language}.ftl lacks 'estimator-own'" for language in ("id", "en")
    ]


def test_a_subgroup_without_labels_column_or_words_is_named(monkeypatch):
    monkeypatch.setitem(DIMENSIONS, "distance", Dimension("distance", ("near", "far")))
    lacking(
        "subgroup 'distance': panels/subgroups.py lacks the function 'distance'",
        "subgroup 'distance': panels/tables.yaml lacks its column in panels/officers",
        "en.ftl lacks 'dimension-distance'",
        "id.ftl lacks 'subgroup-near'",
    )


def test_an_indicator_without_tables_or_section_is_named(monkeypatch):
    monkeypatch.setattr(registry, "indicators_by_name", lambda: {"absence": lambda inputs: None})
    lacking(
        "indicator 'absence': indicators/absence.yaml lacks its tables",
        "indicator 'absence': reporting/sections/absence.py lacks a section",
        "table 'skills/effects': indicators/skills.py lacks 'measure'",
    )


def test_a_section_without_a_place_words_or_tables_is_named(monkeypatch):
    new = dataclasses.replace(SECTIONS["skills"], name="absence", tables=("absence/by",), readers=("press",))
    monkeypatch.setitem(SECTIONS, "absence", new)
    lacking(
        "section 'absence': say in 'after' which section it follows",
        "section 'absence': no tables.yaml declares the table 'absence/by'",
        "section 'absence': reporting/audiences.py lacks the audience 'press'",
        "section 'absence': reporting/locale/en.ftl lacks 'part-absence'",
    )


def test_an_export_without_a_module_is_named(monkeypatch):
    from analysis.intake import sources

    monkeypatch.setattr(sources, "NAMES", (*sources.NAMES, "gaji"))
    lacking("export 'gaji': intake/sources lacks its module")


def test_a_language_without_words_files_or_prose_is_named(monkeypatch):
    monkeypatch.setattr(contracts, "LANGUAGES", ("id", "en", "jv"))
    monkeypatch.setattr(Words, "keys", lambda self: [] if self.language == "jv" else ["answer"])
    monkeypatch.setattr(Words, "has", lambda self, key: self.language != "jv")
    lacking(
        "language 'jv': reporting/audiences.py lacks the file of the audience 'technical'",
        "language 'jv': notebooks/4_report.ipynb lacks prose tagged lang-jv",
        "language 'jv': reporting/locale/jv.ftl lacks 'answer'",
        "grade 'strong': reporting/locale/jv.ftl lacks 'grade-strong'",
    )


@pytest.fixture
def copy(tmp_path):
    """Copy the package and what it needs of the repository."""
    shutil.copytree(ROOT / "src/analysis", tmp_path / "src/analysis", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("cycles", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def recipe(title):
    """Return the steps of a recipe in CONTRIBUTING.md: (file, lines to put there), in order, and its marks of place."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = re.search(rf"^### {title}$(.*?)(?=^##)", text, flags=re.M | re.S)[1]
    return re.findall(
        r"^`(src/analysis/[^`]+)`(?:, after the line `([^`]+)`)?:?\n+```\w*\n(.*?)^```$", section, flags=re.M | re.S
    )


def follow(copy, title):
    """Follow a recipe on a copy: put each piece where the recipe says; return the places that it touched."""
    places = set()
    for file, anchor, lines in recipe(title):
        path = copy / file
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if anchor:
            assert before.count(f"{anchor}\n") == 1, (file, anchor)
            after = before.replace(f"{anchor}\n", f"{anchor}\n{lines}")
        else:
            after = before + lines
        path.write_text(after, encoding="utf-8")
        places.add(path.parent.relative_to(copy / "src/analysis").as_posix())
    return places


def run(copy, script):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(copy / "src"), str(ROOT / "tests")])}
    done = subprocess.run(
        [sys.executable, "-c", script, str(copy)], capture_output=True, text=True, env=environment, cwd=copy
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


#: What both recipes end with: nothing is missing, and the copy is what runs.
HELD = """
import sys
from pathlib import Path
import pandas as pd
import analysis, contracts
root = Path(sys.argv[1])
assert Path(analysis.__file__).is_relative_to(root)
assert contracts.missing(root) == [], contracts.missing(root)
"""

INDICATOR = (
    HELD
    + """
from analysis.indicators import registry
from analysis.indicators.inputs import Inputs
from analysis.panels.panel import Panels
from analysis.reporting.report import Report, reads
from analysis.reporting.audiences import AUDIENCES
from analysis.store.results import empty
from analysis.study import Study

study = Study("contoh-2025-S2", root=root)
panels = Panels(empty("panels/officers"), {}, empty("exclusions"))
inputs = Inputs(study.results, panels, study.cycle)
days = pd.DataFrame({
    "officer_id": ["a", "a", "b", "b"], "month": ["2019-01", "2025-12"] * 2, "days": [20, 20, 20, 20],
    "present": [18, 16, 20, 20], "late": 0, "absent": [2, 4, 0, 0], "repaired": False,
})
# without the export: None, and a sentence that names it
assert registry.measure("absence", inputs) is None
print(Report(study, "en")("skills").content)
path = study.results.path("tables/presensi")
path.parent.mkdir(parents=True)
days.to_parquet(path)
result = registry.measure("absence", inputs)
assert study.results.table("absence/shares")["share"].round(3).tolist() == [0.05, 0.1]
for language in ("id", "en"):
    print(Report(study, language)("skills").content)
assert [a.name for a in AUDIENCES if reads(a, "absence")] == ["technical", "asn"]
"""
)

OUTCOME = (
    HELD
    + """
from analysis.impact.estimate import headline_effects
from analysis.panels.build import build_panels
from analysis.reporting.writer import Writer
from analysis.study import Study
from offices import Office

office = Office(outcomes=("unfinished",), units=4, outside=24)
tables = office.tables()
# one in three services has no end yet
tables["layanan"].loc[tables["layanan"].sample(frac=1 / 3, random_state=1).index, "finished"] = pd.NaT
panels = build_panels(tables, office.cycle)
assert panels.by_frequency["month"]["unfinished"].between(0, 100).all()
row = headline_effects(panels, office.cycle).set_index("outcome").loc["unfinished"]
assert row["low"] < row["att"] < row["high"], row
for language in ("id", "en"):
    print(Writer(Study("contoh-2025-S2", root=root), language).named("unfinished"))
"""
)


@pytest.mark.example
def test_the_recipe_of_an_indicator_works_on_a_copy(copy):
    places = follow(copy, "An indicator with its section")
    assert places == {"indicators", "reporting/sections", "reporting/locale"}
    said = run(copy, INDICATOR)
    assert "this export was not sent or is empty: presensi" in said
    assert "10.0%" in said and "10,0%" in said and 'data-tables="absence/shares"' in said


@pytest.mark.example
def test_the_recipe_of_an_outcome_works_on_a_copy(copy):
    places = follow(copy, "An outcome")
    assert places == {"domain", "panels", "reporting/locale"}
    said = run(copy, OUTCOME)
    assert "Services not finished, % of services" in said and "Layanan yang belum selesai, " in said


@pytest.mark.parametrize("title", ["A source", "An estimator", "A subgroup", "A language"])
def test_every_kind_has_a_recipe_of_at_most_three_places(title):
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = re.search(rf"^### {title}$(.*?)(?=^##)", text, flags=re.M | re.S)[1]
    steps = re.findall(r"^(\d)\. .*", section, flags=re.M)
    assert steps == [str(k + 1) for k in range(len(steps))] and 1 <= len(steps) <= 3
    for file in re.findall(r"`((?:src|notebooks|tests|docs)/[\w/.]+)`", section):
        assert Path(ROOT / file).exists(), file
