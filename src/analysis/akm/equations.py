r"""The normal equations of officer and unit effects, with officers eliminated.

The model is :math:`y_{it} = \alpha_i + \psi_{j(i,t)} + x_{it}'\beta + \varepsilon_{it}`. A row is a match (an officer
in a unit, its mean weighted by its number of observations) or one observation. The officers' block of the equations
is diagonal, so they are solved for units alone: their matrix is the weighted Laplacian of the graph that moves draw
between units.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import linalg, sparse

#: Units up to which the equations are inverted as a dense matrix.
DENSE = 4000
#: Iterations after which conjugate gradients give up, and the residual at which they end.
ITERATIONS, TOLERANCE = 2000, 1e-10


@dataclass(frozen=True)
class Equations:
    """Rows of a connected set, as what their least-squares fit needs.

    Attributes
    ----------
    officer, unit : codes from 0 on, length n.
    weight : observations behind each row, length n.
    """

    officer: np.ndarray
    unit: np.ndarray
    weight: np.ndarray

    @cached_property
    def total(self) -> float:
        """Observations."""
        return float(self.weight.sum())

    @cached_property
    def officer_weight(self) -> np.ndarray:
        """Observations of each officer."""
        return np.bincount(self.officer, self.weight)

    @cached_property
    def unit_weight(self) -> np.ndarray:
        """Observations of each unit."""
        return np.bincount(self.unit, self.weight)

    @cached_property
    def shares(self) -> sparse.csr_array:
        """Officers × units: the share of each officer's observations in each unit."""
        table = sparse.csr_array((self.weight, (self.officer, self.unit)))
        table.sum_duplicates()
        return sparse.csr_array(sparse.diags_array(1 / self.officer_weight) @ table)

    @cached_property
    def deviations(self) -> sparse.csr_array:
        """Rows × units: a row's unit less the mix of units of its officer; zero where the officer never moved."""
        n, size = len(self.unit), len(self.unit_weight)
        at = sparse.csr_array((np.ones(n), (np.arange(n), self.unit)), shape=(n, size))
        gap = sparse.csr_array(at - self.shares[self.officer])
        gap.eliminate_zeros()
        return gap

    @cached_property
    def laplacian(self) -> sparse.csc_array:
        """Units × units, the matrix of the equations without officers; its rows add up to zero."""
        mixed = self.shares.T @ sparse.diags_array(self.officer_weight) @ self.shares
        return sparse.csc_array(sparse.diags_array(self.unit_weight) - mixed)

    @cached_property
    def inverse(self) -> np.ndarray:
        """The inverse on units that add up to zero (Moore–Penrose), units × units, for at most :data:`DENSE` units."""
        size = len(self.unit_weight)
        # a constant on the null space makes the matrix positive definite; taken off again afterwards
        scale = float(self.laplacian.diagonal().mean())
        filled = self.laplacian.toarray() + scale / size
        factor = linalg.cho_factor(filled, lower=True, overwrite_a=True, check_finite=False)
        return linalg.cho_solve(factor, np.eye(size), check_finite=False) - 1 / (scale * size)

    @property
    def dense(self) -> bool:
        """Whether the units are few enough for :attr:`inverse`."""
        return len(self.unit_weight) <= DENSE

    def solve(self, right: np.ndarray) -> np.ndarray:
        """Solve for units, whose effects add up to zero.

        Parameters
        ----------
        right : units × K, columns that add up to zero.
        """
        return self.inverse @ right if self.dense else _conjugate_gradients(self.laplacian, right)

    def effects(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Fit rows × K values; return officers × K and units × K effects, units' with mean zero over observations."""
        weighted = values * self.weight[:, None]
        psi = self.solve(self.deviations.T @ weighted)
        psi = psi - self.unit_weight @ psi / self.total
        return self.by_officer(weighted) / self.officer_weight[:, None] - self.shares @ psi, psi

    def fitted(self, values: np.ndarray) -> np.ndarray:
        """Return the rows × K fitted values."""
        alpha, psi = self.effects(values)
        return alpha[self.officer] + psi[self.unit]

    def by_officer(self, values: np.ndarray) -> np.ndarray:
        """Add rows × K values up within officers."""
        n = len(self.officer)
        adder = sparse.csr_array((np.ones(n), (self.officer, np.arange(n))))
        return adder @ values


def _conjugate_gradients(matrix: sparse.csc_array, right: np.ndarray) -> np.ndarray:
    """Solve a Laplacian for several right-hand sides at once, preconditioned by its diagonal.

    Raises
    ------
    LinAlgError
        If a column has not converged.
    """
    diagonal = matrix.diagonal()[:, None]
    x = np.zeros_like(right)
    residual = right.copy()
    z = residual / diagonal
    direction = z.copy()
    product = (residual * z).sum(axis=0)
    goal = TOLERANCE**2 * np.maximum((right**2).sum(axis=0), 1e-300)
    for _ in range(ITERATIONS):
        if ((residual**2).sum(axis=0) <= goal).all():
            return x - x.mean(axis=0)
        image = matrix @ direction
        curvature = (direction * image).sum(axis=0)
        step = np.divide(product, curvature, out=np.zeros_like(product), where=curvature > 0)
        x += step * direction
        residual -= step * image
        z = residual / diagonal
        following = (residual * z).sum(axis=0)
        direction = z + np.divide(following, product, out=np.zeros_like(product), where=product > 0) * direction
        product = following
    raise np.linalg.LinAlgError("the equations of the units did not converge")
