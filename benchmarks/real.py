"""Real panels that others have published: their results, ours, and the grade that our rules give the evidence.

    python benchmarks/real.py          (make real)

writes benchmarks/real.md. The data and the published results lie in tests/reference, with their sources and licences.
The table of grades has no published counterpart: it shows what the rules say of studies that readers know.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.did import Design, efficient, group_time, imputation, synthetic, two_way
from analysis.did.result import Result
from analysis.impact.appraise import appraise

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "tests" / "reference"
TABLE = ROOT / "benchmarks" / "real.md"


def published(name: str) -> dict | list:
    """Read a file of published results."""
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


def mpdta() -> Design:
    """Teen employment and minimum wages: counties, 2003–2007, as the R package did ships it (0 for never treated)."""
    data = pd.read_csv(REFERENCE / "mpdta.csv")
    return Design(data, "lemp", "countyreal", "year", "first.treat")


def castle() -> Design:
    """Log homicides and castle-doctrine laws: fifty states, 2000–2010."""
    return Design(pd.read_csv(REFERENCE / "castle.csv"), "l_homicide", "state", "year", "effyear")


def prop99() -> Design:
    """Cigarette packs and California's Proposition 99: 39 states, 1970–2000, one of them treated."""
    data = pd.read_csv(REFERENCE / "california_prop99.csv")
    treated = data.groupby("State")["treated"].transform("max") == 1
    return Design(data.assign(cohort=np.where(treated, 1989.0, np.nan)), "PacksPerCapita", "State", "Year")


def police() -> Design:
    """Complaints against Chicago police officers trained in procedural justice in random order: 72 months."""
    return Design(pd.read_csv(REFERENCE / "pj_officer.csv.gz"), "complaints", "uid", "period", "first_trained")


def simulated() -> Design:
    """The staggered panel of the R package fixest; simulated, but its published results are R's."""
    data = pd.read_csv(REFERENCE / "base_stagg.csv")
    cohort = data["year_treated"].where(data["year_treated"] < 1000)
    return Design(data.assign(cohort=cohort), "y", "id", "year")


#: Panel → how its design is made.
PANELS: dict[str, Callable[[], Design]] = {
    "mpdta": mpdta, "castle": castle, "Proposition 99": prop99, "police officers": police, "base_stagg": simulated,
}  # fmt: skip
#: Panel → the headline estimator with which its evidence is graded.
GRADED = {"mpdta": "callaway_santanna", "castle": "imputation", "Proposition 99": "imputation"}


@dataclass(frozen=True)
class Row:
    """One published number beside ours.

    Attributes
    ----------
    panel, result : what was estimated.
    published, ours : the numbers.
    seconds : for ours, the reading of the panel left out.
    """

    panel: str
    result: str
    published: float
    ours: float
    seconds: float


def error(result: Result, row: pd.Series) -> float:
    """Return an error without small-sample corrections, as most packages of R give it."""
    place = int(np.flatnonzero(result.table.index == row.name)[0])
    return float(np.sqrt((result.influence[:, place] ** 2).sum()) / len(result.influence))


def _mpdta(design: Design) -> Iterator[tuple[str, float, float]]:
    cells = published("mpdta__did.json")["notyettreated__dr__none__anticipation0"]  # type: ignore[call-overload]
    result = group_time.fit(design)
    for kind, row in (("simple", result.row()), ("group", result.row("overall_cohort"))):
        yield f"ATT, {kind} (R did)", cells["agg"][kind]["att"], row["att"]
        yield f"its standard error, {kind}", cells["agg"][kind]["se"], error(result, row)


def _castle(design: Design) -> Iterator[tuple[str, float, float]]:
    cells = pd.DataFrame(published("castle__bacon.json"))
    yield "two-way coefficient (R bacondecomp)", cells["estimate"] @ cells["weight"], two_way.fit(design).row()["att"]
    ours = two_way.decomposition(design)
    for kind, theirs in (
        ("never_treated", "Treated vs Untreated"),
        ("earlier_vs_later", "Earlier vs Later Treated"),
        ("later_vs_earlier", "Later vs Earlier Treated"),
    ):
        weight = cells.loc[cells["type"] == theirs, "weight"].sum()
        yield f"weight of its comparisons, {kind}", weight, ours.loc[ours["kind"] == kind, "weight"].sum()


