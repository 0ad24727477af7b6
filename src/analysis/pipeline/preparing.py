"""Prepare a new cycle: its cycle file, its folder for exports with a template of each, and once the key."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from analysis import cycle as cycles
from analysis.domain import areas, exports
from analysis.domain.periods import frequency
from analysis.errors import UserError
from analysis.intake import sources, templates, units
from analysis.store.repository import Folders

#: Folder of the templates, beside the exports.
TEMPLATES = "templat"
_CYCLE = """\
# What this cycle reads and estimates. Decide it before results are seen.
cycle: {cycle}
version: "{version}"
title: {title}
title_en: {title_en}
synthetic: false
{place}first: 2019-S1            # first semester of the data
last: {cycle}             # last semester of the data
programme_start: 2021-S1  # semester of the programme's first moves
deliveries: [{cycle}]     # folders below data/raw, oldest first; a later row corrects an earlier one
analysis:
  anticipation: {{semester: 1, year: 0, quarter: 0, month: 0}}
  covariates: [age, female, education, service]
  outcomes: [skp, competence, attendance, lateness, on_time, ikm, complaints]
"""


def prepare(root: Path, cycle: str, place: str = "", compared: str = "") -> list[str]:
    """Prepare a cycle.

    Parameters
    ----------
    root : repository.
    cycle : its name, a semester.
    place : code or name of the kecamatan, kabupaten or kota; that of the latest cycle where empty.
    compared : kind of the units compared, such as ``puskesmas``; as in the latest cycle where both are empty.

    Returns
    -------
    list of str
        What was made and what to do next, a sentence a line.

    Raises
    ------
    UserError
        If the cycle is there already, its name is no semester, or the place is not known; nothing is made then.
    """
    folders = Folders(root, cycle)
    path = folders.cycle_file
    if path.exists():
        raise UserError(f"cycles/{cycle}.yaml is there already; edit it, or choose another name.")
    if not _semester(cycle):
        raise UserError(f"'{cycle}' is not a semester; write it as 2026-S1 or 2026-S2.")
    area = cycles.area_of_new(root, place, compared)
    programme = area.programme
    titles = {"title": f"Siklus {cycle}, {programme.full}", "title_en": f"Cycle {cycle}, {programme.full}"}
    path.write_text(
        _CYCLE.format(cycle=cycle, version=cycles.VERSIONS[-1], place=areas.lines(area), **titles), encoding="utf-8"
    )
    folder = folders.exports / cycle
    lines = []
    try:
        write_templates(cycles.Evaluation.open(root, cycle), folder / TEMPLATES)
    except BaseException:
        path.unlink()
        raise
    key = folders.key_file
    if not key.exists():
        key.parent.mkdir(exist_ok=True)
        # closed from its first moment, and of 32 random bytes
        with open(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
        lines.append(f"{folders.below(key)}: made. Keep it safe: without it later cycles cannot be joined to this one.")
    return [
        *lines,
        f"cycles/{cycle}.yaml: made. Check its dates and deliveries.",
        f"data/raw/{cycle}: put the exports here, one file each: {', '.join(exports.NAMES)}.",
        f"data/raw/{cycle}/{TEMPLATES}: a template of each, for offices that have no export: columns, which of them "
        "are needed, other names by which they are known, and an example row.",
        f"Then: mutasi check {cycle} as exports arrive; mutasi plan {cycle}, before anyone sees results; "
        f"mutasi run {cycle}",
    ]


def _semester(name: str) -> bool:
    try:
        return frequency(name) == "semester"
    except ValueError:
        return False


def write_templates(evaluation: cycles.Evaluation, folder: Path) -> None:
    """Write the template of each export, with units of the cycle's place in the example row."""
    folder.mkdir(parents=True, exist_ok=True)
    region = evaluation.cycle.area.region
    parser = units.of(region)
    named = [u for u in region.villages["unit_id"].astype(str) if parser(u).value == u]
    for name, source in sources.declare(evaluation.cycle.latest, parser).items():
        templates.write(folder / f"{name}.xlsx", source, (named[0], named[1]))
