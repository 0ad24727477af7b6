"""Build the panels that designs run on: officer × semester, officer × year, unit × month, unit × quarter.

Every panel is long, one row a unit and period, with ``cohort`` (first treated period, missing for
never_treated) and its outcomes. What is left out is counted in an account of exclusions.
"""

from __future__ import annotations

import pandas as pd

from analysis.cycle import Cycle
from analysis.panels import subgroups
from analysis.panels.measures import UNIT, measure
from analysis.panels.officers import (
    officer_semesters,
    officer_years,
    officers_with_moves,
    programme_moves,
    raters,
    within_comparison,
)
from analysis.panels.panel import Panels, absent_exports, finish
from analysis.panels.units import rotated_in, unit_months, unit_quarters, unit_starts, with_start
from analysis.store.results import hold


def build_panels(exports: dict[str, pd.DataFrame], cycle: Cycle, doubtful: pd.Series | None = None) -> Panels:
    """Build every panel from the validated tables of a cycle.

    Parameters
    ----------
    exports : validated tables by source: ``pegawai``, ``mutasi`` and any of the others. One that is absent, or has no
        valid row, leaves panels without what is measured from it.
    cycle : the cycle file.
    doubtful : officers of whom it is not known whether they were rotated; they enter no panel of officers.
    """
    absent = absent_exports(exports)
    measured = {name: None if name in absent else exports[name] for name in _MEASURED}
    left_out: list[tuple[str, str, int]] = []
    moves = programme_moves(exports["mutasi"], cycle.area.region)
    register = exports["pegawai"]
    unclear = register["officer_id"].isin(doubtful if doubtful is not None else [])
    left_out.append(("semester", "officers_whose_move_was_refused", int(unclear.sum())))
    officers = officers_with_moves(register[~unclear], moves, exports["mutasi"], cycle, left_out)
    basis = subgroups.Basis(officers, register, moves, exports)
    officers = officers.join(subgroups.labels(basis, cycle.area), on="officer_id")
    if measured["skp"] is not None:
        officers = officers.join(raters(measured["skp"], officers), on="officer_id")
    panels = {
        "semester": officer_semesters(officers, measured["skp"], measured["presensi"], cycle, left_out),
        "year": officer_years(officers, measured["kompetensi"], left_out),
    }
    starts = unit_starts(moves, cycle)
    panels["month"] = unit_months(measured["layanan"], measured["pengaduan"], starts, cycle, left_out)
    panels["quarter"] = unit_quarters(measured["skm"], starts, cycle, left_out)
    for outcome in cycle.analysis.measured:
        added = measure(outcome, exports, cycle, left_out)
        if added is not None:
            freq = outcome.frequency
            if outcome.level == "officer":
                added = within_comparison(added, officers, freq, cycle)
            else:
                added = with_start(added, starts, freq, cycle)
            panels[freq] = _with_outcome(panels[freq], added, outcome.name, UNIT[outcome.level], freq)
    for freq in ("month", "quarter"):
        panels[freq]["rotated_in"] = rotated_in(moves, panels[freq], freq, cycle.area)
    return Panels(
        hold("panels/officers", officers),
        {freq: hold(f"panels/{freq}", panel) for freq, panel in panels.items()},
        hold("exclusions", pd.DataFrame(left_out, columns=["panel", "reason", "rows"])),
        absent,
    )


def _with_outcome(panel: pd.DataFrame, added: pd.DataFrame, name: str, unit: str, freq: str) -> pd.DataFrame:
    """Put an outcome that the cycle file adds beside a panel's others; each keeps rows that the other lacks."""
    shared = [column for column in added if column != name]
    text = dict.fromkeys(shared, "string")
    both = panel.astype(text).merge(added.astype(text), on=shared, how="outer")
    if "repaired" in both:
        both["repaired"] = both["repaired"].eq(True)
    return finish(both, unit, freq)


#: Exports that outcomes are measured from.
_MEASURED = ("skp", "presensi", "kompetensi", "layanan", "pengaduan", "skm")
