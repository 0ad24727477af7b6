"""What a cycle can answer with what was sent, what a missing export would add, and how large an effect it could find.

No outcome after the first move is read, no effect is estimated and nothing is written: look before the plan is frozen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.cycle import Cycle, Evaluation
from analysis.domain.exports import Export
from analysis.impact.detectable import Detectable, detectable
from analysis.indicators import registry
from analysis.intake import cleaning, deliveries
from analysis.panels.build import build_panels
from analysis.reporting.words import Words

#: What the numbers are, for the foot of the screen.
METHOD = (
    "Least effect: one of this size is found with a probability of 80 % by one test at level alpha. It is (t of "
    "1 - alpha/2 + t of 80 %) x standard error (Bloom 1995). The error comes from differences between periods before "
    "the first move and from clusters alone (Burlig, Preonas & Woerman 2020; Donald & Lang 2007 where one kecamatan "
    "rotates). No outcome after the first move was used and no effect was estimated. Formula and sources: "
    "analysis.did.diagnostics.power."
)


@dataclass(frozen=True)
class Missing:
    """An export that no delivery holds.

    Attributes
    ----------
    export : what it is.
    declared : whether the cycle file lists it as absent in every delivery.
    """

    export: Export
    declared: bool


@dataclass(frozen=True)
class Diagnosis:
    """What a cycle can answer.

    Attributes
    ----------
    cycle : the cycle file.
    sent : exports with their valid rows, in the order in which they are read; empty where one is missing that no
        evaluation can do without.
    missing : exports that no delivery holds.
    outcomes : each outcome of the cycle file, with the least effect that could be found.
    answered : other parts of the report that can be written, by their headings.
    unanswered : those that cannot, each with the exports that it lacks.
    """

    cycle: Cycle
    sent: dict[str, int]
    missing: list[Missing]
    outcomes: list[Detectable]
    answered: list[str]
    unanswered: dict[str, list[str]]

    @property
    def lacks(self) -> list[str]:
        """Exports that are missing and without which nothing can be answered."""
        return [m.export.name for m in self.missing if m.export.needed]

    @property
    def answers(self) -> bool:
        """Whether an effect on any outcome could be estimated."""
        return any(row.power for row in self.outcomes)

    def words(self, outcome: str) -> tuple[str, str]:
        """Return an outcome's name and unit in English."""
        words = Words("en", self.cycle.area, self.cycle.analysis.every_outcome.values())
        return words(f"outcome-{outcome}"), words(f"outcome-{outcome}-unit")


def examine(root: Path, name: str) -> Diagnosis:
    """Find out what a cycle can answer with the exports that its deliveries hold.

    Raises
    ------
    UserError
        If the cycle file is wrong, or an export that is there cannot be read; the message names all that is wrong.
    """
    evaluation = Evaluation.open(root, name)
    cycle = evaluation.cycle
    held = deliveries.held(root, cycle)
    nowhere = [e for e in cycle.exports if not any(e in names for names in held.values())]
    missing = [
        Missing(cycle.exports[e], all(e in cycle.absent.get(delivery, []) for delivery in cycle.deliveries))
        for e in nowhere
    ]
    parts = {part: [e for e in registry.needs(part) if e in nowhere] for part in registry.indicators_by_name()}
    words = Words("en", cycle.area)
    answered = [words(f"part-{part}") for part, lacks in parts.items() if not lacks]
    unanswered = {words(f"part-{part}"): lacks for part, lacks in parts.items() if lacks}
    if any(m.export.needed for m in missing):
        return Diagnosis(cycle, {}, missing, [], answered, unanswered)
    # what was not sent counts as absent; what was sent though it is said to be absent is complained of
    absent = {
        d: [e for e in cycle.exports if e not in names or e in cycle.absent.get(d, [])] for d, names in held.items()
    }
    partial = cycle.model_copy(update={"absent": absent})
    cleaned = cleaning.clean_cycle(root, partial, evaluation.secret())
    panels = build_panels(cleaned.tables, partial, cleaned.doubtful)
    outcomes = [detectable(o, panels, cycle.analysis) for o in cycle.analysis.measured]
    sent = {e: len(cleaned.tables[e]) for e in cycle.exports if e not in nowhere}
    return Diagnosis(cycle, sent, missing, outcomes, answered, unanswered)
