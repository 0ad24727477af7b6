"""A design: who is compared with whom, on what, when."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from analysis.did.linear import Moments
from analysis.did.sampling import Sampling
from analysis.did.timeline import NEVER, Timeline, cohorts, integers
from analysis.display.tables import ROWS, Page, Shown, Table
from analysis.domain import periods
from analysis.errors import UserError

__all__ = ["CONTROL_GROUPS", "DRAWN", "NEVER", "Design", "Sampling", "Wide", "varied", "without_covariates"]

CONTROL_GROUPS = ("not_yet_treated", "never_treated")
#: What is given by unit: a frame or a series, or names of columns of the panel, from which a design makes one.
ByUnit: TypeAlias = Any
#: What a design declares where each unit's treatment date was drawn at random.
DRAWN = "drawn"
#: A panel that spans more periods than this has dates for periods.
MOST_PERIODS = 5_000


@dataclass(frozen=True, repr=False)
class Design(Shown):
    """A staggered difference-in-differences design on a long panel: who is compared with whom, on what, when.

    At the end of a cell it shows that: the cohorts with their controls, the base periods, and what was dropped.

    Parameters
    ----------
    panel : one row a unit and period.
    outcome, unit, time, cohort : column names. `time` and `cohort` hold periods (``2023-S1``, ``2023-04``), whole
        numbers, pandas periods or first days of months. Never treated is a missing cohort, infinity, or zero where
        the panel begins later. A cohort between two observed periods starts with the later one.
    covariates : one row a unit (index = unit), numeric, fixed before treatment; or names of columns of the panel that
        are the same in all rows of a unit; None for none.
    anticipation : observed periods before the cohort in which effects may already show, ≥ 0.
    control_group : ``not_yet_treated`` (with the never treated) or ``never_treated``.
    clusters : one row a unit (index = unit), at most two columns of labels, or names of columns of the panel; units
        that share a label in either share shocks. None where units are independent. A missing label is a cluster of
        its own.
    weights : one number a unit (index = unit), or the name of a column of the panel; positive and fixed in time, for
        instance respondents behind an index; None weighs units alike.
    dates : how treatment dates came about: ``drawn`` where each unit's was drawn at random, which nothing in the data
        can show; empty where not.

    Raises
    ------
    UserError
        On a column that is not there, a duplicate unit-period, a missing unit or period, a period or cohort that is
        none, an infinite or constant outcome, a unit in two cohorts, a missing or constant covariate, a weight that is
        not positive, or a panel without treated or without control units.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.did import Design
    >>> panel = pd.DataFrame(
    ...     {
    ...         "person": [1, 1, 2, 2, 3, 3],
    ...         "year": [2003, 2004] * 3,
    ...         "cohort": [2004, 2004, None, None, None, None],
    ...         "wage": [5.0, 8.0, 6.0, 6.5, None, 7.0],
    ...     }
    ... )
    >>> Design(panel, "wage", "person", "year")
    wage: 3 units (person) in 2 periods of year, 2003 to 2004; 5 observations.
    cohort        units base period compared with
    2004              1 2003        2 never treated
    never treated     2 –           –
    Dropped: 1 rows without wage.
    >>> Design(panel, "wage", "person", "year", covariates=["age"])
    Traceback (most recent call last):
    ...
    analysis.errors.UserError: outcome 'wage': covariates 'age' is no column of the panel; it has person, year, ...
    """

    panel: pd.DataFrame
    outcome: str
    unit: str
    time: str
    cohort: str = "cohort"
    covariates: ByUnit = None
    anticipation: int = 0
    control_group: str = "not_yet_treated"
    clusters: ByUnit = None
    weights: ByUnit = None
    dates: str = ""
    wide: Wide = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.control_group not in CONTROL_GROUPS:
            raise UserError(f"control_group '{self.control_group}' is unknown; choose {' or '.join(CONTROL_GROUPS)}.")
        if self.dates not in ("", DRAWN):
            raise UserError(f"dates '{self.dates}' is unknown; choose '{DRAWN}', or leave it empty.")
        _refuse_absent(self, (self.unit, self.time, self.cohort, self.outcome))
        for name in ("covariates", "clusters", "weights"):
            object.__setattr__(self, name, _by_unit(self, name))
        object.__setattr__(self, "wide", _widen(self))

    def shown(self) -> Page:
        """Return what it shows: units and periods, each cohort with its controls, choices, and what was dropped."""
        w = self.wide
        observed = int(w.seen.sum())
        first, last = w.written(int(w.times[0])), w.written(int(w.times[-1]))
        head = (
            f"{self.outcome}: {len(w.units):,} units ({self.unit}) in {len(w.timeline.observed)} periods of "
            f"{self.time}, {first} to {last}; {observed:,} observations."
        )
        without = int(self.panel[self.outcome].isna().sum())
        other = len(self.panel) - without - observed
        dropped = [f"{without:,} rows without {self.outcome}"] if without else []
        dropped += [f"{other:,} rows of units or periods that this choice leaves out"] if other else []
        choices = [
            ("control group", self.control_group if self.control_group != CONTROL_GROUPS[0] else ""),
            ("anticipation", str(self.anticipation or "")),
            ("covariates", f"{w.x.shape[1] - 1} of {', '.join(map(str, self.covariates))}" if w.x.shape[1] > 1 else ""),
            ("errors share shocks within", ", ".join(map(str, self.clusters)) if self.clusters is not None else ""),
            ("weights", "as given" if self.weights is not None else ""),
        ]  # fmt: skip
        said = "; ".join(f"{name}: {value}" for name, value in choices if value)
        cohorts_shown = _compared(self)
        return Page(
            head,
            Table(cohorts_shown, rows=2 * ROWS),
            f"{said[:1].upper()}{said[1:]}." if said else "",
            f"Dropped: {'; '.join(dropped)}." if dropped else "",
        )


def _compared(design: Design) -> pd.DataFrame:
    """Tabulate each cohort: its units, its base period and who is compared with it."""
    w = design.wide
    never = int((w.cohort == NEVER).sum())
    rows = []
    for g, members in w.cohorts():
        size = members.stop - members.start
        if g == NEVER:
            rows.append(("never treated", size, "–", "–"))
            continue
        base = w.timeline.base(g, design.anticipation)
        later = int(((w.cohort > g) & (w.cohort != NEVER)).sum())
        waiting = f"{later:,} not yet treated" if later and design.control_group == CONTROL_GROUPS[0] else ""
        controls = [f"{never:,} never treated" if never else "", waiting]
        with_whom = " and ".join(filter(None, controls)) or "nobody"
        rows.append((str(w.written(g)), size, "none" if base is None else str(w.written(base)), with_whom))
    return pd.DataFrame(rows, columns=["cohort", "units", "base period", "compared with"])


def _refuse_absent(design: Design, columns: Sequence[str], role: str = "") -> None:
    """Raise where the panel lacks a column, naming those that it has."""
    missing = [c for c in columns if c not in design.panel]
    if missing:
        there = ", ".join(map(str, design.panel.columns[:30]))
        listed = ", ".join(f"'{c}'" for c in missing)
        raise UserError(
            f"outcome '{design.outcome}': {f'{role} ' if role else ''}{listed} is no column of the panel; "
            f"it has {there}."
        )


def _by_unit(design: Design, role: str) -> pd.DataFrame | pd.Series | None:
    """Return what a design is given by unit; names of columns of the panel are read there."""
    given = getattr(design, role)
    if given is None or isinstance(given, pd.DataFrame | pd.Series):
        return given
    names = [given] if isinstance(given, str) else list(given)
    if not all(isinstance(name, str) for name in names):
        raise UserError(
            f"outcome '{design.outcome}': {role} are a frame of one row a {design.unit}, with the {design.unit} as its "
            "index, or names of columns of the panel."
        )
    _refuse_absent(design, names, role)
    by_unit = design.panel.groupby(design.unit, sort=False)[names]
    changing = [name for name, several in (by_unit.nunique() > 1).any().items() if several]
    if changing:
        raise UserError(
            f"outcome '{design.outcome}': {role} {', '.join(map(str, changing))} changes within a {design.unit}; "
            "take a value fixed before treatment."
        )
    first = by_unit.first()
    return first[names[0]] if role == "weights" else first


@dataclass(frozen=True)
class Wide:
    """The design as arrays; units are sorted by cohort, then by label, so that a cohort is a slice.

    Attributes
    ----------
    y : units × periods, column-major, NaN where not observed.
    seen : units × periods, bool, False where not observed.
    complete : whether every unit is observed in every period.
    cohort : units, on the integer time line, `NEVER` for the never treated.
    times : consecutive integers, one a column of `y`.
    x : units × (1 + covariates), the first column ones.
    weight : units, mean one.
    units : unit labels.
    sampling : cohorts and clusters of the units.
    frequency : how a time is written; ``None`` where times are plain integers.
    """

    y: np.ndarray
    seen: np.ndarray
    complete: bool
    cohort: np.ndarray
    times: np.ndarray
    x: np.ndarray
    weight: np.ndarray
    units: np.ndarray
    sampling: Sampling
    frequency: str | None = None

    def cohorts(self) -> list[tuple[int, slice]]:
        """Return each cohort, the never treated last, with the slice of its units."""
        values, starts = np.unique(self.cohort, return_index=True)
        ends = [*starts[1:], len(self.cohort)]
        return [(int(g), slice(int(a), int(b))) for g, a, b in zip(values, starts, ends, strict=True)]

    @cached_property
    def timeline(self) -> Timeline:
        """The periods that are observed for at least one unit."""
        return Timeline(self.times if self.complete else self.times[self.seen.any(axis=0)])

    @cached_property
    def alike(self) -> bool:
        """Whether every unit is observed throughout and weighs as every other."""
        return self.complete and bool((self.weight == 1).all())

    @cached_property
    def moments(self) -> Moments:
        """Means and scatter of outcomes by cohort; of a complete panel only."""
        of = self.cohorts()
        return Moments.of(self.y, np.array([g for g, _ in of]), [rows for _, rows in of])

    def event_time(self) -> np.ndarray:
        """Return units × observed periods since treatment; a very negative number for the never treated."""
        start = np.where(self.cohort == NEVER, 10**6, self.timeline.index(self.cohort))
        return self.timeline.index(self.times) - start[:, None]

    def base_column(self, cohort: int, anticipation: int) -> int | None:
        """Return the column of the last observed period before a cohort and its anticipation; None if there is none."""
        base = self.timeline.base(cohort, anticipation)
        return None if base is None else base - int(self.times[0])

    def written(self, time: int) -> str | int:
        """Return a time as the panel wrote it."""
        return periods.from_ordinal(time, self.frequency) if self.frequency else int(time)


def varied(
    design: Design,
    keep: np.ndarray | None = None,
    cohort: np.ndarray | None = None,
    periods_kept: slice | None = None,
    covariates: list[int] | None = None,
    **options: object,
) -> Design:
    """Return a design that differs in a choice, without reading the panel again.

    Parameters
    ----------
    keep : bool, one a unit of ``design.wide``; None keeps all.
    cohort : one a unit of ``design.wide``, on the integer time line; None keeps them.
    periods_kept : columns of ``design.wide`` to keep.
    covariates : places of the covariates to keep (0 is the first); None keeps all.
    options : ``anticipation``, ``control_group``.

    Raises
    ------
    UserError
        If no treated or no control unit is left.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.did import Design, varied
    >>> panel = pd.DataFrame({"unit": [1, 1, 2, 2, 3, 3], "year": [1, 2] * 3, "y": [1.0, 3.0, 1.0, 2.0, 2.0, 2.5]})
    >>> design = Design(panel.assign(cohort=[2, 2, None, None, None, None]), "y", "unit", "year")
    >>> varied(design, keep=design.wide.units != 3).wide.units
    array([1, 2])
    """
    w = design.wide
    keep = np.ones(len(w.units), bool) if keep is None else keep
    start = w.cohort if cohort is None else cohort
    columns = slice(None) if periods_kept is None else periods_kept
    times = w.times[columns]
    keep = keep & w.seen[:, columns].any(axis=1)
    observed = times[w.seen[keep][:, columns].any(axis=0)]
    start = np.where(start > (observed[-1] if len(observed) else times[-1]), NEVER, start)
    if not (start[keep] != NEVER).any() or len(np.unique(start[keep])) == 1:
        raise UserError(f"outcome '{design.outcome}': no treated or no control {design.unit} is left for this choice.")
    rows = np.flatnonzero(keep)
    rows = rows[np.argsort(start[rows], kind="stable")]
    y, seen = np.asfortranarray(w.y[rows][:, columns]), np.asfortranarray(w.seen[rows][:, columns])
    x = (w.x if covariates is None else w.x[:, [0, *(k + 1 for k in covariates)]])[rows]
    # a covariate that the units kept share, such as sex among women, has nothing left to adjust
    x = x[:, [0, *(k for k in range(1, x.shape[1]) if np.ptp(x[:, k]) > 0)]]
    sampling = Sampling(start[rows], tuple(pd.factorize(c[rows])[0] for c in w.sampling.clusters))
    weight = w.weight[rows] / w.weight[rows].mean()
    wide = Wide(
        y, seen, bool(seen.all()), start[rows], times, x, weight, w.units[rows], sampling, w.frequency
    )  # fmt: skip
    out = copy.copy(design)
    for name, value in (options | {"wide": wide}).items():
        object.__setattr__(out, name, value)
    return out


def without_covariates(design: Design) -> Design:
    """Return the design without covariates."""
    return varied(design, covariates=[]) if design.wide.x.shape[1] > 1 else design


def _widen(design: Design) -> Wide:
    """Check the panel and reshape it."""
    what = f"outcome '{design.outcome}'"
    frame, values = _observed(design, what)
    long = _sorted_grid(design, frame, values) or _any_order(design, frame, values, what)
    units, cohort, times = long.units, long.cohort, long.times
    cohort = np.where(cohort > times[-1], NEVER, cohort)
    if (cohort == NEVER).all():
        raise UserError(f"{what}: no {design.unit} is treated in the window; there is no effect to estimate.")
    if design.control_group == "never_treated" and not (cohort == NEVER).any():
        raise UserError(f"{what}: every {design.unit} is treated; use control_group not_yet_treated.")
    if len(np.unique(cohort)) == 1:
        raise UserError(f"{what}: every {design.unit} is treated in the same {design.time}; there is no control.")
    order = np.lexsort((units.astype(str) if units.dtype == object else units, cohort))
    y = long.wide(order)
    units, cohort = units[order], cohort[order]
    seen = np.broadcast_to(np.True_, y.shape) if long.rows is None else ~np.isnan(y)
    complete = long.rows is None or bool(seen.all())
    sampling = Sampling(cohort, _clusters(design, units))
    x, weight = _covariates(design, units, what), _weights(design, units, what)
    return Wide(y, seen, complete, cohort, times, x, weight, units, sampling, long.frequency)


def _observed(design: Design, what: str) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the rows whose outcome is observed, and the outcome."""
    values = _numbers(design.panel[[design.outcome]], f"{what}: its column")[:, 0]
    frame = design.panel
    # the least of values is missing where one of them is
    if len(values) and np.isnan(values.min()):
        frame, values = frame[~np.isnan(values)], values[~np.isnan(values)]
    if not len(values):
        raise UserError(f"{what}: no observation is left to estimate from.")
    if not np.isfinite([values.min(), values.max()]).all():
        raise UserError(f"{what}: it has infinite values; correct the rows that divide by zero.")
    if values.min() == values.max():
        raise UserError(f"{what}: it is the same in every row; there is nothing to explain.")
    return frame, values


