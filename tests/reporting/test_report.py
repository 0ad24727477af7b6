import shutil

import pandas as pd
import pytest

from analysis.reporting.report import SECTIONS, Report
from analysis.study import Study
from conftest import EXAMPLES, copy_repository

#: Export → the parts of the report that rest on it, and the call that measures them.
RESTS_ON = {
    "resistensi": ("resistance", lambda s: s.measure("resistance", s.panels)),
    "skm": ("citizens", lambda s: s.measure("citizens", s.panels)),
    "layanan": ("service", lambda s: s.measure("service", s.panels)),
    "standar_jabatan": ("placement", lambda s: s.measure("placement", s.panels)),
    "mutasi": ("placement", lambda s: s.measure("placement", s.panels)),
    "kolaborasi": ("collaboration", lambda s: s.measure("collaboration", s.panels)),
}


@pytest.fixture(scope="module")
def copy(finished, tmp_path_factory):
    """Copy the finished run, so that tables can be taken away."""
    other = copy_repository(tmp_path_factory.mktemp("absent"))
    shutil.copytree(finished / "data/processed", other / "data/processed", dirs_exist_ok=True)
    return other


def empty(study, name):
    path = study.processed / f"tables/{name}.parquet"
    kept = path.read_bytes()
    pd.read_parquet(path).iloc[:0].to_parquet(path, index=False)
    return path, kept


@pytest.mark.parametrize("export", RESTS_ON)
def test_without_its_export_a_section_is_one_honest_sentence(copy, export):
    study = Study(EXAMPLES[1], root=copy)
    part, measure = RESTS_ON[export]
    path, kept = empty(study, export)
    try:
        assert measure(study) is None
        content = Report(study)(part).content
    finally:
        path.write_bytes(kept)
        measure(study)
    assert content.count("<p>") == 1 and "tidak d" in content and "siklus ini" in content
    assert "<table" not in content and "<svg" not in content


def test_without_an_assessment_skills_are_one_honest_sentence(copy):
    study = Study(EXAMPLES[1], root=copy)
    years = study.panels.by_frequency["year"]
    study.panels.by_frequency["year"] = years.iloc[:0]
    assert study.measure("skills", study.panels) is None
    content = Report(study)("skills").content
    assert content.count("<p>") == 1 and "Keterampilan tidak diukur" in content


def test_without_placement_the_levels_are_not_joined(copy):
    study = Study(EXAMPLES[1], root=copy)
    shutil.rmtree(study.processed / "placement")
    assert study.measure("levels", study.panels) is None
    assert "tidak dapat disandingkan" in Report(study)("levels").content


@pytest.mark.parametrize("part", SECTIONS)
def test_every_part_says_something(finished, part):
    content = Report(Study(EXAMPLES[1], root=finished))(part).content
    assert len(content) > 60
    assert "nan" not in content.lower().replace("penanggung", "").split()
