"""Drawn at random but the same each time: altered exports and team files end in a fate or in a sentence, never worse.

    python tests/test_fuzzer.py --minutes 10

goes on as long as one likes, with a new seed each time it is told one.
"""

import argparse
import datetime as dt
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis.cycle import Evaluation
from analysis.errors import UserError
from analysis.intake import raw, sources, units
from analysis.intake.raw import RawTable
from analysis.intake.reader import read
from analysis.intake.rows import DISPOSITIONS, clean
from analysis.simulate import build
from analysis.team import plan, recommendations, signoff

ROOT = Path(__file__).resolve().parents[1]
PLACE = "33.72"
#: What a cell may hold that nobody meant.
CELLS = (
    "", None, "-", "zzz", "#REF!", float("inf"), float("nan"), 1e308, -1e300, 10**30, 10**400, True,
    "9" * 3000, "a b " * 2000,
    dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31), dt.time(1), dt.timedelta(1), "１２",
    "\u202eabc", "a\x00b", "\ufffd",
    "31/02/2024", "1,2,3", "1.99E+17", "199301242016031900", "=1+1", "[/x]", "5000%", "-0", b"\xff", [1], {"a": 1},
)  # fmt: skip
#: What a key of a file may hold that it must not.
VALUES = (
    None, 5, -1, 1.5, True, "", "x", "[/x]", [], ["x"], [None], [[1]], {}, {"a": 1}, "2025-S1", "9999-S9", 10**30,
    float("inf"), "../../x", "a\x00b", dt.date(2025, 1, 1), "x" * 3000, {1: 2},
)  # fmt: skip
#: What may happen to a file's text.
TEXTS = (
    lambda t, d: t[: d.randrange(len(t))],
    lambda t, d: t + t,
    lambda t, d: t + "\n---\na: 1\n",
    lambda t, d: t + "\nx: " + "[" * 500 + "]" * 500,
    lambda t, d: "a: &a [x]\nb: [*a, *a]\n" + t,
    lambda t, d: t + "\nx: 2025-99-99\n",
    lambda t, d: t + "\nx: !!python/object/apply:os.getcwd []\n",
    lambda t, d: "".join(chr(d.randrange(1, 300)) if d.random() < 0.01 else c for c in t),
    lambda t, d: "\n".join(d.sample(t.split("\n"), t.count("\n") + 1)),
)


def city(folder):
    """Draw a small city into a folder; return its exports by name, some rows of each."""
    (cycle,) = (p.name for p in build.of_place(folder, folder / "data/raw", PLACE, "small", 1, lambda line: None))
    tables = {}
    for path in sorted((folder / "data/raw" / cycle).iterdir()):
        if path.suffix != ".json":
            first = next(iter(read(path, path.name)))
            tables[path.stem] = RawTable(first.file, first.sheet, first.cells.iloc[:45])
    return cycle, tables


def altered(table, draw):
    """Alter some cells of a table, or a column, or shift a row."""
    cells = table.cells.astype(object).copy()
    rows, columns = cells.shape
    for _ in range(draw.randrange(1, 30)):
        cells.iat[draw.randrange(rows), draw.randrange(columns)] = draw.choice(CELLS)
    if draw.random() < 0.3:
        cells.iloc[draw.randrange(12, rows) :, draw.randrange(columns)] = draw.choice(["", "zzz", 1e308, "99/99/9999"])
    if draw.random() < 0.3:
        row = draw.randrange(rows)
        cells.iloc[row] = [*cells.iloc[row, 1:], ""]
    return RawTable(table.file, table.sheet, raw.table([_hashable(cells[c]) for c in cells], cells.index))


def _hashable(cells):
    """Return cells as a reader hands them on: none of them holds several values."""
    return [str(c) if isinstance(c, (list, dict)) else c for c in cells]


def an_export(tables, declared, draw):
    """Clean an altered export; every row read must have one fate."""
    name = draw.choice(sorted(tables))
    try:
        done = clean(declared[name], [altered(tables[name], draw)], {})
    except UserError as complaint:
        assert str(complaint).strip().endswith((".", "}", "?")), complaint
        return
    assert done.fates["disposition"].isin(DISPOSITIONS).all()
    odd = done.fates[done.fates["disposition"] != "kept"]
    assert (odd["rule"] != "").all()
    assert len(done.table) == done.fates["disposition"].isin(["kept", "corrected"]).sum()


def a_file(root, good, draw):
    """Read an altered file of the team."""
    name = draw.choice(sorted(good))
    path, text = root / name, good[name]
    if draw.random() < 0.4:
        text = draw.choice(TEXTS)(text, draw)
    else:
        content = yaml.safe_load(text)
        node = content
        while True:
            key = draw.choice(list(node) if isinstance(node, dict) else range(len(node)))
            if not isinstance(node[key], (dict, list)) or not node[key] or draw.random() < 0.4:
                break
            node = node[key]
        node[key] = draw.choice(VALUES)
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    try:
        evaluation = Evaluation.open(root, "contoh-2025-S1")
        signoff.load(evaluation)
        recommendations.load(evaluation)
        plan.status(plan.load(root, evaluation.name), evaluation.cycle)
    except UserError as complaint:
        assert "\n" not in str(complaint).strip()
    finally:
        path.write_text(good[name], encoding="utf-8")


def fuzz(folder, seed, seconds, most):
    """Alter and read until the time is over or enough was tried; return how much was."""
    shutil.copytree(ROOT / "cycles", folder / "cycles")
    for part in ("notebooks", "places"):
        (folder / part).symlink_to(ROOT / part)
    good = {
        f"cycles/{name}": (folder / "cycles" / name).read_text(encoding="utf-8")
        for name in ("contoh-2025-S1.yaml", "contoh-2025-S1/signoff.yaml", "contoh-2025-S1/recommendations.yaml",
                     "plans/contoh-2025-S1.yaml")
    }  # fmt: skip
    _, tables = city(folder)
    declared = sources.declare(dt.date(2025, 12, 31), units.default(PLACE))
    draw, tried, end = random.Random(seed), 0, time.monotonic() + seconds
    while tried < most and time.monotonic() < end:
        state = draw.getstate()
        try:
            an_export(tables, declared, draw)
            a_file(folder, good, draw)
        except BaseException:
            draw.setstate(state)
            print(f"seed {seed}, after {tried}: the next draw fails", file=sys.stderr)
            raise
        tried += 1
    return tried


@pytest.mark.example
def test_whatever_is_altered_ends_in_a_fate_or_a_sentence(tmp_path):
    assert fuzz(tmp_path, 19, 6, 40) > 3


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    pd.options.mode.copy_on_write = True
    with tempfile.TemporaryDirectory() as where:
        print(f"{fuzz(Path(where), given.seed, 60 * given.minutes, 10**9)} exports and files altered, nothing worse.")
