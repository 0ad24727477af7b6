import numpy as np
import pandas as pd
import pytest

from analysis.did.estimators import cross_sections
from analysis.did.estimators.cross_sections import CrossSections
from analysis.errors import UserError


def respondents(seed, n=4000, units=60, effect=1.5):
    """Draw respondents of units over six periods; trends differ with their age."""
    rng = np.random.default_rng(seed)
    unit, time, age = rng.integers(0, units, n), rng.integers(0, 6, n), rng.normal(size=n)
    cohort = np.where(unit < 20, 3, np.where(unit < 35, 4, 0))
    age = age + 0.5 * (cohort > 0)
    y = age * (1 + 0.3 * time) + 0.2 * time + effect * ((time >= cohort) & (cohort > 0)) + rng.normal(size=n)
    return pd.DataFrame(
        {"unit": unit, "time": time, "cohort": np.where(cohort > 0, cohort, np.nan), "y": y, "age": age}
    )


@pytest.mark.parametrize("method", ["dr", "ipw", "reg"])
def test_the_influence_function_is_that_of_leaving_one_out(method):
    rng = np.random.default_rng(3)
    n = 500
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    d = (rng.random(n) < 1 / (1 + np.exp(-0.5 * x[:, 1]))).astype(float)
    post = (rng.random(n) < 0.5).astype(float)
    y = x @ [1, 2] + d * post * (1 + 0.3 * x[:, 1]) + d + rng.normal(size=n)
    att, psi = cross_sections._cell(y, d, post, x, method)
    left = [np.delete(a, k, axis=0) for k in range(0, n, 10) for a in (y, d, post, x)]
    without = [cross_sections._cell(*left[4 * k : 4 * k + 4], method)[0] for k in range(n // 10)]
    moved = -(n - 1) * (np.array(without) - att)
    assert np.corrcoef(moved, psi[::10])[0, 1] > 0.999
    assert psi.mean() == pytest.approx(0, abs=1e-10)


@pytest.mark.parametrize("method", ["dr", "ipw", "reg"])
def test_the_planted_effect_is_found_when_trends_differ_with_a_covariate(method):
    data = CrossSections(respondents(1), "y", "time", "unit", covariates=("age",))
    row = cross_sections.fit(data, method).iloc[0]
    assert row["low"] <= 1.5 <= row["high"]


def test_without_covariates_the_cell_is_the_difference_of_four_means():
    frame = respondents(2)
    cells, _ = cross_sections.estimate(CrossSections(frame, "y", "time", "unit", control_group="never_treated"), "reg")
    k = int(np.flatnonzero((cells.cohort == 3) & (cells.time == 5))[0])
    mean = frame.fillna({"cohort": 0}).groupby(["cohort", "time"])["y"].mean()
    assert cells.att[k] == pytest.approx((mean[3, 5] - mean[3, 2]) - (mean[0, 5] - mean[0, 2]))


def test_errors_are_clustered_by_unit():
    frame = respondents(4)
    shock = np.random.default_rng(1).normal(0, 1.5, (60, 6))
    frame["y"] += shock[frame["unit"], frame["time"]]
    row = cross_sections.fit(CrossSections(frame, "y", "time", "unit")).iloc[0]
    alone = cross_sections.fit(CrossSections(frame.assign(unit=np.arange(len(frame))), "y", "time", "unit")).iloc[0]
    assert row["se"] > 1.5 * alone["se"]
    assert row["df"] <= 34


def test_bad_answers_are_refused_by_name():
    frame = respondents(5, n=500)
    with pytest.raises(UserError, match=r"outcome 'y'.*infinite"):
        cross_sections.fit(CrossSections(frame.assign(y=np.inf), "y", "time", "unit"))
    with pytest.raises(UserError, match="none is a control"):
        cross_sections.fit(CrossSections(frame.assign(cohort=np.nan), "y", "time", "unit"))
