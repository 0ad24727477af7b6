"""From executed notebooks to what is read: pages for each audience and language, estimates, manifest.

Pages are made of the notebooks and the sign-off alone, so that signing needs no second run.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import nbformat
import pandas as pd

from analysis.cycle import Cycle, Evaluation
from analysis.reporting import imprint, page
from analysis.reporting.audiences import AUDIENCES, LANGUAGES, Audience
from analysis.reporting.page import Frame
from analysis.reporting.report import reads
from analysis.reporting.words import Words
from analysis.store import provenance, swap
from analysis.store.repository import ESTIMATES, WORKBOOK
from analysis.team import signoff


def publish(
    evaluation: Evaluation, reports: Path, made: provenance.Facts, record: signoff.Record | None = None
) -> None:
    """Write every page and the manifest into a folder that holds the executed notebooks.

    Parameters
    ----------
    made : what went into the notebooks when they were executed.
    reports : the cycle's folder of reports, or the one it is made in; ``notebooks/`` lies in it.
    record : the sign-off to show; that in the cycle's file where not given.
    """
    cycle, record = evaluation.cycle, record or signoff.load(evaluation)
    standing = signoff.status(record, signoff.content(reports))
    parts: list[dict] = []
    stages = {}
    for path in sorted((reports / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        stages[f"notebooks/{path.name}"] = _parameters(notebook)
        language = path.stem.rpartition(".")[2]
        if language in LANGUAGES:
            for audience in AUDIENCES:
                say = Words(language)
                title = say(f"title-{audience.name}")
                shown = page.select(notebook, language, partial(reads, audience))
                frame = _frame(say, cycle, title, path.stem, notebook, made, record, standing, audience)
                text = page.export(shown, frame)
                file = audience.files[language]
                (reports / file).write_text(text, encoding="utf-8")
                parts += _listed(shown, file, f"notebooks/{path.name}")
        else:
            title = notebook.cells[0].source.splitlines()[0].lstrip("# ").strip()
            frame = _frame(Words("en"), cycle, title, path.stem, notebook, made, record, standing, None)
            text = page.export(page.select(notebook, "en", lambda part: True), frame)
            (reports / f"{path.stem}.html").write_text(text, encoding="utf-8")
    outputs = {
        p.relative_to(reports).as_posix(): p
        for p in reports.rglob("*")
        if p.is_file() and p.name != "manifest.json" and p.suffix != ".pdf"
    }
    text = provenance.manifest(made, outputs, stages, parts)
    (reports / "manifest.json").write_text(text, encoding="utf-8")


def _frame(
    say: Words,
    cycle: Cycle,
    title: str,
    stem: str,
    notebook: nbformat.NotebookNode,
    made: provenance.Facts,
    record: signoff.Record,
    standing: dict[signoff.Role, str],
    audience: Audience | None,
) -> Frame:
    """Say what stands beside a notebook in its page; one that is for no audience shows its code."""
    by_role = {a.role: a for a in record.approvals}
    signed = []
    for role, state in standing.items():
        approval = by_role.get(role)
        about = (
            {"name": approval.name, "date": say.date(approval.date.isoformat()), "remark": approval.remark}
            if approval
            else {}
        )
        who = say(f"owner-{role}")
        signed.append(say(f"signed-{state}", role=who, remarked="yes" if about.get("remark") else "no", **about))
    states = set(standing.values())
    draft = say("draft-changed") if signoff.CHANGED in states else say("draft") if signoff.MISSING in states else ""
    trace = {
        place: say("trace", notebook=stem, cell=place, **made.short)
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and cell.outputs
    }
    banner = say("synthetic") if cycle.synthetic else ""
    frame = Frame(title, cycle.named(say.language), say.language, banner, draft, code=True, signed=signed, trace=trace)
    if audience is None:
        return frame
    return replace(
        frame, code=audience.code, brief=audience.brief, folds=audience.folds,
        head=imprint.head(say, cycle), foot=imprint.foot(say, cycle, made.short),
        links=_links(say.language, audience),
    )  # fmt: skip


def _links(language: str, audience: Audience) -> list[tuple[str, str, str]]:
    """List the other pages in this language, this page in the others, and the files of numbers."""
    say = Words(language)
    pages = [(say(f"title-{a.name}"), a.files[language], "") for a in AUDIENCES if a is not audience]
    others = [(Words(other)("page-language"), audience.files[other], other) for other in LANGUAGES if other != language]
    return [*pages, *others, (say("page-workbook"), WORKBOOK, ""), (say("page-estimates"), ESTIMATES, "")]


def _parameters(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """Return the parameters that a notebook was executed with."""
    cell = next((c for c in notebook.cells if "injected-parameters" in c.metadata.get("tags", [])), None)
    assigned = re.findall(r'^(\w+) = (".*?")$', cell.source if cell else "", flags=re.M)
    return {name: json.loads(value) for name, value in assigned}


def _listed(shown: nbformat.NotebookNode, file: str, notebook: str) -> list[dict]:
    """List the parts of a page with the cell and the tables of results behind each."""
    return [
        {"page": file, "part": part, "notebook": notebook, "cell": cell.metadata["place"], "tables": tables}
        for cell in shown.cells
        for part, tables in page.parts(cell).items()
    ]


def sign(
    evaluation: Evaluation, role: signoff.Role, name: str, remark: str, today: dt.date, headlines: pd.DataFrame
) -> signoff.Record:
    """Record a role's approval and write the pages that say so; both change when all is ready, or neither.

    Parameters
    ----------
    role, name, remark, today, headlines : as in :func:`analysis.team.signoff.approved`.

    Raises
    ------
    UserError
        As that function does, or if another process is at work on the cycle.
    """
    made, _ = provenance.recorded(evaluation)
    with swap.only_one(evaluation), swap.working_folders({"reports": evaluation.reports}) as work:
        record = signoff.approved(evaluation, role, name, remark, today, headlines)
        shutil.copytree(evaluation.reports, work["reports"], dirs_exist_ok=True)
        publish(evaluation, work["reports"], made, record)
        signoff.keep(evaluation, record)
    return record


def again(evaluation: Evaluation) -> None:
    """Write a finished cycle's pages again, after its sign-off changed; what made them stays as it was."""
    made, _ = provenance.recorded(evaluation)
    with swap.only_one(evaluation), swap.working_folders({"reports": evaluation.reports}) as work:
        shutil.copytree(evaluation.reports, work["reports"], dirs_exist_ok=True)
        publish(evaluation, work["reports"], made)
