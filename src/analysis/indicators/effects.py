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
from analysis.impact import designs
from analysis.impact.possible import TOO_LITTLE


def between_districts(
    panel: pd.DataFrame,
    measures: Iterable[str],
    like: Outcome,
    home: pd.Series,
    estimator: str,
    alpha: float,
    weights: pd.Series | None = None,
) -> pd.DataFrame:
    """Estimate each measure, its interval allowing each kecamatan a shock of its own where one alone rotates.

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
            overall = ESTIMATORS[estimator].fit(design, alpha).row()
            numbers = {key: float(overall[key]) for key in ("att", "se", "low", "high", "df", "p")}
            numbers, _ = designs.between_districts(design, home, estimator, numbers, alpha)
        except TOO_LITTLE:
            continue
        rows.append((name, *(numbers[key] for key in ("att", "se", "low", "high", "p")), _pretrend(design, like)))
    table = pd.DataFrame(rows, columns=["measure", "att", "se", "low", "high", "p", "pretrend_p"])
    table["p_adjusted"] = intervals.holm(table["p"])
    return table


def _pretrend(design: Design, like: Outcome) -> float:
    """Return the p-value of the joint test of the periods before; NaN where there are too few."""
    try:
        bins = event_bins.estimate(design, like.bin, *like.window)
        return intervals.joint_test(bins.effects[np.flatnonzero(bins.before)], design.wide.sampling)[1]
    except TOO_LITTLE:
        return np.nan
