import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.domain import periods


@given(st.sampled_from(sorted(periods.PER_YEAR)), st.integers(1900, 2100), st.integers(0, 11))
def test_ordinal_and_back(freq, year, part):
    place = year * periods.PER_YEAR[freq] + part % periods.PER_YEAR[freq]
    text = periods.from_ordinal(place, freq)
    assert periods.ordinal(text) == place
    assert periods.frequency(text) == freq


def test_between_counts_both_ends():
    assert periods.between("2021-S2", "2023-S1") == ["2021-S2", "2022-S1", "2022-S2", "2023-S1"]
    assert periods.between("2020-11", "2021-02") == ["2020-11", "2020-12", "2021-01", "2021-02"]


@pytest.mark.parametrize("text", ["2023-S3", "2023-13", "23-S1", "2023-Q5", ""])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match="is not a period"):
        periods.frequency(text)


def test_dates_fall_into_their_periods():
    dates = pd.Series(pd.to_datetime(["2023-06-30", "2023-07-01", None]))
    assert periods.of_dates(dates, "semester").tolist()[:2] == ["2023-S1", "2023-S2"]
    assert periods.of_dates(dates, "quarter").tolist()[:2] == ["2023-Q2", "2023-Q3"]
    assert periods.of_dates(dates, "month").isna().tolist() == [False, False, True]


def test_months_of_semesters_begin_and_end_with_them():
    assert periods.months("2020-S2", "2021-S1") == periods.between("2020-07", "2021-06")


@pytest.mark.parametrize(("freq", "period"), [("semester", "2023-S2"), ("quarter", "2023-Q3"), ("year", "2023")])
def test_a_month_lies_in_its_coarser_period(freq, period):
    assert periods.coarsen("2023-08", freq) == period
