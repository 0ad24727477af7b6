"""Read, judge and count the rows of one export: from raw tables to a valid table and the fate of every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from analysis.domain import periods
from analysis.errors import UserError
from analysis.intake import rulebook, units
from analysis.intake.conventions import Conventions, Hint, hints
from analysis.intake.dates import Join, joined
from analysis.intake.headers import Match, said_of
from analysis.intake.layout import Located, above_note, continued, filled, locate
from analysis.intake.nip import lost_digits
from analysis.intake.proposals import Unmatched, together
from analysis.intake.raw import RawTable, archive_of
from analysis.intake.repeats import ORIGIN, conflicts, differences, supersede, tell_apart
from analysis.intake.source import Check, Column, Source, refuse, repair
from analysis.intake.values import (
    Distinct,
    Memory,
    Parsed,
    Parser,
    Value,
    is_missing,
    parse_distinct,
    text_of,
    words_of,
)

#: What can become of a row.
DISPOSITIONS = ["kept", "corrected", "merged", "quarantined"]
#: File, sheet, row of headings, column, heading as written, and how it was recognised.
Recognised = tuple[str, str, int, str, str, str]
#: Faults by which a cell is empty, which an optional column may be.
_EMPTY = ("", "required_missing", "formula_error")


@dataclass
class Result:
    """A cleaned source.

    Attributes
    ----------
    table : valid rows in the order received, with the source's columns.
    fates : one row a raw row: ``_file``, ``_sheet``, ``_row``, ``disposition``, ``rule``, ``column``.
    layout : rows that are no data (totals, signatures), by ``file`` and ``sheet``.
    matches : what was recognised: ``file``, ``sheet``, ``header_row``, ``column``, ``header`` as written and ``how``
        (``name``, ``pattern``, ``near`` spelling, ``cycle file``; ``no table`` for a sheet without one).
    differences : cells that a later row changed: ``_file``, ``_sheet``, ``_row`` of the earlier, the ``column``,
        the value ``before`` and ``after``.
    refused : key columns and ``rule`` of the rows refused, as far as they could be read; never written.
    notes : sentences about files and columns that whoever reads the account must see; none holds a personal value.
    names : names of persons that the export holds, of refused rows too; never written.
    """

    table: pd.DataFrame
    fates: pd.DataFrame
    layout: pd.DataFrame
    matches: pd.DataFrame
    differences: pd.DataFrame
    refused: pd.DataFrame
    notes: list[str]
    names: frozenset[str] = frozenset()


def clean(
    source: Source, raw: Iterable[RawTable], named: Mapping[str, object], before: tuple[Check, ...] = ()
) -> Result:
    """Read all deliveries of one source into one validated table.

    Parameters
    ----------
    source : what the export is.
    raw : its raw tables, oldest delivery first.
    named : what the cycle file says of columns, see :func:`analysis.intake.conventions.hints`.
    before : rules run before the source's own, such as linking a NIP to the register again.

    Raises
    ------
    UserError
        If a file cannot be read, holds no table with the columns required, or a sheet holds one that lacks some; all
        that is wrong with all files is named.
    """
    matches: list[Recognised] = []
    layout: list[tuple[str, str, int]] = []
    notes: list[str] = []
    frame = _stack(_parts(source, raw, hints(named), matches, layout, notes))
    _settle_units(frame, source)
    _not_in_the_future(frame, source)
    for check in (*before, *source.checks):
        check(frame)
    notes += tell_apart(frame, source)
    supersede(frame, source.key)
    changed = differences(frame, source)
    notes += conflicts(changed)
    if source.remarks:
        notes += source.remarks(frame[(frame["_fault"] == "") & (frame["_merged"] == "")])
    return Result(
        _typed(frame, source),
        _fates(frame),
        pd.DataFrame(layout, columns=["file", "sheet", "layout_rows"]),
        pd.DataFrame(matches, columns=["file", "sheet", "header_row", "column", "header", "how"]),
        changed.drop(columns="same_file"),
        frame.loc[frame["_fault"] != "", [*source.key, "_fault"]].rename(columns={"_fault": "rule"}),
        list(dict.fromkeys(notes)),
        frozenset(frame["name"].dropna().unique()) if "name" in frame else frozenset(),
    )


def _not_in_the_future(frame: pd.DataFrame, source: Source) -> None:
    """Refuse rows dated more than a year after the data end, as a year is mistyped; plans may lie in the future.

    Of what describes the present, such as the register, the cell alone is emptied.
    """
    if source.latest is None or source.plans:
        return
    later = pd.Timestamp(source.latest) + pd.DateOffset(years=1)
    bounds = {"month": f"{later:%Y-%m}", "semester": periods.coarsen(f"{later:%Y-%m}", "semester")}
    for column in source.columns:
        if column.dtype.startswith("datetime"):
            future, rule = frame[column.name] > later, "date_unreadable"
        elif column.name in bounds and column.name == source.dated_by:
            future, rule = frame[column.name] > bounds[column.name], "period_unreadable"
        else:
            continue
        future = future.fillna(False).astype(bool)
        if source.dated_by or column.required:
            refuse(frame, future, rule, column.name)
        elif future.any():
            repair(frame, future, "optional_unreadable", column.name)
            frame.loc[future, column.name] = pd.NaT


def nothing(source: Source) -> RawTable:
    """Return the raw table of an export that was not sent: its headers and no row."""
    return RawTable("", "", pd.DataFrame([[c.headers[0] for c in source.columns]], index=[1], dtype=object))


def _parts(
    source: Source,
    raw: Iterable[RawTable],
    stated: Mapping[str, Hint],
    matches: list[Recognised],
    layout: list[tuple[str, str, int]],
    notes: list[str],
) -> list[pd.DataFrame]:
    """Read the tables of all files; what was recognised, left out and noticed is added to the last three.

    Raises
    ------
    UserError
        As :func:`clean` does.
    """
    parts: list[pd.DataFrame] = []
    memory: Memory = {}  # the files of a source repeat their cells
    complaints: list[UserError] = []
    without: dict[str, list[UserError]] = {}  # files, or archives, none of whose tables is the export's
    held: set[str] = set()
    for file, tables in groupby(raw, key=lambda t: t.file):
        try:
            located, absent = _located(
                source, list(tables), {n: h.header for n, h in stated.items() if h.header}, matches, notes
            )
            if not located:
                without.setdefault(archive_of(file), []).append(absent)
                continue
            conventions = Conventions(source, located, stated, source.latest)
            parsers = conventions.parsers()
        except UserError as error:
            complaints.append(error)
            continue
        held.add(archive_of(file))
        for number, table in enumerate(located):
            parts.append(_parse(source, table, parsers, conventions, number, memory, notes))
            layout.append((table.table.file, table.table.sheet, table.layout))
        notes += conventions.notes
    complaints += [line for file, lines in without.items() if file not in held for line in lines]
    if complaints:
        raise together(complaints)
    if not parts:
        raise UserError(f"export '{source.name}': no file was given.")
    return parts


def _located(
    source: Source, tables: list[RawTable], named: dict[str, str], matches: list[Recognised], notes: list[str]
) -> tuple[list[Located], UserError]:
    """Find the tables of one file; what was recognised is added to `matches` and `notes`.

    Returns
    -------
    tuple
        The tables, and what the first sheet without one lacks.

    Raises
    ------
    UserError
        If the file cannot be read, or a sheet lacks columns, or holds formulas without results in those it has.
    """
    out: list[Located] = []
    absent: list[UserError] = []
    complaints = [UserError(table.broken) for table in tables if table.broken]
    for table in (t for t in tables if not t.broken):
        notes += table.notes
        try:
            places = _places(source, table, named, notes)
        except UserError as error:
            complaints.append(_hinted(error, table))
            continue
        if isinstance(places, UserError):
            further = continued(source, table, out[-1]) if out else None
            if further is None:
                absent.append(_hinted(places, table))
                matches.append((table.file, table.sheet, 0, "", "", "no table"))
                continue
            places = [further]
        for place in places:
            complaints += _uncalculated(source, place)
            out.append(place)
            notes += place.notes
            matches += [
                (table.file, table.sheet, place.header_row, name, place.headings[k], match.how)
                for name, match in sorted(place.matches.items())
                for k in match.places
            ]
    if complaints:
        raise together(complaints)
    return out, absent[0] if absent else UserError(f"{tables[0].file}: it holds no table.")


def _places(source: Source, table: RawTable, named: dict[str, str], notes: list[str]) -> list[Located] | UserError:
    """Find the tables of one sheet, from top to bottom, or say what is missing where there is none.

    Raises
    ------
    UserError
        If one of them lacks columns.
    """
    place = locate(source, table, named)
    if isinstance(place, UserError):
        return place
    out = [place]
    if place.above is not None:
        try:
            higher = _places(source, place.above, named, notes)
        except UserError as error:
            higher = error
        if isinstance(higher, UserError):
            notes.append(above_note(place.above))
        else:
            out = [*higher, place]
    if place.below is not None:
        lower = _places(source, place.below, named, notes)
        if isinstance(lower, UserError):
            raise lower
        out += lower
    return out


def _hinted(complaint: UserError, table: RawTable) -> UserError:
    """Add the likeliest cause, where the reader has seen one."""
    if not table.hint:
        return complaint
    return Unmatched(f"{complaint} Likeliest cause: {table.hint}.", getattr(complaint, "proposals", ()))


def _uncalculated(source: Source, place: Located) -> list[UserError]:
    """Say that cells of the table hold formulas without results: their rows would be empty, or vanish."""
    if not place.table.uncalculated:
        return []
    used = {k for match in place.matches.values() for k in match.places}
    keys = {k for name in source.key if name in place.matches for k in place.matches[name].places}
    data = set(place.body.index)
    cells = [
        (row, k)
        for row, k in place.table.uncalculated
        if row > place.header_row and ((k in used and row in data) or k in keys)
    ]
    if not cells:
        return []
    titles = ", ".join(f"'{place.headings[k]}'" for k in sorted({k for _, k in cells}))
    rows = sorted({row for row, _ in cells})
    return [
        UserError(
            f"{place.table.place}: {len(cells)} cells of {titles} (rows {rows[0]} to {rows[-1]}) hold formulas "
            "without results, as a program writes them; open the file in Excel or LibreOffice, save it, send it again."
        )
    ]


def _stack(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put the parts below one another; columns of few distinct values stay small."""
    if len(parts) == 1:
        return parts[0]
    columns = {}
    for name in parts[0]:
        pieces = [part[name] for part in parts if name in part]
        small = isinstance(pieces[0].dtype, pd.CategoricalDtype)
        columns[name] = union_categoricals(pieces) if small else pd.concat(pieces, ignore_index=True)
    return pd.DataFrame(columns)


