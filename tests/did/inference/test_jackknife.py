"""The jackknife over clusters: what leaving out each cluster by hand gives, and columns that one cluster carries."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS

from analysis.did.inference.jackknife import regress


@pytest.mark.parametrize("each", [2, 40])
def test_it_is_what_leaving_out_each_cluster_gives(each):
    rng = np.random.default_rng(each)
    clusters = pd.Series(np.repeat(np.arange(12), each))[rng.permutation(12 * each)].reset_index(drop=True)
    x = pd.DataFrame({"const": 1.0, "a": rng.normal(size=12 * each), "b": rng.normal(size=12 * each)})
    y = pd.Series(x["a"] + rng.normal(size=12 * each) + rng.normal(size=12)[clusters])
    full = OLS(y, x).fit().params
    left = np.array([OLS(y[clusters != g], x[clusters != g]).fit().params for g in range(12)])
    got = regress(y, x, clusters)
    np.testing.assert_allclose(got["effect"], full)
    np.testing.assert_allclose(got["se"], np.sqrt(11 / 12 * ((left - full.to_numpy()) ** 2).sum(axis=0)))


def test_a_column_that_one_cluster_alone_carries_has_no_error():
    clusters = pd.Series(np.repeat(np.arange(6), 5))
    rng = np.random.default_rng(1)
    x = pd.DataFrame({"const": 1.0, "a": rng.normal(size=30), "alone": (clusters == 2).astype(float)})
    got = regress(pd.Series(rng.normal(size=30)), x, clusters)
    assert np.isnan(got.loc["alone", "se"]) and got.loc["a", "se"] > 0
