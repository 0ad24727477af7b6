"""What a reader of the account must be told about an export, one sentence a line; no value of the data is in it."""

from __future__ import annotations

from analysis.intake import templates
from analysis.intake.rows import Result
from analysis.intake.source import Source

#: From this share of rows held back on, a source is said to be mostly unreadable.
MOSTLY = 0.5


def of(source: Source, result: Result) -> list[str]:
    """List what must be said of a cleaned export: what was left out, taken on trust, or held back for the most part.

    Parameters
    ----------
    source : what the export is.
    result : the cleaned export.
    """
    return [
        *_held_back(source, result),
        *_example_left(source, result),
        *result.notes,
        *_near(source, result),
        *_left_out(result),
        *_without_rows(result),
        *_layout(result),
    ]


def _example_left(source: Source, result: Result) -> list[str]:
    """Say that the template's example row was sent back with the data."""
    count = templates.left_in(source, result.table)
    if not count:
        return []
    return [f"WARNING: export '{source.name}': the template's example row is still there; delete it before you go on."]


def _without_rows(result: Result) -> list[str]:
    """Name the sheets with headings and no row of data, beside others that have some."""
    distinct = result.fates[["_file", "_sheet"]].drop_duplicates().astype(str)
    read_from = set(distinct.itertuples(index=False, name=None))
    return [
        f"{r.file}{_sheet(r.sheet)}: headings and no row of data."
        for r in result.layout.itertuples()
        if r.file and (str(r.file), str(r.sheet)) not in read_from
    ]


def _near(source: Source, result: Result) -> list[str]:
    """Name each header taken for a near spelling, with the line that confirms it."""
    return [
        f"{m.file}: column '{m.header}' was taken for '{m.column}'; confirm it in the cycle file with "
        f"columns: {{{source.name}: {{{m.column}: '{m.header}'}}}}"
        for m in result.matches.query("how == 'near'").itertuples()
    ]


def _left_out(result: Result) -> list[str]:
    return [
        f"{m.file}, sheet '{m.sheet}': no table recognised; it was left out."
        for m in result.matches.query("how == 'no table'").itertuples()
    ]


def _layout(result: Result) -> list[str]:
    """Count the rows of each file that were taken for totals, signatures or repeated headings."""
    lines = []
    for file, sheets in result.layout.query("layout_rows > 0").groupby("file", sort=False):
        count = int(sheets["layout_rows"].sum())
        where = _sheet(sheets["sheet"].iloc[0]) if len(sheets) == 1 else f", {len(sheets)} sheets"
        rows = "1 row is a total, a signature or headings and was" if count == 1 else (
            f"{count} rows are totals, signatures or headings and were"
        )  # fmt: skip
        lines.append(f"{file}{where}: {rows} not read as data.")
    return lines


def _held_back(source: Source, result: Result) -> list[str]:
    """Say that most rows of a file were refused, and by which rules."""
    lines = []
    for file, rows in result.fates[["_file", "disposition", "rule"]].groupby("_file", observed=True, sort=False):
        refused = rows[rows["disposition"] == "quarantined"]
        if len(refused) >= MOSTLY * len(rows) and len(refused):
            rules = refused["rule"].astype(str).value_counts().head(3)
            named = ", ".join(f"{rule} {count}" for rule, count in rules.items())
            lines.append(f"WARNING: {file}: {len(refused)} of {len(rows)} rows are held back ({named}).")
    return lines


def _sheet(sheet: object) -> str:
    return f", sheet '{sheet}'" if sheet else ""
