import numpy as np
import pandas as pd
import pytest

from analysis.did.design import Design
from analysis.did.estimators import group_time, triple
from analysis.errors import UserError
from conftest import invented


def prepared(data, share=0.5):
    units = data["unit"].unique()
    return pd.Series(np.random.default_rng(99).random(len(units)) < share, index=units)


def test_it_is_the_difference_of_two_differences_without_covariates():
    data = invented(1, n=400)
    q = prepared(data)
    design = Design(data, "y", "unit", "time", control_group="never_treated")
    parts = []
    for yes in (True, False):
        rows = data["unit"].map(q).eq(yes)
        parts.append(group_time.estimate(Design(data[rows], "y", "unit", "time", control_group="never_treated")).att)
    cells = triple.fit(design, q).event_study()
    eligible = data[data["unit"].map(q)]
    shares = eligible.drop_duplicates("unit")["cohort"].value_counts()
    one = group_time.estimate(Design(eligible, "y", "unit", "time", control_group="never_treated"))
    at = one.event_time == 0
    expected = np.average((parts[0] - parts[1])[at], weights=[shares[g] for g in one.cohort[at]])
    assert cells.set_index("event_time").loc[0, "att"] == pytest.approx(expected)


def test_a_planted_moderation_is_found_and_none_is_not():
    data = invented(2, n=800)
    q = prepared(data)
    none = triple.fit(Design(data, "y", "unit", "time"), q).row()
    assert none["low"] <= 0 <= none["high"]
    moved = data.assign(y=data["y"] + 0.7 * data["treatment"] * data["unit"].map(q))
    row = triple.fit(Design(moved, "y", "unit", "time"), q).row()
    assert row["low"] <= 0.7 <= row["high"]
    assert row["p"] < 0.01


def test_eligibility_must_be_known_and_differ():
    data = invented(3)
    design = Design(data, "y", "unit", "time")
    with pytest.raises(UserError, match="eligibility is unknown for 1 unit"):
        triple.fit(design, prepared(data).iloc[1:])
    with pytest.raises(UserError, match="the same for every unit"):
        triple.fit(design, prepared(data, 2.0))
