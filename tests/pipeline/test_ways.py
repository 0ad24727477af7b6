"""Whichever way a notebook is run, by hand, by papermill, by jupyter or by mutasi, it gives the same tables."""

import hashlib
import shutil
import subprocess
import sys

import nbformat
import papermill
import pytest
from IPython.core.interactiveshell import InteractiveShell

from analysis.pipeline import run
from analysis.pipeline.run import Progress, Timings
from analysis.store.repository import Folders
from analysis.study import Study
from conftest import ROOT
from offices import Office, study_of

IMPACT = ROOT / "notebooks/2_impact.ipynb"
OFFICE = Office(officers=40, movers=14, last="2022-S2", units=3, outside=8, outcomes=("competence",), subgroups=())


def tables(folder):
    return {
        p.relative_to(folder): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*.parquet"))
    }


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Write an office's valid tables once, and what the stage makes of them without any notebook."""
    root = tmp_path_factory.mktemp("ways")
    study_of(OFFICE, OFFICE.tables(), root)
    shutil.copy(IMPACT, root / "notebooks")
    study = Study("kantor", copied(root, "expected"), root)
    panels = study.build_panels()
    study.estimate(panels)
    study.without_repaired()
    study.explored(panels)
    return root


def copied(root, way):
    shutil.copytree(root / "data/processed/kantor", root / "data/processed" / way)
    return f"data/processed/{way}"


def by_hand(root, processed, monkeypatch):
    """Run the cells one after another where JupyterLab would: in the notebook's folder."""
    monkeypatch.chdir(root / "notebooks")
    shell = InteractiveShell.instance()
    try:
        for cell in nbformat.read(IMPACT, as_version=4).cells:
            if cell.cell_type == "code":
                source = cell.source
                if "parameters" in cell.metadata.get("tags", []):
                    source += f"\ncycle, processed = 'kantor', {processed!r}"
                shell.run_cell(source, silent=True).raise_error()
    finally:
        InteractiveShell.clear_instance()


def by_papermill(root, processed, monkeypatch):
    """A choice beyond the plan is shown and marked; the tables of the plan stay as they are."""
    chosen = [
        "-p",
        "cycle",
        "kantor",
        "-p",
        "processed",
        processed,
        "-p",
        "covariates",
        "none",
        "-p",
        "anticipation",
        "1",
    ]
    out = root / "papermill.ipynb"
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", "notebooks/2_impact.ipynb", str(out), *chosen]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    text = str([cell.get("outputs") for cell in nbformat.read(out, as_version=4).cells])
    assert "it is exploratory, however small its p" in text and "This is what the cycle declares." not in text


def by_jupyter(root, processed, monkeypatch):
    notebook = nbformat.read(IMPACT, as_version=4)
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = cell.source.replace("contoh-2025-S2", "kantor").replace('str = ""', f'str = "{processed}"', 1)
    nbformat.write(notebook, root / "notebooks/edited.ipynb")
    command = [sys.executable, "-m", "jupyter", "execute", "notebooks/edited.ipynb"]
    subprocess.run(command, cwd=root, check=True, capture_output=True)


def by_mutasi(root, processed, monkeypatch):
    run._execute(Folders(root, "kantor"), "2_impact", root / processed, Progress(), Timings())


@pytest.mark.run
@pytest.mark.parametrize("way", [by_hand, by_papermill, by_jupyter, by_mutasi], ids=lambda way: way.__name__)
def test_every_way_gives_the_same_tables(office, way, monkeypatch):
    way(office, copied(office, way.__name__), monkeypatch)
    expected = tables(office / "data/processed/expected")
    assert len(expected) > 10 and tables(office / "data/processed" / way.__name__) == expected


def test_papermill_lists_every_parameter_with_its_type_and_what_it_is_for():
    listed = papermill.inspect_notebook(str(IMPACT))
    names = "cycle outcomes window estimator control_group covariates anticipation subgroup"
    assert set(listed) == {*names.split(), "processed"}
    for name, about in listed.items():
        assert (
            about["inferred_type_name"] == ("int" if name == "anticipation" else "str") and len(about["help"]) > 10
        ), name
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        assert all(about["help"] for about in papermill.inspect_notebook(str(path)).values()), path.name
