"""The codebook: what every variable of every validated table means, made from the declared sources."""

from __future__ import annotations

import html

import numpy as np
import pandas as pd

from analysis.domain.privacy import SMALL_CELL
from analysis.intake import schemas
from analysis.intake.source import Source
from analysis.intake.values import text

#: Text with more distinct values than this is not spread out: it names things, or people.
FEW = 12
_BARS = "▁▂▃▄▅▆▇█"


def codebook(declared: dict[str, Source], tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Describe every variable.

    Returns
    -------
    DataFrame
        ``table``, ``variable``, ``type``, ``meaning_id``, ``meaning_en``, ``unit``, ``header`` (in the export),
        ``required``, ``missing`` (share, 0–1) and ``distribution`` (range and a small histogram, or common values).
    """
    rows = []
    for name, source in declared.items():
        table = tables[name]
        described = [
            (schemas.PSEUDONYMS.get(c.name, c.name), c.dtype, *c.meaning, c.unit, c.headers[0], c.required)
            for c in source.columns
            if c.name not in schemas.NOT_STORED
        ]
        described += [(d.name, d.dtype, *d.meaning, "", d.origin, True) for d in source.derived]
        free = {c.name for c in source.columns if c.parse is text}
        rows += [
            (name, *d, float(table[d[0]].isna().mean()), "" if d[0] in free else distribution(table[d[0]]))
            for d in described
        ]
    columns = ["table", "variable", "type", "meaning_id", "meaning_en", "unit", "header", "required", "missing"]
    return pd.DataFrame(rows, columns=[*columns, "distribution"])


def distribution(values: pd.Series) -> str:
    """Describe a variable's values in a few characters; nothing of values that fewer than five rows share."""
    present = values.dropna()
    if present.empty:
        return ""
    if pd.api.types.is_datetime64_any_dtype(present.dtype):
        return f"{present.min():%Y-%m-%d} … {present.max():%Y-%m-%d}"
    if pd.api.types.is_numeric_dtype(present.dtype) and not pd.api.types.is_bool_dtype(present.dtype):
        numbers = present.to_numpy(float)
        counts = np.histogram(numbers, bins=min(8, max(int(np.unique(numbers).size), 1)))[0]
        bars = "".join(_BARS[round(float(c / counts.max()) * (len(_BARS) - 1))] for c in counts)
        return f"{numbers.min():g} … {np.median(numbers):g} … {numbers.max():g} {bars}"
    counted = present.astype(str).value_counts(normalize=True)
    if len(counted) > FEW:
        return ""
    common = counted[counted * len(present) >= SMALL_CELL].sort_index().sort_values(ascending=False, kind="stable")
    return ", ".join(f"{value} {100 * share:.0f}%" for value, share in common.head(4).items())


_HEADERS = (
    "variable",
    "type",
    "arti · meaning",
    "satuan · unit",
    "kolom · column",
    "kosong · missing",
    "sebaran · distribution",
)


def _sections(book: pd.DataFrame, declared: dict[str, Source]) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Return for each table its title and the cells of its rows."""
    out = []
    for name, rows_of_table in book.groupby("table", sort=False):
        title = " · ".join(declared[str(name)].title)
        cells: list[tuple[str, ...]] = [
            (
                r.variable, r.type, f"{r.meaning_id} · {r.meaning_en}", r.unit, r.header, f"{100 * r.missing:.1f}%",
                r.distribution,
            )
            for r in rows_of_table.itertuples()
        ]  # fmt: skip
        out.append((f"{name}: {title}", cells))
    return out


def markdown(book: pd.DataFrame, declared: dict[str, Source], synthetic: bool) -> str:
    """Write the codebook as Markdown, a table an export."""
    lines = ["# Buku kode · Codebook", ""]
    if synthetic:
        lines += ["**DATA SIMULASI · simulated data**", ""]
    for title, rows in _sections(book, declared):
        lines += [f"## {title}", "", f"| {' | '.join(_HEADERS)} |", "|---|---|---|---|---|---:|---|"]
        lines += [f"| `{row[0]}` | {' | '.join(cell.replace('|', '/') for cell in row[1:])} |" for row in rows]
        lines.append("")
    return "\n".join(lines)


def page(book: pd.DataFrame, declared: dict[str, Source], synthetic: bool, style: str) -> str:
    """Write the codebook as one HTML page in the report's style."""
    parts = [
        '<!DOCTYPE html><html lang="id"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Buku kode</title><link rel='icon' href='data:,'><style>{style}</style></head><body>",
        '<div class="banner" role="note">DATA SIMULASI · simulated data</div>' if synthetic else "",
        "<main><h1>Buku kode · Codebook</h1>",
    ]
    head = "".join(f'<th scope="col">{html.escape(h)}</th>' for h in _HEADERS)
    for title, rows in _sections(book, declared):
        body = "".join(
            f'<tr><th scope="row"><code>{html.escape(row[0])}</code></th>'
            + "".join(f"<td>{html.escape(cell)}</td>" for cell in row[1:])
            + "</tr>"
            for row in rows
        )
        label = html.escape(title, quote=True)
        parts.append(
            f'<h2>{html.escape(title)}</h2><div class="table" tabindex="0" role="region" aria-label="{label}">'
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )
    return "".join([*parts, "</main></body></html>\n"])
