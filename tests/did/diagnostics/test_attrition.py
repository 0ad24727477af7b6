import numpy as np
import pytest

from analysis.did.design import Design
from analysis.did.diagnostics import attrition
from conftest import invented


def leaving(seed, chance, effect=1.0, selective=False):
    """Let treated units leave after treatment with some chance; the selective ones are those that would do worst."""
    data = invented(seed, n=600, effect=effect, cohorts=(3,))
    late = (data["cohort"] == 3) & (data["time"] >= 3)
    rng = np.random.default_rng(seed + 100)
    growth = data["y"] - data["unit"].map(data[data["time"] == 2].set_index("unit")["y"])
    gone = late & (growth < growth[late].quantile(chance)) if selective else late & (rng.random(len(data)) < chance)
    return Design(data[~gone], "y", "unit", "time")


def test_without_attrition_the_bounds_meet_at_the_estimate():
    found = attrition.lee(leaving(1, 0.0))
    assert (found.stayed_treated, found.stayed_control) == (1, 1)
    assert found.low == pytest.approx(found.high)
    assert found.low == pytest.approx(found.naive)
    assert found.interval_low <= 1 <= found.interval_high


def test_bounds_are_the_trimmed_means_of_one_cell():
    data = invented(2, n=400, span=4, cohorts=(3,))
    design = Design(
        data.drop(data[(data["time"] == 3) & (data["unit"] % 5 == 0) & data["cohort"].isna()].index),
        "y",
        "unit",
        "time",
    )
    found = attrition.lee(design)
    wide = data.pivot_table(index="unit", columns="time", values="y")
    growth = wide[3] - wide[2]
    treated = data.drop_duplicates("unit").set_index("unit")["cohort"].notna()
    control = growth[~treated & (growth.index % 5 > 0)]
    own = np.sort(growth[treated])
    kept = int(np.ceil(found.stayed_control * len(own) - 1e-9))
    assert found.low == pytest.approx(own[:kept].mean() - control.mean())
    assert found.high == pytest.approx(own[-kept:].mean() - control.mean())


def test_selective_leaving_moves_the_naive_estimate_but_not_the_truth_out_of_the_bounds():
    found = attrition.lee(leaving(3, 0.2, selective=True))
    assert found.naive > 1.1
    assert found.interval_low <= 1 <= found.interval_high


def test_intervals_hold_the_truth():
    hits = sum(b.interval_low <= 1 <= b.interval_high for b in (attrition.lee(leaving(s, 0.1)) for s in range(60)))
    assert hits >= 53


def test_where_one_group_is_gone_nothing_is_bounded():
    data = invented(4, n=80, cohorts=(3,))
    bounds = attrition.lee(Design(data[~((data["cohort"] == 3) & (data["time"] >= 3))], "y", "unit", "time"))
    assert np.isnan([bounds.low, bounds.high, bounds.interval_low, bounds.interval_high, bounds.naive]).all()
    assert bounds.stayed_treated == 0
    assert bounds.stayed_control == 1


def test_periods_that_nobody_observes_are_no_periods():
    data = leaving(5, 0.1).panel
    spaced = data.assign(time=2010 + 2 * data["time"], cohort=2010 + 2 * data["cohort"])
    assert attrition.lee(Design(spaced, "y", "unit", "time")) == attrition.lee(Design(data, "y", "unit", "time"))
