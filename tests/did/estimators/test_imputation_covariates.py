"""Imputation and two-stage with covariates, beside regressions written out in full."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.did.design import Design, varied
from analysis.did.estimators import group_time, imputation
from analysis.errors import UserError


def drawn(seed, n=60, span=6, gaps=0.1):
    """Draw an unbalanced panel whose trends differ with x and z; effects differ between units."""
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=n), rng.normal(size=(n, span)) + np.arange(span)
    start = rng.choice([3.0, 4.0, np.nan], n, p=[0.25, 0.25, 0.5])
    event = np.arange(span) - np.nan_to_num(start, nan=99)[:, None]
    y = rng.normal(size=(n, 1)) + 0.3 * x[:, None] * np.arange(span) ** 1.5 + 0.7 * z + rng.normal(size=(n, span))
    y += (event >= 0) * (1 + 0.5 * rng.normal(size=(n, 1)) + 0.2 * event)
    panel = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(n), span), "time": np.tile(np.arange(span), n), "y": y.ravel(),
            "z": z.ravel(), "cohort": np.repeat(start, span), "x": np.repeat(x, span),
        }
    )  # fmt: skip
    panel["weight"] = np.repeat(rng.uniform(0.5, 2, n), span)
    return panel[rng.random(len(panel)) >= gaps]


def design(panel, **options):
    by_unit = panel.drop_duplicates("unit").set_index("unit")
    return Design(panel, "y", "unit", "time", covariates=by_unit[["x"]], weights=by_unit["weight"], **options)


def written_out(panel):
    """Return dummies, covariates, gaps by weighted least squares, and the treated rows."""
    treated = (panel["time"] >= panel["cohort"]).to_numpy()
    times = pd.get_dummies(panel["time"], dtype=float).to_numpy()[:, 1:]
    full = np.column_stack(
        [pd.get_dummies(panel["unit"], dtype=float), times, times * panel[["x"]].to_numpy(), panel["z"]]
    )
    fitted = sm.WLS(panel["y"].to_numpy()[~treated], full[~treated], panel["weight"].to_numpy()[~treated]).fit()
    return full, panel["y"].to_numpy() - full @ fitted.params, treated


@pytest.mark.parametrize("seed", range(5))
def test_estimates_are_those_of_the_regression_written_out(seed):
    panel = drawn(seed, gaps=0.1 * (seed % 3))
    _, gap, treated = written_out(panel)
    weight = panel["weight"].to_numpy()
    one = imputation.fit(design(panel), varying=["z"])
    two = imputation.two_stage(design(panel), varying=["z"])
    assert not one.skipped
    second = sm.WLS(gap, treated.astype(float), weight).fit()
    for result in (one, two):
        assert result.row()["att"] == pytest.approx(second.params[0], abs=1e-9)
        event = (panel["time"] - panel["cohort"]).to_numpy()
        for e in (0, 1, 2):
            assert result.row("event_time", e)["att"] == pytest.approx(
                np.average(gap[event == e], weights=weight[event == e]), abs=1e-9
            )


@pytest.mark.parametrize("seed", range(3))
def test_errors_are_the_papers_written_out(seed):
    """Gardner's are those of both stages as one set of moments; Borusyak, Jaravel and Spiess's those of theorem 3."""
    panel = drawn(seed, gaps=0.1 * (seed % 3))
    full, gap, treated = written_out(panel)
    weight, units = panel["weight"].to_numpy(), panel["unit"].to_numpy()
    size = weight[treated].sum()
    # the average as a sum of weights times outcomes, Σ v y
    through = np.linalg.pinv((full[~treated] * weight[~treated, None]).T @ full[~treated])
    v = np.where(treated, weight / size, 0.0)
    v[~treated] = -weight[~treated] * (full[~treated] @ (through @ (full[treated].T @ (weight[treated] / size))))
    overall = np.average(gap[treated], weights=weight[treated])
    cell = panel.assign(gap=gap, w2=weight**2)[treated]
    centre = cell.assign(g=cell["gap"] * cell["w2"]).groupby(["cohort", "time"])[["g", "w2"]].transform("sum")
    for fit, middle in ((imputation.two_stage, overall), (imputation.fit, (centre["g"] / centre["w2"]).to_numpy())):
        residual = gap.copy()
        residual[treated] -= middle
        expected = np.sqrt((pd.Series(v * residual).groupby(units).sum() ** 2).sum())
        influence = fit(design(panel), varying=["z"]).influence[:, 0]
        assert np.sqrt((influence**2).sum()) / len(influence) == pytest.approx(expected, rel=1e-9)


def test_a_varied_design_reads_the_same_rows_of_the_panel():
    panel = drawn(1)
    keep = design(panel).wide.units % 3 > 0
    some = imputation.fit(varied(design(panel), keep=keep), varying=["z"]).row()["att"]
    again = imputation.fit(design(panel[panel["unit"] % 3 > 0]), varying=["z"]).row()["att"]
    assert some == pytest.approx(again, abs=1e-10)


def test_selection_on_covariates_is_adjusted_for():
    """Treatment follows x and trends do too: without x the estimate is off, with it as good as the group-time one."""
    rng = np.random.default_rng(3)
    n, span = 4000, 6
    x = rng.normal(size=n)
    start = np.where(rng.random(n) < 1 / (1 + np.exp(-x)), 3.0, np.nan)
    y = 0.5 * x[:, None] * np.arange(span) + rng.normal(size=(n, span)) + (np.arange(span) >= start[:, None])
    panel = pd.DataFrame(
        {"unit": np.repeat(np.arange(n), span), "time": np.tile(np.arange(span), n), "y": y.ravel()}
    ).assign(cohort=np.repeat(start, span))
    plain = Design(panel, "y", "unit", "time")
    adjusted = Design(panel, "y", "unit", "time", covariates=pd.DataFrame({"x": x}))
    assert abs(imputation.fit(plain).row()["att"] - 1) > 0.3
    row, other = imputation.fit(adjusted).row(), group_time.fit(adjusted).row()
    assert abs(row["att"] - 1) < 3 * row["se"]
    assert row["se"] < other["se"]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("fixed", lambda p: p["unit"] % 5),
        ("of periods", lambda p: p["time"] ** 2),
        ("age", lambda p: 30 + p["unit"] % 7 + p["time"]),
        ("trend with x", lambda p: p["x"] * p["time"]),
        ("a copy", lambda p: 3 - 2 * p["z"]),
        ("under treatment only", lambda p: (p["time"] >= p["cohort"]) * 1.0),
    ],
)
def test_what_repeats_the_fixed_effects_is_refused_by_name(column, values):
    panel = drawn(2)
    panel[column] = values(panel)
    with pytest.raises(UserError, match=f"covariate {column} cannot be told from units, periods"):
        imputation.fit(design(panel), varying=["z", column])


def test_unusable_columns_are_refused_by_name():
    panel = drawn(2).assign(text="a", gaps=lambda p: p["z"].where(p["unit"] > 3), same=1.0)
    for column, words in (
        ("absent", "no column absent"),
        ("text", "text is no number"),
        ("gaps", "gaps is missing"),
        ("same", "same is the same"),
    ):
        with pytest.raises(UserError, match=words):
            imputation.fit(design(panel), varying=[column])


def test_too_few_untreated_for_the_covariates_are_skipped_and_counted():
    """Beyond two a covariate asks for one more; a covariate that the untreated share says nothing of the treated."""
    panel = drawn(4, gaps=0)
    # from period 4 on two controls are left: enough for a period, too few for its covariate
    controls = panel.loc[panel["cohort"].isna(), "unit"].unique()
    few = panel[(panel["time"] < 4) | panel["cohort"].notna() | panel["unit"].isin(controls[:2])]
    treated = int((few["cohort"].notna() & (few["time"] >= 4)).sum())
    assert imputation.fit(design(few)).skipped == {"covariates_not_estimable": treated}
    assert not imputation.fit(varied(design(few), covariates=[])).skipped
    alike = panel.assign(x=np.where(panel["cohort"].isna(), 1.0, panel["unit"] % 3))
    result = imputation.fit(design(alike))
    assert set(result.skipped) == {"covariates_not_estimable"}
    assert (result.table["cohort"].dropna() == "3.0").all()  # cohort 4 controls for it in period 3
