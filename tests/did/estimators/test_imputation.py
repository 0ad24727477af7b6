import json

import numpy as np
import pandas as pd
import pytest

from analysis.did.design import Design
from analysis.did.estimators import group_time, imputation, sun_abraham
from conftest import ROOT, invented, mpdta, stagg


def error(result, row):
    """Return the error without small-sample corrections, as the published one is."""
    place = int(np.flatnonzero(result.table.index == row.name)[0])
    return np.sqrt((result.influence[:, place] ** 2).sum()) / len(result.influence)


def test_imputation_agrees_with_the_r_package_didimputation():
    result = imputation.fit(Design(stagg(), "y", "unit", "time"))
    (published,) = json.loads((ROOT / "tests/reference/base_stagg__didimputation.json").read_text())
    assert result.row()["att"] == pytest.approx(published["estimate"], abs=1e-8)
    assert error(result, result.row()) == pytest.approx(published["std.error"], abs=1e-6)


def test_two_stage_has_the_same_estimate_and_its_own_error():
    design = Design(stagg(), "y", "unit", "time")
    one, two = imputation.fit(design), imputation.two_stage(design)
    assert np.allclose(one.table["att"], two.table["att"])
    assert two.row()["se"] != pytest.approx(one.row()["se"])


@pytest.mark.example
def test_the_two_stage_error_is_that_of_resampling_units():
    data = invented(5, n=150, effect=2.0)
    result = imputation.two_stage(Design(data, "y", "unit", "time"))
    rng = np.random.default_rng(1)
    blocks = [block for _, block in data.groupby("unit")]
    drawn = []
    for _ in range(80):
        chosen = [blocks[k].assign(unit=place) for place, k in enumerate(rng.integers(0, len(blocks), len(blocks)))]
        frame = pd.concat(chosen, ignore_index=True)
        drawn.append(imputation.two_stage(Design(frame, "y", "unit", "time")).row()["att"])
    assert result.row()["se"] == pytest.approx(np.std(drawn), rel=0.15)


def test_with_one_period_before_and_after_all_estimators_are_one():
    data = mpdta()
    data = data[data["year"].isin([2006, 2007]) & (data["cohort"].eq("2007") | data["cohort"].isna())]
    design = Design(data, "lemp", "unit", "time")
    rows = [fit(design).row() for fit in (group_time.fit, imputation.fit, sun_abraham.fit)]
    assert rows[1]["att"] == pytest.approx(rows[0]["att"])
    assert rows[2]["att"] == pytest.approx(rows[0]["att"])
    assert rows[1]["se"] == pytest.approx(rows[0]["se"])


def test_gaps_are_imputed_from_what_was_seen():
    data = invented(6, effect=3.0).sample(frac=0.8, random_state=1)
    row = imputation.fit(Design(data, "y", "unit", "time")).row()
    assert row["low"] <= 3 <= row["high"]


def test_units_never_seen_untreated_are_dropped_and_counted():
    data = mpdta()
    always = data.assign(cohort=data["cohort"].replace("2004", "2003"))
    result = imputation.fit(Design(always, "lemp", "unit", "time"))
    assert result.skipped == {"never_seen_untreated": int((always["cohort"] == "2003").sum())}
