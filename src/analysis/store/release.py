"""What may leave the team: one rule set for every number that is published, on pages, in the workbook and in files.

Counts of people below five are not told, and all others are rounded down to fives, so that no small count can be had
from totals, from two tables or from two cycles (suppress, then round: OpenSAFELY, *Output checking*, 2024). Rounding to
the nearest five would leave some to be had: 5 would stand for 5 to 7 only (``benchmarks/disclosure.md``). An estimate
about a group of officers behind which fewer than ten stand is not told; the programme as a whole is told always, as it
is what a report is about.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.domain.privacy import ROUNDED_TO, SMALL_CELL, SMALL_GROUP
from analysis.store.catalogue import Table, describe

#: Units that are people, or each of them one person's.
PEOPLE = frozenset({"officers", "moves", "respondents", "comments"})
#: Columns that say how many stand behind an estimate: officers, in a row about officers.
BEHIND = ("n_treated", "n_control")
#: Aggregations that are about everyone the programme moved.
_EVERYONE = frozenset({"overall"})


def rounded(counts: pd.Series) -> pd.Series:
    """Round counts of people down as they are published; missing where there are fewer than :data:`SMALL_CELL`."""
    values = counts.mask(counts.isna(), np.nan).astype(float)
    return (ROUNDED_TO * np.floor(values / ROUNDED_TO)).where(values >= SMALL_CELL)


def publishable(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as it may be published.

    Parameters
    ----------
    name : of the table in the catalogue.
    table : as a stage wrote it.

    Raises
    ------
    ValueError
        If its rows are for the team alone.
    """
    declared = describe(name)
    if declared.shown_to == "team":
        raise ValueError(f"table '{name}' is for the team alone; sum it up first")
    out = table.copy()
    small = _too_small(declared, out)
    numbers = [c.name for c in declared.columns if c.name in out and c.type == "number" and c.name not in BEHIND]
    for column in numbers:
        out[column] = out[column].mask(small)
    about_officers = _about_officers(out)
    counted = _counts(declared, out)
    if counted:  # an exact share tells the counts that it is made of
        shares = [c.name for c in declared.columns if c.name in out and c.unit == "share"]
        out[shares] = out[shares].round(2)
    for column in counted:
        of_people = about_officers if column in BEHIND else pd.Series(True, index=out.index)
        steps = rounded(out[column]).where(of_people, out[column].astype(float))
        out[column] = steps if _type(declared, column) == "number" else steps.astype("Int64")
    return out


class Counts(NamedTuple):
    """A column of counts of people: its name, and the counts of those rows in which it counts people."""

    name: str
    counts: pd.Series


def counts_of_people(name: str, table: pd.DataFrame) -> list[Counts]:
    """Return the counts of people in a table of the catalogue, for whoever checks it."""
    about_officers = _about_officers(table)
    return [
        Counts(c, table.loc[about_officers, c] if c in BEHIND else table[c]) for c in _counts(describe(name), table)
    ]


def _type(declared: Table, column: str) -> str:
    return next(c.type for c in declared.columns if c.name == column)


def _counts(declared: Table, table: pd.DataFrame) -> list[str]:
    """Return the columns that count people, or how many stand behind an estimate."""
    return [c.name for c in declared.columns if c.name in table and (c.unit in PEOPLE or c.name in BEHIND)]


def _about_officers(table: pd.DataFrame) -> pd.Series:
    """Tell which rows are about officers; all of a table that does not tell levels apart."""
    return table["level"] == "officer" if "level" in table else pd.Series(True, index=table.index)


def _too_small(declared: Table, table: pd.DataFrame) -> pd.Series:
    """Tell which estimates rest on fewer than :data:`SMALL_GROUP` officers and are about a part of the programme."""
    small = pd.Series(False, index=table.index)
    everyone = pd.Series(False, index=table.index)
    if "aggregation" in table:
        everyone = table["aggregation"].isin(_EVERYONE) & table.get("subgroup", pd.Series("all", index=table.index)).eq(
            "all"
        )
    elif declared.key == ("outcome",):
        everyone |= True
    for column in BEHIND:
        if column in table:
            small |= table[column].astype(float) < SMALL_GROUP
    return small & _about_officers(table) & ~everyone
