"""Run a deposit again in a temporary folder, and compare every table with what the deposit records.

The code that runs is that of the deposit. Nothing outside the temporary folder is written.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import tomllib
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePosixPath
from platform import python_version

from pydantic import ValidationError

from analysis.errors import StageError, UserError
from analysis.intake.limits import Limit
from analysis.pipeline.archiving import RECORD, REPOSITORY, Record
from analysis.store import provenance
from analysis.store.repository import ESTIMATES, Folders

#: Of a deposit: its files and their bytes. One of the example has 600 files and 20 MB.
FILES = Limit(20_000, "files in the deposit", "as no deposit has a tenth of them")
UNPACKED = Limit(8 << 30, "bytes when unpacked", "as no deposit has a tenth of them")
#: How often a file may be larger than its packed bytes; text and workbooks reach some 30.
_RATIO = 200
#: Bytes below which the ratio says nothing: a page of blanks is no bomb.
_SMALL = 1 << 20
#: What unpacking a damaged archive ends in; a name that is that of a file and of a folder among them.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, FileExistsError,
    NotADirectoryError, IsADirectoryError,
)  # fmt: skip
_COMMAND = "from analysis.cli import main; main()"


@dataclass(frozen=True)
class Outcome:
    """What came of a replay.

    Attributes
    ----------
    cycle : its name.
    tables : how many tables the deposit records, ``estimates.csv`` not counted.
    differing : what is not as recorded, a line each; empty where every table and ``estimates.csv`` are identical.
    """

    cycle: str
    tables: int
    differing: list[str]


Run = Callable[[Path, str], None]


def replay(
    deposit: Path,
    exports: Path | None = None,
    key: Path | None = None,
    say: Callable[[str], None] = lambda line: None,
    run: Run | None = None,
) -> Outcome:
    """Run a deposit again.

    Parameters
    ----------
    deposit : the archive that :func:`analysis.pipeline.archiving.archive` wrote.
    exports : folder of deliveries, where the deposit holds none.
    key : file with the key of the pseudonyms, where the cycle is not simulated.
    say : hears what differs of Python and the libraries, a line each, before anything runs.
    run : runs a cycle (its name) in a repository; the code of the deposit in a process of its own where not given.

    Raises
    ------
    UserError
        If it is no deposit, is damaged, would write outside its folder, is too large, or lacks its exports.
    StageError
        If its code ends with an error.
    """
    with tempfile.TemporaryDirectory(prefix="mutasi-replay-") as folder:
        place = Path(folder)
        unpack(deposit, place)
        record = _recorded(deposit.name, place)
        root = place / REPOSITORY
        if exports:
            _bring(record, exports, root)
        elif not record.raw:
            raise UserError(
                f"{deposit.name}: it holds a synthetic twin and not the exports, which do not leave their office; name "
                "the folder that holds them with --exports, such as --exports data/raw."
            )
        if record.keyed and not key:
            raise UserError(f"{deposit.name}: its tables are of real data; name the key of the pseudonyms with --key.")
        if key:
            shutil.copyfile(key, Folders(root, record.cycle).key_file)
            Folders(root, record.cycle).key_file.chmod(0o600)
        changed = [name for name, value in record.inputs.items() if _hash(root / name) != value]
        if changed:
            raise UserError(f"{deposit.name}: not as the deposit records it: {', '.join(changed)}. Get it again.")
        for line in environment(record, root):
            say(line)
        (run or _run)(root, record.cycle)
        return Outcome(record.cycle, len(record.tables), _differing(record, Folders(root, record.cycle)))


def unpack(deposit: Path, into: Path) -> None:
    """Unpack an archive into an empty folder, never outside it and never without bound.

    Raises
    ------
    UserError
        If a name leads out of the folder or is a link, there are too many files or bytes, or it cannot be unpacked.
    """
    name = deposit.name
    if not deposit.is_file():
        raise UserError(f"{deposit}: there is no such file; name the archive that 'mutasi archive' wrote.")
    try:
        with zipfile.ZipFile(deposit) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            FILES.hold(len(members), name, "Get the deposit again")
            UNPACKED.hold(sum(m.file_size for m in members), name, "Get the deposit again")
            for member in members:
                _safe(name, member)
            if len({m.filename for m in members}) < len(members):
                raise ValueError("it holds two files of one name")
            for member in members:
                target = into.joinpath(*PurePosixPath(member.filename).parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                _write(archive, member, target)
    except _DAMAGED as error:
        raise UserError(f"{name}: it cannot be unpacked ({error}); get the deposit again.") from error


def _safe(name: str, member: zipfile.ZipInfo) -> None:
    """Refuse a member whose name leads out of the folder, that is a link, or that unpacks out of all proportion."""
    path = PurePosixPath(member.filename)
    outside = path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in member.filename
    if outside or stat.S_ISLNK(member.external_attr >> 16):
        raise UserError(
            f"{name}: '{member.filename[:100]}' in it leads out of its folder; nothing was unpacked. No deposit of "
            "'mutasi archive' does; do not trust this file."
        )
    if member.file_size > max(_SMALL, _RATIO * max(member.compress_size, 1)):
        raise UserError(
            f"{name}: '{member.filename[:100]}' in it would grow {member.file_size // max(member.compress_size, 1):,} "
            f"times; at most {_RATIO} times is unpacked, as no file of a deposit does. Do not trust this file."
        )


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Unpack a member, no farther than the archive's list says, which may be a lie."""
    left = member.file_size
    with archive.open(member) as part, target.open("xb") as file:
        while block := part.read(min(1 << 20, left + 1)):
            left -= len(block)
            if left < 0:
                raise zipfile.BadZipFile(f"'{member.filename[:100]}' is larger than it says")
            file.write(block)


