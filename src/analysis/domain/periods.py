"""Semesters, quarters, months and years as text that sorts, with an integer order.

``2023-S1`` is a semester, ``2023-Q2`` a quarter, ``2023-04`` a month and ``2023`` a year.
Designs count in the integer :func:`ordinal`, so that ``event_time`` is a difference.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import pandas as pd

_PATTERN = re.compile(r"(\d{4})(?:-(S[12]|Q[1-4]|0[1-9]|1[0-2]))?")
#: Periods in a year, by frequency.
PER_YEAR = {"year": 1, "semester": 2, "quarter": 4, "month": 12}


def frequency(period: str) -> str:
    """Name the frequency of a period: ``year``, ``semester``, ``quarter`` or ``month``.

    Raises
    ------
    ValueError
        If the text is no period.
    """
    match = _PATTERN.fullmatch(period)
    if match is None:
        raise ValueError(f"{period!r} is not a period such as 2023, 2023-S1, 2023-Q2 or 2023-04")
    part = match[2]
    if part is None:
        return "year"
    return {"S": "semester", "Q": "quarter"}.get(part[0], "month")


def ordinal(period: str) -> int:
    """Return the period's place on the integer line of its frequency (year × periods + part)."""
    per_year = PER_YEAR[frequency(period)]
    part = int(period[5:].lstrip("SQ")) if per_year > 1 else 1
    return int(period[:4]) * per_year + part - 1


def from_ordinal(value: int, freq: str) -> str:
    """Return the period at an integer place; the inverse of :func:`ordinal`."""
    per_year = PER_YEAR[freq]
    year, part = divmod(int(value), per_year)
    if per_year == 1:
        return f"{year:04d}"
    mark = {"semester": "S", "quarter": "Q", "month": ""}[freq]
    width = 2 if freq == "month" else 1
    return f"{year:04d}-{mark}{part + 1:0{width}d}"


def between(first: str, last: str) -> list[str]:
    """List every period from `first` to `last`, both included."""
    freq = frequency(first)
    return [from_ordinal(i, freq) for i in range(ordinal(first), ordinal(last) + 1)]


def last_day(semester: str) -> dt.date:
    """Return the last day of a semester."""
    return dt.date(int(semester[:4]), 6, 30) if semester.endswith("S1") else dt.date(int(semester[:4]), 12, 31)


def months(first: str, last: str) -> list[str]:
    """List every month from the semester `first` to the semester `last`, both included."""
    start, end = ordinal(first) * 6, ordinal(last) * 6 + 5
    return [from_ordinal(m, "month") for m in range(start, end + 1)]


def coarsen(month: str, freq: str) -> str:
    """Return the period of a lower frequency that a month lies in."""
    return from_ordinal(ordinal(month) * PER_YEAR[freq] // PER_YEAR["month"], freq)


def ordinals(values: Iterable[str]) -> pd.Series:
    """Map a column of periods to integers; a missing period becomes ``<NA>`` (Int64)."""
    series = pd.Series(values)
    places = {p: ordinal(p) for p in series.dropna().unique()}
    return series.map(places).astype("Int64")


def of_dates(dates: pd.Series, freq: str) -> pd.Series:
    """Return the period of each date (datetime64), as text; a missing date stays missing."""
    per_year = PER_YEAR[freq]
    place = dates.dt.year * per_year + (dates.dt.month - 1) * per_year // 12
    names = {p: from_ordinal(int(p), freq) for p in place.dropna().unique()}
    return place.map(names).astype("string")
