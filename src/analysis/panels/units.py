"""Panels of the units compared: unit × month and unit × quarter, with treatment dates and doses."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.cycle import Cycle
from analysis.domain import periods, regulations
from analysis.domain.areas import Area
from analysis.panels import survival
from analysis.panels.panel import finish

#: Days at which a service counts as that long in a mean, so that a handful without an end does not decide it.
LONGEST_SERVICE = 30


def districts_of(panel: pd.DataFrame) -> pd.Series:
    """Return the kecamatan of each unit of a panel (index = ``unit_id``)."""
    return panel.drop_duplicates("unit_id").set_index("unit_id")["kecamatan"]


def unit_starts(moves: pd.DataFrame, cycle: Cycle) -> pd.Series:
    """Return the month in which each unit of the programme had its n-th officer rotated in (dose of treatment).

    One officer more or less, or one misdated SK, does not make a unit treated: n is ``unit_treated_from``.
    """
    unit = cycle.area.unit_of(moves["unit_to"])
    into = moves.assign(unit_to=unit)[cycle.area.of_programme(unit)]
    nth = into[into.groupby("unit_to").cumcount() == cycle.analysis.unit_treated_from - 1]
    return periods.of_dates(nth["tmt"], "month").set_axis(nth["unit_to"])


def rotated_in(moves: pd.DataFrame, panel: pd.DataFrame, freq: str, area: Area) -> np.ndarray:
    """Count the programme's officers rotated into each unit compared up to and including each period: the dose."""
    moves = moves.assign(unit_to=area.unit_of(moves["unit_to"]))
    arrivals = moves.assign(period=periods.of_dates(moves["tmt"], freq)).groupby(["unit_to", "period"]).size()
    wanted = pd.MultiIndex.from_frame(panel[["unit_id", freq]], names=["unit_to", "period"])
    each = arrivals.reindex(wanted.union(arrivals.index)).fillna(0).groupby(level=0).cumsum()
    return each.reindex(wanted).to_numpy(float)


def unit_months(
    layanan: pd.DataFrame | None,
    pengaduan: pd.DataFrame | None,
    starts: pd.Series,
    cycle: Cycle,
    left_out: list[tuple[str, str, int]],
) -> pd.DataFrame:
    """Measure services and complaints by unit and month.

    Services still open are followed to the last day of the data: Kaplan–Meier tells the share on time
    (``on_time``, %) and the mean days up to :data:`LONGEST_SERVICE` (``days``) as if all had been.

    Parameters
    ----------
    layanan, pengaduan : None where the export is absent; complaints are counted against services.
    """
    rows = _of_units(layanan, cycle.area, ("month", "service_of_another_kind_of_unit"), left_out)
    if rows.empty:
        return with_start(pd.DataFrame(columns=["unit_id", "month"]), starts, "month", cycle)
    finished = rows["finished"].notna().to_numpy()
    until = rows["finished"].fillna(pd.Timestamp(cycle.latest))
    took = (until - rows["received"]).dt.days.to_numpy(float)
    by = rows.assign(month=periods.of_dates(rows["received"], "month")).groupby(["unit_id", "month"])
    panel = by.agg(services=("received", "size"), finished=("finished", "count"))
    cell = by.ngroup().to_numpy()
    panel["on_time"] = 100 * survival.within(took, finished, rows["standard"].to_numpy(float), cell)
    panel["days"] = survival.restricted_mean(took, finished, cell, LONGEST_SERVICE)
    left_out.append(("month", "month_too_open_to_tell", int(panel["on_time"].isna().sum())))
    if pengaduan is not None:
        month = periods.of_dates(pengaduan["received"], "month")
        dated = pengaduan.assign(unit_id=cycle.area.unit_of(pengaduan["unit_id"]), month=month)
        counts = dated.groupby(["unit_id", "month"]).size()
        panel["complaints"] = 1000 * counts.reindex(panel.index, fill_value=0) / panel["services"]
    return with_start(panel.reset_index(), starts, "month", cycle)


def unit_quarters(
    skm: pd.DataFrame | None, starts: pd.Series, cycle: Cycle, left_out: list[tuple[str, str, int]]
) -> pd.DataFrame:
    """Compute the IKM of each unit and quarter: Σ mean answer of nine unsur × 1/9 × 25 (PermenPANRB 14/2017).

    Parameters
    ----------
    skm : None where the export is absent.
    """
    rows = _of_units(skm, cycle.area, ("quarter", "answer_about_another_kind_of_unit"), left_out)
    if rows.empty:
        return with_start(pd.DataFrame(columns=["unit_id", "quarter"]), starts, "quarter", cycle)
    by = rows.assign(quarter=periods.of_dates(rows["date"], "quarter")).groupby(["unit_id", "quarter"])
    panel = (
        by[list(regulations.UNSUR)]
        .mean()
        .sum(axis=1, min_count=len(regulations.UNSUR))
        .div(len(regulations.UNSUR))
        .mul(regulations.IKM_SCALE)
        .rename("ikm")
        .to_frame()
    )
    panel["respondents"] = by.size()
    return with_start(panel.reset_index(), starts, "quarter", cycle)


def _of_units(
    rows: pd.DataFrame | None, area: Area, reason: tuple[str, str], left_out: list[tuple[str, str, int]]
) -> pd.DataFrame:
    """Return the rows about the units compared and count the others; none where the export is absent."""
    if rows is None:
        return pd.DataFrame()
    unit = area.unit_of(rows["unit_id"])
    left_out.append((*reason, int(unit.isna().sum())))
    return rows.assign(unit_id=unit)[unit.notna()]


def with_start(panel: pd.DataFrame, starts: pd.Series, freq: str, cycle: Cycle) -> pd.DataFrame:
    """Join each unit's cohort and kecamatan, and keep the periods of the cycle."""
    window = {m: periods.coarsen(m, freq) for m in periods.months(cycle.first, cycle.last)}
    panel["cohort"] = panel["unit_id"].map(starts.map(window)).astype("string")
    panel["kecamatan"] = cycle.area.home_of(panel["unit_id"])
    inside = panel[freq].isin(window.values())
    return finish(panel[inside], "unit_id", freq)
