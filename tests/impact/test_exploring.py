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
        exploring.save(tmp_path, EXAMPLES[1], first)
    edited = first.model_copy(update={"note": "Alasan yang lebih jelas."})
    assert exploring.save(tmp_path, EXAMPLES[1], edited) == 2
    assert path.read_text().startswith(before.rstrip("\n"))
    assert cycles.load(tmp_path, EXAMPLES[1]).exploratory == [edited, second]


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


def test_parameters_of_a_notebook_become_choices_one_an_outcome():
    declared = exploring.choices_of(CHOICES)
    assert [c.outcome for c in declared] == CHOICES.outcomes and all(c.declared(CHOICES) for c in declared)
    asked = exploring.choices_of(CHOICES, "skp, ikm", "2020-S1..", "stacked", "never_treated", "age", 0, "female")
    assert [(c.outcome, c.estimator, c.group, c.first, c.last) for c in asked] == [
        ("skp", "stacked", "female", "2020-S1", ""),
        ("ikm", "stacked", "female", "2020-S1", ""),
    ]
    assert all((c.control_group, c.covariates, c.anticipation) == ("never_treated", ("age",), 0) for c in asked)
    assert exploring.choices_of(CHOICES, covariates="none")[0].covariates == ()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"outcomes": "speed"}, "outcome 'speed' is unknown; choose from skp, "),
        ({"covariates": "age, sex"}, "covariate 'sex' is unknown; choose from age, female, education, service."),
        ({"window": "2020-S1"}, "write the first and the last period"),
        ({"anticipation": 99}, "choose 0 to 24"),
        ({"estimator": "twfe"}, "estimator 'twfe' is unknown; choose from callaway_santanna"),
        ({"control_group": "all"}, "choose from not_yet_treated, never_treated"),
        ({"subgroup": "tall"}, "subgroup 'tall' is unknown; choose from cross_sector"),
    ],
)
def test_a_wrong_parameter_is_named_with_those_to_choose_from(asked, message):
    with pytest.raises(UserError, match=message):
        exploring.choices_of(CHOICES, **asked)


def test_what_goes_beyond_the_plan_is_exploratory_and_gives_other_numbers(built, estimated):
    planned = dict.fromkeys(CHOICES.outcomes, "planned")

    def chosen(**asked):
        listed = exploring.choices_of(CHOICES, "skp", **asked)
        return exploring.chosen(listed, built, CHOICES, estimated.headlines, planned).iloc[0]

    headline = estimated.headlines.set_index("outcome").loc["skp"]
    declared = chosen()
    assert declared["status"] == "planned" and declared["att"] == headline["att"]
    for asked in (
        {"covariates": "none"},
        {"anticipation": 0},
        {"control_group": "never_treated"},
        {"window": "..2024-S2"},
    ):
        row = chosen(**asked)
        assert row["status"] == "exploratory" and row["att"] != headline["att"], asked
        assert row["low"] < row["att"] < row["high"]
    same = chosen(covariates="age,female,education,service", anticipation=1, control_group="not_yet_treated")
    assert same["status"] == "planned" and same["att"] == headline["att"]
    lost = exploring.chosen(
        exploring.choices_of(CHOICES, "ikm", subgroup="female"), built, CHOICES, estimated.headlines, planned
    ).iloc[0]
    assert "groups are of officers" in lost["why"] and lost["status"] == "exploratory"


def test_a_choice_of_the_design_is_saved_and_estimated(built, tmp_path):
    shutil.copytree(ROOT / "cycles", tmp_path / "cycles")
    choice = Exploration(outcome="skp", covariates=(), anticipation=0, control_group="never_treated", note="why")
    exploring.save(tmp_path, EXAMPLES[1], choice)
    assert cycles.load(tmp_path, EXAMPLES[1]).exploratory == [choice]
    row = exploring.entries([choice], built, CHOICES).iloc[0]
    assert (row["covariates"], row["anticipation"], row["control_group"]) == ("", 0, "never_treated")


@pytest.mark.parametrize(
    "choice",
    [
        Exploration(outcome="skp"),
        Exploration(outcome="skp", group="female", estimator="sun_abraham", first="2020-S1", last="2024-S2"),
        Exploration(outcome="on_time", control_group="never_treated", anticipation=2, estimator="imputation"),
        Exploration(outcome="attendance", covariates=()),
        Exploration(outcome="attendance", covariates=("age", "female")),
    ],
)
def test_the_code_of_a_choice_asks_for_that_choice(choice):
    written = exploring.code(choice, "x", CHOICES)
    asked = written.splitlines()[2].removeprefix("choice = study.choices(").removesuffix(")[0]")
    assert len(written.splitlines()) == 5
    assert eval(f"choices_of(CHOICES, {asked})", {"choices_of": exploring.choices_of, "CHOICES": CHOICES}) == [choice]
