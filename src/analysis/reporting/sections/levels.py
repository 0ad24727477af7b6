"""The page that joins the levels: fit of those who came, and what their units and they themselves gained."""

from __future__ import annotations

import pandas as pd

from analysis.impact import evidence
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer


def levels(writer: Writer) -> Block:
    """Say whether a better fit went with more gained, among officers and among kelurahan."""
    return _officers(writer) + _units(writer) + blocks.paragraph(writer.words("levels-caution"))


def _officers(writer: Writer) -> Block:
    """Compare officers who met the standard of their new post with those who did not."""
    words, table, alpha = writer.words, writer.table("heterogeneity"), writer.study.cycle.analysis.alpha
    differences = table[(table["dimension"] == "fit") & (table["group"] == "difference")]
    differences = differences[differences["outcome"].map(writer.headlines["grade"]).isin(evidence.SIGNS)]
    if differences.empty:
        return blocks.paragraph(words("fit-officers-none"))
    return blocks.bullets(
        words(
            "fit-officers", outcome=writer.name(r["outcome"]), gap=writer.short(r), unit=writer.unit(r["outcome"]),
            apart="yes" if r["p_adjusted"] < alpha else "no", padjusted=words.p(r["p_adjusted"]),
        )
        for _, r in differences.iterrows()
    )  # fmt: skip


def _units(writer: Writer) -> Block:
    """Set what kelurahan gained beside the fit of those moved into them."""
    words = writer.words
    if not writer.has("levels/slopes"):
        return blocks.paragraph(words("levels-none"))
    slopes, points = writer.table("levels/slopes"), writer.table("levels/points")
    items, drawings = [], []
    for _, row in slopes.iterrows():
        name = row["outcome"]
        grade, _ = evidence.association(row["p_adjusted"], writer.study.cycle.analysis.alpha)
        items.append(
            words(
                f"fit-units-{grade}", outcome=writer.name(name), unit=writer.unit(name),
                slope=writer.interval(row, writer.digits(name), value="slope"),
                r=words.number(row["correlation"], 2), detectable=words.number(row["detectable"], 2),
                units=words.count(row["units"]), padjusted=words.p(row["p_adjusted"]),
            )
        )  # fmt: skip
        kelurahan = points[points["outcome"] == name]
        caption = words("fits-caption", outcome=writer.name(name), units=words.count(row["units"]))
        alt = words(
            "fits-alt",
            outcome=writer.name(name),
            r=words.number(row["correlation"], 2),
            units=words.count(row["units"]),
        )
        behind = pd.DataFrame(
            {
                words("fits-x").capitalize(): [words.number(v, 3) for v in kelurahan["score"]],
                words("col-att"): [words.number(v, writer.digits(name), True) for v in kelurahan["att"]],
            }
        )
        drawn = figures.fits(kelurahan, writer.unit(name), words)
        drawings.append(
            writer.figure(drawn, f"fits-{name}", alt, caption, behind, "levels/points levels/slopes", behind.columns)
        )
    return blocks.bullets(items) + blocks.grid(drawings)


SECTIONS = (Section("levels", levels, ("headlines",), ("asn",), titled=True),)
