"""Collaboration across sectors: flows of officers, and joint programmes between units that a mover links."""

from __future__ import annotations

import pandas as pd

from analysis.domain.privacy import SMALL_CELL
from analysis.impact import evidence
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer


def collaboration(writer: Writer) -> Block:
    """Say where officers flow, whether linked units work together more, and what the network looks like."""
    return _effect(writer) + _events(writer) + _flows(writer) + _places(writer) + _network(writer)


def _effect(writer: Writer) -> Block:
    words = writer.words
    if not writer.has("collaboration/effect"):
        return blocks.paragraph(words("joint-not-estimated"))
    row = writer.record("collaboration/effect")
    grade, _ = evidence.single(row["p"], row["before_p"], writer.study.cycle.analysis.alpha)
    counts = {k: words.count(row[k]) for k in ("linked", "unlinked", "units")}
    return blocks.paragraph(
        words(
            f"joint-{grade}", effect=writer.interval(row, 1), usual=words.number(row["usual"], 1),
            before=words.p(row["before_p"]), direction="up" if row["att"] > 0 else "down", **counts,
        ),
        words("joint-caution"),
    )  # fmt: skip


def _events(writer: Writer) -> Block:
    words = writer.words
    rows = writer.table("collaboration/events")
    if rows.empty:
        return Block("")
    frame = pd.DataFrame(
        {
            words("col-event"): [words.number(v, 0, sign=True) for v in rows["event_time"]],
            words("col-att"): [writer.interval(r, 1) for _, r in rows.iterrows()],
        }
    )
    after = rows[rows["event_time"] >= 0]
    ends = {k: words.number(v, 1) for k, v in (("min", after["att"].min()), ("max", after["att"].max()))}
    caption = words("joint-caption", level=writer.level)
    drawn = figures.event_study(rows, 0, words("scale-joint"), words("period-semester"), words)
    return writer.figure(drawn, "joint", words("joint-alt", **ends), caption, frame, "collaboration/events")


def _flows(writer: Writer) -> Block:
    """Draw the officers moved between sectors; a few are not told apart."""
    words = writer.words
    table, exact = writer.table("collaboration/flows"), writer.exact("collaboration/flows")
    total = exact["officers"].sum()
    cross = exact.loc[exact["sector_from"] != exact["sector_to"], "officers"].sum()
    table["text"], table["officers"] = _merged_if_few(writer, table["officers"])
    wide = table.pivot(index="sector_from", columns="sector_to", values="text")
    frame = pd.DataFrame({words("flows-from"): [words(f"sector-{s}") for s in wide.index]})
    for name in wide:
        frame[words(f"sector-{name}")] = wide[name].to_numpy()
    caption = words("flows-caption", small=SMALL_CELL)
    share = words.number(100 * cross / total, 0)
    alt = words("flows-alt", n=writer.people(total), share=share)
    drawn = writer.figure(figures.flows(table, words), "flows", alt, caption, frame, "collaboration/flows")
    return blocks.paragraph(words("flows", n=writer.people(total), share=share)) + drawn


def _merged_if_few(writer: Writer, officers: pd.Series) -> tuple[list[str], pd.Series]:
    """Return counts of officers as they may be written, and as they may be shaded: no finer than what is written."""
    return [writer.people(n) for n in officers.astype(float)], officers.astype(float).fillna(SMALL_CELL / 2)


def _places(writer: Writer) -> Block:
    """Draw where officers were moved to, where boundaries were given; a few are not told apart."""
    words, boundaries = writer.words, writer.study.boundaries
    received = writer.table("collaboration/received").set_index("kelurahan")["officers"]
    if boundaries is None:
        return blocks.paragraph(words("map-none"))
    if received.empty:
        return Block("")
    texts, shades = _merged_if_few(writer, received)
    frame = pd.DataFrame({words("col-unit"): received.index, words("col-moves"): texts})
    caption = words("map-caption", small=SMALL_CELL)
    alt = words("map-alt", n=len(received))
    return writer.figure(figures.places(boundaries.rings, shades), "map", alt, caption, frame, "collaboration/received")


def _network(writer: Writer) -> Block:
    words = writer.words
    network = writer.table("collaboration/network").set_index("when")
    digits = {"a_year": 1, "units": 0, "pairs": 0, "density": 2, "cross_sector": 0, "sector_pairs": 1}
    shown = network.assign(density=100 * network["density"], cross_sector=100 * network["cross_sector"])
    frame = pd.DataFrame(
        {words("col-measure"): [words(f"network-{k}") for k in digits]}
        | {words(f"when-{t}"): [words.number(shown.loc[t, k], d) for k, d in digits.items()] for t in shown.index}
    )
    table = blocks.table(frame, words("network-caption"), frame.columns[1:], tables="collaboration/network")
    return table + blocks.paragraph(words("network-caution"))


SECTIONS = (Section("collaboration", collaboration, ("collaboration/network",)),)
