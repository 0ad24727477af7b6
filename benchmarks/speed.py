"""Speed beside pyfixest, diff-diff and csdid: the same estimate, in one run, each in a process of its own.

    pip install pyfixest diff-diff csdid     # peers, not dependencies; any that is missing is left out and said so
    python benchmarks/speed.py --officers 1000 10000 100000 1000000

writes benchmarks/speed.md: seconds from a long table to estimates with errors (the best of several runs within the
process, so that compiling does not count), peak memory beyond the table itself, and both as ratios to the fastest and
leanest peer.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
PERIODS = 20
OURS = "this repository"


def panel(n: int) -> pd.DataFrame:
    """Draw officers × 20 semesters, seven cohorts, two thirds never treated."""
    rng = np.random.default_rng(n)
    cohort = rng.choice([0, 6, 8, 10, 12, 14, 16, 18], n, p=[0.65] + [0.05] * 7)
    x, z, effect = rng.normal(size=n), rng.normal(size=n), rng.normal(size=n)
    t = np.arange(1, PERIODS + 1)
    treated = (t >= cohort[:, None]) & (cohort[:, None] > 0)
    y = effect[:, None] + 0.1 * t + 0.3 * treated + rng.normal(size=(n, PERIODS))
    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(n), PERIODS), "time": np.tile(t, n), "cohort": np.repeat(cohort, PERIODS),
            "y": y.ravel(), "x": np.repeat(x, PERIODS), "z": np.repeat(z, PERIODS),
            "treat": treated.ravel().astype(float),
        }
    )  # fmt: skip


def ours(frame: pd.DataFrame, estimator: str) -> tuple[float, float]:
    sys.path.insert(0, str(ROOT / "src"))
    from analysis.did.design import Design
    from analysis.did.estimators import group_time, imputation, sun_abraham, two_way

    x = None
    if estimator.endswith("covariates"):
        x = frame.drop_duplicates("unit").set_index("unit")[["x", "z"]]
    cohort = frame["cohort"].where(frame["cohort"] > 0)
    d = Design(
        frame[["unit", "time", "y"]].assign(cohort=cohort), "y", "unit", "time", covariates=x,
        control_group="never_treated",
    )  # fmt: skip
    fit = {
        "group-time": lambda: group_time.fit(d),
        "group-time, two covariates": lambda: group_time.fit(d),
        "imputation": lambda: imputation.fit(d),
        "two-stage": lambda: imputation.two_stage(d),
        "Sun–Abraham": lambda: sun_abraham.fit(d),
        "two-way fixed effects": lambda: two_way.fit(d),
    }[estimator]
    row = fit().row()
    return float(row["att"]), float(row["se"])


def diff_diff(frame: pd.DataFrame, estimator: str) -> tuple[float, float]:
    import diff_diff as dd

    names = ("y", "unit", "time", "cohort")
    call: dict[str, Callable] = {
        "group-time": lambda: dd.CallawaySantAnna(control_group="never_treated").fit(frame, *names, aggregate="all"),
        "group-time, two covariates": lambda: dd.CallawaySantAnna(control_group="never_treated").fit(
            frame, *names, covariates=["x", "z"], aggregate="all"
        ),
        "imputation": lambda: dd.ImputationDiD().fit(frame, *names, aggregate="event_study"),
        "two-stage": lambda: dd.TwoStageDiD().fit(frame, *names, aggregate="event_study"),
        "Sun–Abraham": lambda: dd.SunAbraham().fit(frame, *names),
    }
    r = call[estimator]()
    return r.overall_att, r.overall_se


def pyfixest(frame: pd.DataFrame, estimator: str) -> tuple[float, float]:
    import pyfixest as pf

    if estimator == "two-way fixed effects":
        r = pf.feols("y ~ treat | unit + time", frame, vcov={"CRV1": "unit"})
        return float(r.coef().iloc[0]), float(r.se().iloc[0])
    if estimator == "Sun–Abraham":
        # it averages by event time only: no overall effect to show
        pf.event_study(frame, "y", "unit", "time", "cohort", estimator="saturated").aggregate()
        return float("nan"), float("nan")
    table = pf.event_study(frame, "y", "unit", "time", "cohort", estimator="did2s", att=True).tidy()
    return float(table["Estimate"].iloc[0]), float(table["Std. Error"].iloc[0])


def csdid(frame: pd.DataFrame, estimator: str) -> tuple[float, float]:
    from csdid.att_gt import ATTgt

    formula = "y ~ x + z" if estimator.endswith("covariates") else "y ~ 1"
    r = ATTgt(
        yname="y", gname="cohort", idname="unit", tname="time", xformla=formula, data=frame,
        control_group=["nevertreated"],
    ).fit(est_method="dr", bstrap=False)  # fmt: skip
    found = r.aggte("simple", bstrap=False).atte
    return float(found["overall_att"]), float(np.ravel(found["overall_se"])[0])


PEERS: dict[str, tuple[str, Callable, tuple[str, ...]]] = {
    OURS: ("numpy", ours, ()),
    "diff-diff": ("diff_diff", diff_diff, ("two-way fixed effects",)),
    "pyfixest": ("pyfixest", pyfixest, ("group-time", "group-time, two covariates", "imputation")),
    "csdid": ("csdid", csdid, ("imputation", "two-stage", "Sun–Abraham", "two-way fixed effects")),
}
ESTIMATORS = (
    "group-time", "group-time, two covariates", "imputation", "two-stage", "Sun–Abraham", "two-way fixed effects",
)  # fmt: skip


def one(peer: str, estimator: str, n: int) -> None:
    """Run one peer in this process and print what it took."""
    warnings.filterwarnings("ignore")
    frame = panel(n)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, att, se = [], 0.0, 0.0
    for _ in range(3 if n <= 10_000 else 2 if n <= 100_000 else 1):
        began = time.perf_counter()
        att, se = PEERS[peer][1](frame, estimator)
        seconds.append(time.perf_counter() - began)
        if seconds[-1] > 60:
            break
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": min(seconds), "mib": (peak - before) / 1024, "att": att, "se": se}))


def run(peer: str, estimator: str, n: int, limit: float) -> dict | str:
    """Run one peer in a process of its own; return what it took, or why not."""
    command = [sys.executable, __file__, "--one", peer, estimator, str(n)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return f"over {limit:.0f} s"
    if done.returncode:
        return "out of memory" if done.returncode < 0 else "failed"
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> None:
    """Run every peer at every size and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--officers", type=int, nargs="+", default=[1000, 10_000, 100_000], help="sizes")
    parser.add_argument("--limit", type=float, default=300, help="seconds after which a run is stopped (default 300)")
    parser.add_argument("--one", nargs=3, metavar=("PEER", "ESTIMATOR", "N"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        peer, estimator, n = arguments.one
        one(peer, estimator, int(n))
        return
    present = {name: p for name, p in PEERS.items() if importlib.util.find_spec(p[0])}
    lines = [
        "# Speed and memory beside the peers",
        "",
        f"`python benchmarks/speed.py --officers {' '.join(map(str, arguments.officers))}`: officers × {PERIODS} "
        "semesters, never treated controls,",
        "overall effect and event study with clustered errors, complete panels; a ratio is ours to the best peer's",
        "(below one: faster, leaner). pyfixest averages Sun–Abraham by event time only. Peers that are not",
        f"installed are left out{': ' + ', '.join(set(PEERS) - set(present)) if len(present) < len(PEERS) else ''}.",
        "",
        "| estimate | officers | who | att | se | seconds | ratio | MiB | ratio |",
        "|---|---:|---|---:|---:|---:|---:|---:|---:|",
    ]
    gave_up: set[tuple[str, str]] = set()
    for estimator in ESTIMATORS:
        for n in arguments.officers:
            found: dict[str, dict | str] = {}
            for name, (_, _, lacks) in present.items():
                if estimator in lacks:
                    continue
                found[name] = "not tried" if (name, estimator) in gave_up else run(name, estimator, n, arguments.limit)
                if isinstance(found[name], str):
                    gave_up.add((name, estimator))
                print(estimator, n, name, found[name], flush=True)
            others = [r for name, r in found.items() if name != OURS and isinstance(r, dict)]
            for name, r in found.items():
                if isinstance(r, str):
                    lines.append(f"| {estimator} | {n:,} | {name} | | | {r} | | | |")
                    continue
                ratios = ["", ""]
                if name == OURS and others:
                    ratios = [f"{r[k] / max(min(o[k] for o in others), 1e-9):.2f}" for k in ("seconds", "mib")]
                numbers = ["" if np.isnan(r[k]) else f"{r[k]:.6f}" for k in ("att", "se")]
                lines.append(
                    f"| {estimator} | {n:,} | {name} | {numbers[0]} | {numbers[1]} | {r['seconds']:.2f} "
                    f"| {ratios[0]} | {r['mib']:.0f} | {ratios[1]} |"
                )
    (ROOT / "benchmarks" / "speed.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
