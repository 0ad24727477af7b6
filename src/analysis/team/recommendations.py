"""Recommendations: rules turn findings into proposals, the team decides on them, the next cycle follows them up.

:data:`RULES` says what is proposed on which finding. The team keeps its decisions in
``cycles/<cycle>/recommendations.yaml``; ``mutasi recommend`` writes it and never overwrites what the team wrote.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args

import pandas as pd
from pydantic import BaseModel, Field, model_validator

from analysis.cycle import Analysis, Cycle, Evaluation
from analysis.domain import periods
from analysis.errors import UserError
from analysis.impact import evidence
from analysis.store import yaml_files
from analysis.store.repository import Folders
from analysis.store.yaml_files import STRICT

#: Who answers for a recommendation: an office, or a role of the team.
Owner = Literal["head", "secretary", "personnel", "unit_heads", "senders", "team", "officials", "asn", "experts"]
Status = Literal["proposed", "accepted", "rejected", "under_way", "done"]
#: Rule of a recommendation that the team made itself.
TEAM = "team"
#: Of every hundred rows of an export, refused ones from which it is to be mended.
MANY_REFUSED = 1.0
#: Share of moves with an unknown time in the post from which that is to be recorded.
MANY_UNDATED = 0.2
#: Share of the way from chance to best below which placement leaves much undone.
FAR_FROM_BEST = 0.5

#: Reads a table of results by name; empty where there is none.
Read = Callable[[str], pd.DataFrame]


@dataclass(frozen=True)
class Evidence:
    """What a recommendation rests on.

    Attributes
    ----------
    grade : of :mod:`analysis.impact.evidence`; ``counted`` for what was counted, not estimated.
    att, low, high : size with its interval (NaN where there is none).
    scale : key of the words for its unit.
    good : whether more of it is better and it is more, or the reverse; None where neither is.
    """

    grade: str
    att: float
    low: float
    high: float
    scale: str
    good: bool | None = None


@dataclass(frozen=True)
class Rule:
    """A row of the table of rules.

    Attributes
    ----------
    name : key of its words.
    owner : office that answers for it.
    semesters : until it is due, from the end of the data.
    measure : yields each subject with what is known of it.
    applies : whether that calls for the proposal.
    """

    name: str
    owner: Owner
    semesters: int
    measure: Callable[[Read, Analysis], Iterator[tuple[str, Evidence]]]
    applies: Callable[[Evidence], bool]


def _number(row: pd.Series, grade: str, scale: str, value: str = "att", good: bool | None = None) -> Evidence:
    return Evidence(grade, float(row[value]), float(row["low"]), float(row["high"]), scale, good)


def _counted(value: float, scale: str) -> Evidence:
    return Evidence("counted", float(value), math.nan, math.nan, scale)


def _outcomes(read: Read, choices: Analysis) -> Iterator[tuple[str, Evidence]]:
    outcomes = choices.every_outcome
    for _, row in read("headlines").iterrows():
        name = str(row["outcome"])
        yield name, _number(row, row["grade"], f"outcome-{name}-unit", good=row["att"] * outcomes[name].better > 0)


def _groups(read: Read, choices: Analysis) -> Iterator[tuple[str, Evidence]]:
    table = read("heterogeneity")
    if table.empty:
        return
    grades = read("headlines").set_index("outcome")["grade"]
    for _, row in table[table["group"] == "difference"].iterrows():
        outcome = str(row["outcome"])
        grade = evidence.component(row["p_adjusted"], choices.alpha, grades[outcome])
        yield f"{outcome}/{row['dimension']}", _number(row, grade, f"outcome-{outcome}-unit")


def _sessions(read: Read, choices: Analysis) -> Iterator[tuple[str, Evidence]]:
    asked = read("resistance/twice")
    if len(asked):
        # who was asked before and after tells more than who was asked once
        grade, _ = evidence.association(asked["p"].iloc[0], choices.alpha)
        yield "sessions", _number(asked.iloc[0], grade, "drivers-x", "effect", good=asked["effect"].iloc[0] < 0)
        return
    table = read("resistance/drivers")
    for _, row in table[table["driver"] == "sessions"].iterrows() if len(table) else ():
        grade, _ = evidence.association(row["p_adjusted"], choices.alpha)
        yield "sessions", _number(row, grade, "drivers-x", "effect", good=row["effect"] < 0)


def _placement(read: Read, choices: Analysis) -> Iterator[tuple[str, Evidence]]:
    for _, row in read("placement/overall").iterrows():
        # placed by nobody's lot: seen, not caused
        yield "reached", _number(row, "counted", "scale-reached", "reached")


def _undated(read: Read, choices: Analysis) -> Iterator[tuple[str, Evidence]]:
    table = read("placement/rule")
    if len(table) and table["moves"].sum():
        moves = table.set_index("kind")["moves"]
        yield "post_since", _counted(moves["unknown"] / moves.sum(), "scale-share")


def _unsur(read: Read, choices: Analysis) -> Iterator[tuple[str, Evidence]]:
    table = read("citizens/unsur")
    for row in table.itertuples() if len(table) else ():
        low = None if row.quadrant in ("keep", "enough") else row.quadrant != "improve"
        yield str(row.unsur), Evidence("counted", float(row.performance), math.nan, math.nan, "performance-x", low)


def _sample(read: Read, choices: Analysis) -> Iterator[tuple[str, Evidence]]:
    table = read("citizens/units")
    if len(table):
        kelurahan = table[~table["unit"].isin(["programme", "others"])]
        yield "respondents", _counted((kelurahan["respondents"] < kelurahan["needed"]).sum(), "scale-units")


def _exports(read: Read, choices: Analysis) -> Iterator[tuple[str, Evidence]]:
    table = read("account")
    if len(table):
        by = table.groupby("source", sort=False)[["read", "quarantined"]].sum()
        for source, row in by.iterrows():
            yield str(source), _counted(100 * row["quarantined"] / max(row["read"], 1), "scale-held")


def _tie(read: Read, choices: Analysis) -> Iterator[tuple[str, Evidence]]:
    for _, row in read("collaboration/effect").iterrows():
        grade, _ = evidence.single(row["p"], row["before_p"], choices.alpha)
        yield "joint", _number(row, grade, "scale-joint", good=row["att"] > 0)


#: What is proposed on which finding, the most pressing first.
RULES = (
    Rule("repair", "head", 1, _outcomes, lambda e: e.grade in evidence.SHOWN and not e.good),
    Rule("sosialisasi", "personnel", 1, _sessions, lambda e: e.grade == "suggestive" and bool(e.good)),
    Rule("place_better", "personnel", 1, _placement, lambda e: e.high < FAR_FROM_BEST),
    Rule("improve_unsur", "unit_heads", 1, _unsur, lambda e: e.good is False),
    Rule("support_group", "personnel", 1, _groups, lambda e: e.grade in evidence.SHOWN),
    Rule("find_cause", "team", 1, _outcomes, lambda e: e.grade == "inconclusive"),
    Rule("keep", "head", 2, _outcomes, lambda e: e.grade in evidence.SHOWN and bool(e.good)),
    Rule("tie_units", "secretary", 2, _tie, lambda e: e.grade == "suggestive" and bool(e.good)),
    Rule("watch", "team", 2, _outcomes, lambda e: e.grade == "suggestive"),
    Rule("do_not_claim", "head", 1, _outcomes, lambda e: e.grade == "none"),
    Rule("date_posts", "personnel", 1, _undated, lambda e: e.att > MANY_UNDATED),
    Rule("ask_more", "unit_heads", 2, _sample, lambda e: e.att > 0),
    Rule("mend_export", "senders", 1, _exports, lambda e: e.att > MANY_REFUSED),
)


class _Strict(BaseModel):
    model_config = STRICT


class Recommendation(_Strict):
    """One entry of the team's file.

    Attributes
    ----------
    id : ``rule/subject``; the team's own begin with ``team/``.
    status, owner, due, note : the team's to decide; a note is the team's own and never printed.
    text : by language (``id``, ``en``), for the team's own.
    evidence : what was known when it was proposed; empty for the team's own.
    """

    id: Annotated[str, Field(pattern=r"^[a-z_]+/.+$")]
    status: Status = "proposed"
    owner: Owner
    due: dt.date
    note: str = ""
    text: dict[Literal["id", "en"], str] = {}
    evidence: dict[str, float | str | None] = {}

    @model_validator(mode="after")
    def _worded(self) -> Recommendation:
        if self.rule != TEAM and self.rule not in {r.name for r in RULES}:
            raise ValueError(f"id '{self.id}': no such rule; begin the team's own with '{TEAM}/'")
        if self.rule == TEAM and set(self.text) != {"id", "en"}:
            raise ValueError(f"id '{self.id}': say it in 'text', in Indonesian (id) and English (en)")
        return self

    @property
    def rule(self) -> str:
        """The rule that proposed it."""
        return self.id.split("/", 1)[0]

    @property
    def subject(self) -> str:
        """What it is about."""
        return self.id.split("/", 1)[1]


class _File(_Strict):
    cycle: str
    recommendations: list[Recommendation]


def measured(read: Read, choices: Analysis) -> dict[str, Evidence]:
    """Return what is known of every subject that a rule looks at, by ``rule/subject``, whether it applies or not."""
    return {f"{r.name}/{subject}": e for r in RULES for subject, e in r.measure(read, choices)}


def propose(read: Read, cycle: Cycle) -> list[Recommendation]:
    """Apply the rules to the findings of a cycle, the most pressing first.

    Parameters
    ----------
    read : reads a table of results by name; empty where there is none.
    """
    evidence_by_id = measured(read, cycle.analysis)
    last = periods.ordinal(cycle.last)
    out = []
    for rule in RULES:
        due = periods.last_day(periods.from_ordinal(last + rule.semesters, "semester"))
        for key, e in evidence_by_id.items():
            if key.split("/", 1)[0] == rule.name and rule.applies(e):
                out.append(Recommendation(id=key, owner=rule.owner, due=due, evidence=_written(e)))
    return out


def _written(e: Evidence) -> dict[str, float | str | None]:
    """Return evidence as the file keeps it: four digits, none where there is no number."""
    kept = {k: v for k, v in asdict(e).items() if k != "good"}
    return {k: (None if math.isnan(v) else round(v, 4)) if isinstance(v, float) else v for k, v in kept.items()}


def merged(proposed: list[Recommendation], decided: list[Recommendation]) -> list[Recommendation]:
    """Join new proposals with what the team has decided: the team's words stand; one nobody took up may lapse."""
    by_id = {r.id: r for r in decided}
    out = [by_id.pop(p.id).model_copy(update={"evidence": p.evidence}) if p.id in by_id else p for p in proposed]
    return out + [r for r in by_id.values() if r.status != "proposed" or r.note or r.rule == TEAM]


