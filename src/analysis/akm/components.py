r"""Variance components of officer and unit effects, with the leave-out correction and its standard errors.

Kline, Saggio & Sølvsten (2020, Econometrica 88). A component is a quadratic form :math:`\beta' A \beta`; its plug-in
estimate is too large by :math:`\sum_r B_{rr} \sigma_r^2` (eq. 2), with :math:`B_{rr} = x_r' S^{-1} A S^{-1} x_r`.
The variance of row r's error is estimated without bias from the prediction that leaves the row out,
:math:`\hat\sigma_r^2 = y_r e_r / (1 - P_{rr})` (eq. 3). Everything here is on rows scaled by the root of their weight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.akm.equations import Equations

NAMES = ("officer", "unit", "covariance")
#: Rows handled at a time, so that a million of them fit in memory.
_BATCH = 20_000
#: Bins of leverage within which error variances are averaged before they enter a standard error.
_BINS = 20
#: Random signs by which the second term of a variance is estimated.
_TRACE_DRAWS = 64


@dataclass(frozen=True)
class Leverages:
    """How far each row moves its own fit and each component.

    Attributes
    ----------
    fit : :math:`P_{rr}`, length n, in [0, 1].
    bias : :math:`B_{rr}`, n × 3 in the order of :data:`NAMES`.
    draws : random projections behind them; 0 where they are exact.
    """

    fit: np.ndarray
    bias: np.ndarray
    draws: int = 0


def exact(equations: Equations) -> Leverages:
    """Compute leverages from the inverse of the units' equations."""
    total, weight = equations.total, equations.weight
    inverse = equations.inverse
    mix = equations.unit_weight / total
    shares = equations.shares
    spread_units = (np.diag(equations.unit_weight) - np.outer(equations.unit_weight, mix)) / total
    spread_mixes = (shares.T @ (equations.officer_weight[:, None] * shares.toarray()) / total) - np.outer(mix, mix)
    forms = [inverse @ spread @ inverse for spread in (spread_units, spread_mixes)]
    fit, bias = np.empty(len(weight)), np.empty((len(weight), 3))
    for start in range(0, len(weight), _BATCH):
        rows = slice(start, start + _BATCH)
        gap = equations.deviations[rows]
        officer_weight = equations.officer_weight[equations.officer[rows]]
        solved = gap @ inverse
        fit[rows] = 1 / officer_weight + gap.multiply(solved).sum(axis=1)
        toward_mix = shares[equations.officer[rows]].multiply(solved).sum(axis=1) - solved @ mix
        of_units, of_mixes = (gap.multiply(gap @ form).sum(axis=1) for form in forms)
        bias[rows, 0] = 1 / (officer_weight * total) - 1 / total**2 - 2 * toward_mix / total + of_mixes
        bias[rows, 1] = of_units
        bias[rows, 2] = toward_mix / total - of_mixes
    return Leverages(fit * weight, bias * weight[:, None])


def projected(equations: Equations, draws: int, seed: int) -> Leverages:
    """Estimate leverages by random projections (Johnson & Lindenstrauss 1984; KSS 2020, Computational Appendix).

    Parameters
    ----------
    draws : random projections; errors shrink with their root.
    seed : of the random signs.
    """
    rng = np.random.default_rng(seed)
    n, total = len(equations.weight), equations.total
    root = np.sqrt(equations.weight)[:, None]
    fit, rest, bias = np.zeros(n), np.zeros(n), np.zeros((n, 3))
    for start in range(0, draws, 8):
        size = min(8, draws - start)
        signs = rng.integers(0, 2, (n, size)) * 2.0 - 1
        image = root * equations.fitted(signs / root)
        fit += (image**2).sum(axis=1) / draws
        rest += ((signs - image) ** 2).sum(axis=1) / draws
        signs = (rng.integers(0, 2, (n, size)) * 2.0 - 1) * root / np.sqrt(total)
        centred = signs - equations.weight[:, None] * signs.sum(axis=0) / total
        of_officers = spread(equations, equations.by_officer(centred), 0 * _by_unit(equations, centred))
        of_units = spread(equations, 0 * equations.by_officer(centred), _by_unit(equations, centred))
        products = (of_officers**2, of_units**2, of_officers * of_units)
        bias += np.column_stack([p.sum(axis=1) for p in products]) / draws
    return Leverages(fit / (fit + rest), bias * equations.weight[:, None], draws)


