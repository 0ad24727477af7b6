"""Where the repository is."""

from __future__ import annotations

from pathlib import Path

from analysis.errors import UserError


def find_root(start: Path | None = None) -> Path:
    """Find the repository: the nearest folder upwards that holds ``cycles/`` and ``notebooks/``.

    Raises
    ------
    UserError
        If there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "cycles").is_dir() and (folder / "notebooks").is_dir():
            return folder
    raise UserError(f"{here}: not inside the repository (no folder with cycles/ and notebooks/); change to it first.")
