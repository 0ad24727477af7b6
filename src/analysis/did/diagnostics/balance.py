"""Are the compared alike? Standardised differences of covariates, and overlap of the propensity score."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.did.design import NEVER, Design
from analysis.did.doubly_robust import TRIM, propensity


def balance(design: Design) -> pd.DataFrame:
    """Compare covariates of treated and never treated, as they are and after weighting by the odds of treatment.

    Returns
    -------
    DataFrame
        ``covariate``, ``treated``, ``control`` (means), ``difference`` (in pooled standard deviations) and
        ``difference_weighted``; beyond ±0.1 a covariate is commonly called unbalanced (Austin 2009). The weighted
        difference is NaN where no propensity score exists.
    """
    names, values, d, p = _scored(design)
    w0 = np.where(d == 0, p / (1 - p), 0.0)
    rows = []
    for name, x in zip(names, values.T, strict=True):
        one, zero = x[d == 1], x[d == 0]
        spread = np.sqrt((one.var(ddof=1) + zero.var(ddof=1)) / 2)
        weighted = (w0 @ x) / w0.sum()
        rows.append(
            (name, one.mean(), zero.mean(), (one.mean() - zero.mean()) / spread, (one.mean() - weighted) / spread)
        )
    return pd.DataFrame(rows, columns=["covariate", "treated", "control", "difference", "difference_weighted"])


def overlap(design: Design) -> dict[str, float]:
    """Describe the overlap of treated and never treated in the propensity score.

    Returns
    -------
    dict
        ``outside``: share of treated whose score lies outside the controls' range; ``trimmed``: controls trimmed;
        ``highest``: the highest score of a control; ``effective_controls``: (Σω)² / Σω² of the weights. All NaN where
        no propensity score exists.
    """
    _, _, d, p = _scored(design)
    if np.isnan(p).any():
        return dict.fromkeys(("outside", "trimmed", "highest", "effective_controls"), float("nan"))
    zero = p[d == 0]
    odds = np.where(zero < TRIM, zero / (1 - zero), 0.0)
    return {
        "outside": float(((p[d == 1] > zero.max()) | (p[d == 1] < zero.min())).mean()),
        "trimmed": int((zero >= TRIM).sum()),
        "highest": float(zero.max()),
        "effective_controls": float(odds.sum() ** 2 / (odds**2).sum()),
    }


def _scored(design: Design) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    w = design.wide
    if design.covariates is None:
        raise KeyError(f"the design of {design.outcome} has no covariates to compare")
    d = (w.cohort != NEVER).astype(float)
    values = design.covariates.reindex(w.units).to_numpy(float)
    try:
        p = propensity(d, w.x, w.weight)[0]
    except np.linalg.LinAlgError:
        # covariates tell the groups apart entirely
        p = np.full(len(d), np.nan)
    return list(map(str, design.covariates.columns)), values, d, p
