"""What an export is (:class:`Source`, :class:`Column`) and how its rows are read, judged and counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals
from rapidfuzz import fuzz, process

from analysis.domain.places import reference
from analysis.errors import UserError
from analysis.intake import rulebook, units
from analysis.intake.reader import RawTable
from analysis.intake.values import Parser, is_missing, parse_column, text_of

#: A header row is looked for in this many rows from the top.
HEADER_DEPTH = 40
#: A header this alike (0–100) to a known name counts as that name.
HEADER_NEAR = 90
#: What can become of a row.
DISPOSITIONS = ["kept", "corrected", "merged", "quarantined"]
#: Columns that say where a row came from.
ORIGIN = ["_file", "_sheet", "_row"]


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
    optional_header : whether the whole column may be absent.
    unit : unit of measurement, empty for none.
    """

    name: str
    headers: tuple[str, ...]
    parse: Parser
    dtype: str
    meaning: tuple[str, str]
    required: bool = True
    optional_header: bool = False
    unit: str = ""


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


@dataclass(frozen=True)
class Source:
    """One kind of export.

    Attributes
    ----------
    name : name in the cycle file and of the validated table.
    title : its name in Indonesian and in English.
    key : columns that identify a record; of rows with one key the last delivered stands.
    columns : what it holds.
    checks : rules over whole rows, run in order; each marks rows with :func:`refuse` or :func:`repair`.
    derived : columns worked out from the valid rows.
    dated_by : column whose date decides what a unit's name meant, where names changed hands.
    """

    name: str
    title: tuple[str, str]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = ()
    derived: tuple[Derived, ...] = ()
    dated_by: str = ""


@dataclass
class Result:
    """A cleaned source.

    Attributes
    ----------
    table : valid rows in the order received, with the source's columns.
    fates : one row a raw row: ``_file``, ``_sheet``, ``_row``, ``disposition``, ``rule``, ``column``.
    layout : rows that are no data (totals, signatures), by ``file`` and ``sheet``.
    matches : what was recognised: ``file``, ``sheet``, ``header_row``, ``column``, ``header`` as written and ``how``
        (``name``, ``near`` spelling, ``cycle file``; ``no table`` for a sheet without one).
    differences : cells that a later row changed: ``_file``, ``_sheet``, ``_row`` of the earlier, the ``column``,
        the value ``before`` and ``after``.
    refused : key columns and ``rule`` of the rows refused, as far as they could be read; never written.
    notes : sentences about files and columns that whoever reads the account must see; none holds a personal value.
    """

    table: pd.DataFrame
    fates: pd.DataFrame
    layout: pd.DataFrame
    matches: pd.DataFrame
    differences: pd.DataFrame
    refused: pd.DataFrame
    notes: list[str]


def refuse(frame: pd.DataFrame, where: pd.Series, rule: str, column: str = "") -> None:
    """Quarantine rows by a rule, unless an earlier rule already has."""
    hit = where.fillna(False).astype(bool) & (frame["_fault"] == "")
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


def merge(frame: pd.DataFrame, where: pd.Series, rule: str) -> None:
    """Mark valid rows as merged into another by a rule of the source."""
    frame.loc[where.fillna(False).astype(bool) & (frame["_fault"] == ""), "_merged"] = rule