@dataclass(frozen=True)
class _Long:
    """A long panel, read.

    Attributes
    ----------
    units : labels of the units.
    cohort : of each unit, on the integer time line.
    times : consecutive integers.
    frequency : as in :class:`Wide`.
    values : the outcome, one a row.
    rows, columns : place of each row's unit among `units` and of its period among `times`; None where the rows are
        sorted by unit and period, each unit observed in every period.
    """

    units: np.ndarray
    cohort: np.ndarray
    times: np.ndarray
    frequency: str | None
    values: np.ndarray
    rows: np.ndarray | None = None
    columns: np.ndarray | None = None

    def wide(self, order: np.ndarray) -> np.ndarray:
        """Return units × periods, column-major, the units in an order; NaN where not observed."""
        if self.rows is None:
            out, grid = np.empty((len(self.times), len(order))), self.values.reshape(len(order), -1)
            for first in range(0, len(order), 8192):
                some = order[first : first + 8192]
                out[:, first : first + len(some)] = grid[some].T
            return out.T
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        out = np.full((len(self.times), len(order)), np.nan)
        out[self.columns, rank[self.rows]] = self.values
        return out.T


def _sorted_grid(design: Design, frame: pd.DataFrame, values: np.ndarray) -> _Long | None:
    """Read a panel of numbered units that is sorted by unit and period and has no gap; None where it is not so."""
    unit, time, cohort = (frame[name] for name in (design.unit, design.time, design.cohort))
    if not all(isinstance(c.dtype, np.dtype) and c.dtype.kind in "iu" for c in (unit, time)):
        return None
    if not (isinstance(cohort.dtype, np.dtype) and cohort.dtype.kind in "iuf"):
        return None
    at = time.to_numpy()
    again = np.flatnonzero(at[1 : MOST_PERIODS + 1] <= at[0])
    span = int(again[0]) + 1 if len(again) else len(at)
    if (
        span > MOST_PERIODS
        or len(at) % span
        or (np.diff(at[:span]) != 1).any()
        or not (at.reshape(-1, span) == at[:span]).all()
    ):
        return None
    label = unit.to_numpy().reshape(-1, span)
    if not (label == label[:, :1]).all() or not (label[1:, 0] > label[:-1, 0]).all():
        return None
    start = cohort.to_numpy().reshape(-1, span)
    alike = start == start[:, :1]
    if not (alike.all() or (alike | (np.isnan(start) & np.isnan(start[:, :1]))).all()):
        return None
    times, _, frequency = integers(time.iloc[:span], design.time)
    starts = cohorts(cohort.iloc[::span], design.cohort, int(times[0]), frequency)
    return _Long(label[:, 0], starts, times, frequency, values)


