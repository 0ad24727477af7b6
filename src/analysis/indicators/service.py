"""Quality of service in the kelurahan: how long services take, how many an officer serves, what rotation changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.domain import periods
from analysis.domain.areas import Area
from analysis.domain.outcomes import OUTCOMES
from analysis.indicators.effects import between_districts
from analysis.indicators.inputs import Inputs, Measured
from analysis.panels import survival
from analysis.panels.units import LONGEST_SERVICE, districts_of

#: What is measured beside the share on time: mean days up to a limit, and services finished per officer serving.
MEASURES = ("days", "productivity")


@dataclass(frozen=True, repr=False)
class Service(Measured):
    """Results on the service register.

    Attributes
    ----------
    since : the month in which rotation began in the programme's kelurahan; ``before`` and ``after`` mean its sides.
    curves : share finished (Kaplan–Meier) by ``group`` (``programme``, ``others``), ``when``, ``day`` (0 to
        :data:`~analysis.panels.units.LONGEST_SERVICE`): ``share``, ``low``, ``high``; kelurahan are the draw.
    summary : ``group``, ``when``: ``services``, ``open`` (without an end yet), ``median`` days (NaN beyond the grid).
    effects : what rotation changed: ``measure``, ``att``, ``se``, ``low``, ``high``, ``p``, ``p_adjusted`` (Holm),
        ``pretrend_p``.
    staff : mean officers serving in a kelurahan: ``group``, ``when``, ``officers``, ``services`` (a month).
    """

    since: str
    curves: pd.DataFrame
    summary: pd.DataFrame
    effects: pd.DataFrame
    staff: pd.DataFrame


def measure(inputs: Inputs) -> Service | None:
    """Measure the service of a cycle; see :func:`assess`."""
    cycle = inputs.cycle
    return assess(
        inputs.export("layanan"), inputs.panels.by_frequency["month"], inputs.results.table("careers"),
        cycle.area, pd.Timestamp(cycle.latest), cycle.analysis.estimators.unit, cycle.analysis.alpha,
    )  # fmt: skip


def assess(
    layanan: pd.DataFrame,
    months: pd.DataFrame,
    careers: pd.DataFrame,
    area: Area,
    latest: pd.Timestamp,
    estimator: str,
    alpha: float = 0.05,
) -> Service | None:
    """Assess the service register of a cycle.

    Parameters
    ----------
    layanan : one row a service: ``unit_id``, ``received``, ``finished`` (missing = open), ``standard``.
    months : the panel of kelurahan × month.
    careers : spells of service: who served where, by semester.
    area : where the programme runs.
    latest : last day of the data; services still open are followed to it.
    estimator : that speaks for units.

    Returns
    -------
    Service or None
        None where no kelurahan was rotated into or none has services before and after.
    """
    unit = area.unit_of(layanan["unit_id"])
    rows = layanan.assign(unit_id=unit)[unit.notna()]
    starts = months["cohort"].dropna()
    if rows.empty or starts.empty:
        return None
    since = str(starts.min())
    month = periods.of_dates(rows["received"], "month")
    side = np.where(month < since, "before", "after")
    group = np.where(area.of_programme(rows["unit_id"]), "programme", "others")
    curves, summary = _curves(rows, group, side, latest, alpha)
    panel = _productivity(months, careers.assign(unit_id=area.unit_of(careers["unit_id"])))
    home = districts_of(months)
    effects = between_districts(panel, MEASURES, OUTCOMES["on_time"], home, estimator, alpha)
    return Service(since, curves, summary, effects, _staff(panel, area, since))


def _curves(
    rows: pd.DataFrame, group: np.ndarray, side: np.ndarray, latest: pd.Timestamp, alpha: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the share finished by day with an interval from leaving out one kelurahan at a time."""
    finished = rows["finished"].notna().to_numpy()
    days = (rows["finished"].fillna(latest) - rows["received"]).dt.days.to_numpy(float)
    units, names = pd.factorize(rows["unit_id"], sort=True)
    grid = np.arange(LONGEST_SERVICE + 1)
    curves: list[tuple] = []
    summary = []
    for where in ("programme", "others"):
        for when in ("before", "after"):
            here = (group == where) & (side == when)
            if not here.any():
                continue
            ends, looks = survival.counts(days[here], finished[here], units[here], len(names), grid)
            present = (ends + looks).sum(axis=1) > 0
            ends, looks = ends[present], looks[present]
            open_ = survival.open_share(ends.sum(axis=0), looks.sum(axis=0))
            n = int(present.sum())
            half = np.full(len(grid), np.nan)
            if n > 1:
                without = survival.open_share(ends.sum(axis=0) - ends, looks.sum(axis=0) - looks)
                spread = (n - 1) / n * ((without - without.mean(axis=0)) ** 2).sum(axis=0)
                half = stats.t.ppf(1 - alpha / 2, n - 1) * np.sqrt(spread)
            share = 1 - open_
            below = np.flatnonzero(open_ <= 0.5)
            median = float(grid[below[0]]) if len(below) else np.nan
            summary.append((where, when, int(here.sum()), int((~finished[here]).sum()), median))
            low, high = np.clip(share - half, 0, 1), np.clip(share + half, 0, 1)
            curves += zip([where] * len(grid), [when] * len(grid), grid, share, low, high, strict=True)
    return (
        pd.DataFrame(curves, columns=["group", "when", "day", "share", "low", "high"]),
        pd.DataFrame(summary, columns=["group", "when", "services", "open", "median"]),
    )


def _productivity(months: pd.DataFrame, careers: pd.DataFrame) -> pd.DataFrame:
    """Add officers serving in each kelurahan and month, and services finished for each of them."""
    spells = careers[careers["unit_id"].isin(months["unit_id"].unique())]
    start, end = (periods.ordinals(spells[k]).to_numpy() for k in ("start", "end"))
    semesters = {m: periods.coarsen(m, "semester") for m in months["month"].unique()}
    counts = {
        s: spells.loc[(start <= periods.ordinal(s)) & (periods.ordinal(s) <= end), "unit_id"].value_counts()
        for s in sorted(set(semesters.values()))
    }
    serving = pd.concat(counts)
    wanted = pd.MultiIndex.from_arrays([months["month"].map(semesters), months["unit_id"]])
    staff = serving.reindex(wanted).to_numpy(float)
    staff = np.where(staff > 0, staff, np.nan)
    return months.assign(staff=staff, productivity=months["finished"] / staff)


def _staff(panel: pd.DataFrame, area: Area, since: str) -> pd.DataFrame:
    """Average officers and services by group and side: a count of staff rises with rotation by definition."""
    ours = area.of_programme(panel["unit_id"])
    marked = panel.assign(
        group=np.where(ours, "programme", "others"), when=np.where(panel["month"] < since, "before", "after")
    )
    table = marked.groupby(["group", "when"])[["staff", "services"]].mean().reset_index()
    return table.rename(columns={"staff": "officers"})
