import numpy as np
import pytest

from analysis.did.cells import Effects
from analysis.did.design import NEVER, Design, Sampling
from analysis.did.estimators import group_time
from analysis.did.inference import bootstrap
from conftest import mpdta


@pytest.fixture(scope="module")
def event_study():
    result = group_time.fit(Design(mpdta(), "lemp", "unit", "time"))
    which = (result.table["aggregation"] == "event_time").to_numpy()
    return result.effects(which), result.sampling, result.table[which]


def test_multipliers_have_the_covariance_of_the_estimates(event_study):
    effects, sampling, _ = event_study
    drawn = bootstrap.multipliers(effects, sampling, seed=1, draws=4000)
    covariance = effects.influence.T @ effects.influence / len(effects.influence) ** 2
    assert np.allclose(np.cov(drawn.T), covariance, atol=0.12 * np.diag(covariance).max())


def test_the_same_seed_gives_the_same_draws(event_study):
    effects, sampling, _ = event_study
    one, same, other = (bootstrap.multipliers(effects, sampling, seed, 50) for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


def test_a_band_is_wider_than_each_interval_and_narrower_than_bonferroni(event_study):
    from scipy import stats

    effects, sampling, table = event_study
    band = bootstrap.simultaneous(effects, sampling, seed=1)
    assert (band["low"].to_numpy() < table["low"].to_numpy()).all()
    assert band["critical"].iloc[0] < stats.norm.ppf(1 - 0.025 / len(band)) + 0.15
    assert np.allclose(band["high"] - band["att"], band["critical"] * band["se"])


def test_one_effect_needs_no_wider_band_than_its_interval():
    rng = np.random.default_rng(1)
    psi = rng.normal(size=(4000, 1))
    sampling = Sampling(np.where(np.arange(4000) < 2000, 5, NEVER))
    effects = Effects(np.array([0.0]), psi, np.array([2000]), np.array([2000]))
    assert bootstrap.simultaneous(effects, sampling, seed=2)["critical"].iloc[0] == pytest.approx(1.96, abs=0.12)


def test_units_of_a_cluster_are_drawn_together():
    rng = np.random.default_rng(1)
    labels = np.repeat(np.arange(100), 10)
    psi = rng.normal(size=100)[labels][:, None]
    cohort = np.where(np.arange(1000) < 500, 5, NEVER)
    effects = Effects(np.array([0.0]), psi, np.array([500]), np.array([500]))
    alone, shared = (
        bootstrap.multipliers(effects, s, 1, 2000).std() for s in (Sampling(cohort), Sampling(cohort, (labels,)))
    )
    assert shared == pytest.approx(alone * np.sqrt(10), rel=0.1)


def test_two_sets_of_clusters_take_the_covariance():
    rng = np.random.default_rng(1)
    a, b = rng.integers(0, 40, 800), rng.integers(0, 40, 800)
    psi = rng.normal(size=(800, 3)) + rng.normal(size=(40, 3))[a]
    sampling = Sampling(np.where(np.arange(800) < 400, 5, NEVER), (a, b))
    effects = Effects(np.zeros(3), psi, np.full(3, 400), np.full(3, 400))
    assert 2.0 < bootstrap.simultaneous(effects, sampling, 1)["critical"].iloc[0] < 2.9
    with pytest.raises(ValueError, match="one set of clusters"):
        bootstrap.multipliers(effects, sampling, 1)
