"""The two-way fixed-effects model in statsmodels: the reference reading, not the answer.

With staggered moves and effects that differ it mixes comparisons among the already treated
(Goodman-Bacon 2021, J. Econometrics 225), so the report shows it beside the group-time estimate.
"""

from __future__ import annotations

import numpy as np
import statsmodels.api as sm

from analysis.did.design import NEVER, Design
from analysis.did.inference import FEW_TREATED, Interval, from_error


def estimate(design: Design, alpha: float = 0.05) -> tuple[Interval, int, int]:
    """Regress the outcome on post × treated with unit and period effects, errors clustered by unit.

    Unit effects are removed by demeaning, period effects are dummies (Frisch–Waugh–Lovell). Periods of
    anticipation are left out, so that they count neither as before nor as after.

    Where the design has clusters, errors are clustered by unit and by the last of them.

    Returns
    -------
    interval, n_treated, n_control
        Degrees of freedom: clusters − 1, or treated clusters − 1 when those are few.
    """
    w = design.wide
    known = w.cohort != NEVER
    event = np.where(known[:, None], w.times - np.where(known, w.cohort, 0)[:, None], -(10**6))
    use = ~np.isnan(w.y) & ~((event < 0) & (event >= -design.anticipation))
    unit, time = np.nonzero(use)
    y, d = w.y[use], (event[use] >= 0).astype(float)
    dummies = (time[:, None] == np.arange(1, len(w.times))).astype(float)
    present = dummies.any(axis=0)
    columns = np.column_stack([y, d, dummies[:, present]])
    counts = np.bincount(unit, minlength=len(w.units)).astype(float)
    for k in range(columns.shape[1]):
        means = np.bincount(unit, weights=columns[:, k], minlength=len(w.units)) / np.maximum(counts, 1)
        columns[:, k] -= means[unit]
    shared = w.sampling.clusters[-1:]
    groups = np.column_stack([unit, shared[0][unit]]) if shared else unit
    fit = sm.OLS(columns[:, 0], columns[:, 1:]).fit(cov_type="cluster", cov_kwds={"groups": groups})
    treated = len(np.unique(unit[d > 0]))
    clusters = len(np.unique(unit))
    df = (treated if known.sum() < FEW_TREATED else clusters) - 1
    return from_error(float(fit.params[0]), float(fit.bse[0]), df, alpha), treated, clusters - int(known.sum())
