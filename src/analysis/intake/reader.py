"""Read any export file into tables of raw cells, one a sheet, with physical row numbers."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import charset_normalizer
import lxml.html
import numpy as np
import pandas as pd
import pyarrow
import pyarrow.csv
from pandas.api.types import union_categoricals
from python_calamine import CalamineError, CalamineWorkbook

from analysis.errors import UserError

SPREADSHEETS = (".xlsx", ".xls", ".xlsb", ".ods", ".xlsm")
TEXTS = (".csv", ".txt", ".tsv")
#: Which separator wins where two fit as well: a comma is also a decimal mark here.
_SEPARATORS = ";\t|,"


@dataclass(frozen=True)
class RawTable:
    """The cells of one sheet as received.

    Attributes
    ----------
    file : path below the raw folder, with ``/`` and the member's name for archives.
    sheet : sheet name, ``""`` where the format has none.
    cells : object or categorical frame; the index is the physical row number, counted from 1.
    crowded : rows with more cells than the table has columns: their cells may stand under the wrong header.
    notes : sentences about the file that whoever reads the account must see.
    """

    file: str
    sheet: str
    cells: pd.DataFrame
    crowded: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()


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
    elif suffix in SPREADSHEETS and not content.startswith((b"PK", b"\xd0\xcf\x11\xe0")) and _is_text(content):
        yield _delimited(content, name)
    elif suffix in SPREADSHEETS:
        yield from _workbook(content, name)
    elif suffix == ".parquet":
        yield _parquet(content, name)
    elif suffix in TEXTS:
        yield _delimited(content, name)
    else:
        known = ", ".join((*SPREADSHEETS, *TEXTS, ".parquet", ".zip"))
        raise UserError(f"{name}: files of kind {suffix or '(none)'} are not read; send one of {known}.")


def _is_text(content: bytes) -> bool:
    """Tell whether a file that is named a spreadsheet is delimited text: several lines, one separator in each."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    lines = content[:65536].decode("utf-8", errors="replace").splitlines()[:20]
    return b"\x00" not in content[:4096] and any(sum(s in line for line in lines) > 1 for s in _SEPARATORS)


def _parquet(content: bytes, name: str) -> RawTable:
    try:
        table = pd.read_parquet(io.BytesIO(content))
    except (pyarrow.ArrowInvalid, OSError) as error:
        raise UserError(f"{name}: not a readable Parquet file ({error}); write it again.") from error
    return RawTable(name, "", _frame([list(table.columns), *table.astype(object).itertuples(index=False, name=None)]))


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
    """Read delimited text column by column; rows of another width than the table's are kept beside it.

    Cells come as dictionaries, so that what follows costs as much as the distinct cells of a column.
    """
    body = _utf8(content, name)
    head = body[:65536].decode("utf-8", errors="replace").splitlines()[:60]
    fits = {s: _width(head, s) for s in _SEPARATORS}
    separator = max(_SEPARATORS, key=lambda s: fits[s][1])
    width = fits[separator][0] if fits[separator][1] else 1
    odd: dict[int, str] = {}

    def keep(row: pyarrow.csv.InvalidRow) -> str:
        odd[row.number] = row.text
        return "skip"

    names = [str(k) for k in range(width)]
    try:
        table = pyarrow.csv.read_csv(
            pyarrow.BufferReader(body),
            # one thread: only then does an odd row know its number
            read_options=pyarrow.csv.ReadOptions(column_names=names, use_threads=False, block_size=1 << 22),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=separator,
                ignore_empty_lines=False,
                newlines_in_values=b'"' in body,
                invalid_row_handler=keep,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pyarrow.dictionary(pyarrow.int32(), pyarrow.string())),
                strings_can_be_null=False,
            ),
        )
    except pyarrow.ArrowInvalid as error:
        raise UserError(f"{name}: the lines do not make a table ({error}); export the file again.") from error
    cells = table.to_pandas()
    cells.columns = range(width)
    total = len(cells) + len(odd)
    numbers = np.setdiff1d(np.arange(1, total + 1), np.fromiter(odd, int, len(odd)), assume_unique=True)
    cells.index = numbers
    if not odd:
        return RawTable(name, "", cells)
    split = [next(csv.reader([text], delimiter=separator), []) for text in odd.values()]
    beside = pd.DataFrame([(row + [""] * width)[:width] for row in split], index=list(odd), columns=cells.columns)
    joined = pd.DataFrame({c: union_categoricals([cells[c], beside[c].astype("category")]) for c in cells})
    joined.index = np.concatenate([numbers, beside.index])
    crowded = frozenset(n for n, row in zip(odd, split, strict=True) if len(row) > width)
    return RawTable(name, "", joined.sort_index(), crowded)


def _width(lines: list[str], separator: str) -> tuple[int, int]:
    """Return the commonest number of columns (over one) that a separator makes, and how many lines have it."""
    widths = [len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1]
    best = max(set(widths), key=lambda w: (widths.count(w), w), default=1)
    return best, widths.count(best)


def _utf8(content: bytes, name: str) -> bytes:
    """Return text as UTF-8 without a byte order mark, whatever it was written in."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content[3:] if encoding == "utf-8-sig" else content.decode(encoding, errors="replace").encode()
    try:
        content.decode("utf-8")
        return content
    except UnicodeDecodeError:
        # offices here write Windows-1252 when not UTF-8; the detector is asked only where that fails
        best = _detect(content)
    if best is None:
        raise UserError(f"{name}: the text is in no encoding known here; save it as UTF-8.")
    return best.encode()


def _detect(content: bytes) -> str | None:
    if b"\x00" not in content[:4096]:
        try:
            return content.decode("cp1252")
        except UnicodeDecodeError:
            pass
    found = charset_normalizer.from_bytes(content).best()
    return None if found is None else str(found)


def _frame(rows: list[list]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, dtype=object)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame
