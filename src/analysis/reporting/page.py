"""From an executed notebook to one HTML file that asks no network for anything."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources import files

import nbformat
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from traitlets.config import Config

from analysis.reporting.blocks import PART, part
from analysis.reporting.equations import mathml
from analysis.reporting.words import Words
from analysis.store.catalogue import describe


@dataclass(frozen=True)
class Frame:
    """What a page says beside its notebook.

    Attributes
    ----------
    title, subtitle : of the page.
    language : ``lang`` of the page.
    banner : words at the top of every page, such as DATA SIMULASI; empty for none.
    draft : words that say it is not signed, or was changed after it was; empty where it is signed.
    code : whether the code behind results can be shown, by one switch.
    brief : whether it prints to one sheet.
    folds : whether chapters after the first are folded.
    head, foot : lines at the head and at the foot, each with its label: place, data, whom to ask; publisher, version.
    links : other pages and files of the same folder: label, file name and language (empty for this page's).
    signed : lines on who approved it, at the end.
    trace : of each code cell, by its place: the line that says what made its results; empty for none.
    """

    title: str
    subtitle: str
    language: str
    banner: str = ""
    draft: str = ""
    code: bool = False
    brief: bool = False
    folds: bool = False
    head: list[tuple[str, str]] = field(default_factory=list)
    foot: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    trace: dict[int, str] = field(default_factory=dict)


def select(notebook: NotebookNode, language: str, reads: Callable[[str], bool]) -> NotebookNode:
    """Return the cells that one audience reads in one language.

    A chapter is the prose before a code cell and the cell; it goes when none of its parts is left.

    Parameters
    ----------
    notebook : executed; prose is tagged ``lang-id``, ``lang-en`` and, where no code follows, ``part-NAME``.
    reads : tells whether a part is kept.
    """
    kept: list[NotebookNode] = []
    waiting: list[NotebookNode] = []
    for place, cell in enumerate(notebook.cells):
        tags = cell.metadata.get("tags", [])
        cell = nbformat.from_dict({**cell, "metadata": {**cell.metadata, "place": place}})
        if cell.cell_type == "markdown":
            spoken = [t.removeprefix("lang-") for t in tags if t.startswith("lang-")]
            named = [t.removeprefix("part-") for t in tags if t.startswith("part-")]
            if (spoken and language not in spoken) or (place < 2 and cell.source.startswith("# ")):
                continue
            if not named:
                waiting.append(cell)
            elif reads(named[0]):
                kept.append(cell)
            continue
        listed = _parts(cell)
        if listed is not None:
            chosen = [(name, tables, content) for name, tables, content in listed if reads(name)]
            if not chosen:
                waiting.clear()
                continue
            text = "\n".join(part(name, content, tables) for name, tables, content in chosen)
            cell.outputs[0].data["text/html"] = text
        kept += [*waiting, cell]
        waiting.clear()
    return nbformat.from_dict({**notebook, "cells": [*kept, *waiting]})


def _parts(cell: NotebookNode) -> list[tuple[str, list[str], str]] | None:
    """Return the parts that a cell's output holds: name, tables and content of each; None where it holds none."""
    for output in cell.outputs:
        marked = PART.findall(output.get("data", {}).get("text/html", ""))
        if marked:
            return [(str(name), str(tables).split(), str(content)) for name, tables, content in marked]
    return None


def parts(cell: NotebookNode) -> dict[str, list[str]]:
    """Return the parts that a cell's output holds, each with the tables of results that it rests on."""
    listed = _parts(cell) if cell.cell_type == "code" else None
    return {name: tables for name, tables, _ in listed or []}


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


class _Renderer(IPythonRenderer):
    """Renders a notebook's Markdown with its equations drawn."""

    def block_math(self, body: str) -> str:
        return f'<div class="equation" tabindex="0">{mathml(body, True)}</div>'

    def inline_math(self, body: str) -> str:
        return mathml(body, False)

    def multiline_math(self, text: str) -> str:
        return self.block_math(text.strip().strip("$"))


def _markdown(source: str) -> str:
    """Render Markdown; headings get an identifier for the table of contents."""
    renderer = _Renderer(escape=False, exclude_anchor_links=True)
    out = MarkdownWithMath(renderer=renderer).render(source)
    return re.sub(r"<h([1-4])([^>]*)>(.*?)</h\1>", lambda m: f'<h{m[1]} id="{_slug(m[3])}">{m[3]}</h{m[1]}>', out)


def _headings(notebook: NotebookNode) -> list[tuple[str, str]]:
    lines = [line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines()]
    titles = [line[3:].strip() for line in lines if line.startswith("## ")]
    return [(_slug(title), title) for title in titles]


def _marked(content: str, place: int, words: Words, traced: bool) -> str:
    """Give each part a place in the page, and each figure and table the line that says what made it.

    A header without words is a cell.
    """
    content = content.replace("<th></th>", "<td></td>")
    number = iter(range(1, 1000))

    def region(match: re.Match[str]) -> str:
        label = html.escape(words("page-table", number=next(number), cell=place), quote=True)
        return f'<div class="table" tabindex="0" role="region" aria-label="{label}">{match[0]}</div>'

    content = re.sub(r'(?<!">)<table>.*?</table>', region, content, flags=re.S)
    content = re.sub(r'<figure(?=[ >])|<div class="table"', rf'\g<0> data-trace="trace-{place}"', content)

    def section(match: re.Match[str]) -> str:
        name, tables, inside = match[1], match[2].split(), match[3]
        line = ""
        if tables and traced:
            text, open_by = html.escape(made_by(tables, words)), html.escape(words("trace-open"))
            line = f'<details class="source"><summary>{open_by}</summary><p class="trace tables">{text}</p></details>'
        return f'<section class="part" id="part-{name}">{inside}{line}</section>'

    return PART.sub(section, content)


def made_by(tables: list[str], words: Words) -> str:
    """Name tables of results with the functions that made them."""
    makers: dict[str, list[str]] = {}
    for table in tables:
        makers.setdefault(describe(table).maker, []).append(table)
    return words("trace-tables", tables="; ".join(f"{', '.join(made)} ← {maker}" for maker, made in makers.items()))


def export(notebook: NotebookNode, frame: Frame) -> str:
    """Write an executed notebook, of which :func:`select` chose the cells, as a page.

    Parameters
    ----------
    notebook : executed notebook.
    frame : what the page says beside it.
    """
    folder = files("analysis").joinpath("reporting", "template")
    words = Words(frame.language)
    exporter = HTMLExporter(
        config=Config(
            {
                "HTMLExporter": {
                    "template_file": "page.html.j2",
                    "extra_template_basedirs": [],
                    "template_paths": [str(folder)],
                }
            }
        ),
        filters={
            "page_markdown": _markdown,
            "marked": lambda content, place: _marked(content, place, words, place in frame.trace),
        },
    )
    style = folder.joinpath("page.css").read_text(encoding="utf-8")
    marks = [text for text in (frame.banner, frame.draft) if text]
    page = {
        "frame": frame,
        "style": style,
        "marks": marks,
        "mark": " · ".join(marks),
        "contents": _headings(notebook),
        "say": words,
    }
    body, _ = exporter.from_notebook_node(notebook, resources={"page": page})
    body = _numbered(body, words)
    return re.sub(r"\n\s*\n+", "\n", _folded(body) if frame.folds else body)


def _numbered(body: str, words: Words) -> str:
    """Number figures and tables in order, so that they can be cited; the numbers behind a figure are part of it."""
    counted = {"figure": 0, "table": 0}
    inside = False

    def mark(match: re.Match[str]) -> str:
        nonlocal inside
        tag = match[0]
        if tag.startswith(("<figure", "</figure")):
            inside = tag.startswith("<figure")
            return tag
        kind = "figure" if tag == "<figcaption>" else "table"
        if kind == "table" and inside:
            return tag
        counted[kind] += 1
        number = words(f"{kind}-number", n=counted[kind])
        return f'{tag[:-1]} id="{kind}-{counted[kind]}"><span class="number">{html.escape(number)}</span> '

    return re.sub(r"<figure(?=[ >])|</figure>|<figcaption>|<caption>", mark, body)


def _folded(body: str) -> str:
    """Fold every chapter of a page but the first under its heading."""
    head, opening, rest = body.partition('<main id="content" tabindex="-1">')
    inside, closing, foot = rest.partition("</main>")
    first, *others = re.split(r"(?=<h2[ >])", inside)
    shown, folded = (first + others[0], others[1:]) if others else (first, [])
    opened = r'<details class="chapter"><summary>\1</summary>'
    chapters = [re.sub(r"^(<h2.*?</h2>)", opened, c) for c in folded]
    return head + opening + shown + "".join(f"{chapter}</details>" for chapter in chapters) + closing + foot
