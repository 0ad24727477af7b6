"""The stages of a run: their notebooks in order, and what each reads."""

from __future__ import annotations

from pathlib import Path

from analysis import cycle as cycles
from analysis.cycle import Cycle
from analysis.intake import boundaries, cleaning
from analysis.team import changes, plan, recommendations, signoff

#: Notebook of the report; it is executed once a language, as ``4_report.id`` and so on.
REPORT = "4_report"
#: Notebooks in order.
STAGES = ("1_cleaning", "2_impact", "3_programme", REPORT)
#: What of a cycle file cleaning does not look at.
CHOICES = {"analysis", "exploratory"}


def _overlay(cycle: Cycle) -> list[Path]:
    """List the tables of the cycle's place."""
    folder = cycle.area.region.overlay
    return sorted(folder.glob("*.csv")) if folder else []


def reads(root: Path, cycle: Cycle) -> dict[str, list[Path]]:
    """List what each stage reads beside the cycle file and the tables of the stages before it.

    Returns
    -------
    dict
        Stage → files that are there: exports and what earlier cycles decided and approved, the plan, the
        boundaries and the recommendations.
    """
    before = cycles.earlier(root, cycle)
    approved = changes.earlier(root, cycle)
    cleaned = [cycle, approved] if approved else [cycle]
    exports = {p for c in cleaned for listed in cleaning.files(root, c).values() for p in listed}
    own = root / "cycles"
    listed = {
        "1_cleaning": [*sorted(exports), *_overlay(cycle), *(f for c in before for f in (own / f"{c.cycle}.yaml",
                                                                      signoff.path_of(root, c.cycle)))],
        "2_impact": [plan.path_of(root, cycle.cycle)],
        "3_programme": [*boundaries.files(root, cycle.area.region),
                        *(recommendations.path_of(root, c.cycle) for c in (cycle, *before))],
    }  # fmt: skip
    return {stage: [p for p in paths if p.is_file()] for stage, paths in listed.items()}


def inputs(root: Path, cycle: Cycle) -> list[Path]:
    """List what a cycle's report is made of: exports, its own files, and what earlier cycles decided and approved."""
    listed = [path for paths in reads(root, cycle).values() for path in paths]
    return [root / "cycles" / f"{cycle.cycle}.yaml", *listed]
