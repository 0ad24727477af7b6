"""What reading takes at each limit: seconds and memory, for a file at the limit and for one beyond it.

    python benchmarks/limits.py

writes benchmarks/limits.md. Each file is read in a process of its own; memory is the most that it, or the
process which its parser works in, takes, libraries among it.
"""

from __future__ import annotations

import io
import multiprocessing
import resource
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from analysis.errors import UserError
from analysis.intake import limits
from analysis.intake.reader import read

TABLE = Path(__file__).with_suffix(".md")
HEAD = "NIP;Tahun;Administrasi;Pendidikan\n"


def archive(path: Path, members: list[tuple[str, int]]) -> None:
    """Write an archive of members of so many bytes of text."""
    line = b"198513012010011901;2024;70;" + b"kelurahan " * 8 + b"\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, size in members:
            with packed.open(name, "w", force_zip64=True) as member:
                block = line * (1 + (1 << 20) // len(line))
                for at in range(0, size, len(block)):
                    member.write(block[: size - at])


def nested(path: Path, depth: int) -> None:
    """Write an archive within an archive, and so on."""
    name, content = "a.csv", (HEAD + "1;2;3;4\n" * 20).encode()
    for _ in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            packed.writestr(name, content)
        name, content = "a.zip", out.getvalue()
    path.write_bytes(content)


def sheets(path: Path, count: int) -> None:
    """Write a workbook of so many sheets."""
    with xlsxwriter.Workbook(str(path)) as book:
        for _ in range(count):
            book.add_worksheet().write_row(0, 0, HEAD.strip().split(";"))


def cells(path: Path, rows: int, columns: int) -> None:
    """Write a workbook that reaches over so many rows and columns, nearly all of its cells empty."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD.strip().split(";"))
        sheet.write_number(rows - 1, columns - 1, 1)


def columns(path: Path, count: int) -> None:
    """Write text of so many columns."""
    path.write_text((";".join("1" for _ in range(count)) + "\n") * 1000)


def odd(path: Path, count: int) -> None:
    """Write text with so many rows of another width."""
    path.write_text(HEAD + "1;2;3;4\n" * 100 + "1;2\n" * count)


def marks(path: Path, count: int) -> None:
    """Write text with so many quotation marks that are never closed."""
    path.write_text(HEAD + "1;2;3;4\n" * 100 + '1;"2;3;4\n' * count)


def line(path: Path, length: int) -> None:
    """Write text with one line of that length."""
    path.write_text(HEAD + "1;2;3;4\n" * 100 + "1;2;3;" + "4" * (length - 6) + "\n")


def rows(path: Path, count: int) -> None:
    """Write Parquet of so many rows."""
    pq.write_table(pa.table({"NIP": pa.repeat(pa.scalar("198513012010011901"), count)}), path)


#: Limit → the file's ending, and what writes one with so much.
CASES: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "BYTES": (".zip", lambda path, count: archive(path, [("a.csv", count)])),
    "ARCHIVE": (".zip", lambda path, count: archive(path, [(f"{k}.csv", (count + k) // 4) for k in range(4)])),
    "MEMBERS": (".zip", lambda path, count: archive(path, [(f"{k}.csv", 60) for k in range(count)])),
    "NESTING": (".zip", nested),
    "SHEETS": (".xlsx", sheets),
    "ROWS": (".parquet", rows),
    "COLUMNS": (".csv", columns),
    "CELLS": (".xlsx", lambda path, count: cells(path, -(-count // 20), 20)),
    "ODD_ROWS": (".csv", odd),
    "LINE": (".csv", line),
    "OPEN_MARKS": (".csv", marks),
}  # fmt: skip


def measure(path: Path, name: str) -> tuple[str, float, float]:
    """Read a file; return what came of it, the seconds of a processor and the mebibytes."""
    before = time.process_time()
    outcome = "read"
    try:
        for table in read(path, name):
            del table
    except UserError as complaint:
        outcome = str(complaint)
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(part.ru_utime + part.ru_stime for part in spent) - before
    return outcome, seconds, max(part.ru_maxrss for part in spent) / 1024


def main() -> None:
    """Measure each limit and write the table."""
    lines = []
    for name, (ending, write) in CASES.items():
        limit = limits.ALL[name]
        for what, count in (("at it", limit.most), ("beyond it", limit.most + 1)):
            with tempfile.TemporaryDirectory() as folder, multiprocessing.get_context("spawn").Pool(1) as process:
                path = Path(folder) / f"a{ending}"
                write(path, count)
                outcome, seconds, mebibytes = process.apply(measure, (path, path.name))
            came = "read" if outcome == "read" else "a sentence"
            lines.append(f"| {limit.of} | {limit.most:,} | {what} | {came} | {seconds:.1f} | {mebibytes:,.0f} |")
            print(lines[-1], "" if outcome == "read" else outcome[:160], flush=True)
    reasons = [f"- At most {limit.most:,} {limit.of}, {limit.reason}." for limit in limits.ALL.values()]
    TABLE.write_text(
        "# Limits of what is read\n\n`python benchmarks/limits.py`: processor seconds and peak memory of reading a "
        "file at each limit, and one beyond it.\nA parser that may abort works in a process of its own, with "
        f"{limits.SECONDS} seconds of a processor and {limits.MEMORY >> 20:,} MiB beyond those at its start.\n\n"
        "| what is counted | limit | file | outcome | seconds | peak MiB |\n|---|---:|---|---|---:|---:|\n"
        + "\n".join(lines) + "\n\n" + "\n".join(reasons) + "\n"
    )  # fmt: skip


if __name__ == "__main__":
    main()
