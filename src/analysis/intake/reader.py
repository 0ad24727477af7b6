"""Read any export file into tables of raw cells, one a sheet, with physical row numbers."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import lxml.html
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from analysis.errors import UserError

SPREADSHEETS = (".xlsx", ".xls", ".xlsb", ".ods", ".xlsm")
TEXTS = (".csv", ".txt", ".tsv")
_SEPARATORS = ";,\t|"


@dataclass(frozen=True)
class RawTable:
    """The cells of one sheet as received.

    Attributes
    ----------
    file : path below the raw folder, with ``/`` and the member's name for archives.
    sheet : sheet name, ``""`` where the format has none.
    cells : object frame; the index is the physical row number, counted from 1.
    """

    file: str
    sheet: str
    cells: pd.DataFrame


def read(path: Path, name: str) -> Iterator[RawTable]:
    """Read every table of a file.

    Parameters
    ----------
    path : spreadsheet, delimited text, or a .zip of them; HTML tables named .xls are recognised.
    name : how messages and accounts call the file.

    Raises
    ------
    UserError
        If the file is missing, empty, or not what its name says.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(
            f"{name}: the file cannot be opened ({error.strerror}); check that it exists and is readable."
        ) from error
    yield from _tables(content, name, path.suffix.lower())


def _tables(content: bytes, name: str, suffix: str) -> Iterator[RawTable]:
    if not content.strip():
        raise UserError(f"{name}: the file is empty; ask the office for it again.")
    head = content[:512].lstrip().lower()
    if suffix == ".zip":
        yield from _archive(content, name)
    elif suffix in SPREADSHEETS and head.startswith((b"<", b"\xef\xbb\xbf<")):
        yield from _html(content, name)
    elif suffix in SPREADSHEETS:
        yield from _workbook(content, name)
    elif suffix in TEXTS:
        yield _delimited(content, name)
    else:
        known = ", ".join((*SPREADSHEETS, *TEXTS, ".zip"))
        raise UserError(f"{name}: files of kind {suffix or '(none)'} are not read; send one of {known}.")


def _archive(content: bytes, name: str) -> Iterator[RawTable]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = sorted(m for m in archive.namelist() if not m.endswith("/") and "__MACOSX" not in m)
            for member in members:
                yield from _tables(archive.read(member), f"{name}/{member}", Path(member).suffix.lower())
    except (zipfile.BadZipFile, RuntimeError, EOFError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise UserError(
            f"{name}: the archive cannot be unpacked ({error}); send it again, without a password."
        ) from error


def _workbook(content: bytes, name: str) -> Iterator[RawTable]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(sheet, book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)) for sheet in book.sheet_names]
    except (CalamineError, ValueError) as error:
        raise UserError(f"{name}: not a readable spreadsheet ({error}); open it and save it again as .xlsx.") from error
    for sheet, rows in sheets:
        yield RawTable(name, sheet, _frame(rows))


def _html(content: bytes, name: str) -> Iterator[RawTable]:
    document = lxml.html.fromstring(content)
    tables = document.xpath("//table") or []
    if not tables:
        raise UserError(f"{name}: a web page without a table; export the data again.")
    for k, table in enumerate(tables):
        rows = [
            [" ".join(cell.text_content().split()) for cell in row.xpath("./td|./th")] for row in table.xpath(".//tr")
        ]
        yield RawTable(name, "" if len(tables) == 1 else f"table {k + 1}", _frame(rows))


def _delimited(content: bytes, name: str) -> RawTable:
    text = _decode(content, name)
    lines = text.splitlines()
    sample = lines[:50]
    separator = max(_SEPARATORS, key=lambda s: sum(line.count(s) for line in sample))
    width = max(line.count(separator) for line in lines) + 1
    try:
        cells = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            header=None,
            names=range(width),
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
        )
    except (pd.errors.ParserError, csv.Error) as error:
        raise UserError(f"{name}: the lines do not make a table ({error}); export the file again.") from error
    cells.index = pd.RangeIndex(1, len(cells) + 1)
    return RawTable(name, "", cells)


def _decode(content: bytes, name: str) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError(f"{name}: the text is in no encoding known here; save it as UTF-8.")


def _frame(rows: list[list]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, dtype=object)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame
