"""Read dates, months and semesters in the spellings of Indonesian offices, forms and spreadsheets."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.intake.values import Value, text_of

Order = Literal["day-first", "month-first", "unclear"]
#: A numeric date as written: first and second number, and the year.
Numeric = tuple[int, int, int]

_MONTHS = {
    name: k
    for k, names in enumerate(
        (
            "januari jan january",
            "februari feb peb pebruari februari february",
            "maret mar march mrt",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu ags agt agst aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov nop nopember",
            "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_TWELVE = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN_MONTHS = {name: k for k, name in enumerate(_TWELVE, start=1)}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_EXCEL_EPOCH = dt.date(1899, 12, 30)
#: Days between the first days of the two calendars of spreadsheets, 1900 and 1904.
_FOUR_YEARS = 1462
#: No date of this field lies outside these years; a spreadsheet shows an empty cell that it takes for a date as 1900.
_YEARS = range(1910, 2101)
_WEEKDAY = re.compile(
    r"^(?:hari )?(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|mon|tue|wed|thu|fri|sat|sun|sen|sel|rab|kam|jum|sab|min)\b[,.]?\s+(?:tanggal |tgl\.? )?",
)
_CLOCK = r"\d{1,2}(?:[:.]\d{2}){1,2}(?:[.,]\d+)?"
#: The time of day behind a date: 14:05, pukul 14.05 WIB, 2:05:00 PM GMT+7, T00:00:00.000Z.
_TIME = re.compile(
    rf"(?:t|[\s,]+(?:-\s*)?(?:pukul|pkl\.?|jam|at)?\s*){_CLOCK}\s*(?:am|pm)?\s*(?:z|wib|wita|wit|utc|gmt)?\s*(?:[+-]\d{{1,2}}(?::?\d{{2}})?)?$"
)
_TIME_BEFORE = re.compile(r"^\d{1,2}:\d{2}(?::\d{2})?\s+")
#: The place before a date in one cell: Surakarta, 24 Januari 1993.
_PLACE = re.compile(r"^[a-z][a-z .'()]*[,/]\s*(?=\d)")
_UP_TO_TWO, _UP_TO_FOUR, _EIGHT = (re.compile(rf"[0-9]{{{n}}}") for n in ("1,2", "1,4", "8"))
_YEAR_DIGITS, _SERIAL = re.compile(r"[0-9]{2}(?:[0-9]{2})?"), re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
_SIX = re.compile(r"(19|20)[0-9]{2}(0[1-9]|1[0-2])")
_SPLIT = re.compile(r"[\s/.\-,]+")


def day_part(cell: object) -> str:
    """Return a written date in lower case without its weekday and its time of day."""
    words = text_of(cell).lower().replace("–", "-").replace("—", "-")
    words = _PLACE.sub("", _TIME.sub("", _WEEKDAY.sub("", words)))
    return _TIME_BEFORE.sub("", words).strip(" ,.")


def numeric(cell: object) -> Numeric | None:
    """Return the numbers of a written date whose day and month are both numbers and whose year stands last."""
    if not isinstance(cell, str):
        return None
    parts = _SPLIT.split(day_part(cell))
    if len(parts) != 3 or not all(_UP_TO_FOUR.fullmatch(p) for p in parts) or len(parts[0]) > 2:
        return None
    if len(parts[1]) > 2 or len(parts[2]) not in (2, 4):
        return None
    return int(parts[0]), int(parts[1]), _year(parts[2])


def _year(digits: str) -> int:
    """Return a year of four digits; one of two lies between 1941 and 2040."""
    return int(digits) + (0 if len(digits) == 4 else 2000 if int(digits) <= 40 else 1900)


def _made(year: int, month_: int, day: int) -> Value:
    try:
        made = dt.date(year, month_, day)
    except (ValueError, OverflowError):
        return Value(None, "date_unreadable")
    return Value(pd.Timestamp(made)) if year in _YEARS else Value(None, "date_unreadable")


@dataclass(frozen=True)
class Date:
    """A parser of dates: real ones, Excel serials, digits in the column's order, ISO, Indonesian or English months.

    Attributes
    ----------
    order : order of day and month in dates written as numbers; ``unclear`` refuses those that may be read both ways.
    swapped : what becomes of real dates whose day could be a month, in a column whose other dates tell that a program
        took day for month: ``""`` nothing, ``refuse``, or ``restore`` to take them for each other again.
    day_second : whether some of the column's dates that begin with the year go on with the day; those that may be read
        both ways are refused then.
    since_1904 : whether the workbook counts its days from 1904, as old ones of the Macintosh do.
    """

    order: Order = "day-first"
    swapped: Literal["", "refuse", "restore"] = ""
    day_second: bool = False
    since_1904: bool = False

    def __call__(self, cell: object) -> Value:
        """Parse a cell."""
        if isinstance(cell, (dt.datetime, np.datetime64, dt.date)):
            return self._real(pd.Timestamp(cell))
        if isinstance(cell, (int, float, np.integer, np.floating)) or _SERIAL.fullmatch(text_of(cell)):
            return _serial(cell, self.since_1904)
        parts = _SPLIT.split(day_part(cell))
        if len(parts) == 1 and _EIGHT.fullmatch(parts[0]):
            return _eight(parts[0])
        if len(parts) != 3:
            return Value(None, "date_unreadable")
        written = numeric(cell)
        if written:
            return self._numbers(*written)
        return self._named(parts)

    def _real(self, day: pd.Timestamp) -> Value:
        day = day.tz_localize(None).normalize()
        if day.year not in _YEARS:
            return Value(None, "date_unreadable")
        if not self.swapped or day.day > 12 or day.day == day.month:
            return Value(day)
        return Value(None, "date_swapped") if self.swapped == "refuse" else _made(day.year, day.day, day.month)

    def _numbers(self, first: int, second: int, year: int) -> Value:
        if self.order == "unclear" and first <= 12 and second <= 12 and first != second:
            return Value(None, "date_ambiguous")
        if self.order == "month-first" or (self.order == "unclear" and second > 12):
            first, second = second, first
        return _made(year, second, first)

    def _named(self, parts: list[str]) -> Value:
        if len(parts[0]) == 4:
            either = [int(p) for p in parts[1:] if _UP_TO_TWO.fullmatch(p) and int(p) <= 12]
            if self.day_second and len(set(either)) == 2:
                return Value(None, "date_ambiguous")
            parts = parts[::-1]
        elif parts[0] in _MONTHS:  # January 5, 2024
            parts = [parts[1], parts[0], parts[2]]
        day, month_, year = parts
        which = _MONTHS.get(month_) or _ROMAN_MONTHS.get(month_) or (int(month_) if _UP_TO_TWO.fullmatch(month_) else 0)
        if not which or not _UP_TO_TWO.fullmatch(day) or not _YEAR_DIGITS.fullmatch(year):
            return Value(None, "date_unreadable")
        made = _made(_year(year), which, int(day))
        return (
            self._real(made.value)
            if self.swapped and month_.isdecimal() and isinstance(made.value, pd.Timestamp)
            else made
        )


def _serial(cell: object, since_1904: bool = False) -> Value:
    """Read the number of a day in a spreadsheet, or a date written as eight digits that became a number."""
    number_ = float(text_of(cell).replace(",", ".")) if isinstance(cell, str) else float(cell)  # type: ignore[arg-type]
    if isinstance(cell, bool) or not np.isfinite(number_):
        return Value(None, "date_unreadable")
    if number_.is_integer() and 19100101 <= number_ <= 21001231:
        return _eight(str(int(number_)))
    number_ += _FOUR_YEARS if since_1904 else 0
    if not 3653 <= number_ <= 73050:  # 1910 to 2099
        return Value(None, "date_unreadable")
    return Value(pd.Timestamp(_EXCEL_EPOCH + dt.timedelta(days=int(number_))))


def _eight(digits: str) -> Value:
    """Read YYYYMMDD or DDMMYYYY, whichever alone is a date."""
    values = {
        _made(int(digits[:4]), int(digits[4:6]), int(digits[6:])),
        _made(int(digits[4:]), int(digits[2:4]), int(digits[:2])),
    }
    dates = [v for v in values if not v.fault]
    return dates[0] if len(dates) == 1 else Value(None, "date_unreadable")


date = Date()

_RANGE = re.compile(
    r"\s*(?:\bs\.?\s*/?\s*d\.?(?=\W|\d|$)|\bsampai(?: dengan)?\b|\bhingga\b|\bto\b|~"
    r"|(?<=\s)-(?=\s)|(?<=[a-z])-(?=[a-z])|(?<=\d{4})-(?=\d{1,2}[/ ]))\s*"
)


def period(cell: object) -> tuple[int, int, int, int] | None:
    """Return the first year and month and the last year and month of a period written as two dates or two months.

    ``1 Januari 2024 s.d. 30 Juni 2024``, ``01-01-2024 s/d 30-06-2024``, ``2 Januari - 30 Juni 2024``.
    """
    words = re.sub(
        r"^(?:periode|masa|penilaian)\s*:?\s*", "", text_of(cell).lower().replace("–", "-").replace("—", "-")
    )
    words = re.sub(r"^(?:tanggal|tgl\.?|mulai|dari)\s*", "", words)
    ends = _RANGE.split(words)
    if len(ends) != 2:
        return None
    last = _year_month(ends[1].strip(), None)
    first = _year_month(ends[0].strip(), last[0] if last else None)
    return (*first, *last) if first and last else None


def _year_month(words: str, year: int | None) -> tuple[int, int] | None:
    """Return year and month of one end of a period; a year that it lacks is the other end's."""
    day = date(words)
    if isinstance(day.value, pd.Timestamp):
        return day.value.year, day.value.month
    parts = [p for p in _SPLIT.split(words) if p]
    if parts and re.fullmatch(r"(?:19|20)[0-9]{2}", parts[-1]):
        year = int(parts.pop())
    if len(parts) == 2 and _UP_TO_TWO.fullmatch(parts[0]):
        parts = parts[1:]
    if len(parts) != 1 or year is None:
        return None
    which = _MONTHS.get(parts[0]) or (int(parts[0]) if re.fullmatch(r"0?[1-9]|1[0-2]", parts[0]) else 0)
    return (year, which) if which else None


