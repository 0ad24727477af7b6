"""The truth of the example: what rotation did to the treated, on the scale on which it is measured.

A true effect is the mean, over the treated that are observed, of the outcome as it was less the
outcome as it would have been with the same luck. Officers leave the comparison at their second
move, as the estimand says.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from analysis.panels.units import LONGEST_SERVICE
from analysis.simulate.world import MONTHS, QUARTERS, SEMESTERS, YEARS, World, in_service


def _standardised_gap(factual: np.ndarray, counterfactual: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Return (factual − counterfactual) / s.d. of the never rotated, semester by semester."""
    sd = np.array([np.std(factual[reference[:, s], s], ddof=1) for s in range(factual.shape[1])])
    return (factual - counterfactual) / sd


def _skp_gap(world: World) -> np.ndarray:
    p = world.performance
    never = in_service(world.officers) & (world.officers["cohort"].to_numpy() < 0)[:, None]
    number = _standardised_gap(p["number_factual"], p["number_counterfactual"], never)
    rating = _standardised_gap(
        p["result_factual"] + p["conduct_factual"], p["result_counterfactual"] + p["conduct_counterfactual"], never
    )
    return np.where(np.arange(len(SEMESTERS)) < 6, number, rating)


def _rows(gap: np.ndarray, cohort: np.ndarray, use: np.ndarray, labels: list[str], names: list[str]) -> list[dict]:
    """Average a gap (units × periods) over the treated by cohort and period, then by event time, then over all."""
    i, t = np.nonzero(use & (cohort >= 0)[:, None])
    cells = pd.DataFrame({"cohort": cohort[i], "time": t, "gap": gap[i, t]})
    cells["event_time"] = cells["time"] - cells["cohort"]
    out: list[dict] = []
    by_cell = cells.groupby(["cohort", "time"])["gap"].agg(["mean", "size"]).reset_index()
    for g, s, mean, size in by_cell.itertuples(index=False):
        out.append(
            {"cohort": names[g], "time": labels[s], "event_time": int(s - g), "att": float(mean), "n": int(size)}
        )
    by_time = cells.groupby("event_time")["gap"].agg(["mean", "size"])
    for e, mean, size in by_time.itertuples():
        out.append({"cohort": None, "time": None, "event_time": int(e), "att": float(mean), "n": int(size)})
    post = cells[cells["event_time"] >= 0]
    out.append({"cohort": None, "time": None, "event_time": None, "att": float(post["gap"].mean()), "n": len(post)})
    return out


