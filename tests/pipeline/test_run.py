import filecmp
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import lxml.html
import nbformat
import pandas as pd
import pytest

from analysis.cycle import Evaluation
from analysis.pipeline import run
from analysis.pipeline.run import Progress, Timings, run_cycle
from analysis.reporting.audiences import AUDIENCES
from analysis.store.repository import Folders
from conftest import EXAMPLES

REPORTS = [file for audience in AUDIENCES for file in audience.files.values()]
PAGES = [*REPORTS, "1_cleaning.html", "2_impact.html", "3_programme.html"]


@pytest.fixture(scope="module")
def report(finished):
    return lxml.html.parse(str(finished / "reports" / EXAMPLES[1] / "laporan.html")).getroot()


def texts(root):
    return " ".join(root.text_content().split())


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_that_the_data_are_simulated(finished, page):
    root = lxml.html.parse(str(finished / "reports" / EXAMPLES[1] / page)).getroot()
    assert root.find(".//title").text.count("DATA SIMULASI") == 1
    assert root.xpath("//aside[@class='banner']")[0].text_content().startswith("DATA SIMULASI")
    assert "DATA SIMULASI" in root.find(".//style").text  # on every printed page


@pytest.mark.parametrize("page", PAGES)
def test_no_page_asks_a_network_for_anything(finished, page):
    text = (finished / "reports" / EXAMPLES[1] / page).read_text(encoding="utf-8")
    root = lxml.html.fromstring(text)
    used = root.xpath("//@src | //link/@href | //script | //iframe | //object | //embed")
    assert used[0] == "data:," and all(str(u).startswith("data:image/png;base64,") for u in used[1:])
    assert not re.search(r"@import|url\(\s*['\"]?(?!#)", text)


def test_the_report_answers_first_and_has_its_sections_in_order(report):
    assert report.get("lang") == "id"
    sections = [h.text_content() for h in report.xpath("//h2")]
    assert sections == [
        "Ringkasan eksekutif",
        "Rekomendasi",
        "Pendahuluan",
        "Temuan pada pegawai",
        "Temuan pada unit kerja",
        "Kepuasan masyarakat",
        "Resistensi dan sosialisasi",
        "Penempatan",
        "Kolaborasi antarbidang",
        "Seberapa kokoh hasil ini",
        "Metode dengan kata sederhana",
        "Data dan mutunya",
        "Untuk apa hasil ini boleh dan tidak boleh dipakai",
        "Lampiran",
        "Pengesahan",
        "Halaman dan berkas lain",
    ]
    links = [a.get("href")[1:] for a in report.xpath("//nav[@class='contents']//a")]
    assert links == [h.get("id") for h in report.xpath("//main//h2")]
    assert report.xpath("//p[@class='lead']")


@pytest.mark.parametrize("page", PAGES)
def test_headings_never_skip_a_level(finished, page):
    report = lxml.html.parse(str(finished / "reports" / EXAMPLES[1] / page)).getroot()
    levels = [int(h.tag[1]) for h in report.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("page", PAGES)
def test_identifiers_are_unique(finished, page):
    report = lxml.html.parse(str(finished / "reports" / EXAMPLES[1] / page)).getroot()
    ids = report.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_every_figure_has_words_for_those_who_do_not_see_it(report):
    drawings = report.xpath("//*[local-name()='svg']")
    assert len(drawings) > 12
    assert all(len(d.get("aria-label")) > 30 for d in drawings)


def test_where_pretrends_are_rejected_no_conclusion_is_drawn(report, finished):
    headlines = pd.read_parquet(finished / "data/processed" / EXAMPLES[1] / "headlines.parquet").set_index("outcome")
    assert headlines.loc["lateness", "reason"] == "pretrend_rejected"
    card = next(a for a in report.xpath("//article") if "Keterlambatan" in a.text_content())
    assert "Tidak ada kesimpulan yang ditarik" in texts(card)
    assert "inconclusive" in card.get("class")


def test_the_cards_say_what_the_table_of_headlines_says(report, finished):
    headlines = pd.read_parquet(finished / "data/processed" / EXAMPLES[1] / "headlines.parquet")
    assert len(report.xpath("//article")) == len(headlines)
    for row, card in zip(headlines.itertuples(), report.xpath("//article"), strict=True):
        digits = 2 if row.level == "officer" else 1
        shown = f"{abs(row.att):.{digits}f}".replace(".", ",")
        assert shown in texts(card)
        assert row.grade in card.get("class").split()


def test_the_account_of_rows_in_the_report_adds_up(report):
    table = next(t for t in report.xpath("//table") if "Pertanggungjawaban" in t.xpath("string(caption)"))
    for row in table.xpath(".//tbody/tr"):
        read, *parts = (int(c.text_content().replace(".", "")) for c in row.xpath("./td")[:5])
        assert read == sum(parts)


def test_nothing_personal_reaches_an_output(finished):
    register = pd.read_excel(
        finished / "data/raw" / EXAMPLES[1] / "pegawai.xlsx", header=5, engine="calamine", dtype=str
    )
    names = set(register["Nama"].dropna())
    for path in (finished / "reports" / EXAMPLES[1]).rglob("*"):
        if path.suffix in {".html", ".ipynb", ".csv"}:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"(?<![\d.])(19|20)\d{16}(?!\d)", text), path
            assert not [n for n in re.findall(r"[A-Z]\w+ [A-Z]\w+ Simulasi", text) if n in names], path


