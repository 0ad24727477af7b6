import json

import numpy as np
import pandas as pd
import pytest

from analysis.did import doubly_robust
from analysis.did.design import NEVER, Design, varied
from analysis.did.estimators import group_time
from analysis.did.result import from_cells
from analysis.errors import UserError
from conftest import ROOT, invented, mpdta

REFERENCE = json.loads((ROOT / "tests/reference/mpdta__did.json").read_text())
CASES = [
    (control_group, method, covariates, anticipation)
    for control_group in ("never_treated", "not_yet_treated")
    for method in ("dr", "ipw", "reg")
    for covariates in ("none", "cov")
    for anticipation in (0, 1)
]
#: The rows of a result that each average of the R package corresponds to.
AVERAGES = {
    "simple": (None, "overall"),
    "dynamic": ("event_time", "overall_event_time"),
    "group": ("cohort", "overall_cohort"),
    "calendar": ("time", "overall_time"),
}


def mpdta_design(control_group, covariates, anticipation):
    data = mpdta()
    x = data.drop_duplicates("unit").set_index("unit")[["lpop"]] if covariates == "cov" else None
    return Design(data, "lemp", "unit", "time", covariates=x, anticipation=anticipation, control_group=control_group)


@pytest.mark.parametrize(("control_group", "method", "covariates", "anticipation"), CASES)
def test_cells_and_every_average_agree_with_the_r_package_did(control_group, method, covariates, anticipation):
    design = mpdta_design(control_group, covariates, anticipation)
    cells = group_time.estimate(design, base_period="varying", method=method)
    name = f"{control_group.replace('_', '')}__{method}__{covariates}__anticipation{anticipation}"
    published = REFERENCE[name]
    result = from_cells(group_time.NAME, design, cells, 0.05, every_cell=True)
    t = result.table
    own = t[t["aggregation"] == "group_time"]
    assert own["cohort"].astype(int).tolist() == published["group"]
    assert own["time"].astype(int).tolist() == published["t"]
    assert np.allclose(own["att"], published["att"], atol=1e-8, rtol=0)
    assert np.allclose(own["se"], published["se"], atol=1e-6, rtol=0)
    for average, (each, overall) in AVERAGES.items():
        reference = published["agg"][average]
        assert result.row(overall)["att"] == pytest.approx(reference["att"], abs=1e-8)
        assert result.row(overall)["se"] == pytest.approx(reference["se"], abs=1e-6)
        if each:
            rows = t[t["aggregation"] == each]
            assert np.allclose(rows["att"], reference["att_egt"], atol=1e-8, rtol=0)
            assert np.allclose(rows["se"], reference["se_egt"], atol=1e-6, rtol=0)


def test_published_averages_of_the_paper():
    result = group_time.fit(mpdta_design("never_treated", "none", 0))
    assert round(result.row()["att"], 4) == -0.0400
    assert round(result.row("overall_cohort")["att"], 4) == -0.0310


def test_base_periods_agree_after_treatment():
    design = mpdta_design("not_yet_treated", "cov", 0)
    universal, varying = (group_time.estimate(design, base_period=b) for b in ("universal", "varying"))
    after = [c.att[c.event_time >= 0] for c in (universal, varying)]
    assert np.allclose(*after)


def test_an_unbalanced_panel_loses_only_the_pairs_that_are_missing():
    data = mpdta()
    gone = data[(data["unit"] == data["unit"].iloc[0]) & (data["year"] == 2007)].index
    whole = group_time.estimate(Design(data, "lemp", "unit", "time"))
    part = group_time.estimate(Design(data.drop(gone), "lemp", "unit", "time"))
    same = whole.time != 2007
    assert np.allclose(whole.att[same], part.att[same])
    assert not np.allclose(whole.att[~same], part.att[~same])
    lost = whole.n_treated + whole.n_control - part.n_treated - part.n_control
    assert lost[~same].sum() >= 1
    assert lost[same].sum() == 0


def test_cells_that_cannot_be_estimated_are_named_and_counted():
    data = mpdta()
    always = data.assign(cohort=data["cohort"].replace("2004", "2003"))
    design = Design(always, "lemp", "unit", "time")
    assert {(g, reason) for g, _, reason in group_time.estimate(design).skipped} == {(2003, "no_pre_period")}
    assert group_time.fit(design).skipped == {"no_pre_period": 5}


def test_a_singleton_cohort_is_stated_not_estimated():
    data = invented(1)
    lone = data["unit"] == data.loc[data["cohort"] == 4, "unit"].iloc[0]
    data.loc[lone, "cohort"] = 6
    result = group_time.fit(Design(data, "y", "unit", "time"))
    assert result.skipped == {"too_few_treated": 7}
    assert "6" not in result.table["cohort"].dropna().tolist()


def test_covariates_without_overlap_are_stated_not_guessed():
    data = invented(2)
    x = data.drop_duplicates("unit").set_index("unit")[["cohort"]].notna().astype(float)
    # tells treated and controls apart entirely: no propensity score exists, and controls have nothing to regress on
    design = Design(data, "y", "unit", "time", covariates=x, control_group="never_treated")
    for method in doubly_robust.METHODS:
        result = group_time.fit(design, method)
        assert set(result.skipped) == {"covariates_not_estimable"}
        assert result.table.empty


def test_a_subgroup_of_the_treated_keeps_all_controls():
    design = mpdta_design("never_treated", "none", 0)
    half = np.arange(len(design.wide.units)) % 2 == 0
    cells = group_time.estimate(varied(design, half | (design.wide.cohort == NEVER)))
    whole = group_time.estimate(design)
    assert (cells.n_control == whole.n_control).all()
    assert (cells.n_treated < whole.n_treated).all()


def test_a_weight_of_two_is_the_unit_twice():
    data = invented(3, n=120)
    twice = data["unit"] < 30
    copy = data[twice].assign(unit=lambda d: d["unit"] + 1000)
    doubled = Design(pd.concat([data, copy]), "y", "unit", "time")
    weights = data.drop_duplicates("unit").set_index("unit")["cohort"].fillna(0) * 0 + 1.0
    weights[weights.index < 30] = 2.0
    weighted = Design(data, "y", "unit", "time", weights=weights)
    one, two = (group_time.fit(d).table["att"] for d in (doubled, weighted))
    assert np.allclose(one, two)


def test_an_unknown_method_is_refused():
    with pytest.raises(UserError, match="method 'magic'"):
        group_time.fit(mpdta_design("never_treated", "none", 0), "magic")


def test_overall_is_the_first_row_of_the_fit():
    design = mpdta_design("not_yet_treated", "cov", 0)
    one, row = group_time.overall(design), group_time.fit(design).row()
    assert np.allclose(
        one[["att", "se", "low", "high", "p"]].astype(float), row[["att", "se", "low", "high", "p"]].astype(float)
    )
