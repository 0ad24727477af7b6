"""What the book says can be done, done; what it says is in the code, looked up there."""

import re
import shlex
import shutil
import subprocess
import sys

import pytest
import typer
import yaml

from analysis import cli
from analysis.cycle import Analysis
from analysis.study import Study
from conftest import EXAMPLES, ROOT, copy_repository
from test_cli import here

sys.path.insert(0, str(ROOT / "docs/_ext"))

import from_code
import source_role
from sphinx.application import Sphinx

DOCS = ROOT / "docs"
PAGES = sorted(p for p in DOCS.rglob("*.md") if not {"generated", "_build"} & {*p.relative_to(DOCS).parts})
TUTORIALS = (DOCS / "tutorial/own-data.md", DOCS / "tutorial/data-sendiri.md")
#: Pages whose Python reads a finished run.
AFTER_A_RUN = (DOCS / "how-to/look-up.md",)
#: What the tutorial test runs; the others take minutes or people, and have tests of their own.
RUN_HERE = ("new", "simulate", "check", "plan")


def blocks(page, language):
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.S)


def name(page):
    return page.relative_to(ROOT).as_posix()


def test_every_function_that_a_page_names_is_in_the_code():
    named = {n: page for page in PAGES for n in re.findall(r"\{src\}`([^`]+)`", page.read_text(encoding="utf-8"))}
    assert len(named) > 40
    for function in named:
        source_role.find(function)
    assert source_role.find("did.timeline.Timeline.base") == ("src/analysis/did/timeline.py", "Timeline.base")
    for wrong in ("did.design.Plan", "did.designs.Design", "nowhere"):
        with pytest.raises(LookupError):
            source_role.find(wrong)


def test_every_estimator_has_its_equation_error_edge_cases_and_reference():
    about = from_code.about_estimators()
    assert set(about) == set(from_code.estimator_modules())
    for module, said in about.items():
        assert set(said) - {"function"} == {"equation", "error", "edge_cases", "reference"}, module
        source_role.find(f"did.estimators.{module}.{said.get('function', 'fit')}")
        assert from_code.tests_of(module), f"no test imports {module}"


@pytest.fixture(scope="module")
def generated():
    return dict(from_code.pages())


@pytest.mark.example  # it loads every module of the package
def test_pages_made_from_the_code_hold_what_the_code_holds(generated):
    assert generated["cycle-file.md"].count("\n| `") == sum(len(m.model_fields) for m in from_code._PARTS.values())
    assert all(f"## mutasi {c}\n" in generated["commands.md"] for c in typer.main.get_command(cli.app).commands)
    every_key = [row for row in generated["cycle-file.md"].splitlines() if row.startswith("| `")]
    said_nothing = [row for row in every_key if row.count("|") == 5 and row.split("|")[3].strip() == ""]
    assert said_nothing == [], "a key of the cycle file without a meaning in its docstring"
    rooms = {p.name for p in (ROOT / "src/analysis").iterdir() if p.is_dir() and list(p.glob("*.py"))}
    assert all(f">{room}<" in generated["rooms.svg"] for room in rooms)
    assert set(from_code._SHORT) == set(from_code.room_imports()), "say in docs/_ext/from_code.py what a room answers"


@pytest.mark.example
def test_every_link_of_a_page_leads_somewhere(generated):
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            target = (page.parent / link).resolve()
            made = target.is_relative_to(DOCS / "generated")
            assert target.relative_to(DOCS / "generated").as_posix() in generated if made else target.exists(), (
                f"{name(page)}: {link}"
            )


