import numpy as np
import pytest

from analysis.did.inference.repeated_looks import critical_value, crossed, nominal_level


@pytest.mark.parametrize(
    ("looks", "published"),
    # Pocock (1977, table 1), two-sided 5 %; Jennison & Turnbull (2000, table 2.1) for ten and twenty
    [(1, 1.960), (2, 2.178), (3, 2.289), (4, 2.361), (5, 2.413), (10, 2.555), (20, 2.672)],
)
def test_critical_values_are_those_of_pocock(looks, published):
    assert critical_value(looks) == pytest.approx(published, abs=6e-4)


@pytest.mark.parametrize(("looks", "published"), [(1, 2.576), (2, 2.772), (5, 2.986)])
def test_and_those_at_one_per_cent(looks, published):
    assert critical_value(looks, 0.01) == pytest.approx(published, abs=1e-3)


def test_twenty_looks_at_nothing_find_something_in_one_of_four():
    # Armitage, McPherson & Rowe (1969, table 2): 0.248
    assert crossed(1.96, 20) == pytest.approx(0.248, abs=5e-4)


def test_the_rate_is_kept_over_drawn_looks():
    z = np.random.default_rng(1).normal(size=(40_000, 12)).cumsum(axis=1) / np.sqrt(np.arange(1, 13))
    assert (np.abs(z) > critical_value(12)).any(axis=1).mean() == pytest.approx(0.05, abs=0.004)
    assert nominal_level(12) < 0.05 / 3


@pytest.mark.parametrize(("looks", "alpha"), [(0, 0.05), (3, 0.0), (3, 1.0)])
def test_what_is_no_number_of_looks_or_level_is_refused(looks, alpha):
    with pytest.raises(ValueError, match="looks is"):
        critical_value(looks, alpha)
