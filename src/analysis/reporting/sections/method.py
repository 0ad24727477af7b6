"""How it was done, and whether it was planned."""

from __future__ import annotations

import pandas as pd

from analysis.reporting import blocks
from analysis.reporting.blocks import Block
from analysis.reporting.writer import Writer
from analysis.team import plan as plans


def method(w: Writer) -> Block:
    """Say what was chosen, in plain words, from the cycle file."""
    say, choices = w.say, w.study.cycle.analysis
    items = [
        say("method-controls", controls=say("controls-not_yet_treated"), never=say("controls-never_treated")),
        say("method-covariates", names=", ".join(say(f"covariate-{c}") for c in choices.covariates)),
        say("method-checks", **{level: say(f"estimator-{name}") for level, name in choices.estimators}),
        say("method-level", level=w.level, n=len(w.headlines)),
        say("method-treated", **{"from": say.count(choices.unit_treated_from)}),
    ]
    items += [
        say("method-anticipation", periods=say.count(n), period=say(f"period-{freq}"))
        for freq, n in choices.anticipation
        if n
    ]
    return blocks.bullets(items)


def plan(w: Writer) -> Block:
    """Say what was planned before results were seen, and list what was done otherwise."""
    say, h = w.say, w.headlines
    record = plans.load(w.study.root, w.study.cycle.cycle)
    if record is None:
        return blocks.paragraph(say("plan-none")) + _explored(w)
    planned = [w.name(o) for o in h.index[h["status"] == plans.PLANNED]]
    exploratory = [w.name(o) for o in h.index[h["status"] != plans.PLANNED]]
    frozen = {"date": say.date(record["frozen"]), "hash": record["sha256"][:16]}
    text = [say("plan", n=len(planned), names=", ".join(planned), **frozen)]
    if exploratory:
        text.append(say("plan-exploratory", names=", ".join(exploratory)))
    differing = w.study.table("deviations")
    if differing.empty:
        return blocks.paragraph(*text, say("plan-kept")) + _explored(w)
    frame = differing.fillna("").replace({"reason": {"": say("plan-no-reason")}})
    frame.columns = [say(f"col-{c}") for c in ("key", "planned", "done", "reason-given")]
    return blocks.paragraph(*text) + blocks.table(frame, say("plan-deviations")) + _explored(w)


def _explored(w: Writer) -> Block:
    """Tabulate what was looked at beyond the plan, marked so."""
    say, table = w.say, w.study.results.table_or_empty("explored")
    if table.empty:
        return Block("")
    frame = pd.DataFrame(
        {
            say("col-outcome"): [f"{w.name(o)}, {w.unit(o)}" for o in table["outcome"]],
            say("col-subgroup"): [say(f"subgroup-{g}") for g in table["group"]],
            say("col-estimator"): [say(f"estimator-{e}") for e in table["estimator"]],
            say("col-window"): [f"{r.first or '…'} – {r.last or '…'}" for r in table.itertuples()],
            say("col-att"): [w.short(r) for _, r in table.iterrows()],
            say("col-status"): say("status-exploratory"),
            say("col-note"): table["note"],
        }
    )
    return blocks.table(frame, say("explored"))
