"""Every single absence, every single presence and random subsets of the exports, from raw files to report pages.

    python benchmarks/subsets.py
    python benchmarks/subsets.py --random 5 --seed 7 --place 33.22

simulates a small place, sends parts of its exports with all or some of the outcomes, confirms what is absent as
'mutasi check --write' does, and runs the cycle: cleaning, panels, impact, indicators, report in both languages, pages,
workbook and manifest. Writes benchmarks/subsets.md, a row a case, and ends with exit code 1 if one fails.

The notebooks are executed cell by cell in this process: a kernel takes longer to start than some cases to run. Files of
one export are cleaned once. Random draws and specifications are few unless --full, as no case is about their number.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import html
import re
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib as mpl
import nbformat
import numpy as np

from analysis import parallel
from analysis.cycle import Evaluation
from analysis.did.diagnostics import specification
from analysis.domain import exports
from analysis.domain.outcomes import OUTCOMES
from analysis.errors import UserError
from analysis.impact import robustness
from analysis.intake import cleaning, proposals
from analysis.pipeline import run
from analysis.simulate import build

ROOT = Path(__file__).resolve().parents[1]
NEEDED = ("pegawai", "mutasi")
OPTIONAL = tuple(name for name in exports.NAMES if name not in NEEDED)
#: Text that no page may show: a hole where a number, a name or a list ought to stand.
NONSENSE = re.compile(r"\b(?:nan|NaN|NaT|None|null|inf|<NA>)\b(?! of )|\[\]|\{\}|, ,|\(\)|:\s*\.(?:\s|$)")
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Case:
    """Which exports are sent, and which outcomes the cycle file lists.

    Attributes
    ----------
    name : of its cycle file and folder.
    sent : exports.
    outcomes : None for all.
    """

    name: str
    sent: tuple[str, ...]
    outcomes: tuple[str, ...] | None = None

    @property
    def absent(self) -> list[str]:
        """Exports that are not sent."""
        return [name for name in exports.NAMES if name not in self.sent]


def cases(random: int, seed: int) -> list[Case]:
    """List every single absence, every single presence beside register and moves, and random subsets."""
    out = [Case(f"without-{name}", tuple(n for n in exports.NAMES if n != name)) for name in exports.NAMES]
    out += [Case("nothing-more", NEEDED), *(Case(f"only-{name}", (*NEEDED, name)) for name in OPTIONAL)]
    rng = np.random.default_rng(seed)
    for k in range(random):
        sent = [*NEEDED, *(name for name in OPTIONAL if rng.random() < 0.5)]
        listed = [name for name in OUTCOMES if rng.random() < 0.5]
        out.append(Case(f"random-{k:02d}", tuple(sent), tuple(listed) or None))
    return out


def executed(
    folders: Evaluation, stage: str, processed: Path, progress: Any, timings: Any, options: dict[str, str] | None = None
) -> nbformat.NotebookNode:
    """Execute a notebook in this process: stands for the function of the pipeline that starts a kernel."""
    given = {"cycle": folders.name, "processed": folders.below(processed), **(options or {})}
    notebook = nbformat.read(folders.notebook(stage), as_version=4)
    space: dict[str, Any] = {}
    with _ONE_AT_A_TIME, contextlib.chdir(folders.root):
        for k, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            cell.outputs = _outputs(cell.source, f"{stage}, cell {k}", space)
            if "parameters" in cell.metadata.get("tags", []):
                space |= given
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({"tags": list(cell.metadata.get("tags", []))})
        cell.pop("id", None)
    notebook.nbformat_minor = 4
    return notebook


def _outputs(source: str, name: str, space: dict[str, Any]) -> list[nbformat.NotebookNode]:
    """Execute a cell, and show the value of its last line as a kernel does."""
    body = ast.parse(source)
    last = body.body.pop() if body.body and isinstance(body.body[-1], ast.Expr) else None
    exec(compile(body, name, "exec"), space)
    if last is None:
        return []
    value = eval(compile(ast.Expression(last.value), name, "eval"), space)
    data = {"text/plain": repr(value)}
    if hasattr(value, "_repr_html_"):
        data["text/html"] = value._repr_html_()
    return [nbformat.v4.new_output("execute_result", data, execution_count=None)]


@contextlib.contextmanager
def in_process(few: bool = True) -> Iterator[None]:
    """Run stages without kernels and without processes, and with few random draws if `few`."""
    changed: list[tuple[Any, str, Any]] = [
        (run, "_execute", executed),
        (parallel, "run", lambda function, jobs: [function(job) for job in jobs]),
    ]
    if few:
        changed += [
            (robustness, "PLACEBO_DRAWS", 2), (robustness, "WILD_DRAWS", 9),
            (specification, "default_space", partial(_declared_only, specification.default_space)),
        ]  # fmt: skip
    before = [(module, name, getattr(module, name)) for module, name, _ in changed]
    for module, name, value in changed:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


def _declared_only(every: Callable[..., specification.Space], design: Any, **options: Any) -> specification.Space:
    """Return the space that holds the declared choice alone."""
    return specification.Space((design.anticipation,), {"all": slice(None)}, every(design, **options).covariates)


def text_of(page: Path) -> str:
    """Return what a page shows in words."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def wrong_in_pages(reports: Path, case: Case) -> list[str]:
    """Say what of a case's pages is nonsense, and which absent export no technical page names."""
    wrong = []
    for page in sorted(reports.glob("*.html")):
        if page.name[0].isdigit():  # the stages, for whoever checks the code
            continue
        text = text_of(page)
        wrong += [f"{page.name}: …{text[max(m.start() - 60, 0) : m.end() + 20]}…" for m in NONSENSE.finditer(text)]
        if page.name in ("laporan.html", "report.html"):
            wrong += [f"{page.name}: does not name {name}" for name in case.absent if name not in text]
    return wrong


