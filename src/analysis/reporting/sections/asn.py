"""What the civil servants' representatives read first: is it fair, does it fit, who objects, what became of remarks?"""

from __future__ import annotations

import html

import pandas as pd

from analysis.domain.privacy import SMALL_GROUP
from analysis.impact import evidence
from analysis.reporting import blocks
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.sections import selection
from analysis.reporting.writer import Writer

#: Middle of the scale of 1 to 5 on which fairness is asked.
MIDDLE = 3


def asn(writer: Writer) -> Block:
    """Answer four questions, each in a few sentences; the chapters below have the rest."""
    words = writer.words
    parts = {
        "fair": _fair(writer),
        "fit": _fit(writer),
        "object": _object(writer),
        "remarks": _remarks(writer),
        "gain": _gain(writer),
    }
    lead = " ".join(filter(None, (_lead_fit(writer), _lead_fair(writer)))) or words("asn-unknown")
    head = blocks.answer(words("asn-question"), lead, words("asn-careful"))
    cards = "".join(_card(words(f"asn-{name}"), sentences) for name, sentences in parts.items())
    return head + Block(f'<div class="cards">{cards}</div>')


def _card(question: str, sentences: list[str]) -> str:
    listed = blocks.bullets(filter(None, sentences)).content
    return f'<article class="card"><h3>{html.escape(question)}</h3>{listed}</article>'


def _lead_fair(writer: Writer) -> str:
    """Say in one sentence how fair the decision is found; empty where nobody was asked."""
    means = writer.table("fairness/means")
    everyone = means[means["group"] == "all"] if len(means) else means
    if everyone.empty:
        return ""
    row = everyone.iloc[0]
    side = "above" if row["low"] > MIDDLE else "below" if row["high"] < MIDDLE else "middle"
    return writer.words("asn-lead-fair", side=side, mean=writer.interval(row, 1, sign=False, value="mean"))


def _lead_fit(writer: Writer) -> str:
    """Say in one sentence how much of what was possible the placements reached; empty where that is not known."""
    overall = writer.table("placement/overall")
    if overall.empty or pd.isna(overall["reached"].iloc[0]):
        return ""
    shares = {k: writer.words.number(100 * overall[k].iloc[0], 0) for k in ("reached", "low", "high")}
    return writer.words("asn-lead-fit", clear="yes" if overall["low"].iloc[0] > 0 else "no", **shares)


def _fair(writer: Writer) -> list[str]:
    """Say who finds the decision how fair, and whether those who object or are complained of are moved more."""
    words, means = writer.words, writer.table("fairness/means")
    moved = []
    if writer.has("selection/sizes"):
        moved = [words("asn-punished", shown=selection.punished(writer)), words("asn-unseen")]
    if means.empty:
        return [words("absent-fairness"), *moved]
    by = means.set_index("group")
    named = [g for g in ("moved_attended", "moved_not_attended", "moved", "not_moved") if g in by.index]
    shown = [g for g in named if g != "moved" or "moved_attended" not in by.index]
    scores = "; ".join(
        words("asn-mean", group=words(f"group-{g}").lower(), mean=writer.interval(by.loc[g], 1, False, "mean"))
        for g in shown
    )
    drivers = writer.table("fairness/drivers")
    sessions = "yes" if (drivers["driver"] == "sessions").any() else "no"
    same = ""
    for _, row in drivers[drivers["driver"] == "moved"].iterrows():
        grade, _ = evidence.association(row["p"], writer.study.cycle.analysis.alpha)
        effect, differs = writer.interval(row, 2, value="effect"), "no" if grade == "none" else "yes"
        same = words("fairness-moved", effect=effect, shown=differs, sessions=sessions)
    return [*moved, same, words("asn-scores", scores=scores)]


def _fit(writer: Writer) -> list[str]:
    """Say whether placements beat chance, and how many left a post sooner or later than the rule says."""
    words, overall, rule = writer.words, writer.table("placement/overall"), writer.exact("placement/rule")
    if overall.empty:
        return [words("absent-placement")]
    clear = "yes" if overall["low"].iloc[0] > 0 else "no"
    sentences = [words("asn-chance", clear=clear)] if pd.notna(overall["reached"].iloc[0]) else []
    moves = rule.set_index("kind")["moves"] if len(rule) else pd.Series(dtype=float)
    dated = float(moves.drop("unknown", errors="ignore").sum())
    if moves.sum() and not dated:
        sentences.append(words("asn-rule-unknown"))
    elif dated:
        inside = 100 * moves.get("in_time", 0) / dated
        if dated >= SMALL_GROUP:
            sentences.append(words("asn-rule", share=words.number(inside, 0), dated=writer.people(dated)))
    return sentences


def _object(writer: Writer) -> list[str]:
    """Say who objects most and least, and whether information sessions changed it."""
    words, means = writer.words, writer.table("resistance/means")
    if means.empty:
        return [words("absent-resistance")]
    groups = means[means["group"] != "all"].sort_values("mean", ascending=False, kind="stable")
    sentences = []
    if len(groups) > 1:
        ends = {"most": groups.iloc[0], "least": groups.iloc[-1]}
        said = {k: words(f"group-{row['group']}").lower() for k, row in ends.items()}
        numbers = {f"{k}mean": writer.interval(row, 1, sign=False, value="mean") for k, row in ends.items()}
        sentences.append(words("asn-object-most", **said, **numbers))
    for _, row in writer.table("resistance/twice").iterrows():
        grade, _ = evidence.association(row["p"], writer.study.cycle.analysis.alpha)
        direction = "none" if grade == "none" else "down" if row["effect"] < 0 else "up"
        sentences.append(words("asn-sessions", direction=direction, effect=writer.interval(row, 2, value="effect")))
    if len(sentences) < 2:
        sentences.append(words("asn-sessions-unknown"))
    return sentences


def _remarks(writer: Writer) -> list[str]:
    """Say what became of the last cycle's advice, and of the remark with which the representatives signed it."""
    words, table = writer.words, writer.study.followed()
    if table.empty:
        return [words("followed-none")]
    count = table["status"].value_counts()
    said = {k: int(count.get(k, 0)) for k in ("done", "under_way", "accepted", "rejected", "proposed")}
    said["underway"] = said.pop("under_way")
    return [
        words("followed", cycle=table["cycle"].max(), n=len(table), overdue=int(table["overdue"].sum()), **said),
        words("asn-followed-below"),
    ]


def _gain(writer: Writer) -> list[str]:
    """Say what rotation changed for officers, one line an outcome."""
    words, headlines = writer.words, writer.headlines
    officers = headlines[headlines["level"] == "officer"]
    if officers.empty:
        return [words("nothing-measured", level=words("level-officer").lower())]
    lines = []
    for name, row in officers.iterrows():
        outcome, sure = str(name), words(f"public-sure-{row['grade']}")
        size = "" if row["grade"] == "inconclusive" else f"{writer.short(row)} {writer.unit(outcome)}. "
        lines.append(f"{writer.name(outcome)}: {size}{sure}")
    return lines


SECTIONS = (Section("asn", asn, readers=("asn",), after="answer", technical=False),)
