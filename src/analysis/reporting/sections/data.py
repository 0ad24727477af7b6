"""The data and their quality: every row accounted for."""

from __future__ import annotations

import pandas as pd

from analysis.intake import cleaning
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.writer import Writer


def quality(w: Writer) -> Block:
    """Account for every row received."""
    say, a = w.say, w.account
    total = a.drop(columns="source").sum()
    balanced = (a["read"] == a[cleaning.DISPOSITIONS].sum(axis=1)).all()
    counts = {k: say.count(total[k]) for k in ("read", *cleaning.DISPOSITIONS)}
    share = 100 * a["quarantined"] / a["read"]
    text = a.assign(share=share).rename(columns={k: say(k) for k in ("source", "read", *cleaning.DISPOSITIONS)})
    numeric = [say(k) for k in ("read", *cleaning.DISPOSITIONS)]
    text[numeric] = text[numeric].map(say.count)
    text["share"] = [say.number(v, 1) for v in share]
    text = text.rename(columns={"share": say("quarantined-share")})
    touched = 100 * (a["corrected"] + a["quarantined"]) / a["read"]
    worst = touched.idxmax()
    alt = say("quality-alt", source=a["source"][worst], share=say.number(touched[worst], 1))
    drawing = figures.svg(figures.quality(a, say), alt, "quality")
    behind = blocks.table(text, say("account-caption"), [*numeric, say("quarantined-share")])
    return (
        blocks.paragraph(
            say("quality-summary", share=say.number(100 * total["quarantined"] / total["read"], 1), **counts),
            say("quality-balanced" if balanced else "quality-unbalanced"),
        )
        + blocks.figure(drawing, say("quality-caption"))
        + behind
    )


def completeness(w: Writer) -> Block:
    """Show how many rows each source brought in each month."""
    say, table = w.say, w.study.table("completeness")
    empty = int((table.loc[table["source"] != "mutasi", "rows"] == 0).sum())
    alt = say("completeness-alt", empty=say.count(empty))
    drawing = figures.svg(figures.completeness(table, say), alt, "completeness")
    by_year = table.assign(year=table["month"].str[:4]).pivot_table(
        index="source", columns="year", values="rows", aggfunc="sum", sort=False
    )
    frame = by_year.map(say.count).reset_index().rename(columns={"source": say("source")})
    caption = say("completeness-behind")
    behind = blocks.table(frame, caption, frame.columns[1:])
    return blocks.figure(drawing, say("completeness-caption"), behind, say("table-of"), wide=True)


def untouched(w: Writer) -> Block:
    """Say how the headlines change when every repaired row is left out."""
    say, both = w.say, w.study.table("without_repaired")
    if both["repaired_rows"].max() == 0:
        return Block("")
    moved = ~both["att_untouched"].between(both["low"], both["high"])
    zero = (both["low"] <= 0) & (both["high"] >= 0)
    zero_again = (both["low_untouched"] <= 0) & (both["high_untouched"] >= 0)
    again = both[["outcome", "att_untouched", "low_untouched", "high_untouched"]]
    again = again.rename(columns=lambda name: name.removesuffix("_untouched"))
    frame = pd.DataFrame(
        {
            say("col-outcome"): [f"{w.name(o)}, {w.unit(o)}" for o in both["outcome"]],
            say("col-att"): [w.short(r) for _, r in both.iterrows()],
            say("col-untouched"): [w.short(r) for _, r in again.iterrows()],
        }
    )
    summary = say(
        "untouched-summary", rows=say.count(both["repaired_rows"].max()), moved=int(moved.sum()),
        crossed=int((zero != zero_again).sum()),
    )  # fmt: skip
    return blocks.paragraph(summary) + blocks.table(frame, say("untouched-caption"), frame.columns[1:])
