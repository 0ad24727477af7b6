"""Sign-off: the three roles of the team approve a report, and a report that changed after that says so.

``cycles/<cycle>/signoff.yaml`` keeps each role's name, date, remark and the hash of what was approved, and the
results as approved, which the next cycle's report is compared with.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Annotated, get_args

import pandas as pd
from pydantic import AfterValidator, BaseModel, Field

from analysis.errors import UserError
from analysis.store import provenance, yaml_files
from analysis.store.repository import ESTIMATES, Folders
from analysis.store.yaml_files import STRICT, Role

ROLES: tuple[Role, ...] = get_args(Role)
#: What became of a role's approval.
SIGNED, CHANGED, MISSING = "signed", "changed", "missing"


#: Characters that a name and a remark may have: the foot of a page carries them in a line.
LONGEST_NAME, LONGEST_REMARK = 120, 600


def printable(text: str) -> str:
    """Return a text that a page can carry.

    Raises
    ------
    ValueError
        If it holds line ends or other characters that are not shown.
    """
    if not text.isprintable():
        raise ValueError("write it in one line, without characters that are not shown")
    return text


class _Strict(BaseModel):
    model_config = STRICT


class Approval(_Strict):
    """One role's approval.

    Attributes
    ----------
    role, name, date, remark : who, when, and what they wanted said.
    sha256 : of the report's content, :func:`content`.
    """

    role: Role
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(printable)]
    date: dt.date
    remark: Annotated[str, Field(max_length=LONGEST_REMARK), AfterValidator(printable)] = ""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Estimate(_Strict):
    """A headline as it was approved."""

    att: float
    low: float | None
    high: float | None
    grade: str


class Record(_Strict):
    """The sign-off of a cycle.

    Attributes
    ----------
    approvals : at most one a role.
    code : digest of the code that made the results, :func:`analysis.store.provenance.code`.
    results : headline estimates as approved, by outcome.
    """

    cycle: str
    approvals: list[Approval] = []
    code: str = ""
    results: dict[str, Estimate] = {}


def content(reports: Path) -> str:
    """Return the hash of what a report says: its executed notebooks and its estimates.

    Pages are made of these and of the sign-off itself; so the hash is of what is approved, not of its frame.

    Raises
    ------
    UserError
        If the cycle has not been run.
    """
    parts = [*sorted((reports / "notebooks").glob("*.ipynb")), reports / ESTIMATES]
    if len(parts) < 2 or not parts[-1].is_file():
        raise UserError(f"reports/{reports.name}: there is no report to sign yet; run 'mutasi run {reports.name}'.")
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part.name} {provenance.sha256(part)}\n".encode())
    return digest.hexdigest()


def load(folders: Folders) -> Record:
    """Read a cycle's sign-off; an empty one if there is none.

    Raises
    ------
    UserError
        If the file cannot be read; the message names the key.
    """
    if not folders.signoff_file.is_file():
        return Record(cycle=folders.name)
    return yaml_files.read(folders, folders.signoff_file, Record, "restore it from version control")


def sign(folders: Folders, role: Role, name: str, remark: str, today: dt.date, headlines: pd.DataFrame) -> Record:
    """Record a role's approval of the report as it stands, see :func:`approved`, in the cycle's file."""
    record = approved(folders, role, name, remark, today, headlines)
    keep(folders, record)
    return record


def keep(folders: Folders, record: Record) -> None:
    """Write a sign-off into the cycle's file; what was there is replaced when all of it is ready."""
    head = "# Approvals, written by 'mutasi sign'. An edit is seen: hashes would no longer fit the report.\n"
    yaml_files.write(folders.signoff_file, head, record.model_dump())


def approved(folders: Folders, role: Role, name: str, remark: str, today: dt.date, headlines: pd.DataFrame) -> Record:
    """Return a sign-off with a role's approval of the report as it stands, in place of an earlier one of that role.

    Parameters
    ----------
    headlines : the headline table, kept as approved.

    Raises
    ------
    UserError
        If the name is empty, name or remark cannot stand on a page, or there is no report.
    """
    if not name.strip():
        raise UserError("--name: say who approves.")
    for option, text, longest in (("--name", name, LONGEST_NAME), ("--remark", remark, LONGEST_REMARK)):
        if len(text.strip()) > longest or not text.strip().isprintable():
            raise UserError(
                f"{option}: {len(text.strip()):,} characters; a page carries one line of at most {longest}. Say it "
                "shorter, without line ends, and keep the rest in a file beside the report."
            )
    record = load(folders)
    approval = Approval(
        role=role, name=name.strip(), date=today, remark=remark.strip(), sha256=content(folders.reports)
    )
    kept = [a for a in record.approvals if a.role != role]
    results = {
        str(r.outcome): Estimate(att=round(r.att, 10), low=_number(r.low), high=_number(r.high), grade=r.grade)
        for r in headlines.itertuples()
    }
    return Record(
        cycle=folders.name, approvals=sorted([*kept, approval], key=lambda a: ROLES.index(a.role)),
        code=provenance.recorded(folders)[0].code, results=results,
    )  # fmt: skip


def _number(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), 10)


def status(record: Record, sha256: str) -> dict[Role, str]:
    """Tell for each role whether its approval stands, is of another report, or is missing."""
    by_role = {a.role: a for a in record.approvals}
    return {
        role: MISSING if role not in by_role else SIGNED if by_role[role].sha256 == sha256 else CHANGED
        for role in ROLES
    }
