"""Fit officer and unit effects and decompose the variance of an outcome."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.akm import components, network
from analysis.akm.components import Leverages
from analysis.akm.equations import Equations
from analysis.akm.result import Components, Fitted, table
from analysis.errors import UserError

LEAVE_OUT = ("match", "observation")
#: Officers who moved without whom units are hardly connected.
FEWEST_MOVERS = 10


def fit(
    frame: pd.DataFrame,
    *,
    outcome: str,
    officer: str,
    unit: str,
    time: str,
    covariates: Sequence[str] = (),
    leave_out: str = "match",
    leverages: str = "auto",
    draws: int = 200,
    seed: int = 2025,
    alpha: float = 0.05,
) -> Components:
    """Split the variance of an outcome into officers, units, how they are matched, and the rest.

    Parameters
    ----------
    frame : one row an officer and period.
    outcome, officer, unit, time : its columns. A row without one of them is left out and counted.
    covariates : numeric columns that vary in time; their effect, and that of each period, is taken off first.
    leave_out : ``match`` allows errors of an officer in one unit to be dependent; ``observation`` takes them for
        independent.
    leverages : ``exact``, ``projected`` (random projections) or ``auto``: exact up to 4,000 units.
    draws, seed : random projections, and the only source of chance.
    alpha : one minus the level of the intervals.

    Returns
    -------
    Components
        Components with the leave-out correction of Kline, Saggio & Sølvsten (2020); shares add up to one.

    Raises
    ------
    UserError
        If a column is missing, an officer stands twice in a period, or moves connect too few units.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from analysis import akm
    >>> rng = np.random.default_rng(1)
    >>> panel = pd.DataFrame({"officer": np.repeat(np.arange(400), 6), "semester": np.tile(np.arange(6), 400)})
    >>> panel["unit"] = rng.integers(0, 12, (400, 2))[panel["officer"], (panel["semester"] > 2).astype(int)]
    >>> panel["skp"] = rng.normal(size=400)[panel["officer"]] + rng.normal(size=len(panel))
    >>> result = akm.fit(panel, outcome="skp", officer="officer", unit="unit", time="semester")
    >>> shares = result.tidy().set_index("component")["share"]
    >>> bool(abs(shares[["officer", "unit", "covariance", "match", "residual"]].sum() - 1) < 1e-12)
    True
    """
    if leave_out not in LEAVE_OUT:
        raise UserError(f"leave_out '{leave_out}' is unknown; choose {' or '.join(LEAVE_OUT)}.")
    rows, labels, account = _usable(frame, outcome, officer, unit, time, covariates)
    match_of_row, equations = _matches(rows["officer"].to_numpy(), rows["unit"].to_numpy())
    y = _without_controls(rows, match_of_row, equations, covariates)
    if leave_out == "observation":
        equations = Equations(rows["officer"].to_numpy(), rows["unit"].to_numpy(), np.ones(len(rows)))
        match_of_row = np.arange(len(rows))
    movers = int((np.bincount(_pairs(rows)[:, 0]) > 1).sum())
    kind = leverages if leverages != "auto" else "exact" if equations.dense else "projected"
    lever = components.exact(equations) if kind == "exact" else components.projected(equations, draws, seed)
    plug_in, corrected, covariance, fitted = _decompose(y, match_of_row, equations, lever, seed, labels)
    return Components(
        outcome, leave_out, alpha, table(plug_in, corrected, covariance, alpha), account, len(labels),
        int(rows["officer"].max()) + 1, movers, len(rows), kind, fitted,
    )  # fmt: skip


def _usable(
    frame: pd.DataFrame, outcome: str, officer: str, unit: str, time: str, covariates: Sequence[str]
) -> tuple[pd.DataFrame, pd.Index, pd.DataFrame]:
    """Return the rows of the leave-one-officer-out connected set, its units' labels, and the account of all rows."""
    columns = {outcome: "y", officer: "officer", unit: "unit", time: "time"}
    missing = [c for c in [*columns, *covariates] if c not in frame]
    if missing:
        raise UserError(f"akm: the table has no column {', '.join(map(str, missing))}.")
    rows = frame[[*columns, *covariates]].rename(columns=columns)
    steps: list[tuple[str, int, int]] = []

    def keep(which: np.ndarray, reason: str) -> None:
        nonlocal rows
        lost = rows[~which]
        rows = rows[which]
        if len(lost):
            steps.append((reason, len(lost), lost["officer"].nunique()))

    numbers = rows[["y", *covariates]].astype(float)
    keep((rows[["officer", "unit", "time"]].notna().all(axis=1) & np.isfinite(numbers).all(axis=1)).to_numpy(),
         "value_missing")  # fmt: skip
    if rows.duplicated(["officer", "time"]).any():
        count = int(rows.duplicated(["officer", "time"]).sum())
        raise UserError(f"akm: {count} rows give an officer a second unit in one {time}; keep one row for each.")
    if rows.empty:
        raise UserError(f"akm: no row with {outcome}, {officer}, {unit} and {time} is left.")
    codes = [pd.factorize(rows[c], sort=True)[0] for c in ("officer", "unit")]
    keep(network.connected(*codes), "not_connected_by_moves")
    codes = [pd.factorize(rows[c], sort=True)[0] for c in ("officer", "unit")]
    keep(network.leave_one_out(*codes), "connected_by_one_officer_only")
    keep((rows.groupby("officer")["y"].transform("size") > 1).to_numpy(), "officer_seen_once")
    rows["officer"] = pd.factorize(rows["officer"], sort=True)[0]
    rows["unit"], labels = pd.factorize(rows["unit"], sort=True)
    movers = int((np.bincount(_pairs(rows)[:, 0]) > 1).sum()) if len(rows) else 0
    if movers < FEWEST_MOVERS or rows["unit"].nunique() < 2:
        raise UserError(
            f"akm: {movers} officers who moved connect {rows['unit'].nunique()} units so that none of them is alone in "
            f"connecting two; at least {FEWEST_MOVERS} are needed to tell officers from units."
        )
    steps.append(("used", len(rows), rows["officer"].nunique()))
    return rows.reset_index(drop=True), pd.Index(labels), pd.DataFrame(steps, columns=["reason", "rows", "officers"])


