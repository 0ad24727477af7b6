"""Service in the kelurahan: how long it takes, and how much an officer serves."""

from __future__ import annotations

import pandas as pd

from analysis.impact import evidence
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.writer import Writer


def service(w: Writer) -> Block:
    """Say how long services take before and after, and what of an officer's output moved by definition."""
    say, alpha = w.say, w.study.cycle.analysis.alpha
    if not w.study.results.has("service/about"):
        return blocks.paragraph(say("service-none"))
    since = w.study.table("service/about")["since"].iloc[0]
    summary = w.study.table("service/summary").set_index(["group", "when"])
    staff = w.study.table("service/staff").set_index(["group", "when"])
    effects = w.study.table("service/effects").set_index("measure", drop=False)
    told = [say("service-open", open=say.count(summary["open"].sum()), services=say.count(summary["services"].sum()))]
    if "days" in effects.index:
        row = effects.loc["days"]
        grade, _ = evidence.single(row["p_adjusted"], row["pretrend_p"], alpha)
        told.append(
            say(
                f"service-days-{grade}", size=say.number(abs(row["att"]), 1), low=say.number(row["low"], 1, True),
                high=say.number(row["high"], 1, True), direction="up" if row["att"] > 0 else "down",
                pretrend=say.p(row["pretrend_p"]),
            )
        )  # fmt: skip
    more = []
    ours = staff.loc["programme"] if "programme" in staff.index.get_level_values(0) else staff.iloc[:0]
    if "productivity" in effects.index and {"before", "after"} <= set(ours.index):
        row = effects.loc["productivity"]
        more.append(
            say(
                "service-productivity", effect=w.interval(row, 2),
                **{f"staff{t}": say.number(ours.loc[t, "officers"], 1) for t in ours.index},
                **{f"services{t}": say.number(ours.loc[t, "services"], 1) for t in ours.index},
            )
        )  # fmt: skip
    return blocks.paragraph(*told) + _figure(w, summary, since) + blocks.paragraph(*more) + _dose(w)


def _figure(w: Writer, summary: pd.DataFrame, since: str) -> Block:
    say = w.say
    curves = w.study.table("service/curves")
    drawings = []
    for group in ("programme", "others"):
        own = curves[curves["group"] == group]
        shown = own[own["day"].isin([1, 3, 5, 7, 14, 30])]
        behind = pd.DataFrame(
            {
                say("col-when"): [say(f"when-{t}") for t in shown["when"]],
                say("col-day"): shown["day"].map(say.count),
                say("col-finished"): [
                    w.interval(100 * r, 1, sign=False)
                    for _, r in shown[["share", "low", "high"]].rename(columns={"share": "att"}).iterrows()
                ],
            }
        )
        names = {"group": say(f"citizens-{group}"), "month": say.month(since)}
        caption = say("finished-caption", level=w.level, **names)
        medians = {t: say.number(summary["median"].get((group, t), float("nan")), 0) for t in ("before", "after")}
        drawing = figures.svg(figures.finished(own, say), say("finished-alt", **names, **medians), f"finished-{group}")
        table = blocks.table(behind, caption, behind.columns[1:])
        drawings.append(blocks.figure(drawing, caption, table, say("table-of")))
    return blocks.grid(drawings)


def _dose(w: Writer) -> Block:
    """Say what one more officer rotated in goes with."""
    say, checks = w.say, w.impact.checks
    rows = checks[(checks["check"] == "dose") & checks["outcome"].map(w.headlines["level"]).eq("unit")]
    rows = rows[rows["outcome"].map(w.headlines["grade"]).isin(evidence.SIGNS)]
    return blocks.bullets(
        say(
            "service-dose", outcome=w.inline(r["outcome"]), effect=w.interval(r, 2), unit=w.unit(r["outcome"]),
            clear="yes" if r["p"] < w.study.cycle.analysis.alpha else "no",
        )
        for _, r in rows.iterrows()
    )  # fmt: skip
