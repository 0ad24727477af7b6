import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from analysis.did import two_way
from analysis.did.design import Design
from conftest import mpdta


@pytest.mark.parametrize("drop", [[], [3, 50, 77, 200, 301]])
def test_the_effect_is_that_of_a_regression_with_every_dummy(drop):
    data = mpdta().drop(index=drop)
    data["d"] = (data["year"] >= data["first.treat"].where(data["first.treat"] > 0, np.inf)).astype(float)
    small = data[data["unit"].isin(data["unit"].unique()[:120])]
    found, n_treated, n_control = two_way.estimate(Design(small, "lemp", "unit", "time"))
    full = smf.ols("lemp ~ d + C(unit) + C(time)", small).fit(
        cov_type="cluster", cov_kwds={"groups": pd.factorize(small["unit"])[0]}
    )
    assert found.att == pytest.approx(full.params["d"])
    # the dummies of units count as parameters there and not here: the usual factor between the two
    n, k = len(small), full.df_model + 1
    assert found.se * np.sqrt((n - found_parameters(small)) / (n - k)) == pytest.approx(full.bse["d"], rel=1e-6)
    assert n_treated + n_control == small["unit"].nunique()


def found_parameters(data):
    """Count the columns of the demeaned regression: the treatment and all periods but one."""
    return data["time"].nunique()
