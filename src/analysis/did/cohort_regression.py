"""Groups of a regression whose regressors depend on cohort and time, made from a design."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analysis.did.cells import Effects
from analysis.did.design import NEVER, Design
from analysis.did.regression import Fit, Group, fit
from analysis.did.result import label

#: Makes the T × P regressors of a cohort, and which of its periods are used (length T, bool).
Regressors = Callable[[int], tuple[np.ndarray, np.ndarray]]


def regress(design: Design, regressors: Regressors, own: np.ndarray | None = None) -> Fit:
    """Fit the outcome on unit effects, period effects (added here, the first left out) and the regressors.

    The coefficients of the regressors come first; those of `own`, units × T × k regressors that differ between
    units, come last.
    """
    w = design.wide
    periods = np.eye(len(w.times))[:, 1:]
    groups = []
    for g, rows in w.cohorts():
        z, use = regressors(g)
        seen = use if w.complete else w.seen[rows] & use
        y = w.y[rows] if w.complete else np.where(w.seen[rows], w.y[rows], 0.0)
        mine = None if own is None else own[rows]
        groups.append(Group(np.arange(rows.start, rows.stop), y, seen, np.hstack([z, periods]), w.weight[rows], mine))
    return fit(groups)


def cells(design: Design, first: int = -(10**6), base: int | None = None) -> tuple[list[tuple[int, int]], np.ndarray]:
    """List the cells (cohort, column of time) that are observed at event time `first` or later, but for `base`.

    Returns
    -------
    pairs, observations
    """
    w = design.wide
    pairs, observations = [], []
    for g, rows in w.cohorts():
        if g == NEVER:
            continue
        counts = w.seen[rows].sum(axis=0)
        for t in np.flatnonzero(counts):
            if w.times[t] - g >= first and w.times[t] - g != base:
                pairs.append((g, int(t)))
                observations.append(int(counts[t]))
    return pairs, np.array(observations)


def indicators(pairs: list[tuple[int, int]], g: int, periods: int) -> np.ndarray:
    """Return the T × cells indicators of a cohort's own cells."""
    z = np.zeros((periods, len(pairs)))
    for k, (h, t) in enumerate(pairs):
        if h == g:
            z[t, k] = 1
    return z


def averaged(
    design: Design, fitted: Fit, pairs: list[tuple[int, int]], observations: np.ndarray
) -> tuple[list[dict], Effects]:
    """Average cell coefficients (the first of the fit) by their numbers of observations, in every way."""
    w = design.wide
    cohort, time = np.array([g for g, _ in pairs]), np.array([w.times[t] for _, t in pairs])
    event = time - cohort
    after = event >= 0
    labels, which = [], []
    if after.any():
        labels, which = [label("overall")], [after]
    for e in np.unique(event):
        labels.append(label("event_time", event_time=int(e)))
        which.append(event == e)
    for g in np.unique(cohort[after]):
        labels.append(label("cohort", cohort=w.written(g)))
        which.append(after & (cohort == g))
    for t in np.unique(time[after]):
        labels.append(label("time", time=w.written(t)))
        which.append(after & (time == t))
    share = np.array(which) * observations
    with_any = share.sum(axis=1) > 0
    share, which = share[with_any], np.array(which)[with_any]
    labels = [name for name, any_ in zip(labels, with_any, strict=True) if any_]
    members = np.array([np.isin(w.cohort, cohort[one]) for one in which])
    return labels, combined(design, fitted, share / share.sum(axis=1, keepdims=True), members)


def combined(design: Design, fitted: Fit, combination: np.ndarray, members: np.ndarray) -> Effects:
    """Return linear combinations of coefficients as effects, with fixest's small-sample factor.

    Parameters
    ----------
    combination : A × k over the first k coefficients.
    members : A × n, bool, the treated units behind each.
    """
    w = design.wide
    whole = np.zeros((len(combination), len(fitted.beta)))
    whole[:, : combination.shape[1]] = combination
    shared = w.sampling.clusters
    clusters = len(np.unique(shared[-1])) if shared else len(w.units)
    influence = fitted.influence(whole, len(w.units)) * np.sqrt(fitted.factor(clusters))
    influence[:, ~fitted.identified(whole)] = np.nan
    control = np.full(len(combination), int((w.cohort == NEVER).sum()))
    return Effects(whole @ fitted.beta, influence, members.sum(axis=1), control)
