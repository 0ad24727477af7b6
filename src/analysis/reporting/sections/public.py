"""What citizens read: did services change, are people more satisfied, what do they ask for, and whom do they ask?

Plain words throughout: the full report has the method. Every number stands in the tables that the part names.
"""

from __future__ import annotations

import html

import pandas as pd

from analysis.impact import evidence
from analysis.intake import themes
from analysis.reporting import blocks, imprint
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.sections.answer import GRADE_COLOUR
from analysis.reporting.writer import Writer

#: Theme of comments that ask for nothing.
PRAISE = "praise"
#: Themes of suggestions that are named.
_NAMED = 3


def public(writer: Writer) -> Block:
    """Answer for whoever is served: each service outcome from … to …, what citizens suggest, and whom to ask."""
    words, headlines = writer.words, writer.headlines
    units = headlines[headlines["level"] == "unit"]
    better = units["att"] * units["outcome"].map(lambda o: writer.outcomes[o].better).astype(float) > 0
    surely = units["grade"].isin(evidence.SHOWN)
    lead = words(
        "public-answer", verdict=_verdict(units, surely & better), better=int((surely & better).sum()), n=len(units),
        names=", ".join(_moved(writer, o) for o in units.index[surely & better]),
    )  # fmt: skip
    worse = units.index[surely & ~better]
    sentences = [
        words("public-worse", n=len(worse), names=", ".join(writer.inline(o) for o in worse)) if len(worse) else "",
        words(
            "public-compared", units=words.count(units["n_treated"].max()), others=words.count(units["n_control"].max())
        ) if len(units) else "",
    ]  # fmt: skip
    sentences.append(_most(writer))
    answer = blocks.answer(words("public-question"), lead, " ".join(filter(None, sentences)))
    return answer + _cards(writer, units) + _unsur(writer) + _suggested(writer) + _ask(writer)


def _moved(writer: Writer, outcome: str) -> str:
    """Say which way an outcome improved: more of it, or less."""
    way = "up" if writer.outcomes[outcome].better > 0 else "down"
    return writer.words("public-moved", outcome=writer.inline(outcome), way=way)


def _most(writer: Writer) -> str:
    """Say what citizens suggest most often; empty where they were not asked, or too few wrote."""
    ours = _themes(writer)
    if ours.empty:
        return ""
    first = ours[ours["theme"] != PRAISE].nlargest(1, "share")
    if first.empty:
        return ""
    first = first.iloc[0]
    named = writer.words.of(themes.names("skm")[first["theme"]])
    return writer.words("public-most", theme=named, share=writer.interval(first, 0, False, "share", 100))


def _themes(writer: Writer) -> pd.DataFrame:
    """Return how often each theme is named in suggestions about the programme's units."""
    table = writer.table("citizens/themes")
    return table[(table["group"] == "programme") & (table["theme"] != themes.OTHER)].dropna(subset="share")


def _verdict(units: pd.DataFrame, improved: pd.Series) -> str:
    """Say how the question is answered: ``all``, ``some``, ``none`` or ``unknown``."""
    if units["grade"].eq("inconclusive").all():
        return "unknown"
    return "all" if improved.all() else "some" if improved.any() else "none"


def _cards(writer: Writer, units: pd.DataFrame) -> Block:
    """Show each outcome of units: from where to where, how much that can be, and how sure it is."""
    words, cards = writer.words, []
    for name, row in units.iterrows():
        outcome, sure = str(name), words(f"public-sure-{row['grade']}")
        head = f"<h3>{html.escape(writer.name(outcome))}</h3>"
        if row["grade"] == "inconclusive" or pd.isna(row["mean_after"]):
            cards.append(f'<article class="card inconclusive">{head}<p>{html.escape(sure)}</p></article>')
            continue
        digits = writer.digits(outcome)
        ends = {k: words.number(row[k], 1) for k in ("mean_without", "mean_after")}
        low, high = (words.number(row[k], digits, sign=True) for k in ("low", "high"))
        key = f"public-{outcome}" if words.has(f"public-{outcome}") else "public-other"
        said = words(key, without=ends["mean_without"], after=ends["mean_after"], unit=writer.unit(outcome))
        way = words("public-way", way="up" if writer.outcomes[outcome].better > 0 else "down")
        reach = words("public-between", low=low, high=high)
        cards.append(
            f'<article class="card {row["grade"]}">{head}{_bars(writer, row)}<p class="size">{html.escape(said)}</p>'
            f"<p>{html.escape(' '.join((way, reach, sure)))}</p></article>"
        )
    return Block(f'<div class="cards small">{"".join(cards)}</div>') if cards else Block("")


def _bars(writer: Writer, row: pd.Series) -> str:
    """Draw the level without rotation and the level with it, each with its label and number, from zero."""
    words, largest = writer.words, max(row["mean_without"], row["mean_after"], 0.0) or 1.0
    out = []
    for key, colour in (("mean_without", "grid"), ("mean_after", GRADE_COLOUR[row["grade"]])):
        width = round(100 * max(row[key], 0.0) / largest, 1)
        label, number = html.escape(words(f"public-{key}")), html.escape(words.number(row[key], 1))
        drawn = f'<i style="width:{width}%;background:var(--{colour})"></i>'
        out.append(f"<span>{label}</span><span>{drawn}</span><b>{number}</b>")
    return f'<div class="bars">{"".join(out)}</div>'


def _unsur(writer: Writer) -> Block:
    """Say which of the nine parts of satisfaction is scored best and which worst; all of them are folded below."""
    words, unsur = writer.words, writer.table("citizens/unsur")
    if unsur.empty:
        return Block("")
    ordered = unsur.sort_values("performance", ascending=False, kind="stable")
    names = [words(f"unsur-{u}") for u in ordered["unsur"]]
    scores = [words.number(v, 1) for v in ordered["performance"]]
    sentence = words("public-unsur", best=names[0], bestscore=scores[0], worst=names[-1], worstscore=scores[-1])
    frame = pd.DataFrame({words("col-unsur"): names, words("col-performance"): scores})
    listed = blocks.table(frame, words("public-unsur-all"), frame.columns[1:], tables="citizens/unsur")
    return (
        blocks.heading(words("public-unsur-title"))
        + blocks.paragraph(sentence)
        + blocks.folded(words("public-unsur-all"), listed)
    )


def _suggested(writer: Writer) -> Block:
    """Say what citizens write of most often about the programme's units."""
    words, ours = writer.words, _themes(writer)
    if ours.empty:
        return Block("")
    names = themes.names("skm")
    listed = [
        words("public-theme", theme=words.of(names[row["theme"]]), share=writer.interval(row, 0, False, "share", 100))
        for _, row in ours.nlargest(_NAMED, "share").iterrows()
    ]
    intro = words("public-suggested", n=writer.people(ours["comments"].max()))
    return blocks.heading(words("themes-skm")) + blocks.paragraph(intro) + blocks.bullets(listed)


def _ask(writer: Writer) -> Block:
    """Say whom one asks about the report, and where one complains about a service."""
    words, cycle = writer.words, writer.study.cycle
    return blocks.heading(words("public-ask-title")) + blocks.paragraph(
        words("public-ask", contact=imprint.contact(words, cycle)), words("public-complain")
    )


SECTIONS = (Section("public", public, ("headlines",), ("public",), after="answer", technical=False),)
