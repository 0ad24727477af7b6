"""Skills: what rotation changed of assessed competency, and what moved by definition."""

from __future__ import annotations

import pandas as pd

from analysis.impact import evidence
from analysis.indicators.skills import ELSEWHERE
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer


def skills(writer: Writer) -> Block:
    """Say what the assessment shows outside an officer's own sector and in each sector, and describe breadth."""
    alpha = writer.study.cycle.analysis.alpha
    years = writer.record("skills/about")
    # effects on too few officers are not published
    effects, breadth = writer.table("skills/effects").dropna(subset="att"), writer.table("skills/breadth")
    changed = Block("")
    if len(effects):
        overall_grade = writer.headlines["grade"].get("competence", "suggestive")
        grades = [evidence.component(p, alpha, overall_grade) for p in effects["p_adjusted"]]
        changed = blocks.paragraph(*_sentences(writer, effects.assign(grade=grades))) + _figure(writer, effects)
    return changed + _breadth(writer, breadth, years) + _profile(writer, years)


def _sentences(writer: Writer, effects: pd.DataFrame) -> list[str]:
    """Say what changed outside an officer's own sector, and in how many sectors."""
    words, out = writer.words, []
    elsewhere = effects["skill"] == ELSEWHERE
    for _, row in effects[elsewhere].iterrows():
        kind = row["grade"] if row["grade"] in ("none", "inconclusive") else "changed"
        out.append(
            words(
                f"skill-{kind}", skill=words(f"skill-{row['skill']}"), direction="up" if row["att"] > 0 else "down",
                size=words.number(abs(row["att"]), 2), grade=words(f"grade-{row['grade']}").lower(),
                low=words.number(row["low"], 2, True), high=words.number(row["high"], 2, True),
            )
        )  # fmt: skip
    sectors = effects[~elsewhere]
    changed = ~sectors["grade"].isin(["none", "inconclusive"])
    if len(sectors):
        ends = {"smallest": sectors["att"].min(), "largest": sectors["att"].max()}
        numbers = {k: words.number(v, 2, True) for k, v in ends.items()}
        out.append(words("skill-sectors", changed=int(changed.sum()), n=len(sectors), **numbers))
    return out


def _figure(writer: Writer, effects: pd.DataFrame) -> Block:
    words = writer.words
    labels = [words(f"skill-{s}").capitalize() for s in effects["skill"]]
    best = effects.loc[effects["att"].abs().idxmax()]
    alt = words("skills-alt", skill=words(f"skill-{best['skill']}"), size=words.number(best["att"], 2, True))
    drawn = figures.coefficients(effects.rename(columns={"att": "effect"}), labels, writer.unit("competence"), words)
    behind = pd.DataFrame(
        {
            words("col-skill"): labels,
            words("col-att"): [writer.interval(r, 2) for _, r in effects.iterrows()],
            words("col-padjusted"): [words.p_alone(p) for p in effects["p_adjusted"]],
            words("col-pretrend"): [words.p_alone(p) for p in effects["pretrend_p"]],
        }
    )
    caption = words("skills-caption", level=writer.level)
    return writer.figure(drawn, "skills", alt, caption, behind, "skills/effects")


def _breadth(writer: Writer, breadth: pd.DataFrame, years: pd.Series) -> Block:
    """Describe in how many sectors scores suffice, and say which number rises by definition."""
    words, at = writer.words, breadth.set_index(["group", "when"])
    numbers = {
        f"{group.replace('_', '')}{when}": words.number(at.loc[(group, when), "assessed"], 2)
        for group in ("moved", "not_moved")
        for when in ("before", "after")
    }
    served = {when: words.number(at.loc[("moved", when), "served"], 2) for when in ("before", "after")}
    return blocks.paragraph(
        words("breadth-assessed", first=years["before"], last=years["after"], **numbers),
        words("breadth-served", **served),
    )


def _profile(writer: Writer, years: pd.Series) -> Block:
    """Tabulate mean scores by sector beside the standard of its posts."""
    words = writer.words
    table = writer.table("skills/profile")
    wide = table.pivot_table(index="sector", columns=["group", "when"], values="mean", sort=False)
    least = table.drop_duplicates("sector").set_index("sector")["standard"]
    columns = [(g, t) for g in ("moved", "not_moved") for t in ("before", "after")]
    frame = pd.DataFrame(
        {words("col-sector"): [words(f"sector-{s}") for s in wide.index]}
        | {
            words("profile-column", group=words(f"group-{g}"), year=years[t]): [
                words.number(v, 1) for v in wide[(g, t)]
            ]
            for g, t in columns
        }
        | {words("col-standard"): [words.number(least[s], 0) for s in wide.index]}
    )
    caption = words("profile-caption", n=writer.people(table.loc[table["group"] == "moved", "officers"].max()))
    return blocks.folded(
        words("profile-summary"), blocks.table(frame, caption, frame.columns[1:], tables="skills/profile")
    )


SECTIONS = (Section("skills", skills, ("skills/about", "skills/breadth", "skills/profile"), ("asn",), titled=True),)
