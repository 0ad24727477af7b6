"""What an export is (:class:`Source`, :class:`Column`) and how its rows are read, judged and counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from analysis.errors import UserError
from analysis.intake.reader import RawTable
from analysis.intake.values import MISSING, Parser, is_missing, parse_column

#: A header row is looked for in this many rows from the top.
HEADER_DEPTH = 40
#: A header this alike (0–100) to a known name counts as that name.
HEADER_NEAR = 90
#: Columns that say where a row came from.
ORIGIN = ["_file", "_sheet", "_row"]


@dataclass(frozen=True)
class Column:
    """One column of an export.

    Attributes
    ----------
    name : name in the validated table.
    headers : how offices title it; compared without case and punctuation.
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
    """

    name: str
    title: tuple[str, str]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = ()


@dataclass
class Result:
    """A cleaned source.

    Attributes
    ----------
    table : valid rows in the order received, with the source's columns.
    fates : one row a raw row: ``_file``, ``_sheet``, ``_row``, ``disposition``, ``rule``, ``column``.
    layout : rows that are no data (totals, signatures), by ``file`` and ``sheet``.
    """

    table: pd.DataFrame
    fates: pd.DataFrame
    layout: pd.DataFrame = field(default_factory=pd.DataFrame)


def refuse(frame: pd.DataFrame, where: pd.Series, rule: str, column: str = "") -> None:
    """Quarantine rows by a rule, unless an earlier rule already has."""
    hit = where.fillna(False).astype(bool) & (frame["_fault"] == "")
    frame.loc[hit, "_fault"] = rule
    frame.loc[hit, "_column"] = column


def repair(frame: pd.DataFrame, where: pd.Series, rule: str, column: str = "") -> None:
    """Mark rows as repaired by a rule; the first repair is the one counted."""
    hit = where.fillna(False).astype(bool) & (frame["_repair"] == "")
    frame.loc[hit, "_repair"] = rule
    frame.loc[hit & (frame["_fault"] == ""), "_column"] = column


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
        If a file holds no table with the columns required.
    """
    parts: list[pd.DataFrame] = []
    layout: list[tuple[str, str, int]] = []
    empty: dict[str, str] = {}
    found: set[str] = set()
    for table in raw:
        located = _locate(source, table, headers)
        if isinstance(located, str):
            empty.setdefault(table.file, located)
            continue
        found.add(table.file)
        frame, dropped = located
        parts.append(frame)
        layout.append((table.file, table.sheet, dropped))
    for file, complaint in empty.items():
        if file not in found:
            raise UserError(complaint)
    frame = pd.concat(parts, ignore_index=True)
    for check in (*before, *source.checks):
        check(frame)
    _supersede(frame, source.key)
    return Result(_typed(frame, source), _fates(frame), pd.DataFrame(layout, columns=["file", "sheet", "layout_rows"]))


def _plain(header: object) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", str(header).lower()).split()) if not is_missing(header) else ""


def _match(labels: list[str], source: Source, headers: dict[str, str]) -> dict[str, int]:
    """Match header labels to columns: exactly by known names, then by near spelling where one fits."""
    known = {
        _plain(h): c.name for c in source.columns for h in ((headers[c.name],) if c.name in headers else c.headers)
    }
    places: dict[str, int] = {}
    for k, label in enumerate(labels):
        if label in known and known[label] not in places:
            places[known[label]] = k
    left = {h: name for h, name in known.items() if name not in places and len(h) > 4}
    for k, label in enumerate(labels):
        if len(label) > 4 and k not in places.values() and left:
            best = process.extractOne(label, left.keys(), scorer=fuzz.ratio, score_cutoff=HEADER_NEAR)
            if best and left[best[0]] not in places:
                places[left[best[0]]] = k
    return places


def _labels(top: list[object], below: list[object] | None) -> list[str]:
    if below is None:
        return [_plain(v) for v in top]
    return [_plain(b) or _plain(t) for t, b in zip(top, below, strict=True)]


