"""One deposit of a cycle: code, libraries, data that may leave, reports, plan and sign-off, and hashes to replay it by.

Exports are in it only where they are simulated. Of real data no row leaves: a synthetic twin of the valid tables stands
for them (:mod:`analysis.pipeline.twin`).
"""

from __future__ import annotations

import datetime as dt
import io
import platform
import zipfile
from collections.abc import Mapping
from importlib.resources import files as resources
from pathlib import Path

import pandas as pd
from pydantic import BaseModel

from analysis import __version__
from analysis.cycle import Evaluation
from analysis.errors import UserError
from analysis.pipeline import crate, releasing, reuse, stages, twin
from analysis.store import provenance, swap
from analysis.store.repository import ESTIMATES
from analysis.store.yaml_files import STRICT
from analysis.team import changes, signoff

#: Folder of deposits, below the repository.
FOLDER = "archive"
#: In a deposit: what runs again, and the hashes that it must come to.
REPOSITORY, RECORD = "repository", "replay.json"
#: Files and folders of the repository that a run or an installation needs, or whoever reads the deposit.
_KEPT = (
    "notebooks", "places", "data/boundaries.geojson", "data/NOTICE.md", "pyproject.toml", "requirements.lock",
    "Makefile", "README.md", "LICENSE", "CITATION.cff",
)  # fmt: skip
_NEEDED = ("notebooks", "pyproject.toml", "requirements.lock")
_CODEBOOK = "codebook_results.html"
#: The day that every file in a deposit bears, and its rights (rw-r--r--), whatever those of the machine.
_DAY, _RIGHTS = (1980, 1, 1, 0, 0, 0), 0o100644 << 16


class Record(BaseModel):
    """What a deposit must come to when it is run again.

    Attributes
    ----------
    cycle, version, python : its name, and the versions of mutasi and Python that made the results.
    raw : whether the exports are in the deposit.
    keyed : whether the hashes of tables are made with the key of the pseudonyms, see
        :func:`analysis.store.provenance.keyed`; they are where data are real.
    code : digest of the code, :func:`analysis.store.provenance.code`.
    inputs : path below the repository → hash, of all that went in.
    tables : table, by its path below the cycle's folder → hash.
    estimates : hash of ``estimates.csv``.
    """

    model_config = STRICT

    cycle: str
    version: str
    python: str
    raw: bool
    keyed: bool
    code: str
    inputs: dict[str, str]
    tables: dict[str, str]
    estimates: str


def archive(evaluation: Evaluation, as_twin: bool = False) -> Path:
    """Write ``archive/<cycle>.zip``; the same cycle makes the same bytes.

    Parameters
    ----------
    as_twin : leave the exports out and put the twin in even where they are simulated.

    Raises
    ------
    UserError
        If the report is not of what lies in the repository now, or a file of it may not leave.
    """
    target = evaluation.root / FOLDER / f"{evaluation.name}.zip"
    with swap.only_one(evaluation):  # no run may exchange the folders while they are read
        _zip(target, _held(evaluation, as_twin))
    return target


def _held(evaluation: Evaluation, as_twin: bool) -> dict[str, bytes]:
    """Put together what a deposit holds: path in it → content."""
    names = releasing.released(evaluation)
    record = _record(evaluation, _raw(evaluation) and not as_twin)
    standing = signoff.status(approved := signoff.load(evaluation), signoff.content(evaluation.reports))
    signed = set(standing.values()) == {signoff.SIGNED}
    published: dt.date = max(a.date for a in approved.approvals) if signed else evaluation.cycle.latest
    about = crate.About(evaluation, published, signed, record.raw, record.python)
    held = {f"{REPOSITORY}/{name}": path.read_bytes() for name, path in _repository(evaluation, record.raw).items()}
    held |= {f"reports/{name}": (evaluation.reports / name).read_bytes() for name in names}
    held["reports/manifest.json"] = evaluation.manifest.read_bytes()
    held[_CODEBOOK] = (evaluation.processed / _CODEBOOK).read_bytes()
    if not record.raw:
        held |= {f"twin/{name}.parquet": _parquet(name, table) for name, table in twin.tables(evaluation)}
    held[RECORD] = (record.model_dump_json(indent=1) + "\n").encode()
    held[crate.README] = crate.readme(about).encode()
    held[crate.METADATA] = crate.metadata(about, held).encode()
    return held