def clean(source: Source, raw: Iterable[RawTable], headers: dict[str, str], before: tuple[Check, ...] = ()) -> Result:
    """Read all deliveries of one source into one validated table.

    Parameters
    ----------
    source : what the export is.
    raw : its raw tables, oldest delivery first.
    headers : header texts that the cycle file gives for columns (name → header).
    before : rules run before the source's own, such as re-linking a NIP to the register.

    Raises
    ------
    UserError
        If a file holds no table with the columns required, or a sheet holds one that lacks some.
    """
    parts: list[pd.DataFrame] = []
    matches: list[tuple] = []
    known: dict[str, dict] = {c.name: {} for c in source.columns}  # the files of a source repeat their cells
    layout: list[tuple[str, str, int]] = []
    empty: dict[str, str] = {}
    found: set[str] = set()
    notes: list[str] = []
    for table in raw:
        notes += table.notes
        located = _locate(source, table, headers, known)
        if isinstance(located, str):
            empty.setdefault(table.file, located)
            matches.append((table.file, table.sheet, 0, "", "", "no table"))
            continue
        found.add(table.file)
        frame, dropped, matched = located
        parts.append(frame)
        matches += [(table.file, table.sheet, *m) for m in matched]
        layout.append((table.file, table.sheet, dropped))
    for file, complaint in empty.items():
        if file not in found:
            raise UserError(complaint)
    if not parts:
        raise UserError(f"export '{source.name}': its files hold no table; ask the office for them again.")
    frame = _stack(parts)
    _settle_units(frame, source)
    for check in (*before, *source.checks):
        check(frame)
    _supersede(frame, source.key)
    return Result(
        _typed(frame, source),
        _fates(frame),
        pd.DataFrame(layout, columns=["file", "sheet", "layout_rows"]),
        pd.DataFrame(matches, columns=["file", "sheet", "header_row", "column", "header", "how"]),
        _differences(frame, source),
        frame.loc[frame["_fault"] != "", [*source.key, "_fault"]].rename(columns={"_fault": "rule"}),
        notes,
    )


def nothing(source: Source) -> RawTable:
    """Return the raw table of an export that was not sent: its headers and no row."""
    return RawTable("", "", pd.DataFrame([[c.headers[0] for c in source.columns]], index=[1], dtype=object))


