import numpy as np
import pandas as pd
import pytest

from analysis.indicators import citizens
from analysis.indicators.citizens import UNSUR
from conftest import AREA

PLACES = AREA.region.villages.groupby("kecamatan").head(6).sort_values("unit_id", ignore_index=True)


def city(seed, effect=0.0, only=UNSUR):
    """Draw answers about six kelurahan of each kecamatan over sixteen quarters; Banyumanik is treated in the ninth."""
    rng = np.random.default_rng(seed)
    quarters = [f"{y}-Q{q}" for y in (2022, 2023, 2024, 2025) for q in (1, 2, 3, 4)]
    unit = rng.integers(0, len(PLACES), 16_000)
    quarter = rng.integers(0, 16, len(unit))
    ours = (PLACES["kecamatan"] == "Banyumanik").to_numpy()
    treated = ours[unit] & (quarter >= 8)
    latent = rng.normal(0, 0.6, len(unit))[:, None] + rng.normal(0, 0.8, (len(unit), 9)) + 0.4
    latent += np.isin(UNSUR, only) * treated[:, None] * effect
    skm = pd.DataFrame(np.digitize(latent, [-1.6, -0.4, 1.0]) + 1, columns=list(UNSUR))
    skm["unit_id"] = PLACES["unit_id"].to_numpy()[unit]
    skm["themes"] = pd.array(np.where(treated, "praise", "waiting"), "string")
    skm["date"] = [pd.Timestamp(int(quarters[q][:4]), 3 * (q % 4) + 1, 10) for q in quarter]
    panel = pd.DataFrame([(u, q) for u in PLACES["unit_id"] for q in quarters], columns=["unit_id", "quarter"])
    panel["cohort"] = pd.array(np.where(panel["unit_id"].isin(PLACES.loc[ours, "unit_id"]), "2024-Q1", None), "string")
    services = pd.DataFrame({"unit_id": skm["unit_id"].repeat(3), "received": skm["date"].repeat(3)})
    return skm, services, panel


def assess(skm, services, panel):
    return citizens.assess(skm, services, panel, AREA, "2024-S1", "imputation")


def test_the_index_is_the_regulations_worked_by_hand():
    answers = pd.DataFrame([[3, 4, 3, 4, 3, 3, 4, 3, 2], [4, 4, 2, 4, 3, 3, 4, 3, 3]] * 3, columns=list(UNSUR))
    found = citizens._index("x", answers.assign(unit_id="a"), 100, 0.05)
    # NRR: 3.5 4 2.5 4 3 3 4 3 2.5, each × 1/9, added up and × 25
    assert found["ikm"] == pytest.approx((3.5 + 4 + 2.5 + 4 + 3 + 3 + 4 + 3 + 2.5) / 9 * 25)
    assert found["ikm"] == pytest.approx(81.9444, abs=1e-4)
    assert (found["letter"], found["respondents"], found["needed"]) == ("B", 6, 80)


def test_the_error_is_that_of_the_mean_answer():
    from scipy import stats

    skm, *_ = city(1)
    own = skm[skm["unit_id"] == skm["unit_id"].iloc[0]]
    found = citizens._index("x", own, 1000, 0.05)
    mean = own[list(UNSUR)].mean(axis=1) * 25
    low, high = stats.t.interval(0.95, len(own) - 1, mean.mean(), mean.sem())
    assert (found["low"], found["high"]) == pytest.approx((low, high))


def test_a_mean_over_kelurahan_allows_for_their_differences():
    skm, *_ = city(2)
    shift = skm["unit_id"].map(
        dict(zip(PLACES["unit_id"], np.random.default_rng(1).integers(-1, 2, len(PLACES)), strict=True))
    )
    moved = skm.assign(**{u: (skm[u] + shift).clip(1, 4) for u in UNSUR})
    widths = [np.subtract(r["high"], r["low"]) for r in (citizens._index("x", s, 1000, 0.05) for s in (skm, moved))]
    assert widths[1] > 3 * widths[0]


def test_a_planted_effect_on_one_unsur_is_found_there_and_not_elsewhere():
    found = assess(*city(3, effect=0.8, only=("U3",))).effects.set_index("unsur")
    assert found["att"].idxmax() == "U3"
    assert found.loc["U3", "p_adjusted"] < 0.01
    rest = found.drop("U3")
    assert (rest["p_adjusted"] > 0.05).all()
    assert ((rest["low"] <= 0) & (rest["high"] >= 0)).mean() >= 0.75


def test_importance_and_performance_make_the_quadrant():
    skm, services, panel = city(4)
    ours = PLACES.loc[PLACES["kecamatan"] == "Banyumanik", "unit_id"]
    rng = np.random.default_rng(1)
    skm["U1"] = np.clip(np.round(skm[list(UNSUR[1:])].mean(axis=1)) - 1, 1, 4).astype(int)  # weighs, and is low
    skm["U9"] = rng.integers(3, 5, len(skm))  # high, and says nothing
    found = assess(skm, services, panel).unsur.set_index("unsur")
    assert found.loc["U1", "quadrant"] == "improve"
    assert found.loc["U9", "quadrant"] == "enough"
    assert found.loc["U1", "performance"] == pytest.approx(
        skm.loc[skm["unit_id"].isin(ours) & (skm["date"].dt.year == 2025), "U1"].mean() * 25
    )


def test_units_are_those_of_the_programme_and_the_rest():
    found = assess(*city(5))
    ours = PLACES.loc[PLACES["kecamatan"] == "Banyumanik", "unit_id"]
    assert found.year == "2025"
    assert found.units["unit"].tolist() == ["programme", "others", *sorted(ours)]
    assert (found.units["low"] < found.units["ikm"]).all()


def test_without_answers_about_kelurahan_there_is_nothing():
    skm, services, panel = city(6)
    assert assess(skm.assign(unit_id="Puskesmas Ngesrep"), services, panel) is None
    assert assess(skm.iloc[:0], services, panel) is None


def test_the_example_has_its_planted_effect_on_every_unsur(cleaned, built):
    tables = cleaned["contoh-2025-S2"].tables
    found = assess(tables["skm"], tables["layanan"], built.by_frequency["quarter"])
    # one latent gain moves all nine answers alike
    assert (found.effects["p_adjusted"] < 0.05).all()
    assert found.effects["att"].mean() == pytest.approx(7.4, abs=1.0)
    assert (found.effects["pretrend_p"] > 0.01).all()
