"""Groups of a regression whose regressors depend on cohort and time, made from a design."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.did.cells import Effects
from analysis.did.design import NEVER, Design
from analysis.did.regression import Fit, Group, fit
from analysis.did.result import label

#: Makes the T × P regressors of a cohort, and which of its periods are used (length T, bool).
Regressors = Callable[[int], tuple[np.ndarray, np.ndarray]]
#: Control units that a period needs: one alone would be its own counterfactual and show no error.
FEWEST_CONTROLS = 2


def regress(design: Design, regressors: Regressors, unit_regressors: np.ndarray | None = None) -> Fit:
    """Fit the outcome on unit effects, period effects (added here, the first left out) and the regressors.

    The coefficients of the regressors come first; those of `unit_regressors`, units × T × k that differ between units,
    come last.
    """
    w = design.wide
    periods = np.eye(len(w.times))[:, 1:]
    groups = []
    for g, rows in w.cohorts():
        z, use = regressors(g)
        seen = use if w.complete else w.seen[rows] & use
        y = w.y[rows] if w.complete else np.where(w.seen[rows], w.y[rows], 0.0)
        x = None if unit_regressors is None else unit_regressors[rows]
        groups.append(Group(np.arange(rows.start, rows.stop), y, seen, np.hstack([z, periods]), w.weight[rows], x))
    return fit(groups)


@dataclass(frozen=True)
class CohortCells:
    """The cells, cohort × period, that have a coefficient each.

    Attributes
    ----------
    cohort, column, event_time : length k; `column` is the period's.
    weight : weighted observations of each.
    units : observed units of each.
    """

    cohort: np.ndarray
    column: np.ndarray
    event_time: np.ndarray
    weight: np.ndarray
    units: np.ndarray

    def __getitem__(self, which: np.ndarray) -> CohortCells:
        """Return some of the cells."""
        return CohortCells(
            self.cohort[which], self.column[which], self.event_time[which], self.weight[which], self.units[which]
        )

    def indicators(self, g: int, periods: int) -> np.ndarray:
        """Return the T × k indicators of a cohort's cells."""
        z = np.zeros((periods, len(self.cohort)))
        of_cohort = np.flatnonzero(self.cohort == g)
        z[self.column[of_cohort], of_cohort] = 1
        return z

    def columns_of(self, g: int) -> np.ndarray:
        """Return the columns of a cohort's cells."""
        return self.column[self.cohort == g]


def cells(design: Design, first: int = -(10**6), base: int | None = None) -> CohortCells:
    """List the cells that are observed at event time `first` or later, but for `base`."""
    w = design.wide
    rows_of = []
    for g, rows in w.cohorts():
        if g == NEVER:
            continue
        events = w.timeline.event_time(g, w.times)
        units, weight = w.seen[rows].sum(axis=0), w.weight[rows] @ w.seen[rows]
        keep = np.flatnonzero((units > 0) & (events >= first) & (events != (10**6 if base is None else base)))
        rows_of += [(g, t, events[t], weight[t], units[t]) for t in keep]
    columns = [np.array(c) for c in zip(*rows_of, strict=True)] or [np.empty(0, int)] * 5
    return CohortCells(*columns)


def controlled(design: Design, control: np.ndarray) -> np.ndarray:
    """Say of each period whether enough control units are observed in it.

    Parameters
    ----------
    control : units × T, bool, the observations that serve as controls.
    """
    return (design.wide.seen & control).sum(axis=0) >= FEWEST_CONTROLS


def averaged(design: Design, fitted: Fit, of: CohortCells) -> tuple[list[dict[str, Any]], Effects, int]:
    """Average the coefficients of cells (the first of the fit) by their weighted observations, in every way.

    Returns
    -------
    labels, effects
        Of the averages over cells that the data identify.
    lost : int
        Cells that they do not.
    """
    w = design.wide
    size = len(of.cohort)
    identified = fitted.identified(np.eye(size, len(fitted.beta)))
    time, after = w.times[of.column] if size else of.column, identified & (of.event_time >= 0)
    labels, which = ([label("overall")], [after]) if after.any() else ([], [])
    for e in np.unique(of.event_time[identified]):
        labels.append(label("event_time", event_time=int(e)))
        which.append(identified & (of.event_time == e))
    for g in np.unique(of.cohort[after]):
        labels.append(label("cohort", cohort=w.written(g)))
        which.append(after & (of.cohort == g))
    for t in np.unique(time[after]):
        labels.append(label("time", time=w.written(t)))
        which.append(after & (time == t))
    chosen = np.array(which).reshape(len(labels), size)
    share = chosen * of.weight
    share = share / share.sum(axis=1, keepdims=True)
    influence = _influence(design, fitted, share)
    _center_single_units(design, fitted, of, share, influence)
    units = _units(design, of, chosen)
    influence[:, units < 2] = np.nan
    cohorts = [{int(g): float(one[of.cohort == g].sum()) for g in np.unique(of.cohort[one > 0])} for one in share]
    control = np.full(len(labels), int((w.cohort == NEVER).sum()))
    return labels, Effects(share @ fitted.beta[:size], influence, units, control, cohorts), int((~identified).sum())


