"""A table of results as a notebook shows it: its title, ten rows, and the units of its columns in the heading."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

import pandas as pd

from analysis.display.tables import ROWS, Table, written
from analysis.domain.privacy import SMALL_CELL
from analysis.errors import UserError
from analysis.store import release
from analysis.store.catalogue import describe, units


def shown(name: str, frame: pd.DataFrame, columns: Sequence[str] = (), rows: int = ROWS, language: str = "en") -> Table:
    """Return rows of a table of the catalogue ready to be shown; as they may be published.

    Parameters
    ----------
    name : of the table, such as ``headlines``.
    frame : rows of it.
    columns : the columns to show, in order; empty for all that hold something.
    rows : most rows to show.
    language : of the title and the units.

    Raises
    ------
    UserError
        If a column is none of the table's; the sentence names those that it has.
    """
    absent = [c for c in columns if c not in frame]
    if absent:
        raise UserError(f"table '{name}' has no column {', '.join(absent)}; it has {', '.join(map(str, frame))}.")
    published = frame if describe(name).shown_to == "team" else release.publishable(name, frame)
    kept = (published[list(columns)] if columns else published.dropna(axis=1, how="all")).head(rows)
    for column in {c.name for c in release.counts_of_people(name, frame)} & set(kept):
        few = kept[column].isna() & frame.loc[kept.index, column].notna()
        kept = kept.assign(**{column: kept[column].astype(object).map(written).mask(few, f"< {SMALL_CELL}")})
    declared = {
        str(c): column.unit for column in describe(name).columns for c in kept if fnmatchcase(str(c), column.name)
    }
    words = {c: units()[unit][language] for c, unit in declared.items() if unit}
    return Table(kept, describe(name).title.get(language, ""), words, rows, left_out=len(frame) - len(kept))
