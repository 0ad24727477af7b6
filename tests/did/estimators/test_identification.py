"""What the data do not identify is refused or skipped with a reason, never a number and never a numerical error."""

import numpy as np
import pandas as pd
import pytest

from analysis.did.design import Design
from analysis.did.estimators import extended_two_way, group_time, imputation, stacked, sun_abraham, triple, two_way
from analysis.did.estimators.registry import ESTIMATORS
from analysis.errors import UserError
from conftest import invented


def panel(y, cohort):
    n, span = y.shape
    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(n), span),
            "time": np.tile(np.arange(1, span + 1), n),
            "cohort": np.repeat(cohort, span),
            "y": y.ravel(),
        }
    )


@pytest.fixture(scope="module")
def apart():
    """Draw a panel whose late periods are untreated only for units that enter late: nothing joins the two parts."""
    rng = np.random.default_rng(1)
    cohort = np.r_[np.full(20, 4.0), np.full(20, np.nan)]
    data = panel(10 + rng.normal(0, 0.1, (40, 8)), cohort)
    return data[data["cohort"].notna() | (data["time"] >= 4)]


@pytest.mark.parametrize("name", [n for n in ESTIMATORS if n != "two_way_fixed_effects"])
def test_an_untreated_graph_in_two_parts_gives_no_estimate(name, apart):
    shifted = apart.assign(y=apart["y"] + 50 * apart["cohort"].isna())
    for data in (apart, shifted):
        if name in ("efficient", "local_projections"):
            with pytest.raises(UserError, match=r"needs (two cohorts|a cohort)"):
                ESTIMATORS[name].fit(Design(data, "y", "unit", "time", dates="drawn"))
            continue
        result = ESTIMATORS[name].fit(Design(data, "y", "unit", "time", control_group="never_treated"))
        assert not (result.table["aggregation"] == "overall").any()
        assert result.skipped


def test_imputation_names_what_is_not_connected(apart):
    assert imputation.fit(Design(apart, "y", "unit", "time")).skipped == {"not_connected": 20 * 5}


def test_parts_that_are_joined_are_still_estimated(apart):
    rng = np.random.default_rng(2)
    joined = pd.concat(
        [apart, panel(10 + rng.normal(0, 0.1, (5, 8)), np.full(5, np.nan)).assign(unit=lambda d: d["unit"] + 900)]
    )
    result = imputation.fit(Design(joined, "y", "unit", "time"))
    assert abs(result.row()["att"]) < 0.3
    assert not result.skipped


@pytest.mark.parametrize("fit", [imputation.fit, sun_abraham.fit, extended_two_way.fit])
def test_cohorts_of_one_unit_show_their_error(fit):
    rejected, errors, estimates = 0, [], []
    for seed in range(40):
        rng = np.random.default_rng([seed, 7])
        cohort = np.r_[np.arange(7) + 3.0, np.full(60, np.nan)]
        row = fit(
            Design(panel(rng.normal(size=(67, 1)) + rng.normal(size=(67, 11)), cohort), "y", "unit", "time")
        ).row()
        rejected += row["p"] < 0.05
        errors.append(row["se"])
        estimates.append(row["att"])
    assert rejected <= 6
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(np.std(estimates), rel=0.35)


@pytest.mark.parametrize("fit", [group_time.fit, imputation.fit, two_way.fit, stacked.fit, sun_abraham.fit])
@pytest.mark.parametrize(("treated", "control"), [(15, 1), (1, 15)])
def test_one_cluster_on_a_side_has_no_interval(fit, treated, control):
    rng = np.random.default_rng(3)
    labels = np.repeat(np.arange(treated + control), 10)
    cohort = np.where(labels < treated, 4.0, np.nan)
    data = panel(rng.normal(size=(len(labels), 6)), cohort)
    row = fit(Design(data, "y", "unit", "time", clusters=pd.DataFrame({"k": labels}))).row()
    assert np.isfinite(row["att"])
    assert row[["se", "low", "high", "p"]].isna().all()


def test_two_control_clusters_leave_one_degree_of_freedom():
    rng = np.random.default_rng(3)
    labels = np.repeat(np.arange(17), 10)
    data = panel(rng.normal(size=(170, 6)), np.where(labels < 15, 4.0, np.nan))
    for fit in (group_time.fit, imputation.fit, two_way.fit):
        assert fit(Design(data, "y", "unit", "time", clusters=pd.DataFrame({"k": labels}))).row()["df"] == 1


