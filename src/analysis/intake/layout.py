"""Find the table on a sheet: its rows of headings, its rows of data, and the rows that are layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from analysis.errors import UserError
from analysis.intake.headers import Headers, Labels, Match, labels, plain, said_of, synonyms
from analysis.intake.nip import Nip
from analysis.intake.proposals import Proposal, Unmatched
from analysis.intake.raw import RawTable, categorical
from analysis.intake.source import Column, Source
from analysis.intake.texts import SEPARATORS
from analysis.intake.values import Distinct, is_missing, parse_distinct, text, text_of

#: A header row is looked for in this many rows from the top.
HEADER_DEPTH = 40
#: Rows of headings that may stand above one another.
_LEVELS = (1, 2, 3)
#: Rows below a heading that are tried to see whether they are what the heading was taken for.
_TRIED = 200
#: A free heading this alike (0–100) to a name of a column that is missed is proposed for it.
_GUESS = 60
#: Words of a heading that say that its numbers are of another unit than a column's: no guess takes them for it.
_OTHER_UNIT = frozenset({"persen", "persentase", "menit", "jam", "detik", "rata", "kali", "bulan", "tahun"})
_TOTALS = frozenset({"jumlah", "total", "sub total", "subtotal", "jumlah total", "total keseluruhan", "rata rata"})
#: How the line of a total begins that says of what.
_TOTAL = re.compile(r"(?:sub ?)?(?:jumlah|total)\b|rata rata\b")
#: A cell that says that it is the same as the one above.
_DITTO = re.compile(
    r"""\s*(?:["”“〃″]{1,2}|''|,,|-\s?["”“]\s?-|idem|ditto|s\.?\s?d\.?\s?a\.?|sama dengan di ?atas)\s*""", re.I
)
_RULED = re.compile(r"[-+=_*~]{2,}")
_LABELLED_NIP = re.compile(r"\s*(?:nip|ni ?pppk)\b", re.I)
#: Faults of cells that are something else than their column; any other is of a cell that was understood.
_UNREAD = frozenset(
    {
        "choice_unknown", "number_unreadable", "date_unreadable", "unit_unknown", "nip_invalid", "grade_unreadable",
        "period_unreadable", "unreadable",
    }
)  # fmt: skip
_DIGIT = re.compile(r"\d")
#: A cell that looks like data rather than a heading.
_DATA_LIKE = re.compile(r"\d{4,}")


@dataclass
class Located:
    """The table found on a sheet.

    Attributes
    ----------
    table : the sheet.
    header_row : its first row of headings, as the sheet counts rows.
    matches : which places hold which column.
    headings : heading of each place as written.
    body : rows of data.
    layout : number of rows with cells that are no data.
    notes : sentences about the sheet that whoever reads the account must see.
    below : the rest of the sheet, from headings on that stand in another order; None where there are none.
    above : the rows above the headings, where some of them look like data; else None.
    """

    table: RawTable
    header_row: int
    matches: dict[str, Match]
    headings: list[str]
    body: pd.DataFrame
    layout: int
    notes: list[str] = field(default_factory=list)
    below: RawTable | None = None
    above: RawTable | None = None


@dataclass(frozen=True)
class _Head:
    """Rows of headings that were tried: where they begin, how many they are, what they match."""

    at: int
    depth: int
    columns: list[Labels]
    matches: dict[str, Match]


def locate(source: Source, table: RawTable, named: dict[str, str]) -> Located | UserError:
    """Find the table on a sheet, or say what is missing where there is none.

    Parameters
    ----------
    source : what the export is.
    table : the sheet.
    named : headings that the cycle file gives for columns.

    Raises
    ------
    UserError
        If the sheet is evidently the table, but lacks columns: none of its rows may be lost in silence.
    """
    rows = [list(row) for row in table.cells.head(HEADER_DEPTH).itertuples(index=False, name=None)]
    headers = Headers(source, named)
    head = _head(rows, headers)
    end = _other_headings(source, table.cells, head, headers)
    body = table.cells.iloc[head.at + head.depth : end]
    below = None if end == len(table.cells) else replace(table, cells=table.cells.iloc[end:], notes=())
    lowest = rows[head.at : head.at + head.depth]
    headings = [_written(lowest, k) for k in range(table.cells.shape[1])]
    notes: list[str] = []
    matches = _confirmed(source, head.matches, body, headings, _where(table), notes)
    lacking = [c for c in source.columns if c.name not in matches]
    needed = [c for c in lacking if c.required]
    if needed:
        expected = [c for c in source.columns if c.required and not c.optional_header]
        # cells of a file without headings may be like some; they are not shown
        likely = 2 * len(matches) - any(map(_DATA_LIKE.search, headings))
        evident = likely >= len(expected)
        complaint = _complaint(source, table, needed, rows, head, headings, evident)
        guessed = _guessed(source, needed, matches, headings, body) if evident else []
        perhaps = [f"Perhaps '{g.header}' is {g.column}; 'mutasi check --write' adds such lines." for g in guessed]
        error = Unmatched(" ".join([complaint, *notes, *perhaps]), guessed)
        if evident and len(matches) > 1:
            raise error
        return error
    absent = [c for c in lacking if not c.optional_header]
    if absent and table.file:
        notes.append(_absent(source, table, absent))
    data, dropped = _data_rows(source, body, head, matches)
    above = (
        replace(table, cells=table.cells.iloc[: head.at], notes=()) if _above(source, table, matches, head) else None
    )
    data, repeated = _without_dittos(data, matches)
    if repeated:
        notes.append(f"{_where(table)}: {repeated} cells say that they repeat the cell above, and were read so.")
    return Located(table, int(table.cells.index[head.at]), matches, headings, data, dropped, notes, below, above)


def _other_headings(source: Source, cells: pd.DataFrame, head: _Head, headers: Headers) -> int:
    """Return the first row below a table whose headings stand in another order; the number of rows if there is none."""
    typed = [
        k for c in source.columns if c.required and c.parse is not text and c.name in head.matches
        for k in head.matches[c.name].places
    ]  # fmt: skip
    names_in_use = frozenset(headers.names) | frozenset(headers.stated)
    below = np.zeros(len(cells), bool)
    below[head.at + head.depth :] = True
    suspects = np.zeros(len(cells), bool)
    for k in typed:
        suspects |= _says(cells.iloc[:, k], names_in_use)
    for r in np.flatnonzero(suspects & below):
        written = [(k, plain(c)) for k, c in enumerate(cells.iloc[r]) if not is_missing(c)]
        named = [(k, w) for k, w in written if w in names_in_use]
        if len(named) > 1 and 2 * len(named) >= len(written) and any(w not in head.columns[k] for k, w in named):
            return int(r)
    return len(cells)


def _without_dittos(body: pd.DataFrame, matches: dict[str, Match]) -> tuple[pd.DataFrame, int]:
    """Put the cell above where a cell says that it is the same; return the rows and the number of such cells."""
    out, count = body, 0
    for k in sorted({k for match in matches.values() for k in match.places}):
        cells = body.iloc[:, k]
        distinct = cells.cat.categories if isinstance(cells.dtype, pd.CategoricalDtype) else cells
        dittos = {c for c in distinct if isinstance(c, str) and _DITTO.fullmatch(c)}
        if not dittos:
            continue
        held = cells.astype(object).to_numpy()
        same = np.fromiter((c in dittos for c in held), bool, len(held))
        above = np.maximum.accumulate(np.where(same, 0, np.arange(len(held))))
        count += int(same[1:].sum())
        out = out.copy() if out is body else out
        out[out.columns[k]] = categorical(held[above])
    return out, count


def continued(source: Source, table: RawTable, before: Located) -> Located | None:
    """Read a sheet without headings that goes on with the table of the sheet before it; None where it does not.

    Old programs begin a new sheet after 65,536 rows and write the headings once.
    """
    places = {k for match in before.matches.values() for k in match.places}
    if table.cells.empty or max(places) >= table.cells.shape[1]:
        return None
    typed = [c for c in source.columns if c.required and c.parse is not text and c.name in before.matches]
    tried = table.cells.iloc[:_TRIED]
    for column in typed:
        cells = tried.iloc[:, before.matches[column.name].places[0]]
        if 2 * filled(cells).sum() < len(cells) or not _fits(column, cells):
            return None
    head = _Head(0, 0, [() for _ in range(table.cells.shape[1])], before.matches)
    data, dropped = _data_rows(source, table.cells, head, before.matches)
    note = f"{_where(table)}: no headings; its rows go on with those of the sheet before it and were read so."
    headings = [*before.headings, *[""] * table.cells.shape[1]][: table.cells.shape[1]]
    return Located(table, 0, before.matches, headings, data, dropped, [note]) if len(typed) > 1 else None


def _guessed(
    source: Source, needed: list[Column], matches: dict[str, Match], headings: list[str], body: pd.DataFrame
) -> list[Proposal]:
    """Propose for each column missed the free heading that is most like its names and whose cells can be it."""
    taken = {k for match in matches.values() for k in match.places}
    free = {k: plain(h) for k, h in enumerate(headings) if h and k not in taken and not _DATA_LIKE.search(h)}
    scores = []
    for column in needed:
        names = [plain(h) for h in (*column.headers, *synonyms(source.name, column.name))]
        for k, heading in free.items():
            score = max(fuzz.token_sort_ratio(heading, name) for name in names)
            if (
                score >= _GUESS
                and not _OTHER_UNIT & set(heading.split()) - set(" ".join(names).split())
                and _fits(column, body.iloc[:_TRIED, k])
            ):
                scores.append((-score, k, column.name))
    out: dict[str, int] = {}
    for _, k, name in sorted(scores):
        if name not in out and k not in out.values():
            out[name] = k
    return [Proposal(source.name, name, headings[k]) for name, k in sorted(out.items())]


def _where(table: RawTable) -> str:
    return f"{table.file}, sheet '{table.sheet}'" if table.sheet else table.file


def _head(rows: list[list[object]], headers: Headers) -> _Head:
    """Choose the rows of headings that match most columns; of equal ones the fewest and highest."""
    tried: list[_Head] = []
    complete_at = len(rows)
    for r in range(len(rows)):
        if r - complete_at >= max(_LEVELS):
            break  # all columns have their names above
        for depth in _LEVELS:
            if r + depth > len(rows) or (depth > 1 and sum(not is_missing(c) for c in rows[r]) < 2):
                continue
            columns = labels(rows[r : r + depth])
            tried.append(_Head(r, depth, columns, headers.match(columns, guess=False)))
            if len(tried[-1].matches) == len(headers.source.columns):
                complete_at = min(complete_at, r)
    # sentences and near spellings are looked at where known names are most, which is nearly always the one right place
    most = max((len(h.matches) for h in tried), default=0)
    likely = [h for h in tried if len(h.matches) >= most - 1] if most > 1 else tried
    matched = [_Head(h.at, h.depth, h.columns, headers.match(h.columns)) for h in likely]
    empty = _Head(0, min(1, len(rows)), [], {})
    return max([empty, *matched], key=lambda h: (len(h.matches), -h.depth, -h.at))


def _written(rows: Sequence[Sequence[object]], place: int) -> str:
    """Return a heading as written, from top to bottom."""
    parts = [text_of(row[place]) for row in rows if place < len(row) and not is_missing(row[place])]
    return " ".join(dict.fromkeys(parts))


def _confirmed(
    source: Source, matches: dict[str, Match], body: pd.DataFrame, headings: list[str], where: str, notes: list[str]
) -> dict[str, Match]:
    """Drop headings that were guessed and whose cells are something else; settle or name those that are several."""
    out = {}
    for column in source.columns:
        match = matches.get(column.name)
        if match is None:
            continue
        places = match.places
        if match.how in ("pattern", "near") or (len(places) > 1 and not match.join):
            if len(places) > 1:
                places = tuple(k for k in places if not _counts_rows(body.iloc[:_TRIED, k])) or places
            several, places = places, tuple(k for k in places if _fits(column, body.iloc[:_TRIED, k]))
            if not places and match.how not in ("pattern", "near"):
                places = several  # none of them alone is taken in silence
        if len(places) > 1 and match.how in ("pattern", "near"):
            named = " and ".join(f"'{headings[k]}'" for k in places)
            notes.append(
                f"{where}: {named} could each be '{said_of(column)}'; neither was taken. {_line(source, column)}"
            )
            continue
        if places:
            out[column.name] = Match(places, match.how, match.join)
    return out


def _counts_rows(cells: pd.Series) -> bool:
    """Tell whether a column only counts the rows."""
    held = [text_of(c) for c in cells if not is_missing(c)]
    return len(held) > 1 and held == [str(n + 1) for n in range(len(held))]


def _line(source: Source, column: Column) -> str:
    return f"Say which in the cycle file: columns: {{{source.name}: {{{column.name}: 'header as written'}}}}."


def _fits(column: Column, cells: pd.Series) -> bool:
    """Tell whether most cells that hold anything can be read as a column's, and are not codes where names belong."""
    distinct = Distinct.of(cells)
    filled = [c for c in distinct.cells if not is_missing(c)]
    if column.parse is text:
        return not filled or any(
            (re.search(r"[^\W\d_]{3}", text_of(c)) and " " in text_of(c)) or re.fullmatch(r"[^\W\d_]{3,}", text_of(c))
            for c in filled
        )
    parsed = parse_distinct(Distinct(np.arange(len(filled)), filled), column.parse).values
    return 2 * sum(v.fault in _UNREAD for v in parsed) <= len(filled)


