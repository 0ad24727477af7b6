"""What cleaning leaves behind: validated tables, the account of every row, workbooks to send back, the codebook."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pandas as pd

from analysis.cycle import Cycle
from analysis.intake import codebook, returns, sources
from analysis.intake.cleaning import Cleaned
from analysis.intake.completeness import completeness
from analysis.store.results import Results

#: Folder of the workbooks to send back to the offices.
RETURNS = "perbaikan"


def write_tables(cleaned: Cleaned, cycle: Cycle, results: Results) -> None:
    """Write the validated tables with their codebook, completeness and the officers whose move is in doubt."""
    for name, table in cleaned.tables.items():
        results.write(f"tables/{name}", table)
        results.write(f"origins/{name}", origins(cleaned, name))
    results.write("doubtful", cleaned.doubtful.to_frame())
    results.write("completeness", completeness(cleaned.tables, cycle.first, cycle.last))
    declared = sources.of(cycle)
    book = codebook.codebook(declared, cleaned.tables)
    results.write("codebook", book)
    style = files("analysis").joinpath("reporting", "template", "page.css").read_text(encoding="utf-8")
    for name, text in (
        ("codebook.md", codebook.markdown(book, declared, cycle.synthetic)),
        ("codebook.html", codebook.page(book, declared, cycle.synthetic, style)),
    ):
        (results.folder / name).write_text(text, encoding="utf-8")


def origins(cleaned: Cleaned, name: str) -> pd.DataFrame:
    """Return where each row of a validated table stood: ``file``, ``sheet`` and ``row``, in the table's order."""
    of_source = cleaned.fates[cleaned.fates["source"] == name]
    used = of_source[of_source["disposition"].isin(["kept", "corrected"])]
    return used[["file", "sheet", "row"]].reset_index(drop=True)


def write_account(cleaned: Cleaned, cycle: Cycle, results: Results) -> list[Path]:
    """Write the account of every row, and a workbook for each office with rows to mend; return the workbooks."""
    for name in ("account", "reasons", "quarantine", "matches", "differences"):
        results.write(name, getattr(cleaned, name))
    folder = results.folder / RETURNS
    folder.mkdir(parents=True, exist_ok=True)
    workbooks = [
        returns.write(folder, source, cleaned.problems.query("source == @name"), cycle.synthetic)
        for name, source in sources.of(cycle).items()
    ]
    written = [path for path in workbooks if path]
    for path in written:
        path.chmod(0o600)  # cells of rows of persons
    return written