def _locate(source: Source, table: RawTable, headers: dict[str, str]) -> tuple[pd.DataFrame, int] | str:
    """Find the header, take the rows below it and parse every column; say what is missing if there is none."""
    head = [list(row) for row in table.cells.head(HEADER_DEPTH).itertuples(index=False, name=None)]
    best: tuple[int, int, dict[str, int]] = (0, 0, {})
    for r, row in enumerate(head):
        for depth in (1, 2):
            if r + depth > len(head):
                continue
            places = _match(_labels(row, head[r + 1] if depth == 2 else None), source, headers)
            if len(places) > len(best[2]):
                best = (r, depth, places)
    at, depth, places = best
    lacking = [c for c in source.columns if c.name not in places and not c.optional_header]
    if lacking:
        seen = "; ".join(str(v) for v in head[at] if not is_missing(v)) if places else "none recognised"
        sheet = f", sheet '{table.sheet}'" if table.sheet else ""
        first = lacking[0]
        return (
            f"{table.file}{sheet}: no column '{first.headers[0]}' for export '{source.name}' "
            f"(headers seen: {seen[:200]}); correct the file, or name the column in the cycle file: "
            f"columns: {{{source.name}: {{{first.name}: 'header as written'}}}}."
        )
    body = table.cells.iloc[at + depth :]
    required = [places[c.name] for c in source.columns if c.required and c.name in places]
    filled = body.iloc[:, required].map(lambda v: not _blank(v)) if len(body) < 2000 else _filled(body, required)
    share = filled.mean(axis=1)
    data = share >= 0.5
    last = int(np.flatnonzero(data.to_numpy())[-1]) + 1 if data.any() else 0
    body, tail = body.iloc[:last], share.iloc[last:]
    body = body[
        (body.map(lambda v: not _blank(v)).any(axis=1)) if len(body) < 2000 else _filled(body, None).any(axis=1)
    ]
    return _parse(source, table, body, places), int((tail > 0).sum())


def _blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip()) or (isinstance(cell, float) and np.isnan(cell))


def _filled(body: pd.DataFrame, columns: list[int] | None) -> pd.DataFrame:
    """Tell which cells hold anything, column by column (fast for long tables)."""
    chosen = body if columns is None else body.iloc[:, columns]
    return pd.DataFrame({k: chosen.iloc[:, k].notna() & (chosen.iloc[:, k] != "") for k in range(chosen.shape[1])})


def _parse(source: Source, table: RawTable, body: pd.DataFrame, places: dict[str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "_file": table.file,
            "_sheet": table.sheet,
            "_row": body.index,
            "_fault": "",
            "_column": "",
            "_repair": "",
            "_merged": "",
        },
        index=body.index,
    )
    for column in source.columns:
        if column.name not in places:
            frame[column.name] = None
            continue
        cells = body.iloc[:, places[column.name]]
        parsed = parse_column(cells, column.parse)
        frame[column.name] = parsed["value"]
        if column.required:
            refuse(frame, parsed["fault"] != "", "", column.name)
            new = (frame["_fault"] == "") & (parsed["fault"] != "")
            frame.loc[new, "_fault"] = parsed.loc[new, "fault"]
        else:
            odd = ~parsed["fault"].isin(["", "required_missing"])
            repair(frame, odd, "optional_unreadable", column.name)
        fixed = parsed["repair"] != ""
        new = fixed & (frame["_repair"] == "")
        frame.loc[new, "_repair"] = parsed.loc[new, "repair"]
        frame.loc[new & (frame["_fault"] == ""), "_column"] = column.name
        if column.name == "nip":
            frame["_nip_raw"] = cells
    return frame


def _supersede(frame: pd.DataFrame, key: tuple[str, ...]) -> None:
    """Let the last delivered of the rows with one key stand; mark the others as merged into it."""
    standing = (frame["_fault"] == "") & (frame["_merged"] == "")
    frame.loc[standing, "_merged"] = np.where(frame.loc[standing].duplicated(list(key), keep="last"), "superseded", "")


def _typed(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    kept = frame[(frame["_fault"] == "") & (frame["_merged"] == "")]
    out = {c.name: kept[c.name].astype(c.dtype) for c in source.columns}  # type: ignore[call-overload]
    return pd.DataFrame(out).assign(repaired=kept["_repair"] != "").reset_index(drop=True)


def _fates(frame: pd.DataFrame) -> pd.DataFrame:
    refused, merged, fixed = frame["_fault"] != "", frame["_merged"] != "", frame["_repair"] != ""
    return frame[ORIGIN].assign(
        disposition=np.select([refused, merged, fixed], ["quarantined", "merged", "corrected"], "kept"),
        rule=np.select([refused, merged, fixed], [frame["_fault"], frame["_merged"], frame["_repair"]], ""),
        column=np.where(refused | (fixed & ~merged), frame["_column"], ""),
    )


__all__ = ["MISSING", "Check", "Column", "Result", "Source", "clean", "merge", "refuse", "repair"]
