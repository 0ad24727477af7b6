"""What stands at the head of a page: the place, the data, who publishes it, whom to ask, and which version it is."""

from __future__ import annotations

from analysis.cycle import Cycle
from analysis.reporting.words import Words


def publisher(say: Words, cycle: Cycle) -> str:
    """Return the office that answers for a report: as the cycle file names it, else the programme's government."""
    programme = cycle.area.programme
    return cycle.publisher or say("publisher", level=programme.level, name=programme.full)


def contact(say: Words, cycle: Cycle) -> str:
    """Return how a reader reaches the publisher: as the cycle file says, else the office itself."""
    return cycle.contact or say("contact-office", publisher=publisher(say, cycle))


def lines(say: Words, cycle: Cycle, made: dict[str, str]) -> list[tuple[str, str]]:
    """Return the lines of the head, each with its label.

    Parameters
    ----------
    made : what made the report, as :attr:`analysis.store.provenance.Facts.short`.
    """
    said = {
        "place": cycle.area.programme.full,
        "data": say("imprint-period", first=say.semester(cycle.first), last=say.semester(cycle.last)),
        "publisher": publisher(say, cycle),
        "contact": contact(say, cycle),
        "version": say("imprint-made", **made),
    }
    return [(say(f"imprint-{key}"), value) for key, value in said.items()]
