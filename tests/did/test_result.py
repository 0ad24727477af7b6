import numpy as np
import pytest

from analysis.did.cells import aggregate
from analysis.did.design import Design
from analysis.did.estimators import group_time, imputation
from analysis.did.result import COLUMNS, OVERALL
from analysis.errors import UserError
from conftest import invented, mpdta


@pytest.fixture(scope="module")
def result():
    return group_time.fit(Design(mpdta(), "lemp", "unit", "time"), every_cell=True)


def test_tidy_names_what_was_estimated(result):
    t = result.tidy()
    assert list(t.columns) == ["outcome", "estimator", "control_group", *COLUMNS]
    assert set(t["estimator"]) == {"callaway_santanna"}
    assert not t.duplicated(["aggregation", "cohort", "time", "event_time"]).any()


def test_no_p_value_without_its_interval(result):
    t = result.table
    assert t.loc[t["p"].notna(), ["low", "high", "se"]].notna().all(axis=None)


def test_the_summary_says_every_average_and_what_was_not_used():
    data = mpdta()
    text = group_time.fit(
        Design(data.assign(cohort=data["cohort"].replace("2004", "2003")), "lemp", "unit", "time")
    ).summary()
    for words in (*OVERALL, "95 % interval", "not used: 5 (no_pre_period)"):
        assert words in text


def test_the_picture_has_an_interval_a_period(result):
    figure = result.plot()
    drawn = figure.axes[0].collections[0].get_segments()
    assert len(drawn) == len(result.event_study()) == 7


def test_rows_and_influence_functions_belong_together(result):
    which = (result.table["aggregation"] == "event_time").to_numpy()
    effects = result.effects(which)
    assert effects.influence.shape == (500, which.sum())
    with pytest.raises(KeyError, match="no influence functions"):
        result.effects((result.table["aggregation"] == "group_time").to_numpy())
    with pytest.raises(KeyError, match="no estimate magic"):
        result.row("magic")


def test_averages_over_cohorts_times_and_events_are_theirs():
    result = group_time.fit(Design(invented(1), "y", "unit", "time"))
    t = result.table
    for each, overall in (("time", "overall_time"), ("event_time", "overall_event_time")):
        rows = t[(t["aggregation"] == each) & ~(t["event_time"] < 0).fillna(False)]
        assert result.row(overall)["att"] == pytest.approx(rows["att"].mean())
    rows = t[t["aggregation"] == "cohort"]
    assert result.row("overall_cohort")["att"] == pytest.approx(np.average(rows["att"], weights=rows["n_treated"]))
    assert result.row("overall_cohort")["n_treated"] == rows["n_treated"].sum()


def test_influence_functions_average_to_zero():
    for fit in (group_time.fit, imputation.fit):
        result = fit(Design(invented(2).sample(frac=0.9, random_state=2), "y", "unit", "time"))
        assert np.abs(result.influence.mean(axis=0)).max() < 1e-8


def test_bands_hold_the_whole_event_study():
    result = group_time.fit(Design(invented(1), "y", "unit", "time"))
    bands, rows = result.bands(seed=1), result.event_study()
    assert bands["event_time"].tolist() == rows["event_time"].tolist()
    assert (bands["low"].to_numpy() < rows["low"].to_numpy()).all()


def test_what_users_of_statsmodels_and_pyfixest_expect(result):
    overall = result.row()
    for given, column in ((result.coef(), "att"), (result.se(), "se"), (result.pvalue(), "p")):
        assert given["overall"] == overall[column] and given.index.is_unique and len(given) == len(result.table)
    assert result.conf_int().loc["overall"].tolist() == [overall["low"], overall["high"]]
    np.testing.assert_allclose(result.conf_int(0.05), result.conf_int(), rtol=1e-9)
    assert (result.conf_int(0.1)["high"] < result.conf_int()["high"]).all()
    assert result.coef()["event_time 1"] == result.row("event_time", 1)["att"]
    assert result.to_frame().equals(result.tidy())
    with pytest.raises(UserError, match="between 0 and 1"):
        result.conf_int(95)


def test_a_result_shows_who_is_compared_its_intervals_and_what_is_left_out(result):
    text, page = repr(result), result._repr_html_()
    for words in ("191 treated units in 3 cohorts; 309 never treated", "95 % interval", "event_time -4"):
        assert words in text and words in page
    assert len(text) < 2000 and "array(" not in text and "group_time 2" not in text
    assert result.to_latex().splitlines()[4].startswith("overall & -0.040 & [-0.064, -0.016] & 0.012 & ")


def test_cells_and_effects_show_themselves_without_arrays():
    cells = group_time.estimate(Design(mpdta(), "lemp", "unit", "time"))
    assert repr(cells).startswith("12 cells of 500 units.\ncohort") and "array" not in repr(cells)
    averaged = aggregate(cells, cells.event_time >= 0)
    assert repr(averaged).startswith("1 effects, influence functions of 500 units.") and "-0.0398" in repr(averaged)
