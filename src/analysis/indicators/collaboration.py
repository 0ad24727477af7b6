"""Collaboration across sectors: where staff flows, how units work together, and whether a mover ties two of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.did.cells import Effects
from analysis.did.design import Design
from analysis.did.estimators import group_time, imputation
from analysis.did.inference import intervals
from analysis.domain import periods, work_units
from analysis.domain.regions import Region
from analysis.errors import UserError
from analysis.indicators.inputs import Inputs, Measured
from analysis.indicators.skills import effective
from analysis.panels.officers import programme_moves

#: Effects are joint programmes begun a year by a hundred pairs of units: one pair has nearly none.
PER = 200.0
#: Event times (semesters) of the check before and of the event study.
WINDOW = (-4, 6)


@dataclass(frozen=True, repr=False)
class Collaboration(Measured):
    """Results on collaboration.

    Attributes
    ----------
    flows : officers moved by the programme: ``sector_from``, ``sector_to``, ``officers``.
    received : officers that the programme moved into the units of each kelurahan: ``kelurahan``, ``officers``.
    network : of joint programmes, ``when`` (``before``, ``after`` the programme began): ``programmes``, ``years``,
        ``a_year``, ``units`` taking part, ``pairs`` that met, ``density`` (share of possible pairs, a year),
        ``cross_sector`` (share of meetings between sectors), ``sector_pairs`` (their effective number).
    effect : of a first mover between two units on the joint programmes they begin (a hundred pairs, a year):
        ``att``, ``se``, ``low``, ``high``, ``p``, ``before``, ``before_p`` (the same before the move), ``linked`` and
        ``unlinked`` pairs, ``units``, ``usual`` (the linked, had no one moved).
    events : the event study: ``event_time`` (semesters), ``att``, ``low``, ``high``.
    """

    flows: pd.DataFrame
    received: pd.DataFrame
    network: pd.DataFrame
    effect: dict[str, float]
    events: pd.DataFrame


def measure(inputs: Inputs) -> Collaboration | None:
    """Measure the collaboration of a cycle; see :func:`assess`."""
    cycle = inputs.cycle
    return assess(
        inputs.export("kolaborasi"), inputs.export("mutasi"), cycle.area.region, cycle.first, cycle.last,
        cycle.programme_start, cycle.analysis.alpha,
    )  # fmt: skip


def assess(
    kolaborasi: pd.DataFrame,
    mutasi: pd.DataFrame,
    region: Region,
    first: str,
    last: str,
    start: str,
    alpha: float = 0.05,
) -> Collaboration | None:
    """Assess the joint programmes of a cycle.

    Parameters
    ----------
    kolaborasi : one row a joint programme: ``units`` (canonical, separated by ``"; "``) and ``start``.
    mutasi : validated moves; those of the programme tie units.
    region : where the units are.
    first, last : semesters of the window.
    start : first semester of the programme.

    Returns
    -------
    Collaboration or None
        None where there are no joint programmes or no moves.
    """
    moves = programme_moves(mutasi, region)
    dated = kolaborasi.assign(semester=periods.of_dates(kolaborasi["start"], "semester"))
    dated = dated[dated["semester"].between(first, last)]
    if moves.empty or dated.empty:
        return None
    meetings = _meetings(dated)
    nodes = sorted({*moves["unit_from"], *moves["unit_to"], *meetings["first"], *meetings["second"]})
    about = work_units.of(region).describe(pd.Series(nodes)).set_index("unit_id")
    sector, place = about["sector"], moves["unit_to"].map(about["kelurahan"])
    received = place[place != ""].value_counts().sort_index().rename_axis("kelurahan").reset_index(name="officers")
    return Collaboration(
        _flows(moves, sector), received, _network(dated, meetings, sector, first, last, start),
        *_effect(meetings, moves, nodes, first, last, alpha),
    )  # fmt: skip


def dyadic(influence: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return standard errors of estimates on pairs, where pairs that share a member share its shocks.

    Aronow, Samii & Assenova (2015, Political Analysis 23, eq. 6): every product of the influence of two pairs with a
    member in common counts once. It is never less than with independent pairs; two-way clusters of the pair's first and
    second member would miss the pairs in which one unit stands first here and second there.

    Parameters
    ----------
    influence : n × K, one row a pair; the variance with independent pairs is Σᵢ ψᵢ² / n².
    first, second : integers, the members of each pair.
    """
    n = len(influence)
    members = np.zeros((int(max(first.max(), second.max())) + 1, influence.shape[1]))
    np.add.at(members, first, influence)
    np.add.at(members, second, influence)
    alone = (influence**2).sum(axis=0)
    # a pair meets itself through either member, and is to count once
    return np.sqrt(np.maximum((members**2).sum(axis=0) - alone, alone)) / n


def _meetings(dated: pd.DataFrame) -> pd.DataFrame:
    """Return one row a pair of units in a joint programme: ``first`` < ``second``, ``semester``."""
    rows = [
        (*pair, semester)
        for units, semester in zip(dated["units"], dated["semester"], strict=True)
        for pair in combinations(sorted(set(str(units).split("; "))), 2)
    ]
    return pd.DataFrame(rows, columns=["first", "second", "semester"])


def _flows(moves: pd.DataFrame, sector: pd.Series) -> pd.DataFrame:
    pairs = pd.DataFrame(
        {"sector_from": moves["unit_from"].map(sector), "sector_to": moves["unit_to"].map(sector)}
    ).dropna()
    kinds = sorted({*pairs["sector_from"], *pairs["sector_to"]})
    counts = pairs.value_counts().reindex(pd.MultiIndex.from_product([kinds, kinds]), fill_value=0)
    return counts.rename_axis(["sector_from", "sector_to"]).rename("officers").reset_index()


