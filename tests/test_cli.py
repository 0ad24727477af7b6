import contextlib
import io
import subprocess
import sys

import pytest

from analysis import cli
from conftest import EXAMPLES, copy_repository


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    return copy_repository(tmp_path_factory.mktemp("cli"))


def mutasi(folder, *words):
    """Run the command as a user does, in a process of its own."""
    command = [sys.executable, "-c", "from analysis.cli import main; main()", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def here(folder, *words):
    """Run the command in this process, which has loaded what it needs: the same words and exit code, sooner."""
    said, mistakes, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(said), contextlib.redirect_stderr(mistakes):
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["mutasi", *words])
        try:
            cli.main()
        except SystemExit as left:
            code = left.code or 0
    return subprocess.CompletedProcess(words, code, said.getvalue(), mistakes.getvalue())


def refused(done, *words):
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr
    return True


def test_help_teaches(copy):
    text = mutasi(copy, "--help").stdout
    for command in ("run", "plan", "simulate", "new"):
        assert command in text
    assert "example" in text


def test_an_unknown_cycle_is_one_sentence(copy):
    done = here(copy, "run", "2030-S1")
    assert refused(done, "Unknown cycle '2030-S1'", "contoh-2025-S2")
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.example
def test_the_command_is_the_same_in_this_process(copy):
    first, second = mutasi(copy, "run", "2030-S1"), here(copy, "run", "2030-S1")
    assert (first.returncode, first.stdout, first.stderr) == (second.returncode, second.stdout, second.stderr)


def test_a_bad_option_is_refused(copy):
    assert refused(here(copy, "simulate", "--seed", "many"), "seed")
    assert refused(here(copy, "simulate", "--into", "../elsewhere"), "inside the repository")


def test_outside_the_repository_it_says_where_to_go(tmp_path):
    assert refused(here(tmp_path, "run"), "not inside the repository")


def test_a_missing_export_is_named(copy):
    path = copy / "data/raw" / EXAMPLES[1] / "kompetensi.xlsx"
    aside = path.rename(path.with_suffix(".aside.bin"))
    assert refused(here(copy, "run"), "data/raw/contoh-2025-S2", "kompetensi")
    aside.rename(path)
    assert not list((copy / "reports").iterdir())


@pytest.mark.example
def test_check_accounts_for_every_row_and_says_what_to_send_back(copy):
    done = mutasi(copy, "check", EXAMPLES[0])
    assert done.returncode == 0, done.stderr
    for name in ("pegawai", "skm", "quarantined", "perbaikan"):
        assert name in done.stdout
    folder = copy / "data/processed" / EXAMPLES[0] / "check"
    assert (folder / "quarantine.parquet").is_file()
    assert len(list((folder / "perbaikan").glob("*.xlsx"))) == 12
    assert refused(here(copy, "check", "2030-S1"), "Unknown cycle")


@pytest.mark.run
def test_a_defect_is_told_without_a_value_of_the_data(copy):
    path = copy / "notebooks/1_cleaning.ipynb"
    good = path.read_text()
    path.write_text(good.replace("cleaned = study.clean()", "raise ValueError('199301242016031900')"))
    done = mutasi(copy, "run")
    path.write_text(good)
    assert done.returncode == 1
    assert "1_cleaning" in done.stderr and "ValueError" in done.stderr
    assert "Traceback" not in done.stderr and "199301242016031900" not in done.stderr + done.stdout


def test_a_new_cycle_says_where_the_exports_go(copy):
    done = here(copy, "new", "2026-S1")
    assert done.returncode == 0
    assert (copy / "cycles/2026-S1.yaml").is_file() and (copy / "data/raw/2026-S1").is_dir()
    assert (copy / "data/pseudonym.key").stat().st_mode & 0o077 == 0
    assert "pegawai" in done.stdout
    assert refused(here(copy, "new", "2026-S1"), "is there already")
    assert refused(here(copy, "new", "next"), "not a semester")
    assert refused(here(copy, "run", "2026-S1"), "data/raw/2026-S1: no export 'pegawai'")


@pytest.mark.parametrize(
    ("name", "place", "lines"),
    [
        ("2027-S1", "33.72", ["title: Siklus 2027-S1, Kota Surakarta", "programme: Kota Surakarta", 'place: "33.72"']),
        ("2027-S2", "Kecamatan Bawen", ["programme: Bawen", 'place: "33.22.11"']),
    ],
)
def test_a_new_cycle_is_of_any_place(copy, name, place, lines):
    done = here(copy, "new", name, "--place", place)
    assert done.returncode == 0, done.stderr
    text = (copy / f"cycles/{name}.yaml").read_text()
    assert all(line in text for line in lines)
    assert refused(here(copy, "run", name), f"data/raw/{name}: no export 'pegawai'")


def test_status_shows_every_cycle_and_what_is_wrong_with_one(copy):
    bad = copy / "cycles/2031-S1.yaml"
    bad.write_text("cycle: 2031-S1\n")
    done = here(copy, "status")
    bad.unlink()
    assert done.returncode == 0 and "contoh-2025-S2" in done.stdout and "not run" in done.stdout
    assert "cannot be read" in done.stdout and "cycles/2031-S1.yaml" in done.stdout


def test_a_place_that_is_not_one_place_makes_nothing(copy):
    assert refused(here(copy, "new", "2028-S1", "--place", "Semarang"), "33.22 Kabupaten Semarang", "33.74")
    assert refused(here(copy, "simulate", "--place", "Rahasia"), "no kecamatan, kabupaten or kota")
    assert not (copy / "cycles/2028-S1.yaml").exists() and not list(copy.glob("cycles/simulasi*"))


def test_a_plan_is_frozen_once_and_amended_with_a_reason(copy):
    path = copy / "cycles/plans/contoh-2025-S1.yaml"
    assert refused(here(copy, "plan", "contoh-2025-S1"), "frozen already", "--amend")
    assert refused(here(copy, "plan", "contoh-2025-S1", "--amend", "why"), "nothing differs")
    path.unlink()
    done = here(copy, "plan", "contoh-2025-S1")
    assert done.returncode == 0, done.stderr
    assert "cycles/plans/contoh-2025-S1.yaml: frozen" in done.stdout
    assert "sha256" in path.read_text(encoding="utf-8")
