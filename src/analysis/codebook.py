"""The codebook: what every variable of every validated table means, made from the declared sources."""

from __future__ import annotations

import pandas as pd

from analysis import schemas
from analysis.intake.source import Source


def codebook(declared: dict[str, Source], tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Describe every variable.

    Returns
    -------
    DataFrame
        ``table``, ``variable``, ``type``, ``meaning_id``, ``meaning_en``, ``unit``, ``header`` (in the export),
        ``required``, ``missing`` (share, 0–1).
    """
    rows = []
    for name, source in declared.items():
        table = tables[name]
        described = [
            (schemas.PSEUDONYMS.get(c.name, c.name), c.dtype, *c.meaning, c.unit, c.headers[0], c.required)
            for c in source.columns
            if c.name not in schemas.NOT_STORED
        ]
        described += [
            (variable, dtype, *meaning, "", "NIP", True)
            for variable, (dtype, meaning) in schemas.DERIVED.get(name, {}).items()
        ]
        rows += [(name, *d, float(table[d[0]].isna().mean())) for d in described]
    columns = ["table", "variable", "type", "meaning_id", "meaning_en", "unit", "header", "required", "missing"]
    return pd.DataFrame(rows, columns=columns)


def markdown(book: pd.DataFrame, declared: dict[str, Source], synthetic: bool) -> str:
    """Write the codebook as Markdown, a table an export."""
    lines = ["# Buku kode · Codebook", ""]
    if synthetic:
        lines += ["**DATA SIMULASI · simulated data**", ""]
    for name, own in book.groupby("table", sort=False):
        title = declared[str(name)].title
        lines += [f"## `{name}`: {title[0]} · {title[1]}", ""]
        lines += ["| variable | type | arti · meaning | satuan · unit | kolom · column | kosong · missing |"]
        lines += ["|---|---|---|---|---|---:|"]
        for r in own.itertuples():
            meaning = f"{r.meaning_id} · {r.meaning_en}"
            lines.append(f"| `{r.variable}` | {r.type} | {meaning} | {r.unit} | {r.header} | {100 * r.missing:.1f} % |")
        lines.append("")
    return "\n".join(lines)
