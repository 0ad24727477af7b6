"""The report of a cycle, part by part: what the report's notebook calls."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import partial

from analysis.reporting.blocks import Block, part
from analysis.reporting.sections import (
    answer,
    appendix,
    changes,
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
    "overview": answer.overview,
    "cards": answer.cards,
    "scope": answer.scope,
    "changes": changes.changes,
    "recommendations": recommendations.recommendations,
    "followed": recommendations.followed,
    "officers": partial(findings.findings, level="officer"),
    "subgroups": findings.subgroups,
    "skills": skills.skills,
    "units": partial(findings.findings, level="unit"),
    "few_units": findings.few_units,
    "service": service.service,
    "citizens": citizens.citizens,
    "resistance": resistance.resistance,
    "placement": placement.placement,
    "levels": levels.levels,
    "collaboration": collaboration.collaboration,
    "robustness": robustness.robustness,
    "method": method.method,
    "plan": method.plan,
    "quality": data.quality,
    "completeness": data.completeness,
    "untouched": data.untouched,
    "headlines": appendix.headline_table,
    "estimates": appendix.estimates_table,
    "skipped": appendix.skipped,
    "reasons": appendix.reasons,
    "inputs": appendix.inputs,
}
#: Parts that begin with a heading of their own, as they share a chapter with others.
TITLED = ("changes", "followed", "subgroups", "skills", "service", "levels", "plan")


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
        """Write some :data:`PARTS`, one below the other, each marked so that a page can choose among them."""
        return Block("\n".join(self._marked(name) for name in parts))

    def _marked(self, name: str) -> str:
        content = PARTS[name](self.writer).content
        if not content:
            return ""
        head = f"<h3>{html.escape(self.writer.say(f'part-{name}'))}</h3>" if name in TITLED else ""
        return part(name, head + content)
