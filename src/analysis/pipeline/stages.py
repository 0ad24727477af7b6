"""The stages of a run: their notebooks in order, and what each reads."""

from __future__ import annotations

from pathlib import Path

from pydantic.main import IncEx

from analysis.cycle import Analysis, Cycle, Evaluation
from analysis.intake import boundaries, deliveries
from analysis.team import changes

#: Notebook of the report; it is executed once a language, as ``4_report.id`` and so on.
REPORT = "4_report"
#: Notebooks in order.
STAGES = ("1_cleaning", "2_impact", "3_programme", REPORT)
#: What of a cycle file cleaning does not look at; new outcomes may add an export.
CHOICES: dict[str, IncEx | bool] = {"analysis": set(Analysis.model_fields) - {"new_outcomes"}, "exploratory": True}


def _overlay(cycle: Cycle) -> list[Path]:
    """List the tables of the cycle's place."""
    folder = cycle.area.region.overlay
    return sorted(folder.glob("*.csv")) if folder else []


def reads(evaluation: Evaluation) -> dict[str, list[Path]]:
    """List what each stage reads beside the cycle file and the tables of the stages before it.

    Returns
    -------
    dict
        Stage → files that are there: exports and what earlier cycles decided and approved, the plan, the
        boundaries and the recommendations.
    """
    before = evaluation.earlier()
    approved = changes.latest_approved_before(evaluation)
    cleaned = [evaluation, approved] if approved else [evaluation]
    exports = {p for e in cleaned for files in deliveries.files(e.root, e.cycle).values() for p in files}
    listed = {
        "1_cleaning": [
            *sorted(exports), *_overlay(evaluation.cycle),
            *(path for e in before for path in (e.cycle_file, e.signoff_file)),
        ],
        "2_impact": [evaluation.plan_file],
        "3_programme": [
            *boundaries.files(evaluation.root, evaluation.cycle.area.region),
            *(e.recommendations_file for e in (evaluation, *before))
        ],
    }  # fmt: skip
    return {stage: [p for p in paths if p.is_file()] for stage, paths in listed.items()}


def inputs(evaluation: Evaluation) -> list[Path]:
    """List what a cycle's report is made of: exports, its own files, and what earlier cycles decided and approved."""
    return [evaluation.cycle_file, *(path for paths in reads(evaluation).values() for path in paths)]