def _network(
    dated: pd.DataFrame, meetings: pd.DataFrame, sector: pd.Series, first: str, last: str, start: str
) -> pd.DataFrame:
    """Measure the network of joint programmes on both sides of the programme's start."""
    possible = len(sector) * (len(sector) - 1) / 2
    rows = []
    for when, inside, semesters in (
        ("before", lambda s: s < start, periods.ordinal(start) - periods.ordinal(first)),
        ("after", lambda s: s >= start, periods.ordinal(last) - periods.ordinal(start) + 1),
    ):
        launched, met = dated[inside(dated["semester"])], meetings[inside(meetings["semester"])]
        ends = np.sort(np.column_stack([met[k].map(sector).to_numpy(str) for k in ("first", "second")]), axis=1)
        kinds = pd.Series(["–".join(pair) for pair in ends], dtype="string")
        cross = ends[:, 0] != ends[:, 1]
        pairs = len(met.drop_duplicates(["first", "second"]))
        years = semesters / 2
        rows.append(
            (
                when, len(launched), years, len(launched) / years, len({*met["first"], *met["second"]}), pairs,
                len(met) / possible / years, cross.mean() if len(met) else np.nan,
                effective(kinds[cross].value_counts().to_numpy(float)[None])[0],
            )
        )  # fmt: skip
    columns = ["when", "programmes", "years", "a_year", "units", "pairs", "density", "cross_sector", "sector_pairs"]
    return pd.DataFrame(rows, columns=columns)


def _effect(
    meetings: pd.DataFrame, moves: pd.DataFrame, nodes: list[str], first: str, last: str, alpha: float
) -> tuple[dict[str, float], pd.DataFrame]:
    """Compare pairs of units linked by a mover with pairs that are not, before and after the first link."""
    nothing = pd.DataFrame(columns=["event_time", "att", "low", "high"], dtype=float)
    panel = pairs(meetings, moves, nodes, first, last)
    try:
        design = Design(panel, "joint", "pair", "semester")
        result = imputation.fit(design, alpha)
        study = group_time.fit(design, alpha=alpha)
        main, row = result.effects((result.table["aggregation"] == "overall").to_numpy()), result.row()
    except (UserError, KeyError):
        return {}, nothing
    which = panel.drop_duplicates("pair").set_index("pair")[["first", "second"]].loc[design.wide.units]
    names = pd.factorize(np.concatenate([which["first"], which["second"]]), sort=True)[0]
    members = names[: len(which)], names[len(which) :]
    df = len(nodes) - 1

    def with_interval(effects: Effects) -> pd.DataFrame:
        return intervals.from_errors(effects.att * PER, dyadic(effects.influence, *members) * PER, df, alpha)

    t = study.table
    events = (t["aggregation"].eq("event_time") & t["event_time"].between(*WINDOW) & t["se"].notna()).to_numpy()
    by_event = with_interval(study.effects(events)).assign(event_time=t.loc[events, "event_time"].to_numpy())
    early = study.effects((events & (t["event_time"] < -1)).to_numpy())
    share = np.full((len(early.att), 1), 1 / max(len(early.att), 1))
    before = with_interval(
        Effects(early.att @ share, early.influence @ share, early.n_treated[:1], early.n_control[:1])
    )
    numbers = with_interval(main).iloc[0]
    wide = design.wide
    after = wide.seen & (wide.event_time() >= 0)
    effect = {k: float(numbers[k]) for k in ("att", "se", "low", "high", "p")}
    tested = len(early.att) > 0
    effect |= {k: float(before[c].iloc[0]) if tested else np.nan for k, c in (("before", "att"), ("before_p", "p"))}
    effect |= {"usual": float(wide.y[after].mean() * PER - numbers["att"]), "units": float(len(nodes))}
    effect |= {"linked": float(row["n_treated"]), "unlinked": float(row["n_control"])}
    return effect, by_event[["event_time", "att", "low", "high"]]


def pairs(meetings: pd.DataFrame, moves: pd.DataFrame, nodes: list[str], first: str, last: str) -> pd.DataFrame:
    """Return pairs of units × semesters: ``pair``, ``first``, ``second``, ``semester``, ``cohort`` (of the first mover
    between them, either way; missing for never) and ``joint`` (joint programmes begun)."""
    semesters = periods.between(first, last)
    every = pd.DataFrame(list(combinations(nodes, 2)), columns=["first", "second"])
    ends = np.sort(moves[["unit_from", "unit_to"]].to_numpy(str), axis=1)
    linked = pd.DataFrame({"first": ends[:, 0], "second": ends[:, 1], "cohort": moves["semester"].to_numpy()})
    linked = linked[linked["first"] != linked["second"]].groupby(["first", "second"], as_index=False)["cohort"].min()
    every = every.merge(linked, on=["first", "second"], how="left")
    every["pair"] = every["first"] + " + " + every["second"]
    panel = every.merge(pd.DataFrame({"semester": semesters}), how="cross")
    met = meetings.groupby(["first", "second", "semester"]).size().rename("joint").reset_index()
    panel = panel.merge(met, on=["first", "second", "semester"], how="left")
    return panel.assign(joint=panel["joint"].fillna(0).astype(float), cohort=panel["cohort"].astype("string"))
