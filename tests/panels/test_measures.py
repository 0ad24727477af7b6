import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from analysis.cycle import Analysis
from analysis.errors import UserError
from analysis.impact.estimate import headline_effects
from analysis.panels.build import build_panels
from analysis.team import plan
from offices import Office

WORDS = {"id": "kata", "en": "words"}
LEVY = {
    "level": "unit", "frequency": "quarter", "source": "pengaduan", "period": "received", "aggregate": "share",
    "where": {"category": ["Pungutan liar"]}, "better": "less", "words": WORDS, "unit": {"id": "%", "en": "%"},
}  # fmt: skip
AGE = {
    "level": "unit", "frequency": "quarter", "source": "skm", "period": "date", "value": "age", "better": "more",
    "words": WORDS, "unit": WORDS,
}  # fmt: skip
ABSENT_DAYS = {
    "level": "officer", "frequency": "semester", "source": "presensi", "period": "month", "value": "absent",
    "better": "less", "words": WORDS, "unit": WORDS,
}  # fmt: skip
OFFICE = Office(last="2022-S2", subgroups=())


def office(**new):
    return OFFICE.but(new_outcomes=new, outcomes=tuple(new))


def test_a_share_is_of_the_rows_of_a_unit_and_period():
    o = office(x_levy=LEVY)
    tables = o.tables()
    unit = tables["pengaduan"]["unit_id"].iloc[0]
    tables["pengaduan"] = pd.DataFrame(
        {"unit_id": unit, "received": pd.to_datetime(["2020-01-02", "2020-02-03", "2020-03-04", "2020-05-05"]),
         "category": ["Pungutan liar", "Lain", "Lain", None]}
    )  # fmt: skip
    panel = build_panels(tables, o.cycle).by_frequency["quarter"].set_index(["unit_id", "quarter"])["x_levy"]
    assert panel[unit, "2020-Q1"] == pytest.approx(100 / 3)
    assert panel[unit, "2020-Q2"] == 0
    # no complaint, no share; other outcomes of the quarter keep their rows
    assert np.isnan(panel[unit, "2020-Q3"])


def test_a_count_is_zero_where_no_row_fits():
    o = office(x_levy=LEVY | {"aggregate": "count", "frequency": "month"})
    tables = o.tables()
    unit = tables["pengaduan"]["unit_id"].iloc[0]
    tables["pengaduan"] = pd.DataFrame(
        {"unit_id": unit, "received": pd.to_datetime(["2020-01-02", "2020-01-03", "2020-03-04"]),
         "category": ["Pungutan liar", "Pungutan liar", "Lain"]}
    )  # fmt: skip
    panel = build_panels(tables, o.cycle).by_frequency["month"].set_index(["unit_id", "month"])["x_levy"]
    assert panel[unit].loc["2020-01":"2020-03"].tolist() == [2, 0, 0]
    assert panel[unit].drop(["2020-01", "2020-02", "2020-03"]).isna().all()


def test_months_become_semesters_and_the_panel_is_estimated():
    o = office(x_absent=ABSENT_DAYS, x_age=AGE)
    tables = o.tables()
    tables["skm"]["age"] = np.arange(len(tables["skm"])) % 40 + 20
    panels = build_panels(tables, o.cycle)
    months = tables["presensi"].query("month < '2019-07'").groupby("officer_id")["absent"].mean()
    seen = panels.by_frequency["semester"].query("semester == '2019-S1'").set_index("officer_id")["x_absent"]
    pd.testing.assert_series_equal(
        seen.sort_index(), months, check_names=False, check_dtype=False, check_index_type=False
    )
    effects = headline_effects(panels, o.cycle).set_index("outcome")
    assert effects.loc[["x_absent", "x_age"]].notna().all(axis=None)


@pytest.mark.parametrize("absent", ["presensi", "skm"])
def test_an_absent_export_leaves_its_outcome_out(absent):
    o = office(x_absent=ABSENT_DAYS, x_age=AGE).but(absent=(absent,))
    panels = build_panels(o.tables(), o.cycle)
    columns = {c for panel in panels.by_frequency.values() for c in panel}
    assert ("x_absent" in columns, "x_age" in columns) == (absent != "presensi", absent != "skm")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"value": "income"}, "skm has no column income; choose from date"),
        ({"value": "sex"}, "column sex of skm holds no numbers"),
        ({"source": "pegawai", "period": "birth_year", "value": "education"}, "dated more coarsely than by quarter"),
        ({"source": "pegawai", "period": "grade", "value": "education"}, "is not a period"),
    ],
)
def test_a_measure_that_cannot_be_taken_says_why(change, sentence):
    o = office(x_age=AGE | change)
    with pytest.raises(UserError, match=sentence):
        build_panels(o.tables(), o.cycle)


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("x_age", {"value": ""}, "name the numeric column of a mean"),
        ("x_age", {"aggregate": "share", "value": ""}, "say which rows a share counts"),
        ("x_age", {"frequency": "year"}, "choose month or quarter"),
        ("x_age", {"source": "gaji"}, "unknown export gaji"),
        ("age", {}, "should match pattern"),
    ],
)
def test_a_wrong_declaration_is_refused(name, change, sentence):
    with pytest.raises(ValidationError, match=sentence):
        Analysis(new_outcomes={name: AGE | change}, outcomes=[name])


def test_the_plan_freezes_how_a_new_outcome_is_measured():
    o = office(x_age=AGE)
    record = {"plan": plan.content(o.cycle), "amendments": []}
    assert plan.deviations(record, o.cycle).empty
    other = office(x_age=AGE | {"value": "education"})
    assert plan.deviations(record, other.cycle)["key"].tolist() == ["outcomes.x_age.measure.value"]
    assert plan.status(record, other.cycle)[0] == {"x_age": "exploratory"}
