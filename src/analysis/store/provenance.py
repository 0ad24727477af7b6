"""Fingerprints of what went in and came out, so that a result can be traced and a change be seen.

The manifest follows RO-Crate 1.1 (Soiland-Reyes et al. 2022): files with their hashes, the notebooks that made them as
actions with their parameters, and the parts of each page with the notebook cell behind them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import mimetypes
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from analysis import __version__
from analysis.errors import UserError
from analysis.store.catalogue import describe
from analysis.store.repository import Folders

#: What of the package and the repository makes results.
_CODE = (".py", ".csv", ".gz", ".yaml", ".ftl", ".css", ".j2")
#: From a cycle's folder of reports to the repository.
_UP = "../../"


def sha256(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def keyed(path: Path, key: bytes) -> str:
    """Return a file's HMAC-SHA-256 in hexadecimal.

    A plain hash of a table of a few counts gives them away to whoever tries all that they may be.
    """
    return hmac.new(key, path.read_bytes(), hashlib.sha256).hexdigest()


def code(root: Path) -> str:
    """Return one digest of the package, the notebooks and the pinned libraries."""
    package = Path(str(files("analysis")))
    listed = [(p.relative_to(package).as_posix(), p) for p in package.rglob("*") if p.suffix in _CODE]
    listed += [(p.relative_to(root).as_posix(), p) for p in (root / "notebooks").glob("*.ipynb")]
    lock = root / "requirements.lock"
    if lock.is_file():
        listed.append((lock.name, lock))
    return digest({name: sha256(path) for name, path in listed})


def digest(hashes: dict[str, str]) -> str:
    """Return one digest of named hashes, whatever their order."""
    return hashlib.sha256("".join(f"{k} {v}\n" for k, v in sorted(hashes.items())).encode()).hexdigest()


@dataclass(frozen=True)
class Facts:
    """What went into a cycle's results.

    Attributes
    ----------
    cycle : its name.
    inputs : path below the repository → hash: exports, the cycle file and what the team keeps beside it.
    code : of :func:`code`.
    """

    cycle: str
    inputs: dict[str, str]
    code: str

    @property
    def data(self) -> str:
        """One digest of all inputs."""
        return digest(self.inputs)

    @property
    def short(self) -> dict[str, str]:
        """What a line in a report says of them: the beginning of both digests, the version and the cycle."""
        return {"inputs": self.data[:12], "code": self.code[:12], "version": __version__, "cycle": self.cycle}


def facts(folders: Folders, inputs: list[Path]) -> Facts:
    """Take the fingerprints of what goes into a cycle's results."""
    return Facts(folders.name, {folders.below(p): sha256(p) for p in sorted(inputs)}, code(folders.root))


