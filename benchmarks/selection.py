"""Hold the model of who is moved to its rates: what it sees of a punishment behind a tenth of moves, and false alarms.

    python benchmarks/selection.py [--cities 100]

Draws cities of the example's units in memory: officers, appraisals, a survey every semester that four of five answer,
complaints about every unit, and moves in ten semesters that depend on age and, in every city, on low performance, which
goes with dissent. In *fair* cities that is all. In the others a tenth of the moves fall on the tenth of those at risk
who dissent most (*dissent*) or whose units have most complaints (*complaints*), or the tenth of the moved who dissented
most goes to the field (*destination*). Writes ``benchmarks/selection.md``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.domain import periods, work_units
from analysis.domain.regulations import FAIRNESS_ITEMS
from analysis.indicators import at_risk, selection
from analysis.indicators.resistance import ITEMS
from analysis.simulate import setting

SEMESTERS = periods.between("2020-S1", "2025-S2")
FIRST = 2
#: Officers of a city, how many of them are moved, and what happens in it.
CASES = (
    (1400, 600, "fair"), (2100, 900, "complaints"), (2100, 900, "dissent"), (1400, 600, "complaints"),
    (1400, 600, "dissent"), (1400, 600, "destination"), (700, 300, "dissent"), (700, 300, "fair"),
)  # fmt: skip


def drawn(seed: int, world: str, officers: int = 1400, moves: int = 600) -> at_risk.Before:
    """Draw what was known before each move of a city, and its moves."""
    rng = np.random.default_rng([seed, officers])
    example = setting.example(None)
    about = work_units.of(example.area.region).describe(example.units["unit_id"]).set_index("unit_id")
    ours = example.area.within(example.units["unit_id"].map(about["kecamatan"]))
    units = example.units[ours].reset_index(drop=True)
    n, width = officers, len(SEMESTERS)
    home = rng.choice(len(units), n, p=units["staff"] / units["staff"].sum())
    age = rng.integers(25, 57, n)
    person = rng.normal(0, 0.7, n)
    skp = person[:, None] + rng.normal(0, 0.7, (n, width))
    dissent = -0.3 * person[:, None] / 0.7 + rng.normal(0, 0.55, (n, 1)) + rng.normal(0, 0.2, (n, width))
    counts = rng.poisson(3.6 * np.exp(rng.normal(0, 0.3, (len(units), 1))), (len(units), width))
    cohort = _moved(rng, moves / (width - FIRST), age, skp, dissent, counts[home], world)
    to_field = np.where(rng.random(n) < 0.3, "desk_to_field", "other_move")
    if world == "destination":
        last = dissent[np.arange(n), np.maximum(cohort - 1, 0)]
        to_field[(cohort >= 0) & (last > np.quantile(last[cohort >= 0], 0.9))] = "desk_to_field"
    return _tables(rng, units, home, age, skp, dissent, counts, cohort, to_field, example.area)


def _moved(
    rng: np.random.Generator, a_semester: float, age: np.ndarray, skp: np.ndarray, dissent: np.ndarray,
    complaints: np.ndarray, world: str,
) -> np.ndarray:  # fmt: skip
    """Draw the semester of each officer's move (-1 for never): as many each semester."""
    cohort = np.full(len(age), -1)
    for s in range(FIRST, skp.shape[1]):
        free = np.flatnonzero(cohort < 0)
        weight = np.exp(-0.035 * (age[free] - 42) - 0.2 * skp[free, s - 1])
        ruled = round(0.1 * a_semester) if world in ("dissent", "complaints") else 0
        value = (dissent if world == "dissent" else complaints + rng.random(skp.shape))[free, s - 1]
        worst = free[value > np.quantile(value, 0.9)]
        punished = rng.choice(worst, min(ruled, len(worst)), replace=False)
        weight[np.isin(free, punished)] = 0
        others = rng.choice(free, round(a_semester) - len(punished), replace=False, p=weight / weight.sum())
        cohort[np.r_[punished, others]] = s
    return cohort


