"""What indicators are measured from."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass

import pandas as pd

from analysis.cycle import Cycle
from analysis.display.tables import Page, Shown, written
from analysis.intake.boundaries import Distance
from analysis.panels.panel import Panels
from analysis.store.catalogue import describe
from analysis.store.results import Results
from analysis.store.shown import shown

#: Rows of each table that an indicator shows of itself.
_ROWS = 5


class Measured(Shown):
    """What an indicator measured: a dataclass of tables that shows each, its units in the heading.

    A class that inherits it is declared with ``@dataclass(frozen=True, repr=False)``.
    """

    def shown(self) -> Page:
        """Return what it shows: its single values in a line, then the first rows of each table.

        A table that is for the team alone is not among them.
        """
        assert is_dataclass(self)
        name = type(self).__module__.rsplit(".", 1)[-1]
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        single = {k: v for k, v in values.items() if not isinstance(v, pd.DataFrame | dict)}
        frames = {k: pd.DataFrame([v] if v else []) if isinstance(v, dict) else v for k, v in values.items()}
        tables = [
            shown(f"{name}/{k}", frame, rows=_ROWS)
            for k, frame in frames.items()
            if isinstance(frame, pd.DataFrame) and len(frame) and describe(f"{name}/{k}").shown_to != "team"
        ]
        line = "; ".join(f"{k.replace('_', ' ')} {written(v)}" for k, v in single.items())
        return Page(f"{name}: {line}" if line else name, *tables)


@dataclass(frozen=True)
class Inputs:
    """What an indicator may be measured from.

    Attributes
    ----------
    results : tables of the cycle that earlier stages wrote.
    panels : of the cycle.
    cycle : the cycle file.
    kilometres : how far units are from each other; None where no boundaries were given.
    """

    results: Results
    panels: Panels
    cycle: Cycle
    kilometres: Distance | None = None

    def export(self, name: str) -> pd.DataFrame:
        """Return the valid table of an export."""
        return self.results.table(f"tables/{name}")
