"""Do effects differ between groups of officers? Dimensions declared beforehand, adjusted for how many there are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.cycle import Analysis
from analysis.did.cells import Effects, aggregate
from analysis.did.design import NEVER, Design, varied
from analysis.did.estimators import group_time
from analysis.did.inference import intervals
from analysis.did.result import COLUMNS as RESULT_COLUMNS
from analysis.did.result import from_cells, join
from analysis.domain.subgroups import DIMENSIONS
from analysis.errors import UserError

COLUMNS = ["dimension", "group", "att", "se", "low", "high", "df", "p", "n_treated", "n_control"]
NOTHING = pd.DataFrame(columns=COLUMNS)


def compare(
    design: Design, officers: pd.DataFrame, choices: Analysis
) -> tuple[pd.DataFrame, pd.DataFrame, list[tuple[str, str, int]]]:
    """Estimate the overall effect in each group of each declared dimension, and the difference of the two.

    Returns
    -------
    table : :data:`COLUMNS`; the row of a difference has the group ``difference``.
    estimates : the groups' rows of the tidy table (``subgroup``, overall and by event time).
    skipped : (group, reason, cells).
    """
    w = design.wide
    known = officers.set_index("officer_id").reindex(w.units)
    rows, tables, skipped = [], [], []
    for dimension in choices.subgroups:
        found: list[Effects] = []
        for group in DIMENSIONS[dimension].groups:
            member = known[dimension].eq(group).fillna(False).to_numpy(bool)
            effects, table, lost = _group(design, member, DIMENSIONS[dimension].of_movers, choices.alpha)
            skipped += [(group, reason, n) for reason, n in lost.items()]
            if effects is None:
                continue
            tables.append(table.assign(subgroup=group))
            found.append(effects)
            rows.append((dimension, group, effects))
        if len(found) == 2:
            gap = Effects(
                found[0].att - found[1].att,
                found[0].influence - found[1].influence,
                np.minimum(found[0].n_treated, found[1].n_treated),
                np.maximum(found[0].n_control, found[1].n_control),
            )
            rows.append((dimension, "difference", gap))
    estimates = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=[*RESULT_COLUMNS, "subgroup"])
    if not rows:
        return NOTHING, estimates, skipped
    numbers = intervals.intervals(join(*(e for *_, e in rows)), w.sampling, choices.alpha)
    labels = pd.DataFrame([(d, g) for d, g, _ in rows], columns=["dimension", "group"])
    return pd.concat([labels, numbers], axis=1)[COLUMNS], estimates, skipped


def _group(
    design: Design, member: np.ndarray, of_movers: bool, alpha: float
) -> tuple[Effects | None, pd.DataFrame, dict[str, int]]:
    """Estimate one group; its influence functions are spread over all units of the design."""
    w = design.wide
    # movers of the other kind are left out: they are no controls of this one once they have moved
    keep = member | (w.cohort == NEVER) if of_movers else member
    try:
        part = varied(design, keep)
    except UserError:
        return None, pd.DataFrame(), {"no_units": 1}
    cells = group_time.estimate(part)
    after = cells.event_time >= 0
    if not after.any():
        return None, pd.DataFrame(), cells.reasons
    table = from_cells(group_time.NAME, part, cells, alpha, False).table
    one = aggregate(cells, after)
    influence = np.zeros((len(w.units), 1))
    influence[keep] = one.influence * (len(w.units) / keep.sum())
    return Effects(one.att, influence, one.n_treated, one.n_control), table, cells.reasons


def adjust(table: pd.DataFrame) -> pd.DataFrame:
    """Adjust the p-values of all differences for their number (Holm: ``p_adjusted``; false discovery rate: ``q``)."""
    out = table.assign(p_adjusted=np.nan, q=np.nan)
    which = out["group"].eq("difference")
    out.loc[which, "p_adjusted"] = intervals.holm(out.loc[which, "p"])
    out.loc[which, "q"] = intervals.q_values(out.loc[which, "p"])
    return out.astype({c: "string" for c in ("outcome", "dimension", "group") if c in out})
