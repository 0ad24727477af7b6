"""How units were drawn: cohorts, clusters, and how many there are on either side of a comparison."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.did.timeline import NEVER


@dataclass(frozen=True)
class Ways:
    """One set of clusters, ready to add up within.

    Attributes
    ----------
    labels : integers, one a unit.
    """

    labels: np.ndarray

    @cached_property
    def _order(self) -> tuple[np.ndarray, np.ndarray]:
        # small integers are sorted by counting
        small = self.labels.astype(np.uint16) if self.labels.max() < 2**16 else self.labels
        order = np.argsort(small, kind="stable")
        return order, np.flatnonzero(np.diff(self.labels[order], prepend=-1))

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Add up rows of an n × K array within clusters."""
        order, starts = self._order
        return np.add.reduceat(values[order], starts, axis=0)


@dataclass(frozen=True)
class Sampling:
    """How units were drawn: what inference needs to know.

    Attributes
    ----------
    cohort : one a unit, on the integer time line, `NEVER` for the never treated.
    clusters : up to two integer labellings of the units beyond the unit itself.
    """

    cohort: np.ndarray
    clusters: tuple[np.ndarray, ...] = ()

    @cached_property
    def ways(self) -> tuple[Ways, ...]:
        """The clusters, and where there are two sets of them also the units that share both."""
        if len(self.clusters) < 2:
            return tuple(Ways(c) for c in self.clusters)
        first, second = self.clusters
        both = np.unique(first.astype(np.int64) * (int(second.max()) + 1) + second, return_inverse=True)[1]
        return (*(Ways(c) for c in self.clusters), Ways(both))

    @cached_property
    def strata(self) -> np.ndarray:
        """The cohort of each unit, with treated cohorts of a single unit pooled: one unit has no variance.

        Pooled cohorts get the label of the first of them; a lone one joins the treated cohort next to it.
        """
        values, counts = np.unique(self.cohort, return_counts=True)
        treated = values != NEVER
        single = values[treated & (counts == 1)]
        others = values[treated & (counts > 1)]
        if not len(single):
            return self.cohort
        alone = len(single) == 1 and len(others) > 0
        home = others[np.argmin(np.abs(others - single[0]))] if alone else single[0]
        return np.where(np.isin(self.cohort, single), home, self.cohort)

    @cached_property
    def treated_clusters(self) -> int:
        """The fewest clusters that hold treated units, over the sets of clusters."""
        treated = self.cohort != NEVER
        return min(len(np.unique(c[treated])) for c in self.clusters)

    @cached_property
    def _by_cohort(self) -> list[dict[int, np.ndarray]]:
        """For each set of clusters, the number of each cohort's units in every cluster."""
        out = []
        values, place = np.unique(self.cohort, return_inverse=True)
        for labels in self.clusters:
            g = int(labels.max()) + 1
            table = np.bincount(place * g + labels, minlength=g * len(values)).reshape(len(values), g)
            out.append({int(v): row for v, row in zip(values, table, strict=True)})
        return out

    def cluster_df(self, cohorts: dict[int, float] | None = None) -> float:
        """Return the degrees of freedom that clusters leave an effect: those of the side that has fewer of them.

        The number of clusters of a side is the effective one, (Σ m)² / Σ m² over the units m that each holds, so that
        a side of one large cluster and many small ones counts as little more than one (Carter, Schnepel & Steigerwald
        2017, Review of Economics and Statistics 99, for clusters whose units move together).

        Parameters
        ----------
        cohorts : treated cohort → its share of the effect; None for all treated cohorts.

        Returns
        -------
        float
            The fewest effective clusters of the treated and of the controls less one, at least one; NaN where a side
            has a single cluster, or where cohorts of a single cluster make more than :data:`UNCOVERED` of the effect:
            their shocks cannot be told from effects.
        """
        df = np.inf
        for table in self._by_cohort:
            treated = [g for g in table if g != NEVER] if cohorts is None else [g for g in cohorts if g in table]
            if not treated:
                continue
            if cohorts is not None:
                alone = sum(share for g, share in cohorts.items() if g in table and (table[g] > 0).sum() < 2)
                if alone > UNCOVERED * sum(cohorts.values()):
                    return np.nan
            controls = [NEVER] if NEVER in table else [g for g in table if g > min(treated)]
            for side in (treated, controls):
                clusters = _effective(sum((table[g] for g in side), np.zeros(1)))
                if clusters < 2:
                    return np.nan
                df = min(df, clusters - 1)
        return df

    @cached_property
    def cluster_strata(self) -> np.ndarray:
        """The stratum of each cluster of the one set of clusters: that of its units, or one for all that mix strata."""
        (labels,) = self.clusters
        order = np.lexsort((self.strata, labels))
        starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
        strata = self.strata[order]
        ends = np.r_[starts[1:], len(labels)] - 1
        pure = strata[starts] == strata[ends]
        return Sampling(np.where(pure, strata[starts], MIXED)).strata

    @cached_property
    def fewest_units(self) -> int:
        """The fewer of treated and control units; controls are those treated after the first cohort, or never."""
        return min(int((self.cohort != NEVER).sum()), int((self.cohort > self.cohort.min()).sum()))


#: Stratum of clusters whose units are of several strata.
MIXED = NEVER - 1
#: Cohorts that lie in a single cluster may make up this share of an effect; beyond it there is no interval.
UNCOVERED = 0.1


def _effective(counts: np.ndarray) -> float:
    """Return the effective number of clusters that hold so many units each, at least two where there are two."""
    counts = counts[counts > 0].astype(float)
    if len(counts) < 2:
        return float(len(counts))
    return max(float(counts.sum() ** 2 / (counts**2).sum()), 2.0)


def pooled(cohorts: Iterable[int], weights: Iterable[float]) -> dict[int, float]:
    """Add up weights by cohort."""
    out: dict[int, float] = {}
    for g, weight in zip(cohorts, weights, strict=True):
        out[int(g)] = out.get(int(g), 0.0) + float(weight)
    return out
