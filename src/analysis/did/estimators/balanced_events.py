"""Event studies over a fixed set of cohorts.

In an event study each event time averages over the cohorts that reach it, so that its shape mixes effects with a
change of cohorts. Here every event time averages over the same cohorts: those whose effect is estimated from their
treatment to `last` (Callaway & Sant'Anna 2021, section 3.1.1; ``balance_e`` of the R package did).
"""

from __future__ import annotations

import numpy as np

from analysis.did.cells import aggregate, equally, join
from analysis.did.design import Design
from analysis.did.estimators import group_time
from analysis.did.result import Result, from_effects, label
from analysis.errors import UserError

NAME = "balanced_events"


def fit(design: Design, last: int, alpha: float = 0.05, method: str = "dr") -> Result:
    """Estimate an event study to `last` from the cohorts that are observed so long.

    Parameters
    ----------
    last : event time up to which every cohort must be estimated, ≥ 0.
    method : as in :func:`analysis.did.estimators.group_time.estimate`.

    Returns
    -------
    Result
        ``event_time`` up to `last`, before treatment as far back as all of these cohorts are estimated, and
        ``overall``, the mean over event times from 0 to `last`. `skipped` counts, besides what could not be estimated,
        cells of cohorts that are not observed so long (``cohort_not_observed_so_long``).

    Raises
    ------
    UserError
        If `last` is negative or no cohort is observed so long.
    """
    cells = group_time.estimate(design, method=method)
    event = cells.event_time
    needed = set(range(last + 1))
    kept = [g for g in np.unique(cells.cohort) if needed and needed <= set(event[cells.cohort == g].tolist())]
    if not kept:
        raise UserError(
            f"outcome '{design.outcome}': no cohort is estimated at every event time from 0 to {last}; choose a "
            f"smaller last event time, 0 at least."
        )
    of_kept = np.isin(cells.cohort, kept)
    shared = set.intersection(*(set(event[cells.cohort == g].tolist()) for g in kept))
    events = sorted(e for e in shared if e <= last)
    each = aggregate(cells, np.array([of_kept & (event == e) for e in events]))
    overall = equally(each[np.flatnonzero(np.array(events) >= 0)])
    labels = [label("overall"), *(label("event_time", event_time=int(e)) for e in events)]
    skipped = dict(cells.reasons)
    if not of_kept.all():
        skipped["cohort_not_observed_so_long"] = int((~of_kept).sum())
    return from_effects(NAME, design, labels, join(overall, each), alpha, skipped)