def _any_order(design: Design, frame: pd.DataFrame, values: np.ndarray, what: str) -> _Long:
    """Read a panel whose rows are in any order, with gaps."""
    rows, units = pd.factorize(frame[design.unit])
    units = np.asarray(units)
    time, given, frequency = integers(frame[design.time], design.time)
    for name, missing_rows in ((design.unit, rows < 0), (design.time, ~given)):
        if missing_rows.any():
            raise UserError(f"{what}: column '{name}' is missing in {int(missing_rows.sum())} rows; fill or drop them.")
    if time.max() - time.min() >= MOST_PERIODS:
        raise UserError(
            f"{what}: column '{design.time}' spans {int(time.max() - time.min()) + 1} periods; "
            "number them one after another, or write text such as 2023-04."
        )
    times = np.arange(time.min(), time.max() + 1)
    columns = time - times[0]
    if np.bincount(rows * len(times) + columns, minlength=1).max() > 1:
        raise UserError(f"{what}: a {design.unit} appears twice in one {design.time}; remove the duplicate rows.")
    starts = cohorts(frame[design.cohort], design.cohort, int(times[0]), frequency)
    cohort = np.full(len(units), NEVER)
    cohort[rows] = starts
    if (cohort[rows] != starts).any():
        raise UserError(f"{what}: a {design.unit} changes its cohort; a unit has one first treated period.")
    return _Long(units, cohort, times, frequency, values, rows, columns)


