"""Time and memory of the reader and its checks beside other tools, in one run.

    pip install -e '.[bench]'
    python benchmarks/intake.py

writes a .csv of 5,000,000 rows (monthly attendance) and an .xlsx of 200,000 rows (assessment) into a temporary folder,
reads and checks each in a process of its own, and writes benchmarks/intake.md. pandas is followed by this repository's
checks; polars and DuckDB by the same rules written in their own expressions: a NIP's date, age and sex, ranges, days
that add up, one row a person and period.
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

from analysis.intake import raw, sources
from analysis.intake.reader import RawTable, read
from analysis.intake.rows import clean

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


def with_pandas(path: Path, engine: str) -> RawTable:
    """Read as pandas does; the checks that follow are this repository's."""
    if path.suffix == ".csv":
        options = {"engine": "pyarrow"} if engine == "pyarrow" else {}
        frame = pd.read_csv(path, sep=";", header=None, dtype=str, keep_default_na=False, **options)
    else:
        frame = pd.read_excel(path, header=None, dtype=object, engine=engine)
    return RawTable(path.name, "", raw.table([frame[c] for c in frame]))


#: Rules on the columns that hold numbers: name in the file, least, greatest.
RANGES = {
    ".csv": {"Hari Kerja": (0, 31), "Hadir": (0, 366), "Terlambat": (0, 366), "Tanpa Keterangan": (0, 366)},
    ".xlsx": dict.fromkeys(("Administrasi", "Pendidikan", "Kesehatan", "Lapangan"), (0, 100)),
}
PERIOD = {".csv": "Bulan", ".xlsx": "Tahun"}


def with_polars(path: Path) -> int:
    """Read and check with polars alone; return the number of rows kept."""
    import polars as pl

    if path.suffix == ".csv":
        frame = pl.read_csv(path, separator=";", infer_schema=False)
        whole = pl.col("Bulan").str.contains(r"^\d{4}-(0[1-9]|1[0-2])$")
    else:
        frame = pl.read_excel(path, engine="calamine", read_options={"header_row": 2})
        whole = pl.col("Tahun").cast(pl.Float64, strict=False).is_between(1990, LATEST.year)
    number = pl.col("NIP").cast(pl.String)
    birth = number.str.slice(0, 8).str.to_date("%Y%m%d", strict=False)
    year = number.str.slice(8, 4).cast(pl.Int32, strict=False)
    month = number.str.slice(12, 2).cast(pl.Int32, strict=False)
    valid = number.str.contains(r"^\d{14}[12]\d{3}$") & whole
    valid &= (year - birth.dt.year()).is_between(17, 59) & (year <= LATEST.year) & (month > 0)
    ranges = RANGES[path.suffix]
    frame = frame.with_columns(pl.col(c).cast(pl.Float64, strict=False) for c in ranges)
    for column, (low, high) in ranges.items():
        valid &= pl.col(column).is_between(low, high)
    if path.suffix == ".csv":
        valid &= pl.col("Hadir") + pl.col("Tanpa Keterangan") <= pl.col("Hari Kerja")
        valid &= pl.col("Terlambat") <= pl.col("Hadir")
    kept = frame.filter(valid).unique(subset=["NIP", PERIOD[path.suffix]], keep="last", maintain_order=True)
    return kept.height


def with_duckdb(path: Path) -> int:
    """Read and check with DuckDB alone; return the number of rows kept (it reads no .xlsx without an extension)."""
    import duckdb

    ranges = " and ".join(f'try_cast("{c}" as double) between {a} and {b}' for c, (a, b) in RANGES[".csv"].items())
    query = f"""
        select NIP, Bulan, last("Hadir") from read_csv('{path}', delim=';', header=true, all_varchar=true)
        where regexp_full_match(NIP, '\\d{{14}}[12]\\d{{3}}') and regexp_full_match(Bulan, '\\d{{4}}-(0[1-9]|1[0-2])')
          and try_strptime(substr(NIP, 1, 8), '%Y%m%d') is not null
          and try_cast(substr(NIP, 9, 4) as int) - try_cast(substr(NIP, 1, 4) as int) between 17 and 59
          and try_cast(substr(NIP, 9, 4) as int) <= {LATEST.year} and try_cast(substr(NIP, 13, 2) as int) > 0
          and {ranges} and try_cast("Hadir" as int) + try_cast("Tanpa Keterangan" as int)
              <= try_cast("Hari Kerja" as int)
          and try_cast("Terlambat" as int) <= try_cast("Hadir" as int)
        group by NIP, Bulan
    """
    return len(duckdb.sql(query).to_arrow_table())


