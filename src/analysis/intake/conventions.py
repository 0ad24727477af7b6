"""Decide how a file writes its dates, numbers and answers from all its cells, before any cell is read.

A column has one order of day and month, one decimal mark and one scale. They are decided by the cells that allow one
reading only; where none does, by the file's other columns; where these say nothing either, by what is plausible. What
nothing decides is refused, or read the usual way and said to be, with the line that settles it in the cycle file.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from analysis.errors import UserError
from analysis.intake.dates import Date, Order, numeric
from analysis.intake.headers import said_of
from analysis.intake.layout import Located
from analysis.intake.nip import Nip
from analysis.intake.source import Column, Source
from analysis.intake.values import Distinct, Number, Parser, decimal_mark, digits_of, is_missing, text_of
from analysis.intake.vocabulary import Answer

#: Of the cells that allow one order only, the share that may be slips of the pen (month 13) in a column of the other.
SLIPS = 0.05
#: From so many dates on, their sequence tells whether day and month are read the right way round.
SEQUENCE = 4
ORDERS = ("day-first", "month-first", "swapped")
SCALES = {"0-1": 100.0, "0-10": 10.0, "0-100": 1.0}


@dataclass(frozen=True)
class Hint:
    """What the cycle file says of a column.

    Attributes
    ----------
    header : heading that is taken for it; empty to leave that to the reader.
    order : order of day and month (one of :data:`ORDERS`); empty to leave it to the reader.
    scale : scale of its scores (one of :data:`SCALES`); empty to leave it to the reader.
    """

    header: str = ""
    order: str = ""
    scale: str = ""


def hints(columns: Mapping[str, object]) -> dict[str, Hint]:
    """Return what the cycle file says of columns: a heading alone, or ``{header: …, order: …, scale: …}``.

    Raises
    ------
    UserError
        If a key or a word is none of these.
    """
    out = {}
    for name, said in columns.items():
        if isinstance(said, str):
            out[name] = Hint(said)
            continue
        given = {k: str(v) for k, v in dict(said).items() if v}  # type: ignore[call-overload]
        odd = [k for k in given if k not in ("header", "order", "scale")]
        odd += [v for k, v in given.items() if (k == "order" and v not in ORDERS) or (k == "scale" and v not in SCALES)]
        if odd:
            raise UserError(
                f"columns, key '{name}': '{odd[0]}' is not known; write a header, or header, order "
                f"({', '.join(ORDERS)}) and scale ({', '.join(SCALES)})."
            )
        out[name] = Hint(**given)
    return out


@dataclass
class _DateCells:
    """The dates of one column of a file.

    Attributes
    ----------
    day, month : written dates that can only be day first, only month first.
    either : pairs (first, second, year) that may be read both ways, in the order of the rows.
    real : real or ISO dates whose day could be a month and is another; ``real_other`` those whose day could not.
    """

    day: int = 0
    month: int = 0
    either: list[tuple[int, int, int]] = field(default_factory=list)
    real: int = 0
    real_first: int = 0
    real_other: int = 0


class Conventions:
    """Decides the parsers of the columns of one file.

    Parameters
    ----------
    source : what the export is.
    tables : the tables found in the file, one a sheet.
    told : what the cycle file says, by column.
    latest : last day that the data can be of.

    Attributes
    ----------
    notes : sentences on what was decided that whoever reads the account must see.
    """

    def __init__(
        self, source: Source, tables: list[Located], told: Mapping[str, Hint], latest: dt.date | None = None
    ) -> None:
        self.source, self.tables, self.told, self.latest = source, tables, told, latest
        self.notes: list[str] = []
        self._distinct: dict[tuple[int, int], Distinct] = {}

    def cells(self, table: int, place: int) -> Distinct:
        """Return the distinct cells of one place of one table."""
        if (table, place) not in self._distinct:
            self._distinct[table, place] = Distinct.of(self.tables[table].body.iloc[:, place])
        return self._distinct[table, place]

    def parsers(self) -> dict[str, Parser]:
        """Return the parser of each column of the source for this file."""
        present = [c for c in self.source.columns if any(c.name in t.matches for t in self.tables)]
        out: dict[str, Parser] = {c.name: c.parse for c in present}
        out |= self._dates([c for c in present if isinstance(c.parse, Date)])
        out |= self._numbers([c for c in present if isinstance(c.parse, Number)])
        out |= self._answers([c for c in present if isinstance(c.parse, Answer)])
        return out

    def _of(self, column: Column) -> Iterable[tuple[object, int]]:
        """Yield the distinct cells of a column in the file and how many rows hold each."""
        for t, table in enumerate(self.tables):
            match = table.matches.get(column.name)
            for place in match.places if match and not match.join else ():
                distinct = self.cells(t, place)
                counts = np.bincount(distinct.codes, minlength=len(distinct.cells))
                yield from ((c, int(n)) for c, n in zip(distinct.cells, counts, strict=True) if n and not is_missing(c))

    def _say(self, column: Column, sentence: str, line: str = "") -> None:
        heading = next(
            (t.headings[t.matches[column.name].places[0]] for t in self.tables if column.name in t.matches), ""
        )
        add = f" If it is not so, add to the cycle file: {line}" if line else ""
        self.notes.append(f"{self.tables[0].table.file}: column '{heading or said_of(column)}' {sentence}{add}")

    def _line(self, column: Column, **said: str) -> str:
        words = ", ".join(f"{k}: {v}" for k, v in said.items())
        return f"columns: {{{self.source.name}: {{{column.name}: {{{words}}}}}}}"

    # -- dates

    def _dates(self, columns: list[Column]) -> dict[str, Date]:
        cells = {c.name: self._date_cells(c) for c in columns}
        decided = {c.name: self._shown(cells[c.name]) for c in columns}
        shown = {order for order in decided.values() if order in ("day-first", "month-first")}
        out = {}
        for column in columns:
            order = decided[column.name]
            told = self.told.get(column.name, Hint()).order
            if told:
                out[column.name] = Date("month-first" if told == "month-first" else "day-first",
                                        "restore" if told == "swapped" else "")  # fmt: skip
                continue
            if order is None:
                order = self._undecided(column, cells[column.name], shown)
            elif order == "month-first":
                self._say(column, f"writes the month before the day ({cells[column.name].month} of its dates can be "
                          "nothing else); all of it was read so.")  # fmt: skip
            elif order == "unclear":
                self._say(column, "mixes dates that begin with the day and dates that begin with the month; those that "
                          f"may be either ({len(cells[column.name].either)}) are held back. Once the office has said which "
                          f"they are, add to the cycle file: {self._line(column, order='day-first')}")  # fmt: skip
            out[column.name] = Date(order, self._swapped(column, cells[column.name]))
        return out

    def _date_cells(self, column: Column) -> _DateCells:
        """Sort the dates of a column by what they tell of the order of day and month."""
        out = _DateCells()
        for cell, rows in self._of(column):
            written = numeric(cell)
            if written:
                first, second, _ = written
                out.day += rows * (first > 12 >= second)
                out.month += rows * (second > 12 >= first)
                if first <= 12 and second <= 12 and first != second:
                    out.either.append(written)
                continue
            day = _real_day(cell)
            if day is not None:
                out.real += rows * (day.day <= 12 and day.day != day.month)
                out.real_first += rows * (day.day == 1 and day.month != 1)
                out.real_other += rows * (day.day > 12)
        return out

    @staticmethod
    def _shown(cells: _DateCells) -> Order | None:
        """Return the order that the column's own cells show; None where they may all be read both ways."""
        if not cells.day and not cells.month:
            return None
        few, many = sorted((cells.day, cells.month))
        if few and few > SLIPS * (few + many):
            return "unclear"
        return "day-first" if cells.day > cells.month else "month-first"

    def _undecided(self, column: Column, cells: _DateCells, shown: set[Order]) -> Order:
        """Return the order of a column none of whose dates shows it: by the NIP, the file's others, what is plausible."""
        if not cells.either:
            return shown.pop() if len(shown) == 1 else "day-first"
        order = self._by_nip(column) or (next(iter(shown)) if len(shown) == 1 else None) or self._by_window(cells)
        if order == "month-first":
            self._say(column, "does not show whether the day or the month comes first; its file or its dates tell that it "
                      "is the month, and it was read so.", self._line(column, order="day-first"))  # fmt: skip
        if order:
            return order
        if _odd(cells.either):
            self._say(column, f"does not show whether the day or the month comes first, and reads oddly day first; "
                      f"{len(cells.either)} dates are held back. Ask the office, then add to the cycle file: "
                      f"{self._line(column, order='month-first')} (or day-first)")  # fmt: skip
            return "unclear"
        self._say(column, "does not show whether the day or the month comes first; it was read day first, as is written "
                  "here.", self._line(column, order="month-first"))  # fmt: skip
        return "day-first"

    def _by_nip(self, column: Column) -> Order | None:
        """Return the order in which birth dates agree with the NIP of their rows."""
        nips = [c for c in self.source.columns if isinstance(c.parse, Nip)]
        if column.name != "birth" or not nips:
            return None
        agree: dict[Order, int] = {"day-first": 0, "month-first": 0}
        for table in self.tables:
            if not {column.name, nips[0].name} <= set(table.matches):
                continue
            dates = table.body.iloc[:, table.matches[column.name].places[0]]
            numbers = table.body.iloc[:, table.matches[nips[0].name].places[0]]
            for date_cell, nip_cell in zip(dates, numbers, strict=True):
                written, officer = numeric(date_cell), nips[0].parse(nip_cell).value
                if written and officer:
                    first, second, year = written
                    agree["day-first"] += str(officer)[:8] == f"{year:04d}{second:02d}{first:02d}"
                    agree["month-first"] += str(officer)[:8] == f"{year:04d}{first:02d}{second:02d}"
        one, other = agree["day-first"], agree["month-first"]
        if one == other:
            return None
        return "day-first" if one > other else "month-first"

    def _by_window(self, cells: _DateCells) -> Order | None:
        """Return the order in which no date lies in the future, where the other has some that do."""
        if self.latest is None:
            return None
        late_day = any(_later(y, b, a, self.latest) for a, b, y in cells.either)
        late_month = any(_later(y, a, b, self.latest) for a, b, y in cells.either)
        if late_day == late_month:
            return None
        return "month-first" if late_day else "day-first"

    def _swapped(self, column: Column, cells: _DateCells) -> str:
        """Tell whether a program took days for months: text for days above 12, real dates for all others."""
        written, told_apart = cells.day, cells.real
        marked = written and told_apart and written + told_apart >= 3
        if not marked or cells.month or cells.either or cells.real_other or cells.real_first == cells.real:
            return ""
        self._say(column, f"holds text where the day is above 12 and real dates ({cells.real}) nowhere else: a program with "
                  "American settings has taken days for months. These dates are held back; ask for the file before it was "
                  f"opened there, or add to the cycle file: {self._line(column, order='swapped')}")  # fmt: skip
        return "refuse"

    # -- numbers

    def _numbers(self, columns: list[Column]) -> dict[str, Number]:
        marks = {c.name: self._marks(c) for c in columns}
        everywhere = set().union(*marks.values()) - {"?"} if marks else set()
        out = {}
        for column in columns:
            shown = marks[column.name] - {"?"}
            one = shown if shown else everywhere
            decimal = next(iter(one)) if len(one) == 1 and "?" in marks[column.name] else ""
            out[column.name] = replace(_parser(column), decimal=decimal)
        groups: dict[Number, list[Column]] = defaultdict(list)
        for column in columns:
            if _parser(column).share:
                groups[_parser(column)].append(column)
        for group in groups.values():
            out |= self._scaled(group, out)
        return out

    def _marks(self, column: Column) -> set[str]:
        parts = (digits_of(c) for c, _ in self._of(column) if isinstance(c, str))
        return {m for p in parts if p and (m := decimal_mark(p[0]))}

    def _scaled(self, columns: list[Column], parsers: dict[str, Number]) -> dict[str, Number]:
        """Decide the scale of columns that are on one scale: shares from 0 to 1, or scores."""
        told = next((h.scale for c in columns if (h := self.told.get(c.name)) and h.scale), "")
        if told:
            return {c.name: replace(parsers[c.name], factor=SCALES[told]) for c in columns}
        percent = any(p and p[1] for c in columns for v, _ in self._of(c) if isinstance(v, str) and (p := digits_of(v)))
        numbers = [n for c in columns for v, _ in self._of(c) if isinstance(n := parsers[c.name].written(v), float)]
        above = [n for n in numbers if n > 0]
        if not above or (percent and max(above) > 1):
            return self._doubted(columns, parsers, above) if above else {}
        high = max(above)
        titles = " and ".join(dict.fromkeys(said_of(c) for c in columns))
        file = self.tables[0].table.file
        if high <= 1 and any(0 < n < 1 for n in above):
            self.notes.append(f"{file}: {titles} lie between 0 and 1, as percentages do; they were read as 0 to 100. If "
                              f"it is not so, add to the cycle file: {self._line(columns[0], scale='0-100')}")  # fmt: skip
            return {c.name: replace(parsers[c.name], factor=100.0) for c in columns}
        if high <= 10 and len(above) > 1:
            self.notes.append(f"{file}: {titles} are none above {high:g} on a scale of 0 to {columns[0].parse.high:g}; they are held "  # type: ignore[attr-defined]
                              "back. Ask the office for the scale, then add to the cycle file: "
                              f"{self._line(columns[0], scale='0-10')} (or 0-100)")  # fmt: skip
            return {c.name: replace(parsers[c.name], doubtful=high) for c in columns}
        return self._doubted(columns, parsers, above)

    def _doubted(self, columns: list[Column], parsers: dict[str, Number], above: list[float]) -> dict[str, Number]:
        """Hold back numbers up to 1 among scores far above: a share among scores."""
        if not any(n < 1 for n in above) or max(above) <= 10:
            return {}
        return {c.name: replace(parsers[c.name], doubtful=1.0) for c in columns}

    # -- answers

    def _answers(self, columns: list[Column]) -> dict[str, Answer]:
        """Choose the vocabulary in which all answers of the survey are, else the usual one."""
        if not columns:
            return {}
        cells = {c.name: [v for v, _ in self._of(c)] for c in columns}
        parsers = {c.name: c.parse for c in columns if isinstance(c.parse, Answer)}
        count = min(len(p.vocabularies) for p in parsers.values())
        fitting = [k for k in range(count) if all(p.fits(k, cells[name]) for name, p in parsers.items())]
        return {name: p.only(fitting or [0]) for name, p in parsers.items()}