def _of_period(start: int, first: int, end: int, last: int) -> Value:
    """Return the semester that a period is; say why where it is none."""
    if start != end or last < first:
        return Value(None, "period_unreadable")
    if (first, last) == (1, 12):
        return Value(None, "period_whole_year")
    if (first, last) in ((1, 6), (7, 12)):
        return Value(f"{start}-S{1 if first == 1 else 2}")
    return Value(None, "period_within_semester" if (first > 6) == (last > 6) else "period_unreadable")


_YEAR_WORD = r"(?:[-/,]|tahun|thn\.?|th\.?)?\s*"
_SEMESTER = r"(?:semester|smtr?|sem|s)\.?\s*(?:ke\s*)?-?\s*"
_YEAR_FIRST = re.compile(
    r"(?:tahun|thn\.?|th\.?)?\s*(\d{4})\s*[-/, ]?\s*(?:semester|smtr?|sem|s)?\.?\s*(?:ke\s*)?-?\s*(ii|i|[12])"
)
_SEMESTER_FIRST = re.compile(rf"{_SEMESTER}(ii|i|[12])\s*(?:\(\w+\)\s*)?{_YEAR_WORD}(\d{{4}})")
_QUARTER = re.compile(rf"(?:tw|triwulan|tri wulan)\.?\s*(?:ke\s*)?-?\s*(iv|iii|ii|i|[1-4])\s*{_YEAR_WORD}(\d{{4}})")
_YEAR = re.compile(r"(?:tahun|thn\.?|th\.?|tahunan)?\s*(\d{4})(?:\s*\(?tahunan\)?)?")


