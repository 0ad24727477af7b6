"""What a table of results is: its columns with type, unit and meaning in both languages, held by a schema."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import pandera.pandas as pa

TEXT, NUMBER, COUNT, FLAG = "string", "float64", "int64", "bool"


@dataclass(frozen=True)
class Column:
    """One column of a table of results.

    Attributes
    ----------
    name : as it is written.
    dtype : of pandas; a whole number or a flag (``int64``, ``bool``) is always known, text and numbers may be missing.
    meaning : in Indonesian and in English.
    unit : of measurement; empty for none, ``outcome`` for the unit of the row's outcome.
    needs : exports without any of which the column is not there.
    """

    name: str
    dtype: str
    meaning: tuple[str, str]
    unit: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table of results.

    Attributes
    ----------
    name : its path among a cycle's tables, such as ``headlines`` or ``panels/month``.
    meaning : in Indonesian and in English.
    maker : the function that makes it, with its module.
    columns : in order.
    key : columns that tell rows apart; none where rows may repeat.
    """

    name: str
    meaning: tuple[str, str]
    maker: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Names of the columns, in order."""
        return [c.name for c in self.columns]

    def __getitem__(self, name: str) -> Column:
        """Return a column by name."""
        return next(c for c in self.columns if c.name == name)

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        """The schema that holds the table: these columns, in this order, no other; rows apart by the key."""
        columns = {
            c.name: pa.Column(c.dtype, nullable=c.dtype not in (COUNT, FLAG), required=not c.needs, title=c.meaning[1])
            for c in self.columns
        }
        return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=list(self.key) or None, name=self.name)

    def hold(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame as this table: its columns in order and of their types.

        Columns that need an export (``needs``) may be absent; any other that is absent, or is not declared, is a defect
        of the software.

        Raises
        ------
        pandera.errors.SchemaError
            If the frame is not this table.
        """
        present = [c for c in self.columns if c.name in frame]
        extra = [name for name in frame if name not in self.names]
        typed = frame[[*(c.name for c in present), *extra]].astype({c.name: c.dtype for c in present})
        return self.schema.validate(typed)

    def empty(self) -> pd.DataFrame:
        """Return the table without rows."""
        return self.hold(pd.DataFrame(columns=self.names))
