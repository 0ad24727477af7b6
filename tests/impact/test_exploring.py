import shutil

import pytest

from analysis import cycle as cycles
from analysis.cycle import Analysis, Exploration
from analysis.did.estimators.registry import ESTIMATORS
from analysis.domain.outcomes import OUTCOMES
from analysis.errors import UserError
from analysis.impact import exploring
from conftest import EXAMPLES, ROOT

CHOICES = Analysis()


def estimated_row(choice, built):
    d = exploring.design(choice, built, CHOICES)
    return exploring.overall(choice, built, d, exploring.estimate(choice, d, CHOICES.alpha), CHOICES)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_declared_choice_gives_the_headline(built, estimated, outcome):
    estimator = getattr(CHOICES.estimators, OUTCOMES[outcome].level)
    row = estimated_row(Exploration(outcome=outcome, estimator=estimator), built)
    headline = estimated.headlines.set_index("outcome").loc[outcome]
    for key in ("att", "low", "high", "p"):
        assert row[key] == pytest.approx(headline[key])


@pytest.mark.parametrize("estimator", [name for name, e in ESTIMATORS.items() if e.holds("")])
def test_every_estimator_can_be_chosen(built, estimator):
    row = estimated_row(Exploration(outcome="competence", estimator=estimator, group="cross_sector"), built)
    assert row["low"] < row["att"] < row["high"] and row["att"] > 0


def test_a_group_is_what_the_impact_calls_it(built, estimated):
    row = estimated_row(Exploration(outcome="skp", group="cross_sector"), built)
    table = estimated.heterogeneity.set_index(["outcome", "group"])
    assert row["att"] == pytest.approx(table.loc[("skp", "cross_sector"), "att"])


def test_a_window_uses_no_other_period(built):
    d = exploring.design(Exploration(outcome="skp", first="2020-S1", last="2023-S2"), built, CHOICES)
    assert [d.wide.written(int(d.wide.times[k])) for k in (0, -1)] == ["2020-S1", "2023-S2"]


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (Exploration(outcome="speed"), "outcome 'speed' is unknown"),
        (Exploration(outcome="ikm", group="female"), "groups are of officers"),
        (Exploration(outcome="skp", group="tall"), "no group"),
        (Exploration(outcome="skp", first="2019-01"), "no period of skp, such as 2019-S1"),
        (Exploration(outcome="skp", estimator="magic"), "estimator 'magic' is unknown"),
    ],
)
def test_a_mistake_is_named(built, choice, message):
    with pytest.raises(UserError, match=message):
        estimated_row(choice, built)


def test_a_choice_is_saved_into_the_cycle_file_and_nothing_else_of_it_changes(tmp_path):
    shutil.copytree(ROOT / "cycles", tmp_path / "cycles")
    path = tmp_path / "cycles" / f"{EXAMPLES[1]}.yaml"
    before = path.read_text()
    first = Exploration(outcome="skp", group="female", note="Ditanya wakil ASN: apakah sama?")
    second = Exploration(outcome="on_time", estimator="stacked", first="2020-01", last="2024-12")
    assert exploring.save(tmp_path, EXAMPLES[1], first) == 1
    assert exploring.save(tmp_path, EXAMPLES[1], second) == 2
    assert path.read_text().startswith(before.rstrip("\n"))
    assert cycles.load(tmp_path, EXAMPLES[1]).exploratory == [first, second]
    with pytest.raises(UserError, match="there already"):
        exploring.save(tmp_path, EXAMPLES[1], first.model_copy(update={"note": "again"}))


def test_a_file_that_goes_on_after_its_entries_is_left_as_it_is(tmp_path):
    shutil.copytree(ROOT / "cycles", tmp_path / "cycles")
    path = tmp_path / "cycles" / f"{EXAMPLES[1]}.yaml"
    before = "exploratory:\n- {outcome: skp}\n" + path.read_text()
    path.write_text(before)
    with pytest.raises(UserError, match="its last key"):
        exploring.save(tmp_path, EXAMPLES[1], Exploration(outcome="ikm"))
    assert path.read_text() == before


def test_entries_are_estimated_and_keep_their_reason(built):
    listed = [
        Exploration(outcome="skp", group="female", note="why"),
        Exploration(outcome="ikm", estimator="imputation"),
    ]
    table = exploring.entries(listed, built, CHOICES)
    assert table["note"].tolist() == ["why", ""]
    assert (table["low"] < table["att"]).all()
    assert exploring.entries([], built, CHOICES).empty
