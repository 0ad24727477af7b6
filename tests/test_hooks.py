"""What is checked before each commit holds of every file, and each check finds what it is for."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
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
    "personal-data": ("note.md", "Pegawai 19930124 201603 1 " + "900 pindah.\n"),
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


def personal(folder, *names):
    """Run the check for personal data alone, in a folder."""
    command = [sys.executable, str(ROOT / ".ci/personal"), *names]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_register_is_refused_in_any_kind_of_file_and_never_shown(tmp_path):
    nip, name = "199301242016031" + "900", "Wiryo Kusumo Adiningrat"
    folder = tmp_path / "data/raw/2026-S1"
    folder.mkdir(parents=True)
    head = "NIP,Nama,Tanggal Lahir,Jenis Kelamin,Jabatan,Unit Kerja,Status,Gol/Ruang,TMT Golongan,Jenis Jabatan"
    (folder / "pegawai.csv").write_text(
        head
        + ",Pendidikan,Jurusan,TMT Jabatan\n"
        + f"{nip},{name},24/01/1993,L,Lurah,Kelurahan Wonotingal,Aktif,III/a,01/01/2020,Struktural,S1,Hukum,\n"
    )
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        archive.writestr("a.csv", f"x;{nip}")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/invented.py").write_text(f"NIP = '{nip}'\n")
    (tmp_path / "named.md").write_text(f"Bapak {name.upper()}, S.E.\n")
    (tmp_path / "good.md").write_text("Nomor 821.2/1234/2021, 199301322016031900, Kusumo\n")
    done = personal(tmp_path, "packed.zip", "named.md", "good.md", "tests/invented.py")
    assert done.returncode == 1, done.stderr
    assert [line.split(",")[0] for line in done.stdout.splitlines()] == ["packed.zip", "named.md"]
    assert nip not in done.stdout and "Wiryo" not in done.stdout
    assert personal(tmp_path, "good.md").returncode == 0


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
