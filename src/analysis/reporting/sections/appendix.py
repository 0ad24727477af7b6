"""Technical tables and the inputs' fingerprints."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis import __version__
from analysis.intake import deliveries
from analysis.intake.rulebook import RULES
from analysis.reporting import blocks
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer
from analysis.store import provenance


def headline_table(writer: Writer) -> Block:
    """Tabulate the headline of every outcome with all that its grade was decided on."""
    words = writer.words
    rows = []
    for outcome, row in writer.headlines.iterrows():
        digits = writer.digits(str(outcome))
        rows.append(
            {
                words("col-outcome"): writer.named(str(outcome)),
                words("col-att"): words.number(row["att"], digits),
                words("col-interval", level=writer.level): " … ".join(
                    words.number(row[k], digits) for k in ("low", "high")
                ),
                words("col-padjusted"): words.p_alone(row["p_adjusted"]),
                words("col-pretrend"): words.p_alone(row["pretrend_p"]),
                words("col-randomisation"): words.p_alone(row["p_randomisation"]),
                words("col-q"): words.p_alone(row["q"]),
                words("col-breakdown"): words.number(row["breakdown"], 2),
                words("col-speaks"): words(f"estimator-{row['estimator']}"),
                words("col-detectable"): words.number(row["detectable"], digits),
                words("col-treated"): words.count(row["n_treated"]),
                words("col-control"): words.count(row["n_control"]),
                words("col-grade"): words("grade-" + row["grade"]),
                words("col-why"): words("why-" + row["reason"]),
                words("col-status"): words("status-" + row["status"]),
            }
        )
    frame = pd.DataFrame(rows)
    right = [c for c in frame.columns[1:-3] if c != words("col-speaks")]
    return blocks.table(frame, words("headline-caption"), right, tables="headlines")


def estimates_table(writer: Writer) -> Block:
    """Tabulate every overall and event-time estimate; group-time cells go to ``estimates.csv``."""
    words, estimates = writer.words, writer.table("estimates")
    shown = estimates[estimates["aggregation"].isin(["overall", "event_time"])]
    first, last = (shown["outcome"].map(lambda o, k=k: writer.outcomes[o].window[k]) for k in (0, 1))
    inside = shown["event_time"].isna() | shown["event_time"].between(first, last).fillna(False)
    shown = shown[inside & ~((shown["aggregation"] == "event_time") & (shown["control_group"] == "never_treated"))]
    shown = shown[shown["att"].notna()]  # a small group's is not told
    digits = shown["outcome"].map(writer.digits)

    def written(column: str) -> list[str]:
        return [words.number(v, d) for v, d in zip(shown[column], digits, strict=True)]

    frame = pd.DataFrame(
        {
            words("col-outcome"): shown["outcome"].map(writer.name),
            words("col-estimator"): [words(f"estimator-{v}") for v in shown["estimator"]],
            words("col-controls"): [words(f"controls-{v}") for v in shown["control_group"]],
            words("col-subgroup"): [words(f"subgroup-{v}") for v in shown["subgroup"]],
            words("col-event"): [
                words("overall") if pd.isna(t) else words.number(t, 0, sign=True) for t in shown["event_time"]
            ],
            words("col-att"): written("att"),
            words("col-se"): written("se"),
            words("col-interval", level=writer.level): [
                f"{a} … {b}" for a, b in zip(written("low"), written("high"), strict=True)
            ],
            words("col-p"): [words.p_alone(v) for v in shown["p"]],
            words("col-treated"): shown["n_treated"].map(words.count),
            words("col-control"): shown["n_control"].map(words.count),
        }
    )
    table = blocks.table(frame, words("estimates-caption"), list(frame.columns[4:]), tables="estimates")
    rest = int((estimates["aggregation"] == "group_time").sum())
    summary = f"{words('estimates-caption')} ({words.count(len(frame))})"
    return blocks.folded(summary, table) + blocks.paragraph(words("cells-note", cells=words.count(rest)))


def skipped(writer: Writer) -> Block:
    """Tabulate the cells that could not be estimated."""
    words, cells = writer.words, writer.table("skipped")
    if cells.empty:
        return blocks.paragraph(words("skipped-none"))
    frame = pd.DataFrame(
        {
            words("col-outcome"): cells["outcome"].map(writer.name),
            words("col-subgroup"): [words(f"subgroup-{v}") for v in cells["subgroup"]],
            words("col-controls"): [words(f"controls-{v}") for v in cells["control_group"]],
            words("reason"): cells["reason"],
            words("col-cells"): cells["cells"].map(words.count),
        }
    )
    return blocks.table(frame, words("skipped-caption"), [words("col-cells")], tables="skipped")


def reasons(writer: Writer) -> Block:
    """List the rule behind each row that was not simply kept, and what did not enter a panel."""
    words = writer.words
    listed = writer.table("reasons").assign(
        disposition=lambda d: d["disposition"].map(words),
        rows=lambda d: d["rows"].map(words.count),
        meaning=lambda d: [words.of(RULES[rule].meaning) for rule in d["rule"]],
    )
    listed.columns = [words(k) for k in ("source", "disposition", "rule", "rows", "problem-meaning")]
    excluded = writer.table("exclusions").assign(rows=lambda d: d["rows"].map(words.count))
    excluded.columns = [words(k) for k in ("panel", "reason", "rows")]
    numeric = [words("rows")]
    return blocks.table(excluded, words("exclusions-caption"), numeric, tables="exclusions") + blocks.table(
        listed, words("reasons-caption"), numeric, tables="reasons"
    )


def inputs(writer: Writer) -> Block:
    """List the inputs with their fingerprints."""
    words, study = writer.words, writer.study
    received: list[Path] = sorted(p for paths in deliveries.files(study.root, study.cycle).values() for p in paths)
    frame = pd.DataFrame(
        {
            words("col-file"): [p.relative_to(study.root).as_posix() for p in received],
            words("col-hash"): [provenance.sha256(p)[:12] for p in received],
        }
    )
    return blocks.paragraph(words("provenance", version=__version__, cycle=study.cycle.cycle)) + blocks.table(
        frame, words("provenance-caption")
    )


SECTIONS = (
    Section("headlines", headline_table, ("headlines",)),
    Section("estimates", estimates_table, ("estimates",)),
    Section("skipped", skipped, ("headlines",)),
    Section("reasons", reasons, ("exclusions",)),
    Section("inputs", inputs),
)
