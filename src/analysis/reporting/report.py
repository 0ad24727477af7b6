"""The report of a cycle, part by part: what the report's notebook calls."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from analysis.reporting.blocks import Block
from analysis.reporting.sections import (
    answer,
    appendix,
    citizens,
    collaboration,
    data,
    findings,
    levels,
    method,
    placement,
    recommendations,
    resistance,
    robustness,
    service,
    skills,
)
from analysis.reporting.writer import Writer
from analysis.study import Study

#: Name of each part → the function that writes it.
PARTS: dict[str, Callable[[Writer], Block]] = {
    "answer": answer.answer,
    "cards": answer.cards,
    "scope": answer.scope,
    "quality": data.quality,
    "completeness": data.completeness,
    "untouched": data.untouched,
    "reasons": data.reasons,
    "officers": partial(findings.findings, level="officer"),
    "units": partial(findings.findings, level="unit"),
    "few_units": findings.few_units,
    "subgroups": findings.subgroups,
    "citizens": citizens.citizens,
    "resistance": resistance.resistance,
    "placement": placement.placement,
    "skills": skills.skills,
    "service": service.service,
    "collaboration": collaboration.collaboration,
    "levels": levels.levels,
    "recommendations": recommendations.recommendations,
    "followed": recommendations.followed,
    "robustness": robustness.robustness,
    "method": method.method,
    "plan": method.plan,
    "headlines": appendix.headline_table,
    "estimates": appendix.estimates_table,
    "skipped": appendix.skipped,
    "inputs": appendix.inputs,
}


class Report:
    """Writes a study's report in one language, part by part.

    Parameters
    ----------
    study : a study whose earlier stages have run.
    language : catalogue of words.
    """

    def __init__(self, study: Study, language: str = "id") -> None:
        self.writer = Writer(study, language)

    def __call__(self, *parts: str) -> Block:
        """Write some :data:`PARTS`, one below the other."""
        first, *rest = (PARTS[name](self.writer) for name in parts)
        return sum(rest, first)
