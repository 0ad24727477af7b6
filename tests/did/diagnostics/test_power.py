"""The smallest effect that a design finds, told before treatment, beside what simulation and arithmetic say."""

import numpy as np
import pandas as pd
import pytest

from analysis.did.design import Design
from analysis.did.diagnostics import power
from analysis.did.estimators.registry import ESTIMATORS
from analysis.errors import UserError


def draw(seed, n=120, span=14, memory=0.5, cohorts=(6, 9)):
    """Draw cohorts (0 is never treated) and outcomes with serial correlation and no effect."""
    rng = np.random.default_rng(seed)
    start = rng.choice([0, *cohorts], n, p=[0.7, *[0.3 / len(cohorts)] * len(cohorts)])
    noise = rng.normal(0, 1, (n, span))
    for t in range(1, span):
        noise[:, t] = memory * noise[:, t - 1] + np.sqrt(1 - memory**2) * noise[:, t]
    return start, rng.normal(0, 2, (n, 1)) + 0.1 * np.arange(span) + noise


def design(start, y, **options):
    n, span = y.shape
    cohort = np.repeat(np.where(start > 0, start, np.nan), span)
    units, times = np.repeat(np.arange(n), span), np.tile(np.arange(span), n)
    panel = pd.DataFrame({"u": units, "t": times, "cohort": cohort, "y": y.ravel()})
    return Design(panel, "y", "u", "t", **options)


@pytest.mark.parametrize(("estimator", "every"), [("callaway_santanna", False), ("imputation", True)])
def test_an_effect_of_that_size_is_found_as_often_as_said(estimator, every):
    sizes = [power.detectable(design(*draw(seed)), every).effect for seed in range(60)]
    found = 0
    for seed in range(120):
        start, y = draw(1000 + seed)
        treated = (np.arange(y.shape[1]) >= start[:, None]) & (start[:, None] > 0)
        row = ESTIMATORS[estimator].overall(design(start, y + np.mean(sizes) * treated), 0.05)
        found += row["p"] < 0.05
    # 80 %, with the error of 120 draws; a little too careful is no fault
    assert 0.70 < found / 120 < 0.93
    assert np.std(sizes) < 0.25 * np.mean(sizes)


def test_nothing_from_the_first_treatment_on_is_used():
    start, y = draw(1)
    later = y + 100 * np.random.default_rng(0).normal(size=y.shape) * (np.arange(y.shape[1]) >= 6)
    assert power.detectable(design(start, y), True) == power.detectable(design(start, later), True)
    anticipated = design(start, y + 100 * (np.arange(y.shape[1]) == 5) * (start[:, None] > 0), anticipation=1)
    assert power.detectable(anticipated, True) == power.detectable(design(start, y, anticipation=1), True)


def test_without_memory_the_variance_is_that_of_a_difference_of_means():
    start, y = draw(3, n=4000, memory=0.0, cohorts=(6,))
    got = power.detectable(design(start, y), False)
    treated, control = (start > 0).sum(), (start == 0).sum()
    wanted = np.sqrt((1 + 1 / 8) * (1 / treated + 1 / control))  # eight periods after, one before, σ = 1
    assert got.se == pytest.approx(wanted, rel=0.03)
    assert (got.treated, got.control, got.before) == (treated, control, 6)
    assert got.effect == pytest.approx(2.80 * got.se, rel=0.01)


def test_the_hand_of_a_rater_counts_once_before_and_once_after():
    rng = np.random.default_rng(5)
    start, y = draw(5, n=600, memory=0.0, cohorts=(6,))
    first, last = rng.integers(0, 30, 600), rng.integers(0, 30, 600)
    hand = rng.normal(0, 1, 30)
    y = y + np.where((np.arange(14) >= 6) & (start[:, None] > 0), hand[last][:, None], hand[first][:, None])
    raters = pd.DataFrame({"first": first, "last": last})
    alone, clustered = (power.detectable(design(start, y, clusters=c), False).se for c in (None, raters))
    shares = [((np.bincount(r[start > 0]) / (start > 0).sum()) ** 2).sum() for r in (first, last)]
    assert np.sqrt(clustered**2 - alone**2) == pytest.approx(np.sqrt(sum(shares)), rel=0.4)


def test_where_one_district_is_treated_its_shock_counts():
    rng = np.random.default_rng(7)
    n, span = 160, 14
    districts = np.repeat(np.arange(16), 10)
    start = np.where(districts == 0, 7, 0)
    y = rng.normal(size=(n, span)) + 2 * rng.normal(size=(16, span))[districts]
    d, home = design(start, y), pd.Series(districts.astype(str))
    apart, alone = power.detectable(d, True, home), power.detectable(d, True)
    assert apart.df == 14 and apart.se > 2 * alone.se
    assert apart.se == pytest.approx(2 * np.sqrt((2 / 7) * (1 + 1 / 15)), rel=0.3)
    with pytest.raises(UserError, match="fewer than two other districts"):
        power.detectable(d, True, pd.Series(np.where(districts == 0, "a", "b")))


@pytest.mark.parametrize(
    ("cohorts", "never", "sentence"), [((1,), True, "fewer than 2 periods"), ((6, 9), False, "never moved")]
)
def test_where_it_cannot_be_told_it_says_why(cohorts, never, sentence):
    start, y = draw(2, cohorts=cohorts)
    keep = (start > 0) | never
    with pytest.raises(UserError, match=sentence):
        power.detectable(design(start[keep], y[keep]), False)
