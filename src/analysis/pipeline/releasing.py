"""The folder that may leave the team: pages, workbook and estimates of a cycle, checked once more from outside.

Executed notebooks and the manifest stay with the team: they show tables as the stages wrote them.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.cycle import Evaluation
from analysis.domain.privacy import ROUNDED_TO, SMALL_CELL, SMALL_GROUP
from analysis.errors import UserError
from analysis.reporting.audiences import AUDIENCES
from analysis.store import provenance, release, swap
from analysis.store.catalogue import catalogue
from analysis.store.repository import ESTIMATES, WORKBOOK
from analysis.store.results import Results
from analysis.team import signoff

#: The checker's record, in the folder itself.
RECORD = "pemeriksaan.json"
#: What must stand in no file: a NIP or NIK (15 to 18 digits), also in groups, and a pseudonym (16 hexadecimal digits).
_PERSONAL = {
    "a number like a NIP or NIK": re.compile(r"(?<![\d.,])(?:\d{8} ?\d{6} ?\d ?\d{3}|\d{15,18})(?![\d.,])"),
    "a pseudonym": re.compile(r"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{16}\b"),
}
#: What would ask a network for something, or run.
_ACTIVE = re.compile(
    r"<script|<iframe|<object|\b(?:src|srcset|action)=[\"']?(?:https?:)?//|url\([\"']?(?:https?:)?//", re.I
)


@dataclass(frozen=True)
class Finding:
    """What speaks against releasing a file: the file, the place in it, and what stands there (never the value)."""

    file: str
    where: str
    what: str


def released(evaluation: Evaluation) -> list[str]:
    """Return the names of the files in a cycle's reports that may leave the team, when every check passes.

    Raises
    ------
    UserError
        If the cycle has no report, or a check fails; the message names every file and place.
    """
    names = [*(file for a in AUDIENCES for file in a.files.values()), WORKBOOK, ESTIMATES]
    lacking = [name for name in names if not (evaluation.reports / name).is_file()]
    if lacking:
        raise UserError(
            f"reports/{evaluation.name}: {', '.join(lacking)} not there; run 'mutasi run {evaluation.name}' first."
        )
    findings = [f for name in names for f in check(evaluation.reports / name)]
    if findings:
        lines = [f"{f.file}, {f.where}: {f.what}" for f in findings]
        raise UserError("nothing was released:\n" + "\n".join(lines))
    return names


def release_folder(evaluation: Evaluation) -> Path:
    """Write ``release/<cycle>/`` when every check passes.

    Raises
    ------
    UserError
        If the cycle has no report, or a check fails; the message names every file and place, and nothing is released.
    """
    names = released(evaluation)
    target = evaluation.root / "release" / evaluation.name
    with swap.only_one(evaluation), swap.working_folders({"release": target}) as work:
        for name in names:
            shutil.copyfile(evaluation.reports / name, work["release"] / name)
        text = json.dumps(_record(evaluation, names), ensure_ascii=False, indent=1) + "\n"
        (work["release"] / RECORD).write_text(text, encoding="utf-8")
    return target


def check(path: Path) -> list[Finding]:
    """Look at a file as whoever receives it would: for persons, small counts and anything that asks a network."""
    if path.suffix == ".html":
        return _page(path)
    if path.suffix == ".xlsx":
        sheets = pd.read_excel(path, sheet_name=None, engine="calamine")
        by_sheet = {t.sheet: t.name for t in catalogue().values() if t.sheet}
        return [f for sheet, table in sheets.items() for f in _table(path, sheet, by_sheet.get(sheet, ""), table)]
    return _table(path, "", "estimates", pd.read_csv(path))


def persons_in(name: str, table: pd.DataFrame) -> list[Finding]:
    """Look for numbers of persons and pseudonyms in the texts of a table.

    Parameters
    ----------
    name : of its file, for what is said.
    """
    return _table(Path(name), "", "", table)


def _page(path: Path) -> list[Finding]:
    text = path.read_text(encoding="utf-8")
    out = [Finding(path.name, "text", f"asks for or runs something: {m[0][:20]}") for m in _ACTIVE.finditer(text)][:1]
    drawn = re.sub(r"<style.*?</style>|<svg.*?</svg>|<[^>]+>", " ", text, flags=re.S)
    for number, line in enumerate(drawn.splitlines(), start=1):
        out += [Finding(path.name, f"line {number}", what) for what, p in _PERSONAL.items() if p.search(line)]
    return out


def _table(path: Path, sheet: str, name: str, table: pd.DataFrame) -> list[Finding]:
    """Check the texts of a table, and its counts of people where the catalogue lists it."""
    out = []
    for column in table.columns:
        place = f"{f'sheet {sheet}, ' if sheet else ''}column {column}"
        if not pd.api.types.is_numeric_dtype(table[column]):
            texts = table[column].dropna().astype(str)
            out += [Finding(path.name, place, what) for what, p in _PERSONAL.items() if texts.str.contains(p).any()]
    for column in release.counts_of_people(name, table) if name else ():
        counts = column.counts.dropna().astype(float)
        if ((counts < SMALL_CELL) | (counts % ROUNDED_TO != 0)).any():
            place = f"{f'sheet {sheet}, ' if sheet else ''}column {column.name}"
            out.append(Finding(path.name, place, "a count of people that is below five or not rounded"))
    return out


def _record(evaluation: Evaluation, names: list[str]) -> dict:
    """Say what was checked, by which rules and with what outcome, for a second person to sign off."""
    results = Results(evaluation.processed, evaluation.name)
    hidden = {}
    for table in catalogue().values():
        if table.shown_to != "team" and results.has(table.name):
            exact = results.table(table.name)
            lost = int((release.publishable(table.name, exact).isna() & exact.notna()).to_numpy().sum())
            hidden[table.name] = {"cells": int(exact.size), "hidden": lost}
    standing = signoff.status(signoff.load(evaluation), signoff.content(evaluation.reports))
    return {
        "cycle": evaluation.name,
        "rules": {
            "smallest_count": SMALL_CELL, "smallest_group": SMALL_GROUP, "rounded_down_to": ROUNDED_TO,
            "stays_with_the_team": ["notebooks", "manifest.json", "data/processed"],
        },
        "checks": [*_PERSONAL, "a count of people below five or not rounded", "a script or a request to a network"],
        "found": [],
        "tables": hidden,
        "approvals": dict(standing),
        "files": {name: provenance.sha256(evaluation.reports / name) for name in names},
        "second_person": {"name": "", "date": "", "remark": ""},
    }  # fmt: skip