def _prop99(design: Design) -> Iterator[tuple[str, float, float]]:
    for method, value in published("california_prop99__synthdid.json").items():  # type: ignore[union-attr]
        yield f"{method} (R synthdid)", value, synthetic.fit(design, method=method).row()["att"]


def _police(design: Design) -> Iterator[tuple[str, float, float]]:
    theirs = published("pj_officer__staggered.json")
    result = efficient.fit(design, dates="drawn")
    for kind, name in (("simple", "overall"), ("cohort", "overall_cohort"), ("calendar", "overall_time")):
        (one,) = theirs[f"efficient_{kind}"]  # type: ignore[call-overload]
        yield f"efficient, {kind} (R staggered)", one["estimate"], result.row(name)["att"]
        yield f"its standard error, {kind}", one["se"], result.row(name)["se"]


def _simulated(design: Design) -> Iterator[tuple[str, float, float]]:
    (one,) = published("base_stagg__didimputation.json")
    result = imputation.fit(design)
    yield "imputation (R didimputation)", one["estimate"], result.row()["att"]  # type: ignore[index]
    yield "its standard error", one["std.error"], error(result, result.row())  # type: ignore[index]


#: Panel → its published results, each with ours.
RESULTS = {
    "mpdta": _mpdta, "castle": _castle, "Proposition 99": _prop99, "police officers": _police, "base_stagg": _simulated,
}  # fmt: skip


def agreement(panels: dict[str, Design]) -> list[Row]:
    """Set every published result beside ours."""
    rows = []
    for panel, compare in RESULTS.items():
        began = time.perf_counter()
        for result, theirs, ours in compare(panels[panel]):
            rows.append(Row(panel, result, float(theirs), float(ours), time.perf_counter() - began))
            began = time.perf_counter()
    return rows


def grades(panels: dict[str, Design]) -> pd.DataFrame:
    """Grade the evidence of the panels in which dates were not drawn."""
    rows = {panel: appraise(panels[panel], estimator) for panel, estimator in GRADED.items()}
    return pd.DataFrame(rows).T


def main() -> None:
    """Write the tables."""
    panels = {name: make() for name, make in PANELS.items()}
    lines = [
        "# Published panels: their results and ours",
        "",
        "Made by `make real`. Data, sources and licences: tests/reference/README.md. Seconds are of this machine;",
        "reading a panel is left out, and a result that another row needed already takes none.",
        "",
        "| panel | result | published | ours | difference | seconds |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for r in agreement(panels):
        gap = f"{abs(r.ours - r.published):.0e}"
        lines.append(f"| {r.panel} | {r.result} | {r.published:.9f} | {r.ours:.9f} | {gap} | {r.seconds:.2f} |")
    lines += [
        "",
        "## What the rules of evidence say of them",
        "",
        "The headline estimator of each, the joint test of pre-periods, the largest drift M̄ that the estimate survives",
        "(Rambachan & Roth 2023), and the share of the specification curve with its sign.",
        "",
        "| panel | estimator | ATT [95 %] | pre-trend p | M̄ | same sign | grade | because |",
        "|---|---|---:|---:|---:|---:|---|---|",
    ]
    for panel, row in grades(panels).iterrows():
        lines.append(graded(str(panel), row))
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(TABLE.read_text(encoding="utf-8"))


def graded(panel: str, row: pd.Series) -> str:
    """Write a panel's row of the table of grades."""
    known = row["low"] == row["low"]
    shown = f"{row['att']:.3f} [{row['low']:.3f}, {row['high']:.3f}]" if known else "no interval"
    return (
        f"| {panel} | {GRADED[panel]} | {shown} | {row['pretrend_p']:.3f} | {row['breakdown']:.2f} | "
        f"{row['specifications_sign']:.2f} | {row['grade']} | {row['reason']} |"
    )


if __name__ == "__main__":
    main()
