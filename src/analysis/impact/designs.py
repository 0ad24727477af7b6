"""Set up the design of an outcome and estimate it with the estimator of its headline."""

from __future__ import annotations

from analysis.cycle import Analysis
from analysis.did.design import CONTROL_GROUPS, Design
from analysis.did.estimators.registry import ESTIMATORS
from analysis.did.result import OVERALL, Result
from analysis.domain.outcomes import Outcome
from analysis.errors import UserError
from analysis.panels.panel import Panels


def design(outcome: Outcome, panels: Panels, choices: Analysis, control_group: str = CONTROL_GROUPS[0]) -> Design:
    """Set up the design of an outcome: officers with covariates, kelurahan without.

    A rater marks several officers with one hand, and a move changes the hand: errors of rated outcomes are
    clustered by the first and by the last rater of each officer.
    """
    of_officers = outcome.level == "officer"
    officers = panels.officers.set_index("officer_id")
    covariates = officers[list(choices.covariates)] if of_officers and choices.covariates else None
    return Design(
        panels.by_frequency[outcome.frequency],
        outcome.name,
        "officer_id" if of_officers else "unit_id",
        outcome.frequency,
        covariates=covariates,
        anticipation=getattr(choices.anticipation, outcome.frequency),
        control_group=control_group,
        clusters=officers[["rater_first", "rater_last"]] if outcome.rated else None,
    )


def fit_headline(outcome: Outcome, d: Design, choices: Analysis) -> Result:
    """Estimate with the headline estimator of the outcome's level."""
    result = ESTIMATORS[getattr(choices.estimators, outcome.level)].fit(d, choices.alpha)
    if not (result.table["aggregation"] == OVERALL[0]).any():
        raise UserError(
            f"outcome '{outcome.name}': no cohort is observed before and after its move with enough units "
            f"({sum(result.skipped.values())} cells skipped); take it out of analysis.outcomes in the cycle file."
        )
    return result
