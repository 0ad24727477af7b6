"""The specification curve: shared work on all processors, beside fitting every specification alone.

    python benchmarks/specification.py

writes benchmarks/specification.md. Panels come from a simulated city of the example's size. Alone means what a script
would do: for each specification cut the panel, set up its design, fit the estimator, and take the overall effect.
"""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
from coverage import tables

from analysis import cycle as cycles
from analysis import parallel
from analysis.cycle import Analysis
from analysis.did.design import Design
from analysis.did.estimators.registry import CURVE
from analysis.domain import regulations
from analysis.domain.outcomes import OUTCOMES, Outcome
from analysis.domain.periods import ordinal, ordinals
from analysis.impact import robustness
from analysis.impact.designs import design
from analysis.panels.build import build_panels
from analysis.panels.panel import Panels
from analysis.simulate import setting, world
from analysis.store.repository import find_root

ROOT = Path(__file__).resolve().parents[1]


def alone(outcome: Outcome, built: Panels, choices: Analysis, curve: pd.DataFrame) -> list[float]:
    """Fit each specification of a curve from the panel, one after another."""
    officers = built.officers.set_index("officer_id")
    panel = built.by_frequency[outcome.frequency]
    place = ordinals(panel[outcome.frequency])
    out = []
    for row in curve.dropna(subset=["att"]).itertuples():
        part = panel
        if row.window == "before_break":
            part = panel[(place < ordinal(regulations.SKP_BREAK)).to_numpy()]
        elif row.window == "after_break":
            part = panel[(place >= ordinal(regulations.SKP_BREAK)).to_numpy()]
        names = list(choices.covariates) if outcome.level == "officer" else []
        if row.covariates == "none" or not CURVE[row.estimator][0].covariates:
            names = []
        elif row.covariates.startswith("without_"):
            names.remove(row.covariates.removeprefix("without_"))
        design = Design(
            part,
            outcome.name,
            "officer_id" if outcome.level == "officer" else "unit_id",
            outcome.frequency,
            covariates=officers[names] if names else None,
            anticipation=int(row.anticipation),
            control_group=row.control_group,
            clusters=officers[["rater_first", "rater_last"]] if outcome.rated else None,
        )
        estimator, method = CURVE[row.estimator]
        result = estimator.fit(design, choices.alpha, **({"method": method} if method else {}))
        out.append(float(result.row()["att"]))
    return out


def together(job: tuple[Outcome, Panels, Analysis]) -> pd.DataFrame:
    """Estimate one outcome's curve as the product does."""
    outcome, built, choices = job
    return robustness.curve(outcome, design(outcome, built, choices), choices)


def main() -> None:
    """Time both ways and write the table."""
    cycle = cycles.load(ROOT, "contoh-2025-S2")
    built = build_panels(tables(world.draw(1, setting.example(find_root()))), cycle)
    jobs = [(o, built, cycle.analysis) for o in OUTCOMES.values()]
    began = time.perf_counter()
    curves = parallel.run(together, jobs)
    shared = time.perf_counter() - began
    with parallel.pool(2, __name__) as started:
        list(started.map(together, jobs[-2:]))
        began = time.perf_counter()
        list(started.map(together, jobs))
        warm = time.perf_counter() - began
    began = time.perf_counter()
    worst = 0.0
    for (outcome, *_), curve in zip(jobs, curves, strict=True):
        single = alone(outcome, built, cycle.analysis, curve)
        worst = max(worst, float((curve["att"].dropna() - single).abs().max()))
    separate = time.perf_counter() - began
    count = sum(c["att"].notna().sum() for c in curves)
    text = "\n".join(
        [
            "# The specification curve beside one-by-one runs",
            "",
            f"`python benchmarks/specification.py`: {count} specifications of {len(jobs)} outcomes of a drawn city.",
            f"Largest difference between the two ways' estimates: {worst:.1e}.",
            "",
            "| way | seconds | ratio |",
            "|---|---:|---:|",
            f"| one by one, from the panel | {separate:.1f} | 1 |",
            f"| shared work, two processes, with the time to start them | {shared:.1f} | {separate / shared:.1f} |",
            f"| shared work, two processes already started, as within a run | {warm:.1f} | {separate / warm:.1f} |",
            "",
        ]
    )
    (ROOT / "benchmarks" / "specification.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
