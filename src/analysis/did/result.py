"""What every estimator returns: a tidy table, a summary, a picture, and the influence functions behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.did import cells as averages
from analysis.did.cells import Cells, Effects, join
from analysis.did.design import Design
from analysis.did.inference import bootstrap, intervals
from analysis.did.linear import Linear
from analysis.did.sampling import Sampling
from analysis.errors import UserError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Columns of the tidy table, in order.
COLUMNS = [
    "aggregation", "cohort", "time", "event_time", "att", "se", "low", "high", "df", "p", "n_treated", "n_control",
]  # fmt: skip
#: Averages over everything after treatment: of all cells, and of cohorts, calendar times and event times.
OVERALL = ("overall", "overall_cohort", "overall_time", "overall_event_time")
#: Cells listed one by one get their errors in batches of this many, so that a million units fit in memory, and where no
#: influence function is made in batches of this many.
_BATCH, _BATCH_LINEAR = 24, 256


class NoEstimate(UserError, KeyError):
    """A result has no row of the kind asked for: these data leave it no cell."""

    def __str__(self) -> str:
        """Return the message as it was written; a KeyError would quote it."""
        return str(self.args[0])


@dataclass(frozen=True)
class Result:
    """An estimate of a design.

    Attributes
    ----------
    estimator : its name.
    outcome, control_group : of the design.
    alpha : one minus the level of the intervals.
    table : one row an effect, :data:`COLUMNS`.
    functions : influence functions, n × rows of the table that have one (the first of them), or what makes them; None
        where the estimator has none.
    sampling : cohorts and clusters of the n units.
    skipped : reason → how many cells or observations could not be used; nothing is dropped in silence.
    """

    estimator: str
    outcome: str
    control_group: str
    alpha: float
    table: pd.DataFrame
    functions: np.ndarray | Linear | None
    sampling: Sampling
    skipped: dict[str, int] = field(default_factory=dict)

    @cached_property
    def influence(self) -> np.ndarray | None:
        """Influence functions, n × rows of the table that have one (the first of them); None where there are none."""
        return self.functions.array() if isinstance(self.functions, Linear) else self.functions

    def tidy(self) -> pd.DataFrame:
        """Return the table with the estimator's name, the outcome and the control group before it."""
        return self.table.assign(outcome=self.outcome, estimator=self.estimator, control_group=self.control_group)[
            ["outcome", "estimator", "control_group", *COLUMNS]
        ]

    def row(self, aggregation: str = "overall", event_time: int | None = None) -> pd.Series:
        """Return one row of the table.

        Raises
        ------
        NoEstimate
            If there is no such row; it is a UserError and a KeyError.
        """
        return self.table.loc[self._place(aggregation, event_time)]

    def effects(self, which: np.ndarray) -> Effects:
        """Return some rows (bool, one a row) as effects with their influence functions."""
        if not which.any():
            nothing = np.empty(0)
            return Effects(nothing, np.empty((len(self.sampling.cohort), 0)), nothing, nothing)
        if self.functions is None or which[self.functions.shape[1] :].any():
            raise KeyError(f"{self.estimator} has no influence functions for these rows")
        t, place = self.table[which], np.flatnonzero(which)
        some = self.functions.pick(place) if isinstance(self.functions, Linear) else self.functions[:, place]
        return Effects(t["att"].to_numpy(), some, t["n_treated"].to_numpy(), t["n_control"].to_numpy())

    def bands(self, seed: int, draws: int = bootstrap.DRAWS) -> pd.DataFrame:
        """Return the event study with bands that hold all its periods at once.

        Returns
        -------
        DataFrame
            ``event_time``, ``att``, ``se``, ``low``, ``high`` and the ``critical`` value behind the bands; empty where
            no period has an error.
        """
        which = ((self.table["aggregation"] == "event_time") & self.table["se"].notna()).to_numpy()
        if not which.any():
            return pd.DataFrame(columns=["event_time", "att", "se", "low", "high", "critical"])
        bands = bootstrap.simultaneous(self.effects(which), self.sampling, seed, self.alpha, draws)
        bands.insert(0, "event_time", self.table.loc[which, "event_time"].to_numpy())
        return bands

    def event_study(self, first: int = -(10**6), last: int = 10**6) -> pd.DataFrame:
        """Return the rows by event time, in order, with an interval, between `first` and `last`."""
        t = self.table[(self.table["aggregation"] == "event_time") & self.table["se"].notna()]
        return t[t["event_time"].between(first, last)].sort_values("event_time", ignore_index=True)

    def summary(self) -> str:
        """Return the estimate in words, for a notebook."""
        lines = [f"{self.estimator}: {self.outcome}, controls {self.control_group}"]
        level = f"{100 * (1 - self.alpha):g} %"
        for name in OVERALL:
            for r in self.table[self.table["aggregation"] == name].itertuples():
                lines.append(
                    f"  {name:<18} att {r.att:.4f}, {level} interval [{r.low:.4f}, {r.high:.4f}], "
                    f"p {r.p:.4f}, df {r.df:.1f}, {r.n_treated:.0f} treated"
                )
        lines += [f"  not used: {count} ({reason})" for reason, count in self.skipped.items()]
        return "\n".join(lines)

    def plot(self) -> Figure:
        """Draw the event study with its intervals."""
        from matplotlib.figure import Figure

        rows = self.event_study()
        figure = Figure(figsize=(6, 3.6), layout="constrained")
        axes = figure.add_subplot()
        axes.axhline(0, color="0.6", lw=1)
        axes.axvline(-0.5, color="0.6", lw=1, ls=":")
        e = rows["event_time"].to_numpy(int)
        gaps = [rows["att"] - rows["low"], rows["high"] - rows["att"]]
        axes.errorbar(e, rows["att"], yerr=gaps, fmt="o", ms=4, lw=1.4, color="#0173b2")
        axes.set(xlabel="event_time", ylabel=f"att on {self.outcome}", title=self.estimator)
        axes.spines[["top", "right"]].set_visible(False)
        return figure

    def _place(self, aggregation: str, event_time: int | None) -> int:
        t = self.table
        which = t["aggregation"] == aggregation
        if event_time is not None:
            which &= t["event_time"] == event_time
        if not which.any():
            at = "" if event_time is None else f" {event_time}"
            why = f" (cells skipped: {', '.join(sorted(self.skipped))})" if self.skipped else ""
            raise NoEstimate(f"outcome '{self.outcome}': {self.estimator} gives no estimate {aggregation}{at}{why}.")
        return int(np.flatnonzero(which)[0])


