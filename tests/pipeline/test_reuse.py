"""What runs again after a change, and what is kept."""

import json

import pytest

from analysis.cycle import Evaluation
from analysis.errors import StageError
from analysis.intake import boundaries
from analysis.pipeline import reuse, run, stages
from analysis.pipeline.run import Progress, run_cycle
from analysis.pipeline.stages import STAGES
from analysis.store import provenance
from conftest import EXAMPLES, copy_repository

CYCLE = EXAMPLES[1]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    return copy_repository(tmp_path_factory.mktemp("stale"))


def keys(root):
    evaluation = Evaluation.open(root, CYCLE)
    return reuse.keys(evaluation, provenance.facts(evaluation, stages.inputs(evaluation)))


@pytest.mark.parametrize(
    ("changed", "first"),
    [
        (f"data/raw/{CYCLE}/skm.xlsx", "1_cleaning"),
        (f"data/raw/{EXAMPLES[0]}/pegawai.xlsx", "1_cleaning"),
        (f"cycles/{EXAMPLES[0]}.yaml", "1_cleaning"),
        ("notebooks/4_report.ipynb", "1_cleaning"),  # code is one
        ("places/33.74/unit_aliases.csv", "1_cleaning"),
        (f"cycles/plans/{CYCLE}.yaml", "2_impact"),
        (boundaries.FILE, "3_programme"),
        (f"cycles/{EXAMPLES[0]}/recommendations.yaml", "3_programme"),
        (f"cycles/{CYCLE}/recommendations.yaml", "3_programme"),
    ],
)
def test_a_change_makes_stale_what_depends_on_it_and_nothing_before(copy, changed, first):
    path = copy / changed
    before, kept = keys(copy), path.read_bytes() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((kept or b"") + b"\n")
    after = keys(copy)
    path.unlink() if kept is None else path.write_bytes(kept)
    assert [s for s in STAGES if before[s] != after[s]] == list(STAGES[STAGES.index(first) :])
    assert keys(copy) == before


@pytest.mark.parametrize(
    ("old", "new", "first"),
    [
        ("covariates: [age, ", "covariates: [", "2_impact"),
        ("first: 2019-S1", "first: 2019-S2", "1_cleaning"),
        ("title: Siklus", "title: Putaran", "1_cleaning"),
    ],
)
def test_of_a_cycle_file_the_choices_do_not_touch_cleaning(copy, old, new, first):
    path = copy / "cycles" / f"{CYCLE}.yaml"
    text, before = path.read_text(), keys(copy)
    path.write_text(text.replace(old, new))
    after = keys(copy)
    path.write_text(text)
    assert [s for s in STAGES if before[s] != after[s]] == list(STAGES[STAGES.index(first) :])


@pytest.fixture
def folders(tmp_path):
    out = {}
    for which in ("last", "work"):
        out[which] = {kind: tmp_path / which / kind for kind in ("data/processed", "reports")}
        for folder in out[which].values():
            folder.mkdir(parents=True)
    return out


def ran(folders, which="last"):
    """Note a run of two stages that filled the folders."""
    there = folders[which]
    ledger = reuse.Ledger({"a": {"code": "1"}, "b": {"code": "1", "x": "2"}}, {}, there)
    (there["data/processed"] / "x.parquet").write_text("x")
    ledger.note("a")
    (there["reports"] / "b.ipynb").write_text("b")
    ledger.note("b")


def files(there):
    return sorted(p.name for folder in there.values() for p in folder.rglob("*") if p.is_file())


def test_each_stage_takes_what_it_wrote(folders):
    ran(folders)
    ledger = reuse.Ledger({"a": {"code": "1"}, "b": {"code": "1", "x": "2"}}, folders["last"], folders["work"])
    assert ledger.take("a") and files(folders["work"]) == ["stages.json", "x.parquet"]
    assert ledger.take("b") and files(folders["work"]) == files(folders["last"])
    noted = [(there["data/processed"] / reuse.FILE).read_bytes() for there in folders.values()]
    assert noted[0] == noted[1]


@pytest.mark.parametrize("spoil", ["other key", "changed", "gone", "no notes", "bad notes"])
def test_what_changed_is_not_taken(folders, spoil):
    ran(folders)
    table, notes = (folders["last"]["data/processed"] / n for n in ("x.parquet", reuse.FILE))
    if spoil == "changed":
        table.write_text("y")
    elif spoil == "gone":
        table.unlink()
    elif spoil == "no notes":
        notes.unlink()
    elif spoil == "bad notes":
        notes.write_text(json.dumps({"a": ["1"]}))
    ledger = reuse.Ledger({"a": {"code": "3" if spoil == "other key" else "1"}}, folders["last"], folders["work"])
    assert not ledger.take("a") and files(folders["work"]) == []


def test_a_run_after_which_nothing_changed_keeps_every_stage(finished, monkeypatch):
    def never(*_):
        raise AssertionError("a notebook ran")

    monkeypatch.setattr(run, "_execute", never)
    monkeypatch.setattr(run, "_publish", never)
    folders = [finished / kind / CYCLE for kind in ("reports", "data/processed")]
    before = {p: p.read_bytes() for folder in folders for p in folder.rglob("*") if p.is_file()}
    kept = []
    run_cycle(Evaluation.open(finished, CYCLE), Progress(kept=kept.append))
    assert kept == list(STAGES)
    assert {p: p.read_bytes() for folder in folders for p in folder.rglob("*") if p.is_file()} == before


def test_pages_are_written_again_without_a_notebook_where_one_or_the_sign_off_changed(finished, monkeypatch):
    def never(*_):
        raise AssertionError("a notebook ran")

    evaluation, made = Evaluation.open(finished, CYCLE), []
    page, signed = evaluation.reports / "laporan.html", evaluation.signoff_file
    good = page.read_bytes()
    monkeypatch.setattr(run, "_execute", never)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(run, "_publish", lambda *_: made.append(True))
            page.write_bytes(b"x")
            run_cycle(evaluation)
            assert len(made) == 1
            signed.parent.mkdir(exist_ok=True)
            signed.write_text(f"cycle: {CYCLE}\napprovals: []\n")  # a record that the pages have not seen
            run_cycle(evaluation)
            assert len(made) == 2
    finally:
        signed.unlink(missing_ok=True)
        run_cycle(evaluation)
    assert page.read_bytes() == good


@pytest.mark.parametrize(
    ("table", "runs"), [("tables/skm", "1_cleaning"), ("headlines", "2_impact"), (None, "1_cleaning")]
)
def test_a_table_that_was_touched_is_made_again(finished, monkeypatch, table, runs):
    def told(folders, stage, *_):
        raise StageError(stage)

    monkeypatch.setattr(run, "_execute", told)
    path = finished / "data/processed" / CYCLE / f"{table}.parquet"
    good = path.read_bytes() if table else b""
    try:
        if table:
            path.write_bytes(good + b"x")
        with pytest.raises(StageError, match=runs):
            run_cycle(Evaluation.open(finished, CYCLE), again=table is None)
    finally:
        if table:
            path.write_bytes(good)
