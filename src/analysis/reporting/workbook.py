"""``tabel.xlsx``: every table of results, typed, with a contents sheet and notes."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import pandas as pd
import xlsxwriter

from analysis.reporting import codebook
from analysis.reporting.words import Words
from analysis.store import release
from analysis.store.catalogue import LANGUAGES, catalogue
from analysis.store.results import Results

_FIRST = "contents"
#: The sheet that says what the columns of the others mean.
COLUMNS = "columns"
#: Cells per sheet that a spreadsheet opens without complaint.
_MOST_ROWS = 1_048_000
_WIDEST = 42


def write(path: Path, processed: Path, title: str, marks: list[str], traces: list[str]) -> None:
    """Write the workbook; its bytes depend on the tables, the catalogue and the words only.

    Numbers are numbers, truths are truths, everything else is text, also where it begins with ``=``, ``+``, ``-`` or
    ``@``: nothing is ever run as a formula.

    Parameters
    ----------
    processed : folder of a cycle's tables; those that were not written have no sheet.
    title : of the cycle.
    marks : lines that must stand on top, such as DATA SIMULASI.
    traces : lines that say what made the tables, below the notes.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": dt.datetime(2025, 1, 1), "title": title})
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E5F0F8", "text_wrap": True, "valign": "top"})
    results = Results(processed)
    shown = [table for table in catalogue().values() if table.sheet and results.has(table.name)]
    tables = {table.sheet: release.publishable(table.name, results.table(table.name)) for table in shown}
    every = [Words(language) for language in LANGUAGES]
    titles = {table.sheet: table.title for table in shown}
    titles[COLUMNS] = {words.language: words("sheet-columns") for words in every}
    tables[COLUMNS] = codebook.results(shown)
    _contents(book, bold, title, marks, traces, {sheet: (titles[sheet], len(tables[sheet])) for sheet in tables})
    for sheet, table in tables.items():
        _sheet(book.add_worksheet(sheet), table.head(_MOST_ROWS), bold)
    book.close()


def _contents(
    book: xlsxwriter.Workbook,
    bold: xlsxwriter.format.Format,
    title: str,
    marks: list[str],
    traces: list[str],
    sheets: dict[str, tuple[dict[str, str], int]],
) -> None:
    """Write the first sheet: what the others hold, with a link to each, and the notes.

    Parameters
    ----------
    sheets : sheet → its title by language and its number of rows.
    """
    every = [Words(language) for language in LANGUAGES]
    large = book.add_format({"bold": True, "font_size": 14})
    warning = book.add_format({"bold": True, "font_color": "#8A2C0D"})
    link = book.add_format({"font_color": "#016199", "underline": 1})
    contents = book.add_worksheet(_FIRST)
    contents.set_column(0, 0, 22)
    contents.set_column(1, len(every), 60)
    contents.set_column(len(every) + 1, len(every) + 1, 10)
    contents.write_string(0, 0, title, large)
    at = 1
    for mark in marks:
        contents.write_string(at, 0, mark, warning)
        at += 1
    at += 1
    headers = [every[0]("sheet"), *(words("sheet-holds") for words in every), every[0]("rows")]
    for k, header in enumerate(headers):
        contents.write_string(at, k, header, bold)
    for sheet, (titles, rows) in sheets.items():
        at += 1
        contents.write_url(at, 0, f"internal:'{sheet}'!A1", link, sheet)
        for k, words in enumerate(every, start=1):
            contents.write_string(at, k, titles[words.language])
        contents.write_number(at, len(every) + 1, rows)
    at += 2
    for key in ("sheet-note-names", "sheet-note-csv", "sheet-note-people"):
        for words in every:
            contents.write_string(at, 0, words(key))
            at += 1
    for k, line in enumerate(traces):
        contents.write_string(at + 1 + k, 0, line)


def _sheet(sheet: xlsxwriter.worksheet.Worksheet, table: pd.DataFrame, bold: xlsxwriter.format.Format) -> None:
    """Write one table with its header frozen and a filter on it."""
    for k, name in enumerate(table.columns):
        sheet.write_string(0, k, str(name), bold)
        column = table[name]
        if pd.api.types.is_bool_dtype(column.dtype):
            for r, value in enumerate(column, start=1):
                if not pd.isna(value):
                    sheet.write_boolean(r, k, bool(value))
        elif pd.api.types.is_numeric_dtype(column.dtype):
            for r, value in enumerate(column.to_numpy(float, na_value=float("nan")), start=1):
                # a number that is not finite has no place in a cell
                if math.isfinite(value):
                    sheet.write_number(r, k, value)
        else:
            for r, value in enumerate(column, start=1):
                if not pd.isna(value):
                    sheet.write_string(r, k, str(value))
        longest = column.head(200).astype("string").str.len().max()
        sheet.set_column(k, k, min(max(len(str(name)), 0 if pd.isna(longest) else int(longest), 8) + 2, _WIDEST))
    sheet.freeze_panes(1, 1)
    if len(table):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
