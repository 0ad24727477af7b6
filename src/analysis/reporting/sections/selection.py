"""Who is moved, and is it fair?"""

from __future__ import annotations

import pandas as pd

from analysis.impact import evidence
from analysis.indicators.selection import FEWEST, NEEDED
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer


def selection(writer: Writer) -> Block:
    """Say who is moved and where to, whether that looks like punishment or favour, and what cannot be seen."""
    words, sizes = writer.words, writer.exact("selection/sizes").iloc[0]
    share = "–" if pd.isna(sizes["share"]) else words.number(sizes["share"], 1)
    who = words("selection-who", share=share, **{k: writer.people(sizes[k]) for k in ("officers", "moved", "not_seen")})
    return (
        blocks.paragraph(who, punishment(writer), favour(writer), words("selection-unseen"))
        + _drawn(writer)
        + _destinations(writer)
        + blocks.paragraph(_elections(writer))
    )


def punishment(writer: Writer) -> str:
    """Say whether officers seem to be moved, or moved harder, for dissent or for complaints about their unit."""
    words, rows = writer.words, _rows(writer, "punishment")
    if rows.empty:
        sizes = writer.exact("selection/sizes").iloc[0]
        return words(
            "selection-punishment-untested", fewest=FEWEST, needed=words.count(NEEDED),
            answered=writer.people(sizes["answered"]), complaints=writer.people(sizes["about_complaints"]),
        )  # fmt: skip
    signs = _signs(rows)
    if len(signs):
        return words("selection-punishment-yes", what=_listed(writer, signs))
    tested = set(rows["factor"])
    untested = next((factor for factor in ("resistance", "complaints") if factor not in tested), "none")
    moved = rows["moved"].min()
    return words(
        "selection-punishment-no", what=_listed(writer, rows), untested=untested, moved=writer.people(moved),
        enough="yes" if moved >= NEEDED else "no", needed=words.count(NEEDED),
    )  # fmt: skip


def punished(writer: Writer) -> str:
    """Tell whether officers seem to be moved for dissent or complaints: ``yes``, ``no``, or ``unknown`` for too few."""
    rows = _rows(writer, "punishment")
    if len(_signs(rows)):
        return "yes"
    return "no" if {"resistance", "complaints"} <= set(rows["factor"]) and rows["moved"].min() >= NEEDED else "unknown"


def _signs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the estimates that point to punishment."""
    return rows[(rows["grade"] != "none") & (rows["effect"] > 0)]


def favour(writer: Writer) -> str:
    """Say whether performance goes with being moved, or with where to."""
    words, rows = writer.words, _rows(writer, "favour")
    if rows.empty:
        return words("selection-favour-untested", fewest=FEWEST)
    signs = rows[rows["grade"] != "none"]
    shown = "yes" if len(signs) else "no"
    return words("selection-favour", shown=shown, what=_listed(writer, signs if len(signs) else rows))


def _rows(writer: Writer, question: str) -> pd.DataFrame:
    """Return the graded estimates of a question: being moved first, then each kind of destination."""
    moved, where_to = writer.table("selection/moved"), writer.table("selection/destinations")
    rows = pd.concat([moved.assign(destination="moved"), where_to], ignore_index=True)
    rows = rows[(rows["question"] == question) & rows["p_adjusted"].notna()]
    alpha = writer.study.cycle.analysis.alpha
    return rows.assign(grade=[evidence.association(p, alpha)[0] for p in rows["p_adjusted"]])


def _listed(writer: Writer, rows: pd.DataFrame) -> str:
    """List estimates with their intervals and adjusted p-values."""
    return "; ".join(
        writer.words(
            "selection-item", factor=r["factor"], destination=r["destination"], effect=_effect(writer, r),
            padjusted=writer.words.p(r["p_adjusted"]),
        )
        for _, r in rows.iterrows()
    )  # fmt: skip


def _effect(writer: Writer, row: pd.Series) -> str:
    return writer.interval(row, 2 if row["destination"] == "distance" else 1, value="effect")


def _drawn(writer: Writer) -> Block:
    """Draw what goes with being moved."""
    words, moved = writer.words, writer.table("selection/moved")
    if moved.empty:
        return Block("")
    labels = [words(f"selection-factor-{factor}") for factor in moved["factor"]]
    strongest = moved.loc[moved["effect"].abs().idxmax()]
    alt = words(
        "selection-alt", factor=words(f"selection-factor-{strongest['factor']}"),
        effect=words.number(strongest["effect"], 1, True),
    )  # fmt: skip
    behind = pd.DataFrame(
        {
            words("col-driver"): labels,
            words("selection-x"): [writer.interval(row, 1, value="effect") for _, row in moved.iterrows()],
            words("col-padjusted"): [words.p_alone(p) for p in moved["p_adjusted"]],
        }
    )
    drawn = figures.coefficients(moved, labels, words("selection-x"), words)
    caption = words("selection-caption", level=writer.level)
    return writer.figure(drawn, "selection", alt, caption, behind, "selection/moved")


def _destinations(writer: Writer) -> Block:
    """Tabulate what goes with the kind of destination."""
    words, rows = writer.words, writer.table("selection/destinations")
    if rows.empty:
        return Block("")
    frame = pd.DataFrame(
        {
            words("selection-col-destination"): [words(f"selection-destination-{d}") for d in rows["destination"]],
            words("col-driver"): [words(f"selection-factor-{factor}") for factor in rows["factor"]],
            words("selection-col-difference"): [_effect(writer, row) for _, row in rows.iterrows()],
            words("col-padjusted"): [words.p_alone(p) for p in rows["p_adjusted"]],
        }
    )
    caption = words("selection-destinations-caption", level=writer.level)
    return blocks.table(frame, caption, frame.columns[2:], tables="selection/destinations")


def _elections(writer: Writer) -> str:
    """Set the moves in the time that the law of pilkada restricts beside the others."""
    words, counts = writer.words, writer.exact("selection/elections").set_index("when")
    if counts.empty or not counts.loc["inside", "months"]:
        return words("selection-elections-none")
    said = {when: words.count(counts.loc[when, "months"]) for when in ("inside", "outside")}
    said |= {f"moves{when}": writer.people(counts.loc[when, "moves"]) for when in ("inside", "outside")}
    return words("selection-elections", **said)


SECTIONS = (
    Section("selection", selection, ("selection/sizes",), readers=("asn",), titled=True),
)  # fmt: skip