@pytest.mark.parametrize(
    "page", [p for p in PAGES if blocks(p, "python") and p not in AFTER_A_RUN], ids=lambda p: p.stem
)
def test_python_of_a_page_runs(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    namespace: dict = {}
    for block in blocks(page, "python"):
        exec(compile(block, name(page), "exec"), namespace)


@pytest.mark.parametrize("page", AFTER_A_RUN, ids=lambda p: p.stem)
def test_python_of_a_page_runs_after_a_run(page, finished, monkeypatch):
    monkeypatch.chdir(finished)
    for block in blocks(page, "python"):
        exec(compile(block, name(page), "exec"), {})


def commands(page):
    lines = "\n".join(b for language in ("sh", "bash") for b in blocks(page, language)).splitlines()
    return [shlex.split(line, comments=True) for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("page", [p for p in (ROOT / "README.md", *PAGES) if commands(p)], ids=name)
def test_every_command_of_a_page_is_one(page):
    group = typer.main.get_command(cli.app)
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.M)
    for words in commands(page):
        if words[0] == "make":
            assert words[1] in targets, words
        elif words[0].endswith("mutasi"):
            # refuses an option or an argument that the command does not have
            group.commands[words[1]].make_context(words[1], [*words[2:]])
        else:
            assert shutil.which(words[0]), words


def test_a_command_that_is_none_is_noticed():
    group = typer.main.get_command(cli.app)
    with pytest.raises(Exception, match="No such option"):
        group.commands["run"].make_context("run", ["--agian"])


def test_the_tutorial_asks_for_the_same_in_both_languages():
    english, indonesian = map(commands, TUTORIALS)
    assert english == indonesian and len(english) > 10
    headings = [re.findall(r"^## ", page.read_text(encoding="utf-8"), flags=re.M) for page in TUTORIALS]
    assert len(headings[0]) == len(headings[1])


@pytest.mark.example
def test_the_tutorial_word_for_word_to_the_frozen_plan(tmp_path):
    copy = copy_repository(tmp_path)
    for words in commands(TUTORIALS[0]):
        if words[0].endswith("mutasi") and words[1] in RUN_HERE:
            done = here(copy, *words[1:])
            assert done.returncode == 0, done.stderr
        elif words[0] in ("cp", "rm"):
            subprocess.run(["sh", "-c", shlex.join(words).replace("'", "")], cwd=copy, check=True)
    assert "kolaborasi" in (copy / "cycles/2025-S2.yaml").read_text(encoding="utf-8")
    assert (copy / "cycles/plans/2025-S2.yaml").is_file()
    assert len(list((copy / "data/processed/2025-S2/check/perbaikan").iterdir())) == 11


@pytest.mark.parametrize("page", [ROOT / "README.md", *(p for p in PAGES if blocks(p, "yaml"))], ids=name)
def test_parts_of_a_cycle_file_are_read_as_a_page_shows_them(page):
    for block in blocks(page, "yaml"):
        Analysis.model_validate(yaml.safe_load(block)["analysis"])


def test_the_glossary_says_every_word_in_both_languages():
    rows = re.findall(r"^\| (.+) \|$", (DOCS / "reference/glossary.md").read_text(encoding="utf-8"), flags=re.M)
    cells = [row.split(" | ") for row in rows]
    assert len(cells) > 45 and all(len(row) == 3 and all(cell.strip() for cell in row) for row in cells)


def test_the_headlines_of_the_page_on_replication_are_those_of_a_run(finished):
    table = Study(EXAMPLES[1], root=finished).table("headlines").set_index("outcome")
    shown = re.findall(r"^\| (\w+) \| (-?[\d.]+) \| .*$", (DOCS / "replication.md").read_text(), flags=re.M)
    assert [outcome for outcome, _ in shown] == list(table.index)
    for row in re.findall(r"^\| \w+ \| -?[\d.]+ \| .*$", (DOCS / "replication.md").read_text(), flags=re.M):
        outcome, *numbers, treated, control, grade, reason = (cell.strip() for cell in row.strip("|").split("|"))
        r = table.loc[outcome]
        assert [f"{r[c]:.3f}" for c in ("att", "low", "high")] == numbers, outcome
        assert (f"{r['n_treated']:.0f}", f"{r['n_control']:.0f}") == (treated, control), outcome
        assert (r["grade"], r["reason"]) == (grade, reason), outcome


def build(folder, text):
    """Build a book of one page with the settings of ours, without what is made from the code."""
    folder.joinpath("index.md").write_text(text, encoding="utf-8")
    quick = {"extensions": ["myst_parser", "equations", "source_role"]}
    app = Sphinx(folder, DOCS, folder / "html", folder / "trees", "html", quick, None, None, True, warningiserror=True)
    app.build()
    return app, (folder / "html/index.html").read_text(encoding="utf-8")


def test_equations_need_no_network_and_indices_stand_beside_their_letter(tmp_path):
    _, page = build(tmp_path, "# A\n\n$\\hat\\tau_{it}$ by {src}`did.design.Design`.\n")
    assert "<msub>" in page and "<munder" not in page
    assert "did/design.py:" in page
    assert not re.findall(r'(?:<script[^>]+src|<link[^>]+href|<img[^>]+src)="(?:https?:)?//', page)


def test_a_name_that_is_not_in_the_code_stops_the_build(tmp_path):
    app, _ = build(tmp_path, "# A\n\n{src}`did.design.Plan`\n")
    assert app.statuscode == 1
