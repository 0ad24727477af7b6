"""Time and memory of the reader and its checks beside pandas followed by the same checks, in one run.

    python benchmarks/intake.py

writes a .csv of 5,000,000 rows (monthly attendance) and an .xlsx of 200,000 rows (assessment) into a temporary
folder, reads and checks each twice in a process of its own, and writes benchmarks/intake.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

from analysis.intake import sources
from analysis.intake.reader import RawTable, read
from analysis.intake.source import clean

ROOT = Path(__file__).resolve().parents[1]
LATEST = dt.date(2025, 12, 30)


def nips(count: int) -> list[str]:
    """Invent distinct NIP that pass every check."""
    days = pd.date_range("1979-06-01", "1998-12-31")
    return [
        f"{days[k % len(days)]:%Y%m%d}201901{1 + k // len(days) % 2}{900 + k // len(days) // 2}" for k in range(count)
    ]


def write_csv(path: Path, rows: int) -> None:
    """Write monthly attendance of rows/84 officers."""
    rng = np.random.default_rng(1)
    officers = nips(-(-rows // 84))
    months = [f"{2019 + m // 12}-{m % 12 + 1:02d}" for m in range(84)]
    present = rng.integers(15, 22, rows)
    frame = pd.DataFrame(
        {
            "NIP": np.repeat(officers, 84)[:rows],
            "Bulan": np.tile(months, len(officers))[:rows],
            "Hari Kerja": 22,
            "Hadir": present,
            "Terlambat": rng.integers(0, 4, rows),
            "Tanpa Keterangan": rng.integers(0, 1, rows),
        }
    )
    frame.to_csv(path, sep=";", index=False)


def write_xlsx(path: Path, rows: int) -> None:
    """Write yearly assessments of rows/5 officers under a letterhead."""
    rng = np.random.default_rng(2)
    scores = np.round(rng.uniform(40, 90, (rows, 4)), 1)
    officers = nips(-(-rows // 5))
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("2023")
    sheet.write_row(0, 0, ["PEMERINTAH KOTA SEMARANG"])
    sheet.write_row(2, 0, ["NIP", "Tahun", "Administrasi", "Pendidikan", "Kesehatan", "Lapangan"])
    for r in range(rows):
        sheet.write_row(r + 3, 0, [officers[r // 5], 2019 + r % 5, *scores[r]])
    book.close()


def with_pandas(path: Path) -> RawTable:
    """Read as pandas does; the checks that follow are the same."""
    if path.suffix == ".csv":
        frame = pd.read_csv(path, sep=";", header=None, dtype=str, keep_default_na=False)
    else:
        frame = pd.read_excel(path, header=None, dtype=object, engine="openpyxl")
    frame.index = range(1, len(frame) + 1)
    return RawTable(path.name, "", frame)


def peak() -> float:
    """Return this process's peak memory in MiB (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def measured(path: str, how: str) -> None:
    """Read and check one file; print seconds, peak MiB above the start, and rows kept."""
    source = sources.declare(LATEST)["presensi" if path.endswith(".csv") else "kompetensi"]
    start = peak()
    began = time.perf_counter()
    tables = read(Path(path), Path(path).name) if how == "here" else [with_pandas(Path(path))]
    result = clean(source, tables, {})
    seconds = time.perf_counter() - began
    print(json.dumps([seconds, peak() - start, len(result.table)]))


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--csv-rows", type=int, default=5_000_000, help="rows of the .csv")
    parser.add_argument("--xlsx-rows", type=int, default=200_000, help="rows of the .xlsx")
    parser.add_argument("--measure", nargs=2, metavar=("FILE", "HOW"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measured(*arguments.measure)
        return
    lines = [
        "# Reading and checking large exports",
        "",
        "`python benchmarks/intake.py`: each in a process of its own, in one run; memory is the peak above the start.",
        "The checks are the same code after either reader.",
        "",
        "| file | reader | seconds | peak MiB | time, ratio | memory, ratio |",
        "|---|---|---:|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for name, rows, write in (
            ("presensi.csv", arguments.csv_rows, write_csv),
            ("kompetensi.xlsx", arguments.xlsx_rows, write_xlsx),
        ):
            path = Path(folder) / name
            write(path, rows)
            found = {}
            for how in ("here", "pandas"):
                command = [sys.executable, __file__, "--measure", str(path), how]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                found[how] = json.loads(done.stdout)
            assert found["here"][2] == found["pandas"][2] == rows, found
            other = "pandas.read_csv" if name.endswith(".csv") else "pandas.read_excel (openpyxl)"
            for how, label in (("here", "this repository"), ("pandas", other)):
                seconds, memory, _ = found[how]
                base = found["here"]
                lines.append(
                    f"| {name}, {rows:,} rows | {label} | {seconds:.1f} | {memory:.0f} "
                    f"| {seconds / base[0]:.2f} | {memory / base[1]:.2f} |"
                )
    text = "\n".join(lines) + "\n"
    (ROOT / "benchmarks" / "intake.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
