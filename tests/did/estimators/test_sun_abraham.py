import json

import numpy as np
import pytest

from analysis.did.design import Design
from analysis.did.estimators import group_time, sun_abraham
from conftest import ROOT, invented, mpdta, stagg


def test_event_study_and_att_agree_with_the_r_package_fixest():
    data = stagg()
    design = Design(data, "y", "unit", "time")
    x1 = data.pivot_table(index="unit", columns="time", values="x1").loc[design.wide.units].to_numpy()
    result = sun_abraham.fit(design, controls=x1[..., None])
    published = json.loads((ROOT / "tests/reference/base_stagg__sunab.json").read_text())
    rows = {r["_row"]: r for r in published["event_study"] + published["att"] if r["_row"] != "x1"}
    assert len(rows) == 18
    for name, row in rows.items():
        own = result.row() if name == "ATT" else result.row("event_time", int(name.split("::")[1]))
        error = np.sqrt((result.influence[:, own.name] ** 2).sum()) / len(design.wide.units)
        assert own["att"] == pytest.approx(row["Estimate"], abs=1e-8)
        assert error == pytest.approx(row["Std. Error"], abs=1e-6)


def test_in_a_balanced_panel_it_is_the_group_time_estimate_with_never_treated_controls():
    design = Design(mpdta(), "lemp", "unit", "time", control_group="never_treated")
    one, other = sun_abraham.fit(design), group_time.fit(design)
    for e in (-3, -2, 0, 1, 2, 3):
        assert one.row("event_time", e)["att"] == pytest.approx(other.row("event_time", e)["att"])


def test_where_none_is_never_treated_the_last_cohort_is_the_control():
    data = invented(1).dropna(subset=["cohort"])
    result = sun_abraham.fit(Design(data, "y", "unit", "time"))
    before = data[data["time"] < 5].assign(cohort=lambda d: d["cohort"].mask(d["cohort"] == 5))
    by_hand = Design(before, "y", "unit", "time", control_group="never_treated")
    other = group_time.fit(by_hand)
    for e in (-3, -2, 0, 1):
        assert result.row("event_time", e)["att"] == pytest.approx(other.row("event_time", e)["att"])
    assert result.row()["att"] == pytest.approx(other.row()["att"])
    # periods 5, 6 and 7 of cohorts 3 and 4
    assert result.skipped == {"no_controls": 6}
    assert set(result.table["cohort"].dropna().astype(float)) == {3, 4}


def test_anticipation_shortens_what_is_left_before_the_last_cohort():
    data = invented(1).dropna(subset=["cohort"])
    result = sun_abraham.fit(Design(data, "y", "unit", "time", anticipation=1))
    assert result.skipped["no_controls"] == 8
    assert result.table["event_time"].max() == 0


def test_regressors_that_vary_in_time_follow_the_window():
    data = invented(3).dropna(subset=["cohort"])
    design = Design(data, "y", "unit", "time")
    extra = np.random.default_rng(1).normal(size=(*design.wide.y.shape, 1))
    assert sun_abraham.fit(design, controls=extra).row()["att"] == pytest.approx(1, abs=0.4)


def test_a_cohort_without_a_base_period_is_left_out_and_counted():
    data = invented(2)
    data.loc[data["cohort"] == 3, "cohort"] = 0
    result = sun_abraham.fit(Design(data, "y", "unit", "time"))
    assert result.skipped == {"no_pre_period": 8}
    assert result.row()["att"] == pytest.approx(1, abs=0.3)
