"""Citizens' satisfaction."""

from __future__ import annotations

import pandas as pd

from analysis.impact import evidence
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.sections import comments
from analysis.reporting.writer import Writer

#: Rows of the programme's kelurahan and of all others together.
_TOGETHER = ("programme", "others")


def citizens(writer: Writer) -> Block:
    """Say how satisfied citizens are, how surely that is known, what weighs in it, and what rotation changed."""
    words = writer.words
    units = writer.table("citizens/units").set_index("unit", drop=False)
    year = writer.record("citizens/about")["year"]
    unsur = writer.table("citizens/unsur")
    names = {name: words(f"unsur-{name}") for name in unsur["unsur"]}
    improve = [names[u] for u in unsur.loc[unsur["quadrant"] == "improve", "unsur"]]
    sentences = [
        *_index(writer, units, year),
        words("citizens-improve", n=len(improve), names="; ".join(improve)),
        words("citizens-order", error=words.number(2 * unsur["importance_se"].mean(), 2)),
    ]
    shown = pd.DataFrame(
        {
            words("col-unit"): [words(f"citizens-{u}") if u in _TOGETHER else u for u in units["unit"]],
            words("col-ikm"): [_ikm(writer, row) for _, row in units.iterrows()],
            words("col-letter"): units["letter"],
            words("col-respondents"): units["respondents"].astype(float).map(writer.people),
            words("col-needed"): units["needed"].map(words.count),
        }
    )
    caption = words("citizens-caption", level=writer.level)
    table = blocks.table(shown, caption, shown.columns[1:], tables="citizens/units")
    return (
        blocks.paragraph(*sentences)
        + _importance(writer, unsur, names, year)
        + blocks.folded(words("citizens-summary"), table)
        + _effects(writer, names)
        + comments.written(writer, "skm")
    )


def _ikm(writer: Writer, row: pd.Series) -> str:
    """Write an IKM with its interval."""
    return writer.interval(row, 2, sign=False, value="ikm")


def _index(writer: Writer, units: pd.DataFrame, year: str) -> list[str]:
    """Say how satisfied citizens are in the programme's kelurahan and the others, and where too few were asked."""
    words, sentences = writer.words, []
    if set(_TOGETHER) <= set(units.index):
        ours, others = (units.loc[name] for name in _TOGETHER)
        sentences.append(
            words(
                "citizens-index", programme=writer.study.cycle.programme, year=year, ikm=_ikm(writer, ours),
                letter=ours["letter"], quality=words(f"letter-{ours['letter']}"), others=_ikm(writer, others),
                otherletter=others["letter"],
            )
        )  # fmt: skip
    kelurahan = units.drop(index=list(_TOGETHER), errors="ignore")
    short = int((kelurahan["respondents"] < kelurahan["needed"]).sum())
    return [*sentences, words("citizens-sample", short=short, units=len(kelurahan))]


def _importance(writer: Writer, unsur: pd.DataFrame, names: dict[str, str], year: str) -> Block:
    """Draw each unsur's importance against its score."""
    words = writer.words
    improve = [names[u] for u in unsur.loc[unsur["quadrant"] == "improve", "unsur"]]
    behind = pd.DataFrame(
        {
            words("col-unsur"): [f"{u} {names[u]}" for u in unsur["unsur"]],
            words("col-performance"): [words.number(v, 1) for v in unsur["performance"]],
            words("col-importance"): [words.number(v, 2) for v in unsur["importance"]],
            words("col-quadrant"): [words(f"quadrant-{q}") for q in unsur["quadrant"]],
        }
    )
    alt = words("importance-alt", n=len(improve), names=", ".join(improve))
    return writer.figure(
        figures.importance(unsur, words), "importance", alt, words("importance-caption", year=year), behind,
        "citizens/unsur", behind.columns[1:3],
    )  # fmt: skip


def _effects(writer: Writer, names: dict[str, str]) -> Block:
    """Tabulate what rotation changed of each unsur; none is graded above the IKM as a whole."""
    words, alpha = writer.words, writer.study.cycle.analysis.alpha
    effects, headlines = writer.table("citizens/effects"), writer.headlines
    if effects.empty or "ikm" not in headlines.index:
        return Block("")
    grades = [evidence.component(p, alpha, headlines.loc["ikm", "grade"]) for p in effects["p_adjusted"]]
    frame = pd.DataFrame(
        {
            words("col-unsur"): [f"{u} {names[u]}" for u in effects["unsur"]],
            words("col-att"): [writer.interval(row, 1) for _, row in effects.iterrows()],
            words("col-padjusted"): [words.p_alone(p) for p in effects["p_adjusted"]],
            words("col-pretrend"): [words.p_alone(p) for p in effects["pretrend_p"]],
            words("col-grade"): [words(f"grade-{g}") for g in grades],
        }
    )
    ordered = effects.sort_values("att")
    sentence = words(
        "unsur-effects", changed=sum(g not in ("none", "inconclusive") for g in grades), n=len(effects),
        most=names[ordered["unsur"].iloc[-1]], least=names[ordered["unsur"].iloc[0]],
        high=words.number(ordered["att"].iloc[-1], 1, True), low=words.number(ordered["att"].iloc[0], 1, True),
    )  # fmt: skip
    caption = words("unsur-caption", level=writer.level)
    table = blocks.table(frame, caption, frame.columns[1:4], tables="citizens/effects headlines")
    return blocks.paragraph(sentence) + table


SECTIONS = (Section("citizens", citizens, ("citizens/units", "citizens/about", "citizens/unsur")),)
