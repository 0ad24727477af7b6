import numpy as np
import pandas as pd
import pytest

from analysis.did.design import Design
from analysis.did.diagnostics.districts import over_districts
from analysis.did.estimators import group_time
from analysis.did.estimators.registry import headlines


def city(effect, seed=1, shock=0.0):
    """Draw eight districts of six units over ten periods; the first is treated."""
    rng = np.random.default_rng(seed)
    home = np.repeat(np.arange(8), 6)
    y = rng.normal(size=(48, 1)) + rng.normal(0, 0.5, (48, 10)) + shock * rng.normal(size=(8, 10)).cumsum(axis=1)[home]
    start = np.where(home == 0, 5.0, np.nan)
    y[home == 0, 5:] += effect
    data = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(48), 10),
            "time": np.tile(np.arange(10), 48),
            "y": y.ravel(),
            "cohort": np.repeat(start, 10),
        }
    )
    return Design(data, "y", "unit", "time"), pd.Series(home.astype(str), index=np.arange(48))


@pytest.mark.parametrize("estimator", headlines("unit"))
def test_a_large_effect_is_the_largest_of_all_districts(estimator):
    found = over_districts(*city(5.0), estimator=estimator)
    assert (found.p, found.count) == (1 / 8, 8)
    assert found.low <= 5 <= found.high
    assert found.df == 6


def test_no_effect_is_unremarkable():
    found = over_districts(*city(0.0))
    assert found.p > 1 / 8
    assert found.low <= 0 <= found.high


def test_a_placebo_is_the_estimate_among_the_untreated():
    design, home = city(1.0)
    found = over_districts(design, home)
    panel = design.panel[design.panel["unit"] >= 6]
    given = panel.assign(cohort=np.where(panel["unit"].between(12, 17), 5.0, np.nan))
    assert found.placebos["2"] == pytest.approx(group_time.overall(Design(given, "y", "unit", "time"))["att"])


def test_shocks_of_whole_districts_widen_the_interval():
    quiet, loud = (over_districts(*city(0.0, shock=s)) for s in (0.0, 1.0))
    assert loud.se > 3 * quiet.se


def test_the_interval_is_students_over_one_observation_a_district():
    from scipy import stats

    design, home = city(0.0, shock=1.0)
    found = over_districts(design, home, "imputation")
    wide = design.panel.pivot_table(index="unit", columns="time", values="y")
    growth = (wide.loc[:, 5:].mean(axis=1) - wide.loc[:, :4].mean(axis=1)).groupby(home).mean()
    others = growth.drop("0")
    gap = growth["0"] - others.mean()
    error = others.std() * np.sqrt(1 + 1 / 7)
    assert found.att == pytest.approx(gap)
    assert found.se == pytest.approx(error)
    assert found.p_t == pytest.approx(2 * stats.t.sf(abs(gap / error), 6))
