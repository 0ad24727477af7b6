"""The tables of results that a cycle's stages leave for one another, in one folder: checked, written and read.

What a table must hold is said by :mod:`analysis.store.catalogue`.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from analysis.errors import UserError
from analysis.store.catalogue import Column, Table, describe


class TableError(ValueError):
    """A table is not what the catalogue says: the message names the table and what differs, and no value of it."""


def _holds(values: pd.Series, kind: str) -> bool:
    """Tell whether a column is of a type of the catalogue; where nothing is known, any will do."""
    if values.isna().all():
        return True
    types = pd.api.types
    if kind == "text":
        known = values.dropna()
        return types.is_string_dtype(known.dtype) or bool(known.map(lambda v: isinstance(v, str)).all())
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
    return pa.Column(None, checks, nullable=True, name=name, regex=several, required=not several)


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
        """Read a table; an empty one, without columns, where no stage wrote it."""
        return self.table(name) if self.has(name) else pd.DataFrame()

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
