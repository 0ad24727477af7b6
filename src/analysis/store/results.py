"""The tables of results that a cycle's stages leave for one another, in one folder: checked, written and read.

What a table must hold is said by :mod:`analysis.store.catalogue`.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pyarrow.parquet as pq

from analysis.errors import UserError
from analysis.store.catalogue import Column, Table, describe

#: Type of the catalogue → type of a column without rows.
_EMPTY = {"text": "string", "integer": "int64", "number": "float64", "truth": "bool", "date": "datetime64[ms]"}


class TableError(ValueError):
    """A table is not what the catalogue says: the message names the table and what differs, and no value of it."""


def _holds(values: pd.Series, kind: str) -> bool:
    """Tell whether a column is of a type of the catalogue, as it is written; where nothing is known, any will do."""
    if values.isna().all():
        return True
    types = pd.api.types
    if kind == "text":
        return types.is_string_dtype(values.dropna().infer_objects().dtype)
    # a column put together from tables without rows holds its numbers as objects
    values = values.infer_objects()
    if kind == "truth":
        return types.is_bool_dtype(values.dtype)
    if kind == "date":
        return types.is_datetime64_any_dtype(values.dtype)
    if kind == "integer":
        return types.is_integer_dtype(values.dtype)
    return types.is_numeric_dtype(values.dtype) and not types.is_bool_dtype(values.dtype)


def _column(declared: Column) -> pa.Column:
    """Make the schema of a column: its type, its values and its range."""
    checks = [pa.Check(lambda s: _holds(s, declared.type), error=f"is not of type {declared.type}")]
    if declared.values:
        listed = ", ".join(declared.values)
        checks.append(pa.Check(lambda s: s.isin(declared.values), error=f"holds something else than {listed}"))
    if declared.least is not None:
        least = declared.least
        checks.append(pa.Check(lambda s: s >= least, error=f"holds numbers below {least:g}"))
    if declared.most is not None:
        most = declared.most
        checks.append(pa.Check(lambda s: s <= most, error=f"holds numbers above {most:g}"))
    several = declared.name.endswith("*")
    name = f"^{declared.name[:-1]}.+$" if several else declared.name
    return pa.Column(None, checks, nullable=True, name=name, regex=several, required=not (several or declared.needs))


@cache
def _schema(name: str) -> pa.DataFrameSchema:
    """Make the schema of a table: its columns and no others, its key unique."""
    table = describe(name)
    columns = {column.name: column for column in map(_column, table.columns)}
    return pa.DataFrameSchema(columns, strict=True, unique=list(table.key) or None, name=table.name)


def check(name: str, table: pd.DataFrame) -> None:
    """Hold a table to the catalogue.

    Raises
    ------
    KeyError
        If the catalogue does not list it.
    TableError
        If it lacks a column, has one too many, or a column holds what it must not; all of these in one message.
    """
    declared = describe(name)
    if not declared.columns or (table.empty and not len(table.columns)):
        return
    try:
        _schema(declared.name).validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise TableError(f"table '{name}' {'; '.join(_sentences(declared, error.failure_cases))}.") from None


def hold(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame as a table of the catalogue: its columns in order and of their types, checked.

    Text becomes ``string``; whole numbers stay ``int64``, or become ``Int64`` where one is missing; truth is ``bool``.

    Raises
    ------
    KeyError, TableError
        If it is not that table; see :func:`check`.
    """
    declared = describe(name)
    order = {column: place for place, column in enumerate(_present(declared, frame))}
    ordered = frame[[*order, *(c for c in frame if c not in order)]]
    typed = ordered.astype({column: _dtype(kind, frame[column]) for column, kind in _present(declared, frame).items()})
    check(name, typed)
    return typed


def empty(name: str) -> pd.DataFrame:
    """Return a table of the catalogue without rows, and without the columns that need an export."""
    always = [c.name for c in describe(name).columns if not c.needs and not c.name.endswith("*")]
    return hold(name, pd.DataFrame(columns=always))


def _present(declared: Table, frame: pd.DataFrame) -> dict[str, str]:
    """Return the columns of a frame that a table declares, in the table's order, with their types."""
    return {name: column.type for column in declared.columns for name in frame if fnmatchcase(str(name), column.name)}