def semester(cell: object) -> Value:
    """Parse a semester (``Semester I 2023``, ``Smt 2/2023``, ``2023-S1``, a half year as two dates) to ``2023-S1``."""
    words = text_of(cell).lower().replace("–", "-").replace("—", "-")
    words = re.sub(r"^(?:periode|masa)\s*:?\s*", "", words)
    matched = _YEAR_FIRST.fullmatch(words)
    if matched:
        return Value(f"{matched[1]}-S{_ROMAN.get(matched[2]) or int(matched[2])}")
    matched = _SEMESTER_FIRST.fullmatch(words)
    if matched:
        return Value(f"{matched[2]}-S{_ROMAN.get(matched[1]) or int(matched[1])}")
    matched = _QUARTER.fullmatch(words)
    if matched:
        # a quarter that closes a semester stands for it; one within it says nothing final
        quarter = _ROMAN.get(matched[1]) or int(matched[1])
        return Value(None, "period_within_semester") if quarter % 2 else Value(f"{matched[2]}-S{quarter // 2}")
    if _YEAR.fullmatch(words):
        return Value(None, "period_whole_year")
    bounds = period(cell)
    if bounds:
        return _of_period(*bounds)
    return Value(None, "period_unreadable" if month(cell).fault else "period_within_semester")


