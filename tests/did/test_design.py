import numpy as np
import pandas as pd
import pytest

from analysis.did.design import NEVER, Design, varied
from analysis.did.estimators import group_time
from analysis.errors import UserError
from conftest import invented, mpdta


def test_the_panel_becomes_arrays_sorted_by_cohort():
    wide = Design(mpdta(), "lemp", "unit", "time").wide
    assert wide.y.shape == (500, 5)
    assert wide.complete
    assert (wide.cohort == NEVER).sum() == 309
    assert (np.diff(wide.cohort.astype(float)) >= 0).all()
    for g, rows in wide.cohorts():
        assert (wide.cohort[rows] == g).all()


def test_rows_in_any_order_give_the_same_arrays():
    data = mpdta()
    one, other = (Design(d, "lemp", "unit", "time").wide for d in (data, data.sample(frac=1, random_state=1)))
    assert (one.units == other.units).all()
    assert (one.y == other.y).all()


def test_integers_and_periods_are_one_time_line():
    data = mpdta()
    start = data["first.treat"].where(data["first.treat"] > 0)
    whole = Design(data.assign(cohort=start), "lemp", "unit", "year").wide
    text = Design(data, "lemp", "unit", "time").wide
    assert (whole.y == text.y).all()
    assert (whole.written(2004), text.written(2004)) == (2004, "2004")


def test_gaps_in_time_stay_gaps():
    data = mpdta()
    wide = Design(data[data["year"] != 2005], "lemp", "unit", "time").wide
    assert wide.times.tolist() == [2003, 2004, 2005, 2006, 2007]
    assert np.isnan(wide.y[:, 2]).all()
    assert not wide.complete


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda d: pd.concat([d, d.head(1)]), "appears twice"),
        (lambda d: d.assign(lemp=np.inf), "infinite"),
        (lambda d: d.assign(lemp=1.0), "the same in every row"),
        (lambda d: d.assign(cohort=None), "no unit is treated"),
        (lambda d: d.assign(cohort="2005"), "treated in the same time; there is no control"),
        (lambda d: d.assign(lemp=np.nan), "no observation is left"),
        (lambda d: d.assign(cohort=d["cohort"].where(d["year"] > 2003)), "changes its cohort"),
        (lambda d: d.drop(columns="time"), "'time' is no column of the panel"),
    ],
)
def test_a_bad_panel_is_refused_by_name(spoil, words):
    with pytest.raises(UserError, match=words) as caught:
        Design(spoil(mpdta()), "lemp", "unit", "time")
    assert "lemp" in str(caught.value)


def test_a_missing_constant_or_repeated_covariate_is_refused():
    data = mpdta()
    x = data.drop_duplicates("unit").set_index("unit")[["lpop"]]
    for covariates, words in (
        (x.iloc[1:], r"covariate is missing \(lpop\) for 1 unit"),
        (x.assign(none=np.nan), "covariate none is missing for every unit"),
        (x.assign(same=1.0), "covariate same is the same for all"),
        (x.assign(twice=2 * x["lpop"]), "covariates repeat one another"),
    ):
        with pytest.raises(UserError, match=words):
            Design(data, "lemp", "unit", "time", covariates=covariates)


def test_weights_must_be_positive():
    data = mpdta()
    weights = pd.Series(1.0, index=data["unit"].unique())
    weights.iloc[3] = 0
    with pytest.raises(UserError, match="a weight is missing, zero or negative"):
        Design(data, "lemp", "unit", "time", weights=weights)


def test_controls_must_exist():
    data = mpdta()
    with pytest.raises(UserError, match="every unit is treated"):
        Design(data.dropna(subset="cohort"), "lemp", "unit", "time", control_group="never_treated")
    with pytest.raises(UserError, match="control_group 'others' is unknown"):
        Design(data, "lemp", "unit", "time", control_group="others")


def test_a_varied_design_is_the_design_made_anew():
    data = invented(1)
    data = data.drop(index=[3, 90])
    x = data.drop_duplicates("unit").set_index("unit")[["y"]].assign(z=lambda d: d["y"] ** 2)
    design = Design(data, "y", "unit", "time", covariates=x)
    keep = design.wide.units % 3 > 0
    cohort = np.where(design.wide.cohort == 5, NEVER, design.wide.cohort)
    one = varied(design, keep, cohort, slice(1, None), [1], anticipation=1, control_group="never_treated")
    again = data[(data["unit"] % 3 > 0) & (data["time"] > 0)].assign(
        cohort=lambda d: d["cohort"].where(d["cohort"] < 5)
    )
    other = Design(
        again, "y", "unit", "time", covariates=x[["z"]], anticipation=1, control_group="never_treated"
    )  # fmt: skip
    assert np.allclose(group_time.fit(one).table["att"], group_time.fit(other).table["att"])
    assert np.allclose(group_time.fit(one).table["se"], group_time.fit(other).table["se"])


def test_a_choice_that_leaves_nobody_is_refused():
    design = Design(invented(1), "y", "unit", "time")
    with pytest.raises(UserError, match="no treated or no control unit is left"):
        varied(design, design.wide.cohort != NEVER, np.full(len(design.wide.units), 3))


def test_a_covariate_that_those_kept_share_is_dropped():
    data = invented(1)
    x = pd.DataFrame({"female": data["unit"].unique() % 2.0, "age": np.arange(300.0)}, index=data["unit"].unique())
    design = Design(data, "y", "unit", "time", covariates=x)
    assert varied(design, design.wide.units % 2 == 0).wide.x.shape[1] == 2


def test_a_design_shows_who_is_compared_with_whom_and_what_was_dropped():
    data = mpdta()
    data.loc[[0, 7], "lemp"] = np.nan
    text = repr(Design(data, "lemp", "unit", "time", anticipation=1, clusters=["unit"]))
    assert "2006             40 2004        309 never treated and 131 not yet treated" in text
    assert "2004             20 none" in text and "Anticipation: 1;" in text
    assert "Dropped: 2 rows without lemp." in text


def test_names_of_columns_give_what_a_frame_by_unit_gives():
    data = mpdta()
    by_unit = data.groupby("unit")[["lpop"]].first()
    named, framed = (Design(data, "lemp", "unit", "time", covariates=c) for c in (["lpop"], by_unit))
    assert np.array_equal(named.wide.x, framed.wide.x)
    assert np.array_equal(
        Design(data, "lemp", "unit", "time", weights="lpop").wide.weight.argmax(),
        by_unit.loc[named.wide.units, "lpop"].to_numpy().argmax(),
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"covariates": ["lpop", "age"]}, "covariates 'age' is no column of the panel; it has .*lpop"),
        ({"clusters": "district"}, "clusters 'district' is no column of the panel"),
        ({"covariates": ["lemp"]}, "covariates lemp changes within a unit"),
        ({"covariates": [1]}, "are a frame of one row a unit"),
        ({"outcome": "employment"}, "'employment' is no column of the panel; it has .*lemp"),
        ({"outcome": "words"}, "its column words holds what is no number"),
        ({"covariates": ["county"]}, "covariate county holds what is no number"),
    ],
)
def test_a_wrong_column_is_named_with_those_that_are_there(given, message):
    data = mpdta()
    data["words"], data["county"] = "many", "C" + data["unit"]
    with pytest.raises(UserError, match=message):
        Design(data, **({"outcome": "lemp", "unit": "unit", "time": "time"} | given))
