"""Tests that are made again and again on growing data: one critical value that holds over all of them together.

A report that is made again each semester tests the same effects each time on more data. A test at 5 % each time is
wrong sooner or later: among twenty looks at nothing, one in four finds something. Pocock (1977, Biometrika 64) takes
the same critical value at each of K looks, so large that all together are wrong with probability alpha. It is computed
by the recursion of Armitage, McPherson & Rowe (1969, J. Royal Statistical Society A 132, section 3) for looks at equal
steps of information; fewer looks are wrong less often.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import optimize, stats

#: Points of the grid on which densities are followed, between the critical values.
_POINTS = 401


@cache
def critical_value(looks: int, alpha: float = 0.05) -> float:
    """Return the critical value of |z| at each of so many looks at equal steps of information (Pocock 1977, table 1).

    Parameters
    ----------
    looks : how many, at least 1.
    alpha : probability of a rejection at any of them when nothing is there, between 0 and 1.

    Examples
    --------
    >>> round(critical_value(5), 3)
    2.413
    """
    if looks < 1 or not 0 < alpha < 1:
        raise ValueError(f"looks is {looks} and alpha {alpha}; looks are at least 1, alpha is between 0 and 1")
    one = float(stats.norm.isf(alpha / 2))
    every = float(stats.norm.isf(alpha / (2 * looks)))
    if looks == 1:
        return one
    return float(optimize.brentq(lambda c: crossed(c, looks) - alpha, one, every, xtol=1e-6))


def crossed(critical: float, looks: int) -> float:
    """Return the probability that |z| exceeds a critical value at any of so many looks when nothing is there.

    With equal steps of information the sum S_k of k steps is a random walk, and look k compares |S_k| with c√k.
    """
    grid, weight = _grid(critical)
    density = stats.norm.pdf(grid) * weight
    for k in range(2, looks + 1):
        wider, spaced = _grid(critical * np.sqrt(k))
        density = stats.norm.pdf(wider[:, None] - grid) @ density * spaced
        grid = wider
    return float(1 - density.sum())


def nominal_level(looks: int, alpha: float = 0.05) -> float:
    """Return the level at which each single look is tested so that all together are tested at `alpha`."""
    return float(2 * stats.norm.sf(critical_value(looks, alpha)))


def _grid(half: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the points from −half to half and the weights of Simpson's rule."""
    grid = np.linspace(-half, half, _POINTS)
    weight = np.where(np.arange(_POINTS) % 2, 4.0, 2.0)
    weight[[0, -1]] = 1.0
    return grid, weight * (grid[1] - grid[0]) / 3
