import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.did.design import Design
from analysis.did.estimators import continuous_dose
from analysis.errors import UserError


def dosed(seed, response, n=400, gain=0.0):
    """Draw units, half with a dose between 1 and 3 from period 3 on; with `gain` those gain who take more."""
    rng = np.random.default_rng(seed)
    dose = rng.uniform(1, 3, n)
    treated = np.arange(n) % 2 == 0
    effect = np.where(treated, response(dose) + gain * dose * (dose - 2), 0.0)
    t = np.arange(6)
    y = rng.normal(size=(n, 1)) + 0.3 * t + effect[:, None] * (t >= 3) + rng.normal(0, 0.4, (n, 6))
    frame = {"unit": np.repeat(np.arange(n), 6), "time": np.tile(t, n), "y": y.ravel()}
    panel = pd.DataFrame(frame | {"cohort": np.repeat(np.where(treated, 3.0, np.nan), 6)})
    return Design(panel, "y", "unit", "time"), pd.Series(dose, index=np.arange(n))


def curved(d):
    return 1 + 0.5 * d**2


def test_a_planted_response_and_its_slope_are_recovered():
    design, dose = dosed(1, curved)
    result = continuous_dose.fit(design, dose)
    truth = curved(result.curve["dose"])
    assert ((result.curve["low"] <= truth) & (truth <= result.curve["high"])).mean() >= 8 / 9
    slope = result.curve["dose"]
    assert ((result.curve["acrt_low"] <= slope) & (slope <= result.curve["acrt_high"])).mean() >= 8 / 9
    received = dose[::2]
    assert result.overall.row()["low"] <= curved(received).mean() <= result.overall.row()["high"]
    assert result.acrt["low"] <= received.mean() <= result.acrt["high"]
    assert result.linear_p < 0.01


def test_a_straight_response_is_not_called_curved():
    p = [continuous_dose.fit(*dosed(s, lambda d: 1 + d, n=80)).linear_p for s in range(50)]
    # three standard errors above 5 %
    assert np.mean(np.array(p) < 0.05) <= 0.142


def test_intervals_hold_the_truth_with_few_units():
    rows = [continuous_dose.fit(*dosed(s, curved, n=40), doses=np.array([2.0])).curve.iloc[0] for s in range(50)]
    assert np.mean([r["low"] <= curved(2.0) <= r["high"] for r in rows]) >= 0.858
    assert np.mean([r["acrt_low"] <= 2.0 <= r["acrt_high"] for r in rows]) >= 0.858


def test_a_straight_line_is_the_regression_on_dose():
    design, dose = dosed(2, curved, n=120)
    result = continuous_dose.fit(design, dose, degree=1)
    wide = design.panel.pivot_table(index="unit", columns="time", values="y")
    growth = wide[[3, 4, 5]].mean(axis=1) - wide[[0, 1, 2]].mean(axis=1)
    gain = growth[::2] - growth[1::2].mean()
    line = sm.OLS(gain.to_numpy(), sm.add_constant(dose[::2].to_numpy())).fit(cov_type="HC1")
    assert result.curve["acrt"].to_numpy() == pytest.approx(line.params[1])
    assert result.curve["att"].to_numpy() == pytest.approx(line.params[0] + line.params[1] * result.curve["dose"])
    # the untreated's mean moves the level and not the slope
    assert result.curve["acrt_se"].to_numpy() == pytest.approx(line.bse[1], rel=0.03)
    assert np.isnan(result.linear_p)


def test_the_mean_over_doses_is_the_plain_difference_in_differences():
    design, dose = dosed(3, curved, n=120)
    wide = design.panel.pivot_table(index="unit", columns="time", values="y")
    growth = wide[[3, 4, 5]].mean(axis=1) - wide[[0, 1, 2]].mean(axis=1)
    row = continuous_dose.fit(design, dose, knots=1).overall.row()
    assert row["att"] == pytest.approx(growth[::2].mean() - growth[1::2].mean())
    assert row["se"] == pytest.approx(np.sqrt(growth[::2].var() / 60 + growth[1::2].var() / 60), rel=0.05)


def test_selection_on_gains_moves_the_slope_and_the_result_says_what_it_rests_on():
    # units that gain more took more: each dose's own effect is right, its slope is no response to dose
    design, dose = dosed(4, curved, gain=1.0)
    result = continuous_dose.fit(design, dose, doses=np.array([2.5]))
    assert result.curve["acrt_low"][0] > 2.5
    assert "strong parallel trends" in result.assumption


def test_units_not_seen_on_both_sides_are_counted():
    design, dose = dosed(5, curved, n=60)
    panel = design.panel[~((design.panel["unit"] == 4) & (design.panel["time"] < 3))]
    result = continuous_dose.fit(Design(panel, "y", "unit", "time"), dose)
    assert result.overall.skipped == {"not_seen_before_and_after": 1}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.mask(d.index == 0), "missing, zero or negative for 1"),
        (lambda d: d.mask(d.index == 2, 0.0), "missing, zero or negative for 1"),
        (lambda d: d * 0 + 2.0, "different doses"),
    ],
)
def test_doses_that_cannot_be_used_are_refused(change, message):
    design, dose = dosed(6, curved, n=40)
    with pytest.raises(UserError, match=message):
        continuous_dose.fit(design, change(dose))


def test_doses_beyond_those_received_are_refused():
    design, dose = dosed(7, curved, n=40)
    with pytest.raises(UserError, match="smallest and the largest received"):
        continuous_dose.fit(design, dose, doses=np.array([10.0]))


def test_several_dates_are_refused():
    design, dose = dosed(8, curved, n=40)
    panel = design.panel.assign(cohort=design.panel["cohort"].mask(design.panel["unit"] == 0, 4.0))
    with pytest.raises(UserError, match="2 dates"):
        continuous_dose.fit(Design(panel, "y", "unit", "time"), dose)
