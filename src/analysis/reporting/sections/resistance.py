"""Resistance and sosialisasi."""

from __future__ import annotations

import pandas as pd

from analysis.impact import evidence
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.sections import comments
from analysis.reporting.writer import Writer

#: Least lower end of Cronbach's alpha at which the index is called reliable (Nunnally 1978).
RELIABLE = 0.7
#: Drivers that another export than the survey tells of.
_TOLD_BY = {"sessions": "sosialisasi", "desk_to_field": "standar_jabatan"}


def resistance(writer: Writer) -> Block:
    """Say how strong resistance is, how far the survey can be trusted, and what goes with it."""
    words = writer.words
    means = writer.table("resistance/means").set_index("group")
    response = writer.table("resistance/response").set_index("group")
    twice = writer.table("resistance/twice")
    caution = words("resistance-caution", asked="once" if twice.empty else "twice")
    changed = [_twice(writer, row) for _, row in twice.iterrows()]
    return (
        _index(writer, means, response)
        + _drivers(writer)
        + _by_group(writer, means, response)
        + blocks.bullets(_untold(writer))
        + blocks.paragraph(caution, *changed)
        + _sosialisasi(writer)
        + comments.written(writer, "resistensi")
    )


def _index(writer: Writer, means: pd.DataFrame, response: pd.DataFrame) -> Block:
    """Say the index over all, and how reliable it is."""
    words, reliability = writer.words, writer.record("resistance/reliability")
    sentences = []
    if "all" in means.index and "all" in response.index:
        everyone = response.loc["all"]
        sentences.append(
            words(
                "resistance-index", n=writer.people(reliability["officers"]), asked=writer.people(everyone["asked"]),
                share=words.number(100 * everyone["share"], 0),
                mean=writer.interval(means.loc["all"], 2, sign=False, value="mean"),
            )
        )  # fmt: skip
    sentences.append(
        words(
            "resistance-reliable", good="yes" if reliability["low"] >= RELIABLE else "no", level=writer.level,
            straight=writer.people(reliability["straight_lined"]),
            **{k: words.number(reliability[k], 2) for k in ("alpha", "low", "high", "omega")},
        )
    )  # fmt: skip
    return blocks.paragraph(*sentences)


def _drivers(writer: Writer) -> Block:
    """Say and draw what goes with resistance."""
    words, drivers = writer.words, writer.table("resistance/drivers")
    if drivers.empty:
        return Block("")
    sentences = blocks.bullets(_driver(writer, row) for _, row in drivers.iterrows() if row["driver"] != "age")
    labels = [words(f"driver-{d}") for d in drivers["driver"]]
    strongest = drivers.loc[drivers["effect"].abs().idxmax()]
    strength = words.number(strongest["effect"], 2, True)
    alt = words("drivers-alt", driver=words(f"driver-{strongest['driver']}"), effect=strength)
    behind = pd.DataFrame(
        {
            words("col-driver"): labels,
            words("col-effect"): [writer.interval(row, 2, value="effect") for _, row in drivers.iterrows()],
            words("col-padjusted"): [words.p_alone(p) for p in drivers["p_adjusted"]],
        }
    )
    drawn = figures.coefficients(drivers, labels, words("drivers-x"), words)
    caption = words("drivers-caption", level=writer.level)
    return sentences + writer.figure(drawn, "drivers", alt, caption, behind, "resistance/drivers")


def _by_group(writer: Writer, means: pd.DataFrame, response: pd.DataFrame) -> Block:
    """Tabulate the mean index of each group and who of it answered."""
    words = writer.words
    frame = pd.DataFrame(
        {
            words("col-group"): [words(f"group-{g}") for g in means.index],
            words("col-mean"): [writer.interval(row, 2, sign=False, value="mean") for _, row in means.iterrows()],
            words("col-answered"): [
                words("answered", yes=writer.people(row["answered"]), asked=writer.people(row["asked"]))
                for _, row in response.reindex(means.index).iterrows()
            ],
        }
    )
    caption = words("resistance-caption", level=writer.level)
    return blocks.table(frame, caption, frame.columns[1:], tables="resistance/means resistance/response")


def _twice(writer: Writer, row: pd.Series) -> str:
    """Say what sosialisasi changed among those asked before and after it."""
    words = writer.words
    # two answers leave no time before in which trends could be compared
    grade, _ = evidence.association(row["p"], writer.study.cycle.analysis.alpha)
    effect, low, high = (words.number(row[k], 2, True) for k in ("effect", "low", "high"))
    return words(
        "resistance-twice", n=writer.people(row["officers"]), attended=writer.people(row["attended"]), grade=grade,
        effect=effect, low=low, high=high, level=writer.level, p=words.p(row["p"]),
        direction="down" if row["effect"] < 0 else "up",
    )  # fmt: skip


def _driver(writer: Writer, row: pd.Series) -> str:
    """Say what the evidence allows about what goes with resistance; seen once, it is never more than suggestive."""
    words = writer.words
    grade, _ = evidence.association(row["p_adjusted"], writer.study.cycle.analysis.alpha)
    return words(
        f"driver-{grade}", driver=words(f"driver-{row['driver']}"), direction="up" if row["effect"] > 0 else "down",
        size=words.number(abs(row["effect"]), 2), low=words.number(row["low"], 2, True),
        high=words.number(row["high"], 2, True), padjusted=words.p(row["p_adjusted"]),
    )  # fmt: skip


def _untold(writer: Writer) -> list[str]:
    """Say which driver could not be looked at, as an export was not sent."""
    words = writer.words
    return [
        words("driver-untold", driver=words(f"driver-{driver}"), export=export)
        for driver, export in _TOLD_BY.items()
        if not writer.results.rows(f"tables/{export}")
    ]


def _sosialisasi(writer: Writer) -> Block:
    """Say whether sosialisasi changed the effect of the move."""
    words, table = writer.words, writer.table("heterogeneity")
    differences = table[(table["dimension"] == "sosialisasi") & (table["group"] == "difference")]
    read = differences[differences["outcome"].map(writer.headlines["grade"]).isin(evidence.SIGNS)]
    alpha = writer.study.cycle.analysis.alpha
    return blocks.bullets(
        words(
            "sosialisasi-moderates", outcome=writer.name(r["outcome"]), gap=writer.short(r),
            apart="yes" if r["p_adjusted"] < alpha else "no", padjusted=words.p(r["p_adjusted"]),
        )
        for _, r in read.iterrows()
    )  # fmt: skip


SECTIONS = (
    Section("resistance", resistance, ("resistance/reliability", "resistance/means", "resistance/response"), ("asn",)),
)
