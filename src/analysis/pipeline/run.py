"""Run a cycle's notebooks through papermill into a working folder, and put the results in place when all succeeded."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Lock

import nbformat
import pandas as pd
import papermill
from jupyter_core.paths import jupyter_runtime_dir
from nbclient.exceptions import DeadKernelError
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from analysis.cycle import Evaluation
from analysis.errors import StageError, UserError, is_user_error
from analysis.intake import boundaries, deliveries
from analysis.pipeline import publish, reuse, stages
from analysis.pipeline.stages import REPORT, STAGES
from analysis.reporting import codebook, workbook
from analysis.reporting.audiences import AUDIENCES, LANGUAGES
from analysis.reporting.words import Words
from analysis.store import provenance, release, swap
from analysis.store.repository import ESTIMATES, WORKBOOK, Folders
from analysis.team import changes, plan, recommendations, signoff

_ENGINE = "mutasi"
#: Characters that a socket's path may have on any system, less those that are added to it.
_LONGEST_SOCKET = 90


@dataclass
class Progress:
    """Hears what the pipeline does.

    Attributes
    ----------
    stage : a notebook of so many cells begins.
    cell : one of its cells begins.
    kept : a notebook need not run, as nothing that it depends on has changed.
    """

    stage: Callable[[str, int], None] = lambda name, cells: None
    cell: Callable[[str, int], None] = lambda name, cell: None
    kept: Callable[[str], None] = lambda name: None


@dataclass
class Timings:
    """Seconds spent: in the cells of each stage, in each stage as a whole, and in writing pages."""

    cells: dict[str, float] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)
    pages: float = 0.0


class _Engine(NBClientEngine):
    """Papermill's own engine, telling which cell begins."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, on_cell=None, **kwargs):  # type: ignore[no-untyped-def]
        """Execute the notebook; `on_cell` is called with each cell's index."""
        begin = nb_man.cell_start

        def tell(cell, cell_index=None, **more):  # type: ignore[no-untyped-def]
            if on_cell and cell_index is not None and cell.cell_type == "code":
                on_cell(cell_index)
            return begin(cell, cell_index, **more)

        nb_man.cell_start = tell
        return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)


papermill_engines.register(_ENGINE, _Engine)


def run_cycle(
    evaluation: Evaluation, progress: Progress | None = None, timings: Timings | None = None, again: bool = False
) -> Path:
    """Run the stages of a cycle whose code, inputs or results have changed since its last run.

    Parameters
    ----------
    evaluation : the cycle in its repository.
    progress, timings : hear what happens and how long it takes.
    again : run every stage, whatever has changed.

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
    _look_ahead(evaluation)
    _clear_leftovers()
    finished = reuse.folders(evaluation)
    made = provenance.facts(evaluation, stages.inputs(evaluation))
    with swap.only_one(evaluation), swap.working_folders(finished) as work:
        ledger = reuse.Ledger(reuse.keys(evaluation, made), {} if again else finished, work)
        (work["reports"] / "notebooks").mkdir()
        for stage in STAGES:
            if ledger.take(stage):
                progress.kept(stage)
                continue
            if stage == REPORT:
                _report(evaluation, work, progress, timings)
            else:
                notebook = _execute(evaluation, stage, work["data/processed"], progress, timings)
                nbformat.write(notebook, work["reports"] / "notebooks" / f"{stage}.ipynb")
            ledger.note(stage)
        began = time.perf_counter()
        if not ledger.take(reuse.PAGES):
            _publish(evaluation, work, made)
            ledger.note(reuse.PAGES)
        timings.pages += time.perf_counter() - began
    shutil.rmtree(_kernel_files(os.getpid()), ignore_errors=True)
    return evaluation.reports / AUDIENCES[0].files[LANGUAGES[0]]


def _look_ahead(evaluation: Evaluation) -> None:
    """Say what is missing or cannot be read before anything runs: exports, key, boundaries, the team's files.

    Raises
    ------
    UserError
        Naming the first that is wrong.
    """
    deliveries.files(evaluation.root, evaluation.cycle)
    evaluation.secret()
    boundaries.load(evaluation.root, evaluation.cycle.area.region)
    plan.load(evaluation.root, evaluation.name)
    recommendations.load(evaluation)
    signoff.load(evaluation)


def not_compared(evaluation: Evaluation) -> list[str]:
    """Say of other cycles what of theirs cannot be read, so that this one does without."""
    others = [*evaluation.unreadable(), *changes.unreadable(evaluation), *recommendations.unreadable(evaluation)]
    return list(dict.fromkeys(others))


def _publish(evaluation: Evaluation, work: dict[str, Path], made: provenance.Facts) -> None:
    """Write estimates, workbook, pages and manifest from the tables and the executed notebooks."""
    processed, reports = work["data/processed"], work["reports"]
    estimates = pd.read_parquet(processed / "estimates.parquet")
    release.publishable("estimates", estimates).to_csv(reports / ESTIMATES, index=False, lineterminator="\n")
    marks = [Words(language)("synthetic") for language in LANGUAGES if evaluation.cycle.synthetic]
    traces = [Words(language)("trace-book", **made.short) for language in LANGUAGES]
    workbook.write(reports / WORKBOOK, processed, evaluation.cycle.title, marks, traces)
    codebook.write(processed, evaluation.cycle.synthetic)
    publish.publish(evaluation, reports, made)


def _report(evaluation: Evaluation, work: dict[str, Path], progress: Progress, timings: Timings) -> None:
    """Execute the report's notebook in every language at once: each waits for its kernel most of the time."""
    begun, cells_begun = Lock(), count(1)

    def stage(which: str, cells: int) -> None:
        if begun.acquire(blocking=False):
            progress.stage(which, cells * len(LANGUAGES))

    def cell(which: str, _: int) -> None:
        progress.cell(which, next(cells_begun))

    def one(language: str) -> None:
        options = {"language": language}
        notebook = _execute(evaluation, STAGES[-1], work["data/processed"], Progress(stage, cell), timings, options)
        nbformat.write(notebook, work["reports"] / "notebooks" / f"{STAGES[-1]}.{language}.ipynb")

    began = time.perf_counter()
    with ThreadPoolExecutor(len(LANGUAGES)) as pool:
        list(pool.map(one, LANGUAGES))
    timings.stages[STAGES[-1]] = time.perf_counter() - began


