"""The published panels of `make real`, held to their results: the table in benchmarks/real.md is what comes out."""

import pytest

from conftest import benchmark

pytestmark = pytest.mark.example

#: The published results that it reads; it makes these tests of the kind `reference`.
REFERENCE = "tests/reference"


@pytest.fixture(scope="module")
def real():
    return benchmark("real")


@pytest.fixture(scope="module")
def panels(real):
    return {name: make() for name, make in real.PANELS.items()}


def test_every_published_result_is_ours(real, panels):
    rows = real.agreement(panels)
    assert {r.panel for r in rows} == set(real.PANELS) and len(rows) == 19
    for r in rows:
        assert r.ours == pytest.approx(r.published, abs=1e-8), (r.panel, r.result)
        assert f"| {r.panel} | {r.result} | {r.published:.9f} | {r.ours:.9f} |" in real.TABLE.read_text()


def test_the_grades_are_those_of_the_table(real, panels):
    grades = real.grades(panels)
    written = real.TABLE.read_text()
    for panel, row in grades.iterrows():
        assert real.graded(panel, row) in written
    # one treated state has no interval, and no grade but inconclusive
    assert grades.loc["Proposition 99", ["grade", "reason"]].tolist() == ["inconclusive", "pretrend_untested"]
