from functools import partial

import numpy as np
import pandas as pd
import pytest

from analysis.indicators import placement
from analysis.intake import boundaries
from conftest import AREA


def tables(seed, well_placed=False, n=24):
    """Draw one wave of moves between kelurahan; half the posts ask for health, half for administration."""
    rng = np.random.default_rng(seed)
    ids = [f"{k:03d}" for k in range(n)]
    strong = rng.random(n) < 0.5
    post = np.where(strong if well_placed else rng.permutation(strong), "Perawat", "Arsiparis")
    mutasi = pd.DataFrame(
        {
            "officer_id": ids, "post_from": "Arsiparis", "post_to": post, "unit_from": "Kelurahan Ngesrep",
            "unit_to": "Kelurahan Tinjomoyo", "tmt": pd.Timestamp("2024-04-01"), "kind": "programme",
        }
    )  # fmt: skip
    pegawai = pd.DataFrame(
        {
            "officer_id": ids, "education": pd.array([16.0] * n, "Float64"), "field_of_study": "Hukum",
            "grade": "III/a", "appointed": 2010,
        }
    )  # fmt: skip
    standar = pd.DataFrame(
        {
            "post": ["Perawat", "Arsiparis"], "sector": ["kesehatan", "administrasi"], "education_min": [12, 12],
            "field_of_study": ["Semua Jurusan"] * 2, "grade_min": ["II/a"] * 2, "competence_min": [70.0, 60.0],
        }
    )  # fmt: skip
    kompetensi = pd.DataFrame(
        {
            "officer_id": ids, "year": 2023, "score_kesehatan": np.where(strong, 75.0, 50.0),
            "score_administrasi": np.where(strong, 50.0, 75.0),
        }
    )  # fmt: skip
    return {"mutasi": mutasi, "pegawai": pegawai, "standar_jabatan": standar, "kompetensi": kompetensi}


def test_the_best_assignment_is_reached_by_those_placed_best():
    found = placement.assess(tables(1, well_placed=True), AREA.region)
    assert found.overall["actual"] == pytest.approx(found.overall["best"])
    assert found.overall["reached"] == pytest.approx(1)


@pytest.mark.example
def test_at_random_nothing_is_reached_on_average():
    # a wave of 96 varies half as much as one of 24: fifty of them say as much as two hundred
    reached = [placement.assess(tables(seed, n=96), AREA.region).overall["reached"] for seed in range(50)]
    assert np.mean(reached) == pytest.approx(0, abs=0.05)


def test_scores_and_chance_are_what_they_are_by_hand():
    found = placement.assess(tables(2, well_placed=True), AREA.region)
    # nurse of 75 where 70 is asked: full; of 50: 20 short, none; archivist of 75 for 60: full; of 50: 10 short, half
    parts = found.parts.set_index("part")
    assert parts["mean"].tolist() == [1, 1, 1, 1, 1]
    d = tables(2, well_placed=True)
    nurses = (d["mutasi"]["post_to"] == "Perawat").mean()
    score = nurses * (nurses * 1 + (1 - nurses) * 0) + (1 - nurses) * ((1 - nurses) * 1 + nurses * 0.5)
    assert found.overall["chance"] == pytest.approx((4 + score) / 5)


def test_no_person_is_in_the_results():
    found = placement.assess(tables(3), AREA.region)
    for table in (found.parts, found.waves, found.rule):
        assert not table.map(lambda v: isinstance(v, str) and v.isdigit()).any(axis=None)


def test_the_rule_of_two_to_five_years_is_counted():
    d = tables(4)
    earlier = (
        d["mutasi"]
        .head(6)
        .assign(tmt=[pd.Timestamp(f"{y}-04-01") for y in (2023, 2022, 2021, 2020, 2018, 2015)], kind="own_request")
    )
    d["mutasi"] = pd.concat([d["mutasi"], earlier], ignore_index=True)
    rule = placement.assess(d, AREA.region).rule.set_index("kind")["moves"]
    assert rule.to_dict() == {"too_early": 1, "in_time": 3, "late": 2, "unknown": 18}


def test_what_is_not_known_is_said_and_not_guessed():
    d = tables(5)
    d["kompetensi"] = d["kompetensi"].iloc[:0]
    parts = placement.assess(d, AREA.region).parts.set_index("part")
    assert parts.loc["competence", "known"] == 0
    assert parts.loc["grade", "known"] == 1


def test_without_standards_there_is_no_score():
    d = tables(6)
    assert placement.assess(d | {"standar_jabatan": d["standar_jabatan"].iloc[:0]}, AREA.region) is None
    assert placement.assess(d | {"mutasi": d["mutasi"].iloc[:0]}, AREA.region) is None


def test_nearness_is_a_part_where_the_kelurahan_are_known():
    # Ngesrep to Tinjomoyo: 0.09 degrees along a meridian are 10.0 km, a third of the way to nearness
    centres = pd.DataFrame(
        {"longitude": [110.4, 110.4], "latitude": [-7.0, -7.09]}, index=["Kelurahan Ngesrep", "Kelurahan Tinjomoyo"]
    )
    found = placement.assess(
        tables(2, well_placed=True), AREA.region, kilometres=partial(boundaries.kilometres, centres, AREA.region)
    )
    parts = found.parts.set_index("part")
    assert parts.loc["distance", "mean"] == pytest.approx(1 - 10.0075 / 15, abs=1e-4)
    assert found.overall["actual"] == pytest.approx((5 + parts.loc["distance", "mean"]) / 6)
