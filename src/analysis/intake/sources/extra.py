"""Exports of an office's own, from which a cycle file declares outcomes; their headings are those that it names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

import pandas as pd

from analysis.domain.exports import AddedColumn, Export
from analysis.errors import UserError
from analysis.intake import dates, values
from analysis.intake.nip import Nip
from analysis.intake.source import Check, Column, Numbered, Source
from analysis.intake.units import Units
from analysis.intake.values import Parser, Value

#: From this share of a file's rows that share their key with another on, the key does not tell records apart.
_MOSTLY = 0.5
#: Numbers larger than this are none that an office counts or measures.
_LARGEST = 1e12
_QUARTER = re.compile(
    r"(?:(?P<y1>\d{4})\s*[-/, ]?\s*)?(?:tw|triwulan|tri wulan|kuartal|q)\.?\s*(?:ke\s*)?-?\s*"
    r"(?P<q>iv|iii|ii|i|[1-4])(?:\s*(?:[-/,]|tahun|thn\.?|th\.?)?\s*(?P<y2>\d{4}))?"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_DTYPES = {"day": "datetime64[s]", "number": "Float64", "year": "Int64"}


def quarter(cell: object) -> Value:
    """Parse a quarter (``Triwulan II 2023``, ``TW 2/2023``, ``2023-Q2``) to ``2023-Q2``."""
    words = values.text_of(cell).lower().replace("–", "-").replace("—", "-")
    matched = _QUARTER.fullmatch(re.sub(r"^(?:periode|masa)\s*:?\s*", "", words))
    years = {y for y in (matched["y1"], matched["y2"]) if y} if matched else set()
    if matched is None or len(years) != 1:
        return Value(None, "period_unreadable")
    return Value(f"{years.pop()}-Q{_ROMAN.get(matched['q']) or int(matched['q'])}")


def declare(export: Export, latest: dt.date, units: Units) -> Source:
    """Declare an export of the office's own.

    Parameters
    ----------
    export : as :func:`analysis.domain.exports.added` makes it.
    latest : day on which the data end.
    units : parser of the units of the cycle's place.
    """
    values_of = [column for column in export.columns if column.kind == "number"]
    columns = tuple(_column(column, latest, units, len(values_of) > 1) for column in export.columns)
    numbered = None
    if export.key == ("number",):
        numbered = Numbered("number", export.columns[0].name, export.dated_by)
    return Source(export.name, columns, (_rows_apart(export),), numbered=numbered, latest=latest, added=export)


def headings(export: Export, named: Mapping[str, object]) -> dict[str, object]:
    """Return the headings that the cycle file gives an export of the office's own, so that no other is taken for them.

    Parameters
    ----------
    named : what the cycle file says under ``columns``, which goes first.
    """
    out: dict[str, object] = {}
    for column in export.columns:
        given = named.get(column.name)
        out[column.name] = {"header": column.header, **given} if isinstance(given, Mapping) else given or column.header
    return {**named, **out}


def _column(column: AddedColumn, latest: dt.date, units: Units, several: bool) -> Column:
    # of several values a row may lack one, and keeps the others
    required = not (several and column.kind == "number")
    dtype = _DTYPES.get(column.kind, "string")
    parser = _parser(column, latest, units)
    return Column(column.name, (column.header,), parser, dtype, column.meaning, required, unit=column.unit)


def _parser(column: AddedColumn, latest: dt.date, units: Units) -> Parser:
    match column.kind:
        case "nip":
            return Nip(latest)
        case "unit":
            return units
        case "number":
            least = -_LARGEST if column.least is None else column.least
            return values.Number(least, _LARGEST if column.most is None else column.most, percents=True)
        case "year":
            return values.integer(1990, latest.year)
    parsers: dict[str, Parser] = {
        "day": dates.date, "month": dates.month, "quarter": quarter, "semester": dates.semester, "text": values.text,
    }  # fmt: skip
    return parsers[column.kind]


def _rows_apart(export: Export) -> Check:
    """Make the rule that refuses an export most of whose rows share their key with another row of the same file."""

    def check(frame: pd.DataFrame) -> None:
        valid = frame[frame["_fault"] == ""]
        if "number" in export.key or valid.empty:
            return
        again = valid.duplicated(["_file", *export.key], keep=False) & ~valid.duplicated(
            ["_file", *(column.name for column in export.columns)], keep=False
        )
        for file, shared in again.groupby(valid["_file"], observed=True, sort=False):
            if shared.sum() >= _MOSTLY * len(shared):
                titles = " and ".join(f"'{column.header}'" for column in export.columns[:2])
                raise UserError(
                    f"{file}: {int(shared.sum())} of {len(shared)} rows share {titles} with another row that says "
                    f"something else. If they are separate records, name the heading that numbers them in the cycle "
                    f"file (number: …, in each new outcome measured from '{export.name}')."
                )

    return check
