"""An outcome of one's own, from the ten lines of README.md to every report that other outcomes stand in."""

import re
import shutil
from functools import cache

import numpy as np
import pandas as pd
import pytest
import yaml

from analysis import parallel
from analysis.cycle import Evaluation
from analysis.domain import periods
from analysis.errors import UserError
from analysis.intake import cleaning, written
from analysis.pipeline import preparing
from analysis.reporting import figures
from analysis.reporting.report import Report
from analysis.study import Study
from analysis.team import recommendations
from conftest import ROOT
from offices import PROGRAMME, Office

pytestmark = pytest.mark.example

CYCLE = "kantor"
OFFICE = Office(last="2022-S2", outside=6, outcomes=("on_time",), subgroups=())
LINES = re.search(r"```yaml\n(analysis:\n  new_outcomes:.*?)```", (ROOT / "README.md").read_text(), re.S)[1]
#: Minutes that rotation takes off the queue.
EFFECT = 6.0


def evaluation(root, lines=LINES):
    """Write a cycle file that holds the lines of README.md; the templates of the twelve exports are its delivery."""
    head = {
        "cycle": CYCLE, "title": "Kantor", "synthetic": True, "pseudonym_key": "k", "programme": PROGRAMME,
        "first": OFFICE.first, "last": OFFICE.last, "programme_start": "2021-S1", "deliveries": [CYCLE],
    }  # fmt: skip
    (root / "cycles").mkdir(exist_ok=True)
    (root / "notebooks").mkdir(exist_ok=True)
    (root / f"cycles/{CYCLE}.yaml").write_text(yaml.safe_dump(head) + lines)
    opened = Evaluation.open(root, CYCLE)
    preparing.write_templates(opened, opened.exports / CYCLE)
    return opened


@cache
def queue():
    """Draw the export of README.md: minutes by kelurahan and month, with the mess of real ones."""
    tables, cycle, rng = OFFICE.tables(), OFFICE.cycle, np.random.default_rng(3)
    first = tables["mutasi"].groupby("unit_to")["tmt"].min()
    rows = []
    for unit in tables["layanan"]["unit_id"].unique():
        usual = rng.normal(30, 3)
        for month in periods.months(cycle.first, cycle.last):
            since = unit in first.index and month >= f"{first[unit]:%Y-%m}"
            rows.append((unit, month, round(usual - EFFECT * since + rng.normal(0, 1), 1)))
    drawn = pd.DataFrame(rows, columns=["Kelurahan", "Bulan", "Menit tunggu"])
    drawn["Menit tunggu"] = drawn["Menit tunggu"].map(lambda v: f"{v:.1f}".replace(".", ",")).astype(object)
    drawn.loc[3, "Menit tunggu"] = "lama"
    return pd.concat([drawn, drawn.tail(2)])  # two rows sent twice


def send(opened, table, name="antrean"):
    table.to_excel(opened.exports / CYCLE / f"{name}.xlsx", index=False)


