"""How large an effect on each outcome a cycle's data could find, told from the time before treatment alone."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.cycle import Analysis
from analysis.did.diagnostics import power
from analysis.did.diagnostics.power import Power
from analysis.did.estimators import group_time
from analysis.domain.outcomes import Outcome
from analysis.impact.designs import design
from analysis.impact.possible import TOO_LITTLE, because
from analysis.panels.panel import Panels
from analysis.panels.units import districts_of


@dataclass(frozen=True)
class Detectable:
    """What the data on one outcome could find.

    Attributes
    ----------
    outcome : the outcome.
    power : the smallest effect found, and what it rests on; None where that cannot be told.
    why : in a sentence, why it cannot be told; empty where it can.
    """

    outcome: Outcome
    power: Power | None
    why: str = ""


def detectable(outcome: Outcome, panels: Panels, choices: Analysis) -> Detectable:
    """Tell how large an effect on an outcome is found with a probability of 80 %; no estimate is made.

    See :mod:`analysis.did.diagnostics.power` for the formula and its sources. The headline's own ``detectable`` says
    the same from the standard error of the estimate, once that is known.
    """
    try:
        d = design(outcome, panels, choices)
        every_period = getattr(choices.estimators, outcome.level) != group_time.NAME
        districts = districts_of(panels.by_frequency[outcome.frequency]) if outcome.level == "unit" else None
        return Detectable(outcome, power.detectable(d, every_period, districts, choices.alpha))
    except TOO_LITTLE as error:
        lost = because(error, outcome.name, "outcome")
        return Detectable(outcome, None, lost.detail if lost.reason == "not_estimable" else lost.sentence)
