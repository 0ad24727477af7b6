"""The first screen: the answer, a card an outcome, and what was compared."""

from __future__ import annotations

import html

import pandas as pd

from analysis.domain.outcomes import OUTCOMES
from analysis.impact import evidence
from analysis.intake import cleaning
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.sections import recommendations
from analysis.reporting.writer import Writer

#: Grades → colours of the page.
_GRADE_COLOUR = {
    "strong": "after",
    "moderate": "after",
    "suggestive": "other",
    "none": "before",
    "inconclusive": "before",
}


def answer(w: Writer) -> Block:
    """Answer the question of the programme in one sentence, and say what was compared."""
    h, say = w.headlines, w.say
    better = h["att"] * h["outcome"].map(lambda o: OUTCOMES[o].better) > 0

    def names(which: pd.Series) -> tuple[int, str]:
        chosen = h.index[which]
        return len(chosen), ", ".join(w.name(o) for o in chosen)

    lead, listed = names(h["grade"].isin(evidence.SHOWN) & better)
    answer = say("answer", better=lead, n=len(h), names=listed)
    more = []
    for key, value, which in (
        ("answer-worse", "worse", h["grade"].isin(evidence.SHOWN) & ~better),
        ("answer-early", "early", h["grade"] == "suggestive"),
        ("answer-none", "none", h["grade"] == "none"),
        ("answer-inconclusive", "inconclusive", h["grade"] == "inconclusive"),
    ):
        count, listed = names(which)
        if count:
            more.append(say(key, **{value: count, "names": listed}))
    proposed = w.study.recommend()
    if proposed:
        more.append(say("answer-first", text=recommendations.text(w, proposed[0].id, proposed[0].text)))
    return Block(
        f'<section class="answer"><p class="question">{html.escape(say("question"))}</p>'
        f'<p class="lead">{html.escape(answer)}</p><p>{html.escape(" ".join(more))}</p></section>'
    )


def overview(w: Writer) -> Block:
    """Tabulate every outcome in one line: how sure, how much, and why it is no surer."""
    say, h = w.say, w.headlines
    frame = pd.DataFrame(
        {
            say("col-outcome"): [w.name(str(o)) for o in h.index],
            say("col-grade"): [say(f"grade-{g}") for g in h["grade"]],
            say("col-att"): [
                say("size-counted", number=w.short(row), unit=w.unit(str(o))) if row["grade"] != "inconclusive" else "–"
                for o, row in h.iterrows()
            ],
            say("col-limit"): [say(f"why-{reason}") for reason in h["reason"]],
        }
    )
    return blocks.table(frame, say("overview-caption", level=w.level), stack=True)


def cards(w: Writer) -> Block:
    """Show every outcome as a card: name, grade, estimate with interval, and what it means."""
    out = []
    for outcome, row in w.headlines.iterrows():
        colour = _GRADE_COLOUR[row["grade"]]
        digits = w.digits(str(outcome))
        low, high = row["low"], row["high"]
        strip = ""
        if pd.notna(low):
            texts = {k: w.say.number(row[k], digits, sign=True) for k in ("att", "low", "high")}
            alt = w.say("strip-alt", level=w.level, unit=w.unit(str(outcome)), **texts)
            strip = figures.strip(row["att"], low, high, colour, html.escape(alt, quote=True))
        name, grade = str(outcome), row["grade"]
        size = f"{w.with_interval(row)} {w.unit(name)}"
        out.append(
            f'<article class="card {grade}"><p class="where">{w.say("level-" + row["level"])}</p>'
            f"<h3>{html.escape(w.name(name))}</h3>"
            f"{w.pill(grade)}{strip}"
            f'<p class="size">{html.escape(size)}</p><p>{html.escape(w.claim(name))}</p></article>'
        )
    return Block(f'<div class="cards">{"".join(out)}</div>')


def scope(w: Writer) -> Block:
    """Say who was compared with whom, on how much data, and how to read the grades."""
    say, cycle = w.say, w.study.cycle
    h = w.headlines
    officers = w.study.table("panels/officers")
    account = w.account[cleaning.DISPOSITIONS].sum()
    moved = int(officers["cohort"].notna().sum())
    sentences = [
        say(
            "scope", title=cycle.named(say.language), moved=say.count(moved), others=say.count(len(officers) - moved),
            start=say.semester(cycle.programme_start), first=say.semester(cycle.first),
            last=say.semester(cycle.last),
        ),
    ]  # fmt: skip
    if (h["level"] == "unit").any():
        unit = h[h["level"] == "unit"]
        counts = {"units": say.count(unit["n_treated"].max()), "others": say.count(unit["n_control"].max())}
        sentences.append(say("scope-units", **counts))
    kept = 100 * (account["kept"] + account["corrected"]) / account.sum()
    sentences.append(say("sure", rows=say.count(account.sum()), keptshare=say.number(kept, 1)))
    return blocks.paragraph(*sentences) + blocks.paragraph(say("careful"))
