"""Fixtures that several tests share; what takes long is made once a session."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from analysis import cycle as cycles
from analysis.cycle import Evaluation
from analysis.impact.estimate import Impact, estimate_impact
from analysis.intake import cleaning
from analysis.panels.build import build_panels
from analysis.panels.panel import Panels
from analysis.pipeline.run import run_cycle
from analysis.reporting import chromium

# the same examples on every machine; HYPOTHESIS_PROFILE=search looks for new ones
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ("contoh-2025-S1", "contoh-2025-S2")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository."""
    return ROOT


class _Unread:
    """Stands for the choices of the analysis, which cleaning must not look at (``stale`` counts on it)."""

    outcomes = ()

    def __getattr__(self, name: str) -> None:
        raise AssertionError(f"cleaning looked at analysis.{name}")


@pytest.fixture(scope="session")
def cleaned() -> dict[str, cleaning.Cleaned]:
    """Clean both example cycles."""
    out = {}
    for name in EXAMPLES:
        cycle = cycles.load(ROOT, name).model_copy(update={"analysis": _Unread()})
        out[name] = cleaning.clean_cycle(ROOT, cycle, Evaluation.open(ROOT, name).secret())
    return out


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
def estimated(built: Panels) -> Impact:
    """Estimate the impact of the second example cycle."""
    return estimate_impact(built, cycles.load(ROOT, EXAMPLES[1]))


def copy_repository(target: Path) -> Path:
    """Copy what a run needs: cycle files, notebooks and raw exports."""
    for part in ("cycles", "notebooks", "data/raw"):
        shutil.copytree(ROOT / part, target / part)
    for part in ("data/processed", "reports"):
        (target / part).mkdir(parents=True)
    return target


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the default cycle in a copy of the repository, with real kernels; return the copy."""
    copy = copy_repository(tmp_path_factory.mktemp("run"))
    run_cycle(Evaluation.open(copy, EXAMPLES[1]))
    return copy


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