def _complaint(
    source: Source,
    table: RawTable,
    needed: list[Column],
    rows: list[list[object]],
    head: _Head,
    headings: list[str],
    evident: bool,
) -> str:
    """Name all the columns that a sheet lacks, what was seen, and the lines that name them in the cycle file."""
    titles = ", ".join(f"'{said_of(c)}'" for c in needed)
    few = "column" if len(needed) == 1 else "columns"
    return (
        f"{_where(table)}: no {few} {titles} for export '{source.name}' "
        f"(headers seen: {_seen(rows, head, headings, evident)}); correct the file, or name the {few} in the cycle "
        f"file: {_lines(source, needed)}."
    )


def _lines(source: Source, columns: list[Column]) -> str:
    """Return the line that names the first column in the cycle file, and what it is to hold for the others."""
    first, *others = [f"{c.name}: 'header as written'" for c in columns]
    more = f", and beside it in the same braces {', '.join(others)}" if others else ""
    return f"columns: {{{source.name}: {{{first}}}}}{more}"


def _seen(rows: list[list[object]], head: _Head, headings: list[str], evident: bool) -> str:
    """List headings for a message; cells that may be data are not shown."""
    if not rows or not head.matches:
        return "none recognised"
    cells = [text_of(v) for row in rows[head.at : head.at + head.depth] for v in row if not is_missing(v)]
    if not evident and any(_DATA_LIKE.search(c) for c in cells):
        return "none recognised"
    if evident:
        return "; ".join(h for h in headings if h)[:400]
    taken = sorted(k for match in head.matches.values() for k in match.places)
    return "; ".join(headings[k] for k in taken)[:400] + " and others that are not recognised"


