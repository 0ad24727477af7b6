import json

import numpy as np
import pandas as pd
import pytest

from analysis.did import group_time, imputation, inference, sun_abraham
from analysis.did.design import Design
from conftest import ROOT, mpdta

REFERENCE = ROOT / "tests/reference"


@pytest.fixture(scope="module")
def stagg():
    """Return the published staggered panel with periods as years after 2000."""
    data = pd.read_csv(REFERENCE / "base_stagg.csv")
    cohort = (2000 + data["year_treated"]).where(data["year_treated"] < 1000).astype("Int64").astype("string")
    return data.assign(unit=data["id"].astype(str), time=(2000 + data["year"]).astype(str), cohort=cohort)


def test_imputation_agrees_with_the_r_package_didimputation(stagg):
    design = Design(stagg, "y", "unit", "time")
    found = imputation.impute(design)
    att, influence, _ = imputation.aggregate(found, found.event_time >= 0, design)
    (published,) = json.loads((REFERENCE / "base_stagg__didimputation.json").read_text())
    assert att == pytest.approx(published["estimate"], abs=1e-8)
    error = np.sqrt((influence**2).sum()) / len(design.wide.units)
    assert error == pytest.approx(published["std.error"], abs=1e-6)


def test_sun_abraham_agrees_with_the_r_package_fixest(stagg):
    design = Design(stagg, "y", "unit", "time")
    x1 = stagg.pivot_table(index="unit", columns="time", values="x1").loc[design.wide.units].to_numpy()
    found = sun_abraham.estimate(design, controls=x1[..., None])
    published = json.loads((REFERENCE / "base_stagg__sunab.json").read_text())
    rows = {r["_row"]: r for r in published["event_study"] + published["att"] if r["_row"] != "x1"}
    assert len(rows) == 18
    for name, row in rows.items():
        which = found.event_time >= 0 if name == "ATT" else found.event_time == int(name.split("::")[1])
        att, se = sun_abraham.aggregate(found, which)
        assert att == pytest.approx(row["Estimate"], abs=1e-8)
        assert se == pytest.approx(row["Std. Error"], abs=1e-6)


def test_with_one_period_before_and_after_all_estimators_are_one():
    data = mpdta()
    data = data[data["year"].isin([2006, 2007]) & data["cohort"].isin(["2007", pd.NA])]
    design = Design(data, "lemp", "unit", "time")
    cells = group_time.estimate(design)
    simple = inference.aggregate(cells, cells.event_time >= 0)
    found = imputation.impute(design)
    att, influence, n = imputation.aggregate(found, found.event_time >= 0, design)
    assert att == pytest.approx(simple.att)
    assert np.allclose(influence, simple.influence)
    assert n == simple.n_treated
    interactions = sun_abraham.estimate(design)
    assert sun_abraham.aggregate(interactions, interactions.event_time >= 0)[0] == pytest.approx(simple.att)


def test_units_never_seen_untreated_are_dropped_and_counted():
    data = mpdta()
    always = data.assign(cohort=data["cohort"].replace("2004", "2003"))
    found = imputation.impute(Design(always, "lemp", "unit", "time"))
    assert found.dropped == (always["cohort"] == "2003").sum()
