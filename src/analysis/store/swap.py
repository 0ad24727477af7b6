"""One run of a cycle at a time, and results that are put in place whole.

A run fills working folders beside those of the last run. When all of them are complete they change places in one
step where the system can do so (Linux: ``renameat2`` with ``RENAME_EXCHANGE``), else by two renames, of which the next
run completes what a stopped one began.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.errors import UserError
from analysis.store.repository import Folders

#: The kind of folder that holds rows of persons, under pseudonyms; only its owner may look into it.
PROCESSED = "data/processed"
#: Of the C library: relative to the working directory, and exchange instead of replace.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@contextmanager
def only_one(folders: Folders) -> Iterator[None]:
    """Hold a cycle while it is run or signed.

    Raises
    ------
    UserError
        If another process holds it; the message says which, and since when.
    """
    path = folders.processed.with_name(f".{folders.name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    holder = path.with_suffix(".holder")
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        user = holder.read_text(encoding="utf-8").strip() if holder.is_file() else "another process"
        raise UserError(f"cycle '{folders.name}' is in use by {user}; wait until it ends, or stop it.") from None
    try:
        holder.write_text(f"process {os.getpid()} since {dt.datetime.now():%Y-%m-%d %H:%M:%S}\n", encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


@contextmanager
def working_folders(finished: dict[str, Path]) -> Iterator[dict[str, Path]]:
    """Yield empty working folders; put them in place of the finished ones if the body succeeds, else remove them.

    Parameters
    ----------
    finished : folders by kind; each working folder lies beside its own, under a hidden name.
    """
    work = {kind: folder.with_name(f".{folder.name}.partial") for kind, folder in finished.items()}
    for kind, folder in work.items():
        recover(finished[kind])
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700 if kind == PROCESSED else 0o777)
    try:
        yield work
        for folder in work.values():
            _flush(folder)
        for kind, folder in work.items():
            swap(folder, finished[kind])
            _flush_folder(finished[kind].parent)
    finally:
        for folder in work.values():
            shutil.rmtree(folder, ignore_errors=True)


def swap(new: Path, old: Path) -> None:
    """Put a complete folder in place of the one before, which is removed."""
    if not old.exists():
        new.rename(old)
    elif _exchange(new, old):
        shutil.rmtree(new, ignore_errors=True)
    else:
        aside = _aside(old)
        shutil.rmtree(aside, ignore_errors=True)
        old.rename(aside)
        new.rename(old)
        shutil.rmtree(aside, ignore_errors=True)


def recover(folder: Path) -> None:
    """Bring back a folder that a run, stopped between two renames, had put aside."""
    aside = _aside(folder)
    if aside.exists() and not folder.exists():
        aside.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; tell whether the system could."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0


def _flush_folder(folder: Path) -> None:
    """Have the names in a folder written to the disk."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            with suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)


def _flush(folder: Path) -> None:
    """Have every file of a folder written to the disk, so that a crash leaves none half-written."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            _flush_folder(path)
        if path.is_file():
            # some network drives cannot; they write when they like
            with path.open("rb") as handle, suppress(OSError):
                os.fsync(handle.fileno())
