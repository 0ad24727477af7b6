"""The grades of evidence under attack: how often the rules call something strong or moderate where nothing is.

    python benchmarks/grades.py --panels 500

writes benchmarks/grades.md. Each design draws officers of thirty units over ten semesters; a third move in three waves.
In the hostile ones nothing has an effect, and something else pretends that it has. In the well-behaved ones the effect
is as large as the design can find with probability 0.8 before Holm's correction, and one and a half times as large.
Grades are those of :func:`analysis.impact.appraise.appraise`, one outcome at a time.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.did import Design
from analysis.errors import UserError
from analysis.impact.appraise import appraise
from analysis.impact.evidence import SHOWN

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "benchmarks" / "grades.md"
OFFICERS, UNITS, SPAN = 600, 30, 10
WAVES = (4, 5, 6)


@dataclass
class Drawn:
    """Officers before they are spoilt.

    Attributes
    ----------
    y : officers × semesters.
    start : the semester of the move, NaN for none.
    home : the unit of each before the programme.
    clusters : who shares shocks; None where officers are independent.
    anticipation : semesters before the move that the design leaves out.
    """

    y: np.ndarray
    start: np.ndarray
    home: np.ndarray
    clusters: np.ndarray | None = None
    anticipation: int = 0

    @property
    def after(self) -> np.ndarray:
        """Whether an officer has moved, officers × semesters."""
        return np.arange(self.y.shape[1]) >= np.nan_to_num(self.start, nan=np.inf)[:, None]

    @property
    def moved(self) -> np.ndarray:
        """Whether an officer moves at all."""
        return np.isfinite(self.start)

    def event(self) -> np.ndarray:
        """Return officers × semesters since the move; very negative for those who do not move."""
        return np.arange(self.y.shape[1]) - np.nan_to_num(self.start, nan=1e6)[:, None]


def calm(rng: np.random.Generator, persistence: float = 0.4) -> Drawn:
    """Draw officers with levels of their own, a common trend and errors that persist a little."""
    start = rng.choice([np.nan, *WAVES], OFFICERS, p=[0.64, 0.12, 0.12, 0.12])
    error = rng.normal(size=(OFFICERS, SPAN))
    for t in range(1, SPAN):
        error[:, t] = persistence * error[:, t - 1] + np.sqrt(1 - persistence**2) * error[:, t]
    y = rng.normal(0, 1, (OFFICERS, 1)) + 0.1 * np.arange(SPAN) + error
    return Drawn(y, start, np.arange(OFFICERS) % UNITS)


def persistent(rng: np.random.Generator) -> Drawn:
    """Errors follow an AR(1) with 0.8."""
    return calm(rng, 0.8)


def noisy_cohorts(rng: np.random.Generator) -> Drawn:
    """Those who move vary three times as much, from the move on, and the last wave most."""
    d = calm(rng)
    scale = 1 + 2 * d.after * (1 + (d.start == WAVES[-1]))[:, None]
    return Drawn(d.y + rng.normal(0, 1, d.y.shape) * (scale - 1), d.start, d.home)


def dip(rng: np.random.Generator) -> Drawn:
    """Marks fall in the two semesters before a move and recover (Ashenfelter 1978); one is allowed for."""
    d = calm(rng)
    event = d.event()
    return Drawn(d.y - 0.4 * (event == -1) - 0.2 * (event == -2), d.start, d.home, anticipation=1)


def chosen_after_a_bad_year(rng: np.random.Generator) -> Drawn:
    """Those whose marks were low by chance are moved: the marks come back by themselves."""
    d = calm(rng, 0.6)
    start = np.full(OFFICERS, np.nan)
    for wave in WAVES:
        low = np.isnan(start) & (d.y[:, wave - 1] - d.y.mean(axis=1) < -0.8)
        start[low & (rng.random(OFFICERS) < 0.6)] = wave
    return Drawn(d.y, start, d.home, anticipation=1)


def gains(rng: np.random.Generator) -> Drawn:
    """Effects differ by officer, those who gain move first; over all moves they add up to nothing."""
    d = calm(rng)
    gain = rng.normal(0, 0.6, OFFICERS) - 0.4 * (np.nan_to_num(d.start) - WAVES[1])
    weight = d.after.sum(axis=1)
    gain -= (gain * weight).sum() / weight.sum()
    return Drawn(d.y + gain[:, None] * d.after, d.start, d.home)


def changing_sign(rng: np.random.Generator) -> Drawn:
    """A loss in the first semester after a move becomes a gain later; over all of them nothing is left."""
    d = calm(rng)
    event = d.event()
    return Drawn(d.y + 0.6 * (event == 1) - 0.6 * (event == 0), d.start, d.home)


def two_units_move(rng: np.random.Generator) -> Drawn:
    """Whole units move, two of thirty, and units share shocks."""
    d = calm(rng)
    start = np.select([d.home == 0, d.home == 1], [4.0, 5.0], np.nan)
    return Drawn(d.y + _shared(rng, d.home), start, d.home, d.home)


def two_units_stay(rng: np.random.Generator) -> Drawn:
    """All units but two move, and units share shocks."""
    d = calm(rng)
    start = np.where(d.home < 2, np.nan, 4.0 + d.home % 3)
    return Drawn(d.y + _shared(rng, d.home), start, d.home, d.home)


def leavers(rng: np.random.Generator) -> Drawn:
    """After a move, one of three whose marks fall is no longer in the data; of the others nobody leaves so."""
    d = calm(rng)
    y = d.y.copy()
    before = np.array([row[: int(s)].mean() if np.isfinite(s) else np.nan for row, s in zip(y, d.start, strict=True)])
    y[d.after & (y < before[:, None]) & (rng.random(y.shape) < 0.34)] = np.nan
    return Drawn(y, d.start, d.home)


def colluding_raters(rng: np.random.Generator) -> Drawn:
    """Five raters mark all who moved, each with a hand of their own; a rater is a cluster."""
    d = calm(rng)
    rater = np.where(d.moved, UNITS + rng.integers(0, 5, OFFICERS), d.home)
    hand = rng.normal(0, 0.4, UNITS + 5)
    return Drawn(d.y + hand[rater][:, None] * d.after, d.start, d.home, rater)


def neighbours(rng: np.random.Generator) -> Drawn:
    """Moves do nothing for those who move, and harm the colleagues whom they leave behind, in half of the units."""
    d = calm(rng)
    start = np.where(d.home < UNITS // 2, d.start, np.nan)
    first = pd.Series(start).groupby(d.home).transform("min").to_numpy()
    left = (np.arange(SPAN) >= np.nan_to_num(first, nan=np.inf)[:, None]) & np.isnan(start)[:, None]
    return Drawn(d.y - 1.0 * left, start, d.home)


def reused_numbers(rng: np.random.Generator) -> Drawn:
    """One number in twenty is given to another person from some semester on."""
    d = calm(rng)
    y = d.y.copy()
    for k in np.flatnonzero(rng.random(OFFICERS) < 0.05):
        t = rng.integers(2, SPAN)
        y[k, t:] = d.y[rng.integers(OFFICERS), t:]
    return Drawn(y, d.start, d.home)


def small_cohorts(rng: np.random.Generator) -> Drawn:
    """Seven officers move, each alone."""
    d = calm(rng)
    start = np.full(OFFICERS, np.nan)
    start[:7] = np.arange(2, 9)
    return Drawn(d.y, start, d.home)


def _shared(rng: np.random.Generator, home: np.ndarray) -> np.ndarray:
    return rng.normal(0, 0.4, (UNITS, SPAN)).cumsum(axis=1)[home] * 0.7


def effective(rng: np.random.Generator, times: float) -> Drawn:
    """Nothing is hostile, and moves have an effect of so many times the size that is found in four of five draws."""
    d = calm(rng)
    return Drawn(d.y + times * DETECTABLE * d.after, d.start, d.home)


#: The effect that :func:`calm` finds with probability 0.8 (the median of ``detectable`` over its draws).
DETECTABLE = 0.25

HOSTILE: dict[str, Callable[[np.random.Generator], Drawn]] = {
    "nothing hostile": calm,
    "errors persist (AR 0.8)": persistent,
    "cohorts vary unequally": noisy_cohorts,
    "dip before the move": dip,
    "moved after a bad year": chosen_after_a_bad_year,
    "those who gain move first": gains,
    "effects change sign": changing_sign,
    "two treated clusters": two_units_move,
    "two control clusters": two_units_stay,
    "those who fall leave": leavers,
    "raters who collude": colluding_raters,
    "colleagues are harmed": neighbours,
    "numbers are reused": reused_numbers,
    "seven cohorts of one": small_cohorts,
}
EFFECTIVE: dict[str, Callable[[np.random.Generator], Drawn]] = {
    "effect of the detectable size": partial(effective, times=1.0),
    "effect of 1.5 times that": partial(effective, times=1.5),
}


def design(d: Drawn) -> Design:
    """Set up the design as a cycle would."""
    n, span = d.y.shape
    frame = pd.DataFrame(
        {
            "officer": np.repeat(np.arange(n), span),
            "semester": np.tile(np.arange(span), n),
            "cohort": np.repeat(d.start, span),
            "mark": d.y.ravel(),
        }
    ).dropna(subset=["mark"])
    clusters = None if d.clusters is None else pd.DataFrame({"cluster": d.clusters})
    return Design(frame, "mark", "officer", "semester", anticipation=d.anticipation, clusters=clusters)


def graded(job: tuple[str, int]) -> tuple[str, float]:
    """Draw a panel and grade it; return the grade and the size of effect that the design could find."""
    name, seed = job
    drawn = (HOSTILE | EFFECTIVE)[name](np.random.default_rng([seed, *name.encode()]))
    try:
        row = appraise(design(drawn), homes=pd.Series(drawn.home))
    except UserError:
        return "refused", np.nan
    return str(row["grade"]), float(row["detectable"])


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--panels", type=int, default=500, help="panels drawn a design (default 500)")
    parser.add_argument("--only", nargs="*", help="names of designs; without it all are drawn")
    chosen = parser.parse_args()
    panels, only = chosen.panels, chosen.only
    began = time.perf_counter()
    names = [n for n in (*HOSTILE, *EFFECTIVE) if not only or n in only]
    jobs = [(name, seed) for name in names for seed in range(panels)]
    with ProcessPoolExecutor() as pool:
        grades = list(pool.map(graded, jobs, chunksize=10))
    lines = [
        "# Grades under attack",
        "",
        f"`python benchmarks/grades.py --panels {panels}`: share of {panels} panels a design by grade, in per cent.",
        "Where nothing has an effect, strong or moderate is a false claim; *refused* is a design without an estimate.",
        "",
        "| design | strong | moderate | suggestive | none | inconclusive | refused | detectable effect |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name in names:
        drawn = [grade for (one, _), grade in zip(jobs, grades, strict=True) if one == name]
        counts = Counter(grade for grade, _ in drawn)
        shares = [100 * counts[g] / panels for g in (*SHOWN, "suggestive", "none", "inconclusive", "refused")]
        sizes = [size for _, size in drawn if np.isfinite(size)]
        size = f"{np.median(sizes):.2f}" if sizes else "–"
        lines.append(f"| {name} | " + " | ".join(f"{s:.1f}" for s in shares) + f" | {size} |")
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(TABLE.read_text(encoding="utf-8"), f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
