"""Attack what is published: can counts of people below five be had from totals, and from one cycle less the last?

    python benchmarks/disclosure.py

Draws programmes of six cycles: officers moved between five sectors, added up from cycle to cycle. Each cycle publishes
the table with its row, column and grand totals, by the rules of ``analysis.store.release``. The attacker knows the
rules and all six tables. For each count below five, integer bounds are sought by linear programming over everything
published (Dobra & Fienberg 2000); a count is recovered if both bounds are one number. Beside it: the same attack where
only small counts are hidden and the others are told exactly. Writes ``benchmarks/disclosure.md``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from analysis.domain.privacy import ROUNDED_TO, SMALL_CELL
from analysis.store import release

CYCLES, SECTORS, PROGRAMMES = 6, 5, 40


def drawn(seed: int) -> np.ndarray:
    """Draw counts by cycle, sector left and sector entered; each cycle adds to the last."""
    rng = np.random.default_rng(seed)
    busy = rng.gamma(1.0, 2.0, (SECTORS, SECTORS))
    return rng.poisson(busy, (CYCLES, SECTORS, SECTORS)).cumsum(axis=0)


def margins(n: np.ndarray) -> list[tuple[np.ndarray, float]]:
    """List every published count as the cells that it sums (flat places) and its exact value."""
    place = np.arange(n.size).reshape(n.shape)
    sums = [place[t, i, j].reshape(1) for t in range(CYCLES) for i in range(SECTORS) for j in range(SECTORS)]
    sums += [place[t, i] for t in range(CYCLES) for i in range(SECTORS)]
    sums += [place[t, :, j] for t in range(CYCLES) for j in range(SECTORS)]
    sums += [place[t].ravel() for t in range(CYCLES)]
    return [(cells, float(n.ravel()[cells].sum())) for cells in sums]


def bounds(value: float, rounding: bool) -> tuple[float, float]:
    """Return between which numbers the attacker knows a published count to lie."""
    if not rounding:
        return (value, value) if value >= SMALL_CELL else (0, SMALL_CELL - 1)
    told = float(release.rounded(pd.Series([value])).iloc[0])
    return (0, SMALL_CELL - 1) if np.isnan(told) else (told, told + ROUNDED_TO - 1)


def recovered(n: np.ndarray, rounding: bool) -> tuple[int, int]:
    """Return how many counts below five the attacker recovers, and how many there are."""
    listed = margins(n)
    rows, columns, signs, limits = [], [], [], []
    for cells, value in listed:
        low, high = bounds(value, rounding)
        for sign, limit in ((1, high), (-1, -low)):
            rows += [len(limits)] * len(cells)
            columns += list(cells)
            signs += [sign] * len(cells)
            limits.append(limit)
    for cell in range(n.size - SECTORS**2):  # a later cycle holds the earlier ones' officers
        rows += [len(limits)] * 2
        columns += [cell, cell + SECTORS**2]
        signs += [1, -1]
        limits.append(0)
    matrix = coo_matrix((signs, (rows, columns)), shape=(len(limits), n.size)).tocsr()
    small = np.flatnonzero(n.ravel() < SMALL_CELL)
    seen = 0
    for cell in small:
        cost = np.zeros(n.size)
        cost[cell] = 1
        ends = [linprog(sign * cost, matrix, limits, bounds=(0, None), method="highs").fun * sign for sign in (1, -1)]
        seen += int(np.floor(ends[1] + 1e-7) <= np.ceil(ends[0] - 1e-7))
    return seen, len(small)


def main() -> None:
    """Run the attack on every programme and write the table."""
    rows = []
    for rounding in (True, False):
        tries = np.array([recovered(drawn(seed), rounding) for seed in range(PROGRAMMES)])
        rows.append((rounding, *tries.sum(axis=0)))
    lines = [
        "# Counts below five, under attack",
        "",
        f"`python benchmarks/disclosure.py`: {PROGRAMMES} programmes of {CYCLES} cycles, every table with its totals.",
        "",
        "| published | counts below five | recovered |",
        "|---|---|---|",
    ]
    for rounding, seen, small in rows:
        how = "in fives, below five not told (ours)" if rounding else "exact, below five not told"
        lines.append(f"| {how} | {small:,} | {seen:,} ({100 * seen / small:.1f} %) |")
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
