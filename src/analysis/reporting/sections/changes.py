"""What changed since the last cycle, and why."""

from __future__ import annotations

import pandas as pd

from analysis.reporting import blocks
from analysis.reporting.blocks import Block
from analysis.reporting.writer import Writer

#: The three reasons that a headline may differ, in order.
REASONS = ("revised", "new", "method")


def changes(w: Writer) -> Block:
    """Split each headline's difference from the earlier cycle into its reasons, with the rows behind them."""
    say = w.say
    if not w.study.results.has("changes/split"):
        return blocks.paragraph(say("changes-none"))
    table = w.study.table("changes/split")
    name = w.study.table("changes/about")["earlier"].iloc[0]
    crossed = sum((row["before"] > 0) != (row["now"] > 0) for _, row in table.iterrows())
    rows = []
    for _, row in table.iterrows():
        digits = w.digits(row["outcome"])
        parts = rounded(row, digits)
        rows.append(
            {
                say("col-outcome"): f"{w.name(row['outcome'])}, {w.unit(row['outcome'])}",
                say("col-before"): say.number(parts["before"], digits, True),
                **{say(f"col-{k}"): say.number(parts[k], digits, True) for k in REASONS},
                say("col-now-value"): say.number(parts["now"], digits, True),
                say("col-rows-revised"): say.count(row["rows_corrected"] + row["rows_added"] + row["rows_gone"]),
                say("col-rows-new"): say.count(row["rows_new"]),
            }
        )
    frame = pd.DataFrame(rows)
    listed = blocks.table(frame, say("changes-caption"), frame.columns[1:]) + blocks.paragraph(say("changes-reading"))
    told = blocks.paragraph(say("changes", cycle=name, n=len(table), crossed=crossed))
    return told + blocks.folded(say("changes-summary"), listed)


def rounded(row: pd.Series, digits: int) -> dict[str, float]:
    """Round a split so that what is printed adds up: the largest part takes what rounding left."""
    out = {k: round(float(row[k]), digits) for k in ("before", *REASONS, "now")}
    left = round(out["now"] - out["before"] - sum(out[k] for k in REASONS), digits)
    largest = max(REASONS, key=lambda k: abs(row[k]))
    out[largest] = round(out[largest] + left, digits)
    return out
