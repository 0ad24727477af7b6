import json

import numpy as np
import pandas as pd
import pytest

from analysis.did.design import Design
from analysis.did.estimators import efficient
from analysis.errors import UserError
from conftest import ROOT, invented

PUBLISHED = json.loads((ROOT / "tests/reference/pj_officer__staggered.json").read_text())
ROWS = {"simple": "overall", "cohort": "overall_cohort", "calendar": "overall_time"}


@pytest.fixture(scope="module")
def officers():
    data = pd.read_csv(ROOT / "tests/reference/pj_officer.csv.gz")
    return Design(data, "complaints", "uid", "period", "first_trained")


@pytest.fixture(scope="module")
def trained(officers):
    return efficient.fit(officers, dates="drawn")


@pytest.fixture(scope="module")
def differences(officers):
    return efficient.fit(officers, dates="drawn", beta=1)


def drawn(seed, sizes, starts, span=8, effect=0.0):
    """Draw dates at random among units whose outcomes are strongly correlated in time."""
    rng = np.random.default_rng(seed)
    n = sum(sizes)
    start = rng.permutation(np.repeat(starts, sizes))
    y = rng.normal(size=(n, 1)) * np.exp(rng.normal(size=(n, 1)) / 2) + rng.normal(0, 0.6, (n, span))
    y += effect * (np.arange(span) >= np.nan_to_num(start, nan=99)[:, None])
    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(n), span),
            "time": np.tile(np.arange(span), n),
            "cohort": np.repeat(start, span),
            "y": y.ravel(),
        }
    )


@pytest.mark.parametrize("estimand", ROWS)
def test_it_agrees_with_the_r_package_staggered(trained, estimand):
    (published,) = PUBLISHED[f"efficient_{estimand}"]
    row = trained.row(ROWS[estimand])
    assert row["att"] == pytest.approx(published["estimate"], abs=1e-12)
    assert row["se"] == pytest.approx(published["se"], rel=1e-8)


@pytest.mark.parametrize("estimand", ROWS)
def test_with_beta_one_it_is_callaway_and_sant_anna(differences, estimand):
    (published,) = PUBLISHED[f"cs_{estimand}"]
    row = differences.row(ROWS[estimand])
    assert row["att"] == pytest.approx(published["estimate"], abs=1e-12)
    assert row["se"] == pytest.approx(published["se"], rel=1e-8)


def test_event_times_agree_with_those_that_the_r_package_prints(trained):
    # README of the R package staggered: estimates and refined errors of months 0 to 5
    printed = {
        0: (3.083575e-04, 0.002645327),
        1: (2.591678e-03, 0.002614563),
        2: (-4.872562e-05, 0.002622640),
        3: (2.043434e-03, 0.002715695),
        4: (2.977076e-03, 0.002653917),
        5: (7.979656e-04, 0.002721784),
    }
    for event, (att, se) in printed.items():
        row = trained.row("event_time", event)
        assert row["att"] == pytest.approx(att, rel=1e-6)
        assert row["se"] == pytest.approx(se, rel=1e-6)


def test_the_permutation_test_agrees_with_the_published_one(officers):
    # published: 0.642 from 500 draws; two such numbers of 500 and 100 draws differ by less than this
    tested = efficient.permutation_test(officers, "drawn", seed=1, draws=100)
    assert tested["p"] == pytest.approx(0.642, abs=4 * np.sqrt(0.642 * 0.358 * (1 / 500 + 1 / 100)))
    assert tested["statistic"] == pytest.approx(0.001126981 / 0.002115194, rel=1e-5)


def test_the_same_seed_draws_the_same():
    design = Design(drawn(1, (20, 20, 20), (3, 5, np.nan)), "y", "unit", "time")
    first, second = (efficient.permutation_test(design, "drawn", seed=4, draws=99) for _ in range(2))
    assert first == second
    assert efficient.permutation_test(design, "drawn", seed=5, draws=99) != first


def test_it_is_two_means_less_beta_times_their_gap_before():
    data = drawn(2, (30, 40), (4, np.nan), span=5)
    row = efficient.fit(Design(data, "y", "unit", "time"), "drawn").row()
    wide = data.pivot_table(index="unit", columns="time", values="y")
    d = data.drop_duplicates("unit").set_index("unit")["cohort"].notna()
    now, past = (wide[t][d].mean() - wide[t][~d].mean() for t in (4, 3))
    one, zero = np.cov(wide[4][d], wide[3][d]) / d.sum(), np.cov(wide[4][~d], wide[3][~d]) / (~d).sum()
    beta = (one + zero)[0, 1] / (one + zero)[1, 1]
    assert row["att"] == pytest.approx(now - beta * past)


def test_it_finds_an_effect_and_is_more_precise_than_differences():
    design = Design(drawn(3, (100, 100, 100), (3, 5, np.nan), effect=1.0), "y", "unit", "time")
    best, plain = (efficient.fit(design, "drawn", beta=b).row() for b in (None, 1))
    assert best["low"] <= 1 <= best["high"]
    assert best["se"] < 0.95 * plain["se"]
    assert efficient.permutation_test(design, "drawn", seed=1, draws=99)["p"] == 0.01


