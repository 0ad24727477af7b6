"""Results are put in place whole, and one run of a cycle is at work at a time."""

import multiprocessing
import os

import pytest

from analysis.errors import UserError
from analysis.store import swap
from analysis.store.repository import Folders


def filled(folder, text):
    folder.mkdir(parents=True)
    (folder / "report.html").write_text(text)
    return folder


@pytest.mark.parametrize("exchange", [True, False])
def test_a_folder_takes_the_place_of_the_one_before(tmp_path, monkeypatch, exchange):
    if not exchange:
        monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    old, new = filled(tmp_path / "c", "old"), filled(tmp_path / ".c.partial", "new")
    swap.swap(new, old)
    assert (old / "report.html").read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["c"]


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="only Linux exchanges two folders in one step")
def test_two_folders_change_places_in_one_step(tmp_path):
    one, other = filled(tmp_path / "a", "one"), filled(tmp_path / "b", "other")
    assert swap._exchange(one, other)
    assert (one / "report.html").read_text() == "other" and (other / "report.html").read_text() == "one"


def test_a_run_stopped_between_two_renames_loses_nothing(tmp_path):
    aside = filled(tmp_path / ".c.old", "old")
    swap.recover(tmp_path / "c")
    assert (tmp_path / "c/report.html").read_text() == "old" and not aside.exists()
    filled(tmp_path / ".c.old", "older")
    swap.recover(tmp_path / "c")
    assert (tmp_path / "c/report.html").read_text() == "old" and not aside.exists()


def test_a_failure_leaves_the_finished_folders_and_nothing_else(tmp_path):
    old = filled(tmp_path / "c", "old")
    with pytest.raises(RuntimeError), swap.working_folders({"reports": old}) as work:
        (work["reports"] / "report.html").write_text("half")
        raise RuntimeError
    assert (old / "report.html").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["c"]


def _hold(root, ready, done):
    with swap.only_one(Folders(root, "c")):
        ready.set()
        done.wait(30)


def test_the_second_of_two_is_told_who_runs_since_when(tmp_path):
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    holder = context.Process(target=_hold, args=(tmp_path, ready, done))
    holder.start()
    try:
        assert ready.wait(30)
        with (
            pytest.raises(UserError, match=rf"in use by process {holder.pid} since \d{{4}}-"),
            swap.only_one(Folders(tmp_path, "c")),
        ):
            pass
    finally:
        done.set()
        holder.join(30)
    with swap.only_one(Folders(tmp_path, "c")):
        pass
