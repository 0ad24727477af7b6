"""What all panels share: their container, which exports they had, and how each is finished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.domain import exports


@dataclass(frozen=True)
class Panels:
    """All panels of a cycle.

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


def absent_exports(tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Return the exports of which there is no valid row, in the order in which exports are read."""
    return tuple(name for name in exports.NAMES if name not in tables or tables[name].empty)


def finish(panel: pd.DataFrame, unit: str, time: str) -> pd.DataFrame:
    """Sort a panel by unit and period, its numbers as floats."""
    numeric = panel.select_dtypes("number").columns
    return panel.astype(dict.fromkeys(numeric, float)).sort_values([unit, time], ignore_index=True)
