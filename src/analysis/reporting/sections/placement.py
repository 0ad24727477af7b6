"""Placement."""

from __future__ import annotations

import pandas as pd

from analysis.indicators.placement import DISTANCE
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.writer import Writer


def placement(w: Writer) -> Block:
    """Say how well moves met the standards of their posts, beside chance and the best that was feasible."""
    say = w.say
    if not w.study.results.has("placement/overall"):
        return blocks.paragraph(say("placement-none"))
    overall = w.study.table("placement/overall").iloc[0]
    parts, rule = w.study.table("placement/parts"), w.study.table("placement/rule").set_index("kind")["moves"]
    waves = w.study.table("placement/waves")
    told = []
    if pd.notna(overall["reached"]):
        scores = {k: say.number(overall[k], 2) for k in ("actual", "chance", "best")}
        shares = {k: say.number(100 * overall[k], 0) for k in ("reached", "low", "high")}
        clear = "yes" if overall["low"] > 0 else "no"
        told.append(
            say(
                "placement-reached",
                moves=say.count(waves["moves"].sum()),
                clear=clear,
                level=w.level,
                **scores,
                **shares,
            )
        )
    if DISTANCE not in parts["part"].tolist():
        told.append(say("distance-none"))
    told.append(say("placement-rule", **{k: say.count(v) for k, v in rule.items()}))
    frame = pd.DataFrame(
        {
            say("col-part"): [say(f"part-{p}") for p in parts["part"]],
            say("col-mean-score"): [say.number(v, 2) for v in parts["mean"]],
            say("col-full"): [say("percent", value=say.number(100 * v, 0)) for v in parts["full"]],
            say("col-known"): [say("percent", value=say.number(100 * v, 0)) for v in parts["known"]],
        }
    )
    by_wave = pd.DataFrame(
        {
            say("col-wave"): [say.semester(s) for s in waves["semester"]],
            say("col-moves"): waves["moves"].map(say.count),
            **{say(f"col-{k}"): [say.number(v, 3) for v in waves[k]] for k in ("chance", "actual", "best")},
        }
    )
    drawing = figures.svg(figures.waves(waves, say), say("waves-alt", n=say.count(len(waves))), "waves")
    caption = say("waves-caption")
    behind = blocks.table(by_wave, caption, by_wave.columns[1:])
    return (
        blocks.paragraph(*told)
        + blocks.figure(drawing, caption, behind, say("table-of"))
        + blocks.table(frame, say("placement-caption"), frame.columns[1:])
        + blocks.paragraph(say("placement-caution"))
    )
