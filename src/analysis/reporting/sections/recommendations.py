"""Recommendations: what is proposed for the next cycle, and what became of the last cycle's."""

from __future__ import annotations

import pandas as pd

from analysis.reporting import blocks
from analysis.reporting.blocks import Block
from analysis.reporting.writer import Writer
from analysis.team.recommendations import TEAM, Recommendation

#: Proposals that a decision-maker reads first; the others stand below.
FIRST = 6


def recommendations(w: Writer) -> Block:
    """List what is proposed, each with its evidence, size, owner and due date."""
    say = w.say
    listed = w.study.recommend()
    if not listed:
        return blocks.paragraph(say("recommendations-none"))
    frame = pd.DataFrame([_row(w, r) for r in listed])
    first = blocks.table(frame.iloc[:FIRST], say("recommendations-caption"), stack=True)
    if len(frame) <= FIRST:
        return first
    rest = blocks.table(frame.iloc[FIRST:], say("recommendations-more"), stack=True)
    return first + blocks.folded(say("recommendations-summary", n=len(frame) - FIRST), rest)


def _row(w: Writer, r: Recommendation) -> dict[str, str]:
    say = w.say
    return {
        say("col-recommendation"): text(w, r.id, r.text),
        say("col-evidence"): size(w, pd.Series(r.evidence)),
        say("col-owner"): say(f"owner-{r.owner}"),
        say("col-due"): say.date(r.due.isoformat()),
        say("col-status"): say(f"rec-status-{r.status}"),
    }


def text(w: Writer, key: str, own: dict | None = None) -> str:
    """Write a recommendation as a sentence."""
    rule, subject = key.split("/", 1)
    if rule == TEAM:
        return (own or {}).get(w.say.language, subject)
    if rule == "support_group":
        outcome, dimension = subject.split("/")
        return w.say("rec-support_group", subject=w.inline(outcome), dimension=w.say(f"dimension-{dimension}"))
    if rule == "improve_unsur":
        return w.say("rec-improve_unsur", subject=w.say(f"unsur-{subject}"))
    if rule == "mend_export":
        return w.say("rec-mend_export", subject=subject)
    return w.say(f"rec-{rule}", subject=w.inline(subject) if subject in w.headlines.index else "")


def size(w: Writer, evidence: pd.Series) -> str:
    """Write how large and how sure what a recommendation rests on is; a dash where nothing is known."""
    if not len(evidence) or pd.isna(evidence.get("att")):
        return "–"
    say, scale = w.say, str(evidence["scale"])
    if evidence["grade"] == "inconclusive":
        return say("grade-inconclusive")
    digits = 0 if scale == "scale-units" else 2 if scale in ("scale-reached", "scale-share", "drivers-x") else 1
    if scale.startswith("outcome-") and scale.endswith("-unit"):
        digits = w.digits(scale.removeprefix("outcome-").removesuffix("-unit"))
    counted = evidence["grade"] == "counted"
    number = say.number(evidence["att"], digits, sign=not counted)
    if pd.notna(evidence.get("low")):
        number = w.interval(evidence, digits, sign=not counted)
    return say(
        "size-counted" if counted else "size-estimated", number=number, unit=say(scale),
        grade="" if counted else say(f"grade-{evidence['grade']}"),
    )  # fmt: skip


def followed(w: Writer) -> Block:
    """Say what became of the earlier cycle's recommendations and what was measured since."""
    say = w.say
    table = w.study.followed()
    if table.empty:
        return blocks.paragraph(say("followed-none"))
    count = table["status"].value_counts()
    told = say(
        "followed", cycle=table["cycle"].iloc[0], n=len(table), overdue=int(table["overdue"].sum()),
        **{k: int(count.get(k, 0)) for k in ("done", "accepted", "rejected", "proposed")},
        underway=int(count.get("under_way", 0)),
    )  # fmt: skip
    rows = []
    for r in table.itertuples():
        then = pd.Series({k: getattr(r, k) for k in ("grade", "att", "low", "high", "scale")})
        now = pd.Series({k: getattr(r, f"{k}_now") for k in ("grade", "att", "low", "high")} | {"scale": r.scale})
        status = say(f"rec-status-{r.status}")
        rows.append(
            {
                say("col-recommendation"): text(w, r.id, r.text),
                say("col-owner"): say(f"owner-{r.owner}"),
                say("col-due"): say.date(r.due),
                say("col-status"): say("overdue", status=status) if r.overdue else status,
                say("col-then"): size(w, then),
                say("col-now"): size(w, now),
            }
        )
    listed = blocks.table(pd.DataFrame(rows), say("followed-caption"), stack=True)
    return blocks.paragraph(told, say("followed-caution")) + blocks.folded(say("followed-summary"), listed)
