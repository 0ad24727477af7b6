import filecmp
import json

import pytest

from analysis.simulate.build import CYCLES, build


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    folder = tmp_path_factory.mktemp("raw")
    build(folder)
    return folder


@pytest.mark.parametrize("name", CYCLES)
def test_the_committed_example_is_made_again_byte_for_byte(again, root, name):
    comparison = filecmp.dircmp(again / name, root / "data/raw" / name)
    assert not comparison.left_only and not comparison.right_only
    _, differ, odd = filecmp.cmpfiles(again / name, root / "data/raw" / name, comparison.common_files, shallow=False)
    assert (differ, odd) == ([], [])
    assert len(comparison.common_files) == 13


def test_the_example_is_small_enough_to_commit(root):
    assert sum(p.stat().st_size for name in CYCLES for p in (root / "data/raw" / name).iterdir()) <= 15e6


def test_the_truth_names_effects_by_outcome_cohort_event_time_and_kind_of_move(truth):
    facts = truth["contoh-2025-S2"]
    assert facts["synthetic"] is True
    effects = facts["effects"]
    assert {e["subgroup"] for e in effects} == {"all", "within_sector", "cross_sector", "short_tenure", "long_tenure"}
    of = {
        o: [e["att"] for e in effects if e["outcome"] == o and e["event_time"] is None] for o in ("skp", "attendance")
    }
    assert all(v > 0.05 for v in of["skp"]) and all(v == 0 for v in of["attendance"])
    before = [e["att"] for e in effects if e["outcome"] == "skp" and e["event_time"] == -1 and e["cohort"] is None]
    assert all(v < 0 for v in before)  # anticipation


def test_the_mess_is_of_every_kind(truth):
    rules = {row["rule"] for name in CYCLES for row in truth[name]["spoilt"]}
    assert rules >= {
        "nip_spelling", "nip_relinked", "nip_digits_lost", "nip_invalid", "superseded", "unit_near_spelling",
        "unit_unknown", "date_unreadable", "required_missing", "value_out_of_range", "predikat_rederived",
        "more_days_than_month", "finished_before_received", "sk_cancelled", "sk_cancellation", "two_sk_one_day",
        "same_unit", "tmt_before_sk", "optional_unreadable",
    }  # fmt: skip


def test_truth_is_one_row_a_line(root):
    text = (root / "data/raw/contoh-2025-S1/truth.json").read_text()
    assert len(text.splitlines()) > len(json.loads(text)["effects"])
