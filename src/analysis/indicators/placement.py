"""Right placement: how well each move meets the standard of its new post, beside the best that was feasible.

An aid to the team that places officers, never a ranking of people: only means over moves leave this file. It does not
know wishes, health, families, ways from home, vacancies left open or what an interview would tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats

from analysis.domain import post_standards
from analysis.domain.regions import Region
from analysis.indicators.inputs import Inputs, Measured
from analysis.intake.boundaries import Distance
from analysis.panels.officers import programme_moves

#: The parts of a score, each 0–1 and weighing alike.
PARTS = ("education", "field_of_study", "grade", "competence", "experience")
#: The part that is known where boundaries are given, and kilometres between two units that count as none of it.
DISTANCE, FAR = "distance", 15.0
#: Points of competence below the standard that count as none of it, and years of service that count as full experience.
SHORT_COMPETENCE, FULL_EXPERIENCE = 20.0, 5.0
#: Peraturan BKN 5/2019 (r): a mutasi after at least 2 and at most 5 years in a post.
SHORTEST, LONGEST = 2.0, 5.0
#: Waves of fewer moves have nothing to choose between.
SMALLEST = 5


@dataclass(frozen=True, repr=False)
class Placement(Measured):
    """Results for the programme's moves.

    Attributes
    ----------
    parts : ``part``, ``mean`` (0–1), ``known`` (share of moves for which it could be told), ``full`` (share that meets
        the standard fully).
    waves : one row a semester of moves: ``semester``, ``moves``, ``actual``, ``best``, ``chance`` (mean scores: as
        placed, best assignment of the same people to the same posts, expected at random) and ``reached``, the share of
        the way from chance to best.
    overall : the same over all waves, with the interval of ``reached`` (t over waves).
    by_unit : mean score of the officers moved into each unit: ``unit_id``, ``moves``, ``score``.
    rule : ``kind`` (``too_early``, ``in_time``, ``late``, ``unknown``) and ``moves``: time in the post before a move.
    """

    parts: pd.DataFrame
    waves: pd.DataFrame
    overall: dict[str, float]
    by_unit: pd.DataFrame
    rule: pd.DataFrame


def measure(inputs: Inputs) -> Placement | None:
    """Measure the placement of a cycle; see :func:`assess`."""
    used = ("mutasi", "pegawai", "standar_jabatan", "kompetensi")
    tables = {name: inputs.export(name) for name in used}
    return assess(tables, inputs.cycle.area.region, inputs.cycle.analysis.alpha, inputs.kilometres)


def assess(
    tables: dict[str, pd.DataFrame], region: Region, alpha: float = 0.05, kilometres: Distance | None = None
) -> Placement | None:
    """Score the programme's moves.

    Parameters
    ----------
    tables : validated tables; ``mutasi``, ``pegawai``, ``standar_jabatan`` and ``kompetensi`` are used.
    region : where the units are.
    kilometres : between two columns of units; None where no boundaries were given.

    Returns
    -------
    Placement or None
        None where no move leads to a post with a standard.
    """
    standar = tables["standar_jabatan"]
    sectors = standar.drop_duplicates("post").set_index("post")["sector"]
    moves = programme_moves(tables["mutasi"], region)
    people = tables["pegawai"].drop_duplicates("officer_id").set_index("officer_id")
    moves = moves[moves["post_to"].isin(sectors.index) & moves["officer_id"].isin(people.index)]
    if moves.empty:
        return None
    listed = PARTS if kilometres is None else (*PARTS, DISTANCE)
    scored = []
    waves = []
    for semester, wave in moves.groupby("semester"):
        matrix = _scores(wave, people, sectors, standar, tables["kompetensi"])
        if kilometres is not None:
            matrix[DISTANCE] = _nearness(wave, kilometres)
        total = np.nanmean(np.stack([matrix[p] for p in listed]), axis=0)
        each = pd.DataFrame({p: np.diag(matrix[p]) for p in listed})
        scored.append(each.assign(unit_id=wave["unit_to"].to_numpy(), score=np.diag(total)))
        if len(wave) < SMALLEST:
            continue
        rows, columns = optimize.linear_sum_assignment(total, maximize=True)
        actual, best, chance = float(np.diag(total).mean()), float(total[rows, columns].mean()), float(total.mean())
        reached = (actual - chance) / (best - chance) if best > chance else np.nan
        waves.append((str(semester), len(wave), actual, best, chance, reached))
    every = pd.concat(scored, ignore_index=True)
    parts = pd.DataFrame(
        [
            (p, every[p].mean(), every[p].notna().mean(), (every[p] >= 1).sum() / max(every[p].notna().sum(), 1))
            for p in listed
        ],
        columns=["part", "mean", "known", "full"],
    )
    names = ["semester", "moves", "actual", "best", "chance", "reached"]
    table = pd.DataFrame(waves, columns=names)
    by_unit = every.groupby("unit_id")["score"].agg(moves="count", score="mean").reset_index()
    return Placement(parts, table, _overall(table, alpha), by_unit, _rule(tables["mutasi"], moves))


def _scores(
    wave: pd.DataFrame, people: pd.DataFrame, sectors: pd.Series, standar: pd.DataFrame, kompetensi: pd.DataFrame
) -> dict[str, np.ndarray]:
    """Return, for each part, movers × posts of a wave; NaN where it is not known."""
    n = len(wave)
    who = people.loc[wave["officer_id"]]
    each = who.loc[who.index.repeat(n)]
    posts = pd.Series(np.tile(wave["post_to"].to_numpy(object), n))
    met = post_standards.meets(posts, each["education"], each["field_of_study"], each["grade"], standar)
    year = int(str(wave["semester"].iloc[0])[:4])
    assessed = kompetensi[kompetensi["year"].astype(int) < year].sort_values("year", kind="stable")
    latest = assessed.drop_duplicates("officer_id", keep="last").set_index("officer_id").reindex(wave["officer_id"])
    scores = np.column_stack([_column(latest, f"score_{s}") for s in wave["post_to"].map(sectors)])
    gap = scores - met["competence"].to_numpy().reshape(n, n)
    service = year - who["appointed"].to_numpy(float, na_value=np.nan)[:, None]
    return {name: met[name].to_numpy().reshape(n, n) for name in ("education", "field_of_study", "grade")} | {
        "competence": np.clip(1 + gap / SHORT_COMPETENCE, 0, 1),
        "experience": np.broadcast_to(np.clip(service / FULL_EXPERIENCE, 0, 1), (n, n)).copy(),
    }


def _nearness(wave: pd.DataFrame, kilometres: Distance) -> np.ndarray:
    """Score how near each post of a wave is to each mover's earlier unit: 1 in the same kelurahan, 0 from FAR on."""
    n = len(wave)
    start = pd.Series(wave["unit_from"].to_numpy(object).repeat(n))
    end = pd.Series(np.tile(wave["unit_to"].to_numpy(object), n))
    return np.clip(1 - kilometres(start, end) / FAR, 0, 1).reshape(n, n)


