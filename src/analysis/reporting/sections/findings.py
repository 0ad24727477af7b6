"""What was found on officers and on kelurahan."""

from __future__ import annotations

import html

import pandas as pd

from analysis.domain.outcomes import OUTCOMES
from analysis.domain.subgroups import DIMENSIONS
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.writer import Writer


def findings(w: Writer, level: str) -> Block:
    """Say and draw what was found at a level."""
    mine = [o for o in w.headlines.index if OUTCOMES[o].level == level]
    if not mine:
        return blocks.paragraph(w.say("nothing-measured", level=w.say(f"level-{level}").lower()))
    return blocks.grid(_finding(w, o) for o in mine)


def _finding(w: Writer, outcome: str) -> Block:
    """Put an outcome's claim above its event study."""
    head = f"<h3>{html.escape(w.name(outcome))} {w.pill(w.headlines.loc[outcome, 'grade'])}</h3>"
    body = Block(head) + blocks.paragraph(w.claim(outcome)) + event_study(w, outcome)
    return Block(f'<div class="finding">{body.content}</div>')


def event_study(w: Writer, outcome: str) -> Block:
    """Draw an outcome's event study with its table behind it."""
    o, say = OUTCOMES[outcome], w.say
    rows = w.rows(outcome, "event_time" if o.bin == 1 else "event_bin")
    rows = rows[rows["event_time"].between(*o.window) & rows["se"].notna()].sort_values("event_time")
    anticipation = getattr(w.study.cycle.analysis.anticipation, o.frequency)
    period = say(f"period-{o.frequency}")
    before = rows.loc[rows["event_time"] < -anticipation, "att"]
    after = rows.loc[rows["event_time"] >= 0, "att"]
    ends = {"premin": before.min(), "premax": before.max(), "postmin": after.min(), "postmax": after.max()}
    pretrend = say.p(w.headlines.loc[outcome, "pretrend_p"])
    alt = say(
        "event-alt", period=period, outcome=w.name(outcome), unit=w.unit(outcome), pretrend=pretrend,
        **{k: say.number(v, w.digits(outcome)) for k, v in ends.items()},
    )  # fmt: skip
    drawing = figures.svg(
        figures.event_study(rows, anticipation, w.unit(outcome), period, say, o.bin), alt, f"event-{outcome}"
    )
    key = "event-caption-anticipation" if anticipation else "event-caption" if o.bin == 1 else "event-caption-bins"
    caption = say(key, outcome=w.name(outcome), period=period, level=w.level, pretrend=pretrend, size=say.count(o.bin))
    return blocks.figure(drawing, caption, _behind(w, rows, outcome, caption), say("table-of"))


def _behind(w: Writer, rows: pd.DataFrame, outcome: str, caption: str) -> Block:
    digits, say = w.digits(outcome), w.say
    shown = pd.DataFrame(
        {
            say("col-event"): [say.number(v, 0, sign=True) for v in rows["event_time"]],
            say("col-att"): [say.number(v, digits) for v in rows["att"]],
            say("col-interval", level=w.level): [
                f"{say.number(a, digits)} … {say.number(b, digits)}"
                for a, b in zip(rows["low"], rows["high"], strict=True)
            ],
            say("col-treated"): [say.count(v) for v in rows["n_treated"]],
        }
    )
    return blocks.table(shown, caption, list(shown.columns[1:]))


def few_units(w: Writer) -> Block:
    """Say what a handful of treated units in one district allows."""
    h, say = w.headlines, w.say
    units = h[h["level"] == "unit"]
    if units.empty:
        return Block("")
    districts = int(units["districts"].max())
    return blocks.paragraph(
        say(
            "few-units", units=say.count(units["n_treated"].max()), others=say.count(districts - 1),
            floor=say.p_alone(1 / districts),
        )
    )  # fmt: skip


