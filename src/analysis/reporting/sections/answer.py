"""The first screen: the answer, a card an outcome, and what was compared."""

from __future__ import annotations

import html

import pandas as pd
from scipy import stats

from analysis.impact import evidence
from analysis.intake import cleaning
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.sections import not_possible, recommendations
from analysis.reporting.writer import Writer

#: Grades → colours of the page.
GRADE_COLOUR = {
    "strong": "after",
    "moderate": "after",
    "suggestive": "other",
    "none": "before",
    "inconclusive": "before",
}


def answer(writer: Writer) -> Block:
    """Answer the question of the programme in one sentence, and say what was compared."""
    headlines, words = writer.headlines, writer.words
    better = headlines["att"] * headlines["outcome"].map(lambda o: writer.outcomes[o].better) > 0

    def names(which: pd.Series) -> tuple[int, str]:
        chosen = headlines.index[which]
        return len(chosen), ", ".join(writer.name(o) for o in chosen)

    lead, listed = names(headlines["grade"].isin(evidence.SHOWN) & better)
    verdict = "all" if lead == len(headlines) else "some" if lead else "none"
    if not lead and headlines["grade"].eq("inconclusive").all():
        verdict = "unknown"
    sentence = words("answer", verdict=verdict, better=lead, n=len(headlines))
    more = [words("answer-better", better=lead, names=listed)] if verdict == "some" else []
    for key, value, which in (
        ("answer-worse", "worse", headlines["grade"].isin(evidence.SHOWN) & ~better),
        ("answer-early", "early", headlines["grade"] == "suggestive"),
        ("answer-none", "none", headlines["grade"] == "none"),
    ):
        count, listed = names(which)
        if count:
            more.append(words(key, **{value: count, "names": listed}))
    undecided = headlines[headlines["grade"] == "inconclusive"]
    if len(undecided):
        why = [f"{writer.name(str(o))} ({words(f'why-{row.reason}')})" for o, row in undecided.iterrows()]
        more.append(words("answer-inconclusive", inconclusive=len(undecided), names=", ".join(why)))
    moved, others = _compared(writer)
    if moved:
        more.append(words("answer-compared", moved=writer.people(moved), others=writer.people(others)))
    return blocks.answer(words("question"), sentence, " ".join(more), _first(writer))


def _first(writer: Writer) -> str:
    """Say what is to be done first, by which office and by when; empty where nothing is proposed."""
    words, proposed = writer.words, writer.study.recommend()
    if not proposed:
        return ""
    first = proposed[0]
    said = {
        "first": recommendations.text(writer, first.id, first.text),
        "owner": words(f"owner-{first.owner}"),
        "due": words.date(first.due.isoformat()),
    }
    parts = "".join(f"<span><b>{html.escape(words(f'first-{k}'))}</b> {html.escape(v)}</span>" for k, v in said.items())
    return f'<p class="first">{parts}</p>'


def _compared(writer: Writer) -> tuple[int, int]:
    """Return how many officers were moved, and how many they are compared with."""
    officers = writer.table("panels/officers")
    moved = int(officers["cohort"].notna().sum()) if len(officers) else 0
    return moved, len(officers) - moved


def overview(writer: Writer) -> Block:
    """Tabulate every outcome in one line: how sure, how much, and why it is no surer."""
    words = writer.words
    headlines = writer.headlines.sort_values("grade", key=lambda g: g.map(evidence.GRADES.index), kind="stable")
    sizes = [
        words("size-counted", number=writer.short(row), unit=writer.unit(str(outcome)))
        if row["grade"] != "inconclusive"
        else "–"
        for outcome, row in headlines.iterrows()
    ]
    frame = pd.DataFrame(
        {
            words("col-outcome"): [writer.name(str(outcome)) for outcome in headlines.index],
            words("col-strip"): [Block(_strip(writer, row)) for _, row in headlines.iterrows()],
            words("col-grade"): [Block(writer.pill(grade)) for grade in headlines["grade"]],
            words("col-levels"): [_levels(writer, row) for _, row in headlines.iterrows()],
            words("col-att"): sizes,
            words("col-limit"): [words(f"why-{reason}") for reason in headlines["reason"]],
        }
    )
    table = blocks.table(frame, words("overview-caption", level=writer.level), stack=True, tables="headlines")
    lacking = not_possible.outcomes(writer)
    return table + blocks.paragraph(lacking) if lacking else table


def _strip(writer: Writer, row: pd.Series) -> str:
    """Draw an outcome's interval about zero; empty where it has none."""
    if pd.isna(row["low"]):
        return ""
    outcome, digits = row["outcome"], writer.digits(row["outcome"])
    texts = {k: writer.words.number(row[k], digits, sign=True) for k in ("att", "low", "high")}
    alt = writer.words("strip-alt", level=writer.level, unit=writer.unit(outcome), **texts)
    colour = GRADE_COLOUR[row["grade"]]
    return figures.strip(row["att"], row["low"], row["high"], colour, html.escape(alt, quote=True))


def _levels(writer: Writer, row: pd.Series) -> str:
    """Say from what to what an outcome went; of one in standard deviations, from which rank of a hundred to which."""
    words, outcome = writer.words, row["outcome"]
    if row["grade"] == "inconclusive":
        return "–"
    if writer.outcomes[outcome].rated:
        # among a hundred with normal marks, an average one with the effect added
        return words("levels-rank", to=words.number(100 * float(stats.norm.cdf(row["att"])), 0))
    without, after = (words.number(row[k], 1) for k in ("mean_without", "mean_after"))
    return words("levels", without=without, after=after)


def cards(writer: Writer) -> Block:
    """Show every outcome as a card: name, grade, estimate with interval, and what it means."""
    out = []
    for outcome, row in writer.headlines.iterrows():
        name, grade = str(outcome), row["grade"]
        size = f"{writer.with_interval(row)} {writer.unit(name)}"
        out.append(
            f'<article class="card {grade}"><p class="where">{writer.words("level-" + row["level"])}</p>'
            f"<h3>{html.escape(writer.name(name))}</h3>"
            f"{writer.pill(grade)}{_strip(writer, row)}"
            f'<p class="size">{html.escape(size)}</p><p>{html.escape(writer.claim(name))}</p></article>'
        )
    return Block(f'<div class="cards">{"".join(out)}</div>')


def scope(writer: Writer) -> Block:
    """Say who was compared with whom, on how much data, and how to read the grades."""
    words, cycle = writer.words, writer.study.cycle
    headlines, (moved, others) = writer.headlines, _compared(writer)
    account = writer.account[cleaning.DISPOSITIONS].sum()
    sentences = [
        words(
            "scope", title=cycle.named(words.language), moved=writer.people(moved),
            others=writer.people(others), start=words.semester(cycle.programme_start),
            first=words.semester(cycle.first), last=words.semester(cycle.last),
        ),
    ]  # fmt: skip
    units = headlines[headlines["level"] == "unit"]
    if len(units):
        counts = {"units": words.count(units["n_treated"].max()), "others": words.count(units["n_control"].max())}
        sentences.append(words("scope-units", **counts))
    kept = 100 * (account["kept"] + account["corrected"]) / account.sum()
    sentences.append(words("sure", rows=words.count(account.sum()), keptshare=words.number(kept, 1)))
    return blocks.paragraph(*sentences) + blocks.paragraph(words("careful"))


SECTIONS = (
    Section("answer", answer, ("headlines",), ("leaders",)),
    Section("overview", overview, ("headlines",), ("leaders",), technical=False),
    Section("cards", cards, ("headlines",)),
    Section("scope", scope, ("headlines", "account"), ("asn",)),
)
