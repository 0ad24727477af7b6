"""What is checked before each commit holds of every file, and each check finds what it is for."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from conftest import ROOT, tracked

CONFIG = ".pre-commit-config.yaml"
_output = nbformat.v4.new_output("stream", text="1")
_ran = nbformat.v4.new_code_cell("print(1)", execution_count=1, outputs=[_output], id="a")
#: Hook → a file that it must refuse, and no other would.
REFUSED = {
    "ruff-check": ("mistake.py", '"""A file."""\n\nimport os\n'),
    "ruff-format": ("style.py", '"""A file."""\n\nx = {  }\n'),
    "nbstripout": ("ran.ipynb", nbformat.writes(nbformat.v4.new_notebook(cells=[_ran]))),
    "codespell": ("wrong.md", "An offf" + "icer is moved.\n"),
    "check-yaml": ("wrong.yaml", "a: [1\n"),
    "check-toml": ("wrong.toml", "a = \n"),
    "check-json": ("wrong.json", json.dumps({"a": 1})[:-1]),
    "large-files": ("large.bin", "x" * 4_000_000),
}


def pre_commit(folder: Path, *words: str) -> subprocess.CompletedProcess:
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"PATH": tools, "PRE_COMMIT_HOME": str(folder.parent / "home")}
    command = [sys.executable, "-m", "pre_commit", "run", "--color=never", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Copy every file of the repository into a new one, so that a hook that mends files mends none of ours."""
    folder = tmp_path_factory.mktemp("hooks") / "copy"
    for path in tracked():
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    for words in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder


@pytest.mark.example
def test_every_file_passes_what_is_checked_before_a_commit(copy):
    done = pre_commit(copy, "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_check_has_a_file_that_it_refuses():
    hooks = yaml.safe_load((ROOT / CONFIG).read_text())["repos"][0]["hooks"]
    assert [hook["id"] for hook in hooks] == list(REFUSED)


@pytest.mark.example
def test_each_check_refuses_what_it_is_for(copy):
    for name, text in REFUSED.values():
        (copy / name).write_text(text)
    names = [name for name, _ in REFUSED.values()]
    subprocess.run(["git", "add", *names], cwd=copy, check=True)
    try:
        done = pre_commit(copy, "--files", *names)
    finally:
        subprocess.run(["git", "rm", "--quiet", "--force", *names], cwd=copy, check=True)
    assert re.findall(r"hook id: (\S+)", done.stdout) == list(REFUSED), done.stdout + done.stderr
