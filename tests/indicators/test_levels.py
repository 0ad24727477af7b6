import numpy as np
import pandas as pd
import pytest

from analysis import cycle as cycles
from analysis.indicators import levels
from conftest import EXAMPLES, ROOT


@pytest.fixture(scope="module")
def cycle():
    return cycles.load(ROOT, EXAMPLES[1])


@pytest.fixture(autouse=True, scope="module")
def once():
    """Estimate the effect of each outcome on each kelurahan once: it does not depend on the fits drawn beside it."""
    each, made = levels._each, {}

    def remembered(built, outcome, cycle):
        if outcome not in made:
            made[outcome] = each(built, outcome, cycle)
        return made[outcome].copy()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(levels, "_each", remembered)
        yield


def treated(built):
    months = built.by_frequency["month"]
    return np.sort(months.loc[months["cohort"].notna(), "unit_id"].unique())


def scores(units, values):
    return pd.DataFrame({"unit_id": units, "moves": 5, "score": values})


def test_a_fit_drawn_by_lot_goes_with_nothing(built, cycle):
    units = treated(built)
    rejected = []
    for seed in range(12):
        found = levels.assess(built, scores(units, np.random.default_rng(seed).random(len(units))), cycle)
        rejected.append((found.slopes["p_adjusted"] < 0.05).any())
    assert np.mean(rejected) <= 0.2


def test_a_fit_that_follows_the_gain_is_found(built, cycle):
    units = treated(built)
    own = levels._each(built, cycle.analysis.every_outcome["on_time"], cycle).reindex(units)
    found = levels.assess(built, scores(units, 0.5 + own.to_numpy() / 100), cycle)
    row = found.slopes.set_index("outcome").loc["on_time"]
    assert row["correlation"] == pytest.approx(1)
    assert row["slope"] == pytest.approx(own.std())
    assert row["p_adjusted"] < 0.001


def test_each_effect_averages_to_the_headline(built, cycle, estimated):
    own = levels._each(built, cycle.analysis.every_outcome["on_time"], cycle)
    months = built.by_frequency["month"]
    length = months[months["month"] >= months["cohort"]].groupby("unit_id").size()
    mean = np.average(own, weights=length.reindex(own.index))
    headline = estimated.headlines.set_index("outcome").loc["on_time", "att"]
    assert mean == pytest.approx(headline, abs=0.5)


def test_no_kelurahan_is_named(built, cycle):
    units = treated(built)
    found = levels.assess(built, scores(units, np.linspace(0, 1, len(units))), cycle)
    assert not found.points.map(lambda v: "Kelurahan" in str(v)).any(axis=None)


def test_what_eleven_can_find():
    # Fisher's z: (1.96 + 0.84) / sqrt(8)
    assert levels.detectable(11, 0.05) == pytest.approx(np.tanh(2.8016 / np.sqrt(8)), abs=1e-4)


def test_a_few_kelurahan_show_no_line(built, cycle):
    units = treated(built)[:4]
    assert levels.assess(built, scores(units, np.arange(4.0)), cycle) is None
