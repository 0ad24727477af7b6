import json

import numpy as np
import pandas as pd
import pytest

from analysis.did.design import Design
from analysis.did.estimators import synthetic
from analysis.errors import UserError
from conftest import ROOT, invented

REFERENCE = ROOT / "tests/reference"


@pytest.fixture(scope="module")
def smoking():
    data = pd.read_csv(REFERENCE / "california_prop99.csv")
    treated = data.groupby("State")["treated"].transform("max") == 1
    return data.assign(cohort=np.where(treated, 1989.0, np.nan))


@pytest.mark.parametrize("method", synthetic.METHODS)
def test_estimates_agree_with_the_r_package_synthdid(smoking, method):
    published = json.loads((REFERENCE / "california_prop99__synthdid.json").read_text())
    result = synthetic.fit(Design(smoking, "PacksPerCapita", "State", "Year"), method)
    assert result.row()["att"] == pytest.approx(published[method], abs=1e-8)


def test_weights_are_shares(smoking):
    wide = smoking.pivot_table(index="State", columns="Year", values="PacksPerCapita")
    control, treated = wide.drop("California").to_numpy(), wide.loc[["California"]].to_numpy()
    found = synthetic.block(control, treated, 19)
    assert found.unit.sum() == pytest.approx(1)
    assert found.time.sum() == pytest.approx(1)
    assert (found.unit >= 0).all()


def test_districts_are_the_placebos_where_they_are_given():
    data = invented(1, n=120, effect=2.0, cohorts=(4, 5))
    units = data.drop_duplicates("unit").set_index("unit")
    home = pd.Series(np.where(units["cohort"].notna(), "ours", "d" + (units.index % 8).astype(str)), index=units.index)
    row = synthetic.fit(Design(data, "y", "unit", "time"), districts=home).row()
    assert row["df"] == 7
    assert row["low"] <= 2 <= row["high"]


def test_units_with_gaps_are_counted():
    data = invented(2, n=60).drop(index=[0, 9])
    assert synthetic.fit(Design(data, "y", "unit", "time")).skipped["units_with_gaps"] == 2


def test_nothing_without_gaps_is_refused():
    data = invented(3, n=40)
    data = data[data["time"] != data["unit"] % 8]
    with pytest.raises(UserError, match="observed in every period"):
        synthetic.fit(Design(data, "y", "unit", "time"))
