"""The data and their quality: every row accounted for."""

from __future__ import annotations

import pandas as pd

from analysis.intake import cleaning
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer


def quality(writer: Writer) -> Block:
    """Account for every row received."""
    words, account = writer.words, writer.account
    total = account.drop(columns="source").sum()
    balanced = (account["read"] == account[cleaning.DISPOSITIONS].sum(axis=1)).all()
    counts = {k: words.count(total[k]) for k in ("read", *cleaning.DISPOSITIONS)}
    # an export that was not sent has no row, and no share of them
    read = account["read"].where(account["read"] > 0)
    refused, touched = 100 * account["quarantined"] / read, 100 * (account["corrected"] + account["quarantined"]) / read
    frame = account.rename(columns={k: words(k) for k in ("source", "read", *cleaning.DISPOSITIONS)})
    numeric = [words(k) for k in ("read", *cleaning.DISPOSITIONS)]
    frame[numeric] = frame[numeric].map(words.count)
    frame[words("quarantined-share")] = [words.number(v, 1) for v in refused]
    worst = touched.idxmax()
    alt = words("quality-alt", source=account["source"][worst], share=words.number(touched[worst], 1))
    drawing = figures.svg(figures.quality(account, words), alt, "quality")
    share = words.number(100 * total["quarantined"] / total["read"], 1)
    unsent = [name for name in writer.study.cycle.exports if not writer.results.rows(f"tables/{name}")]
    return (
        blocks.paragraph(
            words("quality-summary", share=share, **counts),
            words("quality-balanced" if balanced else "quality-unbalanced"),
            *([words("quality-not_sent", exports=", ".join(unsent))] if unsent else []),
        )
        + blocks.figure(drawing, words("quality-caption"), tables="account")
        + blocks.table(frame, words("account-caption"), [*numeric, words("quarantined-share")], tables="account")
    )


def completeness(writer: Writer) -> Block:
    """Show how many rows each source brought in each month."""
    words, table = writer.words, writer.table("completeness")
    empty = int((table.loc[table["source"] != "mutasi", "rows"] == 0).sum())
    by_year = table.assign(year=table["month"].str[:4]).pivot_table(
        index="source", columns="year", values="rows", aggfunc="sum", sort=False
    )
    return writer.figure(
        figures.completeness(table, words), "completeness", words("completeness-alt", empty=words.count(empty)),
        words("completeness-caption"),
        by_year.map(words.count).reset_index().rename(columns={"source": words("source")}),
        "completeness", about=words("completeness-behind"), wide=True,
    )  # fmt: skip


def untouched(writer: Writer) -> Block:
    """Say how the headlines change when every repaired row is left out."""
    words, both = writer.words, writer.table("without_repaired")
    if both["repaired_rows"].max() == 0:
        return Block("")
    moved = ~both["att_untouched"].between(both["low"], both["high"])
    zero = (both["low"] <= 0) & (both["high"] >= 0)
    zero_again = (both["low_untouched"] <= 0) & (both["high_untouched"] >= 0)
    again = both[["outcome", "att_untouched", "low_untouched", "high_untouched"]]
    again = again.rename(columns=lambda name: name.removesuffix("_untouched"))
    frame = pd.DataFrame(
        {
            words("col-outcome"): [writer.named(outcome) for outcome in both["outcome"]],
            words("col-att"): [writer.short(r) for _, r in both.iterrows()],
            words("col-untouched"): [writer.short(r) for _, r in again.iterrows()],
        }
    )
    summary = words(
        "untouched-summary", rows=words.count(both["repaired_rows"].max()), moved=int(moved.sum()),
        crossed=int((zero != zero_again).sum()),
    )  # fmt: skip
    table = blocks.table(frame, words("untouched-caption"), frame.columns[1:], tables="without_repaired")
    return blocks.paragraph(summary) + table


SECTIONS = (
    Section("quality", quality, ("account",)),
    Section("completeness", completeness, ("completeness",)),
    Section("untouched", untouched, ("without_repaired",)),
)
