"""Write export files as offices send them, and note on which physical row each spoilt record landed."""

from __future__ import annotations

import datetime as dt
import html
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import xlsxwriter

#: Columns of a frame that say how a row was spoilt; they are never written to an export.
MARKS = ["_rule", "_disposition"]
_EPOCH = (2025, 1, 1, 0, 0, 0)


@dataclass
class Table:
    """One table of an export: cells to write and the dress around them.

    Attributes
    ----------
    frame : cells (text, numbers, dates), one column a header, plus the two `MARKS`.
    name : sheet name, or file name inside an archive.
    letterhead : lines above the header.
    groups : for a two-row header, the merged label above a run of columns.
    footer : rows below the data (totals, place and date, signatures).
    """

    frame: pd.DataFrame
    name: str
    letterhead: list[str] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)
    footer: list[list[str]] = field(default_factory=list)


def marked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with empty `MARKS`, as object columns that any cell may be written into."""
    return frame.astype(object).assign(_rule="", _disposition="").reset_index(drop=True)


def _record(ledger: list[dict], file: str, table: Table, first_row: int) -> None:
    """Append the spoilt rows of a table to the ledger; `first_row` is where its data begin (1-based)."""
    spoilt = table.frame["_rule"] != ""
    for at, rule, disposition in zip(
        table.frame.index[spoilt],
        table.frame.loc[spoilt, "_rule"],
        table.frame.loc[spoilt, "_disposition"],
        strict=True,
    ):
        ledger.append(
            {"file": file, "sheet": table.name, "row": first_row + int(at), "rule": rule, "disposition": disposition}
        )


def write_xlsx(path: Path, tables: list[Table], ledger: list[dict]) -> None:
    """Write a workbook with one sheet a table; the bytes depend on nothing but the cells."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"created": dt.datetime(*_EPOCH)})
    date_format = book.add_format({"num_format": "dd/mm/yyyy"})
    bold = book.add_format({"bold": True})
    for table in tables:
        sheet = book.add_worksheet(table.name)
        cells = table.frame.drop(columns=MARKS)
        at = 0
        for line in table.letterhead:
            sheet.write_string(at, 0, line, bold)
            at += 1
        if table.letterhead:
            at += 1
        headers = list(cells.columns)
        grouped = {c: g for g, columns in table.groups.items() for c in columns}
        if table.groups:
            for g, columns in table.groups.items():
                left = headers.index(columns[0])
                sheet.merge_range(at, left, at, left + len(columns) - 1, g, bold)
            for k, header in enumerate(headers):
                if header in grouped:
                    sheet.write_string(at + 1, k, header, bold)
                else:
                    sheet.merge_range(at, k, at + 1, k, header, bold)
            at += 2
        else:
            for k, header in enumerate(headers):
                sheet.write_string(at, k, header, bold)
            at += 1
        for r, row in enumerate(cells.itertuples(index=False, name=None)):
            for k, value in enumerate(row):
                if value is None or value == "":
                    continue
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(at + r, k, value, date_format)
                elif isinstance(value, str):
                    sheet.write_string(at + r, k, value)
                else:
                    sheet.write_number(at + r, k, value)
        _record(ledger, path.name, table, at + 1)
        for r, below in enumerate(table.footer):
            for k, value in enumerate(below):
                if value:
                    sheet.write_string(at + len(cells) + r, k, value)
    book.close()


def _csv(table: Table, separator: str) -> str:
    buffer = io.StringIO()
    for line in table.letterhead:
        buffer.write(f'"{line}"\n')
    table.frame.drop(columns=MARKS).to_csv(buffer, sep=separator, index=False, lineterminator="\n")
    for below in table.footer:
        buffer.write(separator.join(below) + "\n")
    return buffer.getvalue()


def write_csv(path: Path, table: Table, ledger: list[dict], separator: str = ";", encoding: str = "utf-8-sig") -> None:
    """Write one delimited text file."""
    path.write_bytes(_csv(table, separator).encode(encoding))
    _record(ledger, path.name, Table(table.frame, ""), len(table.letterhead) + 2)


def write_zip(path: Path, tables: list[Table], ledger: list[dict], separators: str, encodings: list[str]) -> None:
    """Write an archive of delimited text files, each in a separator and encoding of its own."""
    with zipfile.ZipFile(path, "w") as archive:
        for k, table in enumerate(tables):
            info = zipfile.ZipInfo(table.name, date_time=_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            text = _csv(table, separators[k % len(separators)])
            archive.writestr(info, text.encode(encodings[k % len(encodings)]), compresslevel=9)
            _record(ledger, path.name, table, len(table.letterhead) + 2)


def write_html_xls(path: Path, table: Table, ledger: list[dict]) -> None:
    """Write an HTML table under the name of a spreadsheet, as many web applications do."""
    cells = table.frame.drop(columns=MARKS)
    lines = ["<html><head><meta charset='utf-8'></head><body>", "<table border='1'>"]
    for line in table.letterhead:
        lines.append(f"<tr><td colspan='{cells.shape[1]}'><b>{html.escape(line)}</b></td></tr>")
    lines.append("<tr>" + "".join(f"<th>{html.escape(c)}</th>" for c in cells.columns) + "</tr>")
    for row in cells.itertuples(index=False, name=None):
        lines.append("<tr>" + "".join(f"<td>{html.escape(str(v))}</td>" for v in row) + "</tr>")
    lines.append("</table></body></html>")
    path.write_text("\n".join(lines), encoding="utf-8")
    _record(ledger, path.name, Table(table.frame, ""), len(table.letterhead) + 2)
