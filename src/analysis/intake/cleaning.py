"""Clean a cycle: all deliveries of all sources into validated, pseudonymised tables and their account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.cycle import Cycle
from analysis.domain import exports, periods, places
from analysis.domain.privacy import pseudonyms
from analysis.errors import UserError
from analysis.intake import deliveries, messages, returns, schemas, sources, units
from analysis.intake.masking import NUMBERS, Mask
from analysis.intake.people import relinker
from analysis.intake.proposals import together
from analysis.intake.raw import RawTable, archive_of, broken
from analysis.intake.reader import read
from analysis.intake.rows import DISPOSITIONS, Result, clean, nothing
from analysis.intake.source import Check, Source
from analysis.intake.sources import extra

#: Columns that name a file and its sheet.
_PLACES = ("file", "sheet")

__all__ = ["DISPOSITIONS", "NO_MOVE", "Cleaned", "CleanedExport", "clean_cycle", "clean_export"]


@dataclass(frozen=True)
class Cleaned:
    """A cleaned cycle.

    Attributes
    ----------
    tables : validated table of each source, by name.
    account : by ``source`` and ``file``: rows ``read`` and their four dispositions; they add up.
    reasons : by ``source``, ``disposition`` and ``rule``: ``rows``.
    problems : rows that an office should look at, see :func:`analysis.intake.returns.problems`, with ``source``.
    matches : which header was taken for which column, by ``source``, ``file`` and ``sheet``.
    doubtful : officers with a move that was refused though it may have taken place; neither rotated nor not.
    differences : cells that a later row changed, values of personal columns left out.
    fates : one row for each raw row read.
    messages : sentences that whoever reads the account must see; none holds a value of the data.
    """

    tables: dict[str, pd.DataFrame]
    account: pd.DataFrame
    reasons: pd.DataFrame
    problems: pd.DataFrame
    matches: pd.DataFrame
    differences: pd.DataFrame
    doubtful: pd.Series
    fates: pd.DataFrame
    messages: list[str]

    @property
    def quarantine(self) -> pd.DataFrame:
        """Rows refused."""
        refused = self.problems[self.problems["disposition"] == "quarantined"]
        return refused.drop(columns="disposition").reset_index(drop=True)


def clean_cycle(root: Path, cycle: Cycle, key: bytes) -> Cleaned:
    """Clean every source of a cycle.

    Parameters
    ----------
    root : repository; exports lie below ``data/raw``.
    cycle : the cycle file.
    key : secret of the pseudonyms.

    Raises
    ------
    UserError
        If an export is missing or cannot be read as what it should be.
    """
    where = deliveries.files(root, cycle)
    declared = sources.of(cycle)
    results = _results(root, cycle, where, declared)
    mask = Mask(frozenset().union(*(r.names for r in results.values())), key)
    tables = {name: _stored(declared[name], result.table, key, mask) for name, result in results.items()}
    listed = [returns.problems(r.fates, declared[name]).assign(source=name) for name, r in results.items()]
    fates = pd.concat(
        [_named(r.fates.drop(columns="_value")).assign(source=name) for name, r in results.items()], ignore_index=True
    )
    fates = mask.frame(fates, _PLACES)
    matches = [r.matches.assign(source=name) for name, r in results.items()]
    differences = [_without_values(r.differences).assign(source=name) for name, r in results.items()]
    return Cleaned(
        tables,
        _account(fates, results, cycle.exports, mask),
        _reasons(fates),
        mask.frame(pd.concat(listed, ignore_index=True), (*_PLACES, "value")),
        mask.frame(pd.concat(matches, ignore_index=True), (*_PLACES, "header")),
        mask.frame(pd.concat(differences, ignore_index=True), (*_PLACES, "before", "after")),
        _doubtful(results["mutasi"], key),
        fates,
        mask.texts(
            [
                *(line for name, r in results.items() for line in messages.of(declared[name], r)),
                *deliveries.unread(root, cycle, where),
            ]
        ),
    )


def _results(root: Path, cycle: Cycle, where: dict[str, list[Path]], declared: dict[str, Source]) -> dict[str, Result]:
    """Clean the exports one after another, the register first; all are tried before any is complained of.

    Raises
    ------
    UserError
        Naming all that is wrong with all files.
    """
    register: pd.DataFrame | None = None
    out: dict[str, Result] = {}
    complaints: list[UserError] = []
    for name, source in declared.items():
        named = [(p, p.relative_to(root / "data" / "raw").as_posix()) for p in where[name]]
        try:
            out[name] = _cleaned(source, named, _headings(source, cycle), register)
        except UserError as error:
            complaints.append(error)
            continue
        if name == "pegawai":
            register = out[name].table
    if complaints:
        raise together(complaints, Mask(frozenset().union(*(r.names for r in out.values()))))
    return out


def _headings(source: Source, cycle: Cycle) -> Mapping[str, object]:
    """Return what the cycle file says of the columns of a source."""
    named = cycle.columns.get(source.name, {})
    return extra.headings(source.added, named) if source.added else named


@dataclass(frozen=True)
class CleanedExport:
    """One cleaned export.

    Attributes
    ----------
    table : valid rows with the source's columns as declared, NIP and names in clear: for use inside the office only.
    fates : one row for each raw row read: ``file``, ``sheet``, ``row``, ``disposition``, ``rule``, ``column`` and
        ``value`` as written, hidden where it names a person.
    account : by ``source`` and ``file``: rows ``read``, their four dispositions (which add up) and ``layout_rows``.
    matches : which header was taken for which column, by ``file`` and ``sheet``.
    messages : sentences that whoever reads the account must see; none holds a value of the data.
    """

    table: pd.DataFrame
    fates: pd.DataFrame
    account: pd.DataFrame
    matches: pd.DataFrame
    messages: list[str]


def clean_export(
    source: str,
    files: str | Path | Iterable[str | Path],
    last: str = "2026-S1",
    register: pd.DataFrame | None = None,
    columns: Mapping[str, object] | None = None,
    place: str = places.DEFAULT,
) -> CleanedExport:
    """Clean one export by itself, as :func:`clean_cycle` cleans it within a cycle.

    Parameters
    ----------
    source : which export it is, such as ``skp``.
    files : its file or files, oldest delivery first.
    last : last semester that its data can be of.
    register : the table of the export ``pegawai``, to which numbers that lost digits are linked again.
    columns : header texts that the reader should take for a column, as under ``columns`` in a cycle file.
    place : code or name of the kabupaten or kota (or of a kecamatan in it) whose units the export names.

    Raises
    ------
    UserError
        If there is no such export, no such semester, no such place, or a file cannot be read as what it should be.
    """
    if source not in exports.NAMES:
        raise UserError(f"there is no export '{source}'; choose from {', '.join(exports.NAMES)}.")
    declared = sources.declare(_latest(last), units.default(place))[source]
    paths = [Path(files)] if isinstance(files, (str, Path)) else [Path(f) for f in files]
    if not paths:
        raise UserError(f"export '{source}': no file was given; name at least one.")
    alike = len({p.name for p in paths}) < len(paths)
    named = [(p, p.as_posix() if alike else p.name) for p in paths]
    result = _cleaned(declared, named, columns or {}, register)
    fates = _named(result.fates.drop(columns="_value"))
    return CleanedExport(
        result.table,
        fates.assign(value=Mask(result.names).column(returns.hidden(result.fates))),
        _account(fates.assign(source=source), {source: result}, [source]),
        result.matches,
        Mask(result.names).texts(messages.of(declared, result)),
    )


def _latest(last: str) -> dt.date:
    """Return the last day of a semester."""
    try:
        if periods.frequency(last) == "semester":
            return periods.last_day(last)
    except ValueError:
        pass
    raise UserError(f"'{last}' is not a semester; write it as 2026-S1 or 2026-S2.")


def _cleaned(
    source: Source, paths: list[tuple[Path, str]], columns: Mapping[str, object], register: pd.DataFrame | None
) -> Result:
    """Clean one source: its files with the names that accounts call them by; none means that it was not sent."""
    before: tuple[Check, ...] = () if register is None else (relinker(register),)
    if paths:
        result = clean(source, _raw(paths), columns, before)
        _refuse_empty(source, result)
        return result
    result = clean(source, [nothing(source)], columns, before)
    return replace(result, layout=result.layout[:0], matches=result.matches[:0])


def _refuse_empty(source: Source, result: Result) -> None:
    """Refuse files of which not one row was read, though the headings are there.

    Raises
    ------
    UserError
        Naming each file, or each archive, without a row.
    """
    read_from = {archive_of(str(file)) for file in result.fates["_file"].unique()}
    lines = []
    for file, sheets in result.layout.groupby("file", sort=False):
        if archive_of(str(file)) not in read_from:
            dropped = int(sheets["layout_rows"].sum())
            seen = f" but {dropped} that look like totals or a signature" if dropped else ""
            lines.append(
                f"{file}: the headings of export '{source.name}' are there, and no row of data below them{seen}. Look "
                "at the file: a filter may have been applied before saving, or the export failed. If there is nothing "
                f"to report this time, list '{source.name}' in the cycle file under absent."
            )
    if lines:
        raise UserError("\n".join(lines))


def _named(fates: pd.DataFrame) -> pd.DataFrame:
    """Return fates with the names and dtypes of a written table."""
    out = fates.rename(columns={"_file": "file", "_sheet": "sheet", "_row": "row"}).astype({"column": str})
    return out.astype(dict.fromkeys(("file", "sheet", "disposition", "rule"), "string"))


#: Rules by which a move is refused because it did not take place, or is none of the programme's.
NO_MOVE = ("sk_cancelled", "sk_cancellation", "same_unit", "moved_out")


def _doubtful(moves: Result, key: bytes) -> pd.Series:
    """Name the officers whose only record of a move was refused for how it is written."""
    unclear = moves.refused.loc[~moves.refused["rule"].isin(NO_MOVE), "nip"].dropna()
    out = pseudonyms(unclear[~unclear.isin(moves.table["nip"])].drop_duplicates(), key)
    return out.sort_values().reset_index(drop=True).rename("officer_id")


def _without_values(differences: pd.DataFrame) -> pd.DataFrame:
    """Empty the values of columns that name a person."""
    personal = differences["column"].isin(returns.PERSONAL)
    out = differences.rename(columns={"_file": "file", "_sheet": "sheet", "_row": "row"})
    out[["before", "after"]] = out[["before", "after"]].mask(personal)
    return out.astype({"file": "string", "sheet": "string"})


def _raw(paths: list[tuple[Path, str]]) -> Iterator[RawTable]:
    """Read files one after another; one that cannot be read is named, and the others are tried all the same."""
    for path, name in paths:
        try:
            yield from read(path, name)
        except UserError as error:
            yield broken(name, str(error))


def _stored(source: Source, table: pd.DataFrame, key: bytes, mask: Mask) -> pd.DataFrame:
    """Replace personal data by pseudonyms and derived columns, and hold the result to its schema."""
    shown = {c.name for c in source.columns if c.dtype == "string"} - set(schemas.PSEUDONYMS) - schemas.NOT_STORED
    out = mask.frame(table.copy(), sorted(shown))
    for name, pseudonym in schemas.PSEUDONYMS.items():
        if name in out:
            out[name] = pseudonyms(out[name], key)
            out = out.rename(columns={name: pseudonym})
    out = out.drop(columns=[c for c in schemas.NOT_STORED if c in out])
    return schemas.schema(source).validate(out)


def _account(
    fates: pd.DataFrame, results: dict[str, Result], listed: Iterable[str], mask: Mask = NUMBERS
) -> pd.DataFrame:
    """Count the rows of each file by what became of them, the exports in the order listed."""
    counts = (
        pd.crosstab([fates["source"], fates["file"]], fates["disposition"])
        .reindex(columns=DISPOSITIONS, fill_value=0)
        .reset_index()
    )
    layout = mask.frame(pd.concat([r.layout.assign(source=name) for name, r in results.items()]), _PLACES)
    layout = layout.groupby(["source", "file"], as_index=False)["layout_rows"].sum()
    counts = counts.merge(layout, on=["source", "file"], how="outer").fillna(0)
    counts[[*DISPOSITIONS, "layout_rows"]] = counts[[*DISPOSITIONS, "layout_rows"]].astype(int)
    counts.insert(2, "read", counts[DISPOSITIONS].sum(axis=1))
    order = {name: k for k, name in enumerate(listed)}
    return counts.sort_values(
        ["source", "file"], key=lambda c: c.map(order) if c.name == "source" else c, ignore_index=True
    )


def _reasons(fates: pd.DataFrame) -> pd.DataFrame:
    odd = fates[fates["disposition"] != "kept"]
    return odd.groupby(["source", "disposition", "rule"], as_index=False).size().rename(columns={"size": "rows"})
