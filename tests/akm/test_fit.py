"""Two-way effects: closed forms, a known truth, and what cannot be told."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from analysis import akm
from analysis.akm import components, network
from analysis.akm.fit import _matches, _means
from analysis.errors import UserError
from conftest import ROOT

PARTS = ["officer", "unit", "covariance", "match", "residual"]


def panel(seed, officers=300, units=10, periods=6, noise=1.0, match=0.0, moving=0.6):
    """Draw officers who may move once, to a unit that suits them, with known components."""
    rng = np.random.default_rng(seed)
    alpha, psi = rng.normal(0, 0.8, officers), rng.normal(0, 0.5, units)
    first = np.clip(np.argsort(np.argsort(alpha + rng.normal(0, 1.5, officers))) * units // officers, 0, units - 1)
    first = np.argsort(psi)[first]
    second = np.where(rng.random(officers) < moving, rng.integers(0, units, officers), first)
    when = rng.integers(1, periods, officers)
    i, t = np.repeat(np.arange(officers), periods), np.tile(np.arange(periods), officers)
    j = np.where(t < when[i], first[i], second[i])
    shocks = match * rng.normal(size=(officers, units))
    y = alpha[i] + psi[j] + shocks[i, j] + 0.3 * t + rng.normal(0, noise, len(i))
    return pd.DataFrame({"officer": i, "unit": j, "semester": t, "skp": y, "alpha": alpha[i], "psi": psi[j]})


def fitted(frame, **options):
    return akm.fit(frame, outcome="skp", officer="officer", unit="unit", time="semester", **options)


def test_leverages_and_corrections_are_those_of_the_whole_regression():
    frame = panel(1, officers=40, units=5)
    match, eq = _matches(frame["officer"].to_numpy(), frame["unit"].to_numpy())
    n, units = len(eq.weight), len(eq.unit_weight)
    x = np.column_stack([np.eye(40)[eq.officer], np.eye(units)[eq.unit]]) * np.sqrt(eq.weight)[:, None]
    inverse = np.linalg.pinv(x.T @ x)
    centre = np.sqrt(eq.weight)[:, None] * (
        x / np.sqrt(eq.weight)[:, None] - eq.weight @ (x / np.sqrt(eq.weight)[:, None]) / eq.total
    )
    a, p = centre.copy(), centre.copy()
    a[:, 40:], p[:, :40] = 0, 0
    forms = [a.T @ a / eq.total, p.T @ p / eq.total, (a.T @ p + p.T @ a) / (2 * eq.total)]
    exact = components.exact(eq)
    np.testing.assert_allclose(exact.fit, np.diag(x @ inverse @ x.T), atol=1e-10)
    for k, form in enumerate(forms):
        image = x @ inverse @ form @ inverse @ x.T
        np.testing.assert_allclose(exact.bias[:, k], np.diag(image), atol=1e-10)
        # C = B less half of what takes its diagonal off, on rows that others determine too
        free = exact.fit < 1 - 1e-9
        ratio = np.diag(np.where(free, np.diag(image) / np.where(free, 1 - exact.fit, 1), 0))
        rest = np.eye(n) - x @ inverse @ x.T
        wanted = image - (ratio @ rest + rest @ ratio) / 2
        got = components._centred_forms(eq, np.eye(n), exact)[k]
        np.testing.assert_allclose(got, wanted, atol=1e-10)
        np.testing.assert_allclose(np.diag(wanted)[free], 0, atol=1e-10)
    y = _means(frame[["skp"]].to_numpy(), match, eq)
    alpha, psi = eq.effects(y)
    np.testing.assert_allclose(alpha[eq.officer] + psi[eq.unit], x @ inverse @ x.T @ (y * np.sqrt(eq.weight)[:, None])
                               / np.sqrt(eq.weight)[:, None], atol=1e-9)  # fmt: skip


@pytest.mark.parametrize("leave_out", ["match", "observation"])
def test_projected_leverages_come_near_exact_ones(leave_out):
    frame = panel(2)
    both = [fitted(frame, leave_out=leave_out, leverages=k, draws=400).tidy() for k in ("exact", "projected")]
    exact, projected = (t.set_index("component") for t in both)
    gap = (exact["corrected"] - projected["corrected"])[["officer", "unit", "covariance"]].abs()
    assert (gap < 0.25 * exact.loc[["officer", "unit", "covariance"], "se"]).all()
    pd.testing.assert_series_equal(exact["plug_in"], projected["plug_in"])


def test_conjugate_gradients_solve_what_the_inverse_solves(monkeypatch):
    frame = panel(3)
    _, eq = _matches(frame["officer"].to_numpy(), frame["unit"].to_numpy())
    values = np.random.default_rng(0).normal(size=(len(eq.weight), 3))
    dense = eq.effects(values)
    monkeypatch.setattr("analysis.akm.equations.DENSE", 0)
    for one, other in zip(dense, eq.effects(values), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-8)


def test_published_sample_gives_its_truth():
    data = pd.read_csv(ROOT / "tests/reference/twoway_sample.csv.gz")
    truth = {"officer": data["alpha"].var(ddof=0), "unit": data["psi"].var(ddof=0),
             "covariance": 2 * data[["alpha", "psi"]].cov(ddof=0).iloc[0, 1]}  # fmt: skip
    result = akm.fit(data, outcome="y", officer="i", unit="j", time="t")
    table = result.tidy().set_index("component")
    for name, value in truth.items():
        assert table.loc[name, "low"] < value < table.loc[name, "high"], name
        assert abs(table.loc[name, "corrected"] - value) < 0.02
    # without the correction officers seem to differ half as much again
    assert table.loc["officer", "plug_in"] > 1.3 * truth["officer"]
    assert table.loc["sorting", "corrected"] == pytest.approx(data["alpha"].corr(data["psi"]), abs=0.02)


@pytest.mark.parametrize("leave_out", ["match", "observation"])
def test_shares_add_up_to_one(leave_out):
    table = fitted(panel(4, match=0.5), leave_out=leave_out).tidy().set_index("component")
    assert abs(table.loc[PARTS, "share"].sum() - 1) < 1e-12
    assert table.loc[PARTS, "plug_in"].sum() == pytest.approx(table.loc["total", "plug_in"], abs=1e-12)


def test_components_cover_their_truth_over_drawn_offices():
    hits, draws = {"officer": 0, "unit": 0, "covariance": 0}, 40
    bias = dict.fromkeys(hits, 0.0)
    for seed in range(draws):
        frame = panel(100 + seed, officers=250, units=8)
        result = fitted(frame)
        used = frame[frame["officer"].isin(frame["officer"])]
        truth = {"officer": used["alpha"].var(ddof=0), "unit": used["psi"].var(ddof=0),
                 "covariance": 2 * used[["alpha", "psi"]].cov(ddof=0).iloc[0, 1]}  # fmt: skip
        assert result.observations == len(frame)
        table = result.tidy().set_index("component")
        for name in hits:
            hits[name] += table.loc[name, "low"] <= truth[name] <= table.loc[name, "high"]
            bias[name] += (table.loc[name, "corrected"] - truth[name]) / table.loc[name, "se"] / draws
    assert all(count / draws >= 0.85 for count in hits.values()), hits
    assert all(abs(b) < 0.45 for b in bias.values()), bias


def test_a_match_of_person_and_place_is_seen():
    with_match = fitted(panel(7, officers=900, match=0.7)).tidy().set_index("component")
    without = fitted(panel(7, officers=900)).tidy().set_index("component")
    moved = 0.6 * 9 / 10
    assert with_match.loc["match", "corrected"] == pytest.approx(0.49 * moved, rel=0.3)
    assert abs(without.loc["match", "corrected"]) < 0.1


def test_unit_effects_follow_a_planted_characteristic():
    frame = panel(8, officers=800, units=30)
    size = pd.DataFrame({"distance": np.linspace(-1, 1, 30)})
    frame["skp"] += 0.6 * size["distance"].to_numpy()[frame["unit"]]
    row = fitted(frame).project(size).iloc[0]
    plain = np.polyfit(size["distance"], frame.drop_duplicates("unit").set_index("unit")["psi"].sort_index(), 1)[0]
    assert row["low"] < 0.6 + plain < row["high"] or abs(row["slope"] - 0.6 - plain) < 0.1
    with pytest.raises(UserError, match="repeat one another"):
        fitted(frame).project(size.assign(again=2 * size["distance"]))


def test_who_connects_two_parts_alone_is_left_out():
    officer = np.array([0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
    unit = np.array([0, 1, 0, 1, 2, 3, 2, 3, 1, 2])
    assert network.connected(officer, unit).all()
    assert network.bridging_officers(officer, unit).tolist() == [4]
    kept = network.leave_one_out(officer, unit)
    assert kept.sum() == 4 and set(officer[kept]) in ({0, 1}, {2, 3})


@pytest.mark.parametrize("seed", range(6))
def test_leave_one_out_set_stays_connected_without_anyone(seed):
    rng = np.random.default_rng(seed)
    pairs = np.unique(np.column_stack([rng.integers(0, 25, 60), rng.integers(0, 12, 60)]), axis=0)
    officer, unit = pairs.T
    kept = network.leave_one_out(officer, unit)
    for one in np.unique(officer[kept]):
        rest = kept & (officer != one)
        # units stay connected by the others; a unit of theirs alone may go
        shared = rest & np.isin(unit, unit[rest])
        assert network.connected(*(np.unique(c[shared], return_inverse=True)[1] for c in (officer, unit))).all()


def test_every_row_is_accounted_for():
    frame = panel(9)
    frame.loc[frame.index[:7], "skp"] = np.nan
    frame = pd.concat([frame, pd.DataFrame({"officer": [900, 900, 901], "unit": [77, 77, 78],
                                            "semester": [0, 1, 0], "skp": [1.0, 2.0, 0.0]})])  # fmt: skip
    result = fitted(frame)
    assert result.account["rows"].sum() == len(frame)
    assert {"value_missing", "not_connected_by_moves", "used"} <= set(result.account["reason"])
    assert result.account.set_index("reason").loc["used", "rows"] == result.observations


def test_too_few_moves_are_refused_with_how_many_are_needed():
    with pytest.raises(UserError, match="at least 10 are needed"):
        fitted(panel(10, officers=30, moving=0.05))
    with pytest.raises(UserError, match="no column unit"):
        fitted(panel(10).drop(columns="unit"))
    frame = panel(10)
    with pytest.raises(UserError, match="second unit in one semester"):
        fitted(pd.concat([frame, frame.head(2)]))


def test_same_inputs_give_the_same_bytes_whatever_their_order():
    frame = panel(11)
    one = fitted(frame, leverages="projected").tidy()
    again = fitted(frame, leverages="projected").tidy()
    pd.testing.assert_frame_equal(one, again, check_exact=True)
    shuffled = fitted(frame.sample(frac=1, random_state=1)).tidy()
    numbers = ["plug_in", "corrected", "share"]
    np.testing.assert_allclose(
        shuffled[numbers].to_numpy(float), fitted(frame).tidy()[numbers].to_numpy(float), atol=1e-9
    )


def test_no_value_of_a_person_is_shown():
    result = fitted(panel(12, officers=200))
    shown = repr(result) + result.summary()
    assert "covariance" in shown and "_fitted" not in shown
    tables = [f.name for f in dataclasses.fields(result) if isinstance(getattr(result, f.name), pd.DataFrame)]
    assert tables == ["table", "account"] and all(len(getattr(result, name)) < 20 for name in tables)
    assert result.plot().axes