def _column(latest: pd.DataFrame, name: str) -> np.ndarray:
    return latest[name].to_numpy(float, na_value=np.nan) if name in latest else np.full(len(latest), np.nan)


def _overall(waves: pd.DataFrame, alpha: float) -> dict[str, float]:
    """Average waves by their moves; the interval of ``reached`` takes waves as the draw."""
    if waves.empty:
        return {k: float("nan") for k in ("actual", "best", "chance", "reached", "low", "high")}
    out = {k: float(np.average(waves[k], weights=waves["moves"])) for k in ("actual", "best", "chance")}
    room = out["best"] - out["chance"]
    out["reached"] = (out["actual"] - out["chance"]) / room if room > 0 else float("nan")
    n = waves["reached"].notna().sum()
    half = stats.t.ppf(1 - alpha / 2, n - 1) * waves["reached"].sem() if n > 1 else float("nan")
    return out | {"low": out["reached"] - half, "high": out["reached"] + half}


def _rule(mutasi: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Count moves by the years in the post before them, where an earlier move tells when that began."""
    every = mutasi.sort_values(["officer_id", "tmt"], kind="stable")
    before = every.groupby("officer_id")["tmt"].shift().rename("before")
    dated = every.assign(before=before).merge(moves[["officer_id", "tmt"]], on=["officer_id", "tmt"])
    years = (dated["tmt"] - dated["before"]).dt.days / 365.25
    kind = np.select([years.isna(), years < SHORTEST, years <= LONGEST], ["unknown", "too_early", "in_time"], "late")
    counts = pd.Series(kind).value_counts()
    order = ["too_early", "in_time", "late", "unknown"]
    return pd.DataFrame({"kind": order, "moves": [int(counts.get(k, 0)) for k in order]})
