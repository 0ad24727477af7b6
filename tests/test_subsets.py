"""Any part of the exports of any office, with any outcomes: every section is written or says what it lacks."""

import os
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from analysis.domain.outcomes import OUTCOMES
from analysis.reporting import figures
from analysis.reporting.argument import Argument
from analysis.reporting.report import SECTIONS, Report
from conftest import benchmark
from offices import Office, offices, study_of
from offices import hold as hold_impact

subsets = benchmark("subsets")

pytestmark = [pytest.mark.example, pytest.mark.filterwarnings("ignore::RuntimeWarning")]

SMALL = Office(officers=40, movers=14, last="2022-S2", units=3, outside=8)
#: A few of the cases of benchmarks/subsets.py, which runs all of them from raw files to pages.
NAMES = ("nothing-more", "without-sosialisasi", "only-resistensi", "random")
CASES = [case for case in subsets.cases(1, 5) if case.name.startswith(NAMES)]
#: Offices drawn: a few each time, many with HYPOTHESIS_PROFILE=search.
DRAWN = 4 if os.environ.get("HYPOTHESIS_PROFILE", "fixed") == "fixed" else 300


@pytest.fixture(autouse=True, scope="module")
def quick():
    """Work in this process; drawings are drawn, but not saved."""
    with pytest.MonkeyPatch.context() as patch, subsets.in_process():
        patch.setattr(figures, "svg", lambda figure, alt, name: f"<svg aria-label='{alt}'/>")
        yield


@cache
def tables_of_small():
    return SMALL.tables()


def whole(study, languages=("id", "en")):
    """Go from the validated tables to every section; return what each says."""
    built = study.build_panels()
    impact = study.estimate(built)
    study.without_repaired()
    measured = study.measure_others(built).values()
    study.recommend()
    said = {
        (languages[0], "objects"): "\n".join(map(repr, filter(None, (study, built, impact, *measured))))
        + notebook(study, built)
    }
    for language in languages:
        report = Report(study, language)
        for name in SECTIONS:
            said[language, name] = re.sub(r"<[^>]+>", " ", report(name).content)
    plt.close("all")
    return said


def notebook(study, built):
    """Show what the notebooks show of it; return their sentences and tables as text."""
    argue = Argument(study)
    for draw in (argue.trends, argue.estimators, argue.bounds, argue.attacks, argue.curves):
        draw()
    argue.rotated(built)
    shown = (argue.headlines(), argue.conclusions(), argue.beyond(), study.chosen(study.choices(), built))
    return "\n".join(map(repr, shown))


def hold(office, said):
    """Hold a report to what is true of every office."""
    assert not {key: text for key, text in said.items() if subsets.NONSENSE.search(text)}
    for language in {language for language, _ in said}:
        for name in office.outcomes:
            lacking = [need for need in OUTCOMES[name].needs if need in office.absent]
            section = said[language, "officers" if OUTCOMES[name].level == "officer" else "units"]
            assert all(re.search(rf": [^.]*\b{need}\b[^.]*\.", section) for need in lacking), section


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_any_part_of_the_exports_gives_a_report(case, tmp_path):
    listed = case.outcomes or tuple(np.random.default_rng(len(case.sent)).permutation(list(OUTCOMES)))
    office = SMALL.but(absent=tuple(case.absent), outcomes=tuple(str(name) for name in listed[:2]))
    hold(office, whole(study_of(office, tables_of_small(), tmp_path)))


@settings(max_examples=DRAWN, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(offices())
def test_any_office_gives_a_report(office):
    root = Path(tempfile.mkdtemp())
    try:
        study = study_of(office, office.but(absent=()).tables(), root)
        hold(office, whole(study, ("id",)))
        hold_impact(office, study.impact)
    finally:
        shutil.rmtree(root)
