"""Influence functions that are linear in a unit's outcomes, the same for all units of a cohort.

Where every unit is observed in every period, units weigh alike and there are no covariates, a unit's influence on a
group-time average is ψᵢ = aᵍ + (yᵢ − ȳᵍ)'bᵍ with bᵍ adding up to zero over periods. Variances then need one T × T
moment a cohort, however many averages are asked for; the n × A array is made only where something asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Units whose outcomes are copied at a time while moments are made.
_CHUNK = 8192
#: A cohort of at most this many units a period is its own root.
_FEW = 4


@dataclass(frozen=True)
class Moments:
    """Means and spread of outcomes by cohort.

    Attributes
    ----------
    y : n × T, units in order of cohort, complete.
    cohort : length G, ascending.
    starts, counts : first unit of each cohort, and how many there are.
    mean : G × T.
    root : for each cohort R with R'R = Σ ỹ ỹ', of outcomes less their unit's first and the cohort's mean of that:
        exact for combinations of periods that add up to zero, zero where nothing changes, and without digits lost to
        how units differ in level. A root gives variances that are never below zero.
    """

    y: np.ndarray
    cohort: np.ndarray
    starts: np.ndarray
    counts: np.ndarray
    mean: np.ndarray
    root: list[np.ndarray]

    @classmethod
    def of(cls, y: np.ndarray, cohort: np.ndarray, rows: list[slice]) -> Moments:
        """Make the moments of cohorts, each a slice of the units, in one pass."""
        mean, root = np.zeros((len(rows), y.shape[1])), []
        for g, of_cohort in enumerate(rows):
            mean[g] = [column.mean() for column in y[of_cohort].T]
            root.append(_root(y[of_cohort], mean[g] - mean[g, 0]))
        starts = np.array([r.start for r in rows])
        return cls(y, cohort, starts, np.array([r.stop - r.start for r in rows]), mean, root)


def _root(y: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Return a root of Σ ỹ ỹ': of few units their ỹ itself, of many the root of the sum."""
    count, span = y.shape
    scatter = np.zeros((span, span))
    for first in range(0, count, _CHUNK):
        part = np.ascontiguousarray(y[first : first + _CHUNK])
        part = part - part[:, :1]
        part -= centre
        if count <= _FEW * span:
            return part
        scatter += part.T @ part
    values, vectors = np.linalg.eigh(scatter)
    values = np.where(values > 1e-14 * values[-1], values, 0.0)
    return np.sqrt(values)[:, None] * vectors.T


@dataclass(frozen=True)
class Linear:
    """K influence functions of n units.

    Attributes
    ----------
    moments : of the outcomes.
    constant : G × K, a.
    slope : G × T × K, b; adds up to zero over periods.
    """

    moments: Moments
    constant: np.ndarray
    slope: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        """Units and functions."""
        return len(self.moments.y), self.constant.shape[1]

    def array(self) -> np.ndarray:
        """Return the n × K influence functions."""
        m = self.moments
        out = np.empty(self.shape)
        for g, (start, count) in enumerate(zip(m.starts, m.counts, strict=True)):
            rows = slice(start, start + count)
            # periods less their cohort's mean would be another copy of the outcomes
            np.matmul(m.y[rows], self.slope[g], out=out[rows])
            out[rows] += self.constant[g] - m.mean[g] @ self.slope[g]
        return out

    def pick(self, which: np.ndarray | slice | list[int]) -> Linear:
        """Return some of the functions."""
        return Linear(self.moments, self.constant[:, which], self.slope[..., which])

    def times(self, share: np.ndarray) -> Linear:
        """Return combinations of the functions (`share`: K × A, mostly zeros)."""
        from scipy import sparse  # a design is read where no estimate is made

        groups, span, size = self.slope.shape
        slope = sparse.csr_array(share.T) @ self.slope.reshape(groups * span, size).T
        return Linear(self.moments, self.constant @ share, slope.T.reshape(groups, span, -1))

    def plus(self, constant: np.ndarray) -> Linear:
        """Return the functions with constants added (G × K)."""
        return Linear(self.moments, self.constant + constant, self.slope)

    def parts(self, strata: np.ndarray, diagonal: bool) -> list[tuple[int, int, np.ndarray, np.ndarray]]:
        """Return label, number of units, sums (K) and second moments of the functions in each stratum.

        Parameters
        ----------
        strata : label of each unit; cohorts do not straddle strata.
        diagonal : whether to return each function's second moment (K), not those of pairs (K × K).
        """
        m = self.moments
        out: dict[int, tuple[int, np.ndarray, np.ndarray]] = {}
        for g, (start, count) in enumerate(zip(m.starts, m.counts, strict=True)):
            a, b = self.constant[g], self.slope[g]
            moved = m.root[g] @ b
            # what is left of periods that cancel is rounding: a function that does not vary has no variance
            moved[np.abs(moved) <= 1e-14 * np.abs(m.root[g]).max(initial=0) * np.abs(b).max(axis=0)] = 0.0
            moved = np.vstack([moved, np.sqrt(count) * a])
            second = (moved**2).sum(axis=0) if diagonal else moved.T @ moved
            label = int(strata[start])
            before = out.get(label, (0, 0.0, 0.0))
            out[label] = before[0] + int(count), before[1] + count * a, before[2] + second
        return [(label, *rest) for label, rest in sorted(out.items())]


def beside(parts: list[Linear]) -> Linear:
    """Put functions beside each other."""
    return Linear(
        parts[0].moments,
        np.concatenate([p.constant for p in parts], axis=1),
        np.concatenate([p.slope for p in parts], axis=2),
    )
