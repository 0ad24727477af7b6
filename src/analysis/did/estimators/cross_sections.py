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
from analysis.did.doubly_robust import METHODS, TRIM, propensity
from analysis.did.estimators.group_time import SPARE
from analysis.did.inference.intervals import intervals
from analysis.did.sampling import Sampling
from analysis.did.timeline import NEVER, Timeline, cohorts, integers
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

    Raises
    ------
    UserError
        If no effect after treatment can be estimated, or as in :func:`estimate`.
    """
    cells, sampling = estimate(data, method, base_period)
    events = np.unique(cells.event_time)
    if not (events >= 0).any():
        raise UserError(
            f"outcome '{data.outcome}': no cohort's respondents are observed before and after treatment beside enough "
            f"controls ({', '.join(f'{n} cells {reason}' for reason, n in cells.reasons.items())})."
        )
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
    time, given, frequency = integers(frame[data.time], data.time)
    if not given.all():
        raise UserError(f"{what}: column '{data.time}' is missing in {int((~given).sum())} rows; fill or drop them.")
    cohort = cohorts(frame[data.cohort], data.cohort, int(time.min()), frequency)
    cohort[cohort > time.max()] = NEVER
    if (cohort == NEVER).all() or len(np.unique(cohort)) == 1:
        raise UserError(f"{what}: no respondent's unit is treated, or none is a control.")
    line = Timeline(np.unique(time))
    collector = Collector(len(y), line)
    for g in map(int, np.unique(cohort[cohort != NEVER])):
        base = line.base(g, data.anticipation)
        for t in map(int, line.observed):
            early = line.event_time(g, t) < -data.anticipation
            b = line.previous(t) if base_period == "varying" and early else base
            if t == b:
                continue
            if b is None:
                collector.skipped.append((g, t, "no_pre_period"))
                continue
            control = cohort == NEVER
            if data.control_group == "not_yet_treated":
                control = line.untreated(cohort, max(t, b), data.anticipation) & (cohort != g)
            in_either = (time == t) | (time == b)
            rows = np.flatnonzero(in_either & ((cohort == g) | control))
            reason = _add(collector, g, t, cohort, time, rows, y, x, method)
            if reason:
                collector.skipped.append((g, t, reason))
    labels = pd.factorize(frame[data.cluster])[0]
    return collector.cells(np.ones(len(y))), Sampling(cohort, (labels,))


def _add(
    collector: Collector,
    g: int,
    t: int,
    cohort: np.ndarray,
    time: np.ndarray,
    rows: np.ndarray,
    y: np.ndarray,
    x: np.ndarray,
    method: str,
) -> str:
    """Estimate the cell of a cohort and period from its respondents and those of its controls, and collect it.

    Returns
    -------
    str
        The reason why the cell is skipped; empty if it is not.
    """
    treated, post = (cohort[rows] == g).astype(float), (time[rows] == t).astype(float)
    counts = [int((treated[post == k] == j).sum()) for j in (1, 0) for k in (0, 1)]
    if min(counts[:2]) < x.shape[1] - 1 + SPARE:
        return "too_few_treated"
    if min(counts[2:]) <= x.shape[1]:
        return "no_controls"
    try:
        att, psi = _cell(y[rows], treated, post, x[rows], method)
    except np.linalg.LinAlgError:
        return "covariates_not_estimable"
    members = np.flatnonzero(cohort == g)
    share = len(members) / len(y)
    collector.add(g, [t], np.array([att]), rows, members, int(treated.sum()), share, psi[:, None].copy)
    return ""


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
        score_influence = ((d - p)[:, None] * x) @ hessian

    def add(
        sign: float,
        weight: np.ndarray,
        value: np.ndarray,
        regressions: list[tuple[float, tuple[int, int]]],
        scored: bool,
    ) -> None:
        """Add a signed weighted mean, with the regressions in `value` and, if `scored`, the propensity in `weight`."""
        nonlocal psi, att
        mean = weight.mean()
        eta = (weight * value).mean() / mean
        att += sign * eta
        psi += sign * weight * (value - eta) / mean
        for slope, key in regressions:
            psi += sign * slope * (fits[key][1] @ ((weight[:, None] * x).mean(axis=0) / mean))
        if scored:
            psi += sign * (score_influence @ ((weight * (value - eta))[:, None] * x).mean(axis=0)) / mean

    for b in (1, 0):
        sign, control = (1 if b else -1), (0, b)
        residual = y - x @ fits[control][0] if method in ("dr", "reg") else y
        regressions: list[tuple[float, tuple[int, int]]] = [(-1, control)] if method == "dr" else []
        if method == "reg":
            add(sign, parts[1, b], y, [], False)
            add(-sign, d, x @ fits[control][0], [(1, control)], False)
            continue
        add(sign, parts[1, b], residual, regressions, False)
        add(-sign, odds * parts[0, b], residual, regressions, True)
        if method == "dr":
            difference = x @ (fits[1, b][0] - fits[control][0])
            both = [(1.0, (1, b)), (-1.0, control)]
            add(sign, d, difference, both, False)
            add(-sign, parts[1, b], difference, both, False)
    return att, psi


def _ols(y: np.ndarray, x: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit on some rows; return coefficients and their influence (rows × k)."""
    inverse = np.linalg.pinv((x * mask[:, None]).T @ x / len(y), hermitian=True)
    beta = inverse @ ((x * mask[:, None]).T @ y / len(y))
    return beta, (mask * (y - x @ beta))[:, None] * x @ inverse
