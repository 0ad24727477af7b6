"""What rotation changed of several measures of kelurahan, estimated alike."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.did.design import Design
from analysis.did.estimators import event_bins
from analysis.did.estimators.registry import ESTIMATORS
from analysis.did.inference import intervals
from analysis.domain.outcomes import Outcome
from analysis.errors import UserError
from analysis.impact import designs


def between_districts(
    panel: pd.DataFrame,
    measures: Iterable[str],
    like: Outcome,
    home: pd.Series,
    estimator: str,
    alpha: float,
    weights: pd.Series | None = None,
) -> pd.DataFrame:
    """Estimate each measure, its interval allowing each kecamatan a shock of its own where one alone is treated.

    Parameters
    ----------
    panel : kelurahan × period with ``cohort`` and a column a measure.
    like : the outcome whose frequency, window and bins are used.
    home : kecamatan of each kelurahan (index = ``unit_id``).
    estimator : that speaks for units.
    weights : of the kelurahan; None weighs them alike.

    Returns
    -------
    DataFrame
        ``measure``, ``att``, ``se``, ``low``, ``high``, ``p``, ``pretrend_p``, ``p_adjusted`` (Holm); a measure that
        cannot be estimated has no row.
    """
    rows = []
    for name in measures:
        try:
            design = Design(panel, name, "unit_id", like.frequency, weights=weights)
            row = ESTIMATORS[estimator].overall(design, alpha).to_dict()
        except (UserError, KeyError):
            continue
        effect, _ = designs.between_districts(design, home, estimator, row, alpha)
        bins = event_bins.estimate(design, like.bin, *like.window)
        _, pretrend, _ = intervals.joint_test(bins.effects[np.flatnonzero(bins.before)], design.wide.sampling)
        rows.append((name, *(effect[k] for k in ("att", "se", "low", "high", "p")), pretrend))
    table = pd.DataFrame(rows, columns=["measure", "att", "se", "low", "high", "p", "pretrend_p"])
    table["p_adjusted"] = intervals.holm(table["p"])
    return table
