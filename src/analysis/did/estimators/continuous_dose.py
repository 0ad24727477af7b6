"""Treatment in doses at the level of units: ATT(d|d) and, under a stronger assumption, ATT(d) and its slope.

Callaway, Goodman-Bacon & Sant'Anna (2024, NBER working paper 32117), two groups of periods: units receive a dose at
one date, or none at all. The growth of treated units less that of untreated ones is regressed on a B-spline in the
dose. Under parallel trends the curve at d is ATT(d|d), what dose d did to those who received it. To read it as ATT(d),
a response to dose, and its slope as ACRT(d), the average causal response to a little more dose, takes *strong* parallel
trends (their assumption 5): units that received different doses would have responded alike to the same dose. Selection
on gains breaks it, and no test before treatment can show it. Every result says so in its `assumption`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import interpolate, stats

from analysis.did.cells import Effects
from analysis.did.design import NEVER, Design
from analysis.did.inference import intervals
from analysis.did.result import Result, from_effects, label
from analysis.did.sampling import Sampling
from analysis.errors import UserError

NAME = "continuous_dose"
#: Under what each column of :class:`DoseResult` is an effect; a report prints it beside the curve.
ASSUMPTION = (
    "The curve shows what each dose did to the units that received it, if all would have followed parallel trends "
    "without treatment. It is a response to dose, and its slope the effect of a little more dose, only if units that "
    "received different doses would have responded alike to the same dose (strong parallel trends); this cannot be "
    "tested."
)
#: Doses at which the curve is estimated, as quantiles of the doses received.
QUANTILES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class DoseResult:
    """The response to dose.

    Attributes
    ----------
    overall : result with one row ``overall``: the mean of ATT(d|d) over the doses received. It needs parallel trends
        only.
    curve : one row a dose: ``dose``, ``att`` with ``se``, ``low``, ``high``, ``df``, ``p``, and the same of the slope
        as ``acrt``, ``acrt_se``, ``acrt_low``, ``acrt_high``, ``acrt_p``.
    acrt : the mean slope over the doses received, with the same numbers as a row of the curve.
    linear_p : p-value of the test that the slope is the same at every dose; NaN for a straight line.
    assumption : what must hold for the curve to be a response to dose.
    """

    overall: Result
    curve: pd.DataFrame
    acrt: pd.Series
    linear_p: float
    assumption: str = ASSUMPTION


def fit(
    design: Design,
    dose: pd.Series,
    alpha: float = 0.05,
    degree: int = 3,
    knots: int = 0,
    doses: np.ndarray | None = None,
) -> DoseResult:
    """Estimate the response to the dose of units that are treated at one date.

    Parameters
    ----------
    design : with one cohort and never treated units; growth is from the mean of all periods before treatment (and its
        anticipation) to the mean of all after it. Covariates are not used.
    dose : dose of each unit (index = unit), positive for treated units; that of untreated ones is not looked at.
    degree, knots : of the spline; interior knots lie at quantiles of the doses received.
    doses : where the curve is estimated; default :data:`QUANTILES` of the doses received.

    Raises
    ------
    UserError
        If there are several cohorts or no never treated units, a dose is missing or not positive, doses asked for lie
        outside those received, or there are too few different doses or units for the spline.
    """
    sample = _sample(design, dose)
    received = sample.dose[sample.treated]
    at = np.quantile(received, QUANTILES) if doses is None else np.asarray(doses, float)
    if not ((at >= received.min()) & (at <= received.max())).all():
        raise UserError(
            f"outcome '{design.outcome}': doses must lie between {received.min():g} and {received.max():g}, the "
            f"smallest and the largest received."
        )
    basis = _spline(received, degree, knots, f"outcome '{design.outcome}'")
    z = basis(received)
    beta, influence = _regress(sample, z)
    slope, sampling = basis.derivative(), sample.sampling(design)
    table = intervals.intervals(_effects(sample, basis(at), beta, influence), sampling, alpha)
    table = table.drop(columns=["n_treated", "n_control"])
    numbers = intervals.intervals(_effects(sample, slope(at), beta, influence), sampling, alpha)
    table.insert(0, "dose", at)
    for column, name in (
        ("att", "acrt"),
        ("se", "acrt_se"),
        ("low", "acrt_low"),
        ("high", "acrt_high"),
        ("p", "acrt_p"),
    ):
        table[name] = numbers[column].to_numpy()
    acrt = intervals.intervals(_mean(sample, slope(received), beta, influence), sampling, alpha).iloc[0]
    mean = _mean(sample, z, beta, influence)
    expanded = np.zeros((len(design.wide.units), 1))
    expanded[sample.rows] = mean.influence * len(design.wide.units) / len(sample.rows)
    overall = from_effects(
        NAME, design, [label("overall")], replace(mean, functions=expanded), alpha, sample.skipped
    )  # fmt: skip
    return DoseResult(overall, table, acrt, _same_slope(sample, basis, beta, influence, sampling))


@dataclass(frozen=True)
class _Sample:
    """Growth and doses of the units used.

    Attributes
    ----------
    rows : places of the n units in the design.
    growth, dose, weight : length n.
    treated : n, bool.
    skipped : reason → count of units left out.
    """

    rows: np.ndarray
    growth: np.ndarray
    dose: np.ndarray
    weight: np.ndarray
    treated: np.ndarray
    skipped: dict[str, int]

    def sampling(self, design: Design) -> Sampling:
        """Return cohorts and clusters of the units used."""
        given = design.wide.sampling
        return Sampling(given.cohort[self.rows], tuple(pd.factorize(c[self.rows])[0] for c in given.clusters))


def _sample(design: Design, dose: pd.Series) -> _Sample:
    w, what = design.wide, f"outcome '{design.outcome}'"
    cohorts = np.unique(w.cohort[w.cohort != NEVER])
    if len(cohorts) != 1 or not (w.cohort == NEVER).any():
        raise UserError(
            f"{what}: {NAME} compares doses given at one date with units never treated; there are {len(cohorts)} dates "
            f"and {int((w.cohort == NEVER).sum())} {design.unit} never treated."
        )
    treated = w.cohort != NEVER
    value = dose.reindex(w.units).to_numpy(float)
    wrong = treated & ~(np.isfinite(value) & (value > 0))
    if wrong.any():
        raise UserError(f"{what}: the dose is missing, zero or negative for {int(wrong.sum())} treated {design.unit}.")
    event = w.timeline.event_time(int(cohorts[0]), w.times)
    before, after = np.asarray(event < -design.anticipation), np.asarray(event >= 0)
    usable = np.asarray(w.seen[:, before].any(axis=1) & w.seen[:, after].any(axis=1))
    if not usable[treated].any() or not usable[~treated].any():
        raise UserError(
            f"{what}: {NAME} needs treated and untreated {design.unit} observed before and after treatment."
        )
    rows = np.flatnonzero(usable)
    growth = np.nanmean(w.y[np.ix_(rows, np.flatnonzero(after))], axis=1) - np.nanmean(
        w.y[np.ix_(rows, np.flatnonzero(before))], axis=1
    )
    skipped = {"not_seen_before_and_after": int((~usable).sum())} if not usable.all() else {}
    return _Sample(rows, growth, value[rows], w.weight[rows], treated[rows], skipped)


def _spline(received: np.ndarray, degree: int, knots: int, what: str) -> interpolate.BSpline:
    """Return the B-spline basis on the doses received."""
    size = degree + 1 + knots
    if degree < 1 or knots < 0:
        raise UserError(f"{what}: a spline needs a degree of at least 1 and no fewer than 0 knots.")
    if len(np.unique(received)) < size or len(received) < size + 2:
        raise UserError(
            f"{what}: a spline of degree {degree} with {knots} knots needs {size} different doses and {size + 2} "
            f"treated units; lower the degree or the knots."
        )
    inner = np.quantile(received, np.linspace(0, 1, knots + 2)[1:-1])
    ends = [received.min()] * (degree + 1), [received.max()] * (degree + 1)
    places = np.concatenate([ends[0], inner, ends[1]])
    return interpolate.BSpline(places, np.eye(size), degree)


def _regress(sample: _Sample, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Regress the treated's growth less the untreated's mean on the basis.

    Returns
    -------
    beta : coefficients; the basis adds up to one, so the untreated's mean comes off each.
    influence : n × K influence functions; those of the m treated units with the factor m / (m − K) of a regression.
    """
    n, t = len(sample.rows), sample.treated
    weight, growth = sample.weight, sample.growth
    untreated = np.average(growth[~t], weights=weight[~t])
    gram = (z * weight[t, None]).T @ z
    if not np.linalg.cond(gram) < 1e12:
        raise UserError("the doses received leave a part of the spline empty; lower the degree or the knots.")
    inverse = np.linalg.inv(gram)
    beta = inverse @ (z.T @ (weight[t] * (growth[t] - untreated)))
    influence = np.zeros((n, z.shape[1]))
    factor = np.sqrt(t.sum() / (t.sum() - z.shape[1]))
    influence[t] = n * factor * (weight[t] * (growth[t] - untreated - z @ beta))[:, None] * (z @ inverse)
    influence[~t] = -n * (weight[~t] * (growth[~t] - untreated) / weight[~t].sum())[:, None]
    return beta, influence