def _parse(
    source: Source,
    located: Located,
    parsers: dict[str, Parser],
    conventions: Conventions,
    number: int,
    memory: Memory,
    notes: list[str],
) -> pd.DataFrame:
    """Parse the columns of one table; `number` is its place among those of its file."""
    body, table = located.body, located.table
    n = len(body)
    frame = _unjudged(source, table, body.index.to_numpy())
    for column in source.columns:
        match = located.matches.get(column.name)
        if match is None:
            frame[column.name] = pd.Series([None], dtype=column.dtype).array.take(np.zeros(n, int))
            continue
        cells = [conventions.cells(number, k) for k in match.places]
        parsed = _read(column, parsers[column.name], match, cells, memory)
        if len(match.places) > 1 and not match.join:
            notes.append(_said_twice(source, column, located, match))
        distinct = pd.Series([v.value for v in parsed.values], dtype=object).astype(column.dtype)
        frame[column.name] = distinct.array.take(parsed.codes)
        _mark(frame, column, parsed)
        if column.name == "nip":
            frame["_birth_left"] = _births(parsed, cells[0])
    refuse(frame, _crowded(located, frame["_row"]), "too_many_cells")
    frame["_value"] = _odd_cells(frame, body, located.matches)
    return frame


def _crowded(located: Located, rows: pd.Series) -> pd.Series:
    """Tell which rows hold more cells than the line of headings: each of them may stand under the wrong one."""
    table = located.table
    out = rows.isin(table.crowded) if table.crowded else pd.Series(False, rows.index)
    headings = table.widths.get(located.header_row)
    if headings:
        for k in range(headings, located.body.shape[1]):
            out |= filled(located.body.iloc[:, k])
    return out


