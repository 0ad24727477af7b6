"""Workbooks to send back to the offices: one line a problem, with what to do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import xlsxwriter

from analysis.intake import schemas
from analysis.intake.rulebook import RULES
from analysis.intake.source import Source

#: Columns whose cells name a person: all that validated tables drop or hold as pseudonyms. The office finds them
#: in its own file by sheet and row.
PERSONAL = schemas.NOT_STORED | set(schemas.PSEUDONYMS)
_HIDDEN = "(data pribadi, lihat berkas)"
_HEADERS = ("Berkas", "Lembar", "Baris", "Kolom", "Isi", "Masalah", "Yang perlu dilakukan", "Perlakuan")
_WIDTHS = (34, 14, 8, 18, 28, 52, 52, 12)
_TREATMENT = {"quarantined": "ditahan", "corrected": "diperbaiki"}


def problems(fates: pd.DataFrame, source: Source) -> pd.DataFrame:
    """List what an office should look at: rows refused, and rows repaired that it should repair too.

    Returns
    -------
    DataFrame
        ``file``, ``sheet``, ``row``, ``column``, ``value`` (hidden where it names a person), ``rule``, ``disposition``.
    """
    asked = {name for name, rule in RULES.items() if rule.remedy}
    refused = fates["disposition"] == "quarantined"
    wanted = refused | ((fates["disposition"] == "corrected") & fates["rule"].isin(asked))
    out = fates.loc[wanted, ["_file", "_sheet", "_row", "column", "_value", "rule", "disposition"]]
    out.columns = ["file", "sheet", "row", "column", "value", "rule", "disposition"]
    out = out.astype({"file": str, "sheet": str, "column": str, "value": str, "rule": str, "disposition": str})
    headers = {c.name: c.headers[0] for c in source.columns}
    return out.assign(value=hidden(fates.loc[wanted]), column=out["column"].map(headers).fillna("")).reset_index(
        drop=True
    )


def hidden(fates: pd.DataFrame) -> pd.Series:
    """Return the cells that a rule objects to, as written; those that name a person are replaced by a remark."""
    value = fates["_value"].astype(str)
    return value.mask(fates["column"].isin(PERSONAL) & (value != ""), _HIDDEN)


def write(folder: Path, source: Source, listed: pd.DataFrame, synthetic: bool) -> Path | None:
    """Write one source's workbook, or nothing where there is no problem; the bytes depend on the rows only."""
    if listed.empty:
        return None
    path = folder / f"{source.name}.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": dt.datetime(2025, 1, 1)})
    bold = book.add_format({"bold": True, "bg_color": "#E5F0F8", "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Perbaikan")
    title = f"Yang perlu diperbaiki: {source.title[0]}" + (" (DATA SIMULASI)" if synthetic else "")
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 13}))
    for k, (header, width) in enumerate(zip(_HEADERS, _WIDTHS, strict=True)):
        sheet.set_column(k, k, width, wrap)
        sheet.write_string(2, k, header, bold)
    for r, p in enumerate(listed.itertuples(index=False), start=3):
        rule = RULES[str(p.rule)]
        texts = (p.file, p.sheet, None, p.column, p.value, rule.meaning[0], rule.remedy, _TREATMENT[str(p.disposition)])
        for k, text in enumerate(texts):
            if text is None:
                sheet.write_number(r, k, int(p.row))
            else:
                sheet.write_string(r, k, str(text))
    sheet.freeze_panes(3, 0)
    sheet.autofilter(2, 0, 2 + len(listed), len(_HEADERS) - 1)
    book.close()
    return path
