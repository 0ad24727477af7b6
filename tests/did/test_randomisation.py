import numpy as np
import pandas as pd

from analysis.did import randomisation
from analysis.did.design import Design


def city(effect):
    rng = np.random.default_rng(1)
    rows = [
        (f"d{d}u{u}", f"{t}", f"d{d}", "2022" if d == 0 else None, rng.normal(0, 0.1) + effect * (d == 0) * (t >= 2022))
        for d in range(10)
        for u in range(5)
        for t in range(2019, 2025)
    ]
    frame = pd.DataFrame(rows, columns=["unit", "time", "district", "cohort", "y"])
    return Design(frame, "y", "unit", "time")


def test_a_large_effect_is_the_largest_of_all_districts():
    assert randomisation.over_districts(city(3.0), "district") == (0.1, 10)


def test_no_effect_is_one_among_many():
    p, districts = randomisation.over_districts(city(0.0), "district")
    assert districts == 10
    assert p > 0.1
