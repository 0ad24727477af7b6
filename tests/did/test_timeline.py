import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.did.design import NEVER, Design
from analysis.did.estimators import group_time, imputation, stacked, sun_abraham, two_way
from analysis.did.timeline import Timeline, cohorts, integers
from analysis.domain import periods
from analysis.errors import UserError
from conftest import ROOT, invented


def shipped():
    return pd.read_csv(ROOT / "tests/reference/mpdta.csv")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3, 1, 2], [3, 1, 2]),
        ([3.0, 1.0], [3, 1]),
        (pd.Series([3, 1], dtype="Int64"), [3, 1]),
        (["2023-S1", "2023-S2"], [4046, 4047]),
        (pd.Categorical(["2023", "2024"]), [2023, 2024]),
        (pd.period_range("2018Q3", periods=2, freq="Q"), [8074, 8075]),
        (pd.period_range("2018", periods=2, freq="Y"), [2018, 2019]),
        (pd.period_range("2018-12", periods=2, freq="M"), [24227, 24228]),
        (pd.to_datetime(["2018-12-01", "2019-01-01"]), [24227, 24228]),
    ],
)
def test_periods_are_read_as_meant(values, expected):
    places, given_, _ = integers(pd.Series(values))
    assert places.tolist() == expected
    assert given_.all()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1, 2.5], "'time' holds 2.5, which is no whole period"),
        ([1, np.inf], "'time' holds inf"),
        ([1, 1e300], "'time' holds 1e\\+300"),
        (["2023", "2023-S1"], "mixes year and semester"),
        (["last year"], "'last year' is no period"),
        (["2023", 4], "is no period"),
        (pd.period_range("2018-01-01", periods=2, freq="D"), "frequency D"),
        (pd.to_datetime(["2018-12-04"]), "do not begin a month"),
    ],
)
def test_what_is_no_period_is_refused_by_name(values, words):
    with pytest.raises(UserError, match=words):
        integers(pd.Series(values))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([4, None, np.inf, 0], [4, NEVER, NEVER, NEVER]),
        (["4", None, "inf", "0"], [4, NEVER, NEVER, NEVER]),
        (pd.Series([4, None], dtype="Int64"), [4, NEVER]),
    ],
)
def test_never_treated_is_missing_infinite_or_zero_before_the_panel(values, expected):
    assert cohorts(pd.Series(values), "cohort", 1, None).tolist() == expected


def test_zero_is_a_period_where_the_panel_has_it():
    assert cohorts(pd.Series([0.0, 3.0]), "cohort", 0, None).tolist() == [0, 3]


@pytest.mark.parametrize(
    ("values", "frequency", "words"),
    [
        ([4.5], None, "4.5"),
        ([-np.inf], None, "inf"),
        (["never"], None, "'never' is no period"),
        (["2023-S1"], None, "holds semesters, but the periods of the panel are whole numbers"),
        (["2023-04"], "semester", "holds months, but the periods of the panel are semesters"),
        ([3], "semester", "holds whole numbers"),
    ],
)
def test_a_cohort_that_is_no_period_of_the_panel_is_refused_by_name(values, frequency, words):
    with pytest.raises(UserError, match=words):
        cohorts(pd.Series(values), "cohort", 1, frequency)


def test_the_published_panel_as_it_is_shipped():
    # zero is never treated in R's mpdta: att_gt and aggte(type = "simple"), not yet treated, no covariates
    row = group_time.fit(Design(shipped(), "lemp", "countyreal", "year", cohort="first.treat")).row()
    assert round(row["att"], 4) == -0.0398
    assert row["n_treated"] == 191


def test_infinity_zero_and_missing_are_one_design():
    data = shipped()
    start = data["first.treat"].where(data["first.treat"] > 0)
    rows = [
        group_time.fit(Design(data.assign(cohort=c), "lemp", "countyreal", "year")).row()
        for c in (start, start.fillna(np.inf), start.fillna(0), start.astype("Int64").astype("string"))
    ]
    assert len({(r["att"], r["se"]) for r in rows}) == 1


@given(
    st.lists(st.integers(-50, 50), min_size=2, max_size=12, unique=True),
    st.integers(-60, 60),
    st.integers(0, 3),
)
def test_event_time_counts_observed_periods(observed, cohort, anticipation):
    line = Timeline(np.array(sorted(observed)))
    times = line.observed
    events = line.event_time(cohort, times)
    assert (np.diff(events) == 1).all()
    if times[0] <= cohort <= times[-1]:
        assert events[np.searchsorted(times, cohort)] == 0
    base = line.base(cohort, anticipation)
    if base is not None:
        assert line.event_time(cohort, base) == -1 - anticipation
        assert base < cohort
    assert line.untreated(np.array([NEVER]), int(times[-1]), anticipation).all()


@given(st.sampled_from(sorted(periods.PER_YEAR)), st.lists(st.integers(7000, 24000), min_size=1, max_size=5))
def test_text_of_every_frequency_keeps_its_place(frequency, places):
    places = [p // 12 * periods.PER_YEAR[frequency] for p in places]
    read, _, kind = integers(pd.Series([periods.from_ordinal(p, frequency) for p in places]))
    assert read.tolist() == places
    assert kind == frequency


@pytest.mark.parametrize("fit", [group_time.fit, imputation.fit, sun_abraham.fit, stacked.fit, two_way.fit])
def test_a_panel_of_every_second_year_is_the_panel_of_its_waves(fit):
    data = invented(3)
    waves = data.assign(time=2000 + 2 * data["time"], cohort=2000 + 2 * data["cohort"])
    # treated in a year without a wave: the next wave is the first treated one
    between = waves.assign(cohort=waves["cohort"] - 1)
    rows = [fit(Design(d, "y", "unit", "time")).row() for d in (data, waves, between)]
    for row in rows[1:]:
        assert row["att"] == pytest.approx(rows[0]["att"], abs=1e-12)
        assert row["se"] == pytest.approx(rows[0]["se"], abs=1e-12)


def test_rows_without_a_period_or_unit_are_refused():
    data = invented(1)
    for column in ("time", "unit"):
        with pytest.raises(UserError, match=f"column '{column}' is missing in 3 rows"):
            Design(data.assign(**{column: data[column].where(data.index >= 3)}), "y", "unit", "time")
    with pytest.raises(UserError, match="spans 70001 periods"):
        Design(data.assign(time=data["time"] * 10_000), "y", "unit", "time", cohort="cohort")
