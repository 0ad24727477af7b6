"""Recommendations: what is proposed for the next cycle, and what became of the last cycle's."""

from __future__ import annotations

import pandas as pd

from analysis.reporting import blocks
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer
from analysis.team.recommendations import TEAM, Recommendation

#: Proposals that a decision-maker reads first; the others stand below.
FIRST = 4


def recommendations(writer: Writer) -> Block:
    """List what is proposed, each with its evidence, size, owner and due date."""
    words = writer.words
    listed = writer.study.recommend()
    if not listed:
        return blocks.paragraph(words("recommendations-none"))
    before = writer.study.followed().set_index("id", drop=False)
    frame = pd.DataFrame([_row(writer, r, before.loc[r.id] if r.id in before.index else None) for r in listed])
    if before.empty:
        frame = frame.drop(columns=words("col-history"))
    tables = _rest_on(writer)
    first = blocks.table(frame.iloc[:FIRST], words("recommendations-caption"), stack=True, tables=tables)
    if len(frame) <= FIRST:
        return first
    rest = blocks.table(frame.iloc[FIRST:], words("recommendations-more"), stack=True, tables=tables)
    return first + blocks.folded(words("recommendations-summary", n=len(frame) - FIRST), rest)


def _rest_on(writer: Writer) -> str:
    """Name the tables that the rules of recommendations read, those that the cycle has."""
    return " ".join(name for name in writer.results.read if writer.results.has(name))


def _row(writer: Writer, r: Recommendation, before: pd.Series | None) -> dict[str, str]:
    """Write a proposal; one that the last cycle made too says what became of it and what was measured since."""
    words, history = writer.words, "–"
    if before is not None:
        then, now = _sizes(writer, before)
        history = words("rec-history", cycle=before["cycle"], status=before["status"], then=then, now=now)
    return {
        words("col-recommendation"): text(writer, r.id, r.text),
        words("col-history"): history,
        words("col-evidence"): size(writer, pd.Series(r.evidence)),
        words("col-owner"): words(f"owner-{r.owner}"),
        words("col-due"): words.date(r.due.isoformat()),
        words("col-status"): words(f"rec-status-{r.status}"),
    }


def text(writer: Writer, key: str, of_team: dict | None = None) -> str:
    """Write a recommendation as a sentence; `of_team` are the team's words by language, for one of its own."""
    rule, subject = key.split("/", 1)
    if rule == TEAM:
        return (of_team or {}).get(writer.words.language, subject)
    if rule == "support_group":
        outcome, dimension = subject.split("/")
        return writer.words(
            "rec-support_group", subject=writer.inline(outcome), dimension=writer.words(f"dimension-{dimension}")
        )
    if rule == "improve_unsur":
        return writer.words("rec-improve_unsur", subject=writer.words(f"unsur-{subject}"))
    if rule == "mend_export":
        return writer.words("rec-mend_export", subject=subject)
    return writer.words(f"rec-{rule}", subject=writer.inline(subject) if subject in writer.outcomes else "")


def size(writer: Writer, evidence: pd.Series) -> str:
    """Write how large and how sure what a recommendation rests on is; a dash where nothing is known."""
    if not len(evidence) or pd.isna(evidence.get("att")):
        return "–"
    words, scale = writer.words, str(evidence["scale"])
    if evidence["grade"] == "inconclusive":
        return words("grade-inconclusive")
    digits = 0 if scale == "scale-units" else 2 if scale in ("scale-reached", "scale-share", "drivers-x") else 1
    if scale.startswith("outcome-") and scale.endswith("-unit"):
        digits = writer.digits(scale.removeprefix("outcome-").removesuffix("-unit"))
    counted = evidence["grade"] == "counted"
    number = words.number(evidence["att"], digits, sign=not counted)
    if pd.notna(evidence.get("low")):
        number = writer.interval(evidence, digits, sign=not counted)
    return words(
        "size-counted" if counted else "size-estimated", number=number, unit=words(scale),
        grade="" if counted else words(f"grade-{evidence['grade']}"),
    )  # fmt: skip


def _sizes(writer: Writer, row: pd.Series) -> tuple[str, str]:
    """Write what an earlier cycle's recommendation rested on, and the same as measured now."""
    keys = ("grade", "att", "low", "high")
    now = pd.Series({k: row[f"{k}_now"] for k in keys} | {"scale": row["scale"]})
    return size(writer, row), size(writer, now)


def followed(writer: Writer) -> Block:
    """Say what became of the earlier cycle's recommendations and what was measured since."""
    words = writer.words
    table = writer.study.followed()
    if table.empty:
        return blocks.paragraph(words("followed-none"))
    tables = _rest_on(writer)
    count = table["status"].value_counts()
    summary = words(
        "followed", cycle=table["cycle"].max(), n=len(table), overdue=int(table["overdue"].sum()),
        **{k: int(count.get(k, 0)) for k in ("done", "accepted", "rejected", "proposed")},
        underway=int(count.get("under_way", 0)),
    )  # fmt: skip
    rows = []
    for r in table.itertuples():
        then, now = _sizes(writer, pd.Series(r._asdict()))
        status = words(f"rec-status-{r.status}")
        rows.append(
            {
                words("col-recommendation"): text(writer, r.id, r.text),
                words("col-owner"): words(f"owner-{r.owner}"),
                words("col-due"): words.date(r.due),
                words("col-status"): words("overdue", status=status) if r.overdue else status,
                words("col-then"): then,
                words("col-now"): now,
            }
        )
    listed = blocks.table(pd.DataFrame(rows), words("followed-caption"), stack=True, tables=tables)
    return blocks.paragraph(summary, words("followed-caution")) + blocks.folded(words("followed-summary"), listed)


SECTIONS = (
    Section("recommendations", recommendations, readers=("leaders", "asn")),
    Section("followed", followed, readers=("leaders", "asn"), titled=True),
)
