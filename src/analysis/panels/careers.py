"""Rebuild each officer's career as spells of service in one unit, from the register and the moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.domain import periods, work_units
from analysis.domain.regions import Region
from analysis.store.results import hold


@dataclass(frozen=True)
class Careers:
    """Careers of all officers.

    Attributes
    ----------
    spells : ``officer_id``, ``unit_id``, ``sector``, ``start``, ``end`` (semesters, both included): of one officer
        they follow one another without gap or overlap.
    oddities : ``reason`` and ``officers``: where register and moves do not agree, and what was believed.
    """

    spells: pd.DataFrame
    oddities: pd.DataFrame


def careers(pegawai: pd.DataFrame, mutasi: pd.DataFrame, region: Region, first: str, last: str) -> Careers:
    """Follow every officer of the register from one semester to another.

    A move counts from the semester of its TMT; of several moves in one semester the last stands. Before the first
    move an officer is where that move came from, after the last where it led; without moves, where the register says.
    A move is believed before the register, and each move before the one it contradicts.

    Parameters
    ----------
    pegawai, mutasi : validated tables.
    region : where the units are.
    first, last : semesters.
    """
    places = range(periods.ordinal(first), periods.ordinal(last) + 1)
    moves = mutasi[mutasi["officer_id"].isin(set(pegawai["officer_id"]))].sort_values(
        ["officer_id", "tmt"], kind="stable"
    )
    when = periods.ordinals(periods.of_dates(moves["tmt"], "semester"))
    moves = moves.assign(place=when.to_numpy())[["officer_id", "unit_from", "unit_to", "place"]]
    broken = (moves["officer_id"] == moves["officer_id"].shift()) & (moves["unit_from"] != moves["unit_to"].shift())
    ends = moves.drop_duplicates("officer_id", keep="last").set_index("officer_id")["unit_to"]
    now = pegawai.set_index("officer_id")["unit_id"].reindex(ends.index)
    in_time = moves[moves["place"] <= places[-1]]
    in_time = in_time.drop_duplicates(["officer_id", "place"], keep="last")
    origins = moves.drop_duplicates("officer_id").set_index("officer_id")["unit_from"]
    start = pegawai["unit_id"].mask(pegawai["officer_id"].isin(origins.index), pegawai["officer_id"].map(origins))
    opening = pd.DataFrame({"officer_id": pegawai["officer_id"], "unit_id": start, "place": places[0]})
    later = in_time.rename(columns={"unit_to": "unit_id"})[["officer_id", "unit_id", "place"]]
    later = later.assign(place=np.maximum(later["place"].astype(int), places[0]))
    spells = pd.concat([opening, later]).sort_values(["officer_id", "place"], kind="stable")
    spells = spells.drop_duplicates(["officer_id", "place"], keep="last")
    stay = (spells["officer_id"] == spells["officer_id"].shift()) & (spells["unit_id"] == spells["unit_id"].shift())
    spells = spells[~stay.fillna(False).astype(bool)]
    following = spells.groupby("officer_id")["place"].shift(-1)
    end = following.sub(1).fillna(places[-1]).astype(int)
    sector = work_units.of(region).describe(spells["unit_id"]).set_index("unit_id")["sector"]
    table = pd.DataFrame(
        {
            "officer_id": spells["officer_id"].to_numpy(),
            "unit_id": spells["unit_id"].to_numpy(),
            "sector": spells["unit_id"].map(sector).to_numpy(),
            "start": [periods.from_ordinal(p, "semester") for p in spells["place"]],
            "end": [periods.from_ordinal(p, "semester") for p in end],
        }
    )
    oddities = pd.DataFrame(
        {
            "reason": ["move_starts_elsewhere_than_the_one_before_led", "register_disagrees_with_last_move"],
            "officers": [
                int(moves.loc[broken, "officer_id"].nunique()),
                int((now != ends).fillna(False).astype(bool).sum()),
            ],
        }
    )
    return Careers(hold("careers", table), hold("careers_oddities", oddities))