@dataclass(frozen=True)
class Month:
    """A parser of months: ``2023-04``, ``04/2023``, ``202304``, ``April 2023``, ``Apr-23``, or a date of the month.

    Attributes
    ----------
    day : parser of dates; it knows the order of day and month in the column.
    """

    day: Date = Date()

    def __call__(self, cell: object) -> Value:
        """Parse a cell to ``2023-04``."""
        if isinstance(cell, (dt.date, np.datetime64)):
            real = Value(None, "period_unreadable") if cell is pd.NaT else self.day(cell)
            return real if real.fault else Value(f"{real.value:%Y-%m}")
        return _month_of_text(cell, self.day)


def _month_of_text(cell: object, day_of: Date) -> Value:
    text = text_of(cell)
    if _SIX.fullmatch(text):
        return Value(f"{text[:4]}-{text[4:]}")
    words = re.split(r"[\s/.\-,]+", re.sub(r"^(?:bulan|periode|bln)\.?\s*:?\s*", "", text.lower()))
    if len(words) == 3 and words[1] in ("tahun", "thn", "th"):
        words.pop(1)
    if len(words) == 2:
        made = _month_of_year(words)
        if made:
            return made
    bounds = period(cell)
    if bounds:
        return Value(f"{bounds[0]}-{bounds[1]:02d}") if bounds[:2] == bounds[2:] else Value(None, "period_unreadable")
    day = day_of(cell)
    if day.fault == "date_ambiguous":
        return day
    return Value(f"{day.value:%Y-%m}") if not day.fault else Value(None, "period_unreadable")


month = Month()


def _month_of_year(words: list[str]) -> Value | None:
    if len(words[0]) == 4 and words[0].isdecimal():
        words = words[::-1]
    which = _MONTHS.get(words[0]) or (int(words[0]) if _UP_TO_TWO.fullmatch(words[0]) else 0)
    if 1 <= which <= 12 and _YEAR_DIGITS.fullmatch(words[1]):
        year = int(words[1]) + (2000 if len(words[1]) == 2 else 0)
        return Value(f"{year:04d}-{which:02d}")
    return None


#: How the two columns of a period make one cell: a semester or month and its year, or a first and a last date.
Join = Literal["semester", "month", "range"]


def joined(cell: object, other: object, how: Join) -> str:
    """Put the cells of a period that stands in two columns together, as one that :func:`semester` or so can read."""
    one, two = (text_of(f"{c:%d/%m/%Y}" if isinstance(c, dt.date) else c) for c in (cell, other))
    if how == "range":
        return f"{one} s.d. {two}"
    return f"Semester {one} {two}" if how == "semester" and re.fullmatch(r"(?i)ii?|[12]", one) else f"{one} {two}"
