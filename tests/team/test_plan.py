import dataclasses

import pytest
import yaml

from analysis import cycle as cycles
from analysis.errors import UserError
from analysis.impact import evidence
from analysis.team import plan
from conftest import EXAMPLES, ROOT


@pytest.fixture
def copy(tmp_path):
    (tmp_path / "cycles").mkdir()
    text = (ROOT / "cycles" / f"{EXAMPLES[1]}.yaml").read_text(encoding="utf-8")
    (tmp_path / "cycles" / f"{EXAMPLES[1]}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def opened(root, **analysis):
    path = root / "cycles" / f"{EXAMPLES[1]}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["analysis"] |= analysis
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return cycles.load(root, EXAMPLES[1])


def test_a_plan_holds_everything_that_decides_and_its_hash(copy):
    path = plan.freeze(copy, opened(copy), "2026-01-05")
    record = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert record["frozen"] == "2026-01-05"
    assert record["sha256"] == plan.digest(record["plan"])
    assert record["plan"]["outcomes"]["ikm"]["estimator"] == "imputation"
    assert record["plan"]["outcomes"]["skp"]["anticipation"] == 1
    assert "pretrend_rejected -> inconclusive" in record["plan"]["decision_rules"]
    assert cycles.names(copy) == [EXAMPLES[1]]


def test_what_was_planned_is_planned(copy):
    cycle = opened(copy)
    plan.freeze(copy, cycle, "2026-01-05")
    record = plan.load(copy, EXAMPLES[1])
    outcomes, subgroups = plan.status(record, cycle)
    assert set(outcomes.values()) == set(subgroups.values()) == {"planned"}
    assert plan.deviations(record, cycle).empty


@pytest.mark.parametrize(
    ("change", "exploratory", "keys"),
    [
        ({"anticipation": {"month": 2}}, {"on_time", "complaints"}, 4),
        ({"alpha": 0.1}, set(cycles.load(ROOT, EXAMPLES[1]).analysis.outcomes), 1),
        ({"covariates": ["age"]}, {"skp", "competence", "attendance", "lateness"}, 4),
        ({"outcomes": ["skp"]}, set(), None),
    ],
)
def test_a_deviation_makes_what_it_touches_exploratory(copy, change, exploratory, keys):
    plan.freeze(copy, opened(copy), "2026-01-05")
    record = plan.load(copy, EXAMPLES[1])
    cycle = opened(copy, **change)
    outcomes, _ = plan.status(record, cycle)
    assert {o for o, s in outcomes.items() if s == "exploratory"} == exploratory
    table = plan.deviations(record, cycle)
    assert len(table) == keys if keys else len(table) > 5
    assert (table["planned"] != table["done"]).all()


def test_a_reason_is_recorded_and_the_deviation_stays(copy):
    plan.freeze(copy, opened(copy), "2026-01-05")
    cycle = opened(copy, alpha=0.1)
    assert plan.amend(copy, cycle, "Ten percent was agreed with the team.", "2026-02-01") == 1
    table = plan.deviations(plan.load(copy, EXAMPLES[1]), cycle)
    assert table["reason"].tolist() == ["Ten percent was agreed with the team."]
    assert set(plan.status(plan.load(copy, EXAMPLES[1]), cycle)[0].values()) == {"exploratory"}
    with pytest.raises(UserError, match="nothing differs"):
        plan.amend(copy, cycle, "again", "2026-02-02")


def test_without_a_plan_everything_is_exploratory(copy):
    cycle = opened(copy)
    outcomes, subgroups = plan.status(plan.load(copy, EXAMPLES[1]), cycle)
    assert set(outcomes.values()) | set(subgroups.values()) == {"exploratory"}
    with pytest.raises(UserError, match="there is no plan to amend"):
        plan.amend(copy, cycle, "why", "2026-02-01")


def test_a_frozen_plan_is_neither_replaced_nor_edited(copy):
    path = plan.freeze(copy, opened(copy), "2026-01-05")
    with pytest.raises(UserError, match="frozen already"):
        plan.freeze(copy, opened(copy), "2026-01-06")
    path.write_text(path.read_text(encoding="utf-8").replace("alpha: 0.05", "alpha: 0.10"), encoding="utf-8")
    with pytest.raises(UserError, match="edited after it was frozen"):
        plan.load(copy, EXAMPLES[1])
    path.write_text("frozen: yes\n", encoding="utf-8")
    with pytest.raises(UserError, match="not a plan"):
        plan.load(copy, EXAMPLES[1])


def test_no_plan_after_results(copy):
    cycle = opened(copy)
    seen = copy / "data/processed" / EXAMPLES[1]
    seen.mkdir(parents=True)
    (seen / "headlines.parquet").touch()
    with pytest.raises(UserError, match="not made before they are seen"):
        plan.freeze(copy, cycle, "2026-01-05")


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_keep_to_their_plans(name):
    cycle = cycles.load(ROOT, name)
    record = plan.load(ROOT, name)
    assert record is not None
    assert plan.deviations(record, cycle).empty


@pytest.fixture
def frozen():
    """The record of a plan of the example, and its cycle."""
    cycle = cycles.load(ROOT, EXAMPLES[1])
    return {"plan": plan.content(cycle), "amendments": []}, cycle


def deviating(record, cycle):
    """Return what deviates, after seeing that it makes every outcome exploratory."""
    assert set(plan.status(record, cycle)[0].values()) == {"exploratory"}
    return plan.deviations(record, cycle)["key"].tolist()


@pytest.mark.parametrize("name", [f.name for f in dataclasses.fields(evidence.Thresholds)])
def test_every_changed_threshold_is_a_deviation(frozen, monkeypatch, name):
    moved = dataclasses.replace(evidence.THRESHOLDS, **{name: getattr(evidence.THRESHOLDS, name) * 1.1})
    monkeypatch.setattr(evidence, "THRESHOLDS", moved)
    assert deviating(*frozen) == [f"thresholds.{name}"]


def changed_rules(rules):
    """Change every part of every rule, one at a time; leave each out; turn their order round."""
    for k, rule in enumerate(rules):
        changed = [dataclasses.replace(rule, grade="other"), dataclasses.replace(rule, reason="other")]
        for j, c in enumerate(rule.any_of):
            for part in (
                dataclasses.replace(c, sign="unknown" if c.sign != "unknown" else "<"),
                dataclasses.replace(c, bound=(*c.bound, "att")),
                dataclasses.replace(c, or_unknown=not c.or_unknown),
                dataclasses.replace(c, fact="other"),
            ):
                changed.append(dataclasses.replace(rule, any_of=(*rule.any_of[:j], part, *rule.any_of[j + 1 :])))
        for other in changed:
            yield (*rules[:k], other, *rules[k + 1 :])
        yield (*rules[:k], *rules[k + 1 :])
    yield rules[::-1]


@pytest.mark.parametrize("table", evidence.TABLES)
def test_every_changed_rule_is_a_deviation(frozen, monkeypatch, table):
    tried = 0
    for rules in changed_rules(evidence.TABLES[table]):
        monkeypatch.setitem(evidence.TABLES, table, rules)
        assert f"comparisons.{table}" in deviating(*frozen)
        tried += 1
    assert tried > 3 * len(rules)
