import numpy as np
import pytest

from analysis.did.design import Design
from analysis.did.estimators import group_time, switchers
from conftest import invented


def test_an_absorbing_treatment_gives_the_group_time_effects():
    data = invented(1)
    design = switchers.design(data.drop(columns="cohort"), "y", "unit", "time", "treatment")
    one = switchers.fit(design, "treatment", normalised=False).event_study()
    other = group_time.fit(Design(data, "y", "unit", "time")).event_study()
    assert np.allclose(one[["att", "se"]], other[["att", "se"]])


def test_a_dose_is_read_per_unit_of_treatment():
    data = invented(2, n=600, effect=0)
    dose = data["treatment"] * (1 + data["unit"] % 3)
    data = data.assign(treatment=dose, y=data["y"] + 0.4 * dose.groupby(data["unit"]).cumsum())
    design = switchers.design(data.drop(columns="cohort"), "y", "unit", "time", "treatment")
    result = switchers.fit(design, "treatment")
    for e in (0, 1, 2):
        row = result.row("event_time", e)
        assert row["low"] <= 0.4 <= row["high"]
    # the total effect, 0.4 a period of every unit of treatment so far, over the treatment given (eq. 5)
    treated = data[data["treatment"] > 0]
    given = treated.groupby("unit")["treatment"].cumsum()
    total = 0.4 * given.sum() / treated["treatment"].sum()
    assert result.row()["low"] <= total <= result.row()["high"]


def test_a_treatment_that_ends_counts_with_its_sign_turned():
    data = invented(3, effect=1.0)
    leaves = data["unit"] % 2 == 0
    flipped = data.assign(treatment=np.where(leaves, 1 - data["treatment"], data["treatment"]))
    flipped["y"] = data["y"] - np.where(leaves, 2 * data["treatment"], 0)
    design = switchers.design(flipped.drop(columns="cohort"), "y", "unit", "time", "treatment")
    result = switchers.fit(design, "treatment", normalised=False)
    assert result.row()["att"] == pytest.approx(1, abs=0.2)


def test_a_second_change_belongs_to_the_path_of_the_first():
    data = invented(8, effect=0, cohorts=(3,))
    back = data["time"] >= 5
    data = data.assign(treatment=data["treatment"] * ~back)
    data["y"] += data["treatment"]
    design = switchers.design(data.drop(columns="cohort"), "y", "unit", "time", "treatment")
    result = switchers.fit(design, "treatment", normalised=False)
    assert result.row("event_time", 0)["att"] == pytest.approx(1, abs=0.25)
    assert result.row("event_time", 3)["att"] == pytest.approx(0, abs=0.25)
