"""Decide how a file writes its dates, numbers and answers from all its cells, before any cell is read.

A column has one order of day and month, one decimal mark and one scale. They are decided by the cells that allow one
reading only; where none does, by the file's other columns; where these say nothing either, by what is plausible. What
nothing decides is refused, or read the usual way and said to be, with the line that settles it in the cycle file.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, islice
from typing import Literal

import numpy as np
import pandas as pd

from analysis.errors import UserError
from analysis.intake.date_order import Evidence
from analysis.intake.dates import Date, Month, Order, numeric
from analysis.intake.headers import said_of
from analysis.intake.layout import Located
from analysis.intake.nip import Nip
from analysis.intake.source import Column, Source
from analysis.intake.values import Choice, Distinct, Number, Parser, decimal_mark, digits_of, is_missing
from analysis.intake.vocabulary import Answer

#: So many different cells tell how a column of dates is written; the rest of millions of timestamps adds nothing.
ENOUGH = 50_000
#: From so many scores on, a sheet or a column shows by its greatest that it has a scale of its own.
FEW = 3
#: Of the answers given as numbers, the share that may lie outside the scale as slips; more show another scale.
OTHER_SCALE = 0.05
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


class Conventions:
    """Decides the parsers of the columns of one file.

    Parameters
    ----------
    source : what the export is.
    tables : the tables found in the file, one a sheet.
    stated : what the cycle file says, by column.
    latest : last day that the data can be of.

    Attributes
    ----------
    notes : sentences on what was decided that whoever reads the account must see.
    """

    def __init__(
        self, source: Source, tables: list[Located], stated: Mapping[str, Hint], latest: dt.date | None = None
    ) -> None:
        self.source, self.tables, self.stated, self.latest = source, tables, stated, latest
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
        out |= {c.name: self._month(c) for c in present if isinstance(c.parse, Month)}
        out |= self._numbers([c for c in present if isinstance(c.parse, Number)])
        for column in present:
            if isinstance(column.parse, Choice):
                out[column.name] = column.parse.in_column(self._of(column))
        out |= self._answers([c for c in present if isinstance(c.parse, Answer)])
        return out

    def _holding(self, column: Column) -> list[Located]:
        """Return for each place that holds a column in the file its table."""
        matches = [(t, t.matches.get(column.name)) for t in self.tables]
        return [t for t, match in matches if match and not match.join for _ in match.places]

    def _columns(self, column: Column) -> Iterator[Distinct]:
        """Yield the distinct cells of each place that holds a column in the file."""
        for t, table in enumerate(self.tables):
            match = table.matches.get(column.name)
            for place in match.places if match and not match.join else ():
                yield self.cells(t, place)

    def _of(self, column: Column) -> Iterator[object]:
        """Yield the distinct cells of a column in the file that hold anything."""
        return (cell for distinct in self._columns(column) for cell in distinct.cells if not is_missing(cell))

    def _counted(self, column: Column) -> Iterator[tuple[object, int]]:
        """Yield the distinct cells of a column in the file that hold anything, and how many rows hold each."""
        for distinct in self._columns(column):
            counts = np.bincount(distinct.codes, minlength=len(distinct.cells))
            yield from ((c, int(n)) for c, n in zip(distinct.cells, counts, strict=True) if not is_missing(c))

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
        """Decide the order of day and month of each column."""
        evidence = {c.name: Evidence.of(islice(self._counted(c), ENOUGH)) for c in columns}
        shown = {order for e in evidence.values() if (order := e.order())}
        # where columns of one file contradict each other, none of them tells of a column that does not show its own
        elsewhere: Order | None = shown.pop() if len(shown) == 1 else "unclear" if shown else None
        return {c.name: self._date(c, evidence[c.name], elsewhere) for c in columns}

    def _date(self, column: Column, evidence: Evidence, elsewhere: Order | None) -> Date:
        """Return the parser of a column of dates; `elsewhere` is the order that the file's other columns show."""
        stated = self.stated.get(column.name, Hint()).order
        since_1904 = any(t.table.since_1904 for t in self.tables)
        if stated:
            return Date(
                "month-first" if stated == "month-first" else "day-first",
                "restore" if stated == "swapped" else "",
                since_1904=since_1904,
            )
        if evidence.year_then_day():
            self._say(
                column,
                f"holds dates that begin with the year and go on with the day ({evidence.day_second}); those that may "
                "be read both ways are held back. Ask the office to write the year, the month, the day.",
            )
        order = evidence.order()
        if order is None:
            order = self._undecided(column, evidence, elsewhere)
        elif order == "month-first":
            self._say(
                column,
                f"writes the month before the day ({evidence.month} of its dates allow nothing else); all was read so.",
            )
        elif order == "unclear":
            self._say(
                column,
                "mixes dates that begin with the day and dates that begin with the month; those that may be either "
                f"({len(evidence.either)}) are held back. Once the office has said which they are, add to the cycle "
                f"file: {self._line(column, order='day-first')} (or month-first)",
            )
        return Date(order, self._swapped(column, evidence), evidence.year_then_day(), since_1904)

    def _month(self, column: Column) -> Month:
        """Return the parser of a column of months that may be written as dates, mostly the first days of months."""
        if self.stated.get(column.name, Hint()).order:
            return Month(self._date(column, Evidence(), None))
        evidence = Evidence.of(islice(self._counted(column), ENOUGH))
        order = evidence.by_first_days() if evidence.order() is None else None
        if order:
            evidence.either = []
        parser = self._date(column, evidence, order)
        if order == "month-first":
            self._say(column, "writes the month before the first day of it; all was read so.")
        real = {pd.Timestamp(c) for c in self._of(column) if isinstance(c, dt.date)}
        # 1 February, 1 March … read by a program as 2 January, 3 January …
        if {d.month for d in real} == {1} and len({(d.year, d.day) for d in real}) > 1 and {d.day for d in real} != {1}:
            parser = replace(parser, swapped="refuse")
            self._say(
                column,
                "holds real dates of January alone, on different days: a program with American settings has taken "
                "days for months. These dates are held back; ask for the file before it was opened there, or add to "
                f"the cycle file: {self._line(column, order='swapped')}",
            )
        return Month(parser)

    def _undecided(self, column: Column, evidence: Evidence, elsewhere: Order | None) -> Order:
        """Return the order of a column whose dates can all be read both ways: by NIP, file and what is possible."""
        if not evidence.either:
            return "month-first" if elsewhere == "month-first" else "day-first"
        order = self._by_nip(column) or elsewhere or evidence.order_by(self.latest)
        unknown = "does not show whether the day or the month comes first"
        if order == "unclear":
            self._say(
                column,
                f"{unknown}, and the file's other dates come in both orders; {len(evidence.either)} dates are held "
                f"back. Ask the office, then add to the cycle file: {self._line(column, order='day-first')} "
                "(or month-first)",
            )
        if order == "month-first":
            self._say(
                column,
                f"{unknown}; the rest of the file, or dates that would lie in the future, tell that it is the month, "
                "and it was read so.",
                self._line(column, order="day-first"),
            )
        if order:
            return order
        if evidence.looks_month_first():
            self._say(
                column,
                f"{unknown}, and reads oddly day first; {len(evidence.either)} dates are held back. Ask the office, "
                f"then add to the cycle file: {self._line(column, order='month-first')} (or day-first)",
            )
            return "unclear"
        self._say(
            column, f"{unknown}; it was read day first, as is written here.", self._line(column, order="month-first")
        )
        return "day-first"

    def _by_nip(self, column: Column) -> Order | None:
        """Return the order in which birth dates agree with the NIP of their rows."""
        number = next((c for c in self.source.columns if isinstance(c.parse, Nip)), None)
        if column.name != "birth" or number is None:
            return None
        agree: dict[Order, int] = {"day-first": 0, "month-first": 0}
        for table in self.tables:
            if not {column.name, number.name} <= set(table.matches):
                continue
            dates, numbers = (table.body.iloc[:, table.matches[n].places[0]] for n in (column.name, number.name))
            for date_cell, nip_cell in zip(dates, numbers, strict=True):
                written, officer = numeric(date_cell), str(number.parse(nip_cell).value)
                if written:
                    first, second, year = written
                    agree["day-first"] += officer[:8] == f"{year:04d}{second:02d}{first:02d}"
                    agree["month-first"] += officer[:8] == f"{year:04d}{first:02d}{second:02d}"
        if agree["day-first"] == agree["month-first"]:
            return None
        return max(agree, key=lambda order: agree[order])

    def _swapped(self, column: Column, evidence: Evidence) -> Literal["", "refuse"]:
        """Hold real dates back that a program made by taking days for months."""
        if not evidence.swapped():
            return ""
        self._say(
            column,
            f"holds text where the day is above 12 and real dates ({evidence.real}) nowhere else: a program with "
            "American settings has taken days for months. These dates are held back; ask for the file before it was "
            f"opened there, or add to the cycle file: {self._line(column, order='swapped')}",
        )
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
            out[column.name] = replace(_number(column), decimal=decimal)
        groups: dict[Number, list[Column]] = defaultdict(list)
        for column in columns:
            if _number(column).share:
                groups[_number(column)].append(column)
        for group in groups.values():
            out |= self._scaled(group, out)
        return out

    def _marks(self, column: Column) -> set[str]:
        parts = (digits_of(c) for c in self._of(column) if isinstance(c, str))
        return {m for p in parts if p and (m := decimal_mark(p[0]))}

    def _scaled(self, columns: list[Column], parsers: dict[str, Number]) -> dict[str, Number]:
        """Decide the scale of columns that share one: shares from 0 to 1, scores up to 10, or scores as declared."""
        scale = next((h.scale for c in columns if (h := self.stated.get(c.name)) and h.scale), "")
        if scale:
            return {c.name: replace(parsers[c.name], factor=SCALES[scale]) for c in columns}
        numbers = [n for c in columns for v in self._of(c) if isinstance(n := parsers[c.name].written(v), float)]
        above = [n for n in numbers if n > 0]
        if not above:
            return {}
        high, top = max(above), _number(columns[0]).high
        titles = ", ".join(dict.fromkeys(said_of(c) for c in columns))
        where = f"{self.tables[0].table.file}: {titles}"
        if high <= 1 and any(n < 1 for n in above):
            self.notes.append(
                f"{where} lie between 0 and 1, as percentages do; they were read as 0 to 100. If it is not so, add to "
                f"the cycle file: {self._line(columns[0], scale='0-100')}"
            )
            return {c.name: replace(parsers[c.name], factor=100.0) for c in columns}
        if high > 10 and (low := self._low(columns, parsers)):
            self.notes.append(
                f"{where}: {'; '.join(low)} hold none above 10 where others do; scores up to {max(low.values()):g} are "
                "held back. Ask the office for the scale, or send those of one scale in a file of their own."
            )
            return {c.name: replace(parsers[c.name], doubtful=max(low.values())) for c in columns}
        if high <= 10 and len(above) > 1:
            self.notes.append(
                f"{where} are none above {high:g} on a scale of 0 to {top:g}; they are held back. Ask the office for "
                f"the scale, then add to the cycle file: {self._line(columns[0], scale='0-10')} (or 0-100)"
            )
            return {c.name: replace(parsers[c.name], doubtful=high) for c in columns}
        if high > 10 and any(n < 1 for n in above):  # a share among scores
            return {c.name: replace(parsers[c.name], doubtful=1.0) for c in columns}
        return {}

    def _low(self, columns: list[Column], parsers: dict[str, Number]) -> dict[str, float]:
        """Return the sheets and columns whose scores all lie between 1 and 10, with their greatest."""
        groups: dict[str, list[float]] = defaultdict(list)
        for c in columns:
            for table, distinct in zip(self._holding(c), self._columns(c), strict=True):
                counts = np.bincount(distinct.codes, minlength=len(distinct.cells))
                for cell, rows in zip(distinct.cells, counts, strict=True):
                    score = parsers[c.name].written(cell) if not is_missing(cell) else None
                    if isinstance(score, float) and score > 0:
                        groups[f"column '{said_of(c)}'"] += [score] * int(min(rows, FEW))
                        if len(self.tables) > 1:
                            groups[f"sheet '{table.table.sheet}'"] += [score] * int(min(rows, FEW))
        return {name: max(s) for name, s in groups.items() if len(s) >= FEW and 1 < max(s) <= 10}

    # -- answers

    def _answers(self, columns: list[Column]) -> dict[str, Answer]:
        """Choose the vocabulary in which all answers of the survey are, else the usual one."""
        if not columns:
            return {}
        self._exchange(columns)
        cells = {c.name: list(self._of(c)) for c in columns}
        parsers = {c.name: c.parse for c in columns if isinstance(c.parse, Answer)}
        count = min(len(p.vocabularies) for p in parsers.values())
        fitting = [k for k in range(count) if all(p.fits(k, cells[name]) for name, p in parsers.items())]
        other = self._other_scale(columns, parsers)
        return {name: replace(p.only(fitting or [0]), doubtful=other) for name, p in parsers.items()}

    def _other_scale(self, columns: list[Column], parsers: dict[str, Answer]) -> bool:
        """Tell whether the answers given as numbers or letters are on another scale than the survey's, and say so.

        Then those within the scale mean something else, too: 4 of 5, of 7 or of 10 is not 4 of 4.
        """
        top = parsers[columns[0].name].top
        counts = [(parsers[c.name].code(cell), rows) for c in columns for cell, rows in self._counted(c)]
        graded = [(int(code), rows) for code, rows in counts if code is not None and code.is_integer()]
        outside = [(code, rows) for code, rows in graded if code == 0 or top < code <= 10]
        number = sum(rows for _, rows in outside)
        if number < 2 or number <= OTHER_SCALE * sum(rows for _, rows in graded):
            return False
        named = ", ".join(map(str, sorted({code for code, _ in outside})))
        self.notes.append(
            f"{self.tables[0].table.file}: {number} answers are {named}, outside the scale of 1 to {top}; the form "
            "seems to have another scale, so all answers given as numbers or letters are held back. Ask for the form."
        )
        return True

    def _exchange(self, columns: list[Column]) -> None:
        """Exchange two columns whose answers are each in the other's words only: their codes are in another order.

        The questionnaire of PermenPANRB 14/2017 asks for facilities (U9) in its eighth question and for complaints (U8)
        in its ninth.
        """
        for one, other in combinations(columns, 2):
            mine, theirs = (list(self._of(c)) for c in (one, other))
            if _worded(one, mine) or _worded(other, theirs) or not (_worded(one, theirs) and _worded(other, mine)):
                continue
            for table in self.tables:
                if {one.name, other.name} <= set(table.matches):
                    here, there = table.matches[one.name], table.matches[other.name]
                    table.matches[one.name], table.matches[other.name] = there, here
            self._say(one, f"holds the answers to '{said_of(one)}', whatever its heading says; it was read so.")
            self._say(other, f"holds the answers to '{said_of(other)}', whatever its heading says; it was read so.")


def _worded(column: Column, cells: list[object]) -> bool:
    """Tell whether all worded answers are in one of the vocabularies of a column."""
    parser = column.parse
    assert isinstance(parser, Answer)
    return any(parser.fits(k, cells) for k in range(len(parser.vocabularies)))


def _number(column: Column) -> Number:
    """Return the parser of a column of numbers."""
    assert isinstance(column.parse, Number)
    return column.parse
