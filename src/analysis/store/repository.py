"""Where the repository is, and where everything of one cycle lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.errors import UserError

#: Files of numbers beside the pages of a report.
WORKBOOK, ESTIMATES = "tabel.xlsx", "estimates.csv"


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


@dataclass(frozen=True)
class Folders:
    """Every file and folder of one cycle, whether it is there or not.

    Attributes
    ----------
    root : repository.
    name : the cycle's name, that of its file in ``cycles/``.
    """

    root: Path
    name: str

    @property
    def cycle_file(self) -> Path:
        """What the cycle reads and estimates."""
        return self.root / "cycles" / f"{self.name}.yaml"

    @property
    def plan_file(self) -> Path:
        """What was frozen before anyone saw results."""
        return self.root / "cycles" / "plans" / f"{self.name}.yaml"

    @property
    def recommendations_file(self) -> Path:
        """What the team decided on what the findings propose."""
        return self.root / "cycles" / self.name / "recommendations.yaml"

    @property
    def signoff_file(self) -> Path:
        """Who approved the report."""
        return self.root / "cycles" / self.name / "signoff.yaml"

    @property
    def exports(self) -> Path:
        """The folder of all deliveries, exactly as received."""
        return self.root / "data" / "raw"

    @property
    def key_file(self) -> Path:
        """The key of the pseudonyms, shared by all cycles."""
        return self.root / "data" / "pseudonym.key"

    @property
    def processed(self) -> Path:
        """Validated tables and results."""
        return self.root / "data" / "processed" / self.name

    @property
    def reports(self) -> Path:
        """Pages, workbook, executed notebooks and manifest."""
        return self.root / "reports" / self.name

    @property
    def manifest(self) -> Path:
        """What made the report."""
        return self.reports / "manifest.json"

    def notebook(self, stage: str) -> Path:
        """Return the notebook of a stage."""
        return self.root / "notebooks" / f"{stage}.ipynb"

    def below(self, path: Path) -> str:
        """Return a path as messages name it: from the repository on, with slashes on every system."""
        return path.relative_to(self.root).as_posix()