def _recorded(name: str, place: Path) -> Record:
    """Read what a deposit must come to.

    Raises
    ------
    UserError
        If it is no deposit.
    """
    path = place / RECORD
    try:
        record = Record.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise UserError(f"{name}: no deposit that 'mutasi archive' wrote ({RECORD} is missing or unclear).") from error
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", record.cycle):
        raise UserError(f"{name}: {RECORD} names no cycle.")
    if not (place / REPOSITORY / "cycles" / f"{record.cycle}.yaml").is_file():
        raise UserError(f"{name}: it lacks {REPOSITORY}/cycles/{record.cycle}.yaml; get the deposit again.")
    return record


def _bring(record: Record, exports: Path, root: Path) -> None:
    """Copy the exports that a cycle reads from a folder of deliveries, if they are those that it read.

    Raises
    ------
    UserError
        Naming those that are missing or other ones.
    """
    needed = {n: value for n, value in record.inputs.items() if n.startswith("data/raw/") and ".." not in n}
    wrong = [n for n, value in needed.items() if _hash(exports / n.removeprefix("data/raw/")) != value]
    if wrong:
        raise UserError(f"--exports {exports}: missing, or not the file that the cycle read: {', '.join(wrong)}.")
    for name in needed:
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(exports / name.removeprefix("data/raw/"), target)


def environment(record: Record, root: Path) -> list[str]:
    """Say what of Python and the libraries here is not what made the results, a line each."""
    lines = []
    if python_version() != record.python:
        lines.append(f"Python {record.python} made the results; here is {python_version()}.")
    lock, project = root / "requirements.lock", root / "pyproject.toml"
    pins: dict[str, list[str]] = {}
    if lock.is_file():
        for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\\n]+)", lock.read_text(encoding="utf-8"), re.M):
            pins.setdefault(_plain(name), []).append(version)
    needed: list[str] = []
    if project.is_file():
        declared = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
        needed = [_plain(re.split(r"[\[<>=!~; ]", line)[0]) for line in declared]
    here = {_plain(d.metadata["Name"]): d.version for d in metadata.distributions() if d.metadata["Name"]}
    for name, versions in sorted(pins.items()):
        if name in here and here[name] not in versions:
            lines.append(f"{name}: {' or '.join(versions)} made the results; here is {here[name]}.")
    lines += [f"{name}: not installed here; the code needs it." for name in sorted(needed) if name not in here]
    return lines


def _plain(name: str) -> str:
    """Return a package's name as all its spellings have it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _run(root: Path, cycle: str) -> None:
    """Run a cycle with the code of its repository, in a process of its own.

    Raises
    ------
    StageError
        If it ends with an error, with what it said last.
    """
    # notebooks start kernels of this environment, and they must take the deposit's code too
    given = os.environ | {"PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _COMMAND, "run", cycle, "--again"], cwd=root, env=given, capture_output=True, text=True
    )
    if done.returncode:
        last = " ".join(done.stderr.strip().splitlines()[-3:])
        raise StageError(f"the code of the deposit ended with an error: {last or f'exit code {done.returncode}'}")


def _differing(record: Record, folders: Folders) -> list[str]:
    """Name every table that is missing, different or new, and ``estimates.csv``."""
    out = []
    key = folders.key_file.read_bytes().strip()[:64] if record.keyed else b""
    for name, value in sorted(record.tables.items()):
        path = folders.processed / f"{name}.parquet"
        got = provenance.keyed(path, key) if record.keyed and path.is_file() else _hash(path)
        if got != value:
            out.append(f"{name}: {'differs' if got else 'missing'}")
    there = {p.relative_to(folders.processed).with_suffix("").as_posix() for p in folders.processed.rglob("*.parquet")}
    out += [f"{name}: not in the deposit" for name in sorted(there - record.tables.keys())]
    got = _hash(folders.reports / ESTIMATES)
    if got != record.estimates:
        out.append(f"{ESTIMATES}: {'differs' if got else 'missing'}")
    return out


def _hash(path: Path) -> str:
    return provenance.sha256(path) if path.is_file() else ""
