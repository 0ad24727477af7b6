"""Fixtures that several tests share, and the kinds of tests; see README.md beside this file.

What takes long is made once a session, by whichever worker needs it first.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import ClassVar, TypeVar

import numpy as np
import pandas as pd
import papermill
import pytest
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import sync_playwright

from analysis import cycle as cycles
from analysis.cycle import Evaluation
from analysis.domain import areas
from analysis.impact.estimate import Impact, estimate_impact
from analysis.intake import cleaning
from analysis.panels.build import build_panels
from analysis.panels.panel import Panels
from analysis.pipeline.run import run_cycle
from analysis.reporting import chromium
from analysis.study import Study

# the same examples on every machine; HYPOTHESIS_PROFILE=search looks for new ones
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ("contoh-2025-S1", "contoh-2025-S2")
#: Where the example's programme runs.
AREA = areas.area("Banyumanik", "33.74", ROOT)

#: What a test costs, by the fixtures that it asks for (the dearest counts); a test that asks for none of them is quick.
#: Tests run in this order, so that what takes longest begins first.
COSTS = {"run": {"finished"}, "browser": {"browser"}, "example": {"cleaned", "built", "estimated"}, "quick": set()}
#: Where results lie that others have published or computed; a file that names it holds tests of the kind `reference`.
PUBLISHED = "tests/reference"

#: Whether a test of this session asks for a finished run.
RUN_IS_MADE = pytest.StashKey[bool]()

T = TypeVar("T")


@cache
def _names_published_results(path: Path) -> bool:
    return PUBLISHED in path.read_text(encoding="utf-8")


def cost(item: pytest.Item) -> str:
    """Return what a test costs: the mark that it wears by hand, or the kind of the dearest fixture that it asks for."""
    worn = [kind for kind in COSTS if item.get_closest_marker(kind)]
    asked = set(getattr(item, "fixturenames", ()))
    if "browser" in asked:
        return "browser"
    return next(iter([*worn, *(kind for kind, fixtures in COSTS.items() if fixtures & asked), "quick"]))


def pytest_configure(config: pytest.Config) -> None:
    """Let each worker calculate in one thread: several workers of several threads each are slower."""
    if getattr(config.option, "numprocesses", None):
        for library in ("OMP", "OPENBLAS", "MKL"):
            os.environ.setdefault(f"{library}_NUM_THREADS", "1")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by its kinds, and let what takes longest begin first."""
    costs = {}
    for item in items:
        costs[item.nodeid] = cost(item)
        item.add_marker(costs[item.nodeid])
        if _names_published_results(item.path):
            item.add_marker("reference")
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("property")
    order = list(COSTS)
    items.sort(key=lambda item: order.index(costs[item.nodeid]))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Note whether the tests that were chosen make a run."""
    session.config.stash[RUN_IS_MADE] = any("finished" in getattr(item, "fixturenames", ()) for item in session.items)


@pytest.fixture(autouse=True)
def _kernels_are_for_whole_runs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test that passes for quick start a kernel."""
    if {"quick", "example"} & {mark.name for mark in request.node.iter_markers()}:

        def refuse(*_: object, **__: object) -> None:
            raise AssertionError("this test runs a notebook: mark it @pytest.mark.run")

        monkeypatch.setattr(papermill, "execute_notebook", refuse)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository."""
    return ROOT


class _Unread:
    """Stands for the choices of the analysis, which cleaning must not look at (``stale`` counts on it)."""

    measured = ()
    added_exports: ClassVar[dict] = {}

    def __getattr__(self, name: str) -> None:
        raise AssertionError(f"cleaning looked at analysis.{name}")


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[], T]) -> T:
    """Return what `make` makes; of several workers the first makes it, the others wait and read it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return make()
    folder = factory.getbasetemp().parent  # of the session, around the folders of its workers
    file = folder / f"{name}.pickle"
    with FileLock(folder / f"{name}.lock"):
        if not file.exists():
            part = file.with_suffix(".part")
            part.write_bytes(pickle.dumps(make(), pickle.HIGHEST_PROTOCOL))
            part.rename(file)
    return pickle.loads(file.read_bytes())


@pytest.fixture(scope="session")
def cleaned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, cleaning.Cleaned]:
    """Clean both example cycles."""

    def make() -> dict[str, cleaning.Cleaned]:
        out = {}
        for name in EXAMPLES:
            cycle = cycles.load(ROOT, name).model_copy(update={"analysis": _Unread()})
            out[name] = cleaning.clean_cycle(ROOT, cycle, Evaluation.open(ROOT, name).secret())
        return out

    return _made_once(tmp_path_factory, "cleaned", make)


