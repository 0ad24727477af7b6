"""Read delimited text: its encoding, its separator, and lines set against records, so that no line goes missing."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import cache

import charset_normalizer
import numpy as np
import pandas as pd
import pyarrow
import pyarrow.csv
from pandas.api.types import union_categoricals

from analysis.errors import UserError
from analysis.intake import limits, raw
from analysis.intake.raw import RawTable

#: Which separator wins where two fit as well: a comma is also a decimal mark here.
SEPARATORS = ";\t|,"
_LINE_END = re.compile(rb"\r\n|\n|\r")
#: A number that a program wrote as a formula, so that a spreadsheet shows all its digits: ="0123".
_AS_TEXT = re.compile(r'="([^"]*)"')
#: Lines shown by number in a message, at most.
_NAMED = 10


def is_text(content: bytes) -> bool:
    """Tell whether a file that is named a spreadsheet is delimited text: several lines, one separator in each."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    lines = content[:65536].decode("utf-8", errors="replace").splitlines()[:20]
    return b"\x00" not in content[:4096] and any(sum(s in line for line in lines) > 1 for s in SEPARATORS)


def utf8(content: bytes, name: str) -> bytes:
    """Return text as UTF-8 without a byte order mark, whatever it was written in.

    Raises
    ------
    UserError
        If no known encoding fits.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace").encode()
    content = content.removeprefix(b"\xef\xbb\xbf")
    if unmarked := _wide(content[:4096]):
        return content.decode(unmarked, errors="replace").encode()
    if content.isascii():
        return content
    try:
        content.decode("utf-8")
        return content
    except UnicodeDecodeError:
        # offices here write Windows-1252 when not UTF-8; the detector is asked only where that fails
        best = _detect(content)
    if best is None:
        raise UserError(f"{name}: the text is in no encoding known here; open it and save it as 'CSV UTF-8'.")
    return best.encode()


def _wide(head: bytes) -> str:
    """Name the encoding of text in two bytes a character that lacks its mark; a few stray null bytes are none."""
    even, odd = (head[k::2].count(0) / max(len(head[k::2]), 1) for k in (0, 1))
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else ""


def _detect(content: bytes) -> str | None:
    if b"\x00" not in content[:4096]:
        try:
            return content.decode("cp1252")
        except UnicodeDecodeError:
            pass
    best = charset_normalizer.from_bytes(content).best()
    return None if best is None else str(best)


def delimited(content: bytes, name: str, sheet: str = "") -> RawTable:
    """Read delimited text column by column; rows of another width than the table's are kept beside it.

    Cells come as dictionaries, so that what follows costs as much as the distinct cells of a column.

    Raises
    ------
    UserError
        If the encoding is unknown or the lines make no table.
    """
    body = utf8(content, name)
    if not body.isascii() or any(mark in body for mark in (b"\x00", b"\x1a", b"\x0b", b"\x0c", b"_x000")):
        body = raw.clean_text(body.decode("utf-8")).encode()
    body, separator = _announced(body)
    _not_too_much(body, name)
    body = _unwrapped(body)
    head = [line.decode("utf-8", errors="replace") for line in _LINE_END.split(body[:65536])[:60]]
    fits = {s: _width(head, s) for s in (separator or SEPARATORS)}
    separator = max(fits, key=lambda s: fits[s][1])
    width = fits[separator][0] if fits[separator][1] else 1
    limits.COLUMNS.hold(width, name, "Leave out what the export does not need")
    body, opened = _closed(body, name, separator, width)
    notes = (_complaint(name, opened),) if opened else ()
    cells, crowded, widths = _parsed(body, name, separator, width)
    return RawTable(name, sheet, cells, crowded, notes, widths=widths)


def _announced(body: bytes) -> tuple[bytes, str]:
    """Take off the first line in which a spreadsheet program names the separator (``sep=;``); it shows no such row."""
    match = re.match(rb'\s*"?sep=(.)"?[ \t]*(?:\r\n|\n|\r)', body)
    if match is None:
        return body, ""
    mark = match[1].decode("ascii", errors="replace")
    return body[match.end() :], mark if mark.isprintable() and not mark.isalnum() and mark not in "\"'\ufffd " else ""


def _not_too_much(body: bytes, name: str) -> None:
    """Hold text to the rows, and each line to the length, that are read.

    Raises
    ------
    UserError
        If there is more.
    """
    rows = max(body.count(b"\n"), body.count(b"\r"))
    limits.ROWS.hold(rows, name, "Send it in parts, such as one file a year")
    if len(body) > limits.LINE.most:
        at = number = 0
        while len(body) - at > limits.LINE.most:
            # jump as far as a line may reach, and look back for its end
            end = max(body.rfind(b"\n", at, at + limits.LINE.most), body.rfind(b"\r", at, at + limits.LINE.most))
            if end < at:
                number = body.count(b"\n", 0, at) or body.count(b"\r", 0, at)
                rest = _LINE_END.search(body, at)
                length = (rest.start() if rest else len(body)) - at
                limits.LINE.hold(length, f"{name}, line {number + 1:,}", "Look at that line and export the file again")
                end = at + length
            at = end + 1


def _unwrapped(body: bytes) -> bytes:
    """Take off the quotation marks around whole lines: text that was pasted into one column and saved again."""
    if b'"' not in body:
        return body
    some = [line.strip() for line in _LINE_END.split(body[:65536])[:60] if line.strip()]
    around = re.compile(rb'"((?:[^"]|"")*)"[;,\t]*')
    inside = [match[1] for match in map(around.fullmatch, some) if match]
    if len(inside) < max(2, len(some)) or not any(
        len({part.count(s.encode()) for part in inside}) == 1 and s.encode() in inside[0] for s in SEPARATORS
    ):
        return body
    lines = _LINE_END.split(body)
    matches = [around.fullmatch(line.strip()) for line in lines]
    return b"\n".join(
        match[1].replace(b'""', b'"') if match else line for match, line in zip(matches, lines, strict=True)
    )


def _width(lines: list[str], separator: str) -> tuple[int, int]:
    """Return the commonest number of columns (over one) that a separator makes, and how many lines have it."""
    widths = [len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1]
    best = max(set(widths), key=lambda w: (widths.count(w), w), default=1)
    return best, widths.count(best)


def _complaint(name: str, lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:_NAMED])) + (f" and {len(lines) - _NAMED} more" if len(lines) > _NAMED else "")
    word = "line" if len(lines) == 1 else "lines"
    return (
        f"{name}, {word} {shown}: a quotation mark is opened and never closed; each line was read as a row of its own. "
        "Look at those rows, and take the mark out in the office's system."
    )


def _closed(body: bytes, name: str, separator: str, width: int) -> tuple[bytes, list[int]]:
    """Find quotation marks that are never closed; write their lines so that each is one record.

    A mark that opens a cell runs on over the lines below until the next one. That is a cell of several lines where
    the mark that ends it stands before a separator or a line end, and no line below looks like a row of the table.

    Returns
    -------
    tuple
        The text, and the numbers of the lines at fault.
    """
    if b'"' not in body:
        return body, []
    lines = [line.decode("utf-8", errors="replace") for line in _LINE_END.split(body)]
    sound = _sound(separator)
    odd = [k for k, line in enumerate(lines) if '"' in line and not sound.fullmatch(line)]
    if not odd:
        return body, []
    shapes = _row_shapes(lines, separator, width)
    faults: list[int] = []
    at = 0
    for start in odd:
        if start < at:
            continue  # within a cell of several lines
        end = _record_end(lines, start, separator)
        if end is None or any(_like_a_row(lines[k], separator, width, shapes) for k in range(start + 1, end + 1)):
            faults.append(start + 1)
            limits.OPEN_MARKS.hold(len(faults), name, "Have the office's system write each mark within a cell twice")
            cells = (cell.replace('"', '""') for cell in lines[start].split(separator))
            lines[start] = separator.join(f'"{cell}"' for cell in cells)
            at = start + 1
        else:
            at = end + 1
    return ("\n".join(lines).encode(), faults) if faults else (body, [])


@cache
def _sound(separator: str) -> re.Pattern[str]:
    """Return what a line looks like that opens no cell which it does not close."""
    mark = re.escape(separator)
    cell = rf' *"(?:[^"]|"")*" *|(?! *")[^{mark}]*'
    return re.compile(rf"(?:{cell})(?:{mark}(?:{cell}))*")


def _record_end(lines: list[str], start: int, separator: str) -> int | None:
    """Return the line on which a record ends; None if a cell is opened that is not closed as a cell should be."""
    if '"' not in lines[start]:
        return start
    inside = False
    for k in range(start, min(start + limits.CELL_LINES, len(lines))):
        line, place = lines[k], 0
        if not inside and k > start:
            return k - 1
        while True:
            if inside:
                close = line.find('"', place)
                if close < 0:
                    break
                if line.startswith('""', close):
                    place = close + 2
                    continue
                rest = line[close + 1 :]
                if rest.strip() and not rest.lstrip(" ").startswith(separator) and k > start:
                    return None
                inside, place = False, close + 1
            else:
                if place == 0 and line.lstrip(" ").startswith('"'):
                    inside, place = True, line.index('"') + 1
                    continue
                following = line.find(separator, place)
                if following < 0:
                    break
                place = following + 1
                if line[place:].lstrip(" ").startswith('"'):
                    inside, place = True, line.index('"', place) + 1
    return None if inside else min(start + limits.CELL_LINES, len(lines)) - 1


_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")


def shape(cell: object) -> str:
    """Return what kind of thing a cell is: a run of letters becomes ``a``, a run of digits ``9``."""
    return _DIGITS.sub("9", _LETTERS.sub("a", str(cell).strip()))


def _row_shapes(lines: list[str], separator: str, width: int) -> list[set[str]]:
    """Collect, for each column, the shapes of cells in lines without quotation marks."""
    out: list[set[str]] = [set() for _ in range(width)]
    plain = (line.split(separator) for line in lines[:5000] if '"' not in line)
    for cells in plain:
        if len(cells) == width:
            for k, cell in enumerate(cells):
                out[k].add(shape(cell))
    return out


def _like_a_row(line: str, separator: str, width: int, shapes: list[set[str]]) -> bool:
    """Tell whether a line by itself is as wide as the table and its cells are shaped as the table's columns are."""
    cells = line.split(separator)
    if width < 2 or len(cells) != width:
        return False
    return sum(shape(cell) in shapes[k] for k, cell in enumerate(cells)) >= max(2, width / 2)