def _births(parsed: Parsed, cells: Distinct) -> pd.Categorical:
    """Return the birth date that is left of each NIP which lost digits, for linking it to the register again."""
    lost = any(v.fault == "nip_digits_lost" for v in parsed.values)
    faults = [v.fault for v in parsed.values] if parsed.codes is cells.codes else ["nip_digits_lost"] * len(cells.cells)
    births = [
        (lost_digits(cell) or "") if lost and fault == "nip_digits_lost" else ""
        for cell, fault in zip(cells.cells, faults, strict=True)
    ]
    codes, distinct = pd.factorize(np.array(births, dtype=object))
    return pd.Categorical.from_codes(codes.astype(np.int32)[cells.codes], pd.Index(distinct, dtype=object))


def _unjudged(source: Source, table: RawTable, rows: np.ndarray) -> pd.DataFrame:
    """Return the frame of a table's rows with their origin and no mark yet."""
    none = np.zeros(len(rows), np.int8)
    names = pd.CategoricalDtype(["", *(c.name for c in source.columns)])
    blank = pd.Categorical.from_codes(none, dtype=rulebook.DTYPE)
    return pd.DataFrame(
        {
            "_file": pd.Categorical.from_codes(none, [table.file]),
            "_sheet": pd.Categorical.from_codes(none, [table.sheet]),
            "_row": rows,
            "_fault": blank,
            "_column": pd.Categorical.from_codes(none, dtype=names),
            "_repair": blank,
            "_merged": blank,
        }
    )