def subgroups(w: Writer) -> Block:
    """Compare groups of officers along the declared dimensions, for the outcomes on which a conclusion is drawn."""
    say, table = w.say, w.impact.heterogeneity
    officer = w.headlines[w.headlines["level"] == "officer"]
    if officer.empty or table.empty:
        return Block("")
    read = officer.index[officer["grade"] != "inconclusive"]
    rows, drawings = [], []
    for outcome in read:
        own = table[table["outcome"] == outcome]
        for dimension in own["dimension"].unique():
            by = own[own["dimension"] == dimension].set_index("group")
            if "difference" not in by.index:
                continue
            first, second = DIMENSIONS[dimension].groups
            rows.append(
                {
                    say("col-outcome"): f"{w.name(outcome)}, {w.unit(outcome)}",
                    say("col-compared"): say(
                        "compared", first=say(f"subgroup-{first}"), second=say(f"subgroup-{second}")
                    ),
                    say("col-first"): w.short(by.loc[first]),
                    say("col-second"): w.short(by.loc[second]),
                    say("col-difference"): w.short(by.loc["difference"]),
                    say("col-padjusted"): say.p_alone(by.loc["difference", "p_adjusted"]),
                    say("col-status"): say("status-" + by.loc["difference", "status"]),
                }
            )
        if officer.loc[outcome, "grade"] != "none":
            kinds = {g: w.rows(outcome, "overall", g) for g in DIMENSIONS["kind_of_move"].groups}
            if all(len(r) for r in kinds.values()):
                drawings.append(_kinds(w, outcome, {g: r.iloc[0] for g, r in kinds.items()}))
    differ = [r for r in table[table["outcome"].isin(read)].itertuples() if r.p_adjusted < w.study.cycle.analysis.alpha]
    found = [
        say(
            "differs", outcome=w.name(r.outcome), dimension=say(f"dimension-{r.dimension}"),
            first=say(f"subgroup-{DIMENSIONS[r.dimension].groups[0]}"),
            second=say(f"subgroup-{DIMENSIONS[r.dimension].groups[1]}"),
            gap=say.number(r.att, w.digits(r.outcome), sign=True), unit=w.unit(r.outcome),
        )
        for r in differ
    ] or [say("differs-none")]  # fmt: skip
    unread = [say("not-read", outcome=w.name(o)) for o in officer.index[officer["grade"] == "inconclusive"]]
    notes = blocks.paragraph(*found) + blocks.paragraph(say("subgroup-caution", n=len(rows)), *unread)
    if not rows:
        return notes
    frame = pd.DataFrame(rows)
    folded = blocks.folded(
        say("subgroups-summary"),
        blocks.table(frame, say("subgroups-caption", level=w.level), frame.columns[2:-1]),
    )
    return notes + blocks.grid(drawings) + folded


def _kinds(w: Writer, outcome: str, overall: dict[str, pd.Series]) -> Block:
    o, say = OUTCOMES[outcome], w.say
    rows = pd.concat(w.rows(outcome, "event_time", g) for g in ("cross_sector", "within_sector"))
    anticipation = getattr(w.study.cycle.analysis.anticipation, o.frequency)
    rows = rows[rows["event_time"].between(-anticipation, o.window[1]) & rows["se"].notna()]
    written = {k: say.number(overall[f"{k}_sector"]["att"], w.digits(outcome)) for k in ("cross", "within")}
    alt = say("kinds-alt", outcome=w.name(outcome), unit=w.unit(outcome), **written)
    drawing = figures.kinds_of_move(rows, w.unit(outcome), say(f"period-{o.frequency}"), say)
    caption = say("kinds-caption", outcome=w.name(outcome), level=w.level)
    behind = pd.DataFrame(
        {
            say("col-subgroup"): [say(f"subgroup-{g}") for g in rows["subgroup"]],
            say("col-event"): [say.number(v, 0, sign=True) for v in rows["event_time"]],
            say("col-att"): [w.short(r) for _, r in rows.iterrows()],
        }
    )
    table = blocks.table(behind, caption, behind.columns[1:])
    return blocks.figure(figures.svg(drawing, alt, f"kinds-{outcome}"), caption, table, say("table-of"))
