"""Read workbooks: sheets that can be seen, merged cells, numbers as their format shows them, formulas and errors."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import lxml.etree
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from analysis.errors import UserError
from analysis.intake import limits, raw
from analysis.intake.pages import as_percent, hidden_note
from analysis.intake.raw import RawTable
from analysis.intake.texts import SEPARATORS, delimited

#: First and last cell of a merged range, as (row, column) counted from 0.
Range = tuple[tuple[int, int], tuple[int, int]]
_CHUNK = 1 << 20
#: Rows whose first cell is looked at to see whether a sheet is text in one column.
_TRIED = 200
#: What only a look at the file itself can tell: formulas, errors and hidden rows; percentages go by their style.
_SIGNS = (b"<f>", b"<f ", b":f>", b":f ", b't="e"', b'hidden="')
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class _Marks:
    """What the library that reads cells does not tell of a sheet, by row and column counted from 0."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    percent: set[tuple[int, int]] = field(default_factory=set)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    formulas: int = 0
    zeros: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: int = 0


def workbook(content: bytes, name: str) -> Iterator[RawTable]:
    """Read every sheet of a workbook that can be seen.

    Raises
    ------
    UserError
        If it cannot be opened, has a password, or all its sheets are hidden.
    """
    _unpacked(content, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        listed = [s for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet] or book.sheets_metadata
        shown = [s.name for s in listed if s.visible == SheetVisibleEnum.Visible]
    except (CalamineError, ValueError) as error:
        raise UserError(_unreadable(content, name, error)) from error
    if not shown:
        raise UserError(f"{name}: all sheets are hidden; show the one to be read, save and send it again.")
    limits.SHEETS.hold(len(listed), name, "Send the sheets that belong to the export only")
    notes = tuple(hidden_note(name, s.name) for s in listed if s.name not in shown)
    parts = _Parts.open(content)
    for k, sheet in enumerate(shown):
        try:
            yield _sheet(book, parts, name, sheet, notes if k == 0 else ())
        except (CalamineError, ValueError) as error:
            raise UserError(_unreadable(content, name, error)) from error


def _unpacked(content: bytes, name: str) -> None:
    """Hold a workbook that is an archive to what is read, by its own list of parts, before any is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return
    remedy = "Save it again, or send the data as .csv"
    limits.MEMBERS.hold(len(parts) // 4, name, remedy)  # a sheet may bring links, comments and a drawing
    limits.ARCHIVE.hold(sum(part.file_size for part in parts), name, remedy)


#: Cells of a sheet as the file names them; only those far out are looked for.
_FAR = re.compile(rb'\br="([A-Z]*)(\d+)"')


def far_cells(content: bytes, name: str) -> str:
    """Say which sheet of an .xlsx reaches too far; empty if none does.

    The library makes room for every cell between the first and the last before anyone can count them.
    """
    parts = _Parts.open(content)
    for sheet, path in parts.paths.items() if parts else ():
        last_row, last_column = 0, 0
        with parts.archive.open(path) as part:  # type: ignore[union-attr]
            rest = b""
            while chunk := part.read(_CHUNK):
                for letters, digits in _FAR.findall(rest + chunk):
                    last_row = max(last_row, int(digits[:20]))
                    if len(letters) > 1:
                        last_column = max(last_column, _column(letters[:8].decode(), 0))
                rest = chunk[-40:]
        if last_row * (last_column + 1) > limits.CELLS.most:
            return _reaches(name, sheet, last_row, last_column)
    return ""


def _reaches(name: str, sheet: str, last_row: int, last_column: int) -> str:
    """Say that a sheet reaches too far, and what to do."""
    return (
        f"{name}, sheet '{sheet}': it reaches to row {last_row:,} and column {last_column + 1:,}; at most "
        f"{limits.COLUMNS.most:,} columns and {limits.CELLS.most:,} cells are read, {limits.CELLS.reason}. Most likely "
        "one cell was filled far outside the table: press Ctrl+End, delete all rows below and all columns beside the "
        "table, save it and send it again."
    )


def _sheet(book: CalamineWorkbook, parts: _Parts | None, name: str, sheet: str, notes: tuple[str, ...]) -> RawTable:
    """Read one sheet; its file is looked through for what the library does not tell while the library reads it."""
    with ThreadPoolExecutor(1) as beside:
        marks = beside.submit(parts.marks, sheet) if parts else None
        cells = book.get_sheet_by_name(sheet)
        rows = cells.to_python(skip_empty_area=False)
    seen = marks.result() if marks else _Marks()
    table = _table(name, sheet, rows, cells.merged_cell_ranges or [], seen, notes)
    return replace(table, since_1904=parts is not None and parts.since_1904)


def _unreadable(content: bytes, name: str, error: Exception) -> str:
    if "password" in str(error).lower() or b"E\x00n\x00c\x00r\x00y\x00p\x00t" in content:
        return (
            f"{name}: the workbook has a password; open it, take the password off (Save As, Tools) and send it again."
        )
    return f"{name}: not a readable spreadsheet ({error}); open it and save it again as .xlsx."


def _table(
    name: str, sheet: str, rows: list[list[Any]], merged: list[Range], marks: _Marks, notes: tuple[str, ...]
) -> RawTable:
    """Put together one sheet; rows of text left in one column are read as the text that they are."""
    if marks.hidden_rows:
        notes += (
            f"{name}, sheet '{sheet}': {marks.hidden_rows} rows are hidden (a filter, perhaps) and were read like all.",
        )
    far = [*marks.errors, *marks.uncalculated, (len(rows) - 1, len(rows[0]) - 1 if rows else 0)]
    last_row, last_column = max(r for r, _ in far), max(c for _, c in far)
    if last_column >= limits.COLUMNS.most or (last_row + 1) * (last_column + 1) > limits.CELLS.most:
        raise UserError(_reaches(name, sheet, last_row + 1, last_column))
    for (r, c), word in marks.errors.items():
        _put(rows, r, c, word)
    for r, c in marks.percent:
        if r < len(rows) and c < len(rows[r]) and isinstance(rows[r][c], (int, float)):
            rows[r][c] = as_percent(float(rows[r][c]))
    for r, c in marks.uncalculated:
        _put(rows, r, c, "")
    joined = _one_column(rows)
    if joined is not None:
        table = delimited("\n".join(joined).encode(), name, sheet)
        note = f"{name}, sheet '{sheet}': the rows stand as text in one column and were divided at their separators."
        return replace(table, notes=(*notes, note, *table.notes))
    _merge(rows, merged)
    hint = ""
    if marks.uncalculated:
        hint = (
            f"{len(marks.uncalculated)} cells hold formulas that were never calculated; open the file in Excel or "
            "LibreOffice, save it and send it again"
        )
    columns = list(zip(*rows, strict=True))
    uncalculated = frozenset((r + 1, c) for r, c in marks.uncalculated)
    return RawTable(name, sheet, raw.table(columns), frozenset(), notes, uncalculated, hint)


def _put(rows: list[list[Any]], r: int, c: int, value: object) -> None:
    """Put a value where the library saw no cell: beyond the last one, too."""
    width = max(len(rows[0]) if rows else 0, c + 1)
    while len(rows) <= r:
        rows.append([""] * width)
    if rows and width > len(rows[0]):
        for row in rows:
            row += [""] * (width - len(row))
    rows[r][c] = value


def _merge(rows: list[list[Any]], merged: list[Range]) -> None:
    """Let a cell that is merged down the rows hold for each of them.

    A row that holds nothing else stays empty: a merged cell may reach past the last row of data.
    """
    filled = [any(cell != "" for cell in row) for row in rows] if merged else []
    for (top, left), (bottom, _) in merged:
        if top >= len(rows) or left >= len(rows[0]):
            continue
        for r in range(top + 1, min(bottom, len(rows) - 1) + 1):
            if filled[r] and rows[r][left] == "":
                rows[r][left] = rows[top][left]


def _one_column(rows: list[list[Any]]) -> list[str] | None:
    """Return the rows as lines of text, if a text file was opened without being divided into columns.

    Where a comma divided some rows nevertheless (a decimal comma in text divided by semicolons), it is put back.
    """
    filled = [row for row in rows if row[0] != "" or any(c != "" for c in row)]
    first = [row[0] for row in filled if isinstance(row[0], str)]
    if len(filled) < 2 or len(first) < 0.8 * len(filled):
        return None
    some = first[:_TRIED]
    separator = next((s for s in SEPARATORS if 2 * sum(text.count(s) >= 2 for text in some) >= len(some)), "")
    if not separator:
        return None
    lone = sum(all(c == "" for c in row[1:]) for row in filled)
    if lone < 0.8 * len(filled) and (separator == "," or not _headed(filled, separator)):
        return None
    return [",".join(_written(c) for c in row).rstrip(",") for row in rows]


def _headed(filled: list[list[Any]], separator: str) -> bool:
    """Tell whether the first divisible row stands in one cell, as a heading without decimal commas does."""
    first = next((row for row in filled if str(row[0]).count(separator) >= 2), [""])
    return all(c == "" for c in first[1:])


def _written(cell: object) -> str:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return " ".join(text.splitlines())


class _Parts:
    """The parts of an .xlsx file: where its sheets lie, which of its styles show percentages, how it counts days.

    A program that writes formulas without calculating them may put a nought for each result; it then asks the next
    program to calculate all when it opens the file.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.percent = _percent_styles(archive)
        part = next(n for n in archive.namelist() if n.endswith("workbook.xml"))
        book = lxml.etree.fromstring(archive.read(part))
        self.paths = _sheet_paths(archive, part, book)
        self.since_1904 = any(e.get("date1904") in ("1", "true") for e in book.iter("{*}workbookPr"))
        asked = any(e.get("fullCalcOnLoad") in ("1", "true") for e in book.iter("{*}calcPr"))
        self.never_calculated = asked and not any(n.endswith("calcChain.xml") for n in archive.namelist())

    @classmethod
    def open(cls, content: bytes) -> _Parts | None:
        """Open the archive that an .xlsx is; None for every other workbook."""
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
            return cls(archive) if any(n.endswith("workbook.xml") for n in archive.namelist()) else None
        except (zipfile.BadZipFile, KeyError, lxml.etree.LxmlError, ValueError, OSError):
            return None

    def marks(self, sheet: str) -> _Marks:
        """Look through one sheet; most hold none of the signs, and are passed over quickly."""
        path = self.paths.get(sheet)
        if path is None:
            return _Marks()
        try:
            out = self._walked(path) if self._suspect(path) else _Marks()
        except (zipfile.BadZipFile, KeyError, lxml.etree.LxmlError, OSError, zipfile.zlib.error):  # type: ignore[attr-defined]
            return _Marks()
        if self.never_calculated and out.formulas == len(out.zeros):
            out.uncalculated |= out.zeros
        return out

    def _suspect(self, path: str) -> bool:
        """Tell whether a sheet holds a formula, an error, a hidden row or a percentage."""
        styled = "|".join(sorted(self.percent))
        percent = re.compile(rb'\bs="(?:%s)"' % styled.encode()) if styled else None
        with self.archive.open(path) as part:
            rest = b""
            while chunk := part.read(_CHUNK):
                window = rest + chunk
                if any(sign in window for sign in _SIGNS) or (percent and percent.search(window)):
                    return True
                rest = chunk[-64:]
        return False

    def _walked(self, path: str) -> _Marks:
        """Walk through the cells of a sheet; a row or cell without its place follows the one before."""
        out = _Marks()
        row, column = -1, -1
        with self.archive.open(path) as part:
            for event, element in lxml.etree.iterparse(part, events=("start", "end"), recover=True, huge_tree=True):
                tag = lxml.etree.QName(element).localname
                if event == "start" and tag == "row":
                    written = element.get("r", "")
                    row, column = (int(written) - 1 if written.isdecimal() else row + 1), -1
                elif event == "start" and tag == "c":
                    column = _column(element.get("r", ""), column + 1)
                elif event == "end" and tag == "c":
                    self._mark(out, element, row, column)
                    element.clear()
                elif event == "end" and tag == "row":
                    out.hidden_rows += element.get("hidden") in ("1", "true") and len(element) > 0
                    element.clear()
        return out

    def _mark(self, out: _Marks, cell: lxml.etree._Element, row: int, column: int) -> None:
        inside = {lxml.etree.QName(part).localname: part for part in cell}
        value = "" if "v" not in inside else "".join(inside["v"].itertext())
        if "f" in inside:
            out.formulas += 1
            if value == "0":
                out.zeros.add((row, column))
        if cell.get("t") == "e":
            out.errors[row, column] = value or "#N/A"
        elif "f" in inside and not value and "is" not in inside and cell.get("t") != "str":
            out.uncalculated.add((row, column))
        elif cell.get("s", "0") in self.percent and cell.get("t", "n") == "n" and value:
            out.percent.add((row, column))


def _column(reference: str, otherwise: int) -> int:
    """Return the column of a reference such as ``AB12``, counted from 0."""
    letters = re.match(r"[A-Z]+", reference)
    if letters is None:
        return otherwise
    out = 0
    for letter in letters[0]:
        out = out * 26 + ord(letter) - 64
    return out - 1


def _sheet_paths(archive: zipfile.ZipFile, part: str, book: lxml.etree._Element) -> dict[str, str]:
    """Return where each sheet lies in the archive, by its name."""
    folder = posixpath.dirname(part)
    links = lxml.etree.fromstring(archive.read(f"{folder}/_rels/{posixpath.basename(part)}.rels".lstrip("/")))
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    out = {}
    for sheet in book.iter("{*}sheet"):
        target = targets.get(sheet.get(_OFFICE), "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        out[str(sheet.get("name"))] = path
    return out


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """Return the numbers of the cell styles that show a number as a percentage."""
    part = next((n for n in archive.namelist() if n.endswith("styles.xml")), None)
    if part is None:
        return set()
    styles = lxml.etree.fromstring(archive.read(part))
    shown = {"9", "10"}  # 0 % and 0.00 % of every program
    for written in styles.iter("{*}numFmt"):
        code = re.sub(r'"[^"]*"|\\.', "", str(written.get("formatCode")))
        (shown.add if "%" in code else shown.discard)(str(written.get("numFmtId")))
    formats: Iterable[lxml.etree._Element] = next(styles.iter("{*}cellXfs"), [])
    return {str(k) for k, style in enumerate(formats) if style.get("numFmtId") in shown}
