import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from analysis.did.design import Design
from analysis.did.estimators import two_way
from analysis.errors import UserError
from conftest import invented, mpdta


@pytest.mark.parametrize("drop", [[], [3, 50, 77, 200, 301]])
def test_the_effect_is_that_of_a_regression_with_every_dummy(drop):
    data = mpdta().drop(index=drop)
    data["d"] = (data["year"] >= data["first.treat"].where(data["first.treat"] > 0, np.inf)).astype(float)
    small = data[data["unit"].isin(data["unit"].unique()[:120])]
    design = Design(small, "lemp", "unit", "time")
    found = two_way.fit(design).row()
    full = smf.ols("lemp ~ d + C(unit) + C(time)", small).fit(
        cov_type="cluster", cov_kwds={"groups": pd.factorize(small["unit"])[0]}
    )
    assert found["att"] == pytest.approx(full.params["d"])
    # the dummies of units count as parameters there and, nested in clusters, not here: the usual factor between the two
    error = np.sqrt((two_way.fit(design).influence[:, 0] ** 2).sum()) / small["unit"].nunique()
    n, nested = len(small), small["time"].nunique() + 1
    assert error * np.sqrt((n - nested) / (n - full.df_model - 1)) == pytest.approx(full.bse["d"], rel=1e-6)


def test_the_decomposition_adds_up_to_the_coefficient():
    design = Design(mpdta(), "lemp", "unit", "time")
    parts = two_way.decomposition(design)
    assert parts["weight"].sum() == pytest.approx(1)
    assert parts["weight"] @ parts["att"] == pytest.approx(two_way.fit(design).row()["att"], abs=1e-12)
    assert set(parts["kind"]) == {"never_treated", "earlier_vs_later", "later_vs_earlier"}


def test_the_weights_of_treated_cells_make_the_coefficient_from_planted_effects():
    data = invented(4, effect=0)
    rng = np.random.default_rng(1)
    effects = {(g, t): rng.normal() for g in (3, 4, 5) for t in range(g, 8)}
    data["y"] = data["unit"] * 0.01 + data["time"] * 0.3
    data["y"] += [effects.get((g, t), 0.0) for g, t in zip(data["cohort"], data["time"], strict=True)]
    design = Design(data, "y", "unit", "time")
    table = two_way.weights(design)
    planted = np.array([effects[int(g), int(t)] for g, t in zip(table["cohort"], table["time"], strict=True)])
    assert table["weight"].sum() == pytest.approx(1)
    assert table["weight"] @ planted == pytest.approx(two_way.fit(design).row()["att"])


def test_long_exposed_early_cohorts_can_get_negative_weights():
    data = invented(4, cohorts=(1, 6), span=8)
    data = data[data["cohort"].notna()]
    assert (two_way.weights(Design(data, "y", "unit", "time"))["weight"] < 0).any()


def test_the_decomposition_refuses_gaps():
    design = Design(mpdta().drop(index=3), "lemp", "unit", "time")
    with pytest.raises(UserError, match="balanced panel"):
        two_way.decomposition(design)


def test_periods_of_anticipation_are_left_out():
    data = invented(7, effect=0)
    early = data["time"] == data["cohort"] - 1
    data.loc[early, "y"] += 50
    row = two_way.fit(Design(data, "y", "unit", "time", anticipation=1)).row()
    assert abs(row["att"]) < 0.5
