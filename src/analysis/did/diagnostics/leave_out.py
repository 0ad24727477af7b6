"""Does the answer hang on one unit, one cohort or one rater?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.did.design import NEVER, Design, varied
from analysis.did.diagnostics.placebo import Overall, group_time_overall
from analysis.did.result import Result
from analysis.errors import UserError


def cohorts(design: Design, alpha: float = 0.05, overall: Overall = group_time_overall) -> pd.DataFrame:
    """Estimate again without each cohort in turn: ``left_out``, ``att``, ``low``, ``high``, ``p``."""
    w = design.wide
    rows_by_label = {}
    for g, _ in w.cohorts():
        if g != NEVER:
            rows_by_label[str(w.written(g))] = _without(design, w.cohort != g, alpha, overall)
    return _table(rows_by_label)


def treated_units(design: Design, alpha: float = 0.05, overall: Overall = group_time_overall) -> pd.DataFrame:
    """Estimate again without each treated unit in turn: for units, of which there are few."""
    w = design.wide
    rows_by_label = {
        str(w.units[k]): _without(design, np.arange(len(w.units)) != k, alpha, overall)
        for k in np.flatnonzero(w.cohort != NEVER)
    }
    return _table(rows_by_label)


def _without(design: Design, keep: np.ndarray, alpha: float, overall: Overall) -> pd.Series | None:
    try:
        return overall(varied(design, keep), alpha)
    except (UserError, KeyError):
        return None


def _table(rows_by_label: dict[str, pd.Series | None]) -> pd.DataFrame:
    columns = ["att", "low", "high", "p"]
    rows = [
        {"left_out": k} | {c: np.nan if r is None else float(r[c]) for c in columns} for k, r in rows_by_label.items()
    ]
    return pd.DataFrame(rows, columns=["left_out", *columns])


def influence_of(result: Result, labels: np.ndarray) -> pd.Series:
    """Return by how much the overall effect moves without each cluster, to first order (−Σψ / n).

    Parameters
    ----------
    result : with influence functions; its first row is ``overall``.
    labels : a cluster of each unit, for instance its rater.

    Returns
    -------
    Series
        One value a cluster, the largest in size first; no label of a person leaves this table but a number.
    """
    if result.influence is None:
        raise KeyError(f"{result.estimator} has no influence functions")
    sums = pd.Series(result.influence[:, 0]).groupby(pd.factorize(labels)[0]).sum()
    moved = -sums / len(labels)
    return moved.reindex(moved.abs().sort_values(ascending=False, kind="stable").index).reset_index(drop=True)
