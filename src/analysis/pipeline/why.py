"""From a file of a cycle to what made it: stage, function, parameters, inputs with hashes, and why it is stale."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analysis import __version__
from analysis.cycle import Evaluation
from analysis.errors import UserError
from analysis.pipeline import reuse, stages
from analysis.store import provenance
from analysis.store.catalogue import describe

#: Where files of cycles lie: each cycle's in a folder of its name.
_FILLED = ("reports", "data/processed")
#: What a stage depends on that is no file.
_NO_FILES = {"code": "the code and its libraries", "python": "Python", "pseudonyms": "the key of the pseudonyms"}


def why(root: Path, file: Path) -> Iterator[str]:
    """Yield the lines that say what made a file.

    Parameters
    ----------
    file : below ``reports/`` or ``data/processed/``.

    Raises
    ------
    UserError
        If it is not there, lies elsewhere, or its cycle cannot be read.
    """
    path = file.resolve()
    kind = next((k for k in _FILLED if path.is_relative_to(root / k) and path.parent != root / k), "")
    if not kind or not path.is_file():
        what = "there is no such file" if not path.is_file() else "not a file that a run wrote"
        raise UserError(f"{file}: {what}; name one below reports/CYCLE or data/processed/CYCLE.")
    cycle, _, name = path.relative_to(root / kind).as_posix().partition("/")
    evaluation = Evaluation.open(root, cycle)
    yield f"{evaluation.below(path)}: SHA-256 {provenance.sha256(path)[:12]}"
    filled = reuse.folders(evaluation)
    noted = reuse.noted_in(filled)
    stage = next((s for s in reversed(noted) if f"{kind}/{name}" in noted[s].files), "")
    if stage:
        yield from _of_stage(evaluation, stage, noted[stage], f"{kind}/{name}")
    else:
        yield from _of_manifest(evaluation, kind, name)
    if name.endswith(".parquet") and kind != "reports":
        try:
            yield f"made by the function {describe(name.removesuffix('.parquet')).maker}"
        except KeyError:
            yield "no table of the catalogue"
    elif evaluation.manifest.is_file() and (tables := provenance.tables_behind(evaluation, name)):
        yield f"rests on the tables {', '.join(tables)}"


def _of_stage(evaluation: Evaluation, stage: str, noted: reuse.Noted, name: str) -> Iterator[str]:
    """Say what a stage depended on when it wrote a file, and what of that has changed."""
    yield (
        "written with the pages, from notebooks and sign-off"
        if stage == reuse.PAGES
        else f"written by notebook {stage}"
    )
    if evaluation.manifest.is_file():
        for notebook, given in provenance.parameters(evaluation).items():
            if Path(notebook).stem.partition(".")[0] == stage:
                yield f"parameters of {notebook}: {', '.join(f'{k}={v}' for k, v in given.items()) or 'none'}"
    facts = provenance.facts(evaluation, stages.inputs(evaluation))
    changed = set(reuse.changed(noted, reuse.keys(evaluation, facts)[stage], reuse.folders(evaluation)))
    for part, value in sorted(noted.parts.items()):
        now = " (changed since)" if part in changed else ""
        # the digest of a key says nothing, and need not be shown
        shown = "" if part == "pseudonyms" else f" {value[:12] or '(not there)'}"
        yield f"  from {_NO_FILES.get(part, part)}{shown}{now}"
    news = [part for part in sorted(changed - noted.parts.keys()) if part not in noted.files]
    yield from (f"  now also reads {part}" for part in news)
    if name in changed:
        yield "the file itself is not as the run left it"
    if changed:
        listed = ", ".join(_NO_FILES.get(c, c) for c in sorted(changed))
        yield f"stale, as these have changed: {listed}. 'mutasi run {evaluation.name}' makes it again."
    else:
        yield "current: nothing that it depends on has changed"


def _of_manifest(evaluation: Evaluation, kind: str, name: str) -> Iterator[str]:
    """Say what the manifest says of a file that no stage noted, as of one that an older version made."""
    made, written = provenance.recorded(evaluation)
    by = provenance.version(evaluation)
    older = "" if by == __version__ else f", which is not this one ({__version__})"
    yield f"no stage of the last run noted it; the report was made by version {by}{older}"
    if kind == "reports" and name in written:
        as_left = written[name] == provenance.sha256(evaluation.reports / name)
        yield "as the run left it" if as_left else "the file itself is not as the run left it"
    for part, value in sorted(made.inputs.items()):
        path = evaluation.root / part
        now = "" if path.is_file() and provenance.sha256(path) == value else " (changed since)"
        yield f"  from {part} {value[:12]}{now}"
