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


@dataclass(frozen=True)
class Moments:
    """Means and scatter of outcomes by cohort.

    Attributes
    ----------
    y : n × T, units in order of cohort, complete.
    cohort : length G, ascending.
    starts, counts : first unit of each cohort, and how many there are.
    mean : G × T.
    scatter : G × T × T, Σ ỹ ỹ' of outcomes less their unit's first and the cohort's mean of that: exact for
        combinations of periods that add up to zero, zero where nothing changes, and without digits lost to how units
        differ in level.
    """

    y: np.ndarray
    cohort: np.ndarray
    starts: np.ndarray
    counts: np.ndarray
    mean: np.ndarray
    scatter: np.ndarray

    @classmethod
    def of(cls, y: np.ndarray, cohort: np.ndarray, rows: list[slice]) -> Moments:
        """Make the moments of cohorts, each a slice of the units, in one pass."""
        span = y.shape[1]
        mean, scatter = np.zeros((len(rows), span)), np.zeros((len(rows), span, span))
        for g, of_cohort in enumerate(rows):
            mean[g] = [column.mean() for column in y[of_cohort].T]
            centre = mean[g] - mean[g, 0]
            for first in range(of_cohort.start, of_cohort.stop, _CHUNK):
                part = np.ascontiguousarray(y[first : min(first + _CHUNK, of_cohort.stop)])
                part = part - part[:, :1]
                part -= centre
                scatter[g] += part.T @ part
        starts = np.array([r.start for r in rows])
        return cls(y, cohort, starts, np.array([r.stop - r.start for r in rows]), mean, scatter)


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
            moved = m.scatter[g] @ b
            # rounding can leave less than nothing of a function that does not vary
            second = (
                np.maximum((moved * b).sum(axis=0), 0.0) + count * a**2
                if diagonal
                else b.T @ moved + count * np.outer(a, a)
            )
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
