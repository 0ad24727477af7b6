import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.cycle import Evaluation
from analysis.domain.exports import EXPORTS
from analysis.reporting.sections.changes import REASONS, rounded
from analysis.store.repository import Folders
from analysis.team import changes, signoff
from conftest import EXAMPLES, ROOT, copy_repository


@pytest.fixture(scope="module")
def table(finished):
    return pd.read_parquet(finished / "data/processed" / EXAMPLES[1] / "changes/split.parquet")


def test_the_parts_add_up_exactly(table):
    assert len(table) == 7
    total = table[list(REASONS)].sum(axis=1)
    assert np.allclose(total, table["now"] - table["before"], rtol=0, atol=1e-12)


def test_it_begins_with_what_was_approved_and_ends_with_what_is_found(table, finished):
    approved = signoff.load(Folders(ROOT, EXAMPLES[0])).results
    headlines = pd.read_parquet(finished / "data/processed" / EXAMPLES[1] / "headlines.parquet").set_index("outcome")
    for row in table.itertuples():
        assert row.before == approved[row.outcome].att
        assert row.now == headlines.loc[row.outcome, "att"]


def test_without_a_change_of_method_that_part_is_nothing(table):
    assert (abs(table["method"]) < 1e-6).all()


def test_what_is_printed_adds_up_too():
    row = pd.Series({"before": 0.004, "revised": 0.004, "new": 0.004, "method": 0.004, "now": 0.016})
    parts = rounded(row, 2)
    assert parts["before"] + sum(parts[k] for k in REASONS) == pytest.approx(parts["now"])


def test_rows_up_to_a_semester_and_what_ended_later_is_open(cleaned):
    tables = changes.as_of(cleaned[EXAMPLES[1]].tables, "2024-S1")
    assert tables["skp"]["semester"].max() == "2024-S1"
    assert tables["presensi"]["month"].max() == "2024-06"
    assert tables["kompetensi"]["year"].max() == 2023
    assert tables["layanan"]["received"].max() <= pd.Timestamp("2024-06-30")
    assert tables["layanan"]["finished"].max() <= pd.Timestamp("2024-06-30")
    assert tables["layanan"]["finished"].isna().any()
    assert tables["mutasi"]["tmt"].max() <= pd.Timestamp("2024-06-30")


def test_rows_are_counted_by_what_became_of_them(cleaned):
    now = cleaned[EXAMPLES[1]].tables
    revised = changes.as_of(now, "2025-S1")
    theirs = dict(revised)
    skm = revised["skm"].copy()
    skm.loc[skm.index[:3], "U1"] = 5 - skm.loc[skm.index[:3], "U1"]  # corrected later
    theirs["skm"] = skm.drop(skm.index[10:15])  # five came late
    gone = skm.head(1).assign(respondent="another")
    theirs["skm"] = pd.concat([theirs["skm"], gone])
    counts = changes._rows(EXPORTS["skm"], theirs, revised, now)
    assert counts.tolist() == [3, 5, 1, len(now["skm"]) - len(revised["skm"])]


def test_without_an_approved_earlier_cycle_there_is_nothing_to_split(tmp_path):
    shutil.copytree(ROOT / "cycles", tmp_path / "cycles")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/raw").symlink_to(ROOT / "data/raw")
    evaluation = Evaluation.open(tmp_path, EXAMPLES[1])
    assert changes.latest_approved_before(evaluation).name == EXAMPLES[0]
    (tmp_path / "cycles" / EXAMPLES[0] / "signoff.yaml").unlink()
    assert changes.latest_approved_before(evaluation) is None


def test_another_programme_is_no_earlier_cycle(tmp_path):
    shutil.copytree(ROOT / "cycles", tmp_path / "cycles")
    evaluation = Evaluation.open(tmp_path, EXAMPLES[1])
    elsewhere = evaluation.cycle.model_copy(update={"programme": "Tembalang"})
    assert changes.latest_approved_before(replace(evaluation, cycle=elsewhere)) is None


def test_a_mistake_in_the_files_of_another_cycle_stops_none(tmp_path):
    root = copy_repository(tmp_path)
    later = Evaluation.open(root, EXAMPLES[1])
    assert changes.latest_approved_before(later).name == EXAMPLES[0] and not changes.unreadable(later)
    for broken in (Folders(root, EXAMPLES[0]).signoff_file, next((root / "data/raw" / EXAMPLES[0]).glob("skm.*"))):
        content = broken.read_bytes()
        broken.unlink() if broken.suffix == ".xlsx" else broken.write_text("approvals: 5\n")
        assert changes.latest_approved_before(later) is None
        assert broken.stem in "".join(changes.unreadable(later))
        broken.write_bytes(content)