#: Readers by kind of file, with the words for the table; the first is what the others are compared with.
READERS = {
    ".csv": {
        "here": "this repository",
        "polars": "polars, native checks",
        "duckdb": "DuckDB, native checks",
        "pyarrow": "pandas (pyarrow), checks of this repository",
        "pandas": "pandas.read_csv, checks of this repository",
    },
    ".xlsx": {
        "here": "this repository",
        "polars": "polars (calamine), native checks",
        "calamine": "pandas (calamine), checks of this repository",
        "openpyxl": "pandas (openpyxl), checks of this repository",
    },
}


def peak() -> float:
    """Return this process's peak memory in MiB since it was cleared (Linux)."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024


def measured(path: Path, how: str) -> None:
    """Read and check one file; print seconds, peak MiB above what the imports take, and rows kept."""
    source = sources.declare(LATEST)["presensi" if path.suffix == ".csv" else "kompetensi"]
    if how in ("polars", "duckdb"):
        __import__(how)
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    start = peak()
    began = time.perf_counter()
    if how == "polars":
        kept = with_polars(path)
    elif how == "duckdb":
        kept = with_duckdb(path)
    else:
        tables = read(path, path.name) if how == "here" else [with_pandas(path, how)]
        kept = len(clean(source, tables, {}).table)
    seconds = time.perf_counter() - began
    print(json.dumps([seconds, peak() - start, kept]))


def rows_of(path: Path, rows: int) -> tuple[list[str], list[str]]:
    """Measure all readers of a file; return the lines of the table, and which readers are faster or smaller."""
    results = {}
    for how in READERS[path.suffix]:
        command = [sys.executable, __file__, "--measure", str(path), how]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        results[how] = json.loads(done.stdout)
    assert {kept for _, _, kept in results.values()} == {rows}, results
    here, names = results["here"], READERS[path.suffix]
    lines = [
        f"| {path.name}, {rows:,} rows | {names[how]} | {seconds:.1f} | {memory:.0f} "
        f"| {here[0] / seconds:.2f} | {here[1] / memory:.2f} |"
        for how, (seconds, memory, _) in results.items()
    ]
    better = [
        f"- {path.name}: {names[how]} takes {what}, {here[k] / result[k]:.1f} times less than this repository."
        for how, result in results.items()
        for k, what in enumerate((f"{result[0]:.1f} s", f"{result[1]:.0f} MiB"))
        if result[k] < here[k]
    ]
    return lines, better


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--csv-rows", type=int, default=5_000_000, help="rows of the .csv")
    parser.add_argument("--xlsx-rows", type=int, default=200_000, help="rows of the .xlsx")
    parser.add_argument("--measure", nargs=2, metavar=("FILE", "HOW"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measured(Path(arguments.measure[0]), arguments.measure[1])
        return
    lines = [
        "# Reading and checking large exports",
        "",
        "`python benchmarks/intake.py`: each in a process of its own, in one run; memory is the peak above what the",
        "imports take. The ratios are those of this repository to the other tool: below 1 it is faster, or smaller.",
        "",
        "| file | reader | seconds | peak MiB | time, ratio | memory, ratio |",
        "|---|---|---:|---:|---:|---:|",
    ]
    better: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, rows, write in (
            ("presensi.csv", arguments.csv_rows, write_csv),
            ("kompetensi.xlsx", arguments.xlsx_rows, write_xlsx),
        ):
            path = Path(folder) / name
            write(path, rows)
            table, ahead = rows_of(path, rows)
            lines += table
            better += ahead
    lines += ["", "Better than this repository:" if better else "None is better than this repository.", "", *better]
    text = "\n".join(lines).rstrip() + "\n"
    (ROOT / "benchmarks" / "intake.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