def _raw(evaluation: Evaluation) -> bool:
    """Tell whether the exports that a cycle cleans are simulated, all of them."""
    before = changes.latest_approved_before(evaluation)
    return evaluation.cycle.synthetic and (before is None or before.cycle.synthetic)


def _record(evaluation: Evaluation, raw: bool) -> Record:
    """Take the hashes of a finished run, after seeing that they are those of the repository as it is.

    Raises
    ------
    UserError
        If anything has changed since the run.
    """
    differing = provenance.verify(evaluation)
    if (made_by := provenance.version(evaluation)) != __version__:
        differing.append(f"version {made_by} made the report; this is {__version__}")
    folders = reuse.folders(evaluation)
    written = {name: value for noted in reuse.noted_in(folders).values() for name, value in noted.files.items()}
    tables = {
        path.relative_to(evaluation.processed).with_suffix("").as_posix(): provenance.sha256(path)
        for path in sorted(evaluation.processed.rglob("*.parquet"))
    }
    for name, value in tables.items():
        if written.get(f"data/processed/{name}.parquet") != value:
            differing.append(f"data/processed/{evaluation.name}/{name}.parquet: not as the last run left it")
    lacking = [name for name in _NEEDED if not (evaluation.root / name).exists()]
    differing += [f"{name}: missing; a deposit without it could not be run" for name in lacking]
    if not (evaluation.processed / _CODEBOOK).is_file():
        differing.append(f"data/processed/{evaluation.name}/{_CODEBOOK}: missing")
    if differing:
        remedy = f"Run 'mutasi run {evaluation.name}' again, then archive it."
        raise UserError("\n".join([f"{evaluation.name}: nothing was archived.", *differing, remedy]))
    made, _ = provenance.recorded(evaluation)
    simulated = _raw(evaluation)
    if not simulated:
        secret = evaluation.secret()
        tables = {name: provenance.keyed(evaluation.processed / f"{name}.parquet", secret) for name in tables}
    return Record(
        cycle=evaluation.name, version=__version__, python=platform.python_version(), raw=raw,
        keyed=not simulated, code=made.code,
        inputs=made.inputs, tables=tables, estimates=provenance.sha256(evaluation.reports / ESTIMATES),
    )  # fmt: skip


def _repository(evaluation: Evaluation, raw: bool) -> dict[str, Path]:
    """List what of the repository is deposited: path below it → file."""
    package = Path(str(resources("analysis")))
    listed = {f"src/analysis/{p.relative_to(package).as_posix()}": p for p in _below(package)}
    for name in _KEPT:
        path = evaluation.root / name
        listed |= {evaluation.below(p): p for p in (_below(path) if path.is_dir() else [path]) if p.is_file()}
    cycles = [evaluation, *evaluation.earlier()]
    files = [f for e in cycles for f in (e.cycle_file, e.plan_file, e.signoff_file, e.recommendations_file)]
    files += stages.inputs(evaluation)
    inside = [p for p in files if p.is_file() and (raw or not p.is_relative_to(evaluation.exports))]
    return listed | {evaluation.below(p): p for p in inside}


def _below(folder: Path) -> list[Path]:
    """List the files of a folder without what Python and editors leave there."""
    hidden = ("__pycache__", ".ipynb_checkpoints")
    return [
        p
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not any(part in hidden or part.startswith(".") for part in p.relative_to(folder).parts)
    ]


def _parquet(name: str, table: pd.DataFrame) -> bytes:
    """Write a table of the twin, after a last look for numbers of persons and pseudonyms.

    Raises
    ------
    UserError
        If there is one.
    """
    if wrong := releasing.persons_in(f"twin/{name}.parquet", table):
        raise UserError("nothing was archived:\n" + "\n".join(f"{f.file}, {f.where}: {f.what}" for f in wrong))
    out = io.BytesIO()
    table.to_parquet(out, index=False)
    return out.getvalue()


def _zip(target: Path, held: Mapping[str, bytes]) -> None:
    """Write an archive whose bytes depend on names and contents alone; it is put in place when it is complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    try:
        with zipfile.ZipFile(partial, "w") as archive:
            for name, content in sorted(held.items()):
                about = zipfile.ZipInfo(name, date_time=_DAY)
                about.compress_type, about.external_attr, about.create_system = zipfile.ZIP_DEFLATED, _RIGHTS, 3
                archive.writestr(about, content)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
