"""A synthetic twin of the valid tables: their shape, types, categories and margins, and no row of a person.

Each column is drawn by itself, from what may be told of it: categories behind which fewer than five persons stand are
merged into the others, counts are rounded down, and numbers and dates are drawn between quantiles whose ends are those
of the fifth person from either side. Persons are new ones (``P000001``), the same in all tables, so that panels can be
built. What columns have to do with one another is lost on purpose: an estimate on a twin means nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.cycle import Evaluation
from analysis.domain.privacy import ROUNDED_TO, SMALL_CELL, SMALL_GROUP
from analysis.intake.schemas import PSEUDONYMS
from analysis.store.release import rounded
from analysis.store.results import Results

#: Numbers of so many different values are drawn as categories, as answers from 1 to 5 are.
_CATEGORIES = 12
#: Parts between whose ends other numbers are drawn.
_PARTS = 10
#: Stands for a text of which no five persons share any.
_TEXT = "teks"
_PERSONS = tuple(PSEUDONYMS.values())


def tables(evaluation: Evaluation) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the twin of every valid table of a cycle: its name, and its rows.

    The seed is that of the cycle file, so that the same tables have the same twin.
    """
    results = Results(evaluation.processed, evaluation.name)
    for path in sorted((evaluation.processed / "tables").glob("*.parquet")):
        key = [PSEUDONYMS.get(column, column) for column in evaluation.cycle.exports[path.stem].key]
        rng = np.random.default_rng([evaluation.cycle.analysis.seed, zlib.crc32(path.stem.encode())])
        yield path.stem, of_table(path.stem, results.table(f"tables/{path.stem}"), key, rng)


def of_table(name: str, table: pd.DataFrame, key: list[str], rng: np.random.Generator) -> pd.DataFrame:
    """Draw the twin of a table.

    Parameters
    ----------
    name : of the table, for numbers of records.
    table : valid rows.
    key : columns that tell its rows apart; a drawn row whose key is drawn already is left out.
    rng : the only source of chance.
    """
    who = next((table[c].fillna("") for c in _PERSONS if c in table), pd.Series(range(len(table)), index=table.index))
    drawn: dict[str, pd.Series] = {}
    for column in table:
        if column in _PERSONS:
            continue
        if key == [column] and pd.api.types.is_string_dtype(table[column].dtype):
            drawn[column] = pd.Series([f"{name}-{i + 1:06d}" for i in range(len(table))], dtype="string")
        else:
            drawn[column] = _margin(table[column], who, rng)
    out = pd.DataFrame(drawn, index=range(len(table)))
    for column in (c for c in _PERSONS if c in table):
        out[column] = _persons(table[column], out[[c for c in key if c in out]] if column in key else None, rng)
    out = out[list(table)].astype(table.dtypes.to_dict())
    kept = out.dropna(subset=[c for c in key if c in _PERSONS]).drop_duplicates(key)
    return kept.sort_values(key).reset_index(drop=True)


def _persons(ids: pd.Series, others: pd.DataFrame | None, rng: np.random.Generator) -> pd.Series:
    """Draw new persons for a column: each at most once among rows of one key, or anyone for any row."""
    n = len(ids)
    pool = np.array([f"P{i + 1:06d}" for i in range(max(ids.nunique() // ROUNDED_TO * ROUNDED_TO, 1))])
    if others is None:
        return pd.Series(rng.choice(pool, n), dtype="string").mask(_missing(ids, rng))
    if others.empty and not len(others.columns):
        return pd.Series([f"P{i + 1:06d}" for i in range(n)], dtype="string")
    out = np.full(n, None, dtype=object)
    for places in others.groupby(list(others), sort=True, dropna=False).indices.values():
        chosen = rng.permutation(pool)[: len(places)]
        out[places[: len(chosen)]] = chosen
    return pd.Series(out, dtype="string")


def _missing(values: pd.Series, rng: np.random.Generator) -> np.ndarray:
    """Draw which cells are missing, as often as may be told."""
    counts = rounded(pd.Series([values.isna().sum(), values.notna().sum()])).fillna(0)
    return rng.random(len(values)) < (counts[0] / counts.sum() if counts.sum() else 1.0)


def _margin(values: pd.Series, who: pd.Series, rng: np.random.Generator) -> pd.Series:
    """Draw a column from its own distribution, as far as it may be told."""
    held = values.dropna()
    numeric = pd.api.types.is_numeric_dtype(held.dtype) and not pd.api.types.is_bool_dtype(held.dtype)
    dates = pd.api.types.is_datetime64_any_dtype(held.dtype)
    if (numeric or dates) and held.nunique() > _CATEGORIES:
        out = _between(held, who[held.index], len(values), rng)
    else:
        out = _category(held, who[held.index], len(values), rng)
    return out.mask(_missing(values, rng)) if values.isna().any() else out


def _category(held: pd.Series, who: pd.Series, n: int, rng: np.random.Generator) -> pd.Series:
    """Draw from the categories behind which enough persons stand; the others are merged into them."""
    persons = who.groupby(held).nunique()
    counts = rounded(held.value_counts().sort_index().where(persons >= SMALL_CELL, 0)).dropna()
    if counts.empty:
        text = pd.api.types.is_string_dtype(held.dtype) and len(held) > 0
        return pd.Series([_TEXT if text else None] * n, dtype="string" if text else held.dtype)
    chosen = rng.choice(len(counts), n, p=(counts / counts.sum()).to_numpy(float))
    return pd.Series(counts.index.to_numpy()[chosen], dtype=held.dtype)


def _between(held: pd.Series, who: pd.Series, n: int, rng: np.random.Generator) -> pd.Series:
    """Draw numbers or dates evenly between the tenths of a distribution, whose ends belong to no single person."""
    dates = pd.api.types.is_datetime64_any_dtype(held.dtype)
    numbers = (held.astype("datetime64[s]").astype("int64") / 86400 if dates else held).astype(float)
    each = numbers.groupby(who)
    if each.ngroups < SMALL_GROUP:
        return pd.Series([None] * n, dtype=held.dtype)
    low, high = each.min().nsmallest(SMALL_CELL).iloc[-1], each.max().nlargest(SMALL_CELL).iloc[-1]
    ends = np.quantile(numbers.clip(min(low, high), max(low, high)), np.linspace(0, 1, _PARTS + 1))
    part = rng.integers(0, _PARTS, n)
    drawn = ends[part] + rng.random(n) * (ends[part + 1] - ends[part])
    if dates:
        return pd.Series(pd.to_datetime(np.round(drawn), unit="D")).astype(held.dtype)
    integers = pd.api.types.is_integer_dtype(held.dtype) or bool((numbers % 1 == 0).all())
    return pd.Series(np.round(drawn, 0 if integers else 2)).astype(held.dtype)