def _execute(
    folders: Folders,
    stage: str,
    processed: Path,
    progress: Progress,
    timings: Timings,
    options: dict[str, str] | None = None,
) -> nbformat.NotebookNode:
    """Execute a notebook from the repository's root and return it without a trace of clock or machine."""
    source = folders.notebook(stage)
    cells = sum(c.cell_type == "code" for c in nbformat.read(source, as_version=4).cells)
    progress.stage(stage, cells)
    began = time.perf_counter()
    order: list[int] = []

    def on_cell(index: int) -> None:
        order.append(index)
        progress.cell(stage, len(order))

    options = options or {}
    target = processed / f".{'.'.join([stage, *options.values()])}.ipynb"
    try:
        notebook = papermill.execute_notebook(
            str(source),
            str(target),
            parameters={"cycle": folders.name, "processed": folders.below(processed), **options},
            engine_name=_ENGINE,
            on_cell=on_cell,
            kernel_name="python3",
            config=Config({"KernelManager": _connection(".".join([stage, *options.values()]))}),
            # not papermill's own cwd: it is that of the whole process, and two notebooks run at once
            resources={"metadata": {"path": str(folders.root)}},
            # a kernel that is stopped at the wrong moment says "ERROR" of nothing wrong
            extra_arguments=["--IPKernelApp.log_level=50"],
            progress_bar=False,
            log_output=False,
        )
    except PapermillExecutionError as error:
        if is_user_error(error.ename):
            raise UserError(error.evalue) from None
        if error.ename == "KeyboardInterrupt":
            raise KeyboardInterrupt from None
        if why := _of_the_machine(error.ename, error.evalue):
            raise StageError(f"{stage}: {why}; nothing was changed. Mend that and run it again.") from None
        raise StageError(
            f"{stage}, cell {error.cell_index}: {error.ename}. This is a defect of the software, not of the data; "
            f"nothing was changed. To see it whole, run notebooks/{stage}.ipynb by hand with cycle = '{folders.name}'."
        ) from None
    except (DeadKernelError, RuntimeError, TimeoutError):  # it died at work, or before it could answer
        raise StageError(
            f"{stage}: its kernel was ended from outside, most often because memory ran out; nothing was changed. "
            "Close other programs and run it again."
        ) from None
    finally:
        target.unlink(missing_ok=True)
    timings.stages[stage] = time.perf_counter() - began
    timings.cells[stage] = sum(c.metadata.get("papermill", {}).get("duration") or 0 for c in notebook.cells)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({"tags": list(cell.metadata.get("tags", []))})
        cell.pop("id", None)
        if cell.cell_type == "code" and "injected-parameters" in cell.metadata["tags"]:
            given = {"cycle": folders.name, "processed": "", **options}
            cell.source = "\n".join(["# Parameters", *(f'{k} = "{v}"' for k, v in given.items())])
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": notebook.metadata.get("kernelspec", {}), "language_info": {"name": "python"}}
    )
    notebook.nbformat_minor = 4
    return notebook


def _of_the_machine(name: str, text: str) -> str:
    """Say what of the machine ended a notebook, if that is what its exception says; no path is in it."""
    if name == "MemoryError":
        return "memory ran out"
    kinds: list[type[BaseException]] = [OSError, *OSError.__subclasses__()]
    number = re.match(r"\[Errno (\d+)\]", text) or re.search(r"errno:? (\d+)", text, re.IGNORECASE)
    if number and name in {kind.__name__ for kind in kinds}:
        return os.strerror(int(number[1])).lower()
    return ""


def _connection(kernel: str) -> dict[str, str]:
    """Choose how to talk to a kernel: by socket file, closed to other users, where its path is short enough.

    Each kernel has files of its own, as two may start at once, in a folder of this process.
    """
    sockets = _kernel_files(os.getpid()) / kernel
    if os.name != "posix" or len(str(sockets)) > _LONGEST_SOCKET:
        return {"transport": "tcp"}
    sockets.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {"transport": "ipc", "ip": str(sockets), "connection_file": f"{sockets}.json"}


def _kernel_files(process: int) -> Path:
    return Path(jupyter_runtime_dir()) / f"mutasi-{process}"


def _clear_leftovers() -> None:
    """Remove the files of kernels whose run is no more."""
    for path in Path(jupyter_runtime_dir()).glob("mutasi-*"):
        process = re.match(r"mutasi-(\d+)", path.name)
        if process and not _runs(int(process[1])):
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Tell whether a process runs."""
    if os.name != "posix":
        return True  # a signal would end it there
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # of another user
    return True