def _parser(column: Column) -> Number:
    assert isinstance(column.parse, Number)
    return column.parse


def _real_day(cell: object) -> pd.Timestamp | None:
    """Return the day of a cell that a program has understood as a date: a real one, or one written year first."""
    if isinstance(cell, (dt.date, np.datetime64)):
        return pd.Timestamp(cell)
    if isinstance(cell, str) and len(text_of(cell)) >= 8 and text_of(cell)[:4].isdecimal():
        value = Date()(cell).value
        return value if isinstance(value, pd.Timestamp) else None
    return None


def _later(year: int, month: int, day: int, latest: dt.date) -> bool:
    return (year, month, day) > (latest.year, latest.month, latest.day)


def _odd(either: list[tuple[int, int, int]]) -> bool:
    """Tell whether dates that may be read both ways look written month first.

    They do if in the order of the file they follow one another month first and not day first, or if all begin with one
    number, other than 1, and continue with others.
    """
    days = [(y, b, a) for a, b, y in dict.fromkeys(either)]
    months = [(y, a, b) for a, b, y in dict.fromkeys(either)]
    if len(days) < SEQUENCE:
        return False
    one_month = len({(y, a) for a, _, y in either}) == 1 and either[0][0] != 1
    return one_month or (months == sorted(months) and days != sorted(days))
