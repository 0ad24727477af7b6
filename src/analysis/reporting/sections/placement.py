"""Placement."""

from __future__ import annotations

import pandas as pd

from analysis.indicators.placement import DISTANCE
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer


def placement(writer: Writer) -> Block:
    """Say how well moves met the standards of their posts, beside chance and the best that was feasible."""
    words = writer.words
    parts, waves = writer.table("placement/parts"), writer.table("placement/waves")
    sentences = [_reached(writer, waves)]
    if DISTANCE not in parts["part"].tolist():
        sentences.append(words("distance-none"))
    rule = writer.exact("placement/rule").set_index("kind")["moves"]
    sentences.append(words("placement-rule", **{kind: writer.people(moves) for kind, moves in rule.items()}))
    frame = pd.DataFrame(
        {
            words("col-part"): [words(f"part-{p}") for p in parts["part"]],
            words("col-mean-score"): [words.number(v, 2) for v in parts["mean"]],
            words("col-full"): [words("percent", value=words.number(100 * v, 0)) for v in parts["full"]],
            words("col-known"): [words("percent", value=words.number(100 * v, 0)) for v in parts["known"]],
        }
    )
    return (
        blocks.paragraph(*sentences)
        + _waves(writer, waves)
        + blocks.table(frame, words("placement-caption"), frame.columns[1:], tables="placement/parts")
        + blocks.paragraph(words("placement-caution"))
    )


def _reached(writer: Writer, waves: pd.DataFrame) -> str:
    """Say how much of the way from chance to the best assignment was gone; nothing where that is not known."""
    words, overall = writer.words, writer.record("placement/overall")
    if pd.isna(overall["reached"]):
        return ""
    scores = {k: words.number(overall[k], 2) for k in ("actual", "chance", "best")}
    shares = {k: words.number(100 * overall[k], 0) for k in ("reached", "low", "high")}
    clear = "yes" if overall["low"] > 0 else "no"
    moves = writer.people(writer.exact("placement/waves")["moves"].sum())
    return words("placement-reached", moves=moves, clear=clear, level=writer.level, **scores, **shares)


def _waves(writer: Writer, waves: pd.DataFrame) -> Block:
    """Draw each wave of moves between chance and the best assignment; nothing where every wave is too small."""
    words = writer.words
    if waves.empty:
        return Block("")
    behind = pd.DataFrame(
        {
            words("col-wave"): [words.semester(s) for s in waves["semester"]],
            words("col-moves"): waves["moves"].astype(float).map(writer.people),
            **{words(f"col-{k}"): [words.number(v, 3) for v in waves[k]] for k in ("chance", "actual", "best")},
        }
    )
    alt = words("waves-alt", n=words.count(len(waves)))
    drawn = figures.waves(waves, words)
    return writer.figure(drawn, "waves", alt, words("waves-caption"), behind, "placement/waves")


SECTIONS = (Section("placement", placement, ("placement/overall", "placement/parts", "placement/rule"), ("asn",)),)
