"""The specification curve: the overall effect under every defensible choice, so that no single one carries the claim.

Simonsohn, Simmons & Nelson (2020, Nature Human Behaviour 4). Choices share their work: the panel is read once, choices
that do not touch units or periods share its arrays, and the two processors take outcomes side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analysis.did.design import CONTROL_GROUPS, NEVER, Design, varied
from analysis.did.estimators import group_time
from analysis.did.estimators.registry import CURVE, ESTIMATORS
from analysis.errors import UserError

#: The columns of choices, in the order in which a figure shows them.
CHOICES = ("estimator", "control_group", "covariates", "anticipation", "window")
COLUMNS = [*CHOICES, "att", "se", "low", "high", "p", "n_treated", "n_control"]


@dataclass(frozen=True)
class Space:
    """The choices that are defensible for an outcome.

    Attributes
    ----------
    anticipation : periods to try.
    windows : name → slice of the design's periods.
    covariates : name → places of covariates; ``none`` is no covariate.
    control_groups : to try.
    """

    anticipation: tuple[int, ...]
    windows: dict[str, slice]
    covariates: dict[str, list[int]]
    control_groups: tuple[str, ...] = ("not_yet_treated", "never_treated")


def curve(design: Design, space: Space, alpha: float = 0.05) -> pd.DataFrame:
    """Estimate the overall effect under every combination of choices.

    Choices that a specification does not use are not repeated for it (two-way regressions take no covariates, and have
    one control group each); single covariates are left out at the design's own anticipation and window only; a
    combination that leaves nothing to estimate is listed with NaN.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, one row a specification, sorted by the estimate.
    """
    rows = []
    for window, columns in space.windows.items():
        for anticipation in space.anticipation:
            for control_group in space.control_groups:
                central = anticipation == design.anticipation and window == next(iter(space.windows))
                for name, places in space.covariates.items():
                    if name.startswith("without_") and not central:
                        continue
                    try:
                        one = varied(
                            design, periods_kept=columns, covariates=places,
                            anticipation=anticipation, control_group=control_group,
                        )  # fmt: skip
                    except UserError:
                        continue
                    first = name == next(iter(space.covariates))
                    for estimator, fit in _fits(control_group, places, first, design.dates):
                        labels = (estimator, control_group, name, anticipation, window)
                        rows.append(dict(zip(CHOICES, labels, strict=True)) | _overall(one, fit, alpha))
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values(["att", *CHOICES], ignore_index=True)


def _fits(
    control_group: str, places: list[int], first: bool, dates: str
) -> Iterator[tuple[str, Callable[[Design, float], pd.Series]]]:
    """Yield the estimators that a combination of choices makes a specification of."""
    shared: list[group_time.Comparisons] = []
    for name, (e, method) in CURVE.items():
        if control_group not in e.curve or not e.holds(dates):
            continue
        if method:
            # without covariates the three methods all compare means
            if places or method == "reg":
                yield name, partial(_group_time, method=method, shared=shared)
        elif first or e.covariates:
            # a regression that absorbs covariates fixed in time is the same whichever there are
            yield name, e.overall


def _group_time(design: Design, alpha: float, method: str, shared: list[group_time.Comparisons]) -> pd.Series:
    """Estimate by one method; the first lays out the comparisons, and what they compute is kept for the others."""
    if not shared:
        shared.append(group_time.comparisons(design, after=True, keep=True))
    return group_time.overall(design, method, alpha, shared[0])


def _overall(design: Design, fit: Callable[[Design, float], pd.Series], alpha: float) -> dict[str, Any]:
    try:
        row = fit(design, alpha)
    except (UserError, KeyError, np.linalg.LinAlgError):
        return dict.fromkeys(COLUMNS[len(CHOICES) :], np.nan)
    return {name: float(row[name]) for name in COLUMNS[len(CHOICES) :]}


def share_agreeing(table: pd.DataFrame, att: float) -> tuple[float, float, int]:
    """Summarise a curve against the headline.

    Returns
    -------
    same_sign, significant, count
        Shares of the estimated specifications with the headline's sign, and with it and an interval without zero.
    """
    estimated = table.dropna(subset=["att"])
    same = np.sign(estimated["att"]) == np.sign(att)
    apart = (estimated["low"] > 0) | (estimated["high"] < 0)
    return float(same.mean()), float((same & apart).mean()), len(estimated)


def earlier_base(table: pd.DataFrame, estimator: str) -> tuple[float, float]:
    """Return the interval of an estimator that compares with a base one period earlier than the design has it.

    A dip just before treatment (Ashenfelter 1978, Review of Economics and Statistics 60) lies in the base period, and
    its recovery looks like an effect; with the base before the dip it does not.

    Parameters
    ----------
    table : from :func:`curve` over :func:`default_space`, whose largest anticipation is one more than the design's.
    estimator : a name of the registry; of several variants the first is taken.

    Returns
    -------
    low, high
        NaN where that specification is not in the curve or could not be estimated.
    """
    of = table[table["estimator"].isin(list(ESTIMATORS[estimator].variants()))]
    of = of[(of["control_group"] == CONTROL_GROUPS[0]) & (of["window"] == "all")]
    of = of[(of["anticipation"] == table["anticipation"].max()) & of["covariates"].isin(("all", "none"))]
    if of.empty:
        return np.nan, np.nan
    row = of.sort_values(["covariates", "estimator"]).iloc[0]  # with all covariates where there are any, doubly robust
    return float(row["low"]), float(row["high"])


def default_space(design: Design, extra_anticipation: int = 1, break_at: int | None = None) -> Space:
    """Return the choices tried for a design: its own, and those an econometrician could have made instead.

    Parameters
    ----------
    extra_anticipation : also try this many periods more and none.
    break_at : first period of a changed instrument; windows that end before it or begin with it are tried where both
        keep treated units with a pre-period.
    """
    w = design.wide
    anticipation = sorted({0, design.anticipation, design.anticipation + extra_anticipation})
    windows = {"all": slice(None)}
    if break_at is not None and w.times[0] < break_at < w.times[-1]:
        at = int(break_at - w.times[0])
        for name, part in (("before_break", slice(0, at)), ("after_break", slice(at, None))):
            inside = (w.cohort > w.times[part][0] + max(anticipation) + 1) & (w.cohort <= w.times[part][-1])
            if inside.sum() >= 2 and (w.cohort == NEVER).any():
                windows[name] = part
    names = [] if design.covariates is None else [str(c) for c in design.covariates.columns]
    covariates: dict[str, list[int]] = {"all": list(range(len(names)))} if names else {}
    covariates |= {
        f"without_{n}": [k for k in range(len(names)) if k != j] for j, n in enumerate(names) if len(names) > 1
    }
    covariates["none"] = []
    return Space(tuple(anticipation), windows, covariates)
