"""Speed beside the peers: the same estimates from the same table, each run in a process of its own, in turn.

    python -m venv peers && peers/bin/pip install moderndid diff-diff csdid pyfixest fereg statspai
    python benchmarks/speed.py --peers peers/bin/python --officers 10000 100000 1000000

writes benchmarks/speed.md. Peers are no dependencies; one that is not installed is left out and the table says so.

What is measured: CPU seconds from a long table to estimates with clustered errors, the least of several runs that take
turns (another program on the machine slows a run, nothing makes one faster); the peak of memory beyond the table
(VmHWM, cleared before). One thread each. Every process first estimates a small panel, so that neither imports nor
compiling count. The group-time estimators give every ATT(g, t) with its error and the averages; ours averages in more
ways than the peers' calls do. Peers are called with the options that their authors call fast.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import resource
import signal
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
BOUND = "one pass"
NAMES = ("y", "unit", "time", "cohort")
#: Bytes of address space after which a run is out of memory.
MOST_MEMORY = 10 * 2**30
THREADS = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA", "POLARS_MAX", "RAYON")


def panel(n: int) -> pd.DataFrame:
    """Draw officers × 20 semesters, seven cohorts, two thirds never treated; sorted and complete."""
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
    from analysis.did.estimators import extended_two_way, group_time, imputation, sun_abraham, two_way

    x = None
    if estimator.endswith("covariates"):
        x = frame.drop_duplicates("unit").set_index("unit")[["x", "z"]]
    d = Design(frame, *NAMES, covariates=x, control_group="never_treated")
    fit: dict[str, Callable] = {
        "group-time": lambda: group_time.fit(d, every_cell=True),
        "group-time, two covariates": lambda: group_time.fit(d, every_cell=True),
        "imputation": lambda: imputation.fit(d),
        "two-stage": lambda: imputation.two_stage(d),
        "Sun–Abraham": lambda: sun_abraham.fit(d),
        "extended two-way": lambda: extended_two_way.fit(d),
        "two-way fixed effects": lambda: two_way.fit(d),
    }
    row = fit[estimator]().row()
    return float(row["att"]), float(row["se"])


def one_pass(frame: pd.DataFrame, estimator: str) -> tuple[float, float]:
    """Read a sorted, complete table once into one T × T moment a cohort: what every estimate here can be made from."""
    y, unit, when, start = (frame[name].to_numpy().reshape(-1, PERIODS) for name in NAMES)
    cohort = start[:, 0]
    if not ((unit == unit[:, :1]).all() and (when == when[0]).all() and (start == start[:, :1]).all()):
        raise ValueError("rows are not sorted by unit and period")
    order = np.argsort(cohort, kind="stable")
    ends = np.flatnonzero(np.diff(cohort[order])) + 1
    total = 0.0
    for rows in np.split(order, ends):
        part = y[rows]
        total += float((part.T @ part).sum())
    return float("nan"), float("nan") if total else 0.0


def diff_diff(frame: pd.DataFrame, estimator: str) -> tuple[float, float]:
    import diff_diff as dd

    covariates = ["x", "z"] if estimator.endswith("covariates") else None
    call: dict[str, Callable] = {
        "group-time": lambda: dd.CallawaySantAnna(cband=False).fit(frame, *NAMES, aggregate="all"),
        "group-time, two covariates": lambda: dd.CallawaySantAnna(cband=False).fit(
            frame, *NAMES, covariates=covariates, aggregate="all"
        ),
        "imputation": lambda: dd.ImputationDiD().fit(frame, *NAMES),
        "two-stage": lambda: dd.TwoStageDiD().fit(frame, *NAMES),
        "Sun–Abraham": lambda: dd.SunAbraham().fit(frame, *NAMES),
    }
    r = call[estimator]()
    return r.overall_att, r.overall_se


def statspai(frame: pd.DataFrame, estimator: str) -> tuple[float, float]:
    import statspai as sp

    long = {"y": "y", "group": "unit", "time": "time", "first_treat": "cohort"}
    short = {"y": "y", "g": "cohort", "t": "time", "i": "unit"}
    if estimator == "two-way fixed effects":
        r = sp.feols("y ~ treat | unit + time", frame, vcov={"CRV1": "unit"}, lean=True)
        return float(r.params["treat"]), float(r.std_errors["treat"])
    call: dict[str, Callable] = {
        "group-time": lambda: sp.callaway_santanna(frame, **short),
        "group-time, two covariates": lambda: sp.callaway_santanna(frame, **short, x=["x", "z"]),
        "imputation": lambda: sp.did_imputation(frame, **long),
        "two-stage": lambda: sp.gardner_did(frame, **long),
        "Sun–Abraham": lambda: sp.sun_abraham(frame, **short),
    }
    r = call[estimator]()
    return float(r.estimate), float(r.se)


def moderndid(frame: pd.DataFrame, estimator: str) -> tuple[float, float]:
    import moderndid as md

    formula, method = ("~ x + z", "dr") if estimator.endswith("covariates") else (None, "reg")
    cells = md.att_gt(
        frame, yname="y", tname="time", idname="unit", gname="cohort", xformla=formula, est_method=method, cband=False
    )
    md.aggte(cells, type="dynamic", cband=False)
    r = md.aggte(cells, type="simple", cband=False)
    return float(r.overall_att), float(r.overall_se)


def pyfixest(frame: pd.DataFrame, estimator: str) -> tuple[float, float]:
    import pyfixest as pf

    if estimator == "two-way fixed effects":
        r = pf.feols(
            "y ~ treat | unit + time", frame, vcov={"CRV1": "unit"}, lean=True, store_data=False, copy_data=False
        )
        return float(r.coef().iloc[0]), float(r.se().iloc[0])
    if estimator == "Sun–Abraham":
        # it averages by event time only: no overall effect to show
        pf.event_study(frame, "y", "unit", "time", "cohort", estimator="saturated").aggregate()
        return float("nan"), float("nan")
    table = pf.event_study(frame, "y", "unit", "time", "cohort", estimator="did2s", att=True).tidy()
    return float(table["Estimate"].iloc[0]), float(table["Std. Error"].iloc[0])


def fereg(frame: pd.DataFrame, estimator: str) -> tuple[float, float]:
    from fereg import feols

    r = feols(
        "y ~ treat | unit + time", frame, vcov={"CRV1": "unit"}, lean=True, store_data=False, copy_data=False,
        nthreads=1,
    )  # fmt: skip
    return float(np.ravel(r.coef())[0]), float(np.ravel(r.se())[0])


def csdid(frame: pd.DataFrame, estimator: str) -> tuple[float, float]:
    from csdid.att_gt import ATTgt

    formula = "y ~ x + z" if estimator.endswith("covariates") else "y ~ 1"
    r = ATTgt(
        yname="y", gname="cohort", idname="unit", tname="time", xformla=formula, data=frame,
        control_group=["nevertreated"],
    ).fit(est_method="dr", bstrap=False)  # fmt: skip
    simple = r.aggte("simple", bstrap=False).atte
    return float(simple["overall_att"]), float(np.ravel(simple["overall_se"])[0])


GROUP_TIME = ("group-time", "group-time, two covariates")
ESTIMATORS = (*GROUP_TIME, "imputation", "two-stage", "Sun–Abraham", "extended two-way", "two-way fixed effects")
#: Who → its package, how it is called, and what it estimates.
PEERS: dict[str, tuple[str, Callable, tuple[str, ...]]] = {
    OURS: ("numpy", ours, ESTIMATORS),
    BOUND: ("numpy", one_pass, GROUP_TIME),
    "diff-diff": ("diff_diff", diff_diff, (*GROUP_TIME, "imputation", "two-stage", "Sun–Abraham")),
    "statspai": (
        "statspai", statspai, (*GROUP_TIME, "imputation", "two-stage", "Sun–Abraham", "two-way fixed effects"),
    ),
    "moderndid": ("moderndid", moderndid, GROUP_TIME),
    "csdid": ("csdid", csdid, GROUP_TIME),
    "pyfixest": ("pyfixest", pyfixest, ("two-stage", "Sun–Abraham", "two-way fixed effects")),
    "fereg": ("fereg", fereg, ("two-way fixed effects",)),
}  # fmt: skip


def memory(line: str) -> float:
    """Return a line of this process's memory in MiB."""
    found = re.search(rf"{line}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else float("nan")


def one(peer: str, estimator: str, n: int, limit: float) -> None:
    """Run one peer in this process and print what it took."""
    warnings.filterwarnings("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    call = PEERS[peer][1]
    call(panel(400), estimator)
    frame = panel(n)
    gc.collect()
    seconds = int(time.process_time() + limit) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    Path("/proc/self/clear_refs").write_text("5")
    before, began = memory("VmRSS"), time.process_time()
    att, se = call(frame, estimator)
    seconds = time.process_time() - began
    print(json.dumps({"seconds": seconds, "mib": memory("VmHWM") - before, "att": att, "se": se}))


def run(python: str, peer: str, estimator: str, n: int, limit: float) -> dict | str:
    """Run one peer in a process of its own; return what it took, or why not."""
    command = [python, __file__, "--limit", str(limit), "--one", peer, estimator, str(n)]
    environment = os.environ | {f"{name}_NUM_THREADS": "1" for name in THREADS} | {"POLARS_MAX_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if -done.returncode in (signal.SIGXCPU, signal.SIGKILL):
        return f"over {limit:.0f} s"
    if done.returncode:
        return "out of memory" if done.returncode < 0 or "MemoryError" in done.stderr else "failed"
    return json.loads(done.stdout.strip().splitlines()[-1])


def versions(python: str) -> dict[str, str]:
    """Return the version of each peer that is installed."""
    script = (
        "import importlib.metadata as m, json\n"
        f"names = {[name for name in PEERS if name not in (OURS, BOUND)]!r}\n"
        "there = {d.metadata['Name'].lower() for d in m.distributions()}\n"
        "print(json.dumps({n: m.version(n) for n in names if n in there}))"
    )
    return json.loads(subprocess.run([python, "-c", script], capture_output=True, text=True, check=True).stdout)


def turns(who: dict[str, str], estimator: str, n: int, limit: float, runs: int) -> dict[str, dict | str]:
    """Run everyone in turn, several times; return the least of each."""
    took: dict[str, dict | str] = {}
    for turn in range(runs):
        for name, python in who.items():
            before = took.get(name)
            if isinstance(before, str) or (before and turn and before["seconds"] * (turn + 1) > limit):
                continue
            done = run(python, name, estimator, n, limit)
            if turn == 0 or isinstance(done, str):
                took[name] = done if turn == 0 else took[name]
            elif isinstance(before, dict):
                took[name] = done | {key: min(before[key], done[key]) for key in ("seconds", "mib")}
    return took


def rows(estimator: str, n: int, took: dict[str, dict | str]) -> list[str]:
    """Return the rows of the table for one estimator and size."""
    others = {name: r for name, r in took.items() if name not in (OURS, BOUND) and isinstance(r, dict)}
    out = []
    for name, r in took.items():
        if isinstance(r, str):
            out.append(f"| {estimator} | {n:,} | {name} | | | {r} | | | |")
            continue
        ratios = ["", ""]
        if name == OURS and others:
            ratios = [f"{r[k] / max(min(o[k] for o in others.values()), 1e-9):.2f}" for k in ("seconds", "mib")]
        numbers = ["" if np.isnan(r[k]) else f"{r[k]:.6f}" for k in ("att", "se")]
        out.append(
            f"| {estimator} | {n:,} | {name} | {numbers[0]} | {numbers[1]} | {r['seconds']:.3f} "
            f"| {ratios[0]} | {r['mib']:.0f} | {ratios[1]} |"
        )
    return out


def against_targets(estimator: str, n: int, took: dict[str, dict | str]) -> str:
    """Return one row of the table of targets; empty where nobody can be compared."""
    us = took.get(OURS)
    others = {name: r for name, r in took.items() if name not in (OURS, BOUND) and isinstance(r, dict)}
    if not isinstance(us, dict) or not others:
        return ""
    best = min(others, key=lambda name: others[name]["seconds"])
    ratio, bytes_a_row = us["seconds"] / others[best]["seconds"], us["mib"] * 2**20 / (n * PERIODS)
    goal = 0.25 if estimator in GROUP_TIME else 0.7 if estimator == "two-way fixed effects" else 1.0
    bound = took.get(BOUND)
    passes = f"{us['seconds'] / bound['seconds']:.1f}" if isinstance(bound, dict) else ""
    verdict = "yes" if ratio <= goal else "no"
    return f"| {estimator} | {n:,} | {best} | {ratio:.2f} | {goal:g} | {verdict} | {passes} | {bytes_a_row:.0f} |"


def missed(targets: list[str]) -> str:
    """Return a sentence on the targets that rows of their table do not reach."""
    out = []
    for row in filter(None, targets):
        estimator, n, _, _, _, reached, passes, bytes_a_row = (cell.strip() for cell in row.strip("|").split("|"))
        misses = ["seconds"] if reached == "no" else []
        misses += [f"{passes} passes"] if passes and float(passes) > 3 else []
        misses += [f"{bytes_a_row} bytes a row"] if float(bytes_a_row) > 25 else []
        out += [f"{estimator} at {n} ({', '.join(misses)})"] if misses else []
    return f"Not reached: {'; '.join(out)}." if out else "All are reached."


def main() -> None:
    """Run every peer at every size and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--officers", type=int, nargs="+", default=[10_000, 100_000], help="sizes")
    parser.add_argument("--peers", default=sys.executable, help="the Python that has the peers (default this one)")
    parser.add_argument("--limit", type=float, default=120, help="CPU seconds of a run (default 120)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, in turn (default 3)")
    parser.add_argument("--only", default="", help="part of the estimators' names; prints and writes no table")
    parser.add_argument("--one", nargs=3, metavar=("PEER", "ESTIMATOR", "N"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        peer, estimator, n = arguments.one
        one(peer, estimator, int(n), arguments.limit)
        return
    there = versions(arguments.peers)
    table, targets = [], []
    gave_up: set[tuple[str, str]] = set()
    for estimator in [e for e in ESTIMATORS if arguments.only in e]:
        for n in arguments.officers:
            who = {
                name: sys.executable if name in (OURS, BOUND) else arguments.peers
                for name, (_, _, estimates) in PEERS.items()
                if estimator in estimates and name in (*there, OURS, BOUND) and (name, estimator) not in gave_up
            }
            took = turns(who, estimator, n, arguments.limit, arguments.runs)
            gave_up |= {(name, estimator) for name, r in took.items() if isinstance(r, str)}
            table += rows(estimator, n, took)
            targets.append(against_targets(estimator, n, took))
            print(*table[-len(took) :], targets[-1], sep="\n", flush=True)
    if arguments.only:
        return
    lacking = sorted(set(PEERS) - set(there) - {OURS, BOUND})
    sizes = " ".join(map(str, arguments.officers))
    peers = ", ".join(f"{name} {version}" for name, version in there.items())
    lines = [
        "# Speed and memory beside the peers",
        "",
        f"`python benchmarks/speed.py --officers {sizes} --limit {arguments.limit:g} --runs {arguments.runs}`:",
        f"officers × {PERIODS} semesters, complete and sorted, never treated controls. CPU seconds from table to",
        f"estimates with errors, the least of {arguments.runs} runs in turn (fewer where they would take longer than",
        "the limit); MiB is the peak beyond the table; one thread each; imports and compiling left out. A ratio is",
        f"ours to the fastest or leanest peer (below one: faster, leaner). `{BOUND}` reads the four columns once into",
        f"one T × T moment a cohort, and estimates nothing. A run may take {MOST_MEMORY / 2**30:.0f} GiB of address",
        f"space and {arguments.limit:g} CPU seconds; a peer that could not at one size is not tried on the next. The",
        "peers have no extended two-way regression here; statspai's Sun–Abraham averages with other weights.",
        f"Peers: {peers}{'; not installed: ' + ', '.join(lacking) if lacking else ''}.",
        "",
        "## Targets",
        "",
        "Seconds at most a quarter of the fastest peer's for group-time averages, 0.7 of it for two-way fixed effects, "
        "no more than it",
        "elsewhere; group-time averages in three passes; 25 bytes of memory a row.",
        "",
        "| estimate | officers | fastest peer | ours to it | target | reached | passes | bytes a row |",
        "|---|---:|---|---:|---:|---|---:|---:|",
        *filter(None, targets),
        "",
        missed(targets),
        "",
        "## Everyone",
        "",
        "| estimate | officers | who | att | se | seconds | ratio | MiB | ratio |",
        "|---|---:|---|---:|---:|---:|---:|---:|---:|",
        *table,
    ]
    (ROOT / "benchmarks" / "speed.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
