import datetime as dt
import math
import shutil
from copy import deepcopy

import pandas as pd
import pytest
import yaml

from analysis import cycle as cycles
from analysis.errors import UserError
from analysis.reporting.report import Report
from analysis.store.repository import Folders
from analysis.study import Study
from analysis.team import recommendations
from analysis.team.recommendations import RULES, Recommendation
from conftest import EXAMPLES, ROOT


@pytest.fixture(scope="module")
def study(finished):
    return Study(EXAMPLES[1], root=finished)


@pytest.fixture
def cycle():
    return cycles.load(ROOT, EXAMPLES[1])


def reading(**tables):
    return lambda name: tables.get(name.replace("/", "_"), pd.DataFrame())


def headline(outcome, grade, att):
    return pd.DataFrame([{"outcome": outcome, "grade": grade, "att": att, "low": att - 1, "high": att + 1}])


def ids(read, cycle):
    return [r.id for r in recommendations.propose(read, cycle)]


@pytest.mark.parametrize(
    ("outcome", "grade", "att", "rule"),
    [
        ("skp", "strong", 0.3, "keep"),
        ("skp", "moderate", -0.3, "repair"),
        ("lateness", "moderate", -1.0, "keep"),
        ("lateness", "moderate", 1.0, "repair"),
        ("ikm", "suggestive", 2.0, "watch"),
        ("complaints", "none", -3.0, "do_not_claim"),
        ("lateness", "inconclusive", 1.0, "find_cause"),
    ],
)
def test_each_grade_calls_for_its_own_proposal(cycle, outcome, grade, att, rule):
    assert ids(reading(headlines=headline(outcome, grade, att)), cycle) == [f"{rule}/{outcome}"]


def test_without_findings_nothing_is_proposed(cycle):
    assert ids(reading(), cycle) == []


def test_an_association_is_never_proposed_as_an_effect(cycle):
    drivers = pd.DataFrame(
        [{"driver": "sessions", "effect": -0.3, "low": -0.4, "high": -0.2, "p": 1e-9, "p_adjusted": 1e-9}]
    )
    found = recommendations.propose(reading(resistance_drivers=drivers), cycle)
    assert [r.id for r in found] == ["sosialisasi/sessions"]
    assert found[0].evidence["grade"] == "suggestive"


def test_every_proposal_has_owner_due_date_evidence_and_words_in_the_report(study):
    listed = study.recommend()
    assert {r.rule for r in listed} >= {
        "keep",
        "find_cause",
        "do_not_claim",
        "sosialisasi",
        "place_better",
        "tie_units",
    }
    assert all(r.due > study.cycle.latest and r.evidence["grade"] for r in listed)
    text = Report(study)("recommendations").content
    assert text.count("<tr>") == len(listed) + 2
    order = [rule.name for rule in RULES]
    assert [order.index(r.rule) for r in listed] == sorted(order.index(r.rule) for r in listed)


def test_the_planted_nulls_are_not_to_be_claimed(study):
    listed = {r.id for r in study.recommend()}
    assert {"do_not_claim/attendance", "do_not_claim/complaints", "find_cause/lateness"} <= listed


def test_what_the_team_wrote_stands_when_evidence_is_refreshed(study, tmp_path):
    listed = study.recommend()
    listed[0] = listed[0].model_copy(update={"status": "accepted", "owner": "asn", "due": dt.date(2027, 1, 1)})
    own = Recommendation(id="team/ours", owner="asn", due="2026-01-01", text={"id": "Satu.", "en": "One."})
    lapsed = Recommendation(id="watch/skp", owner="asn", due="2026-01-01", evidence={"grade": "suggestive", "att": 1.0})
    path = recommendations.write(Folders(tmp_path, EXAMPLES[1]), [*listed, own, lapsed])
    assert "&id" not in path.read_text()
    again = recommendations.load(Folders(tmp_path, EXAMPLES[1]))
    assert again == [*listed, own, lapsed]
    merged = recommendations.merged(study.recommend(), again)
    assert merged[0] == listed[0]
    assert own in merged and lapsed not in merged


def test_the_next_cycle_shows_status_and_what_was_measured_since(study):
    table = study.followed().set_index("id")
    assert set(table["cycle"]) == {EXAMPLES[0]}
    headlines = study.table("headlines").set_index("outcome")
    assert table.loc["keep/skp", "att_now"] == headlines.loc["skp", "att"]
    assert table.loc["keep/skp", "att"] != table.loc["keep/skp", "att_now"]
    assert table.loc["find_cause/lateness", "overdue"]
    assert not table.loc["improve_unsur/U1", "overdue"]  # done
    assert not table.loc["tie_units/joint", "overdue"]  # rejected
    assert math.isnan(table.loc["team/pendampingan", "att_now"])
    text = Report(study)("followed").content
    assert "lewat tenggat" in text and "Tunjuk pendamping" in text
    assert "Simulasi." not in text  # notes are the team's own


def test_the_first_cycle_has_nothing_to_follow_up(study):
    first = Study(EXAMPLES[0], root=study.root)
    assert recommendations.latest_before(first.evaluation) is None
    assert recommendations.followed(first.evaluation, reading()).empty


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c: c["recommendations"][0].update(status="maybe"), "recommendations.0.status"),
        (lambda c: c["recommendations"][0].update(id="guess/skp"), "no such rule"),
        (lambda c: c["recommendations"][0].update(due="soon"), "recommendations.0.due"),
        (lambda c: c["recommendations"].append({"id": "team/x", "owner": "asn", "due": "2026-01-01"}), "in Indonesian"),
        (lambda c: c["recommendations"].append(deepcopy(c["recommendations"][0])), "stands there twice"),
        (lambda c: c.update(cycle="other"), "the folder is"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path, change, told):
    shutil.copytree(ROOT / "cycles" / EXAMPLES[0], tmp_path / "cycles" / EXAMPLES[0])
    path = Folders(tmp_path, EXAMPLES[0]).recommendations_file
    content = yaml.safe_load(path.read_text())
    change(content)
    path.write_text(yaml.safe_dump(content))
    with pytest.raises(UserError, match=told):
        recommendations.load(Folders(tmp_path, EXAMPLES[0]))


def test_a_broken_file_is_named_by_its_line(tmp_path):
    path = Folders(tmp_path, EXAMPLES[0]).recommendations_file
    path.parent.mkdir(parents=True)
    path.write_text("cycle: x\nrecommendations: [\n")
    with pytest.raises(UserError, match=r"recommendations.yaml, line \d"):
        recommendations.load(Folders(tmp_path, EXAMPLES[0]))
