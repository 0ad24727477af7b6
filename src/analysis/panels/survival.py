"""Time until a service is finished, when some are still open: Kaplan–Meier (1958, eq. 2b)."""

from __future__ import annotations

import numpy as np


def kaplan_meier(time: np.ndarray, finished: np.ndarray, group: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """Return the share still open after each time of a grid, by group.

    Parameters
    ----------
    time : time to the end, or to the last look where it is still open; ≥ 0.
    finished : whether the end was seen.
    group : integers 0 … G − 1, one an observation.
    grid : increasing times, K of them; ends between two of them count at the later one.

    Returns
    -------
    ndarray
        G × K, from 1 down to 0; NaN from where nobody is followed any more and some are still open, as what
        became of them is not known.
    """
    return open_share(*counts(time, finished, group, int(group.max()) + 1 if len(group) else 0, grid))


def counts(
    time: np.ndarray, finished: np.ndarray, group: np.ndarray, groups: int, grid: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Count by group the ends at, and the last looks before, each time of a grid; see :func:`kaplan_meier`.

    Returns
    -------
    ends, looks : G × (K + 1); the last column is later than the grid.
    """
    # an end falls on the first grid time not before it, a last look before the first grid time after it
    at = np.where(finished, np.searchsorted(grid, time, "left"), np.searchsorted(grid, time, "right"))
    ends, looks = np.zeros((groups, len(grid) + 1)), np.zeros((groups, len(grid) + 1))
    np.add.at(ends, (group[finished], at[finished]), 1)
    np.add.at(looks, (group[~finished], at[~finished]), 1)
    return ends, looks


def open_share(ends: np.ndarray, looks: np.ndarray) -> np.ndarray:
    """Return the share still open from counts; see :func:`kaplan_meier`.

    Parameters
    ----------
    ends, looks : … × (K + 1) ends at, and last looks before, each of K grid times; the last column is later than all.
    """
    left = ends + looks
    total = left.sum(axis=-1, keepdims=True)
    # of those followed up to a grid time, a last look before it takes away
    followed = total - np.cumsum(left, axis=-1) + left - looks
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(followed > 0, 1 - ends / followed, 1.0)
    open_ = np.cumprod(share, axis=-1)
    lost = (followed <= 0) & (open_ > 1e-12)
    return np.where(lost, np.nan, open_)[..., :-1]


def within(time: np.ndarray, finished: np.ndarray, limit: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return the share of services finished within their limit, by group, those still open counted by Kaplan–Meier.

    Services of one limit are followed together, and limits averaged by their services: one curve over all of them,
    in parts of the limit, would be biased, as a short limit runs out sooner than the data do.

    Parameters
    ----------
    limit : of each service, ≥ 0, in the unit of `time`.

    Returns
    -------
    ndarray
        Length G; NaN where no limit's share can be told. A limit that cannot be told yet has no part in the average.
    """
    limits, kind = np.unique(limit, return_inverse=True)
    groups = int(group.max()) + 1 if len(group) else 0
    stratum = group * len(limits) + kind
    overdue = time > limit
    count = np.bincount(stratum, minlength=groups * len(limits)).astype(float)
    with np.errstate(invalid="ignore"):
        share = np.bincount(stratum[finished & ~overdue], minlength=len(count)) / count
    for k in np.unique(stratum[~finished & ~overdue]):
        inside = stratum == k
        # beyond the limit is late, finished or not
        seen = np.where(overdue[inside], np.inf, time[inside]), finished[inside] | overdue[inside]
        grid = np.unique(np.append(time[inside & finished & ~overdue], limits[k % len(limits)]))
        share[k] = 1 - kaplan_meier(*seen, np.zeros(int(inside.sum()), int), grid)[0, -1]
    weight = np.where(np.isnan(share), 0.0, count).reshape(groups, len(limits))
    with np.errstate(invalid="ignore"):
        return np.nansum(share.reshape(groups, len(limits)) * weight, axis=1) / weight.sum(axis=1)


def restricted_mean(time: np.ndarray, finished: np.ndarray, group: np.ndarray, limit: int) -> np.ndarray:
    """Return the mean of min(days, limit) by group, those still open counted by Kaplan–Meier; NaN where unknown.

    Parameters
    ----------
    time : whole days.
    limit : days at which a service counts as `limit`, so that a handful without an end does not decide the mean.
    """
    open_ = kaplan_meier(time, finished, group, np.arange(limit))
    return open_.sum(axis=1)
