"""What changed since the last cycle, and why."""

from __future__ import annotations

import pandas as pd

from analysis.reporting import blocks
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer

#: The three reasons that a headline may differ, in order.
REASONS = ("revised", "new", "method")


def changes(writer: Writer) -> Block:
    """Split each headline's difference from the earlier cycle into its reasons, with the rows behind them."""
    words = writer.words
    table = writer.table("changes/split")
    name = writer.record("changes/about")["earlier"]
    crossed = sum((row["before"] > 0) != (row["now"] > 0) for _, row in table.iterrows())
    rows = []
    for _, row in table.iterrows():
        digits = writer.digits(row["outcome"])
        parts = rounded(row, digits)
        rows.append(
            {
                words("col-outcome"): writer.named(row["outcome"]),
                words("col-before"): words.number(parts["before"], digits, True),
                **{words(f"col-{k}"): words.number(parts[k], digits, True) for k in REASONS},
                words("col-now-value"): words.number(parts["now"], digits, True),
                words("col-rows-revised"): words.count(row["rows_corrected"] + row["rows_added"] + row["rows_gone"]),
                words("col-rows-new"): words.count(row["rows_new"]),
            }
        )
    frame = pd.DataFrame(rows)
    listed = blocks.table(frame, words("changes-caption"), frame.columns[1:], tables="changes/split")
    summary = blocks.paragraph(words("changes", cycle=name, n=len(table), crossed=crossed))
    reading = blocks.paragraph(words("changes-reading"))
    return summary + blocks.folded(words("changes-summary"), listed + reading)


def rounded(row: pd.Series, digits: int) -> dict[str, float]:
    """Round a split so that what is printed adds up: the largest part takes what rounding left."""
    out = {k: round(float(row[k]), digits) for k in ("before", *REASONS, "now")}
    left = round(out["now"] - out["before"] - sum(out[k] for k in REASONS), digits)
    largest = max(REASONS, key=lambda k: abs(row[k]))
    out[largest] = round(out[largest] + left, digits)
    return out


SECTIONS = (Section("changes", changes, ("changes/split", "changes/about"), ("leaders",), titled=True),)
