import numpy as np
import openpyxl
import pandas as pd
import pytest

from analysis.reporting import workbook
from analysis.store.catalogue import catalogue
from conftest import EXAMPLES


@pytest.fixture(scope="module")
def book(finished):
    return openpyxl.load_workbook(finished / "reports" / EXAMPLES[1] / "tabel.xlsx")


def test_the_contents_lead_to_every_sheet_and_carry_the_mark(book):
    first = book["contents"]
    texts = [str(c.value) for row in first.iter_rows() for c in row if c.value]
    assert any(t.startswith("DATA SIMULASI") for t in texts)
    assert texts[-1].startswith("Tables made of: inputs ") and EXAMPLES[1] in texts[-1]
    sheets = [*(t.sheet for t in catalogue().values() if t.sheet), workbook.COLUMNS]
    assert [s for s in sheets if s in book.sheetnames] == book.sheetnames[1:]
    cells = [c for row in first.iter_rows() for c in row if c.hyperlink]
    linked = {(c.hyperlink.location or c.hyperlink.target).split("!")[0].strip("#'") for c in cells}
    assert linked == set(book.sheetnames[1:])


def test_every_table_that_was_written_is_there(finished, book):
    folder = finished / "data/processed" / EXAMPLES[1]
    for declared in catalogue().values():
        if not declared.sheet:
            assert declared.name not in book.sheetnames or declared.shown_to != "team"
            continue
        table = pd.read_parquet(folder / f"{declared.name}.parquet")
        assert book[declared.sheet].max_row == len(table) + 1, declared.name
        assert [c.value for c in book[declared.sheet][1]] == list(table.columns)


def test_every_column_of_every_sheet_is_explained(book):
    rows = [[c.value for c in row] for row in book[workbook.COLUMNS].iter_rows()]
    headers, explained = rows[0], {(row[0], row[2]) for row in rows[1:]}
    assert headers == ["sheet", "table", "column", "type", "unit", "meaning_id", "meaning_en", "maker"]
    assert all(row[5] and row[6] and row[7].startswith("analysis.") for row in rows[1:])
    for sheet in book.sheetnames[1:]:
        if sheet != workbook.COLUMNS:
            assert {(sheet, c.value) for c in book[sheet][1]} <= explained, sheet


def test_cells_are_typed(finished, book):
    sheet, table = book["headlines"], pd.read_parquet(finished / "data/processed" / EXAMPLES[1] / "headlines.parquet")
    place = {c.value: c.column for c in sheet[1]}
    for r, row in enumerate(table.itertuples(), start=2):
        assert sheet.cell(r, place["att"]).value == pytest.approx(row.att)
        assert sheet.cell(r, place["same_sign"]).value is bool(row.same_sign)
        assert sheet.cell(r, place["grade"]).value == row.grade


def test_a_few_people_are_not_told_apart(book):
    counts = [c.value for c in book["flows"]["C"][1:]]
    assert None in counts and min(c for c in counts if c is not None) >= 5


def test_text_that_looks_like_a_formula_is_text(tmp_path):
    nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "https://example.invalid", "<b>"]
    pd.DataFrame({"outcome": nasty, "att": [1, np.nan, np.inf, 2, 3, 4]}).to_parquet(tmp_path / "headlines.parquet")
    workbook.write(tmp_path / "t.xlsx", tmp_path, "=title", ["-mark"], ["=trace"])
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    cells = book["headlines"]["A"][1:]
    assert [c.value for c in cells] == nasty
    assert {c.data_type for c in cells} == {"s"}
    assert [c.value for c in book["headlines"]["B"][1:]] == [1, None, None, 2, 3, 4]
    assert book["contents"]["A1"].data_type == book["contents"]["A2"].data_type == "s"


def test_the_same_tables_give_the_same_bytes(finished, tmp_path):
    folder = finished / "data/processed" / EXAMPLES[1]
    for name in "ab":
        workbook.write(tmp_path / f"{name}.xlsx", folder, "Judul", [], [])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
