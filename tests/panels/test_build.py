import numpy as np
import pandas as pd

from analysis import cycle as cycles
from analysis.panels import officers, units


def test_scores_are_standardised_within_group_by_the_reference_only():
    values = pd.Series([1.0, 3.0, 10.0, 50.0, 70.0, 60.0])
    groups = pd.Series(["old"] * 3 + ["new"] * 3)
    reference = pd.Series([True, True, False] * 2)
    out = officers.standardise(values, groups, reference)
    assert np.allclose(out, [-np.sqrt(0.5), np.sqrt(0.5), 8 / np.sqrt(2), -np.sqrt(0.5), np.sqrt(0.5), 0])


def test_a_reference_without_spread_gives_nothing():
    out = officers.standardise(pd.Series([2.0, 2.0, 5.0]), pd.Series(["a"] * 3), pd.Series([True, True, False]))
    assert out.isna().all()


def test_panels_have_the_size_of_the_example(built):
    month = built.by_frequency["month"]
    assert month.groupby("unit_id")["month"].nunique().eq(84).all()
    assert month["unit_id"].nunique() == 177
    treated = month.loc[month["cohort"].notna(), ["unit_id", "kecamatan"]].drop_duplicates()
    assert len(treated) == 11
    assert set(treated["kecamatan"]) == {"Banyumanik"}
    assert len(built.officers) > 7000


def test_the_two_instruments_of_skp_share_one_scale(built):
    semester = built.by_frequency["semester"]
    never = semester[semester["cohort"].isna()]
    by = never.groupby("semester")["skp"].agg(["mean", "std"])
    assert np.allclose(by["mean"], 0, atol=1e-9)
    assert np.allclose(by["std"], 1)


def test_nobody_is_observed_from_a_second_move_on(built):
    semester = built.by_frequency["semester"].merge(built.officers[["officer_id", "censored_from"]], on="officer_id")
    again = semester[semester["censored_from"].notna()]
    assert len(again) > 100
    assert (again["semester"] < again["censored_from"]).all()
    counted = built.exclusions.set_index(["panel", "reason"])["rows"]
    assert counted["semester", "after_second_move"] > 100


def test_every_row_of_the_attendance_export_reaches_the_panel_or_is_counted(cleaned, built):
    presensi = cleaned["contoh-2025-S2"].tables["presensi"]
    skp = cleaned["contoh-2025-S2"].tables["skp"]
    halves = presensi["month"].str[:4] + np.where(presensi["month"].str[5:] <= "06", "-S1", "-S2")
    pairs = set(zip(presensi["officer_id"], halves, strict=True)) | set(
        zip(skp["officer_id"], skp["semester"], strict=True)
    )
    counted = built.exclusions[built.exclusions["panel"] == "semester"].set_index("reason")["rows"]
    left = counted[["officer_not_in_register_or_in_doubt", "outside_the_window", "after_second_move"]].sum()
    assert len(built.by_frequency["semester"]) + left == len(pairs)


def test_ikm_is_the_mean_of_nine_unsur_times_25():
    cycle = cycles.Cycle(
        cycle="x", title="x", synthetic=True, pseudonym_key="k", first="2019-S1", last="2025-S2",
        programme_start="2021-S1", deliveries=["x"],
    )  # fmt: skip
    answers = pd.DataFrame([[3] * 9, [4] * 9, [1, 2, 3, 4, 1, 2, 3, 4, 4]], columns=[f"U{k}" for k in range(1, 10)])
    answers = answers.assign(unit_id="Kelurahan Ngesrep", date=pd.Timestamp("2023-05-01"))
    out = units.unit_quarters(answers, pd.Series({"Kelurahan Ngesrep": "2022-04"}), cycle, [])
    # by hand: nine means (8, 9, 10, 11, 8, 9, 10, 11, 11)/3 sum to 29; 29 × 1/9 × 25 = 80.5556
    assert np.allclose(out["ikm"], 29 / 9 * 25)
    assert out[["quarter", "cohort"]].iloc[0].tolist() == ["2023-Q2", "2022-Q2"]


def test_a_health_centre_counts_for_itself_where_health_centres_are_compared():
    cycle = cycles.Cycle(
        cycle="x", title="x", place="33.72", units="puskesmas", first="2021-S1", last="2021-S2",
        programme_start="2021-S2", deliveries=["x"], analysis=cycles.Analysis(unit_treated_from=1),
    )  # fmt: skip
    named = ["Puskesmas Pajang", "Puskesmas Pajang", "Kelurahan Pajang", "Puskesmas Gilingan"]
    received = pd.to_datetime(["2021-03-01", "2021-03-02", "2021-03-02", "2021-03-02"])
    services = pd.DataFrame(
        {"unit_id": named, "received": received, "finished": received + pd.Timedelta(days=2), "standard": [1, 3, 3, 3]}
    )
    moves = pd.DataFrame({"unit_to": named[:3], "tmt": pd.to_datetime(["2021-07-01"] * 3)})
    left_out: list[tuple[str, str, int]] = []
    panel = units.unit_months(services, None, units.unit_starts(moves, cycle), cycle, left_out)
    assert panel[["unit_id", "kecamatan", "services", "on_time"]].values.tolist() == [
        ["Puskesmas Gilingan", "Banjarsari", 1, 100.0], ["Puskesmas Pajang", "Laweyan", 2, 50.0],
    ]  # fmt: skip
    assert panel["cohort"].fillna("never").tolist() == ["never", "2021-07"]
    assert ("month", "service_of_another_kind_of_unit", 1) in left_out
