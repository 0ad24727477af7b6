"""Resistance and sosialisasi."""

from __future__ import annotations

import pandas as pd

from analysis.impact import evidence
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.sections import comments
from analysis.reporting.writer import Writer


def resistance(w: Writer) -> Block:
    """Say how strong resistance is, how far the survey can be trusted, and what goes with it."""
    say = w.say
    if not w.study.results.has("resistance/means"):
        return blocks.paragraph(say("resistance-none"))
    reliability = w.study.table("resistance/reliability").iloc[0]
    means = w.study.table("resistance/means").set_index("group")
    response = w.study.table("resistance/response").set_index("group")
    drivers = w.study.table("resistance/drivers")

    def interval(row: pd.Series, sign: bool = False) -> str:
        value, low, high = (say.number(row[k], 2, sign) for k in (row.index[0], "low", "high"))
        return f"{value} ({low} … {high})"

    asked = response.loc["all"]
    opening = [
        say(
            "resistance-index", n=say.count(reliability["officers"]), asked=say.count(asked["asked"]),
            share=say.number(100 * asked["share"], 0), mean=interval(means.loc["all"]),
        ),
        say(
            "resistance-reliable", good="yes" if reliability["low"] >= 0.7 else "no", level=w.level,
            straight=say.count(reliability["straight_lined"]),
            **{k: say.number(reliability[k], 2) for k in ("alpha", "low", "high", "omega")},
        ),
    ]  # fmt: skip
    told = blocks.paragraph(*opening)
    if len(drivers):
        told += blocks.bullets(_driver(w, row) for _, row in drivers.iterrows() if row["driver"] != "age")
        labels = [say(f"driver-{d}") for d in drivers["driver"]]
        strongest = drivers.loc[drivers["effect"].abs().idxmax()]
        alt = say(
            "drivers-alt",
            driver=say(f"driver-{strongest['driver']}"),
            effect=say.number(strongest["effect"], 2, True),
        )
        behind = pd.DataFrame(
            {
                say("col-driver"): labels,
                say("col-effect"): [interval(r[["effect", "low", "high"]], True) for _, r in drivers.iterrows()],
                say("col-padjusted"): [say.p_alone(p) for p in drivers["p_adjusted"]],
            }
        )
        caption = say("drivers-caption", level=w.level)
        drawing = figures.svg(figures.coefficients(drivers, labels, say("drivers-x"), say), alt, "drivers")
        told += blocks.figure(drawing, caption, blocks.table(behind, caption, behind.columns[1:]), say("table-of"))
    shown = pd.DataFrame(
        {
            say("col-group"): [say(f"group-{g}") for g in means.index],
            say("col-mean"): [interval(r) for _, r in means.iterrows()],
            say("col-answered"): [
                say(
                    "answered",
                    yes=say.count(response.loc[g, "answered"]),
                    asked=say.count(response.loc[g, "asked"]),
                )
                for g in means.index
            ],
        }
    )
    table = blocks.table(shown, say("resistance-caption", level=w.level), shown.columns[1:])
    twice = w.study.results.table_or_empty("resistance/twice")
    caution = say("resistance-caution", asked="once" if twice.empty else "twice")
    changed = [_twice(w, row) for _, row in twice.iterrows()]
    return told + table + blocks.paragraph(caution, *changed) + _sosialisasi(w) + comments.written(w, "resistensi")


def _twice(w: Writer, row: pd.Series) -> str:
    """Say what sosialisasi changed among those asked before and after it."""
    say = w.say
    # two answers leave no time before in which trends could be compared
    grade, _ = evidence.association(row["p"], w.study.cycle.analysis.alpha)
    effect, low, high = (say.number(row[k], 2, True) for k in ("effect", "low", "high"))
    return say(
        "resistance-twice", n=say.count(row["officers"]), attended=say.count(row["attended"]), grade=grade,
        effect=effect, low=low, high=high, level=w.level, p=say.p(row["p"]),
        direction="down" if row["effect"] < 0 else "up",
    )  # fmt: skip


def _driver(w: Writer, row: pd.Series) -> str:
    """Say what the evidence allows about what goes with resistance; seen once, it is never more than suggestive."""
    say = w.say
    grade, _ = evidence.association(row["p_adjusted"], w.study.cycle.analysis.alpha)
    return say(
        f"driver-{grade}", driver=say(f"driver-{row['driver']}"), direction="up" if row["effect"] > 0 else "down",
        size=say.number(abs(row["effect"]), 2), low=say.number(row["low"], 2, True),
        high=say.number(row["high"], 2, True), padjusted=say.p(row["p_adjusted"]),
    )  # fmt: skip


def _sosialisasi(w: Writer) -> Block:
    """Say whether sosialisasi changed the effect of the move."""
    say, table = w.say, w.impact.heterogeneity
    own = table[(table["dimension"] == "sosialisasi") & (table["group"] == "difference")]
    read = own[own["outcome"].map(w.headlines["grade"]).isin(evidence.SIGNS)]
    alpha = w.study.cycle.analysis.alpha
    return blocks.bullets(
        say(
            "sosialisasi-moderates", outcome=w.name(r["outcome"]), gap=w.short(r),
            found="yes" if r["p_adjusted"] < alpha else "no", padjusted=say.p(r["p_adjusted"]),
        )
        for _, r in read.iterrows()
    )  # fmt: skip
