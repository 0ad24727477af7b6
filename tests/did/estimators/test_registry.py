import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from analysis.cycle import Analysis, Estimators
from analysis.did.design import CONTROL_GROUPS, Design
from analysis.did.diagnostics import specification
from analysis.did.estimators.registry import CURVE, DRAWN, ESTIMATORS, EVERYONE, beside_headlines, headlines
from analysis.errors import UserError


@pytest.fixture(scope="module")
def design():
    rng = np.random.default_rng(5)
    n, span = 80, 7
    cohort = np.where(np.arange(n) < 45, np.nan, 3.0 + np.arange(n) % 2)
    y = rng.normal(size=(n, 1)) + rng.normal(size=(n, span))
    y += np.where(np.arange(span) >= np.nan_to_num(cohort, nan=99)[:, None], 1.0, 0.0)
    panel = pd.DataFrame(
        {"unit": np.repeat(np.arange(n), span), "time": np.tile(np.arange(span), n), "y": y.ravel()}
    ).assign(cohort=np.repeat(cohort, span))
    return Design(panel, "y", "unit", "time", covariates=pd.DataFrame({"x": rng.normal(size=n)}), dates=DRAWN)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_what_an_entry_says_is_what_its_functions_do(name, design):
    estimator = ESTIMATORS[name]
    full = estimator.fit(design)
    assert full.estimator == name
    row = full.row()
    cheap = estimator.overall(design)
    for column in ("att", "se", "low", "high", "p"):
        assert cheap[column] == pytest.approx(row[column], abs=1e-12)
    assert estimator.point(design) == pytest.approx(row["att"], abs=1e-12)
    if not estimator.covariates:
        assert row["att"] == estimator.fit(Design(design.panel, "y", "unit", "time", dates=DRAWN)).row()["att"]
    assert set(estimator.table) <= {*CONTROL_GROUPS, EVERYONE}
    assert set(estimator.curve) <= set(CONTROL_GROUPS)
    assert estimator.source.strip()


def test_every_list_of_estimators_is_read_from_the_registry():
    assert {e.name for e, _ in beside_headlines(DRAWN)} == {name for name, e in ESTIMATORS.items() if e.table}
    assert {e.name for e, _ in CURVE.values()} <= set(ESTIMATORS)
    assert set(headlines()) == set(headlines("officer")) | set(headlines("unit"))
    for level, name in Analysis().estimators:
        assert name in headlines(level)
    with pytest.raises(ValueError, match=r"two_stage; choose callaway_santanna or imputation \["):
        Estimators(unit="two_stage")


def test_the_efficient_estimator_is_offered_only_where_dates_are_declared_drawn(design):
    undeclared = Design(design.panel, "y", "unit", "time")
    with pytest.raises(UserError, match="date was drawn at random; declare"):
        ESTIMATORS["efficient"].fit(undeclared)
    with pytest.raises(UserError, match="dates 'random' is unknown"):
        Design(design.panel, "y", "unit", "time", dates="random")
    assert "efficient" not in {e.name for e, _ in beside_headlines(undeclared.dates)}
    for one, offered in ((undeclared, False), (design, True)):
        curve = specification.curve(one, specification.default_space(one))
        assert ("efficient" in set(curve["estimator"])) == offered
    chosen = {"estimators": {"officer": "efficient"}}
    with pytest.raises(ValueError, match=r"officer: efficient holds only where .* dates_drawn: true"):
        Analysis.model_validate(chosen)
    assert Analysis.model_validate(chosen | {"dates_drawn": True}).estimators.officer == "efficient"


def test_reading_a_cycle_file_loads_no_estimator():
    script = "import sys, analysis.cycle; print([m for m in sys.modules if m == 'scipy' or 'group_time' in m])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"
