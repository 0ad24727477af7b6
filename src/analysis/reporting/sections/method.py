"""How it was done, and whether it was planned."""

from __future__ import annotations

import pandas as pd

from analysis.domain.privacy import ROUNDED_TO, SMALL_CELL, SMALL_GROUP
from analysis.impact.evidence import THRESHOLDS
from analysis.reporting import blocks
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer
from analysis.team import plan as plans


def method(writer: Writer) -> Block:
    """Say what was chosen, in plain words, from the cycle file."""
    words, choices = writer.words, writer.study.cycle.analysis
    items = [
        words("method-controls", controls=words("controls-not_yet_treated"), never=words("controls-never_treated")),
        words("method-covariates", names=", ".join(words(f"covariate-{c}") for c in choices.covariates)),
        words("method-checks", **{level: words(f"estimator-{name}") for level, name in choices.estimators}),
        words("method-level", level=writer.level, n=len(writer.headlines)),
        words("method-looks", looks=THRESHOLDS.looks),
        words("method-treated", **{"from": words.count(choices.unit_treated_from)}),
        words("method-people", to=ROUNDED_TO, small=SMALL_CELL, group=SMALL_GROUP),
    ]
    items += [
        words("method-anticipation", periods=words.count(n), period=words(f"period-{freq}"))
        for freq, n in choices.anticipation
        if n
    ]
    return blocks.bullets(items)


def plan(writer: Writer) -> Block:
    """Say what was planned before results were seen, and list what was done otherwise."""
    words, status = writer.words, writer.headlines["status"]
    record = plans.load(writer.study.root, writer.study.cycle.cycle)
    if record is None:
        return blocks.paragraph(words("plan-none")) + _explored(writer)
    planned = [writer.name(outcome) for outcome in status.index[status == plans.PLANNED]]
    exploratory = [writer.name(outcome) for outcome in status.index[status != plans.PLANNED]]
    frozen = {"date": words.date(record["frozen"]), "hash": record["sha256"][:12]}
    text = [words("plan", n=len(planned), names=", ".join(planned), **frozen)]
    if exploratory:
        text.append(words("plan-exploratory", names=", ".join(exploratory)))
    differing = writer.table("deviations")
    if differing.empty:
        return blocks.paragraph(*text, words("plan-kept")) + _explored(writer)
    frame = differing.fillna("").replace({"reason": {"": words("plan-no-reason")}})
    frame.columns = [words(f"col-{c}") for c in ("key", "planned", "done", "reason-given")]
    table = blocks.table(frame, words("plan-deviations"), tables="deviations")
    return blocks.paragraph(*text) + table + _explored(writer)


def _explored(writer: Writer) -> Block:
    """Tabulate what was looked at beyond the plan, marked so."""
    words, table = writer.words, writer.table("explored")
    if table.empty:
        return Block("")
    frame = pd.DataFrame(
        {
            words("col-outcome"): [writer.named(outcome) for outcome in table["outcome"]],
            words("col-subgroup"): [words(f"subgroup-{g}") for g in table["group"]],
            words("col-estimator"): [words(f"estimator-{e}") for e in table["estimator"]],
            words("col-controls"): [words(f"controls-{c}") for c in table["control_group"]],
            words("col-adjusted"): [
                ", ".join(words(f"covariate-{c}") for c in filter(None, names.split(", "))) or "–"
                for names in table["covariates"]
            ],
            words("col-anticipation"): [words.count(a) for a in table["anticipation"]],
            words("col-window"): [f"{r.first or '…'} – {r.last or '…'}" for r in table.itertuples()],
            words("col-att"): [writer.short(r) for _, r in table.iterrows()],
            words("col-status"): words("status-exploratory"),
            words("col-note"): table["note"],
        }
    )
    return blocks.table(frame, words("explored"), tables="explored")


SECTIONS = (
    Section("method", method, readers=("asn",)),
    Section("plan", plan, titled=True),
)
