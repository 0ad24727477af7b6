"""Time as integers: how the columns of periods and cohorts are read, and how periods are counted.

Periods lie on an integer line (:func:`analysis.domain.periods.ordinal`, or the integers of the panel). Events are
counted in *observed* periods: with a survey every second year the event time of the wave after treatment is 1, and the
base period is the last wave before treatment, as in the R package did.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.domain import periods
from analysis.errors import UserError

#: Cohort of units that are never treated, on the integer time line.
NEVER = np.iinfo(np.int64).max
#: Numbers beyond this are no periods: differences of two of them must fit in 64 bits.
_LARGEST = 10**15


@dataclass(frozen=True)
class Timeline:
    """The periods that a panel observes, in order.

    Attributes
    ----------
    observed : integers, ascending.
    """

    observed: np.ndarray

    def index(self, time: np.ndarray | int) -> np.ndarray:
        """Return the place among the observed periods of the first one at or after `time`.

        Before the first observed period places go on below zero, one an integer.
        """
        time = np.asarray(time)
        first = self.observed[0]
        return np.where(time < first, time - first, np.searchsorted(self.observed, time))

    def event_time(self, cohort: np.ndarray | int, time: np.ndarray | int) -> np.ndarray:
        """Return the observed periods from the first treated one to `time`; negative before it."""
        return self.index(time) - self.index(cohort)

    def base(self, cohort: int, anticipation: int) -> int | None:
        """Return the last observed period before a cohort and its anticipation; None where there is none."""
        place = int(self.index(cohort)) - 1 - anticipation
        return int(self.observed[place]) if 0 <= place < len(self.observed) else None

    def previous(self, time: int) -> int | None:
        """Return the observed period before `time`; None where there is none."""
        place = int(self.index(time)) - 1
        return int(self.observed[place]) if place >= 0 else None

    def untreated(self, cohorts: np.ndarray, time: int, anticipation: int) -> np.ndarray:
        """Say of cohorts whether they are still without effects at `time`; the never treated always are."""
        return (cohorts == NEVER) | (self.index(cohorts) - anticipation > self.index(time))

    @cached_property
    def gaps(self) -> bool:
        """Whether periods between the first and the last are not observed by anyone."""
        return int(self.observed[-1] - self.observed[0]) + 1 > len(self.observed)


def integers(values: pd.Series, name: str = "time") -> tuple[np.ndarray, np.ndarray, str | None]:
    """Place a column of periods on the integer line.

    Parameters
    ----------
    values : whole numbers; text such as ``2023``, ``2023-S1``, ``2023-Q2``, ``2023-04``; pandas periods of a year, a
        quarter or a month; or dates that are the first days of months.
    name : of the column, for errors.

    Returns
    -------
    places : integers, zero where missing.
    given : bool, where there is a value.
    frequency : ``year``, ``semester``, ``quarter`` or ``month``; None for whole numbers.

    Raises
    ------
    UserError
        If a value is infinite, a fraction or no period, or frequencies are mixed.
    """
    if isinstance(values.dtype, pd.PeriodDtype) or pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = _as_text(values, name)
    if pd.api.types.is_numeric_dtype(values.dtype):
        return _whole_numbers(values, name)
    codes, labels = pd.factorize(values)
    given = codes >= 0
    if not len(labels):
        return codes.astype(np.int64), given, None
    if not all(isinstance(p, str) for p in labels):
        numbers = pd.to_numeric(pd.Series(labels, dtype=object), errors="coerce")
        if any(isinstance(p, str) for p in labels) or numbers.isna().any():
            other = next(p for p in labels if isinstance(p, str) or pd.isna(pd.to_numeric(p, errors="coerce")))
            raise UserError(f"column '{name}': {other!r} is no period; {_HOW}.")
        places, _, _ = _whole_numbers(numbers, name)
        return np.where(given, places[codes], 0), given, None
    kinds: dict[str, str] = {}
    for p in labels:
        try:
            kinds.setdefault(periods.frequency(p), p)
        except ValueError:
            raise UserError(f"column '{name}': {p!r} is no period; {_HOW}.") from None
    if len(kinds) > 1:
        raise UserError(f"column '{name}' mixes {' and '.join(kinds)} ({', '.join(kinds.values())}); use one of them.")
    places = np.array([periods.ordinal(p) for p in labels], np.int64)
    return np.where(given, places[codes], 0), given, next(iter(kinds))


_HOW = "write whole numbers, or text such as 2023, 2023-S1, 2023-Q2 or 2023-04"


def _whole_numbers(values: pd.Series, name: str) -> tuple[np.ndarray, np.ndarray, None]:
    """Read whole numbers."""
    given = values.notna().to_numpy()
    if pd.api.types.is_integer_dtype(values.dtype):
        return values.fillna(0).to_numpy().astype(np.int64), given, None
    number = np.where(given, values.to_numpy(float, na_value=np.nan), 0.0)
    if not (np.abs(number) <= _LARGEST).all():
        other = number[~(np.abs(number) <= _LARGEST)][0]
        raise UserError(f"column '{name}' holds {other}, which is no period; {_HOW}.")
    if (number != np.floor(number)).any():
        part = number[number != np.floor(number)][0]
        raise UserError(f"column '{name}' holds {part:g}, which is no whole period; {_HOW}.")
    return number.astype(np.int64), given, None


def _as_text(values: pd.Series, name: str) -> pd.Series:
    """Write pandas periods and first days of months as text."""
    if isinstance(values.dtype, pd.PeriodDtype):
        code = str(values.dtype.freq.name).split("-")[0]
        form = {"Y": "%Y", "A": "%Y", "YE": "%Y", "Q": "%Y-Q%q", "QE": "%Y-Q%q", "M": "%Y-%m", "ME": "%Y-%m"}.get(code)
        if form is None:
            raise UserError(f"column '{name}' has periods of frequency {values.dtype.freq.name}; {_HOW}.")
        return values.dt.strftime(form).astype(object).where(values.notna())
    dates = values.dropna()
    if not (dates.dt.normalize().eq(dates) & dates.dt.day.eq(1)).all():
        raise UserError(f"column '{name}' holds days that do not begin a month; {_HOW}.")
    return values.dt.strftime("%Y-%m").astype(object).where(values.notna())


def cohorts(values: pd.Series, name: str, first: int, frequency: str | None) -> np.ndarray:
    """Place a column of first treated periods on the line of a panel's periods, `NEVER` for the never treated.

    Never treated is a missing value, infinity, or zero where the panel begins later (as in the R packages did and
    fixest).

    Parameters
    ----------
    first : the panel's first period.
    frequency : of the panel's periods; None for whole numbers.

    Raises
    ------
    UserError
        If a value is no period, or of another frequency than the panel's.
    """
    if frequency is None and not pd.api.types.is_numeric_dtype(values.dtype):
        numbers = pd.to_numeric(values.astype(object).where(values.notna()), errors="coerce")
        if (numbers.notna() | values.isna()).all():
            values = numbers
    if pd.api.types.is_float_dtype(values.dtype):
        number = values.to_numpy(float, na_value=np.nan)
        values = values.where(number != np.inf)
    places, given, kind = integers(values, name)
    if kind is None:
        # years are their own numbers
        kind = "year" if frequency == "year" else None
        given = given & ~((places == 0) & (first > 0))
    if given.any() and kind != frequency:
        one, other = (k or "whole number" for k in (kind, frequency))
        raise UserError(f"column '{name}' holds {one}s, but the periods of the panel are {other}s; write both alike.")
    return np.where(given, places, NEVER)