def _absent(source: Source, table: RawTable, absent: list[Column]) -> str:
    titles = ", ".join(f"'{said_of(c)}'" for c in absent)
    few = "column is" if len(absent) == 1 else "columns are"
    return (
        f"{_where(table)}: the optional {few} absent: {titles}; cells are taken as empty. If the file has them "
        f"under other names, add to the cycle file: {_lines(source, absent)}."
    )


def _blank(cell: object) -> bool:
    if isinstance(cell, str):
        return not cell or cell.isspace()
    return cell is None or (isinstance(cell, float) and np.isnan(cell))


def filled(cells: pd.Series) -> np.ndarray:
    """Tell which cells of a column hold anything."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        filled = np.array([not _blank(c) for c in cells.cat.categories.to_numpy(object)], dtype=bool)
        codes = cells.cat.codes.to_numpy()
        return (filled[codes] & (codes >= 0)) if len(filled) else np.zeros(len(cells), bool)
    return np.fromiter((not _blank(c) for c in cells), bool, len(cells))


def _data_rows(source: Source, body: pd.DataFrame, head: _Head, matches: dict[str, Match]) -> tuple[pd.DataFrame, int]:
    """Return the rows of data and the number of rows with cells that are none: totals, signatures, headings again."""
    required = sorted({k for c in source.columns if c.required and c.name in matches for k in matches[c.name].places})
    if body.empty or not required:
        return body.iloc[:0], 0
    grid = np.array([filled(body.iloc[:, k]) for k in range(body.shape[1])])
    share = grid[required].sum(axis=0, dtype=np.int16) / np.float32(len(required))
    count = grid.sum(axis=0, dtype=np.int16)
    dress = _dress(body, share, head.columns, sorted({k for m in matches.values() for k in m.places}))
    foot = _Foot(source, body, matches)
    strong = np.flatnonzero((share >= 0.5) & (count > 1) & ~dress)
    every_column = (share == 1) & (len(required) > 2)  # no foot of a page fills every column that a record must have
    while (
        len(strong)
        and len(strong) > len(body) - 40
        and not every_column[strong[-1]]
        and not foot.holds_data(strong[-1])
    ):
        strong = strong[:-1]
    last = int(strong[-1]) + 1 if len(strong) else 0
    keep = (np.arange(len(body)) < last) & ~dress & (count > 0)
    for r in last + np.flatnonzero((count[last:] > 0) & ~dress[last:]):
        keep[r] = foot.holds_data(int(r))
    return body if keep.all() else body[keep], int((~keep & (count > 0)).sum())


class _Foot:
    """Judges rows below the last that is surely data: a record with few cells, or the foot of a page."""

    def __init__(self, source: Source, body: pd.DataFrame, matches: dict[str, Match]) -> None:
        self.body = body
        self.typed = [
            (c, k) for c in source.columns if c.name in matches and c.required and c.parse is not text
            for k in matches[c.name].places[:1]
        ]  # fmt: skip
        #: Whether a line of a signature has been met; what stands alone below it belongs to it.
        self.signed = False

    def holds_data(self, row: int) -> bool:
        """Tell whether a row holds a cell that only a record has: a NIP without its label, a date among others."""
        cells = [c for c in self.body.iloc[row] if not is_missing(c)]
        if not cells:
            return False
        alone = len(cells) < 2
        if alone and any(str(cells[0]).count(s) >= max(len(self.body.columns) - 1, 2) for s in SEPARATORS):
            return True  # a record whose cells another mark divides
        for column, place in self.typed:
            cell = self.body.iat[row, place]
            labelled = isinstance(cell, str) and bool(_LABELLED_NIP.match(cell))
            if is_missing(cell) or labelled or column.parse(cell).fault:
                continue
            if isinstance(column.parse, Nip) and not (alone and self.signed):
                return True
            if not alone and not isinstance(column.parse, Nip):
                return True
        self.signed |= alone
        return False


def _dress(body: pd.DataFrame, share: np.ndarray, columns: list[Labels], places: list[int]) -> np.ndarray:
    """Find rows among the data that are no data: column numbers, the headings again on a new page, subtotals."""
    out = np.zeros(len(body), bool)
    if not places or body.empty:
        return out
    first = body.iloc[:, places[0]]
    suspects = set(np.flatnonzero(_says(first, frozenset([*columns[places[0]], *_TOTALS])))) | {0, 1}
    suspects |= set(np.flatnonzero((share > 0) & (share < 0.5)))
    for r in sorted(suspects, reverse=True):
        for row in (r, r + 1) if r < len(body) else ():  # a row of column numbers may stand below headings
            if row < len(body) and not out[row]:
                out[row] = _is_dress(body.iloc[row], columns, share[row])
            if not out[r]:
                break
    return out


def _is_dress(cells: pd.Series, columns: list[Labels], share: float) -> bool:
    """Tell whether a row is headings again, column numbers, a ruled line or a total."""
    written = [(k, plain(c), text_of(c)) for k, c in enumerate(cells) if not is_missing(c)]
    if not written:
        return False
    numbers = [t for _, t, _ in written]
    counting = len(written) > 2 and numbers == [str(n + 1) for n in range(len(written))]
    again = len(written) > 1 and sum(t in columns[k] for k, t, _ in written) >= 0.8 * len(written)
    ruled = all(_RULED.fullmatch(w) for _, _, w in written)
    first = written[0][1]
    total = (first in _TOTALS and share < 1) or (share < 0.5 and bool(_TOTAL.match(first)))
    return again or total or counting or ruled


def _says(cells: pd.Series, wanted: frozenset[str]) -> np.ndarray:
    """Tell which cells of a column say one of the words wanted; few distinct cells can, and only they are looked at."""
    longest = 2 * max(map(len, wanted), default=0) + 8
    digits = any(_DIGIT.search(w) for w in wanted)

    def says(cell: object) -> bool:
        if not isinstance(cell, str) or cell[:1].isdigit() or len(cell) > longest or not cell.lstrip()[:1].isalpha():
            return False
        return (digits or not _DIGIT.search(cell)) and plain(cell) in wanted

    if isinstance(cells.dtype, pd.CategoricalDtype):
        by_cell = np.array([*map(says, cells.cat.categories.to_numpy(object)), False], dtype=bool)
        said: np.ndarray = by_cell[cells.cat.codes.to_numpy()]
        return said
    return np.fromiter(map(says, cells), bool, len(cells))


def _above(source: Source, table: RawTable, matches: dict[str, Match], head: _Head) -> int:
    """Return how many rows above the headings look like data."""
    foot = _Foot(source, table.cells.iloc[: head.at], matches)
    return sum(foot.holds_data(r) for r in range(head.at)) if foot.typed else 0


def above_note(table: RawTable) -> str:
    """Say that rows above the headings look like data and have no headings of their own."""
    return (
        f"{_where(table)}: some of the {len(table.cells)} rows above the headings look like data and were not read; "
        "put the headings first."
    )
