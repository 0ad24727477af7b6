"""What is published of counts and small groups."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.domain.privacy import SMALL_CELL
from analysis.store import release


@given(st.lists(st.integers(0, 10_000), min_size=1))
def test_a_count_is_the_multiple_of_five_below_it_or_not_told(counts):
    told = release.rounded(pd.Series(counts))
    for count, shown in zip(counts, told, strict=True):
        assert np.isnan(shown) == (count < SMALL_CELL)
        assert np.isnan(shown) or (shown % 5 == 0 and 0 <= count - shown < 5)


@given(st.lists(st.integers(0, 60), min_size=2, max_size=6))
def test_what_is_hidden_is_not_had_from_the_total(counts):
    """Every hidden count could be another: the total and the other counts, each in fives, allow several."""
    told, total = release.rounded(pd.Series(counts)), release.rounded(pd.Series([sum(counts)])).iloc[0]
    hidden = told.index[told.isna()]
    if len(hidden) != 1 or np.isnan(total):
        return
    rest = told.dropna()
    low = max(total - (rest + 4).sum(), 0)
    high = min(total + 4 - rest.sum(), SMALL_CELL - 1)
    assert high > low


def test_a_small_group_is_not_told_and_the_whole_programme_is():
    row = {"level": "officer", "subgroup": "all", "att": 1.0, "se": 0.5, "n_treated": 7.0, "n_control": 300.0}
    rows = [
        row | {"aggregation": "overall"},
        row | {"aggregation": "event_time"},
        row | {"aggregation": "overall", "subgroup": "female"},
        row | {"aggregation": "event_time", "level": "unit"},
        row | {"aggregation": "event_time", "n_treated": 12.0},
    ]
    out = release.publishable("estimates", pd.DataFrame(rows))
    assert out["att"].notna().tolist() == [True, False, False, True, True]
    assert out["n_treated"].tolist() == [5, 5, 5, 7, 10] and (out["se"].isna() == out["att"].isna()).all()


def test_counts_and_shares_of_an_indicator_are_told_in_steps():
    given = pd.DataFrame({"group": ["moved"], "asked": [93], "answered": [7], "share": [7 / 93]})
    out = release.publishable("resistance/response", given).iloc[0]
    assert (out["asked"], out["answered"], out["share"]) == (90, 5, 0.08)
    flows = pd.DataFrame({"sector_from": ["a", "b"], "sector_to": ["b", "a"], "officers": [4, 13]})
    assert release.publishable("collaboration/flows", flows)["officers"].fillna(-1).tolist() == [-1, 10]


def test_what_is_for_the_team_is_not_published():
    with pytest.raises(ValueError, match="for the team alone"):
        release.publishable("panels/officers", pd.DataFrame())