def test_the_order_of_two_sets_of_clusters_does_not_matter():
    rng = np.random.default_rng(4)
    data = invented(4, n=200, effect=0)
    clusters = pd.DataFrame({"a": rng.integers(0, 12, 200), "b": rng.integers(0, 40, 200)})
    for fit in (group_time.fit, imputation.fit, two_way.fit, sun_abraham.fit):
        one, other = (
            fit(Design(data, "y", "unit", "time", clusters=clusters[columns])).table
            for columns in (["a", "b"], ["b", "a"])
        )
        assert np.allclose(one[["se", "df"]], other[["se", "df"]], equal_nan=True, rtol=1e-12, atol=0)


def test_weights_enter_the_averages_of_every_estimator():
    rng = np.random.default_rng(5)
    cohort = np.r_[np.full(10, 3.0), np.full(10, 5.0), np.full(20, np.nan)]
    effect = np.where(cohort == 3, 1.0, 3.0)[:, None] * (np.arange(1, 8) >= cohort[:, None])
    data = panel(rng.normal(0, 1e-6, (40, 7)) + effect, cohort)
    weights = pd.Series(np.where(cohort == 3, 9.0, 1.0))
    rows = [
        f(Design(data, "y", "unit", "time", control_group="never_treated", weights=weights)).row()["att"]
        for f in (group_time.fit, sun_abraham.fit, extended_two_way.fit)
    ]
    # five periods of the first cohort, three of the second
    assert rows == pytest.approx([(9 * 5 * 1 + 1 * 3 * 3) / (9 * 5 + 3)] * 3, abs=1e-4)


def test_a_triple_difference_compares_with_each_later_cohort_alone():
    rng = np.random.default_rng(6)
    cohort = np.repeat([3.0, 5.0, np.nan], 40)
    eligible = np.concatenate([np.arange(40) < k for k in (20, 30, 10)])
    trend = np.repeat([0.0, 1.0, 3.0], 40)[:, None] + 0.5 * eligible[:, None]
    time = np.arange(1, 7)
    effect = 2.0 * (time >= cohort[:, None]) * eligible[:, None]
    data = panel(rng.normal(0, 0.01, (120, 6)) + trend * time + effect, cohort)
    result = triple.fit(Design(data, "y", "unit", "time"), pd.Series(eligible))
    assert result.row()["att"] == pytest.approx(2, abs=0.02)
    assert result.event_study(-9, -1)["att"].to_numpy() == pytest.approx(0, abs=0.03)


def draw(seed):
    """Draw a small, lopsided, gappy panel and the options of a design."""
    rng = np.random.default_rng(seed)
    n, span = int(rng.integers(3, 25)), int(rng.integers(2, 8))
    cohort = rng.choice([*range(2 * span), np.inf, np.nan], n)
    data = panel(rng.normal(size=(n, span)), cohort)
    if seed % 3 == 0:
        data["time"] = data["time"].map(dict(enumerate(np.sort(rng.choice(np.arange(1, 2 * span), span, False)), 1)))
    data = data[rng.random(len(data)) < rng.choice([1, 0.9, 0.5])]
    options = {"anticipation": int(rng.integers(0, 3)), "weights": pd.Series(rng.uniform(0.1, 5, n))}
    if seed % 2:
        options["clusters"] = pd.DataFrame({k: rng.integers(0, 5, n) for k in ("k", "l")[: 1 + seed % 4 // 2]})
    if seed % 5 == 0:
        options["covariates"] = pd.DataFrame({"x": rng.integers(0, 2, n).astype(float)})
    return data, options


@pytest.mark.parametrize("seed", range(24))
def test_lopsided_panels_give_numbers_or_sentences(seed):
    data, options = draw(seed)
    try:
        design = Design(data, "y", "unit", "time", **options)
    except UserError:
        return
    for estimator in ESTIMATORS.values():
        try:
            table = estimator.fit(design).table
        except UserError:
            continue
        assert np.isfinite(table["att"].to_numpy(float)).all()
        assert table.loc[table["p"].notna(), ["se", "low", "high", "df"]].notna().all(axis=None)
