"""The page that joins the levels: fit of those who came, and what their units and they themselves gained."""

from __future__ import annotations

import pandas as pd

from analysis.impact import evidence
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.writer import Writer


def levels(w: Writer) -> Block:
    """Say whether a better fit went with more gained, among officers and among kelurahan."""
    return _officers(w) + _units(w) + blocks.paragraph(w.say("levels-caution"))


def _officers(w: Writer) -> Block:
    """Compare officers who met the standard of their new post with those who did not."""
    say, table, alpha = w.say, w.impact.heterogeneity, w.study.cycle.analysis.alpha
    own = table[(table["dimension"] == "fit") & (table["group"] == "difference")] if len(table) else table
    own = own[own["outcome"].map(w.headlines["grade"]).isin(evidence.SIGNS)] if len(own) else own
    if own.empty:
        return blocks.paragraph(say("fit-officers-none"))
    return blocks.bullets(
        say(
            "fit-officers", outcome=w.name(r["outcome"]), gap=w.short(r), unit=w.unit(r["outcome"]),
            found="yes" if r["p_adjusted"] < alpha else "no", padjusted=say.p(r["p_adjusted"]),
        )
        for _, r in own.iterrows()
    )  # fmt: skip


def _units(w: Writer) -> Block:
    """Set what kelurahan gained beside the fit of those moved into them."""
    say = w.say
    if not w.study.results.has("levels/slopes"):
        return blocks.paragraph(say("levels-none"))
    slopes, points = w.study.table("levels/slopes"), w.study.table("levels/points")
    items, drawings = [], []
    for _, row in slopes.iterrows():
        name = row["outcome"]
        grade, _ = evidence.association(row["p_adjusted"], w.study.cycle.analysis.alpha)
        slope = pd.Series({"att": row["slope"], "low": row["low"], "high": row["high"]})
        items.append(
            say(
                f"fit-units-{grade}", outcome=w.name(name), slope=w.interval(slope, w.digits(name)), unit=w.unit(name),
                r=say.number(row["correlation"], 2), detectable=say.number(row["detectable"], 2),
                units=say.count(row["units"]), padjusted=say.p(row["p_adjusted"]),
            )
        )  # fmt: skip
        own = points[points["outcome"] == name]
        caption = say("fits-caption", outcome=w.name(name), units=say.count(row["units"]))
        alt = say("fits-alt", outcome=w.name(name), r=say.number(row["correlation"], 2), units=say.count(row["units"]))
        drawing = figures.svg(figures.fits(own, w.unit(name), say), alt, f"fits-{name}")
        behind = pd.DataFrame(
            {
                say("fits-x").capitalize(): [say.number(v, 3) for v in own["score"]],
                say("col-att"): [say.number(v, w.digits(name), True) for v in own["att"]],
            }
        )
        table = blocks.table(behind, caption, behind.columns)
        drawings.append(blocks.figure(drawing, caption, table, say("table-of")))
    return blocks.bullets(items) + blocks.grid(drawings)