def officers(world: World, last: int) -> list[dict]:
    """Return true effects on officers, for data that end with the semester at place `last`."""
    o = world.officers
    cohort = np.where(o["cohort"].to_numpy() <= last, o["cohort"].to_numpy(), -1)
    second = o["second"].to_numpy()
    censor = np.where((second >= 0) & (second <= last), second, 99)[:, None]
    serving = in_service(o) & (np.arange(len(SEMESTERS)) < censor) & (np.arange(len(SEMESTERS)) <= last)
    years = (last + 1) // 2
    scores = world.scores["factual"].mean(axis=2) - world.scores["counterfactual"].mean(axis=2)
    at_year = np.arange(len(YEARS))
    yearly = serving[:, 1::2] & (at_year < np.where(censor < 99, censor // 2, 99)) & (at_year < years)
    zero = np.zeros_like(serving, dtype=float)
    year_cohort = np.where((cohort >= 0) & (cohort // 2 < years), cohort // 2, -1)
    outcomes = {
        "skp": (_skp_gap(world), cohort, serving, SEMESTERS),
        "attendance": (zero, cohort, serving, SEMESTERS),
        "lateness": (zero, cohort, serving, SEMESTERS),
        "competence": (scores, year_cohort, yearly, YEARS),
    }
    cross, long = o["cross"].to_numpy(), o["long_tenure"].to_numpy()
    groups = {
        "all": np.ones(len(o), bool),
        "within_sector": ~cross,
        "cross_sector": cross,
        "short_tenure": ~long,
        "long_tenure": long,
    }
    return [
        {"level": "officer", "outcome": outcome, "subgroup": group} | row
        for outcome, (gap, cohort, use, labels) in outcomes.items()
        for group, member in groups.items()
        for row in _rows(gap, np.where(member, cohort, -1), use, labels, labels)
    ]


def units(world: World, last: int) -> list[dict]:
    """Return true effects on the units compared, for data that end with the semester at place `last`."""
    offices = world.units[world.units["kind"].isin(world.setting.serving)]
    unit = offices["kecamatan"] if "kecamatan" in world.setting.compared else offices.index.to_series()
    places = unit.unique()
    wave = offices["wave"].groupby(unit, sort=False).first()
    month_cohort = np.array([MONTHS.index(w) if w else -1 for w in wave])
    months, quarters = (last + 1) * 6, (last + 1) * 2
    s = world.services.assign(
        gap=lambda d: (d["days"] <= d["standard"]).astype(float) - (d["days_counterfactual"] <= d["standard"])
    )
    s = s[s["month"] < months].assign(unit=lambda d: d["unit"].map(unit))
    s["days_gap"] = s["days"].clip(upper=LONGEST_SERVICE) - s["days_counterfactual"].clip(upper=LONGEST_SERVICE)
    wide = s.pivot_table(index="unit", columns="month", values=["gap", "days_gap"])
    on_time, days = wide["gap"].reindex(places).to_numpy() * 100, wide["days_gap"].reindex(places).to_numpy()
    a = world.answers[world.answers["quarter"] < quarters]
    answers = [f"U{k}" for k in range(1, 10)]
    a = a.assign(
        unit=a["unit"].map(unit),
        gap=(a[answers].sum(axis=1) - a[[f"{u}_counterfactual" for u in answers]].sum(axis=1).to_numpy()) / 9 * 25,
    )
    ikm = a.pivot_table(index="unit", columns="quarter", values="gap").reindex(places).to_numpy()
    quarter_cohort = np.where(month_cohort >= 0, month_cohort // 3, -1)
    zero = np.zeros_like(on_time)
    c = world.complaints.assign(unit=lambda d: d["unit"].map(unit), quarter=lambda d: d["month"] // 3)
    c["gap"] = c["levy"].astype(int) - c["levy_counterfactual"].astype(int)
    levies = c[c["quarter"] < quarters].pivot_table(index="unit", columns="quarter", values="gap", aggfunc="sum")
    levies = levies.reindex(index=places, columns=range(quarters)).fillna(0).to_numpy()
    outcomes = {
        "on_time": (on_time, month_cohort, MONTHS),
        "days": (days, month_cohort, MONTHS),
        "complaints": (zero, month_cohort, MONTHS),
        "ikm": (ikm, quarter_cohort, QUARTERS),
        "x_levies": (levies, quarter_cohort, QUARTERS),
    }
    return [
        {"level": "unit", "outcome": outcome, "subgroup": "all"} | row
        for outcome, (gap, cohort, labels) in outcomes.items()
        for row in _rows(gap, cohort, np.ones_like(gap, dtype=bool), labels, labels)
    ]


def pairs(world: World, joint: list[tuple[list[int], pd.Timestamp, bool]], last: int) -> list[dict]:
    """Return what a first mover between two units does to the joint programmes that they begin in a semester.

    Parameters
    ----------
    joint : joint programmes as drawn: units' places, start, whether a mover's link made it.
    """
    moves = world.moves[world.moves["semester"] <= last]
    linked: dict[frozenset[int], int] = {}
    for a, b, s in moves[["from", "to", "semester"]].itertuples(index=False):
        linked[frozenset((a, b))] = min(s, linked.get(frozenset((a, b)), s))
    made = 0
    for units, start, tied in joint:
        s = (start.year - 2019) * 2 + (start.month > 6)
        if tied and s <= last:
            made += sum(linked.get(frozenset(pair), last + 1) <= s for pair in combinations(units, 2))
    cells = sum(last - s + 1 for s in linked.values())
    row = {"level": "pair", "outcome": "joint", "subgroup": "all", "cohort": None, "time": None, "event_time": None}
    return [row | {"att": made / cells, "n": cells}]
