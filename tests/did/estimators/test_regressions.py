"""Stacked and extended two-way regressions, and their kinship with the other estimators."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from analysis.did.design import Design
from analysis.did.estimators import extended_two_way, group_time, imputation, stacked
from conftest import invented, mpdta


@pytest.mark.parametrize("covariates", [False, True])
def test_extended_two_way_with_never_treated_controls_is_the_regression_group_time_estimate(covariates):
    data = mpdta()
    x = data.drop_duplicates("unit").set_index("unit")[["lpop"]] if covariates else None
    design = Design(data, "lemp", "unit", "time", covariates=x, control_group="never_treated")
    assert extended_two_way.fit(design).row()["att"] == pytest.approx(group_time.fit(design, "reg").row()["att"])


def test_extended_two_way_with_not_yet_treated_controls_is_imputation():
    design = Design(mpdta(), "lemp", "unit", "time")
    one, other = extended_two_way.fit(design), imputation.fit(design)
    assert np.allclose(one.event_study()["att"], other.event_study()["att"])


def test_extended_two_way_is_the_regression_with_every_dummy():
    data = invented(8, n=80)
    design = Design(data, "y", "unit", "time")
    cell = data["cohort"].where(data["treatment"] > 0).fillna(0) * 100 + data["time"].where(
        data["treatment"] > 0
    ).fillna(0)
    full = smf.ols("y ~ C(unit) + C(time) + C(cell)", data.assign(cell=cell)).fit()
    cells = full.params.filter(like="cell")
    counts = cell[cell > 0].value_counts()
    weights = np.array(
        [
            counts[float(name.split(".")[-2].split("T.")[-1])]
            if "T." not in name
            else counts[float(name.split("T.")[1][:-1])]
            for name in cells.index
        ]
    )
    assert extended_two_way.fit(design).row()["att"] == pytest.approx(np.average(cells, weights=weights))


def test_stacked_is_the_weighted_regression_on_the_stacked_experiments():
    data = invented(9, n=200, cohorts=(3, 5))
    design = Design(data, "y", "unit", "time")
    result = stacked.fit(design, before=2, after=1)
    experiments = []
    for g in (3, 5):
        inside = data["time"].between(g - 2, g + 1)
        own = data["cohort"] == g
        control = data["cohort"].isna() | (data["cohort"] > g + 1)
        part = data[inside & (own | control)].assign(stack=g, own=own.astype(float), event=data["time"] - g)
        experiments.append(part)
    frame = pd.concat(experiments, ignore_index=True)
    sizes = frame.drop_duplicates(["stack", "unit"]).groupby(["stack", "own"]).size().unstack()
    share = (sizes[1.0] / sizes[1.0].sum()) / (sizes[0.0] / sizes[0.0].sum())
    frame["weight"] = np.where(frame["own"] > 0, 1.0, frame["stack"].map(share))
    for e in (-2, 0, 1):
        frame[f"d{e + 2}"] = frame["own"] * (frame["event"] == e)
    full = smf.wls("y ~ d0 + d2 + d3 + C(unit):C(stack) + C(event):C(stack)", frame, weights=frame["weight"]).fit()
    for e in (-2, 0, 1):
        assert result.row("event_time", e)["att"] == pytest.approx(full.params[f"d{e + 2}"])
    assert result.row()["att"] == pytest.approx((full.params["d2"] + full.params["d3"]) / 2)


def test_stacked_counts_the_cohorts_whose_window_leaves_the_panel():
    result = stacked.fit(Design(invented(10), "y", "unit", "time"), before=4, after=2)
    assert result.skipped == {"window_outside_the_panel": 1}
    assert result.row()["low"] <= 1 <= result.row()["high"]
