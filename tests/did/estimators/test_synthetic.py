import json

import numpy as np
import pandas as pd
import pytest

from analysis.did.design import Design
from analysis.did.estimators import synthetic
from analysis.errors import UserError
from conftest import ROOT, invented

REFERENCE = ROOT / "tests/reference"


@pytest.fixture(scope="module")
def smoking():
    data = pd.read_csv(REFERENCE / "california_prop99.csv")
    treated = data.groupby("State")["treated"].transform("max") == 1
    return data.assign(cohort=np.where(treated, 1989.0, np.nan))


@pytest.mark.parametrize("method", synthetic.METHODS)
def test_estimates_agree_with_the_r_package_synthdid(smoking, method):
    published = json.loads((REFERENCE / "california_prop99__synthdid.json").read_text())
    result = synthetic.fit(Design(smoking, "PacksPerCapita", "State", "Year"), method)
    assert result.row()["att"] == pytest.approx(published[method], abs=1e-8)


def test_weights_are_shares(smoking):
    wide = smoking.pivot_table(index="State", columns="Year", values="PacksPerCapita")
    control, treated = wide.drop("California").to_numpy(), wide.loc[["California"]].to_numpy()
    found = synthetic.block(control, treated, 19)
    assert found.unit.sum() == pytest.approx(1)
    assert found.time.sum() == pytest.approx(1)
    assert (found.unit >= 0).all()


def test_districts_are_the_placebos_where_they_are_given():
    data = invented(1, n=120, effect=2.0, cohorts=(4, 5))
    units = data.drop_duplicates("unit").set_index("unit")
    home = pd.Series(np.where(units["cohort"].notna(), "ours", "d" + (units.index % 8).astype(str)), index=units.index)
    row = synthetic.fit(Design(data, "y", "unit", "time"), districts=home).row()
    assert row["df"] == 7
    assert row["low"] <= 2 <= row["high"]


def test_units_with_gaps_are_counted():
    data = invented(2, n=30).drop(index=[0, 9])
    assert synthetic.fit(Design(data, "y", "unit", "time")).skipped["units_with_gaps"] == 2


def test_nothing_without_gaps_is_refused():
    data = invented(3, n=40)
    data = data[data["time"] != data["unit"] % 8]
    with pytest.raises(UserError, match="observed in every period"):
        synthetic.fit(Design(data, "y", "unit", "time"))


def blocks(seed, n_treated, n_control, span=8):
    """Draw units with trends of their own, half of the treated a period later; nothing has an effect."""
    rng = np.random.default_rng(seed)
    n = n_treated + n_control
    y = rng.normal(size=(n, 1)) + rng.normal(0, 0.5, (n, 1)) * np.linspace(0, 1, span) + rng.normal(0, 0.5, (n, span))
    start = np.where(np.arange(n) < n_treated, 5.0 + np.arange(n) % 2, np.nan)
    frame = {"unit": np.repeat(np.arange(n), span), "time": np.tile(np.arange(span), n)}
    return Design(pd.DataFrame(frame | {"cohort": np.repeat(start, span), "y": y.ravel()}), "y", "unit", "time")


@pytest.mark.parametrize(("method", "published"), [("sdid", 8.4), ("did", 17.7)])
def test_placebo_errors_are_those_of_the_paper(smoking, method, published):
    # Arkhangelsky et al. (2021, table 1), from random placebos; here every control is one
    row = synthetic.fit(Design(smoking, "PacksPerCapita", "State", "Year"), method).row()
    assert row["se"] == pytest.approx(published, rel=0.15)
    assert row["df"] == 37


def test_the_jackknife_is_leaving_out_units_with_weights_as_they_are():
    design = blocks(1, 5, 9)
    result = synthetic.fit(design, errors="jackknife").row()
    b, _, _ = synthetic._blocks(design, "sdid")
    _, weights = b.estimate()
    values = []
    for kind, count in (("control", len(b.control)), ("treated", len(b.treated))):
        for left in range(count):
            total = size = 0.0
            for (before, used, units), one in zip(b.cohorts(), weights, strict=True):
                omega = one.unit.copy()
                if kind == "control":
                    omega[left] = 0
                    omega /= omega.sum()
                kept = units[units != left] if kind == "treated" else units
                gap = b.treated[kept][:, used].mean(axis=0) - omega @ b.control[:, used]
                count_of = len(kept) * (len(used) - before)
                total += count_of * (gap[before:].mean() - gap[:before] @ one.time)
                size += count_of
            values.append(total / size)
    n = len(values)
    assert result["se"] == pytest.approx(np.sqrt((n - 1) / n * ((np.array(values) - np.mean(values)) ** 2).sum()))
    assert result["df"] == 4


@pytest.mark.parametrize("errors", ["jackknife", "bootstrap"])
def test_errors_that_one_treated_unit_does_not_define_are_refused(smoking, errors):
    with pytest.raises(UserError, match="one treated unit"):
        synthetic.fit(Design(smoking, "PacksPerCapita", "State", "Year"), errors=errors)


def test_placebos_with_too_few_controls_are_refused():
    with pytest.raises(UserError, match="at least two controls more"):
        synthetic.fit(blocks(2, 8, 9), errors="placebo")


def test_with_more_treated_than_controls_it_rarely_finds_what_is_not_there():
    rows = [synthetic.fit(blocks(100 + s, 12, 5), method="did").row() for s in range(150)]
    # three standard errors above 5 %
    assert np.mean([row["p"] < 0.05 for row in rows]) <= 0.103
    rows = [synthetic.fit(blocks(100 + s, 8, 5)).row() for s in range(20)]
    assert np.mean([row["p"] < 0.05 for row in rows]) <= 0.2


def test_errors_agree_where_all_are_defined():
    design = blocks(3, 12, 30)
    rows = {name: synthetic.fit(design, "did", errors=name, draws=150).row() for name in synthetic.ERRORS}
    assert rows["bootstrap"]["se"] == pytest.approx(rows["jackknife"]["se"], rel=0.25)
    assert rows["placebo"]["se"] == pytest.approx(rows["jackknife"]["se"], rel=0.5)
    again = synthetic.fit(design, "did", errors="bootstrap", draws=150).row()
    assert again["se"] == rows["bootstrap"]["se"]
    assert synthetic.fit(design, "did", errors="bootstrap", draws=150, seed=1).row()["se"] != again["se"]


def test_an_unknown_error_is_refused():
    with pytest.raises(UserError, match="jackknife"):
        synthetic.fit(blocks(4, 4, 9), errors="wild")


def test_periods_that_nobody_observes_are_no_periods():
    data = blocks(5, 3, 9).panel
    spaced = Design(data.assign(time=2010 + 2 * data["time"], cohort=2010 + 2 * data["cohort"]), "y", "unit", "time")
    one, two = (synthetic.fit(d, draws=5).row() for d in (Design(data, "y", "unit", "time"), spaced))
    assert one["att"] == pytest.approx(two["att"])
    assert one["n_control"] == two["n_control"] == 9