def _parsed(body: bytes, name: str, separator: str, width: int) -> tuple[pd.DataFrame, frozenset[int], dict[int, int]]:
    """Parse text of one width; return its cells by row number, the rows with too many, and those of another width."""
    odd: dict[int, str] = {}

    def keep(row: pyarrow.csv.InvalidRow) -> str:
        odd[row.number] = row.text
        return "skip" if len(odd) <= limits.ODD_ROWS.most else "error"

    try:
        table = _columns(body, separator, width)
    except pyarrow.ArrowInvalid:
        try:
            table = _columns(body, separator, width, keep)
        except pyarrow.ArrowInvalid as error:
            limits.ODD_ROWS.hold(len(odd), name, "See that every line has the separator that the headings have")
            raise UserError(f"{name}: the lines do not make a table ({error}); export the file again.") from error
    held = table.to_pandas()
    cells = pd.DataFrame({k: _objects(held[c]) for k, c in enumerate(held)})
    if not odd:
        cells.index = pd.RangeIndex(1, len(cells) + 1)
        return cells, frozenset(), {}
    total = len(cells) + len(odd)
    numbers = np.setdiff1d(np.arange(1, total + 1), np.fromiter(odd, int, len(odd)), assume_unique=True)
    split = [_split(text, separator) for text in odd.values()]
    beside = raw.table(list(zip(*[(row + [""] * width)[:width] for row in split], strict=True)), odd)
    joined = pd.DataFrame({c: union_categoricals([cells[c], beside[c]]) for c in cells})
    joined.index = np.concatenate([numbers, beside.index])
    crowded = frozenset(n for n, row in zip(odd, split, strict=True) if any(c.strip() for c in row[width:]))
    return joined.sort_index(), crowded, {n: len(row) for n, row in zip(odd, split, strict=True)}


