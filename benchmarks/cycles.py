"""Claims over many cycles: how often a report that is made again each semester ever claims what is not there.

    python benchmarks/cycles.py --cities 500

writes benchmarks/cycles.md. A city of 400 officers is evaluated for twenty semesters, each time on all data so far; one
officer in twenty-five moves each semester, and nothing has an effect on any of four outcomes. Each cycle estimates them
by the headline estimator and adjusts over the four (Holm); what is then below the level of a look is graded in full.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.did import Design, group_time, intervals
from analysis.did.inference.repeated_looks import critical_value, nominal_level
from analysis.errors import UserError
from analysis.impact.appraise import appraise
from analysis.impact.evidence import SHOWN, THRESHOLDS

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "benchmarks" / "cycles.md"
OFFICERS, BEFORE, OUTCOMES, ALPHA = 400, 6, 4, 0.05


def design(y: np.ndarray, start: np.ndarray, now: int) -> Design:
    """Set up the design of an outcome as it is known at the end of a semester."""
    frame = pd.DataFrame(
        {
            "officer": np.repeat(np.arange(len(y)), now + 1),
            "semester": np.tile(np.arange(now + 1), len(y)),
            "cohort": np.repeat(np.where(start <= now, start, np.nan), now + 1),
            "y": y[:, : now + 1].ravel(),
        }
    )
    return Design(frame, "y", "officer", "semester")


def city(seed: int) -> tuple[bool, bool, bool]:
    """Evaluate one city for all its cycles; return what it ever claimed.

    Returns
    -------
    at_5, at_look, shown
        Whether any cycle had an outcome below alpha, below the level of a look, and graded strong or moderate.
    """
    rng = np.random.default_rng(seed)
    looks = THRESHOLDS.looks
    span = BEFORE + looks
    start = np.where(rng.random(OFFICERS) < 1 - 0.96**looks, BEFORE + rng.integers(0, looks, OFFICERS), np.inf)
    level, noise = rng.normal(size=(OUTCOMES, OFFICERS, 1)), rng.normal(size=(OUTCOMES, OFFICERS, span))
    for t in range(1, span):
        noise[:, :, t] = 0.4 * noise[:, :, t - 1] + np.sqrt(1 - 0.4**2) * noise[:, :, t]
    each = nominal_level(looks, ALPHA)
    at_5 = at_look = shown = False
    for now in range(BEFORE, span):
        designs = [design(y, start, now) for y in level + noise]
        try:
            p = intervals.holm(pd.Series([group_time.overall(d)["p"] for d in designs]))
        except UserError:
            continue
        at_5 |= bool((p < ALPHA).any())
        at_look |= bool((p < each).any())
        shown = shown or any(appraise(designs[k])["grade"] in SHOWN for k in np.flatnonzero(p < each))
    return at_5, at_look, shown


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cities", type=int, default=500, help="cities drawn (default 500)")
    cities = parser.parse_args().cities
    began = time.perf_counter()
    with ProcessPoolExecutor() as pool:
        ever = np.array(list(pool.map(city, range(cities), chunksize=5)))
    at_5, at_look, shown = 100 * ever.mean(axis=0)
    looks = THRESHOLDS.looks
    wider = critical_value(looks, ALPHA) / critical_value(1, ALPHA)
    error = 100 * np.sqrt(0.05 * 0.95 / cities)
    lines = [
        "# Claims over many cycles",
        "",
        f"`python benchmarks/cycles.py --cities {cities}`: {cities} cities without an effect, {looks} cycles",
        f"each, {OUTCOMES} outcomes a cycle. Monte Carlo error of a rate of 5 %: {error:.1f} points.",
        "",
        "| what is asked of a cycle | cities that ever claim an effect, % | width of the interval |",
        "|---|---:|---:|",
        f"| adjusted p below {ALPHA:g}, each cycle by itself | {at_5:.1f} | 1.00 |",
        f"| adjusted p below {nominal_level(looks, ALPHA):.4f}, the level of one of {looks} looks (Pocock 1977) |"
        f" {at_look:.1f} | {wider:.2f} |",
        f"| the same, and graded strong or moderate | {shown:.1f} | {wider:.2f} |",
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(TABLE.read_text(encoding="utf-8"), f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
