"""What belongs to each outcome, export, indicator, estimator, subgroup, section and language, and is not there.

``python tests/contracts.py`` prints one line for each thing that was forgotten: which, and where it belongs. The
recipes are in CONTRIBUTING.md.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from analysis.did.estimators.registry import ESTIMATORS
from analysis.domain.exports import EXPORTS
from analysis.domain.outcomes import OUTCOMES, PLACEBOS
from analysis.domain.subgroups import DIMENSIONS
from analysis.impact import evidence
from analysis.impact.possible import REASONS
from analysis.indicators import registry
from analysis.intake import sources
from analysis.panels import subgroups
from analysis.pipeline.stages import STAGES
from analysis.reporting.audiences import AUDIENCES
from analysis.reporting.report import SECTIONS
from analysis.reporting.words import LANGUAGES, Words
from analysis.store.catalogue import catalogue, resolve
from analysis.team.recommendations import RULES

#: Where the words of each language stand.
LOCALE = "reporting/locale/{}.ftl"


def missing(root: Path) -> list[str]:
    """List what is missing, a line each; empty where nothing was forgotten.

    Parameters
    ----------
    root : repository, for its notebooks and its first cycle file.
    """
    kinds = (_outcomes, _exports, _indicators, _estimators, _subgroups, _grades, _tables)
    lines = [line for kind in kinds for line in kind()]
    return [*lines, *_sections(root), *_languages(root)]


def _words(what: str, *keys: str) -> Iterator[str]:
    for language in LANGUAGES:
        words = Words(language)
        for key in keys:
            if not words.has(key):
                yield f"{what}: {LOCALE.format(language)} lacks '{key}'"


def _columns(table: str) -> set[str]:
    return {column.name for column in catalogue()[table].columns}


def _outcomes() -> Iterator[str]:
    for o in (*OUTCOMES.values(), *PLACEBOS):
        what = f"outcome '{o.name}'"
        if o.name not in _columns(f"panels/{o.frequency}"):
            yield f"{what}: panels/tables.yaml lacks its column in panels/{o.frequency}"
        for export in set(o.needs) - set(EXPORTS):
            yield f"{what}: domain/exports.py lacks the export '{export}' that it needs"
    for o in OUTCOMES.values():
        yield from _words(f"outcome '{o.name}'", f"outcome-{o.name}", f"outcome-{o.name}-unit")
    for o in PLACEBOS:
        yield from _words(f"placebo outcome '{o.name}'", f"placebo-{o.name}")


def _exports() -> Iterator[str]:
    try:
        declared = sources.declare(dt.date(2025, 12, 31))
    except KeyError as error:
        yield f"export {error}: intake/sources lacks its module"
        return
    for name, source in declared.items():
        for column in (*source.columns, *source.derived):
            if not all(column.meaning):
                yield f"export '{name}': intake/sources/{name}.py lacks a meaning of '{column.name}' in a language"


def _indicators() -> Iterator[str]:
    for name in registry.indicators_by_name():
        what, tables = f"indicator '{name}'", {t for t in catalogue() if t.startswith(f"{name}/")}
        if not tables:
            yield f"{what}: indicators/{name}.yaml lacks its tables"
        shown = {t for section in SECTIONS.values() for t in section.tables}
        if name not in SECTIONS and not tables & shown:
            yield f"{what}: reporting/sections/{name}.py lacks a section that rests on its tables"
    for table in catalogue().values():
        folder = table.name.split("/")[0]
        if table.maker.startswith("analysis.indicators.") and folder not in registry.indicators_by_name():
            yield f"table '{table.name}': indicators/{folder}.py lacks 'measure'"


def _estimators() -> Iterator[str]:
    for name, estimator in ESTIMATORS.items():
        what = f"estimator '{name}'"
        if estimator.table:
            yield from _words(what, f"estimator-{name}")
        for path in (estimator.function, estimator.overall_function, estimator.point_function):
            if path and not callable(resolve(f"analysis.did.estimators.{path}")):
                yield f"{what}: did/estimators has no {path}"


def _subgroups() -> Iterator[str]:
    for name, dimension in DIMENSIONS.items():
        what = f"subgroup '{name}'"
        if name not in subgroups.LABELS:
            yield f"{what}: panels/subgroups.py lacks the function '{name}' that labels officers"
        if name not in _columns("panels/officers"):
            yield f"{what}: panels/tables.yaml lacks its column in panels/officers"
        yield from _words(what, f"dimension-{name}", *(f"subgroup-{group}" for group in dimension.groups))


def _grades() -> Iterator[str]:
    for grade in evidence.GRADES:
        yield from _words(f"grade '{grade}'", f"grade-{grade}")
    for rule in evidence.RULES:
        yield from _words(f"rule of the grades '{rule.reason}'", f"why-{rule.reason}")
    for reason in REASONS:
        yield from _words(f"reason '{reason}' why nothing is estimated", f"impossible-{reason}")
    for recommendation in RULES:
        yield from _words(f"rule of recommendations '{recommendation.name}'", f"rec-{recommendation.name}")


def _tables() -> Iterator[str]:
    for table in catalogue().values():
        if table.stage not in STAGES:
            yield f"table '{table.name}': '{table.stage}' is no stage"
        for path in filter(None, (table.maker, table.declared)):
            try:
                resolve(path)
            except (ImportError, AttributeError):
                yield f"table '{table.name}': there is no function {path}"


def _sections(root: Path) -> Iterator[str]:
    notebook = json.loads((root / "notebooks/4_report.ipynb").read_text(encoding="utf-8"))
    code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    called = {
        name for call in re.findall(r"^report\((.*)\)$", code, flags=re.M) for name in re.findall(r'"(\w+)"', call)
    }
    for name in called - set(SECTIONS):
        yield f"section '{name}': reporting/sections lacks it, but notebooks/4_report.ipynb calls it"
    for name, section in SECTIONS.items():
        what = f"section '{name}'"
        yield from _words(what, f"part-{name}")
        if name not in called and section.after not in called:
            yield f"{what}: say in 'after' which section it follows, or call it in notebooks/4_report.ipynb"
        for table in section.tables:
            if table not in catalogue():
                yield f"{what}: no tables.yaml declares the table '{table}' that it rests on"
        for reader in set(section.readers) - {a.name for a in AUDIENCES}:
            yield f"{what}: reporting/audiences.py lacks the audience '{reader}'"


def _languages(root: Path) -> Iterator[str]:
    notebook = json.loads((root / "notebooks/4_report.ipynb").read_text(encoding="utf-8"))
    tags = [tag for cell in notebook["cells"] for tag in cell["metadata"].get("tags", []) if tag.startswith("lang-")]
    keys = {language: set(Words(language).keys()) for language in LANGUAGES}
    for language in LANGUAGES:
        what = f"language '{language}'"
        for audience in AUDIENCES:
            if language not in audience.files:
                yield f"{what}: reporting/audiences.py lacks the file of the audience '{audience.name}'"
            yield from _words(what, f"title-{audience.name}")
        if tags.count(f"lang-{language}") != tags.count(f"lang-{LANGUAGES[0]}"):
            yield f"{what}: notebooks/4_report.ipynb lacks prose tagged lang-{language}"
        for key in sorted(set().union(*keys.values()) - keys[language]):
            yield f"{what}: {LOCALE.format(language)} lacks '{key}'"


_ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else _ROOT
    print("\n".join(missing(where)))