def _split(line: str, separator: str) -> list[str]:
    """Divide a line into its cells; one with a cell that is too long for the library at its separators alone."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)


def _columns(
    body: bytes, separator: str, width: int, odd_row: Callable[[pyarrow.csv.InvalidRow], str] | None = None
) -> pyarrow.Table:
    """Parse text by distinct cell; without a word on odd rows there must be none, and several threads may parse.

    Raises
    ------
    pyarrow.ArrowInvalid
        If a row is odd and nothing is said of such rows, or if a quotation mark is never closed.
    """
    names = [str(k) for k in range(width)]
    return pyarrow.csv.read_csv(
        pyarrow.BufferReader(body),
        # only in one thread does an odd row know its number
        read_options=pyarrow.csv.ReadOptions(column_names=names, use_threads=odd_row is None, block_size=1 << 22),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=separator,
            ignore_empty_lines=False,
            newlines_in_values=b'"' in body,
            invalid_row_handler=odd_row,
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pyarrow.dictionary(pyarrow.int32(), pyarrow.string())),
            strings_can_be_null=False,
        ),
    )


def _objects(cells: pd.Series) -> pd.Categorical:
    """Hold the distinct cells as plain texts, which are looked at one by one."""
    distinct = cells.cat.categories.to_numpy(object)
    if not any(_AS_TEXT.fullmatch(cell) for cell in distinct if cell[:1] == "="):
        return pd.Categorical.from_codes(cells.cat.codes, pd.Index(distinct, dtype=object))
    bare = np.array([_AS_TEXT.sub(r"\1", cell) for cell in distinct], dtype=object)
    return raw.categorical(bare[cells.cat.codes.to_numpy()])
