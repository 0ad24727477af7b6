"""A deposit and its replay, on a small finished cycle that is put together by hand."""

import datetime as dt
import hashlib
import io
import json
import re
import shutil
import zipfile

import numpy as np
import pandas as pd
import pytest

from analysis.cycle import Evaluation
from analysis.errors import StageError, UserError
from analysis.pipeline import archiving, replaying, reuse, stages, twin, why
from analysis.pipeline.stages import STAGES
from analysis.reporting.audiences import AUDIENCES
from analysis.store import provenance
from analysis.store.repository import ESTIMATES, WORKBOOK, Folders
from analysis.team import signoff
from conftest import ROOT

NAME = "uji"
CYCLE = """\
cycle: uji
version: "0.2"
title: Uji
synthetic: true
pseudonym_key: contoh
place: "33.72"
first: 2019-S1
last: 2025-S2
programme_start: 2021-S1
deliveries: [uji]
absent:
  uji: [skp, presensi, kompetensi, layanan, pengaduan, skm, resistensi, sosialisasi, kolaborasi, standar_jabatan]
"""
KEY = "0123456789abcdefghijklmnopqrstuvwxyz"
NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}\n'


def officers(n=400):
    rng = np.random.default_rng(1)
    ids = [hashlib.blake2b(bytes([i % 256, i // 256]), digest_size=8).hexdigest() for i in range(n)]
    return pd.DataFrame(
        {
            "officer_id": pd.array(ids, "string"),
            "grade": pd.array([*rng.choice(["III/a", "III/b", "IV/a"], n - 3), "I/a", "I/a", "I/a"], "string"),
            "birth_year": pd.array(rng.integers(1965, 2000, n), "Int64"),
            "post_since": pd.Series(pd.Timestamp("2010-01-01") + pd.to_timedelta(rng.integers(0, 5000, n), "D")),
            "repaired": np.zeros(n, bool),
        }
    )


def made(root, cycle=CYCLE):
    """Return a cycle with a report, as if a run had made it."""
    for name in ("notebooks", "cycles", "data/raw/uji", "reports/uji/notebooks", "data/processed/uji/tables"):
        (root / name).mkdir(parents=True)
    for name in ("pyproject.toml", "requirements.lock", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, root / name)
    (root / "notebooks/1_cleaning.ipynb").write_text(NOTEBOOK)
    (root / "cycles/uji.yaml").write_text(cycle)
    (root / "data/pseudonym.key").write_text(KEY)
    (root / "data/pseudonym.key").chmod(0o600)
    for name in ("pegawai", "mutasi"):
        (root / f"data/raw/uji/{name}.csv").write_text("NIP;x\n")
    evaluation = Evaluation.open(root, NAME)
    reports, processed = evaluation.reports, evaluation.processed
    for file in (file for audience in AUDIENCES for file in audience.files.values()):
        (reports / file).write_text("<html><body><main>Laporan</main></body></html>\n")
    pd.DataFrame({"x": [1]}).to_excel(reports / WORKBOOK, index=False, engine="xlsxwriter")
    (reports / ESTIMATES).write_text("outcome,att\nskp,0.2\n")
    (reports / "notebooks/1_cleaning.ipynb").write_text(NOTEBOOK)
    officers().to_parquet(processed / "tables/pegawai.parquet", index=False)
    pd.DataFrame({"outcome": ["skp"], "att": [0.2]}).to_parquet(processed / "headlines.parquet", index=False)
    (processed / "codebook_results.html").write_text("<html></html>")
    facts = provenance.facts(evaluation, stages.inputs(evaluation))
    reuse.Ledger(reuse.keys(evaluation, facts), {}, reuse.folders(evaluation)).note(STAGES[0])
    outputs = {p.relative_to(reports).as_posix(): p for p in reports.rglob("*") if p.is_file()}
    text = provenance.manifest(facts, outputs, {"notebooks/1_cleaning.ipynb": {"cycle": NAME}}, [])
    evaluation.manifest.write_text(text)
    return evaluation


@pytest.fixture
def city(tmp_path):
    return made((tmp_path / "city").resolve())


def as_before(city, spoil=None):
    """Return what stands for the run of a deposit: it leaves what the city holds, with one table spoilt."""

    def run(root, cycle):
        assert root != city.root and not (root / "data/processed").exists()
        folders = Folders(root, cycle)
        shutil.copytree(city.processed, folders.processed)
        shutil.copytree(city.reports, folders.reports)
        if spoil:
            (folders.processed / spoil).write_bytes(b"other")

    return run


def test_a_deposit_is_the_same_bytes_and_says_what_each_file_is(city):
    path = archiving.archive(city)
    before = path.read_bytes()
    assert archiving.archive(city).read_bytes() == before
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert list(held) == sorted(held) and not [n for n in held if "pycache" in n or n.endswith(".key")]
    graph = {e["@id"]: e for e in json.loads(held.pop("ro-crate-metadata.json"))["@graph"]}
    root = graph["./"]
    assert root["datePublished"] == "2025-12-31" and root["license"]["@id"] in graph and root["name"] == "Uji"
    assert graph["ro-crate-metadata.json"]["about"] == {"@id": "./"} and root["publisher"]["@id"] in graph
    assert {part["@id"] for part in root["hasPart"]} == set(held)
    for name, content in held.items():
        assert graph[name]["sha256"] == hashlib.sha256(content).hexdigest() and graph[name]["encodingFormat"]
    readme = held["README.md"].decode()
    assert "| headlines |" in readme and "analysis.impact" in readme and "simulated: nobody in them exists" in readme
    assert "DATA SIMULASI" in readme and "DRAF" in readme and root["creativeWorkStatus"] == "Draft"
    assert "repository/data/raw/uji/pegawai.csv" in held and "repository/src/analysis/cycle.py" in held


def test_a_signed_cycle_bears_the_day_of_the_last_approval(city):
    approvals = [
        signoff.Approval(role=role, name="Uji", date=dt.date(2026, 2, day), sha256=signoff.content(city.reports))
        for day, role in enumerate(signoff.ROLES, start=1)
    ]
    signoff.keep(city, signoff.Record(cycle=NAME, approvals=approvals))
    with zipfile.ZipFile(archiving.archive(city)) as archive:
        graph = {e["@id"]: e for e in json.loads(archive.read("ro-crate-metadata.json"))["@graph"]}
        assert "repository/cycles/uji/signoff.yaml" in archive.namelist()
        assert b"DRAF" not in archive.read("README.md")
    assert graph["./"]["datePublished"] == "2026-02-03" and graph["./"]["creativeWorkStatus"] == "Published"


def test_a_replay_says_identical_or_names_what_differs(city):
    path = archiving.archive(city)
    there = sorted(p for p in city.root.rglob("*") if p.is_file())
    same = replaying.replay(path, run=as_before(city))
    assert (same.cycle, same.tables, same.differing) == (NAME, 2, [])
    other = replaying.replay(path, run=as_before(city, "headlines.parquet"))
    assert other.differing == ["headlines: differs"]
    new = replaying.replay(path, run=as_before(city, "more.parquet"))
    assert new.differing == ["more: not in the deposit"]
    none = replaying.replay(path, run=lambda root, cycle: None)
    assert none.differing == ["headlines: missing", "tables/pegawai: missing", "estimates.csv: missing"]
    assert sorted(p for p in city.root.rglob("*") if p.is_file()) == there


def test_what_runs_is_the_code_of_the_deposit(city):
    path = changed(archiving.archive(city), {"repository/src/analysis/cli.py": "def main(): raise SystemExit('of it')"})
    with pytest.raises(StageError, match="ended with an error: of it"):
        replaying.replay(path)


def test_python_and_libraries_that_differ_are_named(city):
    record = archiving.Record(
        cycle=NAME, version="0.2.0", python="3.0.1", raw=True, keyed=False, code="", inputs={}, tables={}, estimates=""
    )
    (city.root / "requirements.lock").write_text("pandas==0.0.1 \\\n    --hash=sha256:0\nnot-there==1.0\n")
    lines = replaying.environment(record, city.root)
    assert lines[0].startswith("Python 3.0.1 made the results; here is 3.")
    assert [line.split(" made")[0] for line in lines[1:]] == ["pandas: 0.0.1"]


def test_nothing_is_archived_of_a_report_that_is_not_of_what_lies_here(city):
    pd.DataFrame({"outcome": ["skp"], "att": [0.3]}).to_parquet(city.processed / "headlines.parquet", index=False)
    with (city.root / "data/raw/uji/pegawai.csv").open("a") as file:
        file.write("1;2\n")
    with pytest.raises(UserError) as refused:
        archiving.archive(city)
    assert "headlines.parquet: not as the last run left it" in str(refused.value)
    assert "pegawai.csv: changed since" in str(refused.value) and not (city.root / "archive").exists()


def test_with_a_twin_no_export_leaves_and_who_holds_the_exports_replays(city):
    path = archiving.archive(city, as_twin=True)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        twins = pd.read_parquet(io.BytesIO(archive.read("twin/pegawai.parquet")))
        texts = b"".join(archive.read(n) for n in names if not n.startswith("repository/"))
    assert not [n for n in names if "data/raw" in n] and len(twins) == 400
    assert not any(one.encode() in texts for one in officers()["officer_id"])
    with pytest.raises(UserError, match="holds a synthetic twin and not the exports"):
        replaying.replay(path, run=as_before(city))
    assert replaying.replay(path, city.exports, run=as_before(city)).differing == []
    (city.exports / "uji/mutasi.csv").write_text("other")
    with pytest.raises(UserError, match=r"not the file that the cycle read: data/raw/uji/mutasi.csv"):
        replaying.replay(path, city.exports, run=as_before(city))


def test_of_a_real_cycle_neither_export_nor_key_leaves(tmp_path):
    real = made((tmp_path / "city").resolve(), CYCLE.replace("synthetic: true\npseudonym_key: contoh\n", ""))
    path = archiving.archive(real)
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert not [n for n in held if "data/raw" in n or n.endswith((".key", "tables/pegawai.parquet"))]
    assert not any(KEY.encode() in content or b"NIP;x" in content for content in held.values())
    assert "twin/pegawai.parquet" in held and b"UU 27/2022" in held["README.md"]

    def run(root, cycle):
        assert (root / "data/pseudonym.key").read_text() == KEY and (root / "data/raw/uji/pegawai.csv").is_file()
        as_before(real)(root, cycle)

    # a plain hash would let a count below five be had by trying all of them
    hashed = provenance.sha256(real.processed / "headlines.parquet").encode()
    assert not any(hashed in content for content in held.values())
    key = real.root / "data/pseudonym.key"
    assert replaying.replay(path, real.exports, key, run=run).differing == []
    with pytest.raises(UserError, match="name the key of the pseudonyms with --key"):
        replaying.replay(path, real.exports, run=run)


def test_the_twin_has_the_margins_and_no_row_of_a_person():
    table = officers()
    drawn = [twin.of_table("pegawai", table, ["officer_id"], np.random.default_rng(seed)) for seed in (1, 1, 2)]
    pd.testing.assert_frame_equal(drawn[0], drawn[1])
    assert not drawn[0].equals(drawn[2])
    one = drawn[0]
    assert list(one) == list(table) and one.dtypes.equals(table.dtypes) and one["officer_id"].is_unique
    assert set(one["officer_id"]).isdisjoint(table["officer_id"])
    assert "I/a" not in set(one["grade"])  # three persons
    shares = [t["grade"].value_counts(normalize=True)[["III/a", "III/b", "IV/a"]] for t in (table, one)]
    assert (shares[0] - shares[1]).abs().max() < 0.08
    # the ends are not those of a person: four are younger than the youngest drawn, or as young
    assert one["birth_year"].max() <= table["birth_year"].nlargest(5).iloc[-1]
    columns = ["grade", "birth_year", "post_since"]
    alike = one[columns].merge(table[columns], on=columns)
    assert len(alike) <= 2  # by chance 400 × 400 / (3 × 35 × 5000) = 0.3


def test_the_twin_keeps_one_row_a_person_and_period():
    ids = officers(60)["officer_id"]
    rng = np.random.default_rng(3)
    table = pd.DataFrame({"officer_id": np.repeat(ids, 10), "semester": [f"20{s}-S1" for s in range(10, 20)] * 60})
    table = table.astype("string").assign(number=rng.normal(80, 5, 600)).sample(500, random_state=1)
    drawn = twin.of_table("skp", table.reset_index(drop=True), ["officer_id", "semester"], rng)
    assert not drawn.duplicated(["officer_id", "semester"]).any() and len(drawn) > 450
    assert drawn["officer_id"].nunique() == 60 and abs(drawn["number"].mean() - 80) < 1


def changed(path, members):
    """Return a copy of an archive in which members hold something else, or more members lie."""
    target = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in archive.namelist():
            if name not in members:
                out.writestr(name, archive.read(name))
        for name, content in members.items():
            out.writestr(name, content)
    return target


def link():
    about = zipfile.ZipInfo("repository/link")
    about.external_attr = 0o120777 << 16
    return about


@pytest.mark.parametrize(
    ("member", "content", "said"),
    [
        ("../outside.txt", "x", "leads out of its folder"),
        ("/outside.txt", "x", "leads out of its folder"),
        ("repository\\..\\outside.txt", "x", "leads out of its folder"),
        (link(), "/etc", "leads out of its folder"),
        ("bomb", bytes(30 << 20), "would grow"),
        ("replay.json", "{}", "no deposit that 'mutasi archive' wrote"),
    ],
)
def test_what_would_harm_or_is_no_deposit_is_refused(tmp_path, member, content, said):
    path = tmp_path / "deposits" / "bad.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(member, content)
    with pytest.raises(UserError, match=re.escape(said)):
        replaying.replay(path)
    assert [p.name for p in tmp_path.rglob("*")] == ["deposits", "bad.zip"]


def test_a_file_that_is_a_folder_too_is_refused(tmp_path):
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("a", "x")
        out.writestr("a/b", "x")
    with pytest.raises(UserError, match=r"bad.zip: it cannot be unpacked"):
        replaying.replay(path)


def test_a_damaged_deposit_is_refused(tmp_path):
    path = tmp_path / "bad.zip"
    path.write_bytes(b"PK no archive")
    with pytest.raises(UserError, match=r"bad.zip: it cannot be unpacked"):
        replaying.replay(path)
    with pytest.raises(UserError, match="there is no such file"):
        replaying.replay(tmp_path / "none.zip")


def test_why_follows_a_file_to_what_made_it(city):
    file = city.processed / "headlines.parquet"
    lines = list(why.why(city.root, file))
    assert "written by notebook 1_cleaning" in lines and lines[-2].startswith("current")
    assert "parameters of notebooks/1_cleaning.ipynb: cycle=uji" in lines
    assert lines[-1] == "made by the function analysis.impact.headline.headlines"
    hashed = provenance.sha256(city.root / "data/raw/uji/mutasi.csv")[:12]
    assert f"  from data/raw/uji/mutasi.csv {hashed}" in lines
    (city.root / "data/raw/uji/mutasi.csv").write_text("other")
    stale = [line for line in why.why(city.root, file) if line.startswith("stale")]
    assert stale == ["stale, as these have changed: data/raw/uji/mutasi.csv. 'mutasi run uji' makes it again."]
    with pytest.raises(UserError, match="name one below reports/CYCLE"):
        list(why.why(city.root, city.cycle_file))
