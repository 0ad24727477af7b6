"""What a cycle can answer, what a missing export would add, and how large an effect it could find."""

from types import SimpleNamespace

import pytest
import yaml

from analysis.cycle import Evaluation
from analysis.domain.exports import EXPORTS
from analysis.domain.outcomes import OUTCOMES
from analysis.impact import designs
from analysis.indicators import registry
from analysis.pipeline import doctor, preparing
from offices import Office
from test_cli import here

OFFICE = Office(outcomes=("skp", "attendance", "on_time", "complaints"), subgroups=(), outside=16)


@pytest.fixture
def root(tmp_path, monkeypatch):
    """Make a repository with a delivery of templates, read as if it held an office's exports."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "cycles").mkdir()
    said = OFFICE.cycle.model_dump(include={"cycle", "title", "synthetic", "pseudonym_key", "programme"})
    said |= OFFICE.cycle.model_dump(include={"first", "last", "programme_start", "deliveries"})
    said["analysis"] = {"outcomes": list(OFFICE.outcomes), "subgroups": [], "covariates": []}
    (tmp_path / "cycles/kantor.yaml").write_text(yaml.safe_dump(said))
    preparing.write_templates(Evaluation.open(tmp_path, "kantor"), tmp_path / "data/raw/kantor")

    def cleaned(root, cycle, key):
        lacking = cycle.absent["kantor"]
        tables = {name: table.iloc[:0] if name in lacking else table for name, table in OFFICE.tables().items()}
        return SimpleNamespace(tables=tables, doubtful=None)

    monkeypatch.setattr(doctor.cleaning, "clean_cycle", cleaned)
    return tmp_path


def take(root, *names):
    for name in names:
        (root / f"data/raw/kantor/{name}.xlsx").unlink()


def test_with_everything_sent_each_outcome_has_its_least_effect(root, monkeypatch):
    monkeypatch.setattr(designs, "fit_headline", None)  # nothing is estimated
    done = here(root, "doctor", "kantor")
    assert done.returncode == 0, done.stderr
    for words in ("Performance (SKP)", "Services on time", "Every export was sent.", "Bloom 1995", "Placement"):
        assert words in done.stdout
    assert len(done.stdout.splitlines()) < 40
    assert sorted(p.name for p in root.iterdir()) == ["cycles", "data", "notebooks"]
    assert not (root / "data/processed").exists()


def test_a_missing_export_costs_its_outcomes_only_and_says_what_it_would_add(root):
    take(root, "pengaduan", "standar_jabatan")
    done = here(root, "doctor", "kantor")
    assert done.returncode == 0, done.stderr
    assert "Complaints: not to be estimated: it is measured from an export that is absent (pengaduan)" in done.stdout
    assert "pengaduan: not sent. It would add: outcome complaints, who is moved." in done.stdout
    assert "Not Placement: it needs standar_jabatan." in done.stdout
    diagnosis = doctor.examine(root, "kantor")
    assert {row.outcome.name for row in diagnosis.outcomes if row.power} == {"skp", "attendance", "on_time"}


def test_the_exit_code_says_that_nothing_can_be_answered(root):
    take(root, "mutasi")
    done = here(root, "doctor", "kantor")
    assert done.returncode == 1 and "Nothing can be answered without the export mutasi." in done.stdout
    assert here(root, "doctor", "lain").returncode == 2


def test_help_says_what_it_reads_and_what_it_does_not(root):
    text = " ".join(here(root, "doctor", "--help").stdout.split())
    assert "writes nothing" in text and "no effect is estimated" in text


def test_what_an_export_feeds_names_all_that_needs_it():
    for outcome in OUTCOMES.values():
        for export in outcome.needs:
            assert outcome.name in EXPORTS[export].feeds, (export, outcome.name)
    parts = {"skills": "skills", "service": "services take", "citizens": "satisfaction", "resistance": "resistance",
             "placement": "placement", "collaboration": "collaboration", "fairness": "fairness",
             "selection": "who is moved"}  # fmt: skip
    for part, words in parts.items():
        for export in set(registry.needs(part)) - {"pegawai", "mutasi"}:
            assert words in EXPORTS[export].feeds, (export, part)
