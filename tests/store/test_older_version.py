"""A cycle that version 0.1 made: its files, of the commit that first wrote a manifest, lie in files/version_0_1."""

import shutil

import pytest
from typer.testing import CliRunner

from analysis.cli import app
from analysis.cycle import Evaluation
from analysis.errors import UserError
from analysis.pipeline import migrating, status, why
from analysis.store import provenance
from analysis.team import plan, recommendations, signoff
from conftest import ROOT

NAME = "contoh-2025-S1"


@pytest.fixture
def old(tmp_path):
    shutil.copytree(ROOT / "tests/store/files/version_0_1", tmp_path / "old")
    return (tmp_path / "old").resolve()


def test_it_opens_with_its_plan_sign_off_and_recommendations(old):
    evaluation = Evaluation.open(old, NAME)
    assert evaluation.cycle.version == "0.1" and evaluation.cycle.area.programme.name == "Banyumanik"
    assert plan.load(old, NAME)["frozen"] == "2026-11-25"
    record = signoff.load(evaluation)
    assert [a.role for a in record.approvals] == list(signoff.ROLES) and record.results["skp"].grade == "moderate"
    assert len(recommendations.load(evaluation)) == 20
    (standing,) = status.standings(old)
    assert standing.mistake == "" and standing.sent == "12/12" and set(standing.stages.values()) == {status.NEVER}


def test_it_verifies_and_says_which_version_made_it(old, monkeypatch):
    evaluation = Evaluation.open(old, NAME)
    assert provenance.version(evaluation) == "0.1.0" and provenance.verify(evaluation) == []
    monkeypatch.chdir(old)
    said = CliRunner().invoke(app, ["verify", NAME]).output
    assert "Version 0.1.0 made the report" in said and "inputs and report are as the manifest says" in said
    (old / f"data/raw/{NAME}/skp.csv").write_text("NIP;1\n")
    assert provenance.verify(evaluation) == [f"data/raw/{NAME}/skp.csv: changed since the report was made"]


def test_it_explains_itself(old):
    lines = list(why.why(old, old / f"reports/{NAME}/laporan.html"))
    assert "version 0.1.0, which is not this one" in lines[1] and lines[2] == "as the run left it"
    assert any(line.startswith(f"  from cycles/{NAME}.yaml ") and "changed" not in line for line in lines)


def test_migrating_adds_the_version_and_leaves_every_other_line(old):
    path = old / f"cycles/{NAME}.yaml"
    path.write_bytes(b"# ours\r\n" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    migration = migrating.migrate(old, NAME)
    assert [line for line in migration.diff()[2:] if line[0] in "+-"] == ['+version: "0.2"']
    assert path.read_bytes() == before
    migration.write()
    assert path.read_bytes() == before.replace(b"2025-S1\r\n", b'2025-S1\r\nversion: "0.2"\r\n', 1)
    assert migrating.migrate(old, NAME).diff() == []


def test_a_file_that_cannot_be_migrated_is_refused_in_a_sentence(old):
    path = old / f"cycles/{NAME}.yaml"
    text = path.read_text()
    path.write_text(text + "version: '0.9'\n")
    with pytest.raises(UserError, match=r"key 'version': '0.9' is none of 0.1, 0.2; a later one needs"):
        migrating.migrate(old, NAME)
    path.write_text("{" + ", ".join(text.strip().splitlines()) + "}")
    with pytest.raises(UserError, match=r'add the line version: "0.2" by hand'):
        migrating.migrate(old, NAME)
