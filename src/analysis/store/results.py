"""The tables of results that a cycle's stages leave for one another, in one folder: written, read, and asked for."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import UserError


@dataclass(frozen=True)
class Results:
    """The tables of one cycle.

    A table goes by its path below the folder, without the ending: ``headlines``, ``panels/month``, ``skills/effects``.

    Attributes
    ----------
    folder : where they lie, such as ``data/processed/<cycle>``.
    cycle : its name, for what a message advises.
    """

    folder: Path
    cycle: str = ""

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
        return pd.read_parquet(self.path(name))

    def table_or_empty(self, name: str) -> pd.DataFrame:
        """Read a table; an empty one, without columns, where no stage wrote it."""
        return self.table(name) if self.has(name) else pd.DataFrame()

    def write(self, name: str, table: pd.DataFrame) -> None:
        """Write a table, without its index."""
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
        for field, value in vars(result).items():
            if isinstance(value, pd.DataFrame):
                self.write(f"{name}/{field}", value)
            elif isinstance(value, dict):
                self.write(f"{name}/{field}", pd.DataFrame([value] if value else []))
            else:
                about[field] = value
        if about:
            self.write(f"{name}/about", pd.DataFrame([about]))

    def remove(self, folder: str) -> None:
        """Remove the tables below a folder, if there are any."""
        shutil.rmtree(self.folder / folder, ignore_errors=True)