def _tables(
    rng: np.random.Generator, units: pd.DataFrame, home: np.ndarray, age: np.ndarray, skp: np.ndarray,
    dissent: np.ndarray, counts: np.ndarray, cohort: np.ndarray, to_field: np.ndarray, area: object,
) -> at_risk.Before:  # fmt: skip
    """Write a draw as the tables that the model reads."""
    n, width = skp.shape
    ids, names = np.array([f"{k:05d}" for k in range(n)]), units["unit_id"].to_numpy()
    when = np.array([*SEMESTERS, ""])
    moved = cohort >= 0
    placed = rng.choice(len(units), n)
    missing = np.where(moved, when[cohort], None)
    officers = pd.DataFrame(
        {
            "officer_id": ids, "cohort": pd.array(missing, "string"), "censored_from": pd.array([None] * n, "string"),
            "female": (rng.random(n) < 0.5).astype(float), "age": age.astype(float),
            "service": np.clip(age - rng.integers(20, 35, n), 0, None).astype(float),
            "home": names[home], "placed": names[placed],
            "to_field": pd.array(np.where(moved, to_field, None), "string"),
            "fit": pd.array(np.where(moved, rng.choice(["fitting", "not_fitting"], n), None), "string"),
        }
    )  # fmt: skip
    held = np.arange(width) < np.where(moved, cohort, width)[:, None]
    i, s = np.nonzero(held)
    appraisals = pd.DataFrame({"officer_id": ids[i], "semester": np.array(SEMESTERS)[s], "skp": skp[i, s]})
    ends = np.where(moved, when[cohort - 1], SEMESTERS[-1])
    careers = pd.DataFrame({"officer_id": ids, "unit_id": names[home], "start": SEMESTERS[0], "end": ends})
    days = pd.to_datetime([f"{p[:4]}-{'05' if p.endswith('1') else '11'}-01" for p in SEMESTERS])
    tmt = days[np.maximum(cohort, 0)] - pd.Timedelta(days=30)
    moves = pd.DataFrame(
        {"officer_id": ids, "semester": officers["cohort"], "sk_date": tmt - pd.Timedelta(days=20), "tmt": tmt}
    )[moved]
    i, s = np.nonzero(held & (rng.random((n, width)) < 0.8))
    level = dissent[i, s]
    survey = pd.DataFrame({"officer_id": ids[i], "date": days[s], "straight_lined": False})
    answers = np.clip(np.round(2.9 + level[:, None] + rng.normal(0, 0.8, (len(i), len(ITEMS)))), 1, 5)
    fair = np.clip(np.round(3.1 - 0.5 * level[:, None] + rng.normal(0, 0.8, (len(i), 3))), 1, 5)
    survey[list(ITEMS)] = answers
    survey[list(FAIRNESS_ITEMS)] = fair
    u, s = (np.repeat(part.ravel(), counts.ravel()) for part in np.indices(counts.shape))
    complaints = pd.DataFrame({"unit_id": names[u], "received": days[s]})
    return at_risk.Before(officers, appraisals, careers, moves, survey, complaints, area)


def seen(found: selection.Selection) -> bool:
    """Tell whether a city shows a punishment."""
    both = pd.concat([found.moved, found.destinations])
    return bool(((both["question"] == "punishment") & (both["p_adjusted"] < 0.05) & (both["effect"] > 0)).any())


def main() -> None:
    """Draw the cities and write the table of rates, a row at a time."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cities", type=int, default=100)
    cities = parser.parse_args().cities
    lines: list[str] = []
    for officers, moves, world in CASES:
        each = (selection.assess(drawn(k, world, officers, moves), ("2021-01", "2025-12")) for k in range(cities))
        share = np.mean([seen(found) for found in each if found is not None])
        error = 100 * np.sqrt(share * (1 - share) / cities)
        lines.append(f"| {world} | {moves} | {officers} | {100 * share:.1f} % | {error:.1f} |")
        print(lines[-1], flush=True)
        written(lines, cities)


def written(lines: list[str], cities: int) -> None:
    """Write the rows that there are."""
    text = [
        "# Who is moved: power and false alarms", "",
        f"`python benchmarks/selection.py --cities {cities}`: {cities} cities a row, drawn in memory (the docstring",
        "says how). A city counts if a test of *punishment* has a positive effect with an adjusted p-value below 5 %;",
        "in a *fair* city that is a false alarm.", "",
        "| city | moves | officers | cities that show it | standard error, points |", "|---|---|---|---|---|",
        *lines, "",
    ]  # fmt: skip
    Path(__file__).with_suffix(".md").write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    main()
