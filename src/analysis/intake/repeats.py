"""Decide which rows are one record sent again, and which only share a number."""

from __future__ import annotations

import pandas as pd

from analysis.intake.raw import archive_of
from analysis.intake.source import Numbered, Source, merge

#: Columns that say where a row came from.
ORIGIN = ["_file", "_sheet", "_row"]
#: A running number: so short that it is likely to start afresh with each unit, book or year.
_SHORT = r"0*\d{1,5}"


def tell_apart(frame: pd.DataFrame, source: Source) -> list[str]:
    """Make the numbers of different records different, where one number stands for several.

    Rows of one delivery with one number are one record only if they agree in unit, day and what else describes it. A
    row of a later delivery is the record sent again if unit and day are the same, or, under a long number, one of them
    in the same year.

    Returns
    -------
    list of str
        A sentence for the account, if there are any.
    """
    by = source.numbered
    if by is None:
        return []
    valid = (frame["_fault"] == "") & (frame["_merged"] == "") & frame[by.column].notna()
    again = frame.loc[valid, by.column]
    rows = frame.loc[again.index[again.duplicated(keep=False)]]
    if rows.empty:
        return []
    differing = _differing(rows, by)
    apart = rows.index[rows[by.column].astype("string").isin(differing)]
    if not len(apart):
        return []
    described = [by.unit, by.date, *by.also]
    numbered = frame.loc[apart, by.column].astype("string")
    for column in described:
        numbered = numbered + "|" + frame.loc[apart, column].astype("string").fillna("")
    frame[by.column] = frame[by.column].astype("string")
    frame.loc[apart, by.column] = numbered
    header = next(c.headers[0] for c in source.columns if c.name == by.column)
    return [
        f"{len(differing)} numbers of '{header}' stand for several records (they differ in unit, date or kind); "
        f"each of the {numbered.nunique()} records was kept."
    ]


def _differing(rows: pd.DataFrame, by: Numbered) -> pd.Index:
    """Return the numbers, each of several rows, that stand for different records."""
    delivery = rows["_file"].astype("string").str.replace(r"(\.zip)/.*", r"\1", regex=True)
    described = rows[[by.column, by.unit, by.date, *by.also]].assign(
        _delivery=delivery, _year=rows[by.date].dt.year, **{by.column: rows[by.column].astype("string")}
    )

    def kinds(*columns: str) -> pd.Series:
        """Count the different rows of some columns under each number."""
        return described[[by.column, *columns]].drop_duplicates()[by.column].value_counts(sort=False)

    within = kinds("_delivery", by.unit, by.date, *by.also) > kinds("_delivery")
    units, days = kinds(by.unit) > 1, kinds(by.date) > 1
    years = described.dropna(subset="_year")[[by.column, "_year"]].drop_duplicates()[by.column].value_counts() > 1
    afresh = units.index.to_series().str.fullmatch(_SHORT) if not by.running else pd.Series(True, units.index)
    apart = within | (units | days).where(afresh.astype(bool), (units & days) | years.reindex(units.index).eq(True))
    return apart.index[apart]


def supersede(frame: pd.DataFrame, key: tuple[str, ...]) -> None:
    """Let the last delivered of the rows with one key stand; mark the others as merged into it."""
    standing = (frame["_fault"] == "") & (frame["_merged"] == "")
    again = frame.loc[standing, list(key)].duplicated(keep="last")
    merge(frame, again.reindex(frame.index, fill_value=False), "superseded")


def differences(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """List the cells in which a row that stands differs from the earlier ones it replaced.

    Returns
    -------
    DataFrame
        ``_file``, ``_sheet``, ``_row`` of the earlier row, ``column``, ``before``, ``after``, and ``same_file``:
        whether both rows came in one file, or in one archive.
    """
    key = list(source.key)
    before = frame[frame["_merged"] == "superseded"]
    standing = frame[(frame["_fault"] == "") & (frame["_merged"] == "")]
    names = [c.name for c in source.columns if c.name not in key]
    if before.empty:
        none = {name: pd.Series([], dtype="string") for name in ("column", "before", "after")}
        return before[ORIGIN].assign(**none, same_file=pd.Series([], dtype=bool))
    both = before[[*ORIGIN, *key, *names]].merge(
        standing[["_file", *key, *names]].rename(columns={"_file": "_file_after"}), on=key, suffixes=("", "_after")
    )
    delivered, again = (both[c].astype("string").map(archive_of) for c in ("_file", "_file_after"))
    rows = []
    for name in names:
        old, new = both[name], both[f"{name}_after"]
        changed = ~((old == new).fillna(False).astype(bool) | (old.isna() & new.isna()))
        part = both.loc[changed, ORIGIN]
        rows.append(
            part.assign(
                column=name,
                before=old[changed].astype("string"),
                after=new[changed].astype("string"),
                same_file=(delivered == again)[changed],
            )
        )
    return pd.concat(rows, ignore_index=True)


def conflicts(changed: pd.DataFrame) -> list[str]:
    """Say how many rows of one file contradict a later row of it with the same key."""
    within = changed[changed["same_file"].astype(bool)].drop_duplicates(ORIGIN)
    return [
        f"{file}: {len(rows)} rows differ from a later row of the same file with the same key; the later one stands. "
        "See which cells in the table of differences, and ask the office which are right."
        for file, rows in within.groupby("_file", observed=True, sort=False)
    ]
