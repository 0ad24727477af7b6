"""What survives a fault: runs and sign-offs killed at random, a full disk, two at once, a folder that is closed.

    python benchmarks/faults.py --kills 100

draws a small city, runs it once, and then lets each fault happen to a further run in turn. A fault is survived where
the report of before, or that of the run, is there whole (`mutasi verify`), what is said is a sentence without a
traceback, and nothing half done stays behind once the next command has ended. Prints survived of tried and writes
benchmarks/faults.md.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = Path(__file__).with_suffix(".md")
MUTASI = [sys.executable, "-c", "from analysis.cli import main; main()"]
CYCLE = "simulasi-33.72"
#: Fills two folders again and again, each file with the number of the round, as a run fills those of a cycle.
SWAPPING = """
import itertools, sys
from pathlib import Path
from analysis.store import swap
root = Path(sys.argv[1])
finished = {kind: root / kind / "c" for kind in ("data/processed", "reports")}
if sys.argv[2] == "renames":
    swap._exchange = lambda one, other: False
print("ready", flush=True)
for number in itertools.count():
    with swap.working_folders(finished) as work:
        for folder in work.values():
            for k in range(12):
                (folder / str(k)).write_text(str(number))
"""


def start(root: Path, *words: str, limit: int = 0) -> subprocess.Popen[str]:
    """Start a command of the product in a group of its own; no file that it writes may be larger than the limit."""

    def bound() -> None:
        os.setsid()
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [*MUTASI, *words], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=bound
    )


def told(done: subprocess.Popen[str], codes: tuple[int, ...]) -> bool:
    """Wait for a command; tell whether it ended by one of these codes and in words."""
    _, said = done.communicate(timeout=900)
    good = done.returncode in codes and "Traceback" not in said and bool(said.strip())
    if not good:
        print(f"    code {done.returncode}: {said.strip()[-400:]}", flush=True)
    return good


def sound(root: Path) -> bool:
    """Tell whether the report that is there is whole."""
    done = subprocess.run([*MUTASI, "verify", CYCLE], cwd=root, capture_output=True, text=True, check=False)
    # somebody may work on the code meanwhile
    differing = [line for line in done.stdout.splitlines() if not line.startswith("code (") and " differ. " not in line]
    if done.returncode == 1 and not differing:
        return True
    if done.returncode:
        print("   ", *differing[:5], done.stderr.strip()[-300:], sep="\n    ", flush=True)
    return done.returncode == 0


def leftovers(root: Path) -> list[str]:
    """List what half done work leaves."""
    hidden = [p for kind in ("reports", "data/processed") for p in (root / kind).glob(".*") if p.is_dir()]
    return [p.name for p in [*hidden, *root.rglob("*.partial"), *root.rglob("*.holder")]]


def killed_swaps(folder: Path, tries: int, draw: random.Random) -> Iterator[tuple[str, bool]]:
    """Kill what only swaps folders; each folder must hold the files of one round."""
    for how in ("exchange", "renames"):
        root = folder / how
        for _ in range(tries):
            process = subprocess.Popen([sys.executable, "-c", SWAPPING, str(root), how], stdout=subprocess.PIPE)
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(draw.uniform(0.001, 0.15))
            process.kill()
            process.wait()
            whole = True
            for kind in ("data/processed", "reports"):
                before = root / kind / "c"
                if how == "renames" and not before.exists():
                    before = root / kind / ".c.old"  # the next command brings it back
                rounds = {p.read_text() for p in before.iterdir()} if before.exists() else {""}
                whole &= len(rounds) == 1 and (not before.exists() or len(list(before.iterdir())) == 12)
            yield f"killed between two folders ({how})", whole


def killed(root: Path, tries: int, length: float, draw: random.Random) -> Iterator[tuple[str, bool]]:
    """Kill a run, or stop it, at random moments."""
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
        for _ in range(tries if number == signal.SIGKILL else max(tries // 10, 1)):
            process = start(root, "run", CYCLE, "--again")
            time.sleep(draw.uniform(0.5, length))
            os.killpg(process.pid, number)
            good = process.communicate(timeout=900) is not None if number == signal.SIGKILL else told(
                process, (0, 130, 143)
            )  # fmt: skip
            clean = number == signal.SIGKILL or not leftovers(root)
            yield f"run ended by {number.name}", good and sound(root) and clean


def signed(root: Path, tries: int, draw: random.Random) -> Iterator[tuple[str, bool]]:
    """Kill a sign-off at random moments."""
    for k in range(tries):
        process = start(root, "sign", CYCLE, "--role", "asn", "--name", f"Wakil {k}")
        time.sleep(draw.uniform(0.5, 6))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        yield "sign-off killed", sound(root)


def dead_kernel(root: Path) -> Iterator[tuple[str, bool]]:
    """Kill the kernel of a run."""
    process = start(root, "run", CYCLE, "--again")
    for _ in range(600):
        time.sleep(0.1)
        listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, text=True)
        kernels = [line.split()[0] for line in listed.stdout.splitlines() if "ipykernel" in line]
        if kernels:
            time.sleep(1)
            os.kill(int(kernels[0]), signal.SIGKILL)
            break
    yield "kernel killed", told(process, (1,)) and sound(root) and not leftovers(root)


def full(root: Path) -> Iterator[tuple[str, bool]]:
    """Let no file grow beyond a few sizes, as on a full disk."""
    for kibibytes in (1, 8, 64, 400):
        done = told(start(root, "run", CYCLE, "--again", limit=kibibytes << 10), (1, 2))
        yield "disk full at a run", done and sound(root) and not leftovers(root)
    done = told(start(root, "sign", CYCLE, "--role", "asn", "--name", "Wakil", limit=50 << 10), (1, 2))
    yield "disk full at a sign-off", done and sound(root) and not leftovers(root)


def two(root: Path) -> Iterator[tuple[str, bool]]:
    """Run a cycle twice at once, and sign it meanwhile."""
    first = start(root, "run", CYCLE, "--again")
    while first.poll() is None and not list((root / "data/processed").glob("*.holder")):
        time.sleep(0.1)
    for words in (("run", CYCLE), ("check", CYCLE), ("sign", CYCLE, "--role", "asn", "--name", "Wakil")):
        second = start(root, *words)
        _, said = second.communicate(timeout=900)
        yield "second at once", second.returncode == 2 and f"process {first.pid} since" in said
    first.communicate(timeout=900)
    yield "first of two", first.returncode == 0 and sound(root)


def closed(root: Path) -> Iterator[tuple[str, bool]]:
    """Close the folder of the reports; whoever may write anywhere sees no difference."""
    if os.geteuid() == 0:
        return
    (root / "reports").chmod(0o500)
    done = told(start(root, "run", CYCLE, "--again"), (1, 2))
    (root / "reports").chmod(0o700)
    yield "folder closed", done and sound(root) and not leftovers(root)


def main() -> None:
    """Let each fault happen and write what survived."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    tries = parser.parse_args().kills
    draw, tried, survived = random.Random(19), Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "city"
        for part in ("cycles", "notebooks", "places"):
            shutil.copytree(ROOT / part, root / part)
        for part in ("data/processed", "data/raw", "reports"):
            (root / part).mkdir(parents=True)
        subprocess.run([*MUTASI, "simulate", "--place", "33.72"], cwd=root, check=True, capture_output=True)
        began = time.monotonic()
        subprocess.run([*MUTASI, "run", CYCLE], cwd=root, check=True, capture_output=True)
        length = time.monotonic() - began
        faults: list[Callable[[], Iterator[tuple[str, bool]]]] = [
            lambda: killed_swaps(Path(folder), tries, draw), lambda: two(root), lambda: dead_kernel(root),
            lambda: full(root), lambda: closed(root), lambda: signed(root, max(tries // 5, 1), draw),
            lambda: killed(root, tries, length, draw),
        ]  # fmt: skip
        for fault in faults:
            for name, good in fault():
                tried[name] += 1
                survived[name] += good
                if not good:
                    print(f"not survived: {name}", flush=True)
        subprocess.run([*MUTASI, "run", CYCLE], cwd=root, check=True, capture_output=True)
        tried["nothing left by the next run"] += 1
        survived["nothing left by the next run"] += not leftovers(root) and sound(root)
    rows = "\n".join(f"| {name} | {survived[name]} | {count} |" for name, count in tried.items())
    total = f"{survived.total()} of {tried.total()} faults survived."
    print(rows, total, sep="\n")
    TABLE.write_text(
        f"# Faults\n\n`python benchmarks/faults.py --kills {tries}`: {total}\n\n"
        f"| fault | survived | tried |\n|---|---:|---:|\n{rows}\n"
    )


if __name__ == "__main__":
    main()