def label(
    aggregation: str, cohort: object = None, time: object = None, event_time: int | None = None
) -> dict[str, Any]:
    """Return what a row of the table averages over."""
    return {"aggregation": aggregation, "cohort": cohort, "time": time, "event_time": event_time}


def from_effects(
    estimator: str,
    design: Design,
    labels: list[dict[str, Any]],
    effects: Effects,
    alpha: float,
    skipped: dict[str, int],
) -> Result:
    """Make a result of effects with influence functions."""
    numbers = intervals.intervals(effects, design.wide.sampling, alpha)
    return from_numbers(estimator, design, labels, numbers, alpha, skipped, effects.functions)


def from_numbers(
    estimator: str,
    design: Design,
    labels: list[dict[str, Any]],
    numbers: pd.DataFrame,
    alpha: float,
    skipped: dict[str, int],
    functions: np.ndarray | Linear | None = None,
) -> Result:
    """Make a result of estimates whose intervals are known."""
    named = pd.DataFrame(labels, columns=["aggregation", "cohort", "time", "event_time"])
    table = pd.concat([named, numbers.reset_index(drop=True)], axis=1)[COLUMNS]
    table["event_time"] = table["event_time"].astype("Int64")
    for column in ("aggregation", "cohort", "time"):
        table[column] = table[column].astype("string")
    return Result(
        estimator, design.outcome, design.control_group, alpha, table, functions, design.wide.sampling, skipped
    )


def from_cells(estimator: str, design: Design, cells: Cells, alpha: float, every_cell: bool) -> Result:
    """Average cells in every way and make a result of them."""
    w = design.wide
    skipped = cells.reasons
    events = np.unique(cells.event_time)
    after = cells.event_time >= 0
    cohorts, times = np.unique(cells.cohort[after]), np.unique(cells.time[after])
    labels = [label("overall")] if after.any() else []
    which = [after] if after.any() else []
    labels += [label("event_time", event_time=int(e)) for e in events]
    which += [cells.event_time == e for e in events]
    labels += [label("cohort", cohort=w.written(g)) for g in cohorts]
    which += [after & (cells.cohort == g) for g in cohorts]
    labels += [label("time", time=w.written(t)) for t in times]
    which += [after & (cells.time == t) for t in times]
    if not labels:
        return from_numbers(estimator, design, [], _NOTHING, alpha, skipped)
    effects = averages.aggregate(cells, np.array(which))
    if after.any():
        first = 1 + len(events)
        by_cohort = effects[slice(first, first + len(cohorts))]
        by_time = effects[slice(first + len(cohorts), None)]
        later = effects[1 + np.flatnonzero(events >= 0)]
        labels += [label(name) for name in OVERALL[1:]]
        overalls = averages.over_cohorts(cells, by_cohort), averages.equally(by_time), averages.equally(later)
        effects = join(effects, *overalls)
    result = from_effects(estimator, design, labels, effects, alpha, skipped)
    if not every_cell:
        return result
    listed = []
    for some in _batches(cells):
        effects_of_some = averages.aggregate(cells, np.arange(len(cells.att)) == some[:, None])
        names = [
            label("group_time", w.written(cells.cohort[k]), w.written(cells.time[k]), int(cells.event_time[k]))
            for k in some
        ]
        listed.append(from_effects(estimator, design, names, effects_of_some, alpha, {}).table)
    table = pd.concat([result.table, *listed], ignore_index=True)
    return Result(estimator, design.outcome, design.control_group, alpha, table, result.functions, w.sampling, skipped)


def _batches(cells: Cells) -> list[np.ndarray]:
    """Return places of cells in batches; a batch is of one cohort where influence functions are made, and made once."""
    places = np.arange(len(cells.att))
    if cells.linear is not None:
        return np.array_split(places, range(_BATCH_LINEAR, len(places), _BATCH_LINEAR))
    cohorts = np.split(places, np.flatnonzero(np.diff(cells.cohort)) + 1)
    return [some for of in cohorts for some in np.array_split(of, range(_BATCH, len(of), _BATCH))]


_NOTHING = pd.DataFrame(columns=["att", "se", "low", "high", "df", "p", "n_treated", "n_control"], dtype=float)
