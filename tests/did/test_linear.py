"""What one moment a cohort gives is what every unit's influence function gives."""

import numpy as np
import pandas as pd
import pytest

from analysis.did.design import Design, Wide, varied
from analysis.did.estimators import balanced_events, event_bins, group_time
from analysis.did.linear import Linear
from analysis.errors import UserError


def panel(seed, sizes, never, span=7):
    rng = np.random.default_rng(seed)
    start = np.r_[np.repeat(np.arange(len(sizes)) + 2.0, sizes), np.full(never, np.nan)]
    n = len(start)
    # levels so far apart that their squares leave few digits for changes
    y = 1e4 * rng.normal(size=(n, 1)) + rng.normal(size=(n, span)) + (np.arange(span) >= start[:, None])
    return pd.DataFrame(
        {
            "unit": np.repeat(rng.permutation(n), span), "time": np.tile(np.arange(span), n), "y": y.ravel(),
            "cohort": np.repeat(start, span),
        }
    )  # fmt: skip


def unit_by_unit(monkeypatch):
    """Leave the way by moments out."""
    monkeypatch.setattr(Wide, "alike", property(lambda wide: False))


@pytest.mark.parametrize("sizes", [(30, 25, 40), (1, 1, 1, 6), (2, 3, 2, 1), (12, 18)])
@pytest.mark.parametrize("options", [{}, {"control_group": "never_treated", "anticipation": 1}])
def test_one_moment_a_cohort_gives_what_units_give(monkeypatch, sizes, options):
    design = Design(panel(1, sizes, 25), "y", "unit", "time", **options)
    fast = group_time.fit(design, every_cell=True)
    bins, balanced = event_bins.estimate(design, 2, -4, 4), balanced_events.fit(design, 1)
    assert isinstance(fast.functions, Linear)
    unit_by_unit(monkeypatch)
    slow = group_time.fit(design, every_cell=True)
    assert not isinstance(slow.functions, Linear)
    pd.testing.assert_frame_equal(fast.table, slow.table, rtol=1e-9, atol=1e-9)
    assert fast.skipped == slow.skipped
    np.testing.assert_allclose(fast.influence, slow.influence, rtol=1e-9, atol=1e-8)
    again = event_bins.estimate(design, 2, -4, 4)
    np.testing.assert_allclose(bins.effects.influence, again.effects.influence, rtol=1e-9, atol=1e-8)
    pd.testing.assert_frame_equal(balanced.table, balanced_events.fit(design, 1).table, rtol=1e-9, atol=1e-9)


def test_without_never_treated_and_with_clusters_too(monkeypatch):
    data = panel(2, (20, 20, 20), 0)
    clusters = pd.DataFrame({"c": np.arange(60) % 13})
    designs = [Design(data, "y", "unit", "time"), Design(data, "y", "unit", "time", clusters=clusters)]
    fast = [group_time.fit(d).table for d in designs]
    unit_by_unit(monkeypatch)
    for table, design in zip(fast, designs, strict=True):
        pd.testing.assert_frame_equal(table, group_time.fit(design).table, rtol=1e-9, atol=1e-9)


def test_what_does_not_vary_has_no_error(monkeypatch):
    """A cohort and its controls whose outcomes stay where they are show neither effect nor error, not a tiny one."""
    data = panel(4, (20, 15), 20)
    data["y"] = data.groupby("unit")["y"].transform("first").where(data["cohort"] != 3, data["y"])
    design = Design(data, "y", "unit", "time", control_group="never_treated")
    fast = group_time.fit(design, every_cell=True).table
    assert fast.loc[fast["cohort"] == "2.0", "se"].isna().all()
    unit_by_unit(monkeypatch)
    pd.testing.assert_frame_equal(fast, group_time.fit(design, every_cell=True).table, rtol=1e-9, atol=1e-9)


def test_a_sorted_grid_is_read_as_rows_in_any_order_are():
    data = panel(3, (20, 15), 20).sort_values(["unit", "time"], ignore_index=True)
    shuffled = data.sample(frac=1, random_state=1)
    for cohort in (data["cohort"], data["cohort"].fillna(np.inf), data["cohort"].fillna(99).astype(int)):
        one = Design(data.assign(cohort=cohort), "y", "unit", "time").wide
        other = Design(shuffled.assign(cohort=cohort), "y", "unit", "time").wide
        for name in ("y", "seen", "cohort", "times", "units"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
        assert one.complete and one.y.flags.f_contiguous
    few = varied(Design(data, "y", "unit", "time"), keep=one.units % 2 == 0)
    assert few.wide.complete


def test_a_cohort_that_changes_within_a_sorted_grid_is_refused():
    data = panel(3, (20, 15), 20).sort_values(["unit", "time"], ignore_index=True)
    data.loc[3, "cohort"] = 5.0
    with pytest.raises(UserError, match="changes its cohort"):
        Design(data, "y", "unit", "time")
