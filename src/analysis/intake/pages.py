"""Read tables written as markup: web pages that wear a spreadsheet's name, and XML Spreadsheet 2003."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import lxml.etree
import lxml.html

from analysis.errors import UserError
from analysis.intake import limits, raw
from analysis.intake.raw import RawTable
from analysis.intake.texts import utf8

#: A cell may span no more than this, whatever it says.
_FARTHEST = 16384
_HIDDEN = re.compile(r"display\s*:\s*none")
_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"


@dataclass
class Grid:
    """Cells laid out with their spans, as a browser or a spreadsheet shows them.

    Attributes
    ----------
    rows : by row number (from 1) and column (from 0), the cells.
    width : number of columns.
    file : how messages name the file.
    spanned : cells that are taken so far, each with all that it spans.
    """

    file: str = ""
    spanned: int = 0
    rows: dict[int, dict[int, object]] = field(default_factory=dict)
    width: int = 0

    def put(self, row: int, column: int, value: object, down: int = 1, across: int = 1) -> None:
        """Put a cell where it begins; it holds for all rows that it spans, and stands in the first of its columns.

        Raises
        ------
        UserError
            If it lies, or reaches, farther than is read.
        """
        self.spanned += min(down, _FARTHEST) * min(across, _FARTHEST)
        where, remedy = f"{self.file}, row {row:,}", "Save it as .xlsx, without merged cells, and send it again"
        limits.COLUMNS.hold(column + 1, where, remedy)
        limits.ROWS.hold(row, where, remedy)
        limits.CELLS.hold(self.spanned, where, remedy)
        for r in range(row, row + min(down, _FARTHEST)):
            self.rows.setdefault(r, {})[column] = value
        self.width = max(self.width, min(column + across, _FARTHEST))

    def table(self, file: str, sheet: str, notes: tuple[str, ...] = ()) -> RawTable:
        """Return the grid as a raw table."""
        height = max(self.rows, default=0)
        limits.CELLS.hold(height * self.width, file, "Save it as .xlsx and send it again")
        columns = [[self.rows.get(r, {}).get(c, "") for r in range(1, height + 1)] for c in range(self.width)]
        return RawTable(file, sheet, raw.table(columns), notes=notes)


def is_markup(content: bytes) -> bool:
    """Tell whether a file begins as a web page, an XML document or a page packed for mail does."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"").lstrip()
    return head.startswith(b"<") or bool(re.match(rb"(?i)(mime-version|from|content-type):[^\n]*\n", head))


def markup(content: bytes, name: str) -> Iterator[RawTable]:
    """Read every table of a web page (also one packed for mail) or of an XML Spreadsheet 2003.

    Raises
    ------
    UserError
        If there is no table in it.
    """
    text = utf8(content, name).decode("utf-8", errors="replace").replace("\x00", "")
    if not text.lstrip().startswith("<"):
        text = _unpacked(text)
    if "urn:schemas-microsoft-com:office:spreadsheet" in text[:4096] and re.search(
        r"<(?:\w+:)?Workbook\b", text[:4096]
    ):
        yield from _spreadsheet_2003(text, name)
    else:
        yield from _web_page(text, name)