def _numbers(frame: pd.DataFrame, what: str) -> np.ndarray:
    """Return columns as floats, NaN where missing; raise where one holds text."""
    try:
        return frame.to_numpy(float, na_value=np.nan)
    except (TypeError, ValueError):
        names = [c for c in frame if pd.to_numeric(frame[c], errors="coerce").notna().sum() < frame[c].notna().sum()]
        listed = ", ".join(map(str, names))
        raise UserError(f"{what} {listed} holds what is no number; turn it into numbers first.") from None


def _covariates(design: Design, units: np.ndarray, what: str) -> np.ndarray:
    """Return ones and the standardised covariates."""
    ones = np.ones((len(units), 1))
    if design.covariates is None:
        return ones
    values = _numbers(design.covariates.reindex(units), f"{what}: covariate")
    lacking = ~np.isfinite(values)
    if lacking.all(axis=0).any():
        names = ", ".join(map(str, design.covariates.columns[lacking.all(axis=0)]))
        raise UserError(f"{what}: covariate {names} is missing for every {design.unit}; drop it.")
    if lacking.any():
        names = ", ".join(map(str, design.covariates.columns[lacking.any(axis=0)]))
        count = int(lacking.any(axis=1).sum())
        raise UserError(f"{what}: a covariate is missing ({names}) for {count} {design.unit}; fill or drop it first.")
    spread = values.std(axis=0)
    if (spread == 0).any():
        names = ", ".join(map(str, design.covariates.columns[spread == 0]))
        raise UserError(f"{what}: covariate {names} is the same for all; drop it.")
    x = np.hstack([ones, (values - values.mean(axis=0)) / spread])
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise UserError(f"{what}: the covariates repeat one another; drop one of {', '.join(design.covariates)}.")
    return x


def _weights(design: Design, units: np.ndarray, what: str) -> np.ndarray:
    """Return the units' weights, mean one."""
    if design.weights is None:
        return np.ones(len(units))
    weight = design.weights.reindex(units).to_numpy(float)
    if not (np.isfinite(weight) & (weight > 0)).all():
        raise UserError(
            f"{what}: a weight is missing, zero or negative for some {design.unit}; drop those units first."
        )
    return weight / weight.mean()


def _clusters(design: Design, units: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the clusters' labels as integers; a unit without a label is a cluster of its own."""
    if design.clusters is None:
        return ()
    labels = design.clusters.reindex(units)
    alone = pd.Series([f"\0{u}" for u in units], index=labels.index)
    return tuple(pd.factorize(labels[c].astype("string").fillna(alone))[0] for c in labels)
