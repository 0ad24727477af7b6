"""What indicators are measured from."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.cycle import Cycle
from analysis.intake.boundaries import Distance
from analysis.panels.panel import Panels
from analysis.store.results import Results


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