def clean(opened):
    return cleaning.clean_cycle(opened.root, opened.cycle, opened.secret())


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Read the delivery; then estimate with the office's tables in place of the templates'."""
    root = tmp_path_factory.mktemp("own")
    opened = evaluation(root)
    send(opened, queue())
    cleaned = clean(opened)
    cleaned.tables.update(OFFICE.valid())
    study = Study(CYCLE, root=root)
    written.write_tables(cleaned, study.cycle, study.results)
    study.write_account(cleaned)
    built = study.build_panels()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parallel.os, "cpu_count", lambda: 1)  # so little work is done before processes have started
        study.estimate(built)
    study.results.write_indicator("levels", study.measure("levels", built))
    return study


def test_its_rows_are_accounted_for_and_described_like_any_other(study):
    account = study.table("account").set_index("source").loc["antrean"]
    rows = len(queue())
    assert account[["read", "kept", "merged", "quarantined"]].tolist() == [rows, rows - 3, 2, 1]
    assert "number_unreadable" in set(study.table("quarantine").query("source == 'antrean'")["rule"])
    book = study.table("codebook").query("table == 'antrean'").set_index("variable")
    assert book.loc["menit_tunggu", ["header", "meaning_en", "unit"]].tolist() == [
        "Menit tunggu", "Waiting time", "menit / minutes",
    ]  # fmt: skip


def test_the_planted_effect_is_estimated(study):
    row = study.table("headlines").set_index("outcome").loc["x_queue"]
    assert row["low"] < -EFFECT < row["high"] < 0


@pytest.mark.parametrize(
    ("language", "name", "unit"), [("id", "Waktu tunggu", "menit"), ("en", "Waiting time", "minutes")]
)
def test_it_has_its_place_in_every_section_of_outcomes(study, monkeypatch, language, name, unit):
    monkeypatch.setattr(figures, "svg", lambda figure, alt, name: f"<svg aria-label='{alt}'/>")
    report = Report(study, language)
    for section in ("answer", "overview", "cards", "units", "recommendations", "headlines", "estimates"):
        content = report(section).content
        assert name.lower() in content.lower(), section
    assert report("units").content.count("<svg") == 2 and unit in report("units").content


def test_what_the_team_wrote_about_it_can_be_followed_up(study):
    proposed = {r.id: r for r in study.recommend()}
    about = [r for r in proposed.values() if r.subject == "x_queue"]
    assert [r.evidence["scale"] for r in about] == ["outcome-x_queue-unit"]
    assert recommendations.measured(study.results.table_or_empty, study.cycle.analysis)[about[0].id].good


def test_what_became_of_it_is_told_when_a_later_cycle_no_longer_measures_it(study, tmp_path):
    root = shutil.copytree(study.root / "cycles", tmp_path / "cycles").parent
    later = yaml.safe_load((root / f"cycles/{CYCLE}.yaml").read_text()) | {"cycle": "nanti", "last": "2023-S1"}
    (root / "cycles/nanti.yaml").write_text(yaml.safe_dump(later | {"analysis": {"outcomes": ["on_time"]}}))
    about = next(r for r in study.recommend() if r.subject == "x_queue")
    recommendations.write(Evaluation.open(root, CYCLE), [about])
    content = Report(Study("nanti", root=root), "en")("followed").content
    assert "waiting time" in content and "minutes" in content


def but(**changes):
    """Return the lines of README.md with one thing said otherwise."""
    said = yaml.safe_load(LINES)
    said["analysis"]["new_outcomes"]["x_queue"] |= changes
    return yaml.safe_dump(said)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"key": ""}, "key 'analysis.new_outcomes.x_queue': source: unknown export antrean"),
        ({"period": "Bulan"}, r"say how the heading dates a row, such as \{month: Bulan\}"),
        ({"source": "layanan"}, "layanan has its own"),
        ({"value": "NIK"}, "'NIK' names persons"),
        ({"aggregate": "count", "value": ""}, "name the heading that numbers them"),
        ({"value": "Menit"}, r"antrean.xlsx, sheet 'Sheet1'.*Menit"),
        ({"source": "antrian"}, r"no export 'antrian'.*such as antrian.xlsx.*not measured then: x_queue"),
    ],
)
def test_a_mistake_is_said_in_a_sentence(tmp_path, changes, sentence):
    with pytest.raises(UserError, match=sentence):
        opened = evaluation(tmp_path, but(**changes))
        send(opened, queue().head(50))
        clean(opened)


def test_rows_that_their_key_does_not_tell_apart_are_not_merged_in_silence(tmp_path):
    opened, drawn = evaluation(tmp_path), queue().head(20)
    by_counter = pd.concat([drawn.assign(Loket=k, **{"Menit tunggu": 10 * k}) for k in (1, 2, 3)])
    send(opened, by_counter)
    with pytest.raises(UserError, match=r"60 of 60 rows share 'Kelurahan' and 'Bulan'.*number: …"):
        clean(opened)
    opened = evaluation(tmp_path, but(number="Loket", most=25))
    cleaned = clean(opened)
    account = cleaned.account.set_index("source").loc["antrean"]
    assert account[["kept", "quarantined"]].tolist() == [40, 20]
    assert set(cleaned.quarantine.query("source == 'antrean'")["rule"]) == {"value_out_of_range"}


COURSES = """
analysis:
  new_outcomes:
    x_hours:
      level: officer
      frequency: year
      source: diklat
      key: NIP
      period: {day: Tanggal}
      number: Nomor Sertifikat
      value: Jam
      where: {Jenis: [Teknis]}
      better: more
      words: {id: Jam pelatihan, en: Hours of training}
      unit: {id: jam, en: hours}
  outcomes: [x_hours]
"""


def test_of_officers_rows_are_known_by_number_and_pseudonym_only(tmp_path):
    opened = evaluation(tmp_path, COURSES)
    nip = ["197003041995032001", "198511122010011002", "1985"]
    rows = [(nip[k % 3], f"0{k + 1}/03/2021", f"S-{k}", 8 + k, ["Teknis", "Sosial"][k % 2]) for k in range(6)]
    send(opened, pd.DataFrame(rows, columns=["NIP", "Tanggal", "Nomor Sertifikat", "Jam", "Jenis"]), "diklat")
    cleaned = clean(opened)
    table = cleaned.tables["diklat"]
    assert list(table) == ["officer_id", "date", "number", "jam", "jenis", "repaired"]
    assert len(table) == 4 and not table["officer_id"].isin(nip).any()
    assert set(cleaned.quarantine.query("source == 'diklat'")["value"]) == {"(data pribadi, lihat berkas)"}
