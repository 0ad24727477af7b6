import numpy as np
import pandas as pd
import pytest

from analysis.did.design import NEVER, Design
from analysis.errors import UserError
from conftest import mpdta


def test_the_panel_becomes_arrays():
    wide = Design(mpdta(), "lemp", "unit", "time").wide
    assert wide.y.shape == (500, 5)
    assert not np.isnan(wide.y).any()
    assert (wide.cohort == NEVER).sum() == 309


def test_gaps_in_time_stay_gaps():
    data = mpdta()
    wide = Design(data[data["year"] != 2005], "lemp", "unit", "time").wide
    assert wide.times.tolist() == [2003, 2004, 2005, 2006, 2007]
    assert np.isnan(wide.y[:, 2]).all()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda d: pd.concat([d, d.head(1)]), "appears twice"),
        (lambda d: d.assign(lemp=np.inf), "infinite"),
        (lambda d: d.assign(cohort=None), "no unit is treated"),
        (lambda d: d.assign(lemp=np.nan), "no observation is left"),
        (lambda d: d.assign(cohort=d["cohort"].where(d["year"] > 2003)), "changes its cohort"),
    ],
)
def test_a_bad_panel_is_refused_by_name(spoil, words):
    with pytest.raises(UserError, match=words) as caught:
        Design(spoil(mpdta()), "lemp", "unit", "time")
    assert "lemp" in str(caught.value)


def test_a_missing_or_constant_covariate_is_refused():
    data = mpdta()
    x = data.drop_duplicates("unit").set_index("unit")[["lpop"]]
    with pytest.raises(UserError, match="covariate is missing"):
        Design(data, "lemp", "unit", "time", covariates=x.iloc[1:])
    with pytest.raises(UserError, match="covariate same is the same for all"):
        Design(data, "lemp", "unit", "time", covariates=x.assign(same=1.0))


def test_never_treated_controls_must_exist():
    data = mpdta()
    with pytest.raises(UserError, match="every unit is treated"):
        Design(data.dropna(subset="cohort"), "lemp", "unit", "time", control_group="never_treated")
