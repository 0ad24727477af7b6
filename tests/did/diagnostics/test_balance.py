import numpy as np
import pandas as pd
import pytest

from analysis.did.design import Design
from analysis.did.diagnostics import balance
from conftest import invented


def with_covariates(shift):
    data = invented(1, n=800)
    units = data.drop_duplicates("unit").set_index("unit")
    rng = np.random.default_rng(1)
    x = pd.DataFrame({"age": rng.normal(size=800), "sex": rng.integers(0, 2, 800).astype(float)}, index=units.index)
    x["age"] += shift * units["cohort"].notna()
    return Design(data, "y", "unit", "time", covariates=x)


def test_a_shift_is_seen_and_taken_out_by_the_weights():
    table = balance.balance(with_covariates(1.0)).set_index("covariate")
    assert table.loc["age", "difference"] == pytest.approx(1, abs=0.15)
    assert abs(table.loc["age", "difference_weighted"]) < 0.1
    assert abs(table.loc["sex", "difference"]) < 0.2


def test_overlap_fails_where_groups_have_nothing_in_common():
    near, far = (balance.overlap(with_covariates(s)) for s in (0.0, 3.0))
    assert near["outside"] < 0.02
    assert far["outside"] > near["outside"]
    assert far["effective_controls"] < near["effective_controls"] / 3


def test_without_covariates_there_is_nothing_to_compare():
    with pytest.raises(KeyError, match="no covariates"):
        balance.balance(Design(invented(1), "y", "unit", "time"))