def _dtype(kind: str, values: pd.Series) -> Any:
    """Return the dtype of a column of a type."""
    types = pd.api.types
    if kind == "integer":
        return "Int64" if values.isna().any() or not len(values) else "int64"
    if kind == "number":
        return values.dtype if types.is_numeric_dtype(values.dtype) and not types.is_bool_dtype(values.dtype) else float
    return {"text": "string", "truth": "bool"}.get(kind, values.dtype)


def _sentences(declared: Table, failures: pd.DataFrame) -> list[str]:
    """Say what differs, a sentence a column; never a value, which may name a person."""
    out = []
    for (column, what), rows in failures.astype({"column": str}).groupby(["column", "check"], sort=False):
        if what == "column_in_schema":
            extra = ", ".join(sorted(map(str, rows["failure_case"])))
            out.append(f"has a column that the catalogue does not list: {extra}")
        elif what == "column_in_dataframe":
            lacking = ", ".join(sorted(map(str, rows["failure_case"])))
            out.append(f"lacks a column that the catalogue lists: {lacking}")
        elif what == "multiple_fields_uniqueness":
            out.append(f"has rows that {', '.join(declared.key)} do not tell apart")
        else:
            out.append(f"has a column '{column}' that {what}")
    return out


@dataclass(frozen=True)
class Results:
    """The tables of one cycle.

    A table goes by its path below the folder, without the ending: ``headlines``, ``panels/month``, ``skills/effects``.

    Attributes
    ----------
    folder : where they lie, such as ``data/processed/<cycle>``.
    cycle : its name, for what a message advises.
    read : names of the tables read so far, in order, for whoever says what a page rests on.
    """

    folder: Path
    cycle: str = ""
    read: dict[str, None] = field(default_factory=dict, compare=False)

    def path(self, name: str) -> Path:
        """Return where a table lies, whether it is there or not."""
        return self.folder / f"{name}.parquet"

    def has(self, name: str) -> bool:
        """Tell whether a stage wrote a table."""
        return self.path(name).is_file()

    def rows(self, name: str) -> int:
        """Return how many rows a table has; 0 where no stage wrote it."""
        return pq.read_metadata(self.path(name)).num_rows if self.has(name) else 0

    def table(self, name: str) -> pd.DataFrame:
        """Read a table.

        Raises
        ------
        UserError
            If the stage that writes it has not run.
        """
        if not self.has(name):
            where = "/".join([*self.folder.parts[-3:], f"{name}.parquet"])
            raise UserError(f"{where}: not there yet; run the notebooks in order, or 'mutasi run {self.cycle}'.")
        self.read[name] = None
        return pd.read_parquet(self.path(name))

    def table_or_empty(self, name: str) -> pd.DataFrame:
        """Read a table; one with its columns and no rows where no stage wrote it."""
        if self.has(name):
            return self.table(name)
        return pd.DataFrame({column.name: pd.Series(dtype=_EMPTY[column.type]) for column in describe(name).columns})

    def write(self, name: str, table: pd.DataFrame) -> None:
        """Write a table, without its index, when it is what the catalogue says.

        Raises
        ------
        KeyError, TableError
            If it is not; see :func:`check`.
        """
        check(name, table)
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        table.to_parquet(path, index=False)
        path.chmod(0o600)  # rows of persons, if under pseudonyms

    def write_indicator(self, name: str, result: Any | None) -> None:
        """Write what an indicator measured, below a folder of its name; what an earlier run left there goes.

        Parameters
        ----------
        name : of the indicator, such as ``skills``.
        result : a dataclass. Each frame becomes the table ``<name>/<field>``, each dictionary a table of one row (none
            where it is empty); everything else is put together in one row, ``<name>/about``. None writes nothing.
        """
        self.remove(name)
        if result is None:
            return
        about = {}
        for part, value in vars(result).items():
            if isinstance(value, pd.DataFrame):
                self.write(f"{name}/{part}", value)
            elif isinstance(value, dict):
                self.write(f"{name}/{part}", pd.DataFrame([value] if value else []))
            else:
                about[part] = value
        if about:
            self.write(f"{name}/about", pd.DataFrame([about]))

    def remove(self, folder: str) -> None:
        """Remove the tables below a folder, if there are any."""
        shutil.rmtree(self.folder / folder, ignore_errors=True)
