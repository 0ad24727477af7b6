from itertools import product

import pytest

from analysis.domain import regulations


def test_predikat_follows_the_quadrants_of_permenpanrb_6_2022():
    expected = {
        (3, 3): "Sangat Baik",
        (3, 2): "Baik",
        (2, 3): "Baik",
        (2, 2): "Baik",
        (1, 2): "Butuh Perbaikan",
        (1, 3): "Butuh Perbaikan",
        (2, 1): "Kurang",
        (3, 1): "Kurang",
        (1, 1): "Sangat Kurang",
    }
    assert {pair: regulations.predikat(*pair) for pair in product((1, 2, 3), repeat=2)} == expected


@pytest.mark.parametrize(
    ("population", "needed"), [(10, 10), (100, 80), (500, 217), (1000, 278), (10_000, 370), (75_000, 382), (0, 0)]
)
def test_the_sample_needed_is_that_of_the_published_table(population, needed):
    assert regulations.sample_needed(population) == needed


@pytest.mark.parametrize(
    ("ikm", "letter"),
    [(100, "A"), (88.31, "A"), (88.30, "B"), (76.61, "B"), (76.60, "C"), (65.0, "C"), (64.99, "D"), (25, "D")],
)
def test_letters_change_where_the_regulation_says(ikm, letter):
    assert regulations.ikm_letter(ikm) == letter
