"""Tell from all dates of a column whether the day or the month comes first, and whether a program mixed them up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.intake.dates import Date, Numeric, Order, numeric
from analysis.intake.values import text_of

#: Of the dates that allow one order only, the share that may be slips of the pen (month 13) in a column of the other.
SLIPS = 0.05
#: From so many different dates on, their sequence tells whether day and month are read the right way round.
SEQUENCE = 4
#: From so many dates on, text for days above 12 and real dates for all others are the mark of a program.
MARK = 3
#: A date that begins with the year and goes on with a number that can be no month.
_DAY_SECOND = re.compile(r"\s*[12]\d{3}[-/.](?:1[3-9]|2\d|3[01])[-/.](?:0?[1-9]|1[0-2])\b")


@dataclass
class Evidence:
    """What the dates of one column of a file tell of their order.

    Attributes
    ----------
    day, month : written dates that can only be day first, only month first.
    either : dates that may be read both ways (first and second number, year), in the order of the file.
    real : real or ISO dates whose day could be a month, and another one than theirs.
    first_of_month : those of `real` on the first day of a month.
    above_twelve : real or ISO dates whose day could be no month.
    day_second : dates that begin with the year and can only go on with the day.
    """

    day: int = 0
    month: int = 0
    either: list[Numeric] = field(default_factory=list)
    real: int = 0
    first_of_month: int = 0
    above_twelve: int = 0
    day_second: int = 0

    @classmethod
    def of(cls, cells: Iterable[tuple[object, int]]) -> Evidence:
        """Gather the evidence of distinct cells, each with the number of rows that hold it."""
        out = cls()
        for cell, rows in cells:
            written = numeric(cell)
            if written:
                first, second, _ = written
                out.day += rows * (first > 12 >= second)
                out.month += rows * (second > 12 >= first)
                if first <= 12 and second <= 12 and first != second:
                    out.either.append(written)
                continue
            out.day_second += rows * bool(isinstance(cell, str) and _DAY_SECOND.match(cell))
            day = _understood(cell)
            if day is not None:
                out.real += rows * (day.day <= 12 and day.day != day.month)
                out.first_of_month += rows * (day.day == 1 and day.month != 1)
                out.above_twelve += rows * (day.day > 12)
        return out

    def year_then_day(self) -> bool:
        """Tell whether dates that begin with the year go on with the day, more of them than slips of the pen."""
        return self.day_second > SLIPS * (self.day_second + self.above_twelve)

    def order(self) -> Order | None:
        """Return the order that the dates themselves show; None where all of them may be read both ways."""
        if not self.day and not self.month:
            return None
        few, many = sorted((self.day, self.month))
        if few > SLIPS * (few + many):
            return "unclear"
        return "day-first" if self.day > self.month else "month-first"

    def order_by(self, latest: dt.date | None) -> Order | None:
        """Return the order in which no date lies after `latest`, where in the other some do."""
        if latest is None:
            return None
        bound = (latest.year, latest.month, latest.day)
        after_if_day_first = any((y, b, a) > bound for a, b, y in self.either)
        after_if_month_first = any((y, a, b) > bound for a, b, y in self.either)
        if after_if_day_first == after_if_month_first:
            return None
        return "month-first" if after_if_day_first else "day-first"

    def looks_month_first(self) -> bool:
        """Tell whether dates that may be read both ways look written month first.

        They do if in the order of the file they follow one another month first and not day first, or if all begin with
        one number, other than 1, and go on with others.
        """
        distinct = list(dict.fromkeys(self.either))
        if len(distinct) < SEQUENCE:
            return False
        days, months = [(y, b, a) for a, b, y in distinct], [(y, a, b) for a, b, y in distinct]
        one_month = len({(y, a) for a, _, y in distinct}) == 1 and distinct[0][0] != 1
        return one_month or (months == sorted(months) and days != sorted(days))

    def by_first_days(self) -> Order | None:
        """Return the order in which all dates are the first days of months, as those that stand for months are."""
        firsts, seconds = {a for a, _, _ in self.either}, {b for _, b, _ in self.either}
        if not self.either or (firsts == {1}) == (seconds == {1}):
            return None
        return "day-first" if firsts == {1} else "month-first"

    def swapped(self) -> bool:
        """Tell whether a program with American settings read some of the dates.

        It turns 05/03/2024 into a real date of May and leaves 25/03/2024, of which it makes nothing, as text: then
        every text has a day above 12, and no real date has.
        """
        if not self.day or not self.real or self.day + self.real < MARK:
            return False
        return not (self.month or self.either or self.above_twelve or self.first_of_month == self.real)


def _understood(cell: object) -> pd.Timestamp | None:
    """Return the day of a cell that a program has understood as a date: a real one, or one written year first."""
    if isinstance(cell, (dt.date, np.datetime64)):
        return pd.Timestamp(cell)
    if isinstance(cell, str) and text_of(cell)[:4].isdecimal() and len(text_of(cell)) >= 8:
        value = Date()(cell).value
        return value if isinstance(value, pd.Timestamp) else None
    return None