def _stack(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put the parts below one another; columns of few distinct values stay small."""
    if len(parts) == 1:
        return parts[0]
    columns = {}
    for name in parts[0]:
        pieces = [part[name] for part in parts if name in part]
        small = isinstance(pieces[0].dtype, pd.CategoricalDtype) and name != "_nip_raw"
        columns[name] = union_categoricals(pieces) if small else pd.concat(pieces, ignore_index=True)
    return pd.DataFrame(columns)


def _plain(header: object) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", str(header).lower()).split()) if not is_missing(header) else ""


def _match(labels: list[str], source: Source, headers: dict[str, str]) -> dict[str, tuple[int, str]]:
    """Match header labels to columns: by known names, then by near spelling where one fits.

    Returns
    -------
    dict
        Column name → place of its header and how it was known.
    """
    told = {_plain(h): name for name, h in headers.items()}
    free = {c.name: c.headers for c in source.columns if c.name not in headers}
    known = {_plain(h): name for name, own in free.items() for h in (*own, *_synonyms(source.name, name))} | told
    places: dict[str, tuple[int, str]] = {}
    for k, label in enumerate(labels):
        if label in known and known[label] not in places:
            places[known[label]] = (k, "cycle file" if label in told else "name")
    left = {h: name for h, name in known.items() if name not in places and len(h) > 4}
    taken = {k for k, _ in places.values()}
    for k, label in enumerate(labels):
        if len(label) > 4 and k not in taken and left:
            best = process.extractOne(label, left.keys(), scorer=fuzz.ratio, score_cutoff=HEADER_NEAR)
            if best and left[best[0]] not in places:
                places[left[best[0]]] = (k, "near")
    return places


@cache
def _synonyms(source: str, column: str) -> tuple[str, ...]:
    """Return other headers of a column from the table that the team extends (``*`` stands for every source)."""
    table = reference("headers.csv")
    own = table["source"].isin([source, "*"]) & (table["column"] == column)
    return tuple(table.loc[own, "header"])


def _labels(top: list[object], below: list[object] | None) -> list[str]:
    if below is None:
        return [_plain(v) for v in top]
    return [_plain(b) or _plain(t) for t, b in zip(top, below, strict=True)]


def _header(rows: list[list], place: int) -> str:
    """Return a header as written: the lower of its rows that holds anything."""
    return next((text_of(row[place]) for row in reversed(rows) if not is_missing(row[place])), "")


def _locate(
    source: Source, table: RawTable, headers: dict[str, str], known: dict[str, dict]
) -> tuple[pd.DataFrame, int, list[tuple]] | str:
    """Find the header, take the rows below it and parse every column; say what is missing if there is no table.

    Raises
    ------
    UserError
        If the sheet is evidently the table, but lacks a column: none of its rows may be lost in silence.
    """
    head = [list(row) for row in table.cells.head(HEADER_DEPTH).itertuples(index=False, name=None)]
    best: tuple[int, int, dict[str, tuple[int, str]]] = (0, 0, {})
    for r, row in enumerate(head):
        for depth in (1, 2):
            if r + depth > len(head):
                continue
            candidate = _match(_labels(row, head[r + 1] if depth == 2 else None), source, headers)
            if len(candidate) > len(best[2]):
                best = (r, depth, candidate)
    at, depth, matched = best
    places = {name: k for name, (k, _) in matched.items()}
    lacking = [c for c in source.columns if c.name not in places and not c.optional_header]
    if lacking:
        # a sheet with half of the columns is the table, misnamed; with fewer its cells may be data, and are not shown
        evident = 2 * len(places) >= sum(not c.optional_header for c in source.columns)
        seen = "; ".join(text_of(v) for v in head[at] if not is_missing(v))[:200] if evident else "none recognised"
        sheet = f", sheet '{table.sheet}'" if table.sheet else ""
        first = lacking[0]
        complaint = (
            f"{table.file}{sheet}: no column '{first.headers[0]}' for export '{source.name}' "
            f"(headers seen: {seen}); correct the file, or name the column in the cycle file: "
            f"columns: {{{source.name}: {{{first.name}: 'header as written'}}}}."
        )
        if evident:
            raise UserError(complaint)
        return complaint
    body = table.cells.iloc[at + depth :]
    labels = _labels(head[at], head[at + 1] if depth == 2 else None)
    required = [places[c.name] for c in source.columns if c.required and c.name in places]
    share = np.mean([_filled(body.iloc[:, k]) for k in required], axis=0)
    dress = _dress(body, share, labels, places)
    data = np.flatnonzero((share >= 0.5) & ~dress)
    last = int(data[-1]) + 1 if len(data) else 0
    keep = (np.arange(len(body)) < last) & ~dress
    empty = share == 0
    if (keep & empty).any():
        empty &= ~np.any([_filled(body.iloc[:, k]) for k in range(body.shape[1])], axis=0)
    layout_rows = int((~keep & (share > 0)).sum())
    body = body[keep & ~empty]
    found = [
        (int(table.cells.index[at]), name, _header(head[at : at + depth], k), how)
        for name, (k, how) in sorted(matched.items())
    ]
    return _parse(source, table, body, places, known), layout_rows, found


_TOTALS = frozenset({"jumlah", "total", "sub total", "subtotal", "jumlah total", "total keseluruhan", "rata rata"})


def _dress(body: pd.DataFrame, share: np.ndarray, labels: list[str], places: dict[str, int]) -> np.ndarray:
    """Find rows among the data that are no data: column numbers, the header again on a new page, subtotals."""
    out = np.zeros(len(body), bool)
    wanted = sorted(places.values())
    if not wanted or body.empty:
        return out
    first = body.iloc[:, wanted[0]]
    suspects = set(np.flatnonzero(np.isin(_plain_all(first), [labels[wanted[0]], *_TOTALS]))) | {0, 1}
    suspects |= set(np.flatnonzero((share > 0) & (share < 0.5)))
    for r in (r for r in suspects if r < len(body)):
        cells = [body.iat[r, k] for k in range(body.shape[1])]
        written = [(k, _plain(c)) for k, c in enumerate(cells) if not is_missing(c)]
        counting = len(written) > 2 and [t for _, t in written] == [str(n + 1) for n in range(len(written))]
        again = len(written) > 1 and sum(t == labels[k] for k, t in written) >= 0.8 * len(written)
        total = bool(written) and written[0][1] in _TOTALS and share[r] < 1
        out[r] = again or total or counting
    return out


def _plain_all(cells: pd.Series) -> np.ndarray:
    """Return the plain words of a column's cells."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return np.array([_plain(c) for c in cells.cat.categories], dtype=object)[cells.cat.codes.to_numpy()]
    return np.array([_plain(c) for c in cells], dtype=object)


def _blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip()) or (isinstance(cell, float) and np.isnan(cell))


