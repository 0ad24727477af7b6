"""What all panels share: their container, which exports they had, and how each is finished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.display.tables import Page, Shown, Table
from analysis.domain import exports
from analysis.store.shown import shown


@dataclass(frozen=True, repr=False)
class Panels(Shown):
    """All panels of a cycle. At the end of a cell they show what they hold and what was left out, never a person.

    Attributes
    ----------
    officers : one row an officer: ``officer_id``, ``cohort``, ``censored_from``, covariates, ``home`` and
        ``placed`` (the units before and after the first move) and the dimensions of subgroups.
    by_frequency : panel for each of ``semester``, ``year`` (officers), ``month``, ``quarter`` (units).
    exclusions : ``panel``, ``reason``, ``rows``: what is not in a panel, and why.
    absent : exports without a valid row; what is measured from them alone is in no panel.
    """

    officers: pd.DataFrame
    by_frequency: dict[str, pd.DataFrame]
    exclusions: pd.DataFrame
    absent: tuple[str, ...] = ()

    def shown(self) -> Page:
        """Return what it shows: each panel with its units and periods, who moved, and what was left out."""
        moved = self.officers["cohort"].notna()
        rows = []
        for frequency, panel in self.by_frequency.items():
            unit = "officer_id" if "officer_id" in panel else "unit_id"
            treated = panel.loc[panel["cohort"].notna(), unit].nunique()
            rows.append(
                (frequency, unit.removesuffix("_id"), panel[unit].nunique(), treated, panel[frequency].nunique(),
                 f"{panel[frequency].min()} to {panel[frequency].max()}", len(panel))
            )  # fmt: skip
        columns = ["panel", "of", "units", "ever treated", "periods", "from … to", "rows"]
        return Page(
            f"{len(self.officers):,} officers, {int(moved.sum()):,} of them rotated by the programme.",
            Table(pd.DataFrame(rows, columns=columns), "Panels, one row a unit and period"),
            shown("exclusions", self.exclusions[self.exclusions["rows"] > 0], rows=len(self.exclusions)),
            f"Exports without a valid row: {', '.join(self.absent)}." if self.absent else "",
        )


def absent_exports(tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Return the exports of which there is no valid row, in the order in which exports are read."""
    return tuple(name for name in exports.NAMES if name not in tables or tables[name].empty)


def finish(panel: pd.DataFrame, unit: str, time: str) -> pd.DataFrame:
    """Sort a panel by unit and period, its numbers as floats."""
    numeric = panel.select_dtypes("number").columns
    return panel.astype(dict.fromkeys(numeric, float)).sort_values([unit, time], ignore_index=True)
