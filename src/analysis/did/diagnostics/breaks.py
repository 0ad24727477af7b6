"""A change of instrument: does it move those treated later and those never treated differently?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.did.cells import aggregate
from analysis.did.design import Design
from analysis.did.estimators import group_time
from analysis.did.inference import intervals


def instrument(design: Design, since: int, alpha: float = 0.05) -> pd.Series | None:
    """Compare growth across the change between cohorts treated only later and the controls.

    Parameters
    ----------
    since : first period of the new instrument, on the integer time line.

    Returns
    -------
    Series
        ``att``, ``se``, ``low``, ``high``, ``df``, ``p``, ``n_treated``, ``n_control``; None where no cohort is
        treated late enough to tell.
    """
    cells = group_time.estimate(design, base_period="varying")
    which = (cells.time == since) & (cells.cohort - design.anticipation > since)
    if not which.any():
        return None
    return intervals.intervals(aggregate(cells, which), design.wide.sampling, alpha).iloc[0]


def anticipation(design: Design, alpha: float = 0.05) -> pd.Series | None:
    """Return the mean effect in the periods of anticipation; None where the design has none or none is observed."""
    cells = group_time.estimate(design)
    which = (cells.event_time < 0) & (cells.event_time >= -design.anticipation)
    if not np.any(which):
        return None
    return intervals.intervals(aggregate(cells, which), design.wide.sampling, alpha).iloc[0]
