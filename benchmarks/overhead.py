"""How much of `make report` is the work, and how much papermill, kernels and the writing of pages?

Runs the default cycle as `make report` does, twice, then the same work by direct calls in one process, all in a copy
of the repository, and writes benchmarks/overhead.md.

    python benchmarks/overhead.py
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from analysis.cycle import Evaluation
from analysis.pipeline.run import Timings, run_cycle

ROOT = Path(__file__).resolve().parents[1]

#: The calls of the four notebooks, without notebooks.
DIRECT = """
import time
began = time.perf_counter()
from analysis.reporting.report import SECTIONS, Report
from analysis.study import Study
loaded = time.perf_counter()
study = Study({cycle!r})
study.clean()
panels = study.build_panels()
study.estimate(panels)
study.explored(panels)
study.without_repaired()
study.measure_others(panels)
study.recommend(), study.followed(), study.changes()
for language in ("id", "en"):
    Report(study, language)(*SECTIONS)
print(loaded - began, time.perf_counter() - loaded)
"""


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cycle", default="contoh-2025-S2", help="cycle to run (default contoh-2025-S2)")
    cycle = parser.parse_args().cycle
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("cycles", "notebooks", "data/raw"):
            shutil.copytree(ROOT / part, copy / part)
        for part in ("data/processed", "reports"):
            (copy / part).mkdir(parents=True)
        timings = Timings()
        began = time.perf_counter()
        run_cycle(Evaluation.open(copy, cycle), timings=timings)
        total = time.perf_counter() - began
        began = time.perf_counter()
        run_cycle(Evaluation.open(copy, cycle))
        unchanged = time.perf_counter() - began
        done = subprocess.run(
            [sys.executable, "-c", DIRECT.format(cycle=cycle)], cwd=copy, capture_output=True, text=True, check=True
        )
    imports, work = (float(v) for v in done.stdout.split())
    stages = sum(timings.stages.values())
    rows = [
        ("`make report`, warm, whole", total),
        *((f"`{name}`", seconds) for name, seconds in timings.stages.items()),
        ("writing the pages and the workbook", timings.pages),
        ("checks, hashes, moving results in place", total - stages - timings.pages),
        ("the same work by direct calls in one process", work),
        ("`make report` again, nothing changed", unchanged),
    ]
    lines = [
        "# What `make report` spends its time on",
        "",
        f"`python benchmarks/overhead.py`, cycle {cycle}, {os.cpu_count()} cores.",
        "Ratios matter; the seconds are those of one noisy machine.",
        "",
        "| part | seconds | share |",
        "|---|---:|---:|",
        *(f"| {name} | {seconds:.1f} | {100 * seconds / total:.0f} % |" for name, seconds in rows),
        "",
        f"Overhead of papermill, kernels and export together: {100 * (total - work) / total:.0f} % "
        f"(one import of the packages alone takes {imports:.1f} s, once a kernel). The report's notebook runs in both "
        "languages at once.",
    ]
    text = "\n".join(lines) + "\n"
    (ROOT / "benchmarks" / "overhead.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
