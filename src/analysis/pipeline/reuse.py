"""What still holds of the last run: a stage whose inputs, code and results are as they were need not run again."""

from __future__ import annotations

import platform
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from analysis.cycle import Evaluation
from analysis.pipeline.stages import CHOICES, STAGES, reads
from analysis.store import provenance
from analysis.store.repository import Folders
from analysis.store.yaml_files import STRICT

#: Where a run notes, beside its tables, what each stage depended on and what it wrote.
FILE = "stages.json"
#: What follows the stages: pages, workbook and manifest, made of their results and the sign-off.
PAGES = "pages"


def keys(evaluation: Evaluation, made: provenance.Facts) -> dict[str, dict[str, str]]:
    """Return for each stage all that it depends on, each with a digest: code, Python, inputs, the stages before it.

    Parameters
    ----------
    made : the fingerprints of the code and of all that :func:`reads` lists.
    """
    parts = {"code": made.code, "python": platform.python_version()}
    parts["pseudonyms"] = provenance.digest({"": evaluation.secret().hex()})
    read = reads(evaluation)
    out: dict[str, dict[str, str]] = {}
    for stage in STAGES:
        names = [evaluation.below(p) for p in read.get(stage, [])]
        parts |= {name: made.inputs[name] for name in names}
        exclude = CHOICES if stage == STAGES[0] else None
        choices = evaluation.cycle.model_dump_json(exclude=exclude)
        parts[evaluation.below(evaluation.cycle_file)] = provenance.digest({"": choices})
        out[stage] = dict(parts)
    signed = evaluation.signoff_file
    out[PAGES] = parts | {evaluation.below(signed): _hash(signed)}
    return out


class Noted(BaseModel):
    """What a stage depended on (name → digest) and what it wrote (kind and path → hash)."""

    model_config = STRICT

    parts: dict[str, str]
    files: dict[str, str]


_NOTES = TypeAdapter(dict[str, Noted])


@dataclass
class Ledger:
    """What the stages of a run depended on and wrote, beside what those of the last run did.

    Attributes
    ----------
    keys : what each stage of this run depends on.
    last : folders that the last run filled, by kind (``data/processed``, ``reports``); empty to take nothing.
    work : folders that this run fills, likewise.
    """

    keys: dict[str, dict[str, str]]
    last: dict[str, Path]
    work: dict[str, Path]
    _done: dict[str, Noted] = field(default_factory=dict)

    def take(self, stage: str) -> bool:
        """Take a stage's results from the last run, where they are what it would make again; tell whether it was so."""
        noted = noted_in(self.last).get(stage)
        if noted is None or changed(noted, self.keys[stage], self.last):
            return False
        for name in noted.files:
            target = _at(self.work, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(_at(self.last, name), target)
        self._keep(stage, noted)
        return True

    def note(self, stage: str) -> None:
        """Note what a stage has written since the one before it, for the next run."""
        before = {name: value for noted in self._done.values() for name, value in noted.files.items()}
        there = {
            f"{kind}/{path.relative_to(folder).as_posix()}": provenance.sha256(path)
            for kind, folder in self.work.items()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != FILE
        }
        files = {name: value for name, value in there.items() if before.get(name) != value}
        self._keep(stage, Noted(parts=self.keys[stage], files=files))

    def _keep(self, stage: str, noted: Noted) -> None:
        self._done[stage] = noted
        (self.work["data/processed"] / FILE).write_bytes(_NOTES.dump_json(self._done, indent=1) + b"\n")


def folders(of: Folders) -> dict[str, Path]:
    """Return the folders that a run of a cycle fills, by kind."""
    return {"data/processed": of.processed, "reports": of.reports}


def noted_in(filled: dict[str, Path]) -> dict[str, Noted]:
    """Return what the run that filled the folders noted, by stage; nothing where it cannot be read."""
    if not filled:
        return {}
    try:
        return _NOTES.validate_json((filled["data/processed"] / FILE).read_bytes())
    except (OSError, ValidationError):
        return {}


def changed(noted: Noted, parts: dict[str, str], filled: dict[str, Path]) -> list[str]:
    """Name what a stage depends on, and what it wrote, that is no longer as it noted."""
    read = sorted(name for name in {*noted.parts, *parts} if noted.parts.get(name) != parts.get(name))
    return read + [name for name, value in noted.files.items() if _hash(_at(filled, name)) != value]


def _at(filled: dict[str, Path], name: str) -> Path:
    kind = next(k for k in filled if name.startswith(f"{k}/"))
    return filled[kind] / name.removeprefix(f"{kind}/")


def _hash(path: Path) -> str:
    return provenance.sha256(path) if path.is_file() else ""
