"""A report without an export: each section is written all the same, or is one sentence that names what it lacks."""

import os
import re
import shutil

import pandas as pd
import pytest

from analysis import cycle as cycles
from analysis.domain import exports
from analysis.reporting import figures
from analysis.reporting.blocks import PART
from analysis.reporting.report import SECTIONS, Report
from analysis.store.catalogue import catalogue
from analysis.store.results import Results
from analysis.study import Study
from conftest import EXAMPLES, ROOT, copy_repository

LANGUAGES = ("id", "en")
MEASURED = cycles.load(ROOT, EXAMPLES[1]).analysis.measured


@pytest.fixture(scope="module")
def repository(finished, tmp_path_factory):
    """Copy what a report needs to be written."""
    return copy_repository(tmp_path_factory.mktemp("absent"))


@pytest.fixture
def study(finished, repository, monkeypatch):
    """Open the finished run's tables in a folder where they can be taken away; drawings are drawn, but not saved."""
    folder = repository / "data/processed" / EXAMPLES[1]
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(finished / "data/processed" / EXAMPLES[1], folder, copy_function=os.symlink)
    monkeypatch.setattr(figures, "svg", lambda figure, alt, name: f"<svg aria-label='{alt}'/>")
    return Study(EXAMPLES[1], root=repository)


def keep(results, name, rows):
    """Write only some rows of a table, in place of all."""
    table = pd.read_parquet(results.path(name))
    results.path(name).unlink()
    table[rows(table)].to_parquet(results.path(name), index=False)


def take_away(results: Results, lacking: set[str]) -> None:
    """Take away exports with all that was made from them, as if they had never been sent."""
    for export in lacking:
        keep(results, f"tables/{export}", lambda table: table.index < 0)
    unmeasured = [o.name for o in MEASURED if lacking & set(o.needs)]
    for table in catalogue().values():
        if table.name.endswith("*") or not results.has(table.name):
            continue
        if lacking & set(table.needs):
            results.path(table.name).unlink()
        elif any(column.name == "outcome" for column in table.columns):
            keep(results, table.name, lambda rows: ~rows["outcome"].isin(unmeasured))
        elif table.name in ("account", "reasons", "completeness"):
            keep(results, table.name, lambda rows: ~rows["source"].isin(lacking))


def alone(report: Report, name: str) -> str:
    """Write one section, without those that follow it."""
    return next((content for part, _, content in PART.findall(report(name).content) if part == name), "")


def text_of(content: str) -> str:
    return re.sub(r"<[^>]+>", " ", content)


@pytest.mark.parametrize("export", exports.NAMES)
def test_without_an_export_every_section_is_written_or_names_it(study, export):
    take_away(study.results, {export})
    report = Report(study, "en")
    rest_on = {s.name for s in SECTIONS.values() if any(export in catalogue()[t].needs for t in s.tables)}
    measured = {level for o in MEASURED for level in [o.level] if export in o.needs}
    touched = {"officers": "officer", "units": "unit"}
    affected = rest_on | {s for s, level in touched.items() if level in measured}
    for name in sorted(affected | {"answer", "recommendations", "quality", "levels", "headlines"}):
        text = text_of(alone(report, name))
        assert text.strip() and not re.search(r"\bnan\b", text.lower()), name
        if name in affected:
            assert re.search(rf"(not sent|is empty|are empty)[^.]*: [^.]*\b{export}\b", text), (name, text)
        if name in rest_on:
            assert "<table" not in alone(report, name) and "<svg" not in alone(report, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_export_but_register_and_moves_the_report_is_written(study, language):
    take_away(study.results, set(exports.NAMES) - {"pegawai", "mutasi"})
    report = Report(study, language)
    for name, section in SECTIONS.items():
        content = alone(report, name)
        assert content or not section.tables
        if set(section.tables) & {"headlines", "skills/about", "citizens/units", "resistance/means"}:
            assert (content.count("<p>") == 1 and "skp" in content) or "ekspor" in content or "export" in content, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_table_the_report_is_written(study, language):
    shutil.rmtree(study.processed)
    report = Report(Study(EXAMPLES[1], root=study.root), language)
    for name, section in SECTIONS.items():
        content = alone(report, name)
        if section.tables:
            assert content.count("<p>") == 1 and "<table" not in content and "<svg" not in content, name