def _filled(cells: pd.Series) -> np.ndarray:
    """Tell which cells of a column hold anything."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        known = np.array([not _blank(c) for c in cells.cat.categories], dtype=bool)
        return known[cells.cat.codes.to_numpy()] if len(known) else np.zeros(len(cells), bool)
    return np.fromiter((not _blank(c) for c in cells), bool, len(cells))


def _parse(
    source: Source, table: RawTable, body: pd.DataFrame, places: dict[str, int], known: dict[str, dict]
) -> pd.DataFrame:
    n = len(body)
    blank = pd.Categorical.from_codes(np.zeros(n, np.int8), dtype=rulebook.DTYPE)
    names = pd.CategoricalDtype(["", *(c.name for c in source.columns)])
    frame = pd.DataFrame(
        {
            "_file": pd.Categorical.from_codes(np.zeros(n, np.int8), [table.file]),
            "_sheet": pd.Categorical.from_codes(np.zeros(n, np.int8), [table.sheet]),
            "_row": body.index.to_numpy(),
            "_fault": blank,
            "_column": pd.Categorical.from_codes(np.zeros(n, np.int8), dtype=names),
            "_repair": blank,
            "_merged": blank,
        }
    )
    for column in source.columns:
        if column.name not in places:
            frame[column.name] = pd.Series([None], dtype=column.dtype).array.take(np.zeros(n, int))
            continue
        cells = body.iloc[:, places[column.name]]
        parsed = parse_column(cells, column.parse, known[column.name])
        distinct = pd.Series([v.value for v in parsed.values], dtype=object).astype(column.dtype)
        frame[column.name] = distinct.array.take(parsed.codes)
        faulty, faults = parsed.rules("fault")
        if column.required:
            _first(frame, "_fault", faulty, faults, parsed.codes, column.name)
        elif any(f not in ("", "required_missing") for f in faults):
            odd = np.array([f not in ("", "required_missing") for f in faults])[parsed.codes]
            repair(frame, pd.Series(odd), "optional_unreadable", column.name)
        fixed, repairs = parsed.rules("repair")
        _first(frame, "_repair", fixed, repairs, parsed.codes, column.name)
        if column.name == "nip":
            frame["_nip_raw"] = cells.to_numpy()
    if table.crowded:
        refuse(frame, frame["_row"].isin(table.crowded), "too_many_cells")
    frame["_value"] = _odd_cells(frame, body, places)
    return frame


def _odd_cells(frame: pd.DataFrame, body: pd.DataFrame, places: dict[str, int]) -> pd.Categorical:
    """Return the cell as written for each row that a column's rule repaired or refused, else empty."""
    odd = np.flatnonzero((frame["_column"] != "").to_numpy())
    names = frame["_column"].to_numpy()[odd]
    written = [text_of(body.iat[int(r), places[n]]) for r, n in zip(odd, names, strict=True)]
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
    for column, known in ((c.name, c.parse) for c in source.columns if isinstance(c.parse, units.Units)):
        open_ = frame[column].astype("string").str.startswith(units.DATED).fillna(False)
        for at in frame.index[open_]:
            day = frame.at[at, source.dated_by] if source.dated_by else None
            frame.at[at, column] = known.at_date(frame.at[at, column], day)
        refuse(frame, open_ & frame[column].isna(), "unit_unknown", column)


def _supersede(frame: pd.DataFrame, key: tuple[str, ...]) -> None:
    """Let the last delivered of the rows with one key stand; mark the others as merged into it."""
    standing = (frame["_fault"] == "") & (frame["_merged"] == "")
    again = frame.loc[standing, list(key)].duplicated(keep="last")
    merge(frame, again.reindex(frame.index, fill_value=False), "superseded")


def _differences(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """List the cells in which a row that stands differs from the earlier ones it replaced."""
    key = list(source.key)
    before = frame[frame["_merged"] == "superseded"]
    standing = frame[(frame["_fault"] == "") & (frame["_merged"] == "")]
    names = [c.name for c in source.columns if c.name not in key]
    both = before[[*ORIGIN, *key, *names]].merge(standing[[*key, *names]], on=key, suffixes=("", "_after"))
    rows = []
    for name in names:
        old, new = both[name], both[f"{name}_after"]
        changed = ~((old == new).fillna(False).astype(bool) | (old.isna() & new.isna()))
        part = both.loc[changed, ORIGIN]
        rows.append(part.assign(column=name, before=old[changed].astype("string"), after=new[changed].astype("string")))
    return pd.concat(rows, ignore_index=True)


def _typed(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    kept = frame[(frame["_fault"] == "") & (frame["_merged"] == "")]
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
