"""Components of performance: what was drawn is told apart, too few moves are said, and nobody is in a table."""

import numpy as np
import pandas as pd
import pytest

from analysis.indicators import components
from analysis.reporting.report import Report
from offices import bare_study

SEMESTERS = ["2022-S1", "2022-S2", "2023-S1", "2023-S2", "2024-S1", "2024-S2"]


def drawn(moved, n=600):
    """Draw officers of variance 0.6 in units of variance 0.1, errors of 0.3; some move after three semesters."""
    rng = np.random.default_rng(4)
    ids = np.array([f"{k:04d}" for k in range(n)])
    first, second = rng.integers(0, 20, (2, n))
    second = np.where(np.arange(n) < moved, second, first)
    unit = np.where(np.arange(6) < 3, first[:, None], second[:, None])
    effects = rng.normal(size=20)
    effects = (effects - effects.mean()) / effects.std() * np.sqrt(0.1)
    skp = rng.normal(0, np.sqrt(0.6), (n, 1)) + effects[unit] + rng.normal(0, np.sqrt(0.3), (n, 6))
    panel = pd.DataFrame({"officer_id": ids.repeat(6), "semester": np.tile(SEMESTERS, n), "skp": skp.ravel()})
    spells = [
        pd.DataFrame({"officer_id": ids, "unit_id": [f"unit {u}" for u in at], "start": start, "end": end})
        for at, start, end in ((first, SEMESTERS[0], SEMESTERS[2]), (second, SEMESTERS[3], SEMESTERS[5]))
    ]
    return panel, pd.concat(spells)


def test_what_was_drawn_is_told_apart():
    found = components.assess(*drawn(300))
    by = found.shares.set_index("component")
    assert by.loc["officer", "variance"] == pytest.approx(0.6, abs=0.1)
    assert by.loc["unit", "low"] < 0.1 < by.loc["unit", "high"]
    assert by["share"].sum() == pytest.approx(1)
    assert found.sizes["moved"].iloc[0] > 200


@pytest.mark.parametrize(
    ("language", "few", "many"),
    [("id", "sedikitnya 10", "mengikuti pegawai"), ("en", "at least 10", "go with the officer")],
)
def test_the_report_says_it_and_says_when_moves_are_too_few(tmp_path, language, few, many):
    study = bare_study(tmp_path)
    for moved, words in ((0, few), (300, many)):
        panel, careers = drawn(moved)
        found = components.assess(panel, careers)
        assert not any(t.isin(set(panel["officer_id"])).to_numpy().any() for t in vars(found).values())
        study.results.write_indicator("components", found)
        assert words in Report(study, language)("components").content