def _read(column: Column, parser: Parser, match: Match, cells: list[Distinct], memory: Memory) -> Parsed:
    """Parse a column that stands in one place, in two that make one value, or in several of the same meaning."""
    if len(cells) == 1:
        return parse_distinct(cells[0], parser, memory)
    codes, pairs = _combined(cells)
    if match.join:
        return Parsed(codes, [_paired(parser, match.join, *pair) for pair in pairs])
    each = [
        parse_distinct(Distinct(codes, [pair[k] for pair in pairs]), parser, memory).values for k in range(len(cells))
    ]
    return Parsed(codes, [_one(column, values) for values in zip(*each, strict=True)])


def _paired(parser: Parser, how: Join, cell: object, other: object) -> Value:
    """Parse a value that stands in two cells; a period that is whole in the first must be of the year in the second."""
    if is_missing(cell) or (is_missing(other) and how == "range"):
        return Value(None, "required_missing")
    alone = Value(None, "period_unreadable") if how == "range" else parser(cell)
    if is_missing(other) or (not alone.fault and str(alone.value)[:4] == text_of(other)):
        return alone
    return parser(joined(cell, other, how)) if alone.fault else Value(None, "columns_disagree")


def _combined(cells: list[Distinct]) -> tuple[np.ndarray, list[tuple[object, ...]]]:
    """Return the distinct combinations of the cells of several columns, and for each row the place of its own."""
    keys = np.stack([c.codes for c in cells], axis=1)
    distinct, codes = np.unique(keys, axis=0, return_inverse=True)
    return codes.reshape(-1), [tuple(c.cells[k] for c, k in zip(cells, row, strict=True)) for row in distinct]


def _one(column: Column, values: tuple[Value, ...]) -> Value:
    """Return the value on which columns of one meaning agree; a fault where they do not."""
    valid = [v for v in values if not v.fault and v.value is not None]
    if column.yields is not None:
        valid = [v for v in valid if v.value != column.yields] or valid
    if not valid:
        return next((v for v in values if v.fault not in _EMPTY), values[0])
    if all(_same(valid[0].value, v.value) for v in valid[1:]):
        return valid[0]
    return Value(None, "columns_disagree")


def _same(one: object, other: object) -> bool:
    """Tell whether two values are the same; of two texts one may say more than the other."""
    if isinstance(one, str) and isinstance(other, str):
        few, many = sorted((set(words_of(one).split()), set(words_of(other).split())), key=len)
        return few <= many
    return one == other


def _said_twice(source: Source, column: Column, located: Located, match: Match) -> str:
    named = " and ".join(f"'{located.headings[k]}'" for k in match.places)
    return (
        f"{located.table.file}: the columns {named} could each be '{said_of(column)}'; they were read together, and "
        f"rows in which they contradict each other are held back. To take one, add to the cycle file: "
        f"columns: {{{source.name}: {{{column.name}: '{located.headings[match.places[0]]}'}}}}"
    )


