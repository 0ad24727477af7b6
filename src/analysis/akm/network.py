"""Who can be compared: the units that moves connect, and those that stay connected without any one officer.

Kline, Saggio & Sølvsten (2020, Econometrica 88, section 1 and Computational Appendix): effects of units are identified
within a set connected by moves (Abowd, Creecy & Kramarz 2002); the leave-out correction needs a set that stays
connected when any one officer is left out.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph


def connected(officer: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Tell which rows lie in the largest set of officers and units that moves connect.

    Parameters
    ----------
    officer, unit : integer codes from 0 on, one a row.

    Returns
    -------
    numpy.ndarray
        Bool, one a row; of sets with equally many rows, the one of the lowest code of officers.
    """
    n = int(officer.max()) + 1
    graph = sparse.coo_array((np.ones(len(officer), bool), (officer, unit + n)), shape=(n + int(unit.max()) + 1,) * 2)
    labels = csgraph.connected_components(graph, directed=False)[1][officer]
    return labels == np.bincount(labels).argmax()


def leave_one_out(officer: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Tell which rows lie in the largest set that stays connected without any one officer.

    Officers whose removal would part the units are left out, the largest connected set is taken, and so again until
    nobody is left to leave out.

    Parameters
    ----------
    officer, unit : integer codes, one a row.
    """
    kept = np.flatnonzero(connected(officer, unit))
    while True:
        codes, units = (np.unique(column[kept], return_inverse=True)[1] for column in (officer, unit))
        pairs = np.unique(np.column_stack([codes, units]), axis=0)
        degree = np.bincount(pairs[:, 0])
        moves = pairs[degree[pairs[:, 0]] > 1]
        bridges = np.zeros(len(degree), bool)
        if len(moves):
            bridges[bridging_officers(moves[:, 0], moves[:, 1])] = True
        if not bridges.any():
            break
        kept = kept[~bridges[codes]]
        if not len(kept):
            break
        codes, units = (np.unique(column[kept], return_inverse=True)[1] for column in (officer, unit))
        kept = kept[connected(codes, units)]
    chosen = np.zeros(len(officer), bool)
    chosen[kept] = True
    return chosen


def bridging_officers(officer: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Return the officers whose removal parts the graph of officers and units: its articulation points.

    Tarjan (1972, SIAM Journal on Computing 1): a vertex parts the graph if no descendant of one of its children in a
    depth-first tree reaches above it.

    Parameters
    ----------
    officer, unit : pairs of codes, each pair once, of officers who served in two units at least.
    """
    names, officers = np.unique(officer, return_inverse=True)
    places, units = np.unique(unit, return_inverse=True)
    n = len(names)
    ends = np.concatenate([officers, units + n])
    others = np.concatenate([units + n, officers])
    order = np.argsort(ends, kind="stable")
    neighbours = others[order].tolist()
    starts = np.searchsorted(ends[order], np.arange(n + len(places) + 1)).tolist()
    visited = [-1] * (n + len(places))
    lowest = visited.copy()
    parent = visited.copy()
    parts = np.zeros(n + len(places), bool)
    place = starts[:-1].copy()
    count = 0
    for root in range(n + len(places)):
        if visited[root] >= 0:
            continue
        stack, children = [root], 0
        visited[root] = lowest[root] = count
        count += 1
        while stack:
            vertex = stack[-1]
            if place[vertex] < starts[vertex + 1]:
                other = neighbours[place[vertex]]
                place[vertex] += 1
                if visited[other] < 0:
                    parent[other] = vertex
                    visited[other] = lowest[other] = count
                    count += 1
                    stack.append(other)
                    children += vertex == root
                elif other != parent[vertex]:
                    lowest[vertex] = min(lowest[vertex], visited[other])
            else:
                stack.pop()
                above = parent[vertex]
                if above >= 0:
                    lowest[above] = min(lowest[above], lowest[vertex])
                    if above != root and lowest[vertex] >= visited[above]:
                        parts[above] = True
        parts[root] = children > 1
    return names[parts[:n]]