@pytest.fixture(scope="session")
def truth() -> dict[str, dict]:
    """Read the truth of both example cycles."""
    return {n: json.loads((ROOT / "data/raw" / n / "truth.json").read_text(encoding="utf-8")) for n in EXAMPLES}


@pytest.fixture(scope="session")
def built(cleaned: dict[str, cleaning.Cleaned]) -> Panels:
    """Build the panels of the second example cycle."""
    done = cleaned[EXAMPLES[1]]
    return build_panels(done.tables, cycles.load(ROOT, EXAMPLES[1]), done.doubtful)


@pytest.fixture(scope="session")
def estimated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Impact:
    """Estimate the impact of the second example cycle; where a run is made anyway, read what it estimated."""
    if request.config.stash[RUN_IS_MADE]:
        return Study(EXAMPLES[1], root=request.getfixturevalue("finished")).impact
    built = request.getfixturevalue("built")
    return _made_once(tmp_path_factory, "estimated", lambda: estimate_impact(built, cycles.load(ROOT, EXAMPLES[1])))


def copy_repository(target: Path) -> Path:
    """Copy what a run needs: cycle files, notebooks, tables of places and raw exports."""
    for part in ("cycles", "notebooks", "places", "data/raw"):
        shutil.copytree(ROOT / part, target / part)
    for part in ("data/processed", "reports"):
        (target / part).mkdir(parents=True)
    return target


def _contents(folder: Path) -> dict[str, str]:
    """Return the hash of every file below a folder, by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run the default cycle in a copy of the repository, with real kernels; yield a copy of this worker's own.

    A test that changes something in it puts it back; what none put back fails the session's end.
    """

    def make() -> Path:
        first = copy_repository(tmp_path_factory.mktemp("run"))
        run_cycle(Evaluation.open(first, EXAMPLES[1]))
        return first

    first = _made_once(tmp_path_factory, "finished", make)
    mine = shutil.copytree(first, tmp_path_factory.mktemp("finished") / "copy")
    yield mine
    before, after = _contents(first), _contents(mine)
    assert sorted(set(before.items()) ^ set(after.items())) == [], "a test left this in the finished run"


def benchmark(name: str) -> ModuleType:
    """Load a command of benchmarks/, under a name that hides no package."""
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", ROOT / "benchmarks" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def tracked() -> list[Path]:
    """Return the files of the repository; outside git, all but what can be made again."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    listed = [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    return listed or [p for p in ROOT.rglob("*") if p.is_file() and not {".venv", ".git"} & {*p.parts}]


@pytest.fixture(scope="session")
def browser():  # type: ignore[no-untyped-def]
    """Start a real browser; without one the tests that need it are skipped, and say so."""
    found = chromium.find()
    if found is None:
        pytest.skip("NO CHROMIUM: what reports do in a browser was NOT tested; install chromium")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


def mpdta() -> pd.DataFrame:
    """Return the published panel with the columns that a design names."""
    data = pd.read_csv(ROOT / "tests/reference/mpdta.csv")
    cohort = data["first.treat"].where(data["first.treat"] > 0).astype("Int64").astype("string")
    return data.assign(time=data["year"].astype(str), unit=data["countyreal"].astype(str), cohort=cohort)


def stagg() -> pd.DataFrame:
    """Return the published staggered panel with periods as years after 2000."""
    data = pd.read_csv(ROOT / "tests/reference/base_stagg.csv")
    cohort = (2000 + data["year_treated"]).where(data["year_treated"] < 1000).astype("Int64").astype("string")
    return data.assign(unit=data["id"].astype(str), time=(2000 + data["year"]).astype(str), cohort=cohort)


def invented(
    seed: int, n: int = 300, span: int = 8, effect: float = 1.0, cohorts: tuple[int, ...] = (3, 4, 5)
) -> pd.DataFrame:
    """Draw a panel with a known effect in every treated period; cohort 0 is never treated."""
    rng = np.random.default_rng(seed)
    start = rng.choice([0, *cohorts], n, p=[0.5, *[0.5 / len(cohorts)] * len(cohorts)])
    t = np.arange(span)
    treated = (t >= start[:, None]) & (start[:, None] > 0)
    y = rng.normal(size=(n, 1)) + 0.2 * t + effect * treated + rng.normal(0, 0.5, (n, span))
    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(n), span),
            "time": np.tile(t, n),
            "cohort": np.repeat(np.where(start > 0, start, np.nan), span),
            "y": y.ravel(),
            "treatment": treated.ravel().astype(float),
        }
    )
