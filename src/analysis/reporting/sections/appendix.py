"""Technical tables and the inputs' fingerprints."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis import __version__
from analysis.domain.outcomes import OUTCOMES
from analysis.intake import cleaning
from analysis.intake.rulebook import RULES
from analysis.reporting import blocks
from analysis.reporting.audiences import LANGUAGES
from analysis.reporting.blocks import Block
from analysis.reporting.writer import Writer
from analysis.store import provenance


def headline_table(w: Writer) -> Block:
    """Tabulate the headline of every outcome with all that its grade was decided on."""
    say = w.say
    rows = []
    for outcome, r in w.headlines.iterrows():
        d = w.digits(str(outcome))
        rows.append(
            {
                say("col-outcome"): f"{w.name(str(outcome))}, {w.unit(str(outcome))}",
                say("col-att"): say.number(r["att"], d),
                say("col-interval", level=w.level): " … ".join(say.number(r[k], d) for k in ("low", "high")),
                say("col-padjusted"): say.p_alone(r["p_adjusted"]),
                say("col-pretrend"): say.p_alone(r["pretrend_p"]),
                say("col-randomisation"): say.p_alone(r["p_randomisation"]),
                say("col-q"): say.p_alone(r["q"]),
                say("col-breakdown"): say.number(r["breakdown"], 2),
                say("col-speaks"): say(f"estimator-{r['estimator']}"),
                say("col-detectable"): say.number(r["detectable"], d),
                say("col-treated"): say.count(r["n_treated"]),
                say("col-control"): say.count(r["n_control"]),
                say("col-grade"): say("grade-" + r["grade"]),
                say("col-why"): say("why-" + r["reason"]),
                say("col-status"): say("status-" + r["status"]),
            }
        )
    frame = pd.DataFrame(rows)
    right = [c for c in frame.columns[1:-3] if c != say("col-speaks")]
    return blocks.table(frame, say("headline-caption"), right)


def estimates_table(w: Writer) -> Block:
    """Tabulate every overall and event-time estimate; group-time cells go to ``estimates.csv``."""
    say, e = w.say, w.impact.estimates
    shown = e[e["aggregation"].isin(["overall", "event_time"])]
    first, last = (shown["outcome"].map(lambda o, k=k: OUTCOMES[o].window[k]) for k in (0, 1))
    inside = shown["event_time"].isna() | shown["event_time"].between(first, last).fillna(False)
    shown = shown[inside & ~((shown["aggregation"] == "event_time") & (shown["control_group"] == "never_treated"))]
    digits = shown["outcome"].map(w.digits)

    def written(column: str) -> list[str]:
        return [say.number(v, d) for v, d in zip(shown[column], digits, strict=True)]

    frame = pd.DataFrame(
        {
            say("col-outcome"): shown["outcome"].map(w.name),
            say("col-estimator"): [say(f"estimator-{v}") for v in shown["estimator"]],
            say("col-controls"): [say(f"controls-{v}") for v in shown["control_group"]],
            say("col-subgroup"): [say(f"subgroup-{v}") for v in shown["subgroup"]],
            say("col-event"): [
                say("overall") if pd.isna(t) else say.number(t, 0, sign=True) for t in shown["event_time"]
            ],
            say("col-att"): written("att"),
            say("col-se"): written("se"),
            say("col-interval", level=w.level): [
                f"{a} … {b}" for a, b in zip(written("low"), written("high"), strict=True)
            ],
            say("col-p"): [say.p_alone(v) for v in shown["p"]],
            say("col-treated"): shown["n_treated"].map(say.count),
            say("col-control"): shown["n_control"].map(say.count),
        }
    )
    table = blocks.table(frame, say("estimates-caption"), list(frame.columns[4:]))
    rest = int((e["aggregation"] == "group_time").sum())
    summary = f"{say('estimates-caption')} ({say.count(len(frame))})"
    return blocks.folded(summary, table) + blocks.paragraph(say("cells-note", cells=say.count(rest)))


def skipped(w: Writer) -> Block:
    """Tabulate the cells that could not be estimated."""
    say, s = w.say, w.impact.skipped
    if s.empty:
        return blocks.paragraph(say("skipped-none"))
    frame = pd.DataFrame(
        {
            say("col-outcome"): s["outcome"].map(w.name),
            say("col-subgroup"): [say(f"subgroup-{v}") for v in s["subgroup"]],
            say("col-controls"): [say(f"controls-{v}") for v in s["control_group"]],
            say("reason"): s["reason"],
            say("col-cells"): s["cells"].map(say.count),
        }
    )
    return blocks.table(frame, say("skipped-caption"), [say("col-cells")])


def reasons(w: Writer) -> Block:
    """List the rule behind each row that was not simply kept, and what did not enter a panel."""
    say = w.say
    reasons = w.study.table("reasons").assign(
        disposition=lambda d: d["disposition"].map(say),
        rows=lambda d: d["rows"].map(say.count),
        meaning=lambda d: [RULES[r].meaning[LANGUAGES.index(w.say.language)] for r in d["rule"]],
    )
    reasons.columns = [say(k) for k in ("source", "disposition", "rule", "rows", "problem-meaning")]
    left = w.study.table("exclusions").assign(rows=lambda d: d["rows"].map(say.count))
    left.columns = [say(k) for k in ("panel", "reason", "rows")]
    return blocks.table(left, say("exclusions-caption"), [say("rows")]) + blocks.table(
        reasons, say("reasons-caption"), [say("rows")]
    )


def inputs(w: Writer) -> Block:
    """List the inputs with their fingerprints."""
    say, study = w.say, w.study
    received: list[Path] = sorted(p for paths in cleaning.files(study.root, study.cycle).values() for p in paths)
    frame = pd.DataFrame(
        {
            say("col-file"): [p.relative_to(study.root).as_posix() for p in received],
            say("col-hash"): [provenance.sha256(p)[:16] for p in received],
        }
    )
    return blocks.paragraph(say("provenance", version=__version__, cycle=study.cycle.cycle)) + blocks.table(
        frame, say("provenance-caption")
    )