def load(folders: Folders) -> list[Recommendation]:
    """Read the team's file of a cycle; empty if there is none.

    Raises
    ------
    UserError
        If the file cannot be read; the message names the entry and the key.
    """
    path = folders.recommendations_file
    if not path.is_file():
        return []
    where = folders.below(path)
    content = yaml_files.read(folders, path, _File)
    ids = [r.id for r in content.recommendations]
    twice = next((i for i in ids if ids.count(i) > 1), None)
    if twice:
        raise UserError(f"{where}: '{twice}' stands there twice; keep one.")
    if content.cycle != folders.name:
        raise UserError(f"{where}, key 'cycle': it says '{content.cycle}', but the folder is '{folders.name}'.")
    return content.recommendations


def write(folders: Folders, listed: list[Recommendation]) -> Path:
    """Write the team's file; what was there is replaced when all of it is ready."""
    path = folders.recommendations_file
    shown = ("id", "status", "owner", "due", "note")
    rows = [{k: v for k, v in r.model_dump().items() if v or k in shown} for r in listed]
    content = {"cycle": folders.name, "recommendations": rows}
    head = (
        f"# Proposed from the findings by rule; the team decides. Edit owner ({', '.join(get_args(Owner))}),\n"
        f"# due, status ({', '.join(get_args(Status))}) and note.\n"
        "# Add your own as team/NAME with a text in Indonesian (id) and English (en).\n"
        "# 'mutasi recommend' adds what is new and refreshes the evidence; your words stand. Name no person.\n"
    )
    yaml_files.write(path, head, content)
    return path


