"""What all panels share: their container, and how each is finished."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Panels:
    """All panels of a cycle.

    Attributes
    ----------
    officers : one row an officer: ``officer_id``, ``cohort``, ``censored_from``, covariates, ``home`` and
        ``placed`` (the units before and after the first move) and the dimensions of subgroups.
    by_frequency : panel for each of ``semester``, ``year`` (officers), ``month``, ``quarter`` (kelurahan).
    exclusions : ``panel``, ``reason``, ``rows``: what is not in a panel, and why.
    """

    officers: pd.DataFrame
    by_frequency: dict[str, pd.DataFrame]
    exclusions: pd.DataFrame


def finish(panel: pd.DataFrame, unit: str, time: str) -> pd.DataFrame:
    """Sort a panel by unit and period, its numbers as floats."""
    numeric = panel.select_dtypes("number").columns
    return panel.astype(dict.fromkeys(numeric, float)).sort_values([unit, time], ignore_index=True)