@pytest.mark.parametrize(
    ("sizes", "starts"),
    [((3, 4, 5, 20), (4, 5, 6, np.nan)), ((20, 20, 4), (4, 6, np.nan))],
)
def test_it_rarely_finds_what_is_not_there(sizes, starts):
    rows = [
        efficient.fit(Design(drawn(s, sizes, starts), "y", "unit", "time"), "drawn").row() for s in range(80)
    ]  # fmt: skip
    # three standard errors above 5 %
    assert np.mean([row["p"] < 0.05 for row in rows]) <= 0.123


@pytest.mark.parametrize("sizes", [(20, 20, 2), (2, 40)])
def test_where_one_side_is_two_units_there_is_no_error_but_still_a_test(sizes):
    starts = (4, 6, np.nan) if len(sizes) == 3 else (4, np.nan)
    design = Design(drawn(1, sizes, starts), "y", "unit", "time")
    result = efficient.fit(design, "drawn")
    assert np.isfinite(result.row()["att"])
    assert np.isnan(result.row()["se"])
    assert result.skipped["too_few_units_for_an_error"] >= 1
    assert 0 < efficient.permutation_test(design, "drawn", seed=1, draws=49)["p"] <= 1


def test_its_permutation_test_is_exact_whatever_the_design():
    tests = [
        efficient.permutation_test(Design(drawn(s, (12, 12, 2), (4, 6, np.nan)), "y", "unit", "time"), "drawn", s, 19)
        for s in range(60)
    ]
    # three standard errors above 5 %
    assert np.mean([t["p"] <= 0.05 for t in tests]) <= 0.135


@pytest.mark.parametrize("dates", [None, "announced", ""])
def test_it_is_refused_unless_dates_are_declared_drawn(dates):
    design = Design(invented(1), "y", "unit", "time")
    for make in (efficient.fit, efficient.permutation_test):
        with pytest.raises(UserError, match="drawn at random") as raised:
            make(design, dates)
        assert str(raised.value).count(". ") == 0


def test_it_is_refused_where_clusters_share_a_date():
    data = drawn(1, (20, 20), (4, np.nan))
    late = data.drop_duplicates("unit").set_index("unit")["cohort"].notna()
    clusters = pd.DataFrame({"office": np.where(late, "a", "b") + pd.Series(late.index % 4).astype(str).to_numpy()})
    clusters.index = late.index
    with pytest.raises(UserError, match="drawn for clusters"):
        efficient.fit(Design(data, "y", "unit", "time", clusters=clusters), "drawn")


def test_it_takes_no_weights():
    data = drawn(1, (20, 20), (4, np.nan))
    weights = pd.Series(1.0 + np.arange(40), index=np.arange(40))
    with pytest.raises(UserError, match="weights"):
        efficient.fit(Design(data, "y", "unit", "time", weights=weights), "drawn")


def test_what_is_left_out_is_counted():
    data = drawn(4, (15, 15, 1, 6, 20), (3, 5, 6, 0, np.nan))
    gap = data.index[(data["cohort"] == 3) & (data["time"] == 2)][0]
    result = efficient.fit(Design(data.drop(index=gap), "y", "unit", "time"), "drawn")
    assert result.skipped == {"units_with_gaps": 1, "no_pre_period": 6, "cohort_of_one": 1}
    # what is left is a design of its own
    single = data[~data["cohort"].isin([0, 6]) & (data["unit"] != data.loc[gap, "unit"])]
    again = efficient.fit(Design(single, "y", "unit", "time"), "drawn")
    assert again.row()["att"] == pytest.approx(result.row()["att"])
    assert again.row()["se"] == pytest.approx(result.row()["se"])


def test_where_all_are_treated_the_last_cohort_is_only_a_control():
    result = efficient.fit(Design(drawn(5, (20, 20, 20), (3, 5, 7)), "y", "unit", "time"), "drawn")
    assert set(result.table.loc[result.table["aggregation"] == "cohort", "cohort"].astype(float)) == {3, 5}
    assert result.skipped["no_controls"] > 0


def test_influence_functions_are_those_of_the_error():
    result = efficient.fit(Design(drawn(6, (150, 150, 150), (3, 5, np.nan)), "y", "unit", "time"), "drawn")
    spread = np.sqrt((result.influence**2).sum(axis=0)) / len(result.influence)
    known = result.table["se"].notna().to_numpy()
    assert spread[known] == pytest.approx(result.table["se"][known].to_numpy(), rel=0.15)


def test_too_little_data_is_refused():
    data = drawn(7, (1, 1), (4, np.nan))
    with pytest.raises(UserError, match="at least two"):
        efficient.fit(Design(data, "y", "unit", "time"), "drawn")


def test_periods_that_nobody_observes_are_no_periods():
    data = drawn(8, (20, 20, 20), (3, 5, np.nan))
    spaced = data.assign(time=2010 + 2 * data["time"], cohort=2010 + 2 * data["cohort"])
    one, two = (efficient.fit(Design(d, "y", "unit", "time"), "drawn") for d in (data, spaced))
    assert two.skipped == one.skipped
    for column in ("event_time", "att", "se"):
        assert one.table[column].astype(float).to_numpy() == pytest.approx(
            two.table[column].astype(float).to_numpy(), nan_ok=True
        )
