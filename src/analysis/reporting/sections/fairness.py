"""How fair officers find the decision on who moves."""

from __future__ import annotations

import pandas as pd

from analysis.impact import evidence
from analysis.reporting import blocks
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer


def fairness(writer: Writer) -> Block:
    """Say how fair the decision is found, by whom, and what goes with it."""
    words, means, about = writer.words, writer.table("fairness/means"), writer.record("fairness/reliability")
    everyone = means[means["group"] == "all"]
    sentences = [
        words(
            "fairness-index", n=writer.people(about["officers"]), alpha=words.number(about["alpha"], 2),
            mean=writer.interval(everyone.iloc[0], 2, sign=False, value="mean") if len(everyone) else "–",
            correlation=words.number(about["correlation"], 2),
        )
    ]  # fmt: skip
    alpha, drivers = writer.study.cycle.analysis.alpha, writer.table("fairness/drivers")
    sessions = "yes" if (drivers["driver"] == "sessions").any() else "no"
    for _, row in drivers.iterrows():
        grade, _ = evidence.association(row["p"], alpha)
        effect = writer.interval(row, 2, value="effect")
        shown = "no" if grade == "none" else "yes"
        sentences.append(words(f"fairness-{row['driver']}", effect=effect, shown=shown, sessions=sessions))
    frame = pd.DataFrame(
        {
            words("col-group"): [words(f"group-{group}") for group in means["group"]],
            words("col-fairness"): [writer.interval(row, 2, sign=False, value="mean") for _, row in means.iterrows()],
            words("col-answers"): [writer.people(officers) for officers in means["officers"]],
        }
    )
    caption = words("fairness-caption", level=writer.level)
    table = blocks.table(frame, caption, frame.columns[1:], tables="fairness/means")
    return blocks.paragraph(*sentences, words("fairness-caution")) + table


SECTIONS = (Section("fairness", fairness, ("fairness/means", "fairness/reliability"), readers=("asn",), titled=True),)
