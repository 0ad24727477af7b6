"""Inference on the two-way coefficient when clusters are few: CR2, CR3 and the wild cluster bootstrap.

All three take clusters as given (districts, units). None can work with a single treated cluster: there the wild
bootstrap is known to fail (MacKinnon & Webb 2018, Econometrics Journal 21), and comparing districts is what is left
(:mod:`analysis.did.diagnostics.districts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import optimize, stats

from analysis.did.design import NEVER, Design
from analysis.did.inference.intervals import from_errors


@dataclass(frozen=True)
class TwoWay:
    """The two-way regression as stacked arrays, one block of rows a cluster.

    Parameters
    ----------
    design : the design; periods of anticipation are left out.
    labels : cluster of each unit, integers from zero.
    """

    design: Design
    labels: np.ndarray

    @cached_property
    def arrays(self) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
        """Outcome, regressors (treatment first, then periods), both less their units' means, and rows by cluster."""
        w = self.design.wide
        event = w.event_time()
        use = w.seen & ~((event < 0) & (event >= -self.design.anticipation))
        unit, time = np.nonzero(use)
        d = (event[use] >= 0).astype(float)
        periods = (time[:, None] == np.unique(time)[1:]).astype(float)
        weight = np.sqrt(w.weight[unit])
        columns = np.column_stack([w.y[use], d, periods])
        counts = np.maximum(np.bincount(unit, minlength=len(w.units)), 1)
        for k in range(columns.shape[1]):
            columns[:, k] -= (np.bincount(unit, columns[:, k], len(w.units)) / counts)[unit]
        columns *= weight[:, None]
        of = self.labels[unit]
        return columns[:, 0], columns[:, 1:], [np.flatnonzero(of == c) for c in np.unique(of)]

    @cached_property
    def treated_clusters(self) -> int:
        """How many clusters hold a treated unit."""
        return len(np.unique(self.labels[self.design.wide.cohort != NEVER]))

    @cached_property
    def control_clusters(self) -> int:
        """How many clusters hold a control: a never treated unit or, where there is none, one of a later cohort."""
        cohort = self.design.wide.cohort
        control = cohort == NEVER if (cohort == NEVER).any() else cohort > cohort.min()
        return len(np.unique(self.labels[control]))


def cr2(model: TwoWay, alpha: float = 0.05) -> dict[str, float]:
    """Return the coefficient with the CR2 error and the degrees of freedom of Bell & McCaffrey (2002).

    NaN unless at least two clusters hold treated units and two hold controls.
    Unit effects lie within clusters and are taken out first (Pustejovsky & Tipton 2018, theorem 2).
    Degrees of freedom for working errors that are independent and alike.
    """
    y, x, clusters = model.arrays
    gram = np.linalg.pinv(x.T @ x, hermitian=True)
    beta = gram @ (x.T @ y)
    if min(model.treated_clusters, model.control_clusters) < 2:
        # the one cluster of a side is fitted exactly and shows no error
        return from_errors(np.array([beta[0]]), np.array([np.nan]), len(clusters) - 1, alpha).iloc[0].to_dict()
    residual = y - x @ beta
    bread, root = gram[0], _root(gram)
    adjusted_by_x: dict[bytes, np.ndarray] = {}
    total, columns = 0.0, np.zeros((len(y), len(clusters)))
    for k, rows in enumerate(clusters):
        cluster_x = x[rows]
        # (I − XᶜG Xᶜ')^(−1/2) acts on the span of Xᶜ only
        # clusters of one unit observed throughout repeat each other's regressors
        key = cluster_x.tobytes()
        if key not in adjusted_by_x:
            u, s, _ = np.linalg.svd(cluster_x @ root, full_matrices=False)
            shrink = 1 / np.sqrt(np.maximum(1 - s**2, 1e-10)) - 1
            direction = cluster_x @ bread
            adjusted_by_x[key] = direction + u @ (shrink * (u.T @ direction))
        adjusted = adjusted_by_x[key]
        total += float(adjusted @ residual[rows]) ** 2
        columns[rows, k] = adjusted
    columns -= x @ (gram @ (x.T @ columns))
    inner = columns.T @ columns
    df = float(np.trace(inner) ** 2 / (inner**2).sum())
    return from_errors(np.array([beta[0]]), np.array([np.sqrt(total)]), df, alpha).iloc[0].to_dict()


