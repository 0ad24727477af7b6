import pytest

from analysis.did.design import Design
from analysis.did.diagnostics import breaks
from conftest import invented


def test_a_break_that_moves_those_treated_later_is_found():
    data = invented(3, span=10, cohorts=(4, 8), effect=2.0)
    design = Design(data, "y", "unit", "time")
    before = breaks.instrument(design, 6)
    assert before["low"] <= 0 <= before["high"]
    jump = data.assign(y=data["y"] + 1.0 * ((data["time"] >= 6) & (data["cohort"] == 8)))
    found = breaks.instrument(Design(jump, "y", "unit", "time"), 6)
    assert found["att"] == pytest.approx(before["att"] + 1)
    assert found["p"] < 0.01
    assert found["n_treated"] == (data.drop_duplicates("unit")["cohort"] == 8).sum()


def test_without_cohorts_treated_later_nothing_can_be_told():
    assert breaks.instrument(Design(invented(1), "y", "unit", "time"), 6) is None


def test_effects_before_treatment_are_shown_as_anticipation():
    data = invented(2, effect=0)
    early = data["time"] == data["cohort"] - 1
    data["y"] += 0.8 * early
    found = breaks.anticipation(Design(data, "y", "unit", "time", anticipation=1))
    assert found["att"] == pytest.approx(0.8, abs=0.25)
    assert breaks.anticipation(Design(data, "y", "unit", "time")) is None