def _mark(frame: pd.DataFrame, column: Column, parsed: Parsed) -> None:
    """Mark the rows whose cell in a column was refused or repaired."""
    faulty, faults = parsed.rules("fault")
    if column.required:
        _first(frame, "_fault", faulty, faults, parsed.codes, column.name)
    elif any(f not in _EMPTY for f in faults):
        odd = np.array([f not in _EMPTY for f in faults])[parsed.codes]
        repair(frame, pd.Series(odd), "optional_unreadable", column.name)
    fixed, repairs = parsed.rules("repair")
    _first(frame, "_repair", fixed, repairs, parsed.codes, column.name)


def _odd_cells(frame: pd.DataFrame, body: pd.DataFrame, matches: dict[str, Match]) -> pd.Categorical:
    """Return the cell as written for each row that a column's rule repaired or refused, else empty."""
    odd = np.flatnonzero((frame["_column"] != "").to_numpy())
    names = frame["_column"].to_numpy()[odd]
    written = [
        " | ".join(text_of(body.iat[int(r), k]) for k in matches[n].places) for r, n in zip(odd, names, strict=True)
    ]
    distinct = sorted(set(written) - {""})
    codes = np.zeros(len(frame), np.int32)
    codes[odd] = pd.Categorical(written, ["", *distinct]).codes
    return pd.Categorical.from_codes(codes, ["", *distinct])


def _first(frame: pd.DataFrame, part: str, hit: np.ndarray, rules: list[str], codes: np.ndarray, column: str) -> None:
    """Note the rule of each row hit, unless an earlier column has noted one."""
    if not hit.any():
        return
    new = hit & (frame[part] == "").to_numpy()
    by_cell = pd.Categorical(rules, dtype=rulebook.DTYPE).codes
    changed = frame[part].cat.codes.to_numpy().copy()
    changed[new] = by_cell[codes[new]]
    frame[part] = pd.Categorical.from_codes(changed, dtype=rulebook.DTYPE)
    named = new if part == "_fault" else new & (frame["_fault"] == "").to_numpy()
    frame.loc[named, "_column"] = column


def _settle_units(frame: pd.DataFrame, source: Source) -> None:
    """Settle by the row's date what a name meant that different units bore at different times."""
    for column, parser in ((c.name, c.parse) for c in source.columns if isinstance(c.parse, units.Units)):
        open_ = frame[column].astype("string").str.startswith(units.DATED).fillna(False)
        for at in frame.index[open_]:
            day = frame.at[at, source.dated_by] if source.dated_by else None
            frame.at[at, column] = parser.at_date(frame.at[at, column], day)
        refuse(frame, open_ & frame[column].isna(), "unit_unknown", column)


def _typed(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    valid = (frame["_fault"] == "") & (frame["_merged"] == "")
    kept = frame if valid.all() else frame[valid]
    out = {c.name: kept[c.name] for c in source.columns}
    table = pd.DataFrame(out).assign(**{d.name: d.work_out(kept).astype(d.dtype) for d in source.derived})
    return table.assign(repaired=kept["_repair"] != "").reset_index(drop=True)


def _fates(frame: pd.DataFrame) -> pd.DataFrame:
    refused, merged, fixed = ((frame[c] != "").to_numpy() for c in ("_fault", "_merged", "_repair"))
    kinds = pd.CategoricalDtype(DISPOSITIONS)
    fate = np.select([refused, merged, fixed], [3, 2, 1], 0).astype(np.int8)
    codes = [frame[c].cat.codes.to_numpy() for c in ("_fault", "_merged", "_repair")]
    rule = np.select([refused, merged, fixed], codes, 0).astype(np.int8)
    shown = refused | (fixed & ~merged)
    column = np.where(shown, frame["_column"].cat.codes, 0).astype(np.int8)
    return frame[[*ORIGIN, "_value"]].assign(
        disposition=pd.Categorical.from_codes(fate, dtype=kinds),
        rule=pd.Categorical.from_codes(rule, dtype=rulebook.DTYPE),
        column=pd.Categorical.from_codes(column, dtype=frame["_column"].dtype),
    )
