"""What a reader hands on: the cells of one table as received, and what is known of the file that they came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

#: Characters that nobody sees: null bytes, zero width, direction marks, soft hyphens, byte order marks.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
#: Stands for a value that no cell can show: no parser takes it.
UNREADABLE = "\ufffd"
#: A whole number from here on is beyond what a number of any other kind holds.
_GREATEST = 10**300
#: Other ends of lines within a text.
_ENDS = ("\r\n", "\r", "\x0b", "\x0c")
#: Line ends that a program wrote out as an escape.
_ESCAPED = re.compile(r"_x000([9AD])_", re.IGNORECASE)


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
    uncalculated : cells (row number, column) that hold a formula without its result.
    hint : likeliest cause, and remedy, should no table be recognised here.
    since_1904 : whether the workbook counts its days from 1904.
    widths : of text, the rows with another number of cells than the table has columns, and that number.
    broken : why the file could not be read to its end; empty where it could.
    """

    file: str
    sheet: str
    cells: pd.DataFrame
    crowded: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    uncalculated: frozenset[tuple[int, int]] = field(default=frozenset(), repr=False)
    hint: str = ""
    broken: str = ""
    since_1904: bool = False
    widths: Mapping[int, int] = field(default_factory=dict, repr=False)

    @property
    def place(self) -> str:
        """File and sheet as messages name them."""
        return f"{self.file}, sheet '{self.sheet}'" if self.sheet else self.file


def broken(file: str, complaint: str) -> RawTable:
    """Return what stands for a file that cannot be read, so that the others are tried all the same."""
    return RawTable(file, "", pd.DataFrame(), broken=complaint)


def archive_of(file: str) -> str:
    """Return the archive that a file lies in, else the file."""
    head, mark, _ = file.partition(".zip/")
    return head + ".zip" if mark else file


def clean_text(text: str) -> str:
    """Return text without characters that nobody sees; escaped and doubled line ends become plain ones."""
    if text.isascii() and text.isprintable() and "_x000" not in text:
        return text
    if "_x000" in text:
        text = _ESCAPED.sub(lambda m: "\t" if m[1] == "9" else "\n", text)
    for end in _ENDS:
        if end in text:
            text = text.replace(end, "\n")
    return _INVISIBLE.sub("", text)


def table(columns: Sequence[Iterable[object]], numbers: Iterable[int] | None = None) -> pd.DataFrame:
    """Make the frame of a table from its columns, each kept by distinct cell.

    Parameters
    ----------
    columns : the cells of each column, equally many; None counts as empty.
    numbers : row numbers; default 1, 2, …
    """
    made = {k: categorical(np.fromiter(cells, dtype=object)) for k, cells in enumerate(columns)}
    frame = pd.DataFrame(made)
    frame.index = pd.RangeIndex(1, len(frame) + 1) if numbers is None else pd.Index(list(numbers))
    return frame


def categorical(cells: np.ndarray) -> pd.Categorical:
    """Keep a column by distinct cell, its text cleaned of invisible characters and truth values as they are shown."""
    codes, distinct = pd.factorize(cells, use_na_sentinel=False)
    shown = np.fromiter(map(_shown, distinct), dtype=object, count=len(distinct))
    if all(cell is before for cell, before in zip(shown, distinct, strict=True)):
        return pd.Categorical.from_codes(codes, pd.Index(shown, dtype=object))
    again, unique = pd.factorize(shown)
    return pd.Categorical.from_codes(again[codes], pd.Index(unique, dtype=object))


def _shown(cell: object) -> object:
    if isinstance(cell, str):
        return clean_text(cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int) and abs(cell) >= _GREATEST:
        return f"{str(cell)[:20]}…"
    return "" if cell is None or cell is pd.NaT or cell != cell else cell
