"""Size where one side is small: few clusters, few units, cohorts of one or two; no effect, so every rejection is false.

    python benchmarks/small_samples.py --panels 500

writes benchmarks/small_samples.md. ``none`` is the share of panels for which no interval is given, as on a side of one
cluster; such a panel cannot be rejected. The last column is the joint test of pre-periods.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.did.design import Design
from analysis.did.diagnostics import pretrends
from analysis.did.estimators import event_bins, extended_two_way, group_time, imputation, sun_abraham, two_way

ROOT = Path(__file__).resolve().parents[1]
ALPHA = 0.05
FITS: dict[str, Callable] = {
    "group-time": group_time.fit,
    "imputation": imputation.fit,
    "Sun–Abraham": sun_abraham.fit,
    "extended two-way": extended_two_way.fit,
    "two-way": two_way.fit,
}


def _design(rng: np.random.Generator, cohort: np.ndarray, span: int, labels: np.ndarray | None = None) -> Design:
    """Draw a panel without an effect; units that share a label share shocks of half the size of their noise."""
    n = len(cohort)
    y = rng.normal(size=(n, 1)) + rng.normal(size=(n, span))
    if labels is not None:
        y += 0.5 * rng.normal(size=(labels.max() + 1, span))[labels]
    panel = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(n), span),
            "time": np.tile(np.arange(1, span + 1), n),
            "cohort": np.repeat(cohort, span),
            "y": y.ravel(),
        }
    )
    clusters = None if labels is None else pd.DataFrame({"cluster": labels})
    return Design(panel, "y", "unit", "time", clusters=clusters)


def clusters(rng: np.random.Generator, treated: int, control: int, cohorts: int = 1) -> Design:
    """Draw clusters of twenty units, treated as a whole from period 4 on, or from one of several periods."""
    labels = np.repeat(np.arange(treated + control), 20)
    return _design(rng, np.where(labels < treated, 4.0 + labels % cohorts, np.nan), 5 + cohorts, labels)


def cohorts(rng: np.random.Generator, number: int, size: int, never: int = 200) -> Design:
    """Draw independent units in small cohorts, one a period."""
    start = np.r_[np.repeat(np.arange(number) + 3.0, size), np.full(never, np.nan)]
    return _design(rng, start, number + 4)


DESIGNS: dict[str, Callable[[np.random.Generator], Design]] = {
    "15 treated clusters, 1 control": partial(clusters, treated=15, control=1),
    "15 treated clusters, 2 control": partial(clusters, treated=15, control=2),
    "3 treated clusters, 15 control": partial(clusters, treated=3, control=15),
    "10 treated clusters in 4 cohorts, 10 control": partial(clusters, treated=10, control=10, cohorts=4),
    "7 cohorts of one unit": partial(cohorts, number=7, size=1),
    "30 cohorts of two": partial(cohorts, number=30, size=2),
    "3 cohorts of 16 (48 treated)": partial(cohorts, number=3, size=16),
    "3 cohorts of 20 (60 treated)": partial(cohorts, number=3, size=20),
    "40 treated units, 2 never": partial(cohorts, number=1, size=40, never=2),
}


def panel(seed: int, name: str) -> dict[str, str]:
    """Draw one panel and say of each method whether it rejected, kept, or gave no interval."""
    design = DESIGNS[name](np.random.default_rng([seed, list(DESIGNS).index(name)]))
    out = {}
    for method, fit in FITS.items():
        try:
            out[method] = _verdict(fit(design).row()["p"])
        except KeyError:
            out[method] = "none"
    bins = event_bins.estimate(design, 1, -6, 6)
    before = np.flatnonzero(bins.before)
    tested = pretrends.assess(bins.effects[before], bins.distance[before], 2.0, design.wide.sampling)
    return out | {"pre-periods": _verdict(tested.p)}


def _verdict(p: float) -> str:
    return "none" if np.isnan(p) else "rejected" if p < ALPHA else "kept"


def main() -> None:
    """Run the designs and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--panels", type=int, default=500, help="panels a design (default 500)")
    parser.add_argument("--only", default="", help="part of the name of the designs to run")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    arguments = parser.parse_args()
    lines = [
        "# Size where one side is small",
        "",
        f"`python benchmarks/small_samples.py --panels {arguments.panels}`; nominal size 5 %.",
        "",
        f"| design | {' | '.join([*FITS, 'pre-periods'])} |",
        f"|---|{'---:|' * (len(FITS) + 1)}",
    ]
    for name in [n for n in DESIGNS if arguments.only in n]:
        with ProcessPoolExecutor(arguments.workers) as pool:
            drawn = list(pool.map(partial(panel, name=name), range(arguments.panels), chunksize=10))
        cells = []
        for method in drawn[0]:
            counts = Counter(one[method] for one in drawn)
            none = f", none {100 * counts['none'] / len(drawn):.0f} %" if counts["none"] else ""
            cells.append(f"{100 * counts['rejected'] / len(drawn):.1f} %{none}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
        print(lines[-1], flush=True)
        if not arguments.only:
            (ROOT / "benchmarks" / "small_samples.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
