"""What could not be estimated is said: in the full report one by one, to leaders by outcome."""

import re

import pandas as pd
import pytest
import yaml

from analysis.impact.possible import REASONS, Impossible
from analysis.reporting.report import Report
from analysis.reporting.sections import not_possible
from analysis.reporting.writer import Writer
from analysis.store.results import hold
from analysis.study import Study

ROWS = [
    Impossible("skp", "outcome", "", "export_absent", "skp"),
    Impossible("ikm", "outcome", "", "no_control"),
    Impossible(
        "on_time", "estimator", "stacked, never_treated", "not_estimable", detail="LinAlgError: Singular matrix"
    ),
    Impossible("on_time", "estimator", "efficient, never_treated", "not_estimable", detail="KeyError: 'overall'"),
    Impossible("services", "check", "placebo_outcome", "no_observation"),
    *(Impossible("attendance", "check", reason, reason) for reason in REASONS),
]


@pytest.fixture
def study(tmp_path):
    (tmp_path / "cycles").mkdir()
    head = {
        "cycle": "kantor", "title": "Kantor", "synthetic": True, "pseudonym_key": "k", "programme": "Banyumanik",
        "first": "2019-S1", "last": "2022-S2", "programme_start": "2021-S1", "deliveries": ["kantor"],
    }  # fmt: skip
    (tmp_path / "cycles/kantor.yaml").write_text(yaml.safe_dump(head))
    return Study("kantor", root=tmp_path)


def write(study, rows):
    columns = ["outcome", "part", "item", "reason", "export", "detail"]
    study.results.write("not_possible", hold("not_possible", pd.DataFrame([vars(r) for r in rows], columns=columns)))


@pytest.mark.parametrize(
    ("language", "counted", "sentence"),
    [
        ("id", "2 penaksir lain", "Tidak ditaksir: Kinerja (SKP) (ekspornya tidak dikirim atau kosong: skp);"),
        (
            "en",
            "2 of the other estimators",
            "Not estimated: Performance (SKP) (its export was not sent or is empty: skp);",
        ),
    ],
)
def test_each_reason_is_said_without_the_words_of_code(study, language, counted, sentence):
    write(study, ROWS)
    report = Report(study, language)
    text = re.sub(r"<[^>]+>", " ", report("not_possible").content)
    assert counted in text and "Error" not in text and "_" not in text.replace("not_possible", "")
    assert not_possible.outcomes(report.writer).startswith(sentence)


def test_where_all_could_be_estimated_it_says_so(study):
    write(study, [])
    assert Report(study, "id")("not_possible").content == ""  # nothing was estimated at all
    pd.DataFrame({"outcome": ["skp"]}).to_parquet(study.results.path("headlines"))
    assert "Semua indikator dapat ditaksir" in Report(study, "id")("not_possible").content
    assert not_possible.outcomes(Writer(study, "id")) == ""
