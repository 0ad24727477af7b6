"""What could not be estimated, and why: short, for whoever asks where a number is."""

from __future__ import annotations

import pandas as pd

from analysis.impact.possible import REASONS
from analysis.reporting import blocks
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer


def not_possible(writer: Writer) -> Block:
    """Tabulate what could not be estimated of each outcome, and why."""
    words, table = writer.words, writer.table("not_possible")
    if table.empty:
        return blocks.paragraph(words("not_possible-none")) if writer.has("headlines") else Block("")
    table = table.assign(export=table["export"].fillna(""))
    grouped = table.groupby(["outcome", "part", "reason", "export"], sort=False).size()
    frame = pd.DataFrame(
        {
            words("col-outcome"): [_name(writer, outcome) for outcome, *_ in grouped.index],
            words("col-not_possible"): [
                words(f"not_possible-{part}", n=int(count)) for (_, part, *_), count in grouped.items()
            ],
            words("reason"): [reason(writer, why, export) for _, _, why, export in grouped.index],
        }
    )
    summary = words("not_possible-summary", n=len(frame))
    return blocks.folded(summary, blocks.table(frame, words("not_possible-caption"), tables="not_possible"))


def outcomes(writer: Writer) -> str:
    """Name in one sentence the outcomes without any estimate, each with the reason; empty where there is none."""
    words, table = writer.words, writer.table("not_possible")
    rows = table[table["part"] == "outcome"]
    if rows.empty:
        return ""
    named = [
        f"{_name(writer, str(row.outcome))} ({reason(writer, str(row.reason), row.export)})"
        for row in rows.itertuples(index=False)
    ]
    return words("not_possible-outcomes", names="; ".join(named))


def reason(writer: Writer, key: str, export: str | None) -> str:
    """Say why something could not be estimated, naming the exports that are absent."""
    words = writer.words
    said = words(f"impossible-{key}") if words.has(f"impossible-{key}") else REASONS[key]
    return f"{said}: {export}" if export else said


def _name(writer: Writer, outcome: str) -> str:
    words = writer.words
    for key in (f"outcome-{outcome}", f"placebo-{outcome}"):
        if words.has(key):
            return words(key)
    return words("impossible-any")


SECTIONS = (Section("not_possible", not_possible, titled=True),)
