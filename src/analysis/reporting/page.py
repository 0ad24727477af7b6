"""From an executed notebook to one HTML file that asks no network for anything."""

from __future__ import annotations

import re
from importlib.resources import files

import nbformat
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _markdown(source: str) -> str:
    """Render Markdown; headings get an identifier for the table of contents."""
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    out = MarkdownWithMath(renderer=renderer).render(source)
    return re.sub(r"<h([1-4])([^>]*)>(.*?)</h\1>", lambda m: f'<h{m[1]} id="{_slug(m[3])}">{m[3]}</h{m[1]}>', out)


def _headings(notebook: nbformat.NotebookNode) -> list[tuple[str, str]]:
    lines = [line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines()]
    titles = [line[3:].strip() for line in lines if line.startswith("## ")]
    return [(_slug(title), title) for title in titles]


def export(notebook: nbformat.NotebookNode, title: str, language: str, banner: str, show_code: bool) -> str:
    """Write an executed notebook as a page.

    Parameters
    ----------
    notebook : executed notebook.
    title : title of the page.
    language : ``lang`` of the page.
    banner : words repeated on every page, such as DATA SIMULASI; empty for none.
    show_code : whether code is shown (folded) with the output it made.
    """
    folder = files("analysis").joinpath("reporting", "template")
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
        filters={"page_markdown": _markdown},
    )
    style = folder.joinpath("page.css").read_text(encoding="utf-8")
    page = {
        "title": title, "language": language, "banner": banner, "show_code": show_code, "style": style,
        "contents": _headings(notebook),
    }  # fmt: skip
    body, _ = exporter.from_notebook_node(notebook, resources={"page": page})
    return body
