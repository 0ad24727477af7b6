"""Whose a page is: the place, the data and whom to ask at its head, the publisher and the version at its foot."""

from __future__ import annotations

from analysis.cycle import Cycle
from analysis.reporting.words import Words


def publisher(say: Words, cycle: Cycle) -> str:
    """Return the office that answers for a report: as the cycle file names it, else the programme's government."""
    programme = cycle.area.programme
    return cycle.publisher or say("publisher", level=programme.level, name=programme.full)


def contact(say: Words, cycle: Cycle) -> str:
    """Return how a reader reaches the publisher: as the cycle file says, else the office itself."""
    programme = cycle.area.programme
    office = f"Kecamatan {programme.name}" if programme.level == "kecamatan" else publisher(say, cycle)
    return cycle.contact or say("contact-office", office=office)


def head(say: Words, cycle: Cycle) -> list[tuple[str, str]]:
    """Return the lines at the head of a page, each with its label: the place, the data, whom to ask."""
    period = say("imprint-period", first=say.semester(cycle.first), last=say.semester(cycle.last))
    said = {"place": cycle.area.programme.full, "data": period, "contact": contact(say, cycle)}
    return [(say(f"imprint-{key}"), value) for key, value in said.items()]


def foot(say: Words, cycle: Cycle, made: dict[str, str]) -> list[tuple[str, str]]:
    """Return the lines at the foot: the publisher and the version.

    Parameters
    ----------
    made : what made the report, as :attr:`analysis.store.provenance.Facts.short`.
    """
    said = {"publisher": publisher(say, cycle), "version": say("imprint-made", **made)}
    return [(say(f"imprint-{key}"), value) for key, value in said.items()]
