"""Fingerprints of what went in, so that a result can be traced to it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from analysis import __version__


def sha256(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def manifest(root: Path, cycle_name: str, inputs: list[Path], outputs: dict[str, Path]) -> str:
    """Write what made a report as JSON: version, cycle file, inputs and outputs with their fingerprints.

    Parameters
    ----------
    root : inputs are named below it.
    outputs : name in the report's folder → file.
    """
    facts = {
        "cycle": cycle_name,
        "code_version": __version__,
        "cycle_file": sha256(root / "cycles" / f"{cycle_name}.yaml"),
        "inputs": {p.relative_to(root).as_posix(): sha256(p) for p in sorted(inputs)},
        "outputs": {name: sha256(path) for name, path in sorted(outputs.items())},
    }
    return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
