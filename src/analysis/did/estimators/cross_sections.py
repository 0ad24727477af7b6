"""Group-time effects from repeated cross-sections: survey respondents, each asked once.

Sant'Anna & Zhao (2020, J. Econometrics 219): the locally efficient doubly robust estimator (eq. 3.4, repeated
cross-sections), with weighting and outcome regression beside it; cells and averages as in Callaway & Sant'Anna (2021).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.did import cells as averages
from analysis.did.cells import Cells, Collector
from analysis.did.design import NEVER, Sampling, integers
from analysis.did.doubly_robust import METHODS, TRIM, propensity
from analysis.did.estimators.group_time import SPARE
from analysis.did.inference.intervals import intervals
from analysis.errors import UserError


@dataclass(frozen=True)
class CrossSections:
    """Respondents of a repeated survey.

    Parameters
    ----------
    rows : one row a respondent.
    outcome, time, cohort : column names; `cohort` is the first treated period of the respondent's unit, missing for
        never_treated.
    cluster : column of the unit; answers about one unit share its shocks.
    covariates : names of numeric columns.
    anticipation, control_group : as in a panel's design.
    """

    rows: pd.DataFrame
    outcome: str
    time: str
    cluster: str
    cohort: str = "cohort"
    covariates: tuple[str, ...] = ()
    anticipation: int = 0
    control_group: str = "not_yet_treated"


def fit(data: CrossSections, method: str = "dr", alpha: float = 0.05, base_period: str = "universal") -> pd.DataFrame:
    """Estimate the overall effect and those by event time, errors clustered by unit.

    Returns
    -------
    DataFrame
        ``aggregation``, ``event_time``, ``att``, ``se``, ``low``, ``high``, ``df``, ``p``, ``n_treated``, ``n_control``
        (respondents).
    """
    cells, sampling = estimate(data, method, base_period)
    events = np.unique(cells.event_time)
    which = [cells.event_time >= 0, *(cells.event_time == e for e in events)]
    table = intervals(averages.aggregate(cells, np.array(which)), sampling, alpha)
    table.insert(0, "aggregation", ["overall", *["event_time"] * len(events)])
    table.insert(1, "event_time", pd.array([None, *events.tolist()], "Int64"))
    return table


def estimate(data: CrossSections, method: str = "dr", base_period: str = "universal") -> tuple[Cells, Sampling]:
    """Estimate every ATT(g, t); return the cells and how respondents were drawn.

    Raises
    ------
    UserError
        If a column is missing, a covariate or outcome is not finite, or nobody is treated or compared.
    """
    what = f"outcome '{data.outcome}'"
    if method not in METHODS:
        raise UserError(f"method '{method}' is unknown; choose {', '.join(METHODS)}.")
    frame = data.rows.dropna(subset=[data.outcome])
    y = frame[data.outcome].to_numpy(float)
    x = np.column_stack([np.ones(len(frame)), *(frame[c].to_numpy(float) for c in data.covariates)])
    if not len(frame) or not np.isfinite(y).all() or not np.isfinite(x).all():
        raise UserError(f"{what}: no answers, or answers or covariates that are missing or infinite; drop those rows.")
    time = integers(frame[data.time])[0]
    start, known, _ = integers(frame[data.cohort])
    cohort = np.where(known, start, NEVER)
    cohort[cohort > time.max()] = NEVER
    if (cohort == NEVER).all() or len(np.unique(cohort)) == 1:
        raise UserError(f"{what}: no respondent's unit is treated, or none is a control.")
    found = Collector(len(y))
    times = np.unique(time)
    for g in np.unique(cohort[cohort != NEVER]):
        base = g - 1 - data.anticipation
        for t in times:
            b = t - 1 if base_period == "varying" and t < g - data.anticipation else base
            if t == b:
                continue
            if b not in times:
                found.skipped.append((int(g), int(t), "no_pre_period"))
                continue
            here = (time == t) | (time == b)
            control = cohort == NEVER
            if data.control_group == "not_yet_treated":
                control |= (cohort > max(t, b) + data.anticipation) & (cohort != g)
            d = here & (cohort == g)
            rows = np.flatnonzero(d | (here & control))
            one, post = (cohort[rows] == g).astype(float), (time[rows] == t).astype(float)
            counts = [int((one[post == k] == j).sum()) for j in (1, 0) for k in (0, 1)]
            if min(counts[:2]) < x.shape[1] - 1 + SPARE or min(counts[2:]) <= x.shape[1]:
                reason = "too_few_treated" if min(counts[:2]) < x.shape[1] - 1 + SPARE else "no_controls"
                found.skipped.append((int(g), int(t), reason))
                continue
            try:
                att, psi = _cell(y[rows], one, post, x[rows], method)
            except np.linalg.LinAlgError:
                found.skipped.append((int(g), int(t), "covariates_not_estimable"))
                continue
            members = np.flatnonzero(cohort == g)
            share = len(members) / len(y)
            found.add(int(g), [int(t)], np.array([att]), rows, members, int(one.sum()), share, psi[:, None].copy)
    labels = pd.factorize(frame[data.cluster])[0]
    return found.cells(np.ones(len(y))), Sampling(cohort, (labels,))


def _cell(y: np.ndarray, d: np.ndarray, post: np.ndarray, x: np.ndarray, method: str) -> tuple[float, np.ndarray]:
    """Estimate one cell; return the ATT and its influence function (one a respondent).

    The estimate is a sum of signed, weighted means of residuals. Each mean brings its own influence and that of the
    regressions and the propensity score inside it (the delta method over moments).
    """
    parts = {(a, b): d * (post == b) if a else (1 - d) * (post == b) for a in (1, 0) for b in (1, 0)}
    fits = {key: _ols(y, x, mask) for key, mask in parts.items()}
    psi, att = np.zeros(len(y)), 0.0
    if method in ("dr", "ipw"):
        p, hessian = propensity(d, x)
        odds = np.where(p < TRIM, p / (1 - p), 0.0)
        logit = ((d - p)[:, None] * x) @ hessian

    def add(
        sign: float, weight: np.ndarray, value: np.ndarray, leans: list[tuple[float, tuple[int, int]]], tilt: bool
    ) -> None:
        nonlocal psi, att
        mean = weight.mean()
        eta = (weight * value).mean() / mean
        att += sign * eta
        psi += sign * weight * (value - eta) / mean
        for slope, key in leans:
            psi += sign * slope * (fits[key][1] @ ((weight[:, None] * x).mean(axis=0) / mean))
        if tilt:
            psi += sign * (logit @ ((weight * (value - eta))[:, None] * x).mean(axis=0)) / mean

    for b in (1, 0):
        sign, own = (1 if b else -1), (0, b)
        gap = y - x @ fits[own][0] if method in ("dr", "reg") else y
        lean: list[tuple[float, tuple[int, int]]] = [(-1, own)] if method == "dr" else []
        if method == "reg":
            add(sign, parts[1, b], y, [], False)
            add(-sign, d, x @ fits[own][0], [(1, own)], False)
            continue
        add(sign, parts[1, b], gap, lean, False)
        add(-sign, odds * parts[0, b], gap, lean, True)
        if method == "dr":
            difference = x @ (fits[1, b][0] - fits[own][0])
            leans = [(1.0, (1, b)), (-1.0, own)]
            add(sign, d, difference, leans, False)
            add(-sign, parts[1, b], difference, leans, False)
    return att, psi


def _ols(y: np.ndarray, x: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit on some rows; return coefficients and their influence (rows × k)."""
    gram = np.linalg.pinv((x * mask[:, None]).T @ x / len(y), hermitian=True)
    beta = gram @ ((x * mask[:, None]).T @ y / len(y))
    return beta, (mask * (y - x @ beta))[:, None] * x @ gram
