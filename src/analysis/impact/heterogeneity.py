"""Do effects differ between groups of officers? Dimensions declared beforehand, adjusted for how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.cycle import Analysis
from analysis.did.cells import Effects, aggregate, join
from analysis.did.design import NEVER, Design, varied
from analysis.did.estimators import group_time
from analysis.did.inference import intervals
from analysis.did.result import COLUMNS as RESULT_COLUMNS
from analysis.did.result import from_cells
from analysis.domain.subgroups import DIMENSIONS, Dimension
from analysis.errors import UserError
from analysis.impact.evidence import EXPLORATORY, PLANNED
from analysis.impact.possible import TOO_LITTLE, Impossible, because
from analysis.store.results import empty, hold

COLUMNS = ["dimension", "group", "att", "se", "low", "high", "df", "p", "n_treated", "n_control"]
DIFFERENCE = "difference"


@dataclass(frozen=True)
class Compared:
    """Effects on one outcome by group.

    Attributes
    ----------
    table : :data:`COLUMNS`; the row of a difference has the group :data:`DIFFERENCE`.
    estimates : the groups' rows of the tidy table (``subgroup``, overall and by event time).
    skipped : (group, reason, cells).
    lost : groups and dimensions that could not be estimated; their outcome is left empty.
    """

    table: pd.DataFrame
    estimates: pd.DataFrame
    skipped: list[tuple[str, str, int]]
    lost: list[Impossible]


@dataclass(frozen=True)
class _Group:
    """The overall effect in one group, its rows of the tidy table, and the cells that could not be estimated."""

    effects: Effects | None
    table: pd.DataFrame
    skipped: dict[str, int]


def compare(design: Design, officers: pd.DataFrame, choices: Analysis) -> Compared:
    """Estimate the overall effect in each group of each declared dimension, and the difference of the two."""
    w = design.wide
    labels = officers.set_index("officer_id").reindex(w.units)
    rows, tables, skipped, lost = [], [], [], []
    for dimension in (DIMENSIONS[name] for name in choices.subgroups):
        if dimension.name not in labels:
            lost.append(Impossible("", "subgroup", dimension.name, "export_absent", ", ".join(dimension.needs)))
            continue
        pair: list[Effects] = []
        for name in dimension.groups:
            try:
                group = _group(design, labels[dimension.name], name, dimension, choices.alpha)
            except TOO_LITTLE as error:
                lost.append(because(error, "", "subgroup", name))
                continue
            skipped += [(name, reason, n) for reason, n in group.skipped.items()]
            if group.effects is None:
                continue
            tables.append(group.table.assign(subgroup=name))
            pair.append(group.effects)
            rows.append((dimension.name, name, group.effects))
        if len(pair) == 2:
            rows.append((dimension.name, DIFFERENCE, _less(*pair)))
    estimates = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=[*RESULT_COLUMNS, "subgroup"])
    if not rows:
        return Compared(pd.DataFrame(columns=COLUMNS), estimates, skipped, lost)
    numbers = intervals.intervals(join(*(e for *_, e in rows)), w.sampling, choices.alpha)
    named = pd.DataFrame([(d, g) for d, g, _ in rows], columns=["dimension", "group"])
    return Compared(pd.concat([named, numbers], axis=1)[COLUMNS], estimates, skipped, lost)


def _less(first: Effects, second: Effects) -> Effects:
    """Return the first effect less the second."""
    return Effects(
        first.att - second.att,
        first.influence - second.influence,
        np.minimum(first.n_treated, second.n_treated),
        np.maximum(first.n_control, second.n_control),
    )


def _group(design: Design, labels: pd.Series, name: str, dimension: Dimension, alpha: float) -> _Group:
    """Estimate one group; its influence functions are spread over all units of the design."""
    w = design.wide
    member = labels.eq(name).fillna(False).to_numpy(bool)
    # movers of the other kind are left out: they are no controls of this one once they have moved
    keep = member | (w.cohort == NEVER) if dimension.of_movers else member
    try:
        part = varied(design, keep)
    except UserError:
        return _Group(None, pd.DataFrame(), {"no_units": 1})
    cells = group_time.estimate(part)
    after = cells.event_time >= 0
    if not after.any():
        return _Group(None, pd.DataFrame(), cells.reasons)
    table = from_cells(group_time.NAME, part, cells, alpha, False).table
    one = aggregate(cells, after)
    influence = np.zeros((len(w.units), 1))
    influence[keep] = one.influence * (len(w.units) / keep.sum())
    return _Group(Effects(one.att, influence, one.n_treated, one.n_control), table, cells.reasons)


def adjust(table: pd.DataFrame) -> pd.DataFrame:
    """Adjust the p-values of all differences for their number (Holm: ``p_adjusted``; false discovery rate: ``q``)."""
    out = table.assign(p_adjusted=np.nan, q=np.nan)
    which = out["group"].eq(DIFFERENCE)
    out.loc[which, "p_adjusted"] = intervals.holm(out.loc[which, "p"])
    out.loc[which, "q"] = intervals.q_values(out.loc[which, "p"])
    return out


def differences(
    groups: Sequence[pd.DataFrame | None], outcomes: Mapping[str, str], subgroups: Mapping[str, str]
) -> pd.DataFrame:
    """Make the table of all outcomes' groups, complete; its columns are declared in ``impact/tables.yaml``.

    Parameters
    ----------
    groups : of each outcome the table of :class:`Compared` with its ``outcome``; None for outcomes of units.
    outcomes, subgroups : name → planned or exploratory; a comparison is planned if both its outcome and its dimension
        are.
    """
    rows = [table for table in groups if table is not None and len(table)]
    if not rows:
        return empty("heterogeneity")
    table = adjust(pd.concat(rows, ignore_index=True))
    planned = table["outcome"].map(dict(outcomes)).eq(PLANNED) & table["dimension"].map(dict(subgroups)).eq(PLANNED)
    status = planned.map({True: PLANNED, False: EXPLORATORY})
    return hold("heterogeneity", table.assign(status=status))