def _unpacked(text: str) -> str:
    """Return the web pages within a page packed for mail (.mht), one after another."""
    message = email.message_from_string(text, policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
    return "\n".join(str(part.get_content()) for part in parts)


def _web_page(text: str, name: str) -> Iterator[RawTable]:
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        document = lxml.html.fromstring(text) if text.strip() else None
    except (lxml.etree.LxmlError, ValueError):
        document = None
    tables = [] if document is None else document.xpath("//table[not(.//table)]")
    if not tables:
        frames = "<frameset" in text.lower() or "worksheetsource" in text.lower()
        cause = (
            "it only points to pages that were not sent with it; open it in Excel and save it as .xlsx"
            if frames
            else "perhaps the page that asks for a login; export the data again"
        )
        raise UserError(f"{name}: a web page without a table: {cause}.")
    broken_off = not re.search(r"</table\s*>", text, re.IGNORECASE)
    for k, table in enumerate(tables):
        hidden = sum(bool(_HIDDEN.search(row.get("style") or "")) for row in table.xpath(".//tr"))
        sheet = "" if len(tables) == 1 else f"table {k + 1}"
        notes: tuple[str, ...] = (
            (f"{name}: {hidden} rows are hidden on the page and were read like all.",) if hidden else ()
        )
        if broken_off:
            notes += (f"WARNING: {name}: the page breaks off within its table; rows may be missing: export it again.",)
        yield _laid_out(table, name).table(name, sheet, notes)


def _laid_out(table: lxml.html.HtmlElement, file: str) -> Grid:
    """Lay a table's cells out as a browser does: a spanned place is taken, the next cell goes to the next free one."""
    grid = Grid(file)
    taken: set[tuple[int, int]] = set()
    rows = table.xpath(".//tr")
    for number, row in enumerate(rows, start=1):
        column = 0
        for cell in row.xpath("./td|./th"):
            while (number, column) in taken:
                column += 1
            down = _count(cell.get("rowspan")) or len(rows) - number + 1  # zero spans all rows left
            across = max(_count(cell.get("colspan")), 1)
            down = min(down, len(rows) - number + 1)
            grid.put(number, column, _words(cell), down, across)
            taken |= {(number + d, column + a) for d in range(down) for a in range(across)}
            column += across
        grid.rows.setdefault(number, {})
    return grid


def _count(written: str | None) -> int:
    match = re.match(r"\s*(\d{1,5})", written or "1")
    return min(int(match[1]), 1000) if match else 1


def _words(cell: lxml.html.HtmlElement) -> str:
    """Return the text of a cell; line breaks stay, all other space is one blank."""
    for mark in cell.xpath(".//br"):
        mark.tail = "\n" + (mark.tail or "").lstrip()
    for field_ in cell.xpath(".//select|.//input|.//textarea"):
        _fill_in(field_)
    hidden = cell.xpath(".//script|.//style")
    for part in hidden:
        part.drop_tree()
    lines = (" ".join(line.split()) for line in cell.text_content().split("\n"))
    joined = "\n".join(line for line in lines if line)
    return joined if cell.xpath(".//br") else " ".join(joined.split())


def _fill_in(field_: lxml.html.HtmlElement) -> None:
    """Let a field of a form say what is filled in: the option chosen, the text, a tick."""
    if field_.tag == "select":
        options = field_.xpath(".//option[@selected]") or field_.xpath(".//option")[:1]
        said = " ".join(o.text_content() for o in options)
        for option in list(field_):
            field_.remove(option)
    elif field_.tag == "textarea":
        return
    elif field_.get("type") in ("checkbox", "radio"):
        said = "✓" if field_.get("checked") is not None else ""
    else:
        said = "" if field_.get("type") in ("hidden", "submit", "button") else field_.get("value") or ""
    field_.tail = f"{said} {field_.tail or ''}"


def _spreadsheet_2003(text: str, name: str) -> Iterator[RawTable]:
    parser = lxml.etree.XMLParser(recover=True, huge_tree=True, resolve_entities=False)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    book = lxml.etree.fromstring(text.encode(), parser)
    sheets = [] if book is None else book.findall(f".//{_SHEET}Worksheet")
    if not sheets:
        raise UserError(f"{name}: an XML Spreadsheet 2003 without a sheet; open it in Excel and save it as .xlsx.")
    percent = _percent_styles(book)
    hidden = [s for s in sheets if (s.findtext(f".//{_EXCEL}Visible") or "").startswith("SheetHidden")]
    shown = [s for s in sheets if s not in hidden]
    notes = tuple(hidden_note(name, str(s.get(f"{_SHEET}Name"))) for s in hidden)
    if not shown:
        raise UserError(f"{name}: all sheets are hidden; show the one to be read, save and send it again.")
    for k, sheet in enumerate(shown):
        grid = _sheet_2003(sheet, percent, name)
        yield grid.table(name, sheet.get(f"{_SHEET}Name") or "", notes if k == 0 else ())


def hidden_note(name: str, sheet: str) -> str:
    """Say that a hidden sheet was left out."""
    return (
        f"{name}: sheet '{sheet}' is hidden and was left out; if it belongs to the export, show it "
        "(right-click a sheet's tab, Unhide) and save."
    )


def _percent_styles(book: lxml.etree._Element) -> set[str]:
    """Name the styles that show a number as a percentage."""
    out = set()
    for style in book.iterfind(f".//{_SHEET}Style"):
        written = style.find(f"{_SHEET}NumberFormat")
        if written is not None and "%" in (written.get(f"{_SHEET}Format") or "").replace("Percent", "%"):
            out.add(style.get(f"{_SHEET}ID") or "")
    return out


def _sheet_2003(sheet: lxml.etree._Element, percent: set[str], file: str) -> Grid:
    """Lay out one sheet: rows and cells may name their place, and skip those before it."""
    grid = Grid(file)
    taken: set[tuple[int, int]] = set()
    number = 0
    for row in sheet.iterfind(f".//{_SHEET}Row"):
        number = _place(row, "Index") or number + 1
        column = -1
        for cell in row.iterfind(f"{_SHEET}Cell"):
            index = _place(cell, "Index")
            column = index - 1 if index else column + 1
            while (number, column) in taken:
                column += 1
            down = _place(cell, "MergeDown") + 1
            across = _place(cell, "MergeAcross") + 1
            grid.put(number, column, _typed(cell, percent), down, across)
            taken |= {(number + d, column + a) for d in range(min(down, _FARTHEST)) for a in range(across)}
            column += across - 1
        grid.rows.setdefault(number, {})
        number += _place(row, "Span")
    return grid


def _place(element: lxml.etree._Element, what: str) -> int:
    """Return a number that a row or a cell states of its place; 0 where it is none."""
    written = element.get(f"{_SHEET}{what}") or ""
    return int(written) if re.fullmatch(r"[0-9]{1,9}", written) else 0


def _typed(cell: lxml.etree._Element, percent: set[str]) -> object:
    """Return a cell's value by the type that it states."""
    data = cell.find(f"{_SHEET}Data")
    if data is None:
        return ""
    written = "".join(data.itertext())
    kind = data.get(f"{_SHEET}Type")
    try:
        if kind == "Number":
            return as_percent(float(written)) if cell.get(f"{_SHEET}StyleID") in percent else float(written)
        if kind == "DateTime":
            return dt.datetime.fromisoformat(written)
    except ValueError:
        pass
    return {"0": "FALSE", "1": "TRUE"}.get(written, written) if kind == "Boolean" else written


def as_percent(number: float) -> str:
    """Return a number as a spreadsheet shows it where its format is a percentage: 0.655 as ``65.5%``."""
    return f"{round(number * 100, 10):.12g}%"