def manifest(made: Facts, outputs: dict[str, Path], stages: dict[str, dict[str, str]], parts: list[dict]) -> str:
    """Write what made a report, as JSON.

    Parameters
    ----------
    made : what went in.
    outputs : name in the report's folder → file.
    stages : executed notebook (name in the folder) → its parameters.
    parts : one a part of a page: ``page``, ``part``, ``notebook``, ``cell``, ``tables`` (of results behind it).
    """
    received = [
        {"@id": _UP + name, "@type": "File", "name": name, "sha256": value}
        for name, value in sorted(made.inputs.items())
    ]
    written = [_file(name, path) for name, path in sorted(outputs.items())]
    actions = [
        {
            "@id": f"#run-{Path(name).stem}", "@type": "CreateAction", "name": f"papermill {name}",
            "instrument": [{"@id": name}, {"@id": "#code"}], "object": [{"@id": f["@id"]} for f in received],
            "parameters": parameters,
        }
        for name, parameters in sorted(stages.items())
    ]  # fmt: skip
    elements = [
        {
            "@id": f"{p['page']}#part-{p['part']}", "@type": "WebPageElement", "isPartOf": {"@id": p["page"]},
            "wasGeneratedBy": {"@id": f"#run-{Path(p['notebook']).stem}"}, "cell": p["cell"],
            "isBasedOn": [{"@id": f"#table-{table}"} for table in p["tables"]],
        }
        for p in parts
    ]  # fmt: skip
    tables = [
        {"@id": f"#table-{name}", "@type": "Dataset", "name": name, "maker": describe(name).maker}
        for name in sorted({table for p in parts for table in p["tables"]})
    ]
    graph = [
        {
            "@id": "manifest.json", "@type": "CreativeWork", "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        },
        {
            "@id": "./", "@type": "Dataset", "name": made.cycle, "hasPart": [{"@id": f["@id"]} for f in written],
            "dataDigest": made.data,
        },
        {"@id": "#code", "@type": "SoftwareApplication", "name": "mutasi", "version": __version__, "sha256": made.code},
        *received, *written, *actions, *elements, *tables,
    ]  # fmt: skip
    document = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _file(name: str, path: Path) -> dict:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return {"@id": name, "@type": "File", "encodingFormat": kind, "contentSize": path.stat().st_size,
            "sha256": sha256(path)}  # fmt: skip


def recorded(folders: Folders) -> tuple[Facts, dict[str, str]]:
    """Read from a cycle's manifest what went into its report, and the hash of each file that came out.

    Raises
    ------
    UserError
        If there is no manifest or it is not one of ours.
    """
    graph = _graph(folders)
    try:
        kept = {entry["@id"]: entry["sha256"] for entry in graph if entry["@type"] == "File"}
        made_by = next(entry["sha256"] for entry in graph if entry["@id"] == "#code")
    except (KeyError, TypeError, StopIteration) as error:
        raise _unclear(folders) from error
    received = {name.removeprefix(_UP): value for name, value in kept.items() if name.startswith(_UP)}
    return Facts(folders.name, received, made_by), {n: v for n, v in kept.items() if not n.startswith(_UP)}


def _graph(folders: Folders) -> list[dict]:
    """Read what a cycle's manifest describes.

    Raises
    ------
    UserError
        If there is no manifest or it is none.
    """
    path = folders.manifest
    if not path.is_file():
        raise UserError(f"{folders.below(path)}: not there; run 'mutasi run {folders.name}' first.")
    try:
        return list(json.loads(path.read_text(encoding="utf-8"))["@graph"])
    except (ValueError, KeyError, TypeError) as error:
        raise _unclear(folders) from error


def _unclear(folders: Folders) -> UserError:
    return UserError(f"{folders.below(folders.manifest)}: not a manifest that 'mutasi run' wrote; run it again.")


def version(folders: Folders) -> str:
    """Return the version of mutasi that made a cycle's report, as its manifest says.

    Raises
    ------
    UserError
        If there is no manifest or it is not one of ours.
    """
    for entry in _graph(folders):
        if isinstance(entry, dict) and entry.get("@id") == "#code" and entry.get("version"):
            return str(entry["version"])
    raise _unclear(folders)


def parameters(folders: Folders) -> dict[str, dict[str, str]]:
    """Return the parameters that each executed notebook of a cycle ran with, by its name in the reports' folder."""
    actions = [entry for entry in _graph(folders) if entry.get("@type") == "CreateAction"]
    return {str(a["instrument"][0]["@id"]): dict(a.get("parameters", {})) for a in actions}


def tables_behind(folders: Folders, page: str) -> list[str]:
    """Return the tables of results that a page of a cycle rests on, by name."""
    parts = [entry for entry in _graph(folders) if entry.get("isPartOf") == {"@id": page}]
    return sorted({one["@id"].removeprefix("#table-") for part in parts for one in part.get("isBasedOn", [])})


def verify(folders: Folders) -> list[str]:
    """Recompute every hash of a cycle's manifest and say, one line each, what differs; empty if nothing does.

    The code of another version is another by necessity, and is not compared: see :func:`version`.

    Raises
    ------
    UserError
        If there is no manifest or it is not one of ours.
    """
    made, written = recorded(folders)
    named = {folders.root / name: value for name, value in made.inputs.items()}
    named |= {folders.reports / name: value for name, value in written.items()}
    differences = []
    for path, value in named.items():
        where = folders.below(path)
        if not path.is_file():
            differences.append(f"{where}: missing")
        elif sha256(path) != value:
            differences.append(f"{where}: changed since the report was made")
    extra = sorted(p for p in folders.reports.rglob("*") if p.is_file() and p not in named and p.suffix != ".pdf")
    differences += [f"{folders.below(p)}: not of this report" for p in extra if p.name != "manifest.json"]
    if version(folders) == __version__ and code(folders.root) != made.code:
        differences.append("code (src/analysis, notebooks or requirements.lock): changed since the report was made")
    return differences
