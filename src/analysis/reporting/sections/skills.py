"""Skills: what rotation changed of assessed competency, and what moved by definition."""

from __future__ import annotations

import pandas as pd

from analysis.impact import evidence
from analysis.indicators.skills import ELSEWHERE
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.writer import Writer


def skills(w: Writer) -> Block:
    """Say what the assessment shows outside an officer's own sector and in each sector, and describe breadth."""
    say, alpha = w.say, w.study.cycle.analysis.alpha
    if not w.study.results.has("skills/about"):
        return blocks.paragraph(say("skills-none"))
    years = w.study.table("skills/about").iloc[0]
    effects, breadth = w.study.table("skills/effects"), w.study.table("skills/breadth")
    told = Block("")
    if len(effects):
        whole = w.headlines["grade"].get("competence", "suggestive")
        grades = [evidence.component(p, alpha, whole) for p in effects["p_adjusted"]]
        told = blocks.paragraph(*_sentences(w, effects.assign(grade=grades))) + _figure(w, effects)
    return told + _breadth(w, breadth, years) + _profile(w, years)


def _sentences(w: Writer, effects: pd.DataFrame) -> list[str]:
    """Say what changed outside an officer's own sector, and in how many sectors."""
    say, out = w.say, []
    own = effects["skill"] == ELSEWHERE
    for _, row in effects[own].iterrows():
        kind = row["grade"] if row["grade"] in ("none", "inconclusive") else "changed"
        out.append(
            say(
                f"skill-{kind}", skill=say(f"skill-{row['skill']}"), direction="up" if row["att"] > 0 else "down",
                size=say.number(abs(row["att"]), 2), grade=say(f"grade-{row['grade']}").lower(),
                low=say.number(row["low"], 2, True), high=say.number(row["high"], 2, True),
            )
        )  # fmt: skip
    sectors = effects[~own]
    changed = ~sectors["grade"].isin(["none", "inconclusive"])
    if len(sectors):
        ends = {"smallest": sectors["att"].min(), "largest": sectors["att"].max()}
        numbers = {k: say.number(v, 2, True) for k, v in ends.items()}
        out.append(say("skill-sectors", changed=int(changed.sum()), n=len(sectors), **numbers))
    return out


def _figure(w: Writer, effects: pd.DataFrame) -> Block:
    say = w.say
    labels = [say(f"skill-{s}").capitalize() for s in effects["skill"]]
    best = effects.loc[effects["att"].abs().idxmax()]
    alt = say("skills-alt", skill=say(f"skill-{best['skill']}"), size=say.number(best["att"], 2, True))
    drawn = effects.rename(columns={"att": "effect"})
    drawing = figures.svg(figures.coefficients(drawn, labels, w.unit("competence"), say), alt, "skills")
    behind = pd.DataFrame(
        {
            say("col-skill"): labels,
            say("col-att"): [w.interval(r, 2) for _, r in effects.iterrows()],
            say("col-padjusted"): [say.p_alone(p) for p in effects["p_adjusted"]],
            say("col-pretrend"): [say.p_alone(p) for p in effects["pretrend_p"]],
        }
    )
    caption = say("skills-caption", level=w.level)
    return blocks.figure(drawing, caption, blocks.table(behind, caption, behind.columns[1:]), say("table-of"))


def _breadth(w: Writer, breadth: pd.DataFrame, years: pd.Series) -> Block:
    """Describe in how many sectors scores suffice, and say which number rises by definition."""
    say, at = w.say, breadth.set_index(["group", "when"])
    numbers = {
        f"{group.replace('_', '')}{when}": say.number(at.loc[(group, when), "assessed"], 2)
        for group in ("moved", "not_moved")
        for when in ("before", "after")
    }
    served = {when: say.number(at.loc[("moved", when), "served"], 2) for when in ("before", "after")}
    return blocks.paragraph(
        say("breadth-assessed", first=years["before"], last=years["after"], **numbers), say("breadth-served", **served)
    )


def _profile(w: Writer, years: pd.Series) -> Block:
    """Tabulate mean scores by sector beside the standard of its posts."""
    say = w.say
    table = w.study.table("skills/profile")
    wide = table.pivot_table(index="sector", columns=["group", "when"], values="mean", sort=False)
    least = table.drop_duplicates("sector").set_index("sector")["standard"]
    columns = [(g, t) for g in ("moved", "not_moved") for t in ("before", "after")]
    frame = pd.DataFrame(
        {say("col-sector"): [say(f"sector-{s}") for s in wide.index]}
        | {
            say("profile-column", group=say(f"group-{g}"), year=years[t]): [say.number(v, 1) for v in wide[(g, t)]]
            for g, t in columns
        }
        | {say("col-standard"): [say.number(least[s], 0) for s in wide.index]}
    )
    caption = say("profile-caption", n=say.count(table.loc[table["group"] == "moved", "officers"].max()))
    return blocks.folded(say("profile-summary"), blocks.table(frame, caption, frame.columns[1:]))
