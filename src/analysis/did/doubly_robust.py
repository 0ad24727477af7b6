"""One cell ATT(g, t) of two groups and two periods: doubly robust, by weighting, or by regression.

Notation of Sant'Anna & Zhao (2020, J. Econometrics 219): D is treatment, p(X) the propensity score, w₁ = D / E[D] and
w₀ = (p(X)(1 − D) / (1 − p(X))) / E[·] the weights of eq. 2.2, μ₀(X) = X'β the controls' expected outcome growth, and
η₁ − η₀ the ATT. Influence functions are those of its section 3.1. Weighting alone is Abadie (2005, Review of Economic
Studies 72) with weights that add up to one; regression alone is Heckman, Ichimura & Todd (1997, Review of Economic
Studies 64).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

#: An array that is made when it is asked for.
_Lazy = Callable[[], np.ndarray]

#: Controls whose probability of treatment is at least this are trimmed, as in the R package DRDID.
TRIM = 0.995
METHODS = ("dr", "ipw", "reg")


def cell(
    growth: _Lazy,
    d: np.ndarray,
    x: np.ndarray,
    weight: np.ndarray,
    method: str,
    score: Callable[[], tuple[np.ndarray, np.ndarray]] | None = None,
) -> tuple[np.ndarray, _Lazy]:
    """Estimate the ATT of several outcomes on the same r units.

    Parameters
    ----------
    growth : makes the r × m outcome growths.
    d : r, one for treated units, which come first, and zero for controls.
    x : r × k, the first column ones.
    weight : r, mean one.
    method : ``dr``, ``ipw`` or ``reg``.
    score : returns the propensity score and the inverse of its Hessian; None fits it here.

    Returns
    -------
    att : length m.
    influence : makes the r × m influence functions (the variance of `att` is Σᵢ ψᵢ² / r²).
    """
    if x.shape[1] == 1:
        return _means(growth, d, weight)
    if method == "reg":
        return _outcome_regression(growth, d, x, weight)
    fitted = score() if score is not None else propensity(d, x, weight)
    return (_doubly_robust if method == "dr" else _weighting)(growth, d, x, weight, *fitted)


def _means(growth: _Lazy, d: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, _Lazy]:
    """Compare mean growth without covariates."""
    w1, w0 = weight * d, weight * (1 - d)
    value = growth()
    m1, m0 = w1.mean(), w0.mean()
    eta1, eta0 = w1 @ value / len(d) / m1, w0 @ value / len(d) / m0

    def influence() -> np.ndarray:
        out, first = growth(), int(d.sum())
        out[:first] -= eta1
        out[first:] -= eta0
        out *= (w1 / m1 - w0 / m0)[:, None]
        return out

    return eta1 - eta0, influence


def _doubly_robust(
    growth: _Lazy, d: np.ndarray, x: np.ndarray, weight: np.ndarray, p: np.ndarray, hessian: np.ndarray
) -> tuple[np.ndarray, _Lazy]:
    """Combine both: right if either the propensity score or the regression is (Sant'Anna & Zhao 2020, eq. 3.1)."""
    w1, w0 = weight * d, weight * _odds(d, p)
    m1, m0 = w1.mean(), w0.mean()
    value, n = growth(), len(d)
    beta, gram_inverse = _regression(value, d, x, weight)
    weighted = w0[:, None] * x
    eta1 = (w1 @ value - (w1 @ x) @ beta) / n / m1
    eta0 = (w0 @ value - (w0 @ x) @ beta) / n / m0
    # derivative of the ATT in β, times −1
    beta_gradient = (w1 @ x / n / m1) - (w0 @ x / n / m0)
    score_gradient = (weighted.T @ value - (weighted.T @ x) @ beta - (w0 @ x)[:, None] * eta0) / n

    def influence() -> np.ndarray:
        # w₁ (r − η₁) / m₁ − (w₀ (r − η₀) + score) / m₀ − regression, with r = growth − xβ, gathered by what multiplies
        of_growth = w1 / m1 - w0 / m0 - weight * (1 - d) * (x @ (gram_inverse @ beta_gradient))
        rest = np.column_stack([of_growth[:, None] * x, w1 / m1, w0 / m0, (weight * (d - p))[:, None] * x])
        out = growth()
        out *= of_growth[:, None]
        out += rest @ np.vstack([-beta, -eta1, eta0, -hessian @ score_gradient / m0])
        return out

    return eta1 - eta0, influence


def _weighting(
    growth: _Lazy, d: np.ndarray, x: np.ndarray, weight: np.ndarray, p: np.ndarray, hessian: np.ndarray
) -> tuple[np.ndarray, _Lazy]:
    """Inverse probability weighting with weights that add up to one (Abadie 2005, normalised)."""
    w1, w0 = weight * d, weight * _odds(d, p)
    m1, m0 = w1.mean(), w0.mean()
    value, n = growth(), len(d)
    eta1, eta0 = w1 @ value / n / m1, w0 @ value / n / m0

    def influence() -> np.ndarray:
        value = growth()
        score_gradient = ((w0[:, None] * x).T @ value - (w0 @ x)[:, None] * eta0) / n
        of_score = (weight * (d - p))[:, None] * (x @ (hessian @ score_gradient))
        return w1[:, None] * (value - eta1) / m1 - (w0[:, None] * (value - eta0) + of_score) / m0

    return eta1 - eta0, influence


def _outcome_regression(growth: _Lazy, d: np.ndarray, x: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, _Lazy]:
    """Regress the controls' growth on the covariates and predict the treated's (Heckman, Ichimura & Todd 1997)."""
    w1, n = weight * d, len(d)
    m1 = w1.mean()
    beta, gram_inverse = _regression(growth(), d, x, weight)
    att = w1 @ (growth() - x @ beta) / n / m1
    beta_gradient = w1 @ x / n / m1

    def influence() -> np.ndarray:
        residual = growth() - x @ beta
        of_beta = (weight * (1 - d) * (x @ gram_inverse @ beta_gradient))[:, None] * residual
        return w1[:, None] * (residual - att) / m1 - of_beta

    return att, influence


def _odds(d: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Return the controls' odds of treatment, trimmed."""
    return np.where(d == 0, p < TRIM, True) * p * (1 - d) / (1 - p)


def _regression(value: np.ndarray, d: np.ndarray, x: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit the controls' growth; return k × m coefficients and the inverse of X'WX / r."""
    c = (weight * (1 - d))[:, None] * x
    gram = _inverse(c.T @ x / len(d))
    return gram @ (c.T @ value / len(d)), gram


def _inverse(gram: np.ndarray) -> np.ndarray:
    """Invert a small symmetric matrix, or say that its columns repeat one another.

    Raises
    ------
    LinAlgError
        If the matrix is singular to working precision: an inverse would be a number from nowhere.
    """
    if not np.linalg.cond(gram) < 1e12:
        raise np.linalg.LinAlgError("collinear")
    return np.linalg.inv(gram)


def propensity(d: np.ndarray, x: np.ndarray, weight: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Fit a logit of treatment; return probabilities, at most 1 − 1e-6, and the inverse of X'WX / n."""
    return logit(d, x, np.ones(len(d)) if weight is None else weight)[:2]


def logit(
    d: np.ndarray, x: np.ndarray, weight: np.ndarray, start: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fit a logit by Newton's method; return probabilities, the inverse of X'WX / n, and the coefficients.

    Parameters
    ----------
    start : coefficients to begin with; None begins at the share of treated.

    Raises
    ------
    LinAlgError
        If there is no such logit: covariates tell the groups apart entirely, or repeat one another.
    """
    beta = np.zeros(x.shape[1])
    share = (weight * d).mean()
    beta[0] = np.log(share / (1 - share))
    if start is not None:
        beta = start.copy()
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -500, 500)))
        curve = weight * np.maximum(p * (1 - p), 1e-12)
        step = np.linalg.solve((x * curve[:, None]).T @ x, x.T @ (weight * (d - p)))
        beta += step
        if np.abs(step).max() < 1e-10:
            break
    else:
        if start is not None:
            return logit(d, x, weight)
        raise np.linalg.LinAlgError("no overlap")
    p = np.minimum(1 / (1 + np.exp(-np.clip(x @ beta, -500, 500))), 1 - 1e-6)
    return p, _inverse((x * (weight * p * (1 - p))[:, None]).T @ x / len(d)), beta
