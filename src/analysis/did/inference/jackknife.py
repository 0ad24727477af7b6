"""Least squares whose errors are clustered by leaving out one cluster at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.did.inference.intervals import from_errors


def regress(y: pd.Series, x: pd.DataFrame, cluster: pd.Series, alpha: float = 0.05) -> pd.DataFrame:
    r"""Regress by least squares, errors by the jackknife over clusters.

    With G clusters and coefficients b₍₋g₎ without cluster g, the variance is (G − 1)/G · Σ (b₍₋g₎ − b)(b₍₋g₎ − b)′,
    which keeps its level with few and unequal clusters better than sums of scores do (MacKinnon, Nielsen & Webb 2023,
    Journal of Econometrics 232, CV₃); t with G − 1 degrees of freedom.

    Parameters
    ----------
    y : the outcome.
    x : regressors, a constant or full dummies among them; of columns that depend on others, as dummies that few
        clusters carry may once those are left out, the shortest solution is taken.
    cluster : label of each row.
    alpha : one minus the level of the intervals.

    Returns
    -------
    DataFrame
        ``effect``, ``se``, ``low``, ``high``, ``p``, one row a column of `x`, in units of `y`. All but ``effect`` are
        NaN where there is a single cluster, or where a coefficient rests on one cluster alone.

    Examples
    --------
    >>> y, x = pd.Series([0.0, 1.0, 2.0, 5.0]), pd.DataFrame({"const": [1.0, 1.0, 1.0, 1.0]})
    >>> regress(y, x, pd.Series([1, 2, 3, 4]))["se"].round(4).tolist()
    [1.0801]
    """
    values, outcome = x.to_numpy(float), y.to_numpy(float)
    size = np.sqrt((values**2).sum(axis=0))
    order = np.argsort(pd.factorize(cluster)[0], kind="stable")
    code = pd.factorize(cluster)[0][order]
    scaled, outcome = (values / np.where(size > 0, size, 1.0))[order], outcome[order]
    count = int(code.max()) + 1
    counts = np.bincount(code)
    beta = _solved((scaled.T @ scaled)[None], (scaled.T @ outcome)[None])[0]
    away = _changes(scaled, outcome - scaled @ beta, counts)
    se = np.sqrt((count - 1) / count * (away**2).sum(axis=0))
    scale = np.where(size > 0, size, np.nan)
    se = np.where(_alone(scaled, counts), np.nan, se)
    table = from_errors(beta / scale, se / scale, count - 1, alpha)
    return table.rename(columns={"att": "effect"}).drop(columns="df").set_index(x.columns)


def _changes(x: np.ndarray, residuals: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return what leaving out each cluster adds to the coefficients: clusters × columns; rows stand by cluster."""
    starts = np.r_[0, np.cumsum(counts)[:-1]]
    gram = x.T @ x
    if counts.max() > x.shape[1]:
        cross = np.array([part.T @ part for part in np.split(x, starts[1:])])
        return -_solved(gram - cross, np.add.reduceat(x * residuals[:, None], starts, axis=0))
    # small clusters: −A X′ (I − X A X′)⁻¹ e with A the inverse of the cross-products, each padded to the largest
    inverse = np.linalg.pinv(gram, rcond=1e-10, hermitian=True)
    at = np.repeat(np.arange(len(counts)), counts), np.arange(len(x)) - np.repeat(starts, counts)
    padded, padded_e = np.zeros((len(counts), counts.max(), x.shape[1])), np.zeros((len(counts), counts.max()))
    padded[at], padded_e[at] = x, residuals
    weighted = padded @ inverse
    rest = np.eye(counts.max()) - weighted @ padded.transpose(0, 2, 1)
    return -np.einsum("gmk,gm->gk", weighted, _solved(rest, padded_e))


def _alone(x: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Tell which columns are zero outside of a single cluster."""
    each = np.add.reduceat(x**2, np.r_[0, np.cumsum(counts)[:-1]], axis=0)
    return ((each.sum(axis=0) - each) < 1e-10).any(axis=0)


def _solved(gram: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solve many systems of unit scale; the shortest solutions where one of them is singular or near it."""
    try:
        if np.einsum("gii->gi", np.linalg.cholesky(gram)).min() > 1e-4:
            return np.linalg.solve(gram, right[:, :, None])[:, :, 0]
    except np.linalg.LinAlgError:
        pass
    return np.einsum("gij,gj->gi", np.linalg.pinv(gram, rcond=1e-8, hermitian=True), right)
