"""Run a cycle's notebooks through papermill into a working folder, and put the results in place when all succeeded."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pandas as pd
import papermill
from jupyter_core.paths import jupyter_runtime_dir
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from analysis import cleaning, provenance
from analysis import cycle as cycles
from analysis.errors import StageError, UserError
from analysis.reporting import page
from analysis.reporting.words import Words

STAGES = ("1_cleaning", "2_impact", "3_programme", "4_report")
#: Stage → file name of its page and its language; the report is the one for everybody.
PAGES = {
    "1_cleaning": ("1_cleaning.html", "en"),
    "2_impact": ("2_impact.html", "en"),
    "3_programme": ("3_programme.html", "en"),
    "4_report": ("laporan.html", "id"),
}
_ENGINE = "mutasi"


@dataclass
class Progress:
    """Hears what the pipeline does: `stage` when a notebook begins, `cell` when one of its cells begins."""

    stage: Callable[[str, int], None] = lambda name, cells: None
    cell: Callable[[str, int], None] = lambda name, cell: None


@dataclass
class Timings:
    """Seconds spent: in the cells of each stage, in each stage as a whole, and in writing pages."""

    cells: dict[str, float] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)
    pages: float = 0.0


class _Engine(NBClientEngine):
    """Papermill's own engine, telling which cell begins."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, heard=None, **kwargs):  # type: ignore[no-untyped-def]
        """Execute the notebook; `heard` is called with each cell's index."""
        begin = nb_man.cell_start

        def tell(cell, cell_index=None, **more):  # type: ignore[no-untyped-def]
            if heard and cell_index is not None and cell.cell_type == "code":
                heard(cell_index)
            return begin(cell, cell_index, **more)

        nb_man.cell_start = tell
        return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)


papermill_engines.register(_ENGINE, _Engine)


def run(root: Path, name: str, progress: Progress | None = None, timings: Timings | None = None) -> Path:
    """Run every stage of a cycle.

    Parameters
    ----------
    root : repository.
    name : cycle.
    progress, timings : hear what happens and how long it takes.

    Returns
    -------
    Path
        The report, in ``reports/<cycle>``.

    Raises
    ------
    UserError
        On a mistake in the cycle file or an export; what was there before is then left whole.
    StageError
        If a notebook fails for another reason; likewise.
    """
    progress, timings = progress or Progress(), timings or Timings()
    cycle = cycles.load(root, name)
    inputs = [p for paths in cleaning.files(root, cycle).values() for p in paths]
    cycles.secret(root, cycle)
    work = {kind: root / kind / f".{name}.partial" for kind in ("data/processed", "reports")}
    for folder in work.values():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    try:
        for stage in STAGES:
            notebook = _execute(root, stage, name, work["data/processed"], progress, timings)
            began = time.perf_counter()
            _publish(notebook, stage, cycle, work["reports"])
            timings.pages += time.perf_counter() - began
        estimates = work["reports"] / "estimates.csv"
        _export_estimates(work["data/processed"], estimates)
        outputs = {p.relative_to(work["reports"]).as_posix(): p for p in work["reports"].rglob("*") if p.is_file()}
        manifest = provenance.manifest(root, name, inputs, outputs)
        (work["reports"] / "manifest.json").write_text(manifest, encoding="utf-8")
        for kind, folder in work.items():
            _replace(folder, root / kind / name)
    finally:
        for folder in work.values():
            shutil.rmtree(folder, ignore_errors=True)
    return root / "reports" / name / PAGES[STAGES[-1]][0]


def _execute(
    root: Path, stage: str, name: str, processed: Path, progress: Progress, timings: Timings
) -> nbformat.NotebookNode:
    """Execute a notebook from the repository's root and return it without a trace of clock or machine."""
    source = root / "notebooks" / f"{stage}.ipynb"
    cells = sum(c.cell_type == "code" for c in nbformat.read(source, as_version=4).cells)
    progress.stage(stage, cells)
    began = time.perf_counter()
    order: list[int] = []

    def heard(index: int) -> None:
        order.append(index)
        progress.cell(stage, len(order))

    target = processed / f".{stage}.ipynb"
    try:
        notebook = papermill.execute_notebook(
            str(source),
            str(target),
            parameters={"cycle": name, "processed": processed.relative_to(root).as_posix()},
            engine_name=_ENGINE,
            heard=heard,
            kernel_name="python3",
            config=Config({"KernelManager": {"transport": _transport()}}),
            cwd=str(root),
            progress_bar=False,
            log_output=False,
        )
    except PapermillExecutionError as error:
        if error.ename == UserError.__name__:
            raise UserError(error.evalue) from None
        raise StageError(
            f"{stage}, cell {error.cell_index}: {error.ename}. This is a defect of the software, not of the data; "
            f"nothing was changed. To see it whole, run notebooks/{stage}.ipynb by hand with cycle = '{name}'."
        ) from None
    finally:
        target.unlink(missing_ok=True)
    timings.stages[stage] = time.perf_counter() - began
    timings.cells[stage] = sum(c.metadata.get("papermill", {}).get("duration") or 0 for c in notebook.cells)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({"tags": list(cell.metadata.get("tags", []))})
        cell.pop("id", None)
        if cell.cell_type == "code" and "injected-parameters" in cell.metadata["tags"]:
            cell.source = f'# Parameters\ncycle = "{name}"\nprocessed = ""'
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": notebook.metadata.get("kernelspec", {}), "language_info": {"name": "python"}}
    )
    notebook.nbformat_minor = 4
    return notebook


def _transport() -> str:
    """Choose how to talk to the kernel: by socket file, closed to other users, where its path is short enough."""
    return "ipc" if os.name == "posix" and len(jupyter_runtime_dir()) < 50 else "tcp"


def _publish(notebook: nbformat.NotebookNode, stage: str, cycle: cycles.Cycle, reports: Path) -> None:
    """Write the executed notebook and its page."""
    folder = reports / "notebooks"
    folder.mkdir(exist_ok=True)
    nbformat.write(notebook, folder / f"{stage}.ipynb")
    file, language = PAGES[stage]
    banner = Words("id")("synthetic") if cycle.synthetic else ""
    title = notebook.cells[0].source.splitlines()[0].lstrip("# ").strip()
    html = page.export(notebook, f"{title} · {cycle.title}", language, banner, show_code=stage != STAGES[-1])
    (reports / file).write_text(html, encoding="utf-8")


def _export_estimates(processed: Path, target: Path) -> None:
    pd.read_parquet(processed / "estimates.parquet").to_csv(target, index=False, lineterminator="\n")


def _replace(new: Path, old: Path) -> None:
    """Put a finished folder in place of the one before."""
    aside = old.with_name(f".{old.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    if old.exists():
        old.rename(aside)
    new.rename(old)
    shutil.rmtree(aside, ignore_errors=True)
