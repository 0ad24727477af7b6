"""What holds for the repository as a whole."""

import ast
import re
import subprocess
import tomllib

import nbformat
import pytest
import yaml
from packaging.markers import Marker

from analysis import __version__
from analysis.cycle import VERSIONS
from conftest import ROOT, tracked

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_holds_prose_and_calls(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [c for c in notebook.cells if c.cell_type == "code"]
    assert len(code) <= 20
    assert all(not c.outputs and c.execution_count is None for c in code)
    assert "parameters" in code[0].metadata["tags"]
    for cell in code:
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While)
        assert not [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, kinds)]
    assert sum(c.cell_type == "markdown" for c in notebook.cells) >= 3


def pins():
    """Return the pins that apply to the Python of environment.yml."""
    found = re.findall(
        r"^([a-z0-9._-]+)==([^ ;\\]+) *(?:; *([^\\\n]+))?", (ROOT / "requirements.lock").read_text(), flags=re.M
    )
    here = {"python_version": "3.11", "python_full_version": "3.11.0"}
    return {name: version for name, version, marker in found if not marker or Marker(marker.strip()).evaluate(here)}


def declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = project["dependencies"] + project["optional-dependencies"]["dev"]
    return {re.sub(r"\[.*\]", "", name) for name in names}


def benchmarked():
    """Return what benchmarks alone compare with; a user of the product never installs it."""
    return set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["bench"])


def test_conda_and_pip_users_get_the_same_environment():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert listed["channels"][0] == "conda-forge"
    plain = [d for d in listed["dependencies"] if isinstance(d, str)]
    by_pip = next(d["pip"] for d in listed["dependencies"] if isinstance(d, dict))
    versions = dict(re.split("=+", d, maxsplit=1) for d in plain + by_pip if "=" in d)
    assert versions.pop("python") == "3.11"
    assert set(versions) == declared()
    assert versions == {name: pins()[name] for name in versions}
    assert {"jupyterlab", "pandas", "statsmodels", "seaborn", "papermill", "nbconvert"} <= set(versions)


def test_every_pin_has_hashes_and_every_dependency_a_reason():
    lock = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"^(?=[a-z0-9])", lock, flags=re.M)
    assert all("--hash=sha256:" in e for e in entries if "==" in e.split("\n")[0])
    reasons = (ROOT / "docs/dependencies.md").read_text()
    assert declared() | benchmarked() == set(re.findall(r"^\| `([a-z0-9-]+)`", reasons, flags=re.M))


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    hosts = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian|/" + r"root/|/" + r"work/|/home/\w+/")
    for path in tracked():
        if path.suffix in {".xlsx", ".zip", ".png", ".parquet"} or path == ROOT / "tests/test_repository.py":
            continue
        assert not hosts.search(path.read_text(encoding="utf-8", errors="replace")), path


@pytest.mark.parametrize(
    "path",
    [
        "data/raw/2026-S1/pegawai.xlsx", "data/raw/salinan pegawai.csv", "data/pseudonym.key", "data/pseudonym.key.bak",
        "data/pseudonym (copy).key", "kunci.key", "pegawai.xlsx", "data/pegawai.csv", "docs/pegawai.parquet",
        "data/processed/2026-S1/tables/pegawai.parquet", "reports/2026-S1/laporan.html",
    ],
)  # fmt: skip
def test_git_does_not_take_personal_data(path):
    done = subprocess.run(["git", "check-ignore", "-q", "--no-index", path], cwd=ROOT, check=False)
    if done.returncode == 128:
        pytest.skip("not a git checkout")
    assert done.returncode == 0, f"git add . would take {path}"


def test_git_takes_the_example():
    done = subprocess.run(
        ["git", "check-ignore", "-q", "--no-index", "data/raw/contoh-2025-S2/pegawai.xlsx"], cwd=ROOT, check=False
    )
    assert done.returncode in (1, 128)


def test_the_version_stands_in_one_place_and_in_what_cites_it():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dynamic"] == ["version"]
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"] == __version__
    latest = re.search(r"^## (\S+) ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.M)
    assert latest and latest[1] == __version__
    assert __version__.startswith(f"{VERSIONS[-1]}.")
