"""What officers carry and what units give."""

from __future__ import annotations

import pandas as pd

from analysis.akm.fit import FEWEST_MOVERS
from analysis.reporting import blocks
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer


def components(writer: Writer) -> Block:
    """Say how much of the spread of performance moves with officers, and how much stays with units."""
    words, shares = writer.words, writer.table("components/shares")
    sizes = writer.exact("components/sizes").iloc[0]
    moved, units = writer.people(sizes["moved"]), words.count(sizes["units"])
    if shares.empty:
        return blocks.paragraph(words("components-few", moved=moved, needed=FEWEST_MOVERS))
    by = shares.set_index("component")
    times = 100 / by["variance"].sum()
    said = {name: writer.interval(by.loc[name], 0, False, "variance", times) for name in ("officer", "unit")}
    text = words(
        "components-said", moved=moved, units=units, officers=writer.people(sizes["officers"]), level=writer.level,
        **said,
    )  # fmt: skip
    frame = pd.DataFrame(
        {
            words("components-col"): [words(f"component-{name}") for name in by.index],
            words("components-variance"): [_variance(writer, row) for _, row in shares.iterrows()],
            words("components-share"): [words("percent", value=words.number(100 * s, 1)) for s in by["share"]],
        }
    )
    caption = words("components-caption", level=writer.level)
    table = blocks.table(frame, caption, frame.columns[1:], tables="components/shares")
    return blocks.paragraph(text, words("components-caution")) + table


def _variance(writer: Writer, row: pd.Series) -> str:
    if pd.isna(row["low"]):
        return writer.words.number(row["variance"], 3)
    return writer.interval(row, 3, sign=False, value="variance")


SECTIONS = (Section("components", components, ("components/sizes",), titled=True),)