def _root(gram: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(gram)
    return vectors * np.sqrt(np.maximum(values, 0))


def cr3(model: TwoWay, alpha: float = 0.05) -> dict[str, float]:
    """Return the coefficient with the CR3 error, the jackknife over clusters, and G − 1 degrees of freedom.

    NaN where a cluster alone identifies the effect.
    """
    y, x, clusters = model.arrays
    gram, right = x.T @ x, x.T @ y
    beta = np.linalg.pinv(gram, hermitian=True) @ right
    without = []
    for rows in clusters:
        cluster_x = x[rows]
        left = gram - cluster_x.T @ cluster_x
        if left[0, 0] - left[0, 1:] @ np.linalg.pinv(left[1:, 1:], hermitian=True) @ left[1:, 0] < 1e-8 * gram[0, 0]:
            return from_errors(np.array([beta[0]]), np.array([np.nan]), len(clusters) - 1, alpha).iloc[0].to_dict()
        without.append((np.linalg.pinv(left, hermitian=True) @ (right - cluster_x.T @ y[rows]))[0])
    g = len(clusters)
    error = np.sqrt((g - 1) / g * ((np.array(without) - beta[0]) ** 2).sum())
    return from_errors(np.array([beta[0]]), np.array([error]), g - 1, alpha).iloc[0].to_dict()


def wild(model: TwoWay, seed: int, draws: int = 999, alpha: float = 0.05) -> dict[str, float]:
    """Return the coefficient with the wild cluster bootstrap's p-value and the interval that inverts it.

    Null imposed, one Webb weight a cluster with fewer than a dozen clusters and one Rademacher weight otherwise
    (Cameron, Gelbach & Miller 2008; Webb 2023; MacKinnon, Nielsen & Webb 2023, algorithm 1).

    Returns
    -------
    dict
        ``att``, ``p``, ``low``, ``high``, ``clusters``, ``treated_clusters``; NaN unless at least two clusters hold
        treated units and two hold controls.
    """
    y, x, clusters = model.arrays
    gram = np.linalg.pinv(x[:, 1:].T @ x[:, 1:], hermitian=True)

    def without_periods(value: np.ndarray) -> np.ndarray:
        return value - x[:, 1:] @ (gram @ (x[:, 1:].T @ value))

    d, outcome = without_periods(x[:, 0]), without_periods(y)
    size = float(d @ d)
    identified = size > 1e-10 * max(float(x[:, 0] @ x[:, 0]), 1e-300)
    att = float(d @ outcome) / size if identified else float("nan")
    g, treated = len(clusters), model.treated_clusters
    result = {"att": att, "p": np.nan, "low": np.nan, "high": np.nan, "clusters": g, "treated_clusters": treated}
    if not identified or treated < 2 or model.control_clusters < 2:
        return result
    # scores of cluster c when the residuals of cluster k are drawn anew, for the outcome and for the treatment
    cluster_gram = np.array([float(d[r] @ d[r]) for r in clusters])
    by = {}
    for name, value in (("y", outcome), ("d", d)):
        split = np.zeros((len(y), g))
        for k, rows in enumerate(clusters):
            split[rows, k] = value[rows]
        split = without_periods(split)
        by[name] = np.array([d[rows] @ split[rows] for rows in clusters])
    rng = np.random.default_rng(seed)
    if g < 12:
        points = np.array([-np.sqrt(1.5), -1, -np.sqrt(0.5), np.sqrt(0.5), 1, np.sqrt(1.5)])
        weight = rng.choice(points, (draws, g))
    else:
        weight = rng.choice([-1.0, 1.0], (draws, g))
    score = np.array([float(d[r] @ outcome[r]) for r in clusters])
    error = np.sqrt(((score - cluster_gram * att) ** 2).sum()) / size

    def p(null: float) -> float:
        drawn = weight @ (by["y"] - null * by["d"]).T
        shift = drawn.sum(axis=1) / size
        spread = np.sqrt(((drawn - shift[:, None] * cluster_gram) ** 2).sum(axis=1)) / size
        return float((1 + (np.abs(shift / spread) >= abs((att - null) / error) - 1e-12).sum()) / (draws + 1))

    result["p"] = p(0.0)
    for name, sign in (("low", -1), ("high", 1)):
        reach = error * stats.t.ppf(1 - alpha / 2, g - 1)
        far = att + sign * reach
        for _ in range(40):
            if p(far) < alpha:
                break
            far += sign * reach
        else:
            continue
        result[name] = float(optimize.bisect(lambda b: p(b) - alpha, att, far, xtol=1e-3 * error))
    return result
