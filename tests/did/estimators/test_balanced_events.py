import numpy as np
import pytest

from analysis.did.design import Design
from analysis.did.estimators import balanced_events, group_time
from analysis.errors import UserError
from conftest import invented, mpdta


def test_every_event_time_averages_the_same_cohorts():
    design = Design(mpdta(), "lemp", "unit", "time", control_group="never_treated")
    result = balanced_events.fit(design, last=1)
    cells = group_time.fit(design, every_cell=True).table
    cells = cells[(cells["aggregation"] == "group_time") & cells["cohort"].isin(["2004", "2006"])]
    sizes = mpdta().drop_duplicates("unit").groupby("cohort").size()
    means = []
    for event in (0, 1):
        at = cells[cells["event_time"] == event]
        means.append(np.average(at["att"], weights=sizes[at["cohort"]]))
        row = result.row("event_time", event)
        assert row["att"] == pytest.approx(means[-1])
        assert row["n_treated"] == sizes[["2004", "2006"]].sum()
    assert result.row()["att"] == pytest.approx(np.mean(means))
    # the first year is the base of cohort 2004, so the two cohorts share no event time before treatment
    assert set(result.table["event_time"].dropna()) == {0, 1}
    # cohort 2007 is estimated in four years, its base left out
    assert result.skipped["cohort_not_observed_so_long"] == 4


def test_where_all_cohorts_reach_it_it_is_the_event_study():
    design = Design(invented(1), "y", "unit", "time")
    one, other = balanced_events.fit(design, last=2), group_time.fit(design)
    for event in (-3, 0, 1, 2):
        assert one.row("event_time", event)["att"] == pytest.approx(other.row("event_time", event)["att"])
        assert one.row("event_time", event)["se"] == pytest.approx(other.row("event_time", event)["se"])
    assert one.row()["low"] <= 1 <= one.row()["high"]


@pytest.mark.parametrize("last", [-1, 20])
def test_what_no_cohort_reaches_is_refused(last):
    with pytest.raises(UserError, match="from 0 to"):
        balanced_events.fit(Design(invented(1), "y", "unit", "time"), last=last)
