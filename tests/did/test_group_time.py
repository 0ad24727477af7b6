import json

import numpy as np
import pytest

from analysis.did import group_time, inference
from analysis.did.design import Design
from conftest import ROOT, mpdta

REFERENCE = json.loads((ROOT / "tests/reference/mpdta__did.json").read_text())
CASES = [
    (control_group, method, covariates, anticipation)
    for control_group in ("never_treated", "not_yet_treated")
    for method in ("dr", "ipw", "reg")
    for covariates in ("none", "cov")
    for anticipation in (0, 1)
]


def published(control_group, method, covariates, anticipation):
    return REFERENCE[f"{control_group.replace('_', '')}__{method}__{covariates}__anticipation{anticipation}"]


def mpdta_design(control_group, covariates, anticipation):
    data = mpdta()
    x = data.drop_duplicates("unit").set_index("unit")[["lpop"]] if covariates == "cov" else None
    return Design(data, "lemp", "unit", "time", covariates=x, anticipation=anticipation, control_group=control_group)


@pytest.mark.parametrize(("control_group", "method", "covariates", "anticipation"), CASES)
def test_cells_agree_with_the_r_package_did(control_group, method, covariates, anticipation):
    design = mpdta_design(control_group, covariates, anticipation)
    cells = group_time.estimate(design, base_period="varying", method=method)
    reference = published(control_group, method, covariates, anticipation)
    assert cells.cohort.tolist() == reference["group"]
    assert cells.time.tolist() == reference["t"]
    assert np.allclose(cells.att, reference["att"], atol=1e-8, rtol=0)
    errors = np.sqrt((cells.influence**2).sum(axis=0)) / len(design.wide.units)
    assert np.allclose(errors, reference["se"], atol=1e-6, rtol=0)


@pytest.mark.parametrize(("control_group", "method", "covariates", "anticipation"), CASES)
def test_aggregates_agree_with_the_r_package_did(control_group, method, covariates, anticipation):
    design = mpdta_design(control_group, covariates, anticipation)
    cells = group_time.estimate(design, base_period="varying", method=method)
    reference = published(control_group, method, covariates, anticipation)["agg"]
    simple = inference.interval(inference.aggregate(cells, cells.event_time >= 0), design.wide.sampling)
    assert simple.att == pytest.approx(reference["simple"]["att"], abs=1e-8)
    assert simple.se == pytest.approx(reference["simple"]["se"], abs=1e-6)
    dynamic = reference["dynamic"]
    for e, att, se in zip(dynamic["egt"], dynamic["att_egt"], dynamic["se_egt"], strict=True):
        result = inference.interval(inference.aggregate(cells, cells.event_time == e), design.wide.sampling)
        assert result.att == pytest.approx(att, abs=1e-8)
        assert result.se == pytest.approx(se, abs=1e-6)


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
    assert (whole.n_treated + whole.n_control - part.n_treated - part.n_control)[~same].sum() >= 1


def test_cells_that_cannot_be_estimated_are_named():
    data = mpdta()
    always = data.assign(cohort=data["cohort"].replace("2004", "2003"))
    skipped = group_time.estimate(Design(always, "lemp", "unit", "time")).skipped
    assert {(g, reason) for g, _, reason in skipped} == {(2003, "no_pre_period")}


def test_a_subgroup_of_the_treated_keeps_all_controls():
    design = mpdta_design("never_treated", "none", 0)
    half = np.arange(len(design.wide.units)) % 2 == 0
    cells = group_time.estimate(design, treated=half)
    whole = group_time.estimate(design)
    assert (cells.n_control == whole.n_control).all()
    assert (cells.n_treated < whole.n_treated).all()
