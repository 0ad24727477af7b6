"""Collaboration across sectors: flows of officers, and joint programmes between units that a mover links."""

from __future__ import annotations

import pandas as pd

from analysis.domain.privacy import SMALL_CELL
from analysis.impact import evidence
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.writer import Writer


def collaboration(w: Writer) -> Block:
    """Say where officers flow, whether linked units work together more, and what the network looks like."""
    say = w.say
    if not w.study.results.has("collaboration/network"):
        return blocks.paragraph(say("collaboration-none"))
    return _effect(w) + _events(w) + _flows(w) + _places(w) + _network(w)


def _effect(w: Writer) -> Block:
    say = w.say
    effect = w.study.table("collaboration/effect")
    if effect.empty:
        return blocks.paragraph(say("joint-not-estimated"))
    row = effect.iloc[0]
    grade, _ = evidence.single(row["p"], row["before_p"], w.study.cycle.analysis.alpha)
    counts = {k: say.count(row[k]) for k in ("linked", "unlinked", "units")}
    return blocks.paragraph(
        say(
            f"joint-{grade}", effect=w.interval(row, 1), usual=say.number(row["usual"], 1),
            before=say.p(row["before_p"]), direction="up" if row["att"] > 0 else "down", **counts,
        ),
        say("joint-caution"),
    )  # fmt: skip


def _events(w: Writer) -> Block:
    say = w.say
    rows = w.study.table("collaboration/events")
    if rows.empty:
        return Block("")
    frame = pd.DataFrame(
        {
            say("col-event"): [say.number(v, 0, sign=True) for v in rows["event_time"]],
            say("col-att"): [w.interval(r, 1) for _, r in rows.iterrows()],
        }
    )
    after = rows[rows["event_time"] >= 0]
    ends = {k: say.number(v, 1) for k, v in (("min", after["att"].min()), ("max", after["att"].max()))}
    caption = say("joint-caption", level=w.level)
    drawing = figures.event_study(rows, 0, say("scale-joint"), say("period-semester"), say)
    table = blocks.table(frame, caption, frame.columns[1:])
    return blocks.figure(figures.svg(drawing, say("joint-alt", **ends), "joint"), caption, table, say("table-of"))


def _flows(w: Writer) -> Block:
    """Draw the officers moved between sectors; a few are not told apart."""
    say = w.say
    table = w.study.table("collaboration/flows")
    total = table["officers"].sum()
    cross = table.loc[table["sector_from"] != table["sector_to"], "officers"].sum()
    table["text"], table["officers"] = _told(w, table["officers"])
    wide = table.pivot(index="sector_from", columns="sector_to", values="text")
    frame = pd.DataFrame({say("flows-from"): [say(f"sector-{s}") for s in wide.index]})
    for name in wide:
        frame[say(f"sector-{name}")] = wide[name].to_numpy()
    caption = say("flows-caption", small=SMALL_CELL)
    share = say.number(100 * cross / total, 0)
    alt = say("flows-alt", n=say.count(total), share=share)
    drawing = figures.svg(figures.flows(table, say), alt, "flows")
    behind = blocks.table(frame, caption, frame.columns[1:])
    return blocks.paragraph(say("flows", n=say.count(total), share=share)) + blocks.figure(
        drawing, caption, behind, say("table-of")
    )


def _told(w: Writer, officers: pd.Series) -> tuple[list[str], pd.Series]:
    """Return counts of officers as they may be written, and as they may be shaded: no finer than what is written."""
    small = officers.between(1, SMALL_CELL - 1)
    texts = [w.say("fewer", n=SMALL_CELL) if few else w.say.count(n) for n, few in zip(officers, small, strict=True)]
    return texts, officers.where(~small, SMALL_CELL / 2)


def _places(w: Writer) -> Block:
    """Draw where officers were moved to, where boundaries were given; a few are not told apart."""
    say, boundaries = w.say, w.study.boundaries
    received = w.study.table("collaboration/received").set_index("kelurahan")["officers"]
    if boundaries is None:
        return blocks.paragraph(say("map-none"))
    if received.empty:
        return Block("")
    texts, shades = _told(w, received)
    frame = pd.DataFrame({say("col-unit"): received.index, say("col-moves"): texts})
    caption = say("map-caption", small=SMALL_CELL)
    alt = say("map-alt", n=len(received))
    drawing = figures.svg(figures.places(boundaries.rings, shades), alt, "map")
    return blocks.figure(drawing, caption, blocks.table(frame, caption, frame.columns[1:]), say("table-of"))


def _network(w: Writer) -> Block:
    say = w.say
    table = w.study.table("collaboration/network").set_index("when")
    digits = {"a_year": 1, "units": 0, "pairs": 0, "density": 2, "cross_sector": 0, "sector_pairs": 1}
    shown = table.assign(density=100 * table["density"], cross_sector=100 * table["cross_sector"])
    frame = pd.DataFrame(
        {say("col-measure"): [say(f"network-{k}") for k in digits]}
        | {say(f"when-{t}"): [say.number(shown.loc[t, k], d) for k, d in digits.items()] for t in shown.index}
    )
    return blocks.table(frame, say("network-caption"), frame.columns[1:]) + blocks.paragraph(say("network-caution"))
