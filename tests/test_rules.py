from itertools import product

from analysis import rules


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
    assert {pair: rules.predikat(*pair) for pair in product((1, 2, 3), repeat=2)} == expected