def _pairs(rows: pd.DataFrame) -> np.ndarray:
    """Return each pair of officer and unit once."""
    return np.unique(rows[["officer", "unit"]].to_numpy(), axis=0)


def _matches(officer: np.ndarray, unit: np.ndarray) -> tuple[np.ndarray, Equations]:
    """Collapse observations to matches: return the match of each observation, and the equations on matches."""
    pairs, match, count = np.unique(
        np.column_stack([officer, unit]), axis=0, return_inverse=True, return_counts=True
    )  # fmt: skip
    return match.ravel(), Equations(pairs[:, 0], pairs[:, 1], count.astype(float))


def _without_controls(
    rows: pd.DataFrame, match: np.ndarray, equations: Equations, covariates: Sequence[str]
) -> np.ndarray:
    """Return the outcome less period effects and covariates, with mean zero (Frisch–Waugh–Lovell)."""
    periods = pd.get_dummies(rows["time"], drop_first=True, dtype=float).to_numpy()
    controls = np.column_stack([periods, rows[list(covariates)].to_numpy(float)])
    y = rows["y"].to_numpy(float)
    if controls.shape[1]:
        both = np.column_stack([y, controls])
        residual = both - equations.fitted(_means(both, match, equations))[match]
        beta = np.linalg.lstsq(residual[:, 1:], residual[:, 0], rcond=None)[0]
        y = y - controls @ beta
    return y - y.mean()


def _means(values: np.ndarray, match: np.ndarray, equations: Equations) -> np.ndarray:
    """Average observations × K values within rows of the equations."""
    sums = np.column_stack([np.bincount(match, column, len(equations.weight)) for column in values.T])
    return sums / equations.weight[:, None]


def _decompose(
    y: np.ndarray, match: np.ndarray, equations: Equations, leverages: Leverages, seed: int, labels: pd.Index
) -> tuple[dict[str, float], dict[str, float], np.ndarray, Fitted]:
    """Return plug-in and corrected components, the covariance of the corrected ones, and the fit behind them."""
    weight, total = equations.weight, equations.total
    mean = _means(y[:, None], match, equations)[:, 0]
    squares = np.bincount(match, (y - mean[match]) ** 2, len(weight))
    within = np.divide(squares, weight - 1, out=np.full(len(weight), np.nan), where=weight > 1)
    alpha, psi = (effects[:, 0] for effects in equations.effects(mean[:, None]))
    residual = mean - alpha[equations.officer] - psi[equations.unit]
    root = np.sqrt(weight)
    sigma = components.error_variances(root * mean, root * residual, leverages, within)
    plug_in = components.quadratic(equations, alpha, psi)
    corrected = plug_in - leverages.bias.T @ sigma
    moved = leverages.fit <= 1 - 1e-9
    variance = float((weight @ mean**2 + squares.sum()) / total)
    by_match = 0.0
    if squares.any():
        # beyond what errors within matches alone would give: variance of matches × observations
        noise = squares[moved].sum() / max((weight[moved] - 1).sum(), 1.0)
        by_match = float((sigma[moved] - noise).sum() / total)
    first = dict(zip(components.NAMES, plug_in.tolist(), strict=True)) | {
        "match": float(weight @ residual**2 / total) if squares.any() else 0.0, "total": variance,
    }  # fmt: skip
    second = dict(zip(components.NAMES, corrected.tolist(), strict=True)) | {"match": by_match, "total": variance}
    covariance = components.variances(equations, root * mean, leverages, sigma, seed)
    return first, second, covariance, Fitted(equations, labels, psi, sigma)