def latest_before(evaluation: Evaluation) -> Evaluation | None:
    """Return the latest earlier cycle of the same programme that has recommendations.

    One whose file has a mistake is passed over: it must not stop this cycle, see :func:`unreadable`.
    """
    return next((e for e in evaluation.earlier() if e.recommendations_file.is_file() and not _mistake(e)), None)


def unreadable(evaluation: Evaluation) -> list[str]:
    """Say of each earlier cycle whose recommendations cannot be followed up why."""
    return [mistake for e in evaluation.earlier() if (mistake := _mistake(e))]


def _mistake(folders: Folders) -> str:
    """Return what is wrong with a cycle's file; empty where nothing is."""
    try:
        load(folders)
    except UserError as mistake:
        return str(mistake)
    return ""


def followed(evaluation: Evaluation, read: Read) -> pd.DataFrame:
    """Return what became of the earlier cycle's recommendations.

    Returns
    -------
    DataFrame
        ``id``, ``text`` (the team's own, by language), ``owner``, ``due``, ``status``, ``overdue`` (due by the end of
        these data and neither done nor rejected), ``scale``; ``grade``, ``att``, ``low``, ``high`` as proposed, and the
        same with ``_now`` as measured since (NaN where it no longer is); ``cycle``, the earlier one.
    """
    columns = ["id", "text", "owner", "due", "status", "overdue", "scale"]
    numbers = ["grade", "att", "low", "high"]
    cycle, before = evaluation.cycle, latest_before(evaluation)
    now = measured(read, cycle.analysis)
    rows = []
    for r in load(before) if before else ():
        current = asdict(now[r.id]) if r.id in now else {}
        overdue = r.due <= cycle.latest and r.status not in ("done", "rejected")
        rows.append(
            (r.id, r.text, r.owner, r.due.isoformat(), r.status, overdue, r.evidence.get("scale"),
             *(r.evidence.get(k) for k in numbers), *(current.get(k) for k in numbers))
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=[*columns, *numbers, *(f"{k}_now" for k in numbers)])
    for column in table.columns.difference(["overdue", "text"]):
        kind = float if column.removesuffix("_now") in ("att", "low", "high") else "string"
        table[column] = table[column].astype(kind)
    return table.assign(cycle=pd.Series([before.name if before else None] * len(table), dtype="string"))
