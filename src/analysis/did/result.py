"""What every estimator returns: a tidy table, a summary, a picture, and the influence functions behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.did import cells as averages
from analysis.did.cells import Cells, Effects, join
from analysis.did.design import Design
from analysis.did.inference import bootstrap, intervals
from analysis.did.linear import Linear
from analysis.did.sampling import Sampling
from analysis.did.timeline import NEVER
from analysis.display.tables import ROWS, Page, Shown, Table, Text
from analysis.errors import UserError

if TYPE_CHECKING:
    from analysis.display.picture import Picture

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


@dataclass(frozen=True, repr=False)
class Result(Shown):
    """An estimate of a design. At the end of a cell it shows itself; no p-value stands without its interval.

    Attributes
    ----------
    estimator : its name.
    outcome, control_group : of the design.
    alpha : one minus the level of the intervals.
    table : one row an effect, :data:`COLUMNS`: ``att``, ``se``, ``low`` and ``high`` in the unit of the outcome.
    functions : influence functions, n × rows of the table that have one (the first of them), or what makes them; None
        where the estimator has none.
    sampling : cohorts and clusters of the n units.
    skipped : reason → how many cells or observations could not be used; nothing is dropped in silence.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.did import Design, group_time
    >>> panel = pd.DataFrame(
    ...     {
    ...         "person": [1, 1, 2, 2, 3, 3, 4, 4],
    ...         "year": [2003, 2004] * 4,
    ...         "cohort": [2004, 2004, 2004, 2004, None, None, None, None],
    ...         "wage": [5.0, 8.0, 6.0, 8.0, 5.0, 6.0, 4.0, 4.5],
    ...     }
    ... )
    >>> result = group_time.fit(Design(panel, "wage", "person", "year"))
    >>> result.summary()
    callaway_santanna: wage, controls not_yet_treated
      overall            att 1.7500, 95 % interval [-5.3530, 8.8530], p 0.1968, df 1.0, 2 treated
      overall_cohort     att 1.7500, 95 % interval [-5.3530, 8.8530], p 0.1968, df 1.0, 2 treated
      overall_time       att 1.7500, 95 % interval [-5.3530, 8.8530], p 0.1968, df 1.0, 2 treated
      overall_event_time att 1.7500, 95 % interval [-5.3530, 8.8530], p 0.1968, df 1.0, 2 treated
    >>> float(result.coef()["overall"])
    1.75
    >>> result.conf_int().loc["overall"].round(2).tolist()
    [-5.35, 8.85]
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

    def to_frame(self) -> pd.DataFrame:
        """Return :meth:`tidy`, by the name that xarray and polars use."""
        return self.tidy()

    def coef(self) -> pd.Series:
        """Return the estimates, index what each averages over: ``overall``, ``event_time -2``, ``cohort 2004`` …."""
        return self._labelled("att")

    def se(self) -> pd.Series:
        """Return the standard errors, index as in :meth:`coef`; NaN where a side of the comparison has no variance."""
        return self._labelled("se")

    def pvalue(self) -> pd.Series:
        """Return the p-values that each effect is zero, index as in :meth:`coef`; read them beside the intervals."""
        return self._labelled("p")

    def conf_int(self, alpha: float | None = None) -> pd.DataFrame:
        """Return ``low`` and ``high`` of the intervals, index as in :meth:`coef`.

        Parameters
        ----------
        alpha : one minus the level; that of the fit where not given. Intervals are those of Student's t.

        Raises
        ------
        UserError
            If `alpha` is not between 0 and 1.
        """
        t = self.table
        if alpha is None:
            return pd.DataFrame({"low": self._labelled("low"), "high": self._labelled("high")})
        if not 0 < alpha < 1:
            raise UserError(f"alpha {alpha}: choose a number between 0 and 1, such as 0.05 for an interval of 95 %.")
        reach = stats.t.ppf(1 - alpha / 2, t["df"].to_numpy(float)) * t["se"].to_numpy(float)
        return pd.DataFrame({"low": t["att"] - reach, "high": t["att"] + reach}).set_axis(self._names())

    def to_latex(self, aggregations: tuple[str, ...] = OVERALL, digits: int = 3) -> Text:
        r"""Return a table for a paper: estimate, interval, error, p-value and counts, a row an effect.

        It needs the package booktabs and nothing else.

        Parameters
        ----------
        aggregations : rows of the table to write, such as ``("event_time",)``.
        digits : decimals.
        """
        rows = self.table[self.table["aggregation"].isin(aggregations)]
        lines = [
            f"{_latex(name)} & {_fixed(r.att, digits)} & [{_fixed(r.low, digits)}, {_fixed(r.high, digits)}] & "
            f"{_fixed(r.se, digits)} & {_fixed(r.p, digits)} & {r.n_treated:.0f} & {r.n_control:.0f} \\\\"
            for name, r in zip(np.array(self._names())[rows.index], rows.itertuples(), strict=True)
        ]
        level = f"{100 * (1 - self.alpha):g}"
        head = f"{_latex(self.outcome)} & Estimate & {level}\\% interval & SE & $p$ & Treated & Controls \\\\"
        top = ["\\begin{tabular}{lrrrrrr}", "\\toprule", head, "\\midrule"]
        return Text("\n".join([*top, *lines, "\\bottomrule", "\\end{tabular}"]))

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

    def summary(self) -> Text:
        """Return the estimate in words; a notebook shows it as its lines, with or without ``print``."""
        lines = [f"{self.estimator}: {self.outcome}, controls {self.control_group}"]
        for name in OVERALL:
            for r in self.table[self.table["aggregation"] == name].itertuples():
                lines.append(
                    f"  {name:<18} att {r.att:.4f}, {self._level} interval [{r.low:.4f}, {r.high:.4f}], "
                    f"p {r.p:.4f}, df {r.df:.1f}, {r.n_treated:.0f} treated"
                )
        lines += [f"  not used: {count} ({reason})" for reason, count in self.skipped.items()]
        return Text("\n".join(lines))

    def plot(self) -> Picture:
        """Draw the event study with its intervals: grey before treatment, blue since.

        Returns
        -------
        Picture
            A matplotlib figure that a notebook shows; in a script call ``.show()`` or ``.savefig("file.png")``.
        """
        from analysis.display.picture import Picture

        rows = self.event_study()
        figure = Picture(figsize=(6, 3.6), layout="constrained")
        axes = figure.add_subplot()
        axes.axhline(0, color="0.6", lw=1)
        axes.axvline(-0.5, color="0.6", lw=1, ls=":")
        e = rows["event_time"].to_numpy(int)
        gaps = [rows["att"] - rows["low"], rows["high"] - rows["att"]]
        colours = np.where(e < 0, "#667085", "#0173b2").tolist()
        axes.errorbar(e, rows["att"], yerr=gaps, fmt="none", lw=1.4, ecolor=colours)
        axes.scatter(e, rows["att"], s=18, c=colours, zorder=3)
        axes.set(xlabel="periods since treatment", ylabel=f"effect on {self.outcome}", title=self.estimator)
        axes.spines[["top", "right"]].set_visible(False)
        return figure

    def shown(self) -> Page:
        """Return what it shows: who is compared with whom, the averages, the event study, and what was not used."""
        cohort = self.sampling.cohort
        treated, starts = int((cohort != NEVER).sum()), len(np.unique(cohort[cohort != NEVER]))
        who = f"{treated:,} treated units in {starts} cohorts; {len(cohort) - treated:,} never treated."
        with_whom = {"not_yet_treated": "those not yet or never treated", "never_treated": "the never treated"}
        compared = f"Controls: {with_whom.get(self.control_group, self.control_group)}."
        sizes = " and ".join(f"{len(np.unique(labels)):,}" for labels in self.sampling.clusters)
        errors = f"Errors allow for shocks that units share in {sizes} clusters." if sizes else ""
        dropped = "; ".join(f"{n:,} ({reason})" for reason, n in self.skipped.items())
        events = self.event_study()
        nearest = events["event_time"].abs().sort_values(kind="stable").index[:ROWS]
        left = len(events) - len(nearest)
        rows = pd.concat([self.table[self.table["aggregation"].isin(OVERALL)], events.loc[sorted(nearest)]])
        columns = ["att", "low", "high", "se", "p", "n_treated", "n_control"]
        frame = rows[columns].astype({"n_treated": "Int64", "n_control": "Int64"})
        frame.insert(0, "effect", pd.array(_names(rows), dtype="string"))
        units = dict.fromkeys(("low", "high"), f"{self._level} interval") | {"se": "standard error"}
        return Page(
            f"{self.estimator}: effect on {self.outcome}. {who} {compared} {errors}".rstrip(),
            Table(frame, units=units, rows=len(frame)),
            f"{left} more periods of the event study: event_study()." if left else "",
            f"Not used: {dropped}." if dropped else "",
        )

    @property
    def _level(self) -> str:
        return f"{100 * (1 - self.alpha):g} %"

    def _names(self) -> list[str]:
        return _names(self.table)

    def _labelled(self, column: str) -> pd.Series:
        return self.table[column].set_axis(self._names())

    def _place(self, aggregation: str, event_time: int | None) -> int:
        t = self.table
        which = t["aggregation"] == aggregation
        if event_time is not None:
            which &= t["event_time"] == event_time
        if not which.any():
            at = "" if event_time is None else f" {event_time}"
            why = f" (cells skipped: {', '.join(sorted(self.skipped))})" if self.skipped else ""
            there = (
                f"; it gives {', '.join(t['aggregation'].unique())}" if aggregation not in set(t["aggregation"]) else ""
            )
            raise NoEstimate(
                f"outcome '{self.outcome}': {self.estimator} gives no estimate {aggregation}{at}{why}{there}."
            )
        return int(np.flatnonzero(which)[0])


def _names(table: pd.DataFrame) -> list[str]:
    """Name rows by what they average over: ``overall``, ``event_time -2``, ``group_time 2004 2006``."""
    out = []
    for r in table.itertuples():
        event = r.event_time if r.aggregation in ("event_time", "event_bin") else None
        parts = [r.aggregation, r.cohort, r.time, event]
        out.append(" ".join(str(part) for part in parts if part is not None and not pd.isna(part)))
    return out


def _latex(text: str) -> str:
    return text.replace("_", "\\_").replace("%", "\\%").replace("&", "\\&")


def _fixed(value: float, digits: int) -> str:
    return "--" if pd.isna(value) else f"{value:.{digits}f}"


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
