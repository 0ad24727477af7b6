"""The codebook of results: what every column of every table of results means, made from the catalogue."""

from __future__ import annotations

import html
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import pandas as pd

from analysis.reporting import blocks
from analysis.store.catalogue import LANGUAGES, Column, Table, catalogue, units

_BOTH = " · "
_TITLE = "Buku kode hasil · Codebook of results"
_MARK = "DATA SIMULASI · simulated data"
_HEADERS = ("kolom · column", "jenis · type", "satuan · unit", "arti · meaning")


def results(tables: Iterable[Table]) -> pd.DataFrame:
    """Describe every column of some tables.

    Returns
    -------
    DataFrame
        ``sheet``, ``table``, ``column``, ``type``, ``unit``, one ``meaning_<language>`` a language, and ``maker``, the
        function that makes the table.
    """
    rows = [
        {
            "sheet": table.sheet, "table": table.name, "column": column.name, "type": column.type,
            "unit": _unit(column),
            **{f"meaning_{language}": column.meaning[language] for language in LANGUAGES}, "maker": table.maker,
        }
        for table in tables
        for column in table.columns
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _unit(column: Column) -> str:
    return _together(units()[column.unit]) if column.unit else ""


def _together(words: dict[str, str]) -> str:
    return _BOTH.join(words[language] for language in LANGUAGES)


def _sections(tables: Iterable[Table]) -> list[tuple[str, str, pd.DataFrame]]:
    """Return for each table its title, a line on who makes and reads it, and its columns as ready text."""
    out = []
    for table in tables:
        about = f"{table.maker} · {table.stage} · {table.shown_to}"
        if table.declared:
            out.append((f"{table.name}: {_together(table.title)}", f"{about} · {table.declared}", pd.DataFrame()))
            continue
        cells = [(c.name, _typed(c), _unit(c), _together(c.meaning)) for c in table.columns]
        out.append((f"{table.name}: {_together(table.title)}", about, pd.DataFrame(cells, columns=_HEADERS)))
    return out


def _typed(column: Column) -> str:
    """Write a column's type with what may stand in it."""
    if column.values:
        return f"{column.type}: {', '.join(column.values)}"
    ends = ["" if end is None else f"{end:g}" for end in (column.least, column.most)]
    return f"{column.type} {ends[0]}…{ends[1]}" if any(ends) else column.type


def markdown(tables: Iterable[Table], synthetic: bool) -> str:
    """Write the codebook of results as Markdown."""
    lines = [f"# {_TITLE}", ""]
    if synthetic:
        lines += [f"**{_MARK}**", ""]
    for title, about, frame in _sections(tables):
        lines += [f"## {title}", "", f"`{about}`", ""]
        if len(frame):
            lines += [f"| {' | '.join(frame.columns)} |", "|---|---|---|---|"]
            lines += [
                f"| `{row[0]}` | {' | '.join(v.replace('|', '/') for v in row[1:])} |" for row in frame.to_numpy()
            ]
            lines.append("")
    return "\n".join(lines)


def write(folder: Path, synthetic: bool) -> None:
    """Write ``codebook_results.md`` and ``.html`` of the tables that lie in a cycle's folder."""
    there = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.parquet")}
    tables = [table for table in catalogue().values() if any(table.holds(name) for name in there)]
    (folder / "codebook_results.md").write_text(markdown(tables, synthetic), encoding="utf-8")
    (folder / "codebook_results.html").write_text(page(tables, synthetic), encoding="utf-8")


def page(tables: Iterable[Table], synthetic: bool) -> str:
    """Write the codebook of results as one HTML page in the report's style."""
    style = files("analysis").joinpath("reporting", "template", "page.css").read_text(encoding="utf-8")
    parts = [
        '<!DOCTYPE html><html lang="id"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_TITLE}</title><link rel='icon' href='data:,'><style>{style}</style></head><body>",
        f'<div class="banner" role="note">{_MARK}</div>' if synthetic else "",
        f"<main><h1>{_TITLE}</h1>",
    ]
    for title, about, frame in _sections(tables):
        parts.append(f"<h2>{html.escape(title)}</h2><p><code>{html.escape(about)}</code></p>")
        if len(frame):
            parts.append(blocks.table(frame, title).content)
    return "\n".join([*parts, "</main></body></html>", ""])
