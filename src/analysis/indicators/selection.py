"""Selection: who is moved, and where to. Is it a punishment of dissent or of complaints, or a favour to performance?

A model of being moved in a semester, among the officers at risk (a discrete-time hazard as a linear probability), given
performance before, sex, age, service, semester and kind of unit; and, of those who moved, of the kind of destination.
Nobody was drawn by lot to dissent, so what shows is an association. Only aggregates leave this file.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.did.inference.intervals import holm
from analysis.did.inference.jackknife import regress
from analysis.domain import periods, regulations
from analysis.domain.privacy import SMALL_GROUP
from analysis.indicators import at_risk
from analysis.indicators.inputs import Inputs, Measured
from analysis.indicators.resistance import DISTANCE_STEP
from analysis.intake.boundaries import Distance
from analysis.panels.officers import programme_moves

#: What is asked of each factor; p-values are adjusted within a question.
QUESTION = {"resistance": "punishment", "complaints": "punishment", "performance": "favour",
            "unfairness": "who", "female": "who", "age": "who", "service": "who"}  # fmt: skip
#: Factors that stand beside every other.
BESIDE = ("performance", "female", "age", "service")
#: Factors counted in their standard deviations.
_SCALED = ("performance", "resistance", "unfairness", "complaints")
#: Kinds of destination (distance in units of :data:`DISTANCE_STEP` kilometres; from a desk to the field; not meeting
#: the standard), and what each is set beside: a harder post may punish, one that fits may favour.
DESTINATIONS = {
    "distance": ("resistance", "complaints", "performance"),
    "desk_to_field": ("resistance", "complaints", "performance"),
    "not_fitting": ("performance",),
}
#: Fewer moved officers of whom a factor is known, or fewer units that complaints name, give no estimate.
FEWEST, FEWEST_UNITS = 30, 10
#: Moves, all with what was known before, at which a rule behind a tenth of them is seen nine times in ten
#: (``benchmarks/selection.md``).
NEEDED = 900


@dataclass(frozen=True, repr=False)
class Selection(Measured):
    """Who is moved and where to; the columns of each table are declared in ``selection.yaml``.

    Attributes
    ----------
    moved : by factor: by how many percentage points it goes with being moved in a semester.
    destinations : by kind of destination and factor, among those moved.
    elections : months and moves by whether the law asked for the minister's approval.
    sizes : how many officers and moves stand behind it.
    """

    moved: pd.DataFrame
    destinations: pd.DataFrame
    elections: pd.DataFrame
    sizes: pd.DataFrame


def measure(inputs: Inputs) -> Selection | None:
    """Measure who is moved in a cycle; None where the programme moved nobody. See :func:`assess`."""
    region, panels = inputs.cycle.area.region, inputs.panels
    before = at_risk.Before(
        panels.officers, panels.by_frequency["semester"], inputs.results.table("careers"),
        programme_moves(inputs.export("mutasi"), region), inputs.export("resistensi"), inputs.export("pengaduan"),
        inputs.cycle.area,
    )  # fmt: skip
    months = periods.months(inputs.cycle.programme_start, inputs.cycle.last)
    return assess(before, (months[0], months[-1]), inputs.cycle.analysis.alpha, inputs.kilometres)


def assess(
    before: at_risk.Before, months: tuple[str, str], alpha: float = 0.05, kilometres: Distance | None = None
) -> Selection | None:
    """Assess who is moved, and where to.

    Parameters
    ----------
    before : what was known before each move, and the moves.
    months : first and last month of the programme within the cycle.
    alpha : one minus the level of the intervals.
    kilometres : between two columns of units; None where no boundaries were given.

    Returns
    -------
    Selection or None
        None where the programme moved nobody. A factor has no row where fewer than :data:`FEWEST` moved officers are
        known by it. Errors are clustered by officer; by unit for complaints, which are about units.
    """
    if before.moves.empty:
        return None
    rows = at_risk.build(before)
    moved = rows[rows["moved"] > 0]
    named = before.officers["officer_id"].isin(before.moves["officer_id"])
    sizes = {
        "officers": rows["officer_id"].nunique(),
        "moved": len(moved),
        "not_seen": int(before.moves["officer_id"].nunique() - len(moved)),
        "answered": int(moved["resistance"].notna().sum()),
        "about_complaints": int(moved["complaints"].notna().sum()),
        "share": float(100 * rows["moved"].mean()) if len(moved) >= SMALL_GROUP else float("nan"),
    }
    chance = _estimates(rows, 100 * rows["moved"], tuple(QUESTION), alpha)
    where_to = _destinations(moved, before.officers[named], alpha, kilometres)
    chance, where_to = _adjusted(chance, where_to)
    return Selection(chance, where_to, elections(before.moves, months), pd.DataFrame([sizes]))


def _estimates(rows: pd.DataFrame, y: pd.Series, factors: tuple[str, ...], alpha: float) -> pd.DataFrame:
    """Set an outcome beside each factor, given those of :data:`BESIDE`, the semester and the kind of unit.

    What everyone has is in one regression; what only some have, in one of its own over those.
    """
    out = []
    together = tuple(f for f in factors if f in BESIDE)
    for group in [(f,) for f in factors if f not in BESIDE] + ([together] if together else []):
        present = rows[group[0]].notna() & y.notna()
        part = rows[present]
        cluster = part["unit_id"] if "complaints" in group else part["officer_id"]
        if not _enough(part, y[present]) or cluster.nunique() < FEWEST_UNITS:
            continue
        values = part[list(dict.fromkeys([*group, *BESIDE]))].astype(float)
        spread = values.std()
        values = values / spread.where(spread.index.isin(_SCALED) & (spread > 0), 1.0)
        dummies = [pd.get_dummies(part["semester"], dtype=float), pd.get_dummies(part["kind"], dtype=float).iloc[:, 1:]]
        table = regress(y[present], pd.concat([values, *dummies], axis=1), cluster, alpha)
        out += [{"factor": f, "question": QUESTION[f], **table.loc[f], **_counts(part)} for f in group if spread[f] > 0]
    columns = ["factor", "question", "effect", "se", "low", "high", "p", "officers", "moved"]
    return pd.DataFrame(out, columns=columns).astype({"officers": "int64", "moved": "int64"})


def _counts(part: pd.DataFrame) -> dict[str, int]:
    return {"officers": part["officer_id"].nunique(), "moved": int(part["moved"].sum())}


def _enough(part: pd.DataFrame, y: pd.Series) -> bool:
    """Tell whether enough of the moved are known; of an outcome that is yes or no, enough of either."""
    few = int(y.value_counts().min()) if y.nunique() == 2 else len(y) if y.nunique() > 2 else 0
    return bool(part["moved"].sum() >= FEWEST and few >= SMALL_GROUP)


def _adjusted(*tables: pd.DataFrame) -> list[pd.DataFrame]:
    """Adjust p-values over all that is asked in one question, in whichever table (Holm)."""
    p, question = (pd.concat([t[name] for t in tables], ignore_index=True) for name in ("p", "question"))
    adjusted = pd.Series(np.nan, index=p.index, dtype=float)
    for _, part in p.groupby(question):
        adjusted[part.index] = holm(part)
    ends = np.cumsum([len(t) for t in tables])
    return [
        t.assign(p_adjusted=adjusted.iloc[end - len(t) : end].to_numpy()) for t, end in zip(tables, ends, strict=True)
    ]


def _destinations(
    moved: pd.DataFrame, officers: pd.DataFrame, alpha: float, kilometres: Distance | None
) -> pd.DataFrame:
    """Set the kind of destination beside what was known before, among those moved."""
    about = officers.set_index("officer_id").reindex(moved["officer_id"])
    kinds = {name: pd.Series(np.nan, index=moved.index) for name in DESTINATIONS}
    if kilometres is not None:
        way = np.asarray(kilometres(about["home"].reset_index(drop=True), about["placed"].reset_index(drop=True)))
        kinds["distance"] = pd.Series(way / DISTANCE_STEP, index=moved.index)
    for name, column in (("desk_to_field", "to_field"), ("not_fitting", "fit")):
        if column in about:
            label = about[column].set_axis(moved.index)
            kinds[name] = 100.0 * label.eq(name).astype("Float64").astype(float).where(label.notna())
    each = [_estimates(moved, kinds[k], beside, alpha).assign(destination=k) for k, beside in DESTINATIONS.items()]
    return pd.concat(each, ignore_index=True)


def elections(moves: pd.DataFrame, months: tuple[str, str]) -> pd.DataFrame:
    """Count months and moves inside and outside the times in which the law asked for the minister's approval.

    A move counts by the day of its SK. A month counts inside when its first day does.

    Parameters
    ----------
    moves : the programme's, with ``sk_date``.
    months : first and last month.
    """
    days = pd.Series(pd.to_datetime([f"{m}-01" for m in periods.between(*months)]))
    signed = moves["sk_date"].fillna(moves["tmt"])
    inside = {"months": _restricted(days), "moves": _restricted(signed)}
    return pd.DataFrame(
        [
            {"when": name, **{k: int((v == within).sum()) for k, v in inside.items()}}
            for name, within in (("inside", True), ("outside", False))
        ]
    )


def _restricted(days: pd.Series) -> pd.Series:
    """Tell which days lie in a time of :data:`analysis.domain.regulations.REPLACEMENT_BANS`."""
    within = pd.Series(False, index=days.index)
    for first, last in regulations.REPLACEMENT_BANS:
        within |= days.between(pd.Timestamp(first), pd.Timestamp(last))
    return within