def prepare(root: Path, case: Case, exported: Path, place: str) -> list[str]:
    """Write a case's folder and cycle file; confirm what is absent, and return the messages that asked for it."""
    folder = root / "data" / "raw" / case.name
    folder.mkdir(parents=True)
    for name in case.sent:
        file = next(exported.glob(f"{name}.*"))
        (folder / file.name).symlink_to(file)
    analysis = f"analysis: {{outcomes: [{', '.join(case.outcomes)}]}}\n" if case.outcomes else ""
    path = root / "cycles" / f"{case.name}.yaml"
    path.write_text(
        f"cycle: {case.name}\ntitle: {case.name}\nsynthetic: true\npseudonym_key: contoh\nplace: '{place}'\n"
        f"first: 2019-S1\nlast: 2025-S2\nprogramme_start: 2021-S1\ndeliveries: [{case.name}]\n{analysis}",
        encoding="utf-8",
    )
    try:
        run.deliveries.files(root, Evaluation.open(root, case.name).cycle)
    except proposals.Unmatched as refused:
        if refused.proposals:
            proposals.write(path, refused.proposals)
        return str(refused).splitlines()
    return []


def attempt(root: Path, case: Case, exported: Path, place: str) -> tuple[str, str]:
    """Run a case; return ``report``, ``refused`` or ``FAILED``, and what there is to say of it."""
    asked = prepare(root, case, exported, place)
    if len(asked) > 1 and set(NEEDED) <= set(case.sent):
        return "FAILED", f"{len(asked)} messages where one says it: {asked}"
    begun: list[str] = []
    try:
        evaluation = Evaluation.open(root, case.name)
        run.run_cycle(evaluation, run.Progress(stage=lambda name, cells: begun.append(name)))
    except UserError as error:
        unnamed = [name for name in NEEDED if name not in case.sent and f"'{name}'" not in str(error)]
        early = not begun and not (evaluation.processed / "tables").exists()
        return ("refused", str(error).splitlines()[0]) if early and not unnamed else ("FAILED", f"late: {error}")
    except Exception as error:
        return "FAILED", f"{type(error).__name__}: {error}\n{''.join(traceback.format_exc())}"
    wrong = wrong_in_pages(evaluation.reports, case)
    return ("FAILED", "; ".join(wrong[:5])) if wrong else ("report", asked[0] if asked else "")


def cleaned_once(clean: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what cleaning made of an export's files, which are the same in every case."""
    kept: dict[tuple[str, ...], Any] = {}

    def cleaned(source: Any, paths: list[tuple[Path, str]], *others: Any) -> Any:
        key = (source.name, *(path.name for path, _ in paths))
        if key not in kept:
            kept[key] = clean(source, paths, *others)
        return kept[key]

    return cleaned


def main() -> int:
    """Run the cases and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--random", type=int, default=40, help="how many random subsets (default 40)")
    parser.add_argument("--seed", type=int, default=2025, help="of the subsets and of the simulated place")
    parser.add_argument("--place", default="33.72.02", help="a kecamatan, kabupaten or kota (default 33.72.02)")
    parser.add_argument("--full", action="store_true", help="all random draws and specifications")
    parser.add_argument("--only", default="", help="only cases whose name holds this; no table is written then")
    chosen = parser.parse_args()
    mpl.use("Agg")
    rows, failed = [], 0
    with tempfile.TemporaryDirectory() as folder, in_process(few=not chosen.full):
        root = Path(folder)
        (root / "cycles").mkdir()
        shutil.copytree(ROOT / "notebooks", root / "notebooks")
        shutil.copytree(ROOT / "places", root / "places")
        raw = root / "data" / "raw"
        exported = build.of_place(root, raw, chosen.place, "small", chosen.seed, lambda line: None)[0]
        place = Evaluation.open(root, exported.name).cycle.place
        (root / "cycles" / f"{exported.name}.yaml").unlink()
        cleaning._cleaned = cleaned_once(cleaning._cleaned)
        for case in cases(chosen.random, chosen.seed):
            if chosen.only not in case.name:
                continue
            began = time.perf_counter()
            result, about = attempt(root, case, exported, place)
            seconds = time.perf_counter() - began
            failed += result == "FAILED"
            print(f"{case.name:<24} {result:<8} {seconds:5.1f} s  {about if result == 'FAILED' else ''}", flush=True)
            rows.append((case, result, about))
            for made in ("data/processed", "reports"):
                shutil.rmtree(root / made / case.name, ignore_errors=True)
            (root / "cycles" / f"{case.name}.yaml").unlink()
    if not chosen.only:
        table = written(rows, chosen.place, chosen.seed)
        (ROOT / "benchmarks" / "subsets.md").write_text(table, encoding="utf-8")
    return int(failed > 0)


def written(rows: list[tuple[Case, str, str]], place: str, seed: int) -> str:
    """Write the table as Markdown."""
    counts = {result: sum(r == result for _, r, _ in rows) for result in ("report", "refused", "FAILED")}
    lines = [
        "# Any part of the exports", "",
        f"Made by `python benchmarks/subsets.py --place {place} --seed {seed}`: {len(rows)} cases, {counts['report']} "
        f"to a report, {counts['refused']} refused before anything was computed, {counts['FAILED']} failed.", "",
        "| case | exports not sent | outcomes | result |", "|---|---|---|---|",
    ]  # fmt: skip
    for case, result, about in rows:
        outcomes = "all" if case.outcomes is None else ", ".join(case.outcomes)
        said = f"{result}: {about.splitlines()[0]}" if result != "report" else result
        lines.append(f"| {case.name} | {', '.join(case.absent) or 'none'} | {outcomes} | {said.replace('|', '/')} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