def test_executed_notebooks_hold_no_clock_and_no_path_of_this_machine(finished):
    for path in (finished / "reports" / EXAMPLES[1] / "notebooks").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert str(finished) not in text
        assert not re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text)
        for cell in nbformat.read(path, as_version=4).cells:
            assert set(cell.metadata) <= {"tags"}


def test_the_same_inputs_give_the_same_bytes(finished, tmp_path):
    from conftest import copy_repository

    other = copy_repository(tmp_path)
    run_cycle(Evaluation.open(other, EXAMPLES[1]))
    for kind in ("reports", "data/processed"):
        first, second = finished / kind / EXAMPLES[1], other / kind / EXAMPLES[1]
        files = sorted(p.relative_to(first).as_posix() for p in first.rglob("*") if p.is_file())
        assert files == sorted(p.relative_to(second).as_posix() for p in second.rglob("*") if p.is_file())
        _, differ, odd = filecmp.cmpfiles(first, second, files, shallow=False)
        assert (differ, odd) == ([], [])


def test_a_failure_leaves_what_was_there_before(finished):
    folder = finished / "reports" / EXAMPLES[1]
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    survey, form = (finished / "data/raw" / EXAMPLES[1] / name for name in ("skm.xlsx", "resistensi.csv"))
    good = {path: path.read_bytes() for path in (survey, form)}
    survey.write_bytes(b"not a spreadsheet")
    form.write_text("Timestamp,NIP,Q1\n1/1/2025,1,1\n")
    try:
        command = [sys.executable, "-c", "from analysis.cli import main; main()", "run"]
        done = subprocess.run(command, cwd=finished, capture_output=True, text=True, check=False)
    finally:
        for path, content in good.items():
            path.write_bytes(content)
    # all that is wrong is named in one go, by the notebook that reads it
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "contoh-2025-S2/skm.xlsx: not a readable spreadsheet" in done.stderr
    assert all(text in done.stderr for text in ("contoh-2025-S2/resistensi.csv", "no columns 'Q2', 'Q3'"))
    assert "columns: {resistensi: {Q2:" in done.stderr
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert not list(finished.rglob("*.partial"))


@pytest.mark.run
def test_a_kernel_works_in_the_repository_wherever_the_process_is(tmp_path, monkeypatch):
    root, elsewhere = tmp_path / "repository", tmp_path / "elsewhere"
    for folder in (root / "notebooks", root / "work", elsewhere):
        folder.mkdir(parents=True)
    cells = [nbformat.v4.new_code_cell(text) for text in ('cycle = ""\nprocessed = ""', "import os\nos.getcwd()")]
    cells[0].metadata["tags"] = ["parameters"]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    nbformat.write(notebook, root / "notebooks" / "where.ipynb")
    monkeypatch.chdir(elsewhere)
    seen = []
    progress = Progress(cell=lambda *_: seen.append(Path.cwd()))
    done = run._execute(Folders(root, "x"), "where", root / "work", progress, Timings())
    assert done.cells[-1].outputs[0].data["text/plain"] == repr(str(root))
    # two notebooks run at once: neither may move the process from under the other
    assert set(seen) == {elsewhere}
