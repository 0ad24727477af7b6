"""Monte Carlo: bias, coverage and size of every estimator and of every way to infer from few treated units.

    python benchmarks/monte_carlo.py --panels 1000

writes benchmarks/monte_carlo.md. Each design draws its panels anew; the truth is what the draw planted. Officers: 600
in six cohorts and never treated, ten semesters, errors that persist (AR 0.6), effects that grow and differ by cohort,
one observation in twenty missing. Kelurahan: the 177 of Kota Semarang, 28 quarters, the 11 of Banyumanik treated in two
waves, no effect, so that every rejection is a false one.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.did.design import NEVER, Design
from analysis.did.diagnostics.districts import over_districts
from analysis.did.estimators import (
    extended_two_way,
    group_time,
    imputation,
    stacked,
    sun_abraham,
    triple,
    two_way,
)  # fmt: skip
from analysis.did.inference import bootstrap, few_clusters
from analysis.domain import regions
from analysis.store.repository import find_root

ROOT = Path(__file__).resolve().parents[1]
ALPHA = 0.05
COLUMNS = ["design", "method", "error", "se", "covered", "rejected"]


def persistent(rng: np.random.Generator, shape: tuple[int, int], rho: float) -> np.ndarray:
    """Draw AR(1) errors of variance one by row."""
    out = rng.normal(size=shape)
    for t in range(1, shape[1]):
        out[:, t] = rho * out[:, t - 1] + np.sqrt(1 - rho**2) * out[:, t]
    return out


def long(y: np.ndarray, cohort: np.ndarray, **fixed: np.ndarray) -> pd.DataFrame:
    """Return a units × periods array as a long panel, missing values dropped."""
    n, t = y.shape
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(n), t),
            "time": np.tile(np.arange(t), n),
            "cohort": np.repeat(cohort, t),
            "y": y.ravel(),
        }
        | {k: np.repeat(v, t) for k, v in fixed.items()}
    )
    return frame.dropna(subset=["y"])


def officers(seed: int, kind: str) -> list[tuple]:
    """Draw one panel of officers and estimate it in every way that the kind of panel calls for."""
    rng = np.random.default_rng([seed, len(kind)])
    n, span = 600, 10
    x = rng.normal(size=(n, 2))
    chance = 1 / (1 + np.exp(0.8 - 0.7 * x[:, 0])) if kind == "selection on covariates" else np.full(n, 0.35)
    starts = np.where(rng.random(n) < chance, rng.integers(3, 9, n), NEVER)
    event = np.arange(span) - np.where(starts == NEVER, 10**6, starts)[:, None]
    effect = np.where(event >= 0, (0.2 + 0.05 * event) * np.where(starts <= 5, 1.5, 1.0)[:, None], 0.0)
    y = rng.normal(size=(n, 1)) + 0.1 * np.arange(span) + persistent(rng, (n, span), 0.6) + effect
    if kind == "selection on covariates":
        y += 0.15 * x[:, :1] * np.arange(span)
    clusters = None
    if kind == "shared raters":
        first, last = rng.integers(0, 50, n), rng.integers(0, 50, n)
        hand = rng.normal(0, 0.5, (50, 2))
        y += np.where(event < 0, hand[first, :1], hand[last, 1:])
        clusters = pd.DataFrame({"rater_first": first, "rater_last": last})
    y[rng.random(y.shape) < 0.05] = np.nan
    frame = long(y, np.where(starts == NEVER, np.nan, starts))
    covariates = pd.DataFrame(x, columns=["a", "b"]) if kind == "selection on covariates" else None
    design = Design(frame, "y", "unit", "time", covariates=covariates, clusters=clusters)
    after = (event >= 0) & ~np.isnan(y)
    truth = float(effect[after].mean())
    fits: dict[str, Callable] = {"group-time, doubly robust": lambda: group_time.fit(design)}
    if kind == "selection on covariates":
        fits["group-time, weighting"] = lambda: group_time.fit(design, "ipw")
        fits["group-time, regression"] = lambda: group_time.fit(design, "reg")
        fits["extended two-way"] = lambda: extended_two_way.fit(design)
        fits["imputation"] = lambda: imputation.fit(design)
        fits["two-stage"] = lambda: imputation.two_stage(design)
    elif kind == "parallel trends":
        fits |= {
            "imputation": lambda: imputation.fit(design),
            "two-stage": lambda: imputation.two_stage(design),
            "Sun–Abraham": lambda: sun_abraham.fit(design),
            "extended two-way": lambda: extended_two_way.fit(design),
            "stacked": lambda: stacked.fit(design),
            "two-way fixed effects": lambda: two_way.fit(design),
        }
    rows = []
    for name, fit in fits.items():
        result = fit()
        row, true = result.row(), truth
        if name == "stacked":
            events = result.event_study(0)["event_time"].to_numpy(int)
            true = float(np.mean([_at(effect, event, starts, e, events.max()) for e in events]))
        rows.append((kind, name, row["att"] - true, row["se"], row["low"] <= true <= row["high"], row["p"] < ALPHA))
    if kind == "parallel trends":
        result = group_time.fit(design)
        which = (result.table["aggregation"] == "event_time").to_numpy()
        band = bootstrap.simultaneous(result.effects(which), result.sampling, seed)
        events = result.table.loc[which, "event_time"].to_numpy(int)
        true = np.array([effect[(event == e) & ~np.isnan(y)].mean() if e >= 0 else 0.0 for e in events])
        all_in = bool(((band["low"] <= true) & (true <= band["high"])).all())
        rows.append((kind, "simultaneous band, whole event study", np.nan, np.nan, all_in, False))
        eligible = pd.Series(rng.random(n) < 0.5, index=np.arange(n))
        row = triple.fit(design, eligible).row()
        rows.append(
            (
                kind,
                "triple difference (none planted)",
                row["att"],
                row["se"],
                row["low"] <= 0 <= row["high"],
                row["p"] < ALPHA,
            )
        )
    return rows


def _at(effect: np.ndarray, event: np.ndarray, starts: np.ndarray, e: int, last: int) -> float:
    """Return the mean effect at an event time over the cohorts that the stacked window keeps."""
    span = effect.shape[1]
    kept = (starts != NEVER) & (starts + last < span)
    where = (event == e) & kept[:, None]
    return float(effect[where].mean())


def units(seed: int, kind: str) -> list[tuple]:
    """Draw one panel of kelurahan without any effect and test it in every way."""
    rng = np.random.default_rng([seed, 77, len(kind)])
    places = regions.at("33.74", find_root()).villages.sort_values("unit_id", ignore_index=True)
    home = pd.factorize(places["kecamatan"])[0]
    treated = (places["kecamatan"] == "Banyumanik").to_numpy()
    n, span = len(places), 28
    starts = np.full(n, np.nan)
    starts[treated] = np.where(np.arange(treated.sum()) < 6, 10, 14)
    y = rng.normal(size=(n, 1)) + 0.5 * np.sin(np.arange(span)) + persistent(rng, (n, span), 0.4)
    if kind == "district shocks":
        y += 0.7 * persistent(rng, (16, span), 0.8)[home]
    design = Design(long(y, starts), "y", "unit", "time")
    districts = pd.Series(places["kecamatan"].to_numpy(), index=np.arange(n))
    rows = []

    def add(name: str, att: float, se: float, low: float, high: float, p: float) -> None:
        rows.append((kind, name, att, se, low <= 0 <= high, p < ALPHA))

    for name, fit in (("group-time", group_time.fit), ("imputation", imputation.fit)):
        row = fit(design).row()
        add(f"{name}, CR2 and Welch by kelurahan", *(row[k] for k in ("att", "se", "low", "high", "p")))
        found = over_districts(design, districts, row_name(name))
        add(f"{name}, Student's t between kecamatan", found.att, found.se, found.low, found.high, found.p_t)
        rows.append(
            (kind, f"{name}, randomisation over kecamatan, p ≤ 1/16", found.att, np.nan, True, found.p <= 1 / 16)
        )
    by_unit = few_clusters.TwoWay(design, np.arange(n))
    one = few_clusters.cr2(by_unit)
    add("two-way, CR2 by kelurahan", *(one[k] for k in ("att", "se", "low", "high", "p")))
    boot = few_clusters.wild(by_unit, seed, 399)
    add("two-way, wild bootstrap by kelurahan", boot["att"], np.nan, boot["low"], boot["high"], boot["p"])
    row = two_way.fit(design).row()
    normal = abs(row["att"] / row["se"]) > 1.96
    rows.append((kind, "two-way, normal p by kelurahan", row["att"], row["se"], not normal, normal))
    return rows


def row_name(name: str) -> str:
    return {"group-time": group_time.NAME, "imputation": imputation.NAME}[name]


DESIGNS: dict[str, tuple[str, Callable]] = {
    "parallel trends": ("Officers, parallel trends", officers),
    "selection on covariates": ("Officers, trends differ with a covariate", officers),
    "shared raters": ("Officers marked by shared raters", officers),
    "independent kelurahan": ("11 treated kelurahan in one kecamatan, shocks independent", units),
    "district shocks": ("11 treated kelurahan in one kecamatan, kecamatan have shocks of their own", units),
}


def main() -> None:
    """Run the designs and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--panels", type=int, default=1000, help="panels a design (default 1000)")
    arguments = parser.parse_args()
    lines = [
        "# Monte Carlo: bias, coverage, size",
        "",
        f"`python benchmarks/monte_carlo.py --panels {arguments.panels}`. Nominal coverage 95 %, nominal size 5 %;",
        "with 1,000 panels a rate of 95 % or 5 % has a standard error of 0.7 points.",
    ]
    for kind, (title, draw) in DESIGNS.items():
        began = time.perf_counter()
        with ProcessPoolExecutor(2) as pool:
            rows = [
                r for found in pool.map(partial(draw, kind=kind), range(arguments.panels), chunksize=20) for r in found
            ]
        table = pd.DataFrame(rows, columns=COLUMNS)
        by = table.groupby("method", sort=False)
        null = draw is units
        lines += [
            "",
            f"## {title}",
            "",
            f"| method | bias | sd of error | mean se | coverage | {'size' if null else 'power'} |",
            "|---|---:|---:|---:|---:|---:|",
        ]
        for name, own in by:
            randomised = "randomisation" in str(name)
            numbers = [own["error"].mean(), own["error"].std(), own["se"].mean()]
            written = ["" if np.isnan(v) else f"{v:.4f}" for v in numbers]
            covered = "" if randomised else f"{100 * own['covered'].mean():.1f} %"
            lines.append(f"| {name} | {' | '.join(written)} | {covered} | {100 * own['rejected'].mean():.1f} % |")
        print(f"{title}: {time.perf_counter() - began:.0f} s", flush=True)
    text = "\n".join(lines) + "\n"
    (ROOT / "benchmarks" / "monte_carlo.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
