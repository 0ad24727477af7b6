import numpy as np
import pytest

from analysis.did.design import Design
from analysis.did.diagnostics import placebo
from analysis.did.estimators import imputation
from conftest import invented


def test_earlier_dates_show_nothing_where_there_is_nothing():
    table = placebo.dates(Design(invented(1, span=10, cohorts=(5, 7), effect=5.0), "y", "unit", "time"), (1, 2))
    assert table["shift"].tolist() == [1, 2]
    assert (table["att"].abs() < 0.3).all()
    assert ((table["low"] < 0) & (table["high"] > 0)).all()


def test_earlier_dates_show_a_drift():
    data = invented(2, span=10, cohorts=(5, 7), effect=0)
    data["y"] += 0.4 * data["time"] * data["cohort"].notna()
    table = placebo.dates(Design(data, "y", "unit", "time"), (2,))
    assert table["low"].iloc[0] > 0


def test_any_estimator_can_be_asked():
    design = Design(invented(3, span=10, cohorts=(5, 7)), "y", "unit", "time")
    table = placebo.dates(design, (2,), overall=lambda d, a: imputation.fit(d, a).row())
    assert table["att"].iloc[0] != pytest.approx(placebo.dates(design, (2,))["att"].iloc[0])


def test_a_shift_without_a_period_before_it_is_left_out():
    assert placebo.dates(Design(invented(1, cohorts=(2,)), "y", "unit", "time"), (2, 3)).empty


def test_units_drawn_at_random_are_found_as_often_as_the_level():
    share, estimates = placebo.units(Design(invented(4, n=400), "y", "unit", "time"), seed=1, draws=100)
    assert share <= 0.13
    assert abs(estimates.mean()) < 0.05
    again = placebo.units(Design(invented(4, n=400), "y", "unit", "time"), seed=1, draws=5)[1]
    assert np.allclose(again, estimates[:5])
