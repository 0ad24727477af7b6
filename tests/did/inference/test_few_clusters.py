import numpy as np
import pytest
import statsmodels.formula.api as smf

from analysis.did.design import Design
from analysis.did.estimators import two_way
from analysis.did.inference import few_clusters
from conftest import invented


@pytest.fixture(scope="module")
def model():
    data = invented(1, n=120, effect=0)
    # clusters of ten units, treated or not as a whole, as districts are
    cluster = data["unit"] // 10
    data["cohort"] = np.where(cluster % 3 == 0, 4.0, np.nan)
    data["y"] += 1.0 * (data["time"] >= data["cohort"])
    data["y"] += np.random.default_rng(2).normal(0, 0.3, (12, 8))[cluster, data["time"]]
    design = Design(data, "y", "unit", "time")
    return few_clusters.TwoWay(design, np.asarray(design.wide.units) // 10), data.assign(cluster=cluster)


def test_every_way_has_the_two_way_coefficient(model):
    fit, _ = model
    att = two_way.fit(fit.design).row()["att"]
    for found in (few_clusters.cr2(fit), few_clusters.cr3(fit), few_clusters.wild(fit, 1)):
        assert found["att"] == pytest.approx(att)


def test_cr3_is_the_jackknife_over_clusters(model):
    fit, data = model
    d = ((data["time"] >= data["cohort"]) & data["cohort"].notna()).astype(float)
    frame = data.assign(d=d)
    without = [smf.ols("y ~ d + C(unit) + C(time)", frame[frame["cluster"] != c]).fit().params["d"] for c in range(12)]
    whole = smf.ols("y ~ d + C(unit) + C(time)", frame).fit().params["d"]
    assert few_clusters.cr3(fit)["se"] == pytest.approx(np.sqrt(11 / 12 * ((np.array(without) - whole) ** 2).sum()))


def test_cr2_lies_between_the_plain_error_and_the_jackknife(model):
    fit, data = model
    d = ((data["time"] >= data["cohort"]) & data["cohort"].notna()).astype(float)
    plain = smf.ols("y ~ d + C(unit) + C(time)", data.assign(d=d)).fit(
        cov_type="cluster", cov_kwds={"groups": data["cluster"], "use_correction": False}
    )
    found = few_clusters.cr2(fit)
    assert plain.bse["d"] < found["se"] < few_clusters.cr3(fit)["se"]
    assert 1 < found["df"] < 11


def test_cr2_of_a_mean_difference_is_welchs():
    from scipy import stats

    data = invented(3, n=24, span=2, cohorts=(1,), effect=0)
    design = Design(data, "y", "unit", "time")
    wide = data.pivot_table(index="unit", columns="time", values="y")
    growth, treated = wide[1] - wide[0], data.drop_duplicates("unit").set_index("unit")["cohort"].notna()
    welch = stats.ttest_ind(growth[treated], growth[~treated], equal_var=False)
    found = few_clusters.cr2(few_clusters.TwoWay(design, np.arange(24)))
    assert found["att"] / found["se"] == pytest.approx(welch.statistic)


def test_the_wild_bootstrap_inverts_into_its_interval(model):
    fit, _ = model
    found = few_clusters.wild(fit, seed=1, draws=499)
    assert found["low"] < found["att"] < found["high"]
    assert found["p"] < 0.05
    assert found["low"] > 0
    assert few_clusters.wild(fit, seed=1, draws=499) == found


def test_one_treated_cluster_gives_no_number(model):
    _, data = model
    alone = data.assign(cohort=np.where(data["cluster"] == 0, 4.0, np.nan))
    design = Design(alone, "y", "unit", "time")
    one = few_clusters.TwoWay(design, np.asarray(design.wide.units) // 10)
    assert np.isnan(few_clusters.wild(one, 1)["p"])
    assert np.isnan(few_clusters.cr3(one)["se"])


def test_the_bootstrap_keeps_its_size_with_few_clusters():
    rejected = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        data = invented(seed, n=100, effect=0, span=6)
        cluster = data["unit"] // 10
        data["cohort"] = np.where(cluster % 2 == 0, 3.0, np.nan)
        data["y"] += rng.normal(0, 0.7, (10, 6))[cluster, data["time"]]
        design = Design(data, "y", "unit", "time")
        rejected += (
            few_clusters.wild(few_clusters.TwoWay(design, np.asarray(design.wide.units) // 10), seed, 199)["p"] < 0.05
        )
    assert rejected <= 8