def _influence(design: Design, fitted: Fit, combination: np.ndarray) -> np.ndarray:
    """Return the influence of combinations of the first coefficients, with fixest's small-sample factor."""
    full = np.zeros((len(combination), len(fitted.beta)))
    full[:, : combination.shape[1]] = combination
    n = len(design.wide.units)
    influence = fitted.influence(full, n) * np.sqrt(factor(design, fitted))
    influence[:, ~fitted.identified(full)] = np.nan
    return influence


def factor(design: Design, fitted: Fit) -> float:
    """Return fixest's small-sample factor; of two sets of clusters the smaller counts, whatever their order."""
    shared = design.wide.sampling.clusters
    clusters = min((len(np.unique(c)) for c in shared), default=len(design.wide.units))
    return fitted.factor(clusters)


def _units(design: Design, of: CohortCells, chosen: np.ndarray) -> np.ndarray:
    """Count the treated units that each average takes in."""
    w = design.wide
    units = np.zeros(len(chosen), int)
    for g, rows in w.cohorts():
        mine = np.flatnonzero(of.cohort == g)
        if len(mine):
            units += ((w.seen[rows][:, of.column[mine]].astype(float) @ chosen[:, mine].T) > 0).sum(axis=0)
    return units


def _center_single_units(
    design: Design, fitted: Fit, of: CohortCells, share: np.ndarray, influence: np.ndarray
) -> None:
    """Give cells of a single unit, which the regression fits exactly, their distance from their stratum's mean.

    As in imputation (:mod:`analysis.did.estimators.imputation`): effects of a stratum (single-unit cohorts pooled) are
    taken to be alike, so that their spread is error; where the stratum is one unit, from the average itself.
    """
    w = design.wide
    rows_of = dict(w.cohorts())
    stratum = np.array([w.sampling.strata[rows_of[int(g)].start] for g in of.cohort])
    beta, scale = fitted.beta[: len(of.cohort)], np.sqrt(factor(design, fitted))
    for cell in np.flatnonzero(of.units == 1):
        rows = rows_of[int(of.cohort[cell])]
        unit = rows.start + int(np.argmax(w.seen[rows, of.column[cell]]))
        home = share * (stratum == stratum[cell])
        several = _several(design, of, home > 0, rows_of)
        with np.errstate(invalid="ignore"):
            centre = np.where(several, home @ beta / home.sum(axis=1), share @ beta)
        moved = np.where(share[:, cell] > 0, share[:, cell] * (beta[cell] - centre), 0.0)
        influence[unit] += moved * scale * len(w.units)


def _several(design: Design, of: CohortCells, cells_used: np.ndarray, rows_of: dict[int, slice]) -> np.ndarray:
    """Say of each average whether the cells it uses hold more than one unit."""
    cohorts = np.unique(of.cohort[cells_used.any(axis=0)])
    sizes = {int(g): rows_of[int(g)].stop - rows_of[int(g)].start for g in cohorts}
    return np.array([sum(sizes[int(g)] for g in np.unique(of.cohort[one])) > 1 for one in cells_used])


def combined(design: Design, fitted: Fit, combination: np.ndarray, members: np.ndarray) -> Effects:
    """Return linear combinations of coefficients as effects, with fixest's small-sample factor.

    Clusters are corrected by that factor alone, as in fixest; where units are independent, small cohorts on top.

    Parameters
    ----------
    combination : A × k over the first k coefficients.
    members : A × n, bool, the treated units behind each.
    """
    w = design.wide
    influence = _influence(design, fitted, combination)
    control = np.full(len(combination), int((w.cohort == NEVER).sum()))
    att = combination @ fitted.beta[: combination.shape[1]]
    return Effects(att, influence, members.sum(axis=1), control, corrected=bool(w.sampling.clusters))
