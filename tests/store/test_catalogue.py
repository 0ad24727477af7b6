import inspect

import pytest

from analysis.impact import evidence
from analysis.pipeline.stages import STAGES
from analysis.store import catalogue as catalogues
from analysis.store.catalogue import Table, catalogue, declarations, describe, resolve

TABLES = list(catalogue().values())


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_the_maker_of_every_table_is_a_function_that_there_is(table):
    maker = resolve(table.maker)
    assert inspect.isfunction(maker)
    assert not table.declared or callable(resolve(table.declared))
    # a stranger who follows the path reads what the function does
    assert inspect.getdoc(maker)


def test_stages_are_those_of_the_pipeline():
    assert {t.stage for t in TABLES} <= set(STAGES)


def test_sheets_have_names_of_their_own_that_a_workbook_takes():
    sheets = [t.sheet for t in TABLES if t.sheet]
    assert len(set(sheets)) == len(sheets) and all(len(s) <= 31 and s.isidentifier() for s in sheets)


def test_rows_about_one_person_are_for_the_team():
    """A column of pseudonyms makes a table the team's."""
    for table in TABLES:
        if {"officer_id", "rater_first", "staff_id"} & {c.name for c in table.columns}:
            assert table.shown_to == "team", table.name


def test_a_grade_is_one_of_those_that_the_evidence_gives():
    grade = next(c for c in describe("headlines").columns if c.name == "grade")
    assert grade.values == evidence.GRADES


def test_a_pattern_describes_what_lies_below():
    assert describe("tables/pegawai").name == "tables/*"
    with pytest.raises(KeyError, match="is in no catalogue"):
        describe("tables")


def test_every_shared_column_and_unit_is_used():
    shared = catalogues._shared()
    used = {c.name for t in TABLES for c in t.columns}
    assert set(shared["columns"]) <= used
    units = {c.unit for t in TABLES for c in t.columns}
    assert set(shared["units"]) <= units


GOOD = {
    "name": "a/b", "title": {"id": "x", "en": "x"}, "stage": "3_programme", "maker": "m", "shown_to": "public",
    "columns": [{"name": "c", "type": "text", "meaning": {"id": "x", "en": "x"}}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": {"id": "x"}}, "say its title in id, en"),
        ({"columns": []}, "name its columns"),
        ({"key": ["d"]}, "d is no column of it"),
        ({"needs": ["gaji"]}, "needs gaji, which is no export"),
        ({"sheet": "s", "shown_to": "team"}, "has no sheet"),
        ({"columns": [{"name": "c", "type": "text", "meaning": {"en": "x"}}]}, "column 'c': say its meaning in id"),
        ({"columns": [{**GOOD["columns"][0], "unit": "furlong"}]}, "unit 'furlong' is none of"),
    ],
)
def test_a_declaration_that_lacks_something_says_what(change, sentence):
    assert Table.model_validate(GOOD).holds("a/b")
    with pytest.raises(ValueError, match=sentence):
        Table.model_validate(GOOD | change)


def test_a_wrong_file_is_named(tmp_path, monkeypatch):
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "new.yaml").write_text(
        "stage: 3_programme\nshown_to: public\nmaker: m\ntables:\n  new/a:\n    title: {id: x, en: x}\n"
        "    columns:\n      mystery:\n"
    )
    real = catalogues._package()
    catalogues._shared()
    monkeypatch.setattr(catalogues, "_package", lambda: tmp_path)
    with pytest.raises(ValueError, match=r"indicators/new\.yaml: table 'new/a', column 'mystery': say its type"):
        catalogue.__wrapped__()
    monkeypatch.setattr(catalogues, "_package", lambda: real)
    assert declarations()
