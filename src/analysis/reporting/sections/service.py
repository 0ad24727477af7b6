"""Service in the kelurahan: how long it takes, and how much an officer serves."""

from __future__ import annotations

import pandas as pd

from analysis.impact import evidence
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer


def service(writer: Writer) -> Block:
    """Say how long services take before and after, and what of an officer's output moved by definition."""
    words, alpha = writer.words, writer.study.cycle.analysis.alpha
    since = writer.record("service/about")["since"]
    summary = writer.table("service/summary").set_index(["group", "when"])
    staff = writer.table("service/staff").set_index(["group", "when"])
    effects = writer.table("service/effects").set_index("measure", drop=False)
    sentences = [
        words("service-open", open=words.count(summary["open"].sum()), services=words.count(summary["services"].sum()))
    ]
    if "days" in effects.index:
        row = effects.loc["days"]
        grade, _ = evidence.single(row["p_adjusted"], row["pretrend_p"], alpha)
        sentences.append(
            words(
                f"service-days-{grade}", size=words.number(abs(row["att"]), 1), low=words.number(row["low"], 1, True),
                high=words.number(row["high"], 1, True), direction="up" if row["att"] > 0 else "down",
                pretrend=words.p(row["pretrend_p"]), padjusted=words.p(row["p_adjusted"]),
            )
        )  # fmt: skip
    more = []
    ours = staff.loc["programme"] if "programme" in staff.index.get_level_values(0) else staff.iloc[:0]
    if "productivity" in effects.index and {"before", "after"} <= set(ours.index):
        row = effects.loc["productivity"]
        grown = ours.loc["after", "officers"] > ours.loc["before", "officers"]
        more.append(
            words(
                "service-productivity", effect=writer.interval(row, 2), staff="up" if grown else "other",
                **{f"staff{t}": words.number(ours.loc[t, "officers"], 1) for t in ours.index},
                **{f"services{t}": words.number(ours.loc[t, "services"], 1) for t in ours.index},
            )
        )  # fmt: skip
    return blocks.paragraph(*sentences) + _figure(writer, summary, since) + blocks.paragraph(*more) + _dose(writer)


def _figure(writer: Writer, summary: pd.DataFrame, since: str) -> Block:
    words = writer.words
    curves = writer.table("service/curves")
    drawings = []
    for group in ("programme", "others"):
        of_group = curves[curves["group"] == group]
        if of_group.empty:
            continue
        shown = of_group[of_group["day"].isin([1, 3, 5, 7, 14, 30])]
        behind = pd.DataFrame(
            {
                words("col-when"): [words(f"when-{t}") for t in shown["when"]],
                words("col-day"): shown["day"].map(words.count),
                words("col-finished"): [
                    writer.interval(row, 1, sign=False, value="share", times=100) for _, row in shown.iterrows()
                ],
            }
        )
        names = {"group": words(f"citizens-{group}"), "month": words.month(since)}
        caption = words("finished-caption", level=writer.level, **names)
        medians = {t: words.number(summary["median"].get((group, t), float("nan")), 0) for t in ("before", "after")}
        drawn, alt = figures.finished(of_group, words), words("finished-alt", **names, **medians)
        drawings.append(writer.figure(drawn, f"finished-{group}", alt, caption, behind, "service/curves"))
    return blocks.grid(drawings)


def _dose(writer: Writer) -> Block:
    """Say what one more officer rotated in goes with."""
    words, checks = writer.words, writer.table("checks")
    rows = checks[(checks["check"] == "dose") & checks["outcome"].map(writer.headlines["level"]).eq("unit")]
    rows = rows[rows["outcome"].map(writer.headlines["grade"]).isin(evidence.SIGNS)]
    return blocks.bullets(
        words(
            "service-dose", outcome=writer.inline(row["outcome"]), effect=writer.interval(row, 2),
            unit=writer.unit(row["outcome"]), clear="yes" if row["p"] < writer.study.cycle.analysis.alpha else "no",
        )
        for _, row in rows.iterrows()
    )  # fmt: skip


SECTIONS = (Section("service", service, ("service/about", "service/summary", "service/curves"), titled=True),)
