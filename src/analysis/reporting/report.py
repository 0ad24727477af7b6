"""The report of a cycle, section by section: what the report's notebook calls."""

from __future__ import annotations

import html
import pkgutil
from importlib import import_module

from analysis.reporting import blocks, sections
from analysis.reporting.audiences import TECHNICAL, Audience
from analysis.reporting.blocks import Block, part
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer
from analysis.store.catalogue import describe
from analysis.study import Study


def _collected() -> dict[str, Section]:
    """Collect the sections that the files of ``reporting/sections`` declare."""
    modules = [import_module(f"{sections.__name__}.{m.name}") for m in pkgutil.iter_modules(sections.__path__)]
    listed = [section for module in modules for section in getattr(module, "SECTIONS", ())]
    by_name = {section.name: section for section in listed}
    twice = sorted({s.name for s in listed if by_name[s.name] is not s})
    if twice:
        raise ValueError(f"reporting/sections: {', '.join(twice)} is declared twice")
    return by_name


#: Every section by name.
SECTIONS = _collected()


def reads(audience: Audience, part: str) -> bool:
    """Tell whether a section, or a part of the notebook's prose, belongs into an audience's report."""
    section = SECTIONS.get(part)
    if section is None:
        return part in audience.prose
    return section.technical if audience.name == TECHNICAL else audience.name in section.readers


def absent(writer: Writer, section: Section) -> str:
    """Say in one sentence why a section cannot be written: which export it lacks, or what could not be told.

    Returns
    -------
    str
        Empty where each table that the section rests on has rows.
    """
    words = writer.words
    empty = [name for name in section.tables if not writer.has(name)]
    if not empty:
        return ""
    needed = {export for name in empty for export in describe(name).needs}
    if "headlines" in empty:
        needed |= {export for outcome in writer.of_cycle for export in outcome.needs}
    lacking = sorted(export for export in needed if not writer.results.rows(f"tables/{export}"))
    name = words(f"part-{section.name}")
    if lacking:
        return words("absent-exports", section=name, n=len(lacking), exports=", ".join(lacking))
    if words.has(f"absent-{section.name}"):
        return words(f"absent-{section.name}")
    return words("absent-tables", section=name, tables=", ".join(empty))


class Report:
    """Writes a study's report in one language, section by section.

    Parameters
    ----------
    study : a study whose earlier stages have run.
    language : catalogue of words.
    """

    def __init__(self, study: Study, language: str = "id") -> None:
        self.writer = Writer(study, language)

    def __call__(self, *names: str) -> Block:
        """Write some :data:`SECTIONS`, one below the other, each marked so that a page can choose among them.

        A section that names one of them in ``after`` follows it.
        """
        followed = [n for name in names for n in (name, *(s.name for s in SECTIONS.values() if s.after == name))]
        return Block("\n".join(self._marked(SECTIONS[name]) for name in dict.fromkeys(followed)))

    def _marked(self, section: Section) -> str:
        self.writer.results.read.clear()
        sentence = absent(self.writer, section)
        content = (blocks.paragraph(sentence) if sentence else section.write(self.writer)).content
        if not content:
            return ""
        words, read = self.writer.words, [name for name in self.writer.results.read if self.writer.results.has(name)]
        head = f"<h3>{html.escape(words(f'part-{section.name}'))}</h3>" if section.titled else ""
        return part(section.name, head + content, read)
