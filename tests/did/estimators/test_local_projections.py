import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.did.design import Design
from analysis.did.estimators import group_time, imputation, local_projections
from analysis.errors import UserError
from conftest import invented, mpdta


def with_covariate(seed, cohorts=(3, 4, 5)):
    """Let trends and the chance of treatment differ with a covariate."""
    data = invented(seed, n=240, cohorts=cohorts)
    x = pd.Series(np.random.default_rng(seed).normal(size=240), name="x")
    x += data.drop_duplicates("unit").set_index("unit")["cohort"].notna() * 0.5
    data["y"] += 0.3 * data["time"] * data["unit"].map(x)
    return data, x.to_frame()


def stacked(data, h):
    """Return the rows of the regression at horizon h, one a newly treated unit or clean control and period."""
    wide = data.pivot_table(index="unit", columns="time", values="y")
    start = data.drop_duplicates("unit").set_index("unit")["cohort"]
    rows = []
    for g in sorted(start.dropna().unique()):
        t = int(g) + h
        if t not in wide or g - 1 not in wide:
            continue
        use = (start == g) | (start > max(t, g - 1)) | start.isna()
        part = pd.DataFrame({"y": wide[t] - wide[g - 1], "d": (start == g).astype(float), "t": g})[use]
        rows.append(part[part["y"].notna()].reset_index())
    return pd.concat(rows, ignore_index=True)


def regression(rows, weights, extra=()):
    z = pd.get_dummies(rows["t"], dtype=float).assign(d=rows["d"], **{c: rows[c] for c in extra})
    return sm.WLS(rows["y"], z, weights=weights).fit(cov_type="cluster", cov_kwds={"groups": rows["unit"]})


def uncorrected(fitted, rows):
    """Take statsmodels' small-sample factor off its clustered error."""
    g, n, k = rows["unit"].nunique(), len(rows), len(fitted.params)
    return fitted.bse["d"] / np.sqrt(g / (g - 1) * (n - 1) / (n - k))


def influence_error(result, event):
    place = int(np.flatnonzero(result.table["event_time"].eq(event).fillna(False))[0])
    return np.sqrt((result.influence[:, place] ** 2).sum()) / len(result.influence)


@pytest.mark.parametrize("event", [-3, 0, 2])
def test_it_is_the_regression_of_long_differences(event):
    data = invented(1, n=150).sample(frac=0.9, random_state=1)
    result = local_projections.fit(Design(data, "y", "unit", "time"), reweighted=False)
    rows = stacked(data, event)
    fitted = regression(rows, np.ones(len(rows)))
    assert result.row("event_time", event)["att"] == pytest.approx(fitted.params["d"])
    assert influence_error(result, event) == pytest.approx(uncorrected(fitted, rows))


def test_covariates_enter_the_regression():
    data, x = with_covariate(2)
    result = local_projections.fit(Design(data, "y", "unit", "time", covariates=x), reweighted=False)
    rows = stacked(data, 1)
    rows["x"] = rows["unit"].map(x["x"])
    fitted = regression(rows, np.ones(len(rows)), ["x"])
    assert result.row("event_time", 1)["att"] == pytest.approx(fitted.params["d"])
    assert influence_error(result, 1) == pytest.approx(uncorrected(fitted, rows))


def test_reweighted_it_is_the_weighted_regression():
    data = invented(3, n=150)
    result = local_projections.fit(Design(data, "y", "unit", "time"))
    rows = stacked(data, 1)
    # each period weighs by its treated units and not by their variance of treatment
    share = rows.groupby("t")["d"].transform("mean")
    fitted = regression(rows, 1 / (1 - share))
    assert result.row("event_time", 1)["att"] == pytest.approx(fitted.params["d"])


@pytest.mark.parametrize("control_group", ["not_yet_treated", "never_treated"])
@pytest.mark.parametrize("anticipation", [0, 1])
def test_reweighted_without_covariates_it_is_the_group_time_estimator(control_group, anticipation):
    data = invented(4, n=200, effect=2.0).sample(frac=0.9, random_state=2)
    weights = pd.Series(np.random.default_rng(1).uniform(0.5, 2, 200), index=np.arange(200))
    design = Design(
        data, "y", "unit", "time", control_group=control_group, anticipation=anticipation, weights=weights
    )  # fmt: skip
    ours, theirs = local_projections.fit(design), group_time.fit(design)
    for event in (None, *range(-4, 5)):
        if event == -1 - anticipation:
            continue
        name = "overall" if event is None else "event_time"
        one, two = ours.row(name, event), theirs.row(name, event)
        assert one["att"] == pytest.approx(two["att"], abs=1e-10)
        assert one["se"] == pytest.approx(two["se"], rel=1e-8)


def test_published_data_give_the_published_group_time_average():
    row = local_projections.fit(Design(mpdta(), "lemp", "unit", "time")).row()
    assert row["att"] == pytest.approx(-0.0398, abs=1e-4)


def test_with_one_cohort_adjustment_is_that_of_the_group_time_regression():
    data, x = with_covariate(5, cohorts=(4,))
    design = Design(data, "y", "unit", "time", covariates=x)
    ours, theirs = local_projections.fit(design), group_time.fit(design, method="reg")
    for event in (0, 3):
        assert ours.row("event_time", event)["att"] == pytest.approx(theirs.row("event_time", event)["att"])
        assert ours.row("event_time", event)["se"] == pytest.approx(theirs.row("event_time", event)["se"])


def test_with_one_cohort_premean_differences_are_imputation():
    design = Design(invented(6, n=120, cohorts=(4,)), "y", "unit", "time")
    ours, theirs = local_projections.fit(design, base="mean"), imputation.fit(design)
    for event in (0, 2):
        assert ours.row("event_time", event)["att"] == pytest.approx(theirs.row("event_time", event)["att"])


def test_trends_that_follow_a_covariate_are_adjusted_for():
    data, x = with_covariate(7)
    plain = local_projections.fit(Design(data, "y", "unit", "time")).row()
    adjusted = local_projections.fit(Design(data, "y", "unit", "time", covariates=x)).row()
    assert plain["low"] > 1
    assert adjusted["low"] <= 1 <= adjusted["high"]


def test_cells_without_controls_are_counted():
    data = invented(8, n=90, cohorts=(3, 5))
    data = data[data["cohort"].notna()]
    result = local_projections.fit(Design(data, "y", "unit", "time"))
    # cohort 3 from period 5 on (horizons 2, 3, 4), and cohort 5 at its ten horizons less the base period's
    assert result.skipped["no_controls"] == 3 + 7
    assert set(result.event_study()["event_time"]) == {-3, -2, 0, 1}


def test_nothing_to_compare_is_refused():
    data = invented(9, n=40, cohorts=(0,)).assign(cohort=lambda d: np.where(d["unit"] % 2, 0.0, np.nan))
    with pytest.raises(UserError, match="before and after"):
        local_projections.fit(Design(data, "y", "unit", "time"))


def test_periods_that_nobody_observes_are_no_periods():
    data = invented(10, n=120)
    spaced = data.assign(time=2010 + 2 * data["time"], cohort=2010 + 2 * data["cohort"])
    one, two = (local_projections.fit(Design(d, "y", "unit", "time")).table for d in (data, spaced))
    for column in ("event_time", "att", "se"):
        assert one[column].astype(float).to_numpy() == pytest.approx(two[column].astype(float).to_numpy(), nan_ok=True)
