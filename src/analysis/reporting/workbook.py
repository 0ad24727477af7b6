"""``tabel.xlsx``: every table of results, typed, with a contents sheet and notes."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import pandas as pd
import xlsxwriter

from analysis.domain.privacy import SMALL_CELL
from analysis.reporting.words import Words

#: Tables of a cycle, in order: name of the table → name of the sheet (its words are ``table-<sheet>``).
SHEETS = {
    "headlines": "headlines", "estimates": "estimates", "heterogeneity": "subgroups", "checks": "checks",
    "curve": "specifications", "skipped": "skipped", "deviations": "deviations", "changes/split": "changes",
    "skills/effects": "skills", "skills/profile": "skills_profile", "skills/breadth": "skills_breadth",
    "service/effects": "service", "service/summary": "service_times", "service/curves": "service_curves",
    "citizens/units": "ikm", "citizens/unsur": "unsur", "citizens/effects": "unsur_effects",
    "citizens/themes": "suggestions",
    "resistance/reliability": "reliability", "resistance/items": "items", "resistance/means": "resistance",
    "resistance/drivers": "drivers", "resistance/response": "response",
    "resistance/twice": "resistance_twice", "resistance/themes": "comments", "placement/overall": "placement",
    "placement/waves": "placement_waves", "placement/parts": "placement_parts", "placement/rule": "placement_rule",
    "collaboration/effect": "joint_programmes", "collaboration/events": "joint_events", "collaboration/flows": "flows",
    "collaboration/network": "network", "levels/slopes": "levels", "account": "account", "reasons": "reasons",
    "exclusions": "exclusions", "without_repaired": "without_repaired", "codebook": "codebook",
}  # fmt: skip
_FIRST = "contents"
#: Cells per sheet that a spreadsheet opens without complaint.
_MOST_ROWS = 1_048_000
_WIDEST = 42


def write(path: Path, processed: Path, title: str, marks: list[str], traces: list[str]) -> None:
    """Write the workbook; its bytes depend on the tables and words only.

    Numbers are numbers, truths are truths, everything else is text, also where it begins with ``=``, ``+``, ``-`` or
    ``@``: nothing is ever run as a formula.

    Parameters
    ----------
    processed : folder of a cycle's tables; those that were not written have no sheet.
    title : of the cycle.
    marks : lines that must stand on top, such as DATA SIMULASI.
    traces : lines that say what made the tables, below the notes.
    """
    words = {language: Words(language) for language in ("id", "en")}
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": dt.datetime(2025, 1, 1), "title": title})
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E5F0F8", "text_wrap": True, "valign": "top"})
    large, warning = (
        book.add_format({"bold": True, "font_size": 14}),
        book.add_format({"bold": True, "font_color": "#8A2C0D"}),
    )
    link = book.add_format({"font_color": "#016199", "underline": 1})
    contents = book.add_worksheet(_FIRST)
    contents.set_column(0, 0, 22)
    contents.set_column(1, 2, 60)
    contents.set_column(3, 3, 10)
    contents.write_string(0, 0, title, large)
    at = 1
    for mark in marks:
        contents.write_string(at, 0, mark, warning)
        at += 1
    at += 1
    for k, header in enumerate(
        (words["id"]("sheet"), words["id"]("sheet-holds"), words["en"]("sheet-holds"), words["id"]("rows"))
    ):
        contents.write_string(at, k, header, bold)
    for name, sheet in SHEETS.items():
        file = processed / f"{name}.parquet"
        if not file.is_file():
            continue
        table = pd.read_parquet(file)
        if sheet == "flows":
            # a few people are not told apart; an empty cell is fewer than SMALL_CELL, or none
            table["officers"] = table["officers"].where(table["officers"] >= SMALL_CELL)
        at += 1
        contents.write_url(at, 0, f"internal:'{sheet}'!A1", link, sheet)
        for k, language in enumerate(("id", "en"), start=1):
            contents.write_string(at, k, words[language](f"table-{sheet}"))
        contents.write_number(at, 3, len(table))
        _sheet(book.add_worksheet(sheet), table.head(_MOST_ROWS), bold)
    at += 2
    for key in ("sheet-note-names", "sheet-note-csv", "sheet-note-people"):
        for language in ("id", "en"):
            contents.write_string(at, 0, words[language](key))
            at += 1
    for k, line in enumerate(traces):
        contents.write_string(at + 1 + k, 0, line)
    book.close()


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
