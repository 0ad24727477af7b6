"""How far each cycle is: exports sent, plan frozen, stages run and why one is stale, roles that signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from analysis import cycle as cycles
from analysis.cycle import Evaluation
from analysis.errors import UserError
from analysis.intake import deliveries
from analysis.pipeline import reuse, stages
from analysis.store import provenance
from analysis.team import plan, signoff

#: What became of a stage.
FRESH, STALE, NEVER = "current", "stale", "not run"


@dataclass
class Standing:
    """How far a cycle is.

    Attributes
    ----------
    cycle : its name.
    mistake : why it cannot be read; the rest is then empty.
    sent : exports sent of those that the cycle reads, such as ``12/12``.
    planned : the day on which its plan was frozen; empty for none.
    stages : stage → one of :data:`FRESH`, :data:`STALE`, :data:`NEVER`.
    why : stage that is stale → what has changed since it ran: files, ``code``, ``python`` or ``pseudonyms`` (the key).
    signed : role → what became of its approval, see :mod:`analysis.team.signoff`.
    """

    cycle: str
    mistake: str = ""
    sent: str = ""
    planned: str = ""
    stages: dict[str, str] = field(default_factory=dict)
    why: dict[str, list[str]] = field(default_factory=dict)
    signed: dict[str, str] = field(default_factory=dict)


def standings(root: Path) -> list[Standing]:
    """Say of every cycle of a repository how far it is; a mistake in one stops none of the others."""
    return [_standing(root, name) for name in cycles.names(root)]


def _standing(root: Path, name: str) -> Standing:
    """Say how far one cycle is."""
    try:
        evaluation = Evaluation.open(root, name)
        given = deliveries.files(root, evaluation.cycle)
        record = plan.load(root, name)
        parts = reuse.keys(evaluation, provenance.facts(evaluation, stages.inputs(evaluation)))
    except UserError as error:
        return Standing(name, mistake=str(error))
    out = Standing(name, sent=f"{sum(bool(paths) for paths in given.values())}/{len(given)}")
    out.planned = record["frozen"] if record else ""
    folders = reuse.folders(evaluation)
    noted = reuse.noted_in(folders)
    before: list[str] = []
    for stage in stages.STAGES:
        if stage not in noted:
            out.stages[stage] = NEVER
            continue
        changed = reuse.changed(noted[stage], parts[stage], folders)
        # what a stage before it names already is not said again
        news = [part for part in changed if part not in before]
        before += news
        out.stages[stage] = STALE if changed else FRESH
        if changed:
            out.why[stage] = news
    if evaluation.reports.is_dir():
        states = signoff.status(signoff.load(evaluation), signoff.content(evaluation.reports))
        out.signed = {str(role): state for role, state in states.items()}
    return out
