"""Citizens' satisfaction."""

from __future__ import annotations

import pandas as pd

from analysis.impact import evidence
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.sections import comments
from analysis.reporting.writer import Writer


def citizens(w: Writer) -> Block:
    """Say how satisfied citizens are, how surely that is known, what weighs in it, and what rotation changed."""
    say = w.say
    if not w.study.results.has("citizens/units"):
        return blocks.paragraph(say("citizens-none"))
    units = w.study.table("citizens/units").set_index("unit", drop=False)
    year = w.study.table("citizens/about")["year"].iloc[0]
    unsur = w.study.table("citizens/unsur")
    effects = w.study.table("citizens/effects")

    def ikm(row: pd.Series) -> str:
        value, low, high = (say.number(row[k], 2) for k in ("ikm", "low", "high"))
        return f"{value} ({low} … {high})"

    told = []
    if {"programme", "others"} <= set(units.index):
        ours, others = units.loc["programme"], units.loc["others"]
        told.append(
            say(
                "citizens-index", programme=w.study.cycle.programme, year=year, ikm=ikm(ours),
                letter=ours["letter"], quality=say(f"letter-{ours['letter']}"), others=ikm(others),
                otherletter=others["letter"],
            )
        )  # fmt: skip
    short = units[units["respondents"] < units["needed"]].drop(index=["programme", "others"], errors="ignore")
    told.append(
        say(
            "citizens-sample",
            short=len(short),
            units=len(units.drop(index=["programme", "others"], errors="ignore")),
        )
    )
    names = {name: say(f"unsur-{name}") for name in unsur["unsur"]}
    improve = [names[u] for u in unsur.loc[unsur["quadrant"] == "improve", "unsur"]]
    told.append(say("citizens-improve", n=len(improve), names="; ".join(improve)))
    told.append(say("citizens-order", error=say.number(2 * unsur["importance_se"].mean(), 2)))
    shown = pd.DataFrame(
        {
            say("col-unit"): [say(f"citizens-{u}") if u in ("programme", "others") else u for u in units["unit"]],
            say("col-ikm"): [ikm(r) for _, r in units.iterrows()],
            say("col-letter"): units["letter"],
            say("col-respondents"): units["respondents"].map(say.count),
            say("col-needed"): units["needed"].map(say.count),
        }
    )
    table = blocks.table(shown, say("citizens-caption", level=w.level), shown.columns[1:])
    behind = pd.DataFrame(
        {
            say("col-unsur"): [f"{u} {names[u]}" for u in unsur["unsur"]],
            say("col-performance"): [say.number(v, 1) for v in unsur["performance"]],
            say("col-importance"): [say.number(v, 2) for v in unsur["importance"]],
            say("col-quadrant"): [say(f"quadrant-{q}") for q in unsur["quadrant"]],
        }
    )
    caption = say("importance-caption", year=year)
    alt = say("importance-alt", n=len(improve), names=", ".join(improve))
    drawing = figures.svg(figures.importance(unsur, say), alt, "importance")
    pair = blocks.figure(drawing, caption, blocks.table(behind, caption, behind.columns[1:3]), say("table-of"))
    index = blocks.paragraph(*told) + pair + blocks.folded(say("citizens-summary"), table)
    return index + _unsur(w, effects, names) + comments.written(w, "skm")


def _unsur(w: Writer, effects: pd.DataFrame, names: dict[str, str]) -> Block:
    """Tabulate what rotation changed of each unsur; none is graded above the IKM as a whole."""
    say, alpha = w.say, w.study.cycle.analysis.alpha
    if effects.empty or "ikm" not in w.headlines.index:
        return Block("")
    whole = w.headlines.loc["ikm", "grade"]
    grades = [evidence.component(p, alpha, whole) for p in effects["p_adjusted"]]
    frame = pd.DataFrame(
        {
            say("col-unsur"): [f"{u} {names[u]}" for u in effects["unsur"]],
            say("col-att"): [
                f"{say.number(r.att, 1, True)} ({say.number(r.low, 1, True)} … {say.number(r.high, 1, True)})"
                for r in effects.itertuples()
            ],
            say("col-padjusted"): [say.p_alone(p) for p in effects["p_adjusted"]],
            say("col-pretrend"): [say.p_alone(p) for p in effects["pretrend_p"]],
            say("col-grade"): [say(f"grade-{g}") for g in grades],
        }
    )
    ordered = effects.sort_values("att")
    told = say(
        "unsur-effects", changed=sum(g not in ("none", "inconclusive") for g in grades), n=len(effects),
        most=names[ordered["unsur"].iloc[-1]], least=names[ordered["unsur"].iloc[0]],
        high=say.number(ordered["att"].iloc[-1], 1, True), low=say.number(ordered["att"].iloc[0], 1, True),
    )  # fmt: skip
    return blocks.paragraph(told) + blocks.table(frame, say("unsur-caption", level=w.level), frame.columns[1:4])