def spread(equations: Equations, officers: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Return rows × K values of :math:`x_r' S^{-1} (h, g)`.

    Parameters
    ----------
    officers, units : h (officers × K) and g (units × K); columns of both together add up alike over each.
    """
    psi = equations.solve(units - equations.shares.T @ officers)
    return (officers / equations.officer_weight[:, None])[equations.officer] + equations.deviations @ psi


def _by_unit(equations: Equations, values: np.ndarray) -> np.ndarray:
    return np.column_stack([np.bincount(equations.unit, column) for column in values.T])


def quadratic(equations: Equations, alpha: np.ndarray, psi: np.ndarray) -> np.ndarray:
    """Return the variances of effects and their covariance over observations, in the order of :data:`NAMES`."""
    share = equations.weight / equations.total
    a, p = alpha[equations.officer], psi[equations.unit]
    a, p = a - share @ a, p - share @ p
    return np.array([share @ a**2, share @ p**2, share @ (a * p)])


def error_variances(y: np.ndarray, residual: np.ndarray, leverages: Leverages, within: np.ndarray) -> np.ndarray:
    """Estimate the variance of each row's error without bias.

    Parameters
    ----------
    y, residual : outcome (mean zero) and residual, scaled by the root of the weight.
    within : variance within each row's observations, used where the row alone determines its fit: a match of an
        officer who never moved. NaN where there is none.
    """
    p = leverages.fit
    determined = p > 1 - 1e-9
    m = np.where(determined, 1.0, 1 - p)
    out = y * residual / m
    if leverages.draws:
        # a ratio of two estimates is biased: KSS 2020, section 1.3 on the Johnson–Lindenstrauss approximation
        out *= 1 - (3 * p**3 + p**2) / m / leverages.draws
    return np.where(determined, within, out)


def variances(equations: Equations, y: np.ndarray, leverages: Leverages, sigma: np.ndarray, seed: int) -> np.ndarray:
    r"""Estimate the 3 × 3 covariance of the corrected components.

    The components are :math:`y'Cy` with a C of zero diagonal (KSS 2020, section 2), so their covariance is
    :math:`4 \sum_r (C_k X\beta)_r (C_l X\beta)_r \sigma_r^2 + 2\,\mathrm{tr}(C_k \Sigma C_l \Sigma)`.
    The first term is taken at y, which adds the second twice; the trace is estimated with random signs (Hutchinson
    1990). Error variances are first averaged within bins of leverage, which keeps their noise apart from y's.

    Parameters
    ----------
    y : outcome, scaled by the root of the weight, mean zero.
    sigma : of :func:`error_variances`.
    """
    smooth = _smoothed(sigma, leverages.fit)
    linear = _centred_forms(equations, y[:, None], leverages)[:, :, 0].T
    first = 4 * (linear * smooth[:, None]).T @ linear
    rng = np.random.default_rng([seed, 1])
    root = np.sqrt(smooth)[:, None]
    trace = np.zeros((3, 3))
    for _ in range(0, _TRACE_DRAWS, 8):
        signs = rng.integers(0, 2, (len(y), 8)) * 2.0 - 1
        images = root * _centred_forms(equations, root * signs, leverages)
        trace += np.einsum("krd,lrd->kl", images, images) / _TRACE_DRAWS
    covariance = first - 2 * trace
    # noise of the trace may exceed a tiny first term; the second alone is the least that it can be
    return np.where(np.eye(3, dtype=bool) & (covariance < 2 * trace), 2 * trace, covariance)


def _centred_forms(equations: Equations, values: np.ndarray, leverages: Leverages) -> np.ndarray:
    """Return C v for each component, 3 × rows × K: B v less half of what takes its diagonal off."""
    root, total = np.sqrt(equations.weight)[:, None], equations.total
    alpha, psi = equations.effects(values / root)
    mean_alpha = equations.officer_weight @ alpha / total
    officers, units = equations.officer_weight[:, None], equations.unit_weight[:, None]
    h = officers * (alpha - mean_alpha) / total
    g = units * psi / total
    mixed_h = officers * (equations.shares @ psi) / total
    mixed_g = equations.shares.T @ h
    none_h, none_g = np.zeros_like(h), np.zeros_like(g)
    images = (
        spread(equations, h, none_g), spread(equations, none_h, g), spread(equations, mixed_h / 2, mixed_g / 2)
    )  # fmt: skip
    p = leverages.fit
    free = p <= 1 - 1e-9
    out = np.empty((3, *values.shape))
    residual = values - root * (alpha[equations.officer] + psi[equations.unit])
    for k, image in enumerate(images):
        ratio = np.where(free, leverages.bias[:, k] / np.where(free, 1 - p, 1.0), 0.0)[:, None]
        scaled = ratio * values
        taken = scaled - root * equations.fitted(scaled / root)
        out[k] = root * image - (ratio * residual + taken) / 2
    return out


def _smoothed(sigma: np.ndarray, leverage: np.ndarray) -> np.ndarray:
    """Average error variances of rows of like leverage, at least zero."""
    edges = np.quantile(leverage, np.linspace(0, 1, _BINS + 1)[1:-1])
    bins = np.searchsorted(edges, leverage)
    means = np.bincount(bins, sigma, _BINS) / np.maximum(np.bincount(bins, minlength=_BINS), 1)
    return np.maximum(means, 0.0)[bins]
