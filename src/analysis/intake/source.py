"""What an export is (:class:`Source`, :class:`Column`), and the marks by which rules over rows judge it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analysis.domain import exports
from analysis.domain.exports import Export
from analysis.intake.dates import Join
from analysis.intake.values import Parser


@dataclass(frozen=True)
class Pair:
    """Two columns of an export that together make one column of the validated table.

    Attributes
    ----------
    how : how their cells are joined, see :func:`analysis.intake.dates.joined`.
    second : headers of the second column.
    first : headers of the first; the column's own headers where empty.
    """

    how: Join
    second: tuple[str, ...]
    first: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of an export.

    Attributes
    ----------
    name : name in the validated table.
    headers : how offices title it, compared without case and punctuation; ``reference/headers.csv`` has more.
    parse : parser of one cell.
    dtype : dtype in the validated table.
    meaning : its meaning in Indonesian and in English.
    required : whether a row without it is quarantined; an unreadable optional cell is emptied and counted.
    optional_header : whether the whole column may be absent without a word; any other optional one is said to be.
    unit : unit of measurement, empty for none.
    pattern : regular expression of headers that are sentences, on their words in lower case; empty for none.
    pairs : pairs of columns in which the value may stand instead.
    else_from : column whose heading it shares where it has none of its own.
    yields : value that gives way where a second column of the same meaning holds another.
    """

    name: str
    headers: tuple[str, ...]
    parse: Parser
    dtype: str
    meaning: tuple[str, str]
    required: bool = True
    optional_header: bool = False
    unit: str = ""
    pattern: str = ""
    pairs: tuple[Pair, ...] = ()
    else_from: str = ""
    yields: object = None


@dataclass(frozen=True)
class Derived:
    """A column of the validated table that is worked out from others.

    Attributes
    ----------
    name, dtype, meaning : as in :class:`Column`.
    origin : header of the column it comes from.
    work_out : from the valid rows to its values.
    """

    name: str
    dtype: str
    meaning: tuple[str, str]
    origin: str
    work_out: Callable[[pd.DataFrame], pd.Series]


Check = Callable[[pd.DataFrame], None]
#: From valid rows to sentences that whoever reads the account must see; none holds a value of a row.
Remarks = Callable[[pd.DataFrame], list[str]]


@dataclass(frozen=True)
class Numbered:
    """What tells records apart whose number recurs: a number may be unique only within its unit, sheet, year or day.

    Attributes
    ----------
    column : the number.
    unit, date : columns of the unit and the day of the record.
    also : further columns in which rows of one file must agree to be one record sent twice.
    running : whether numbers always start afresh, as those of respondents do; else only short ones are held to.
    """

    column: str
    unit: str
    date: str
    also: tuple[str, ...] = ()
    running: bool = False


@dataclass(frozen=True)
class Source:
    """How one kind of export is read; what it is stands in :data:`analysis.domain.exports.EXPORTS`.

    Attributes
    ----------
    name : name in the cycle file and of the validated table.
    columns : what it holds.
    checks : rules over whole rows, run in order; each marks rows with :func:`refuse` or :func:`repair`.
    derived : columns worked out from the valid rows.
    remarks : what to say of valid rows whose cells contradict one another, where none of them is known to be wrong.
    numbered : what tells records apart whose number recurs; None where the key is no running number.
    latest : last day that the data can be of; None where it is not known.
    plans : whether rows may be dated in the future.
    added : the export, where a cycle file adds it; None of the twelve.
    """

    name: str
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = ()
    derived: tuple[Derived, ...] = ()
    remarks: Remarks | None = None
    numbered: Numbered | None = None
    latest: dt.date | None = None
    plans: bool = False
    added: Export | None = None

    @property
    def export(self) -> Export:
        """The export that is read."""
        return self.added or exports.EXPORTS[self.name]

    @property
    def title(self) -> tuple[str, str]:
        """Its name in Indonesian and in English."""
        return self.export.title

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that identify a record; of rows with one key the last delivered stands."""
        return self.export.key

    @property
    def dated_by(self) -> str:
        """Column that dates a row; empty where rows describe the present."""
        return self.export.dated_by


def refuse(frame: pd.DataFrame, where: pd.Series, rule: str, column: str = "") -> None:
    """Quarantine rows by a rule, unless an earlier rule already has."""
    hit = where.fillna(False).astype(bool) & (frame["_fault"] == "")
    if not hit.any():
        return
    _note(frame, hit, column)
    frame.loc[hit, "_fault"] = rule
    frame.loc[hit, "_column"] = column


def repair(frame: pd.DataFrame, where: pd.Series, rule: str, column: str = "") -> None:
    """Mark rows as repaired by a rule, before their cells are changed; the first repair is the one counted."""
    hit = where.fillna(False).astype(bool) & (frame["_repair"] == "")
    frame.loc[hit, "_repair"] = rule
    hit &= frame["_fault"] == ""
    _note(frame, hit, column)
    frame.loc[hit, "_column"] = column


def merge(frame: pd.DataFrame, where: pd.Series, rule: str) -> None:
    """Mark valid rows as merged into another by a rule of the source."""
    frame.loc[where.fillna(False).astype(bool) & (frame["_fault"] == ""), "_merged"] = rule


def _note(frame: pd.DataFrame, hit: pd.Series, column: str) -> None:
    """Keep the cell that a rule over whole rows objects to, for the office to find."""
    if column and "_value" in frame and hit.any():
        cells = frame.loc[hit, column]
        dates = pd.api.types.is_datetime64_any_dtype(cells.dtype)
        written = cells.dt.strftime("%d/%m/%Y") if dates else cells.astype("string")
        written = written.astype(object).where(cells.notna(), "")
        values = frame["_value"].cat
        frame["_value"] = values.add_categories(sorted(set(written) - set(values.categories)))
        frame.loc[hit, "_value"] = written
