import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import cycle as cycles
from analysis.cycle import Analysis
from analysis.indicators import skills
from analysis.panels import careers
from conftest import EXAMPLES, ROOT


@pytest.fixture(scope="module")
def found(built, cleaned):
    cycle = cycles.load(ROOT, EXAMPLES[1])
    tables = cleaned[EXAMPLES[1]].tables
    spells = careers.careers(tables["pegawai"], tables["mutasi"], cycle.area.region, cycle.first, cycle.last).spells
    return skills.assess(
        built.by_frequency["year"], built.officers, spells, tables["standar_jabatan"], cycle.programme_start,
        cycle.analysis,
    )  # fmt: skip


def test_the_planted_gain_is_found_in_every_sector(found, truth):
    planted = next(
        e["att"]
        for e in truth[EXAMPLES[1]]["effects"]
        if e["outcome"] == "competence" and e["subgroup"] == "all" and not e["cohort"] and e["event_time"] is None
    )
    effects = found.effects.set_index("skill")
    assert set(effects.index) == {"elsewhere", "administrasi", "pendidikan", "kesehatan", "lapangan"}
    # five intervals at once: each at 1 − 0.05/5
    assert (abs(effects["att"] - planted) / effects["se"] < stats.norm.ppf(1 - 0.05 / 10)).all()
    assert (effects["p_adjusted"] < 0.001).all()


def test_sectors_served_rise_only_for_those_who_moved(found):
    served = found.breadth.set_index(["group", "when"])["served"]
    assert served["moved", "before"] == 1
    assert served["moved", "after"] > 1.3
    assert served["not_moved", "after"] == pytest.approx(1, abs=0.01)


def test_the_profile_compares_the_same_officers_before_and_after(found):
    assert (found.before, found.after) == ("2020", "2025")
    assert found.profile.groupby("group")["officers"].nunique().eq(1).all()


def test_effective_numbers_by_hand():
    amounts = np.array([[1.0, 1, 1, 1], [5, 0, 0, 0], [0, 0, 0, 0], [3, 1, 0, np.nan]])
    # 3/4 and 1/4: exp(0.75 ln(4/3) + 0.25 ln 4)
    expected = [4, 1, 0, np.exp(0.75 * np.log(4 / 3) + 0.25 * np.log(4))]
    assert skills.effective(amounts) == pytest.approx(expected)


def invented(effect=0.0, seed=1):
    """Draw scores in two sectors of officers from the first, some moved in 2023."""
    rng = np.random.default_rng(seed)
    ids = [f"{k:03d}" for k in range(400)]
    years = pd.DataFrame([(i, str(y)) for i in ids for y in range(2020, 2026)], columns=["officer_id", "year"])
    moved = years["officer_id"] < "100"
    years["cohort"] = pd.array(np.where(moved, "2023", None), "string")
    after = moved & (years["year"] >= "2023")
    years["score_administrasi"] = 60 + rng.normal(0, 3, len(years))
    years["score_kesehatan"] = 60 + rng.normal(0, 3, len(years)) + effect * after
    officers = pd.DataFrame({"officer_id": ids, "age": rng.normal(40, 5, len(ids))})
    spells = pd.DataFrame({"officer_id": ids, "sector": "administrasi", "start": "2020-S1", "end": "2025-S2"})
    standar = pd.DataFrame({"sector": ["administrasi", "kesehatan"], "competence_min": [55.0, 75.0]})
    return years, officers, spells, standar, "2022-S1", Analysis(covariates=["age"])


def test_a_gain_elsewhere_is_told_from_one_at_home():
    covered = []
    for seed in range(16):
        effects = skills.assess(*invented(4.0, seed)).effects.set_index("skill")
        planted = pd.Series({"elsewhere": 4.0, "kesehatan": 4.0, "administrasi": 0.0})
        covered.append((effects["low"] <= planted[effects.index]) & (planted[effects.index] <= effects["high"]))
        assert effects.loc["elsewhere", "low"] > 2
    # of 32 independent intervals at 95 %, fewer than 26 hold in one draw in a thousand
    assert np.mean(covered) >= 0.8


def test_of_nothing_nothing_is_found():
    rejected = [(skills.assess(*invented(0.0, seed)).effects["p_adjusted"] < 0.05).any() for seed in range(15)]
    assert np.mean(rejected) <= 0.15


def test_without_scores_or_moves_there_is_nothing():
    years, *rest = invented()
    assert skills.assess(years.drop(columns=["score_administrasi", "score_kesehatan"]), *rest) is None
    assert skills.assess(years.assign(cohort=pd.array([None] * len(years), "string")), *rest) is None
    assert skills.assess(years[years["year"] >= "2023"], *rest) is None
