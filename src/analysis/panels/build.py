"""Build the panels that designs run on: officer × semester, officer × year, unit × month, unit × quarter.

Every panel is long, one row a unit and period, with ``cohort`` (first treated period, missing for
never_treated) and its outcomes. What is left out is counted in an account of exclusions.
"""

from __future__ import annotations

import pandas as pd

from analysis.cycle import Cycle
from analysis.panels.kelurahan import rotated_in, unit_months, unit_quarters, unit_starts
from analysis.panels.officers import (
    officer_semesters,
    officer_years,
    officers_with_moves,
    programme_moves,
    raters,
    subgroup_labels,
)
from analysis.panels.panel import Panels


def build_panels(tables: dict[str, pd.DataFrame], cycle: Cycle, doubtful: pd.Series | None = None) -> Panels:
    """Build every panel from the validated tables of a cycle.

    Parameters
    ----------
    tables : validated tables by source.
    cycle : the cycle file.
    doubtful : officers of whom it is not known whether they were rotated; they enter no panel of officers.
    """
    left_out: list[tuple[str, str, int]] = []
    moves = programme_moves(tables["mutasi"], cycle.area.region)
    register = tables["pegawai"]
    unclear = register["officer_id"].isin(doubtful if doubtful is not None else [])
    left_out.append(("semester", "officers_whose_move_was_refused", int(unclear.sum())))
    officers = officers_with_moves(register[~unclear], moves, tables["mutasi"], cycle, left_out)
    officers = officers.join(subgroup_labels(officers, register, moves, tables, cycle), on="officer_id")
    officers = officers.join(raters(tables["skp"], officers), on="officer_id")
    panels = {
        "semester": officer_semesters(officers, tables["skp"], tables["presensi"], cycle, left_out),
        "year": officer_years(officers, tables["kompetensi"], left_out),
    }
    starts = unit_starts(moves, cycle)
    panels["month"] = unit_months(tables["layanan"], tables["pengaduan"], starts, cycle, left_out)
    panels["quarter"] = unit_quarters(tables["skm"], starts, cycle, left_out)
    for freq in ("month", "quarter"):
        panels[freq]["rotated_in"] = rotated_in(moves, panels[freq], freq, cycle.area)
    return Panels(officers, panels, pd.DataFrame(left_out, columns=["panel", "reason", "rows"]))
