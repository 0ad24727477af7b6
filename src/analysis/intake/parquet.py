"""Read Parquet as stored, column by column; a value that Python cannot hold is an unreadable cell, not an end."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow
import pyarrow.parquet

from analysis.errors import UserError
from analysis.intake import limits, raw
from analysis.intake.raw import RawTable


def tables(content: bytes, name: str) -> Iterator[RawTable]:
    """Read the one table of a Parquet file; what pandas would take for its index is a column like any other.

    Raises
    ------
    UserError
        If it is no Parquet, a column holds more than one value a row, or there is more than is read.
    """
    try:
        file = pyarrow.parquet.ParquetFile(io.BytesIO(content))
        about, schema = file.metadata, file.schema_arrow
        limits.COLUMNS.hold(about.num_columns, name, "Leave out what the export does not need")
        limits.ROWS.hold(about.num_rows, name, "Send it in parts, such as one file a year")
        limits.CELLS.hold(about.num_rows * about.num_columns, name, "Send it in parts, such as one file a year")
        nested = [field.name for field in schema if pyarrow.types.is_nested(field.type)]
        if nested:
            raise UserError(
                f"{name}: the columns {', '.join(map(repr, nested[:5]))} hold several values a row; write each value "
                "into a column of its own."
            )
        table = file.read(use_threads=False)
        labels = [_label(label) for label in table.column_names]
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise UserError(
            f"{name}: not a readable Parquet file ({' '.join(str(error).split())}); write it again."
        ) from error
    yield RawTable(name, "", raw.table([[label, *_cells(c)] for label, c in zip(labels, table.columns, strict=True)]))


def _label(name: str) -> str:
    """Return a column's name; that of an index without a name says nothing."""
    return "" if name.startswith("__index_level_") else name


def _cells(column: pyarrow.ChunkedArray) -> list[object]:
    """Return the values of a column; bytes are text that was not marked as such."""
    if pyarrow.types.is_binary(column.type) or pyarrow.types.is_large_binary(column.type):
        return [_text(value) for value in column.to_pylist()]
    try:
        return list(column.to_pylist())
    except (OverflowError, ValueError, pyarrow.ArrowException):
        return [_cell(scalar) for scalar in column]


def _cell(scalar: pyarrow.Scalar) -> object:
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return _text(scalar.as_buffer().to_pybytes())
    except (OverflowError, ValueError, pyarrow.ArrowException):
        return raw.UNREADABLE


def _text(value: bytes | None) -> object:
    return None if value is None else value.decode("utf-8", errors="replace")