def _effects(sample: _Sample, lines: np.ndarray, beta: np.ndarray, influence: np.ndarray) -> Effects:
    """Return linear combinations (A × K) of the coefficients."""
    counts = np.full(len(lines), int(sample.treated.sum())), np.full(len(lines), int((~sample.treated).sum()))
    return Effects(lines @ beta, influence @ lines.T, *counts)


def _mean(sample: _Sample, lines: np.ndarray, beta: np.ndarray, influence: np.ndarray) -> Effects:
    """Average combinations, one a treated unit, over the doses received, which are a sample too."""
    weight, n = sample.weight[sample.treated], len(sample.rows)
    one = _effects(sample, np.average(lines, axis=0, weights=weight)[None, :], beta, influence)
    moved = one.influence.copy()
    moved[sample.treated, 0] += n * weight * (lines @ beta - one.att[0]) / weight.sum()
    return Effects(one.att, moved, one.n_treated, one.n_control)


def _same_slope(
    sample: _Sample, basis: interpolate.BSpline, beta: np.ndarray, influence: np.ndarray, sampling: Sampling
) -> float:
    """Test that the curve is a straight line (Wald, with Hotelling's scaling for few units)."""
    degree = basis.k
    # second differences of the coefficients over the basis' mean knots vanish for a straight line only
    means = np.array([basis.t[k + 1 : k + degree + 1].mean() for k in range(len(beta))])
    line = np.column_stack([np.ones(len(beta)), means])
    lines = np.linalg.svd(line.T)[2][2:]
    if not len(lines):
        return float("nan")
    of = _effects(sample, lines, beta, influence)
    covariance, df = intervals.variance(of.influence, sampling)
    k, nu = len(lines), float(np.nanmin(df)) if np.isfinite(df).any() else np.nan
    if not np.isfinite(covariance).all() or np.linalg.matrix_rank(covariance) < k or not nu > k - 1:
        return float("nan")
    wald = float(of.att @ np.linalg.solve(covariance, of.att))
    return float(stats.f.sf(wald * (nu - k + 1) / (nu * k), k, nu - k + 1))
