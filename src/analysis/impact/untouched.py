"""The headlines again without any repaired row: what repairs alone could have made."""

from __future__ import annotations

import pandas as pd

from analysis.cycle import Cycle
from analysis.impact.estimate import headline_effects
from analysis.panels.build import build_panels


def without_repaired(
    tables: dict[str, pd.DataFrame], doubtful: pd.Series, cycle: Cycle, headlines: pd.DataFrame
) -> pd.DataFrame:
    """Estimate the headlines without any repaired row.

    An officer whose move was repaired leaves altogether: without it they would pass for one who never moved.

    Parameters
    ----------
    tables : validated tables by source.
    doubtful : officers of whom it is not known whether they were rotated.
    headlines : as estimated with all rows.

    Returns
    -------
    DataFrame
        ``outcome``, ``att``, ``low``, ``high``, the same with ``_untouched``, and ``repaired_rows`` left out.
    """
    moves = tables["mutasi"]
    untouched = {name: table[~table["repaired"]] for name, table in tables.items()} | {"mutasi": moves}
    unclear = pd.concat([doubtful, moves.loc[moves["repaired"], "officer_id"]])
    again = headline_effects(build_panels(untouched, cycle, unclear), cycle)
    both = headlines[["outcome", "att", "low", "high"]].merge(again, on="outcome", suffixes=("", "_untouched"))
    both["repaired_rows"] = sum(int(table["repaired"].sum()) for table in tables.values())
    return both
