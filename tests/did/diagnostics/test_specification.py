import numpy as np
import pandas as pd
import pytest

from analysis.did.design import Design
from analysis.did.diagnostics import specification
from analysis.did.estimators import group_time, imputation
from analysis.did.estimators.registry import CURVE, ESTIMATORS
from conftest import invented


@pytest.fixture(scope="module")
def design():
    data = invented(1, span=12, cohorts=(5, 7, 9))
    rng = np.random.default_rng(1)
    x = pd.DataFrame(rng.normal(size=(300, 2)), columns=["a", "b"], index=np.arange(300))
    return Design(data, "y", "unit", "time", covariates=x)


@pytest.fixture(scope="module")
def curve(design):
    return specification.curve(design, specification.default_space(design, break_at=6))


def test_each_specification_is_the_estimate_made_alone(design, curve):
    own = curve.set_index(list(specification.CHOICES))
    for name, method in ESTIMATORS[group_time.NAME].variants().items():
        row = own.loc[(name, "not_yet_treated", "all", 0, "all")]
        alone = group_time.overall(design, method)
        assert (row["att"], row["se"]) == pytest.approx((alone["att"], alone["se"]))
    panel = design.panel[design.panel["time"] >= 6]
    late = Design(panel, "y", "unit", "time", anticipation=1, covariates=design.covariates)
    alone = imputation.fit(late).row()
    assert own.loc[("imputation", "not_yet_treated", "all", 1, "after_break"), "att"] == pytest.approx(alone["att"])


def test_every_choice_is_tried_and_none_twice(design, curve):
    assert not curve.duplicated(list(specification.CHOICES)).any()
    assert set(curve["window"]) == {"all", "before_break", "after_break"}
    assert set(curve["anticipation"]) == {0, 1}
    assert set(curve["control_group"]) == {"not_yet_treated", "never_treated"}
    assert {"all", "none", "without_a", "without_b"} == set(curve["covariates"])
    assert set(curve["estimator"]) == {name for name, (e, _) in CURVE.items() if e.holds("")}


def test_it_is_sorted_and_summarised(curve):
    assert curve["att"].dropna().is_monotonic_increasing
    same, apart, count = specification.share_agreeing(curve, 1.0)
    assert (same, count) == (1.0, curve["att"].notna().sum())
    assert apart > 0.9
    assert specification.share_agreeing(curve, -1.0)[0] == 0


def test_what_leaves_nothing_to_estimate_is_listed_without_a_number():
    data = invented(2, n=8, cohorts=(3,))
    rng = np.random.default_rng(1)
    x = pd.DataFrame(rng.normal(size=(8, 3)), columns=list("abc"), index=np.arange(8))
    design = Design(data, "y", "unit", "time", covariates=x)
    curve = specification.curve(design, specification.default_space(design))
    assert curve["att"].isna().any()
    assert curve.loc[curve["att"].isna(), ["low", "high", "p"]].isna().all(axis=None)
