"""What people write in the open answers of a survey; shared by the sections of the surveys."""

from __future__ import annotations

import pandas as pd

from analysis.domain.privacy import SMALL_CELL
from analysis.intake import themes
from analysis.reporting import blocks, figures
from analysis.reporting.audiences import LANGUAGES
from analysis.reporting.blocks import Block
from analysis.reporting.writer import Writer

#: Survey → its folder of results, and its groups, the one that the section is about first: their names in a sentence
#: and, short, in a figure.
_SURVEYS = {
    "resistensi": (
        "resistance", {"moved": ("group-moved", "group-moved"), "not_moved": ("group-not_moved", "group-not_moved")}
    ),
    "skm": (
        "citizens",
        {"programme": ("citizens-programme", "themes-programme"), "others": ("citizens-others", "themes-others")},
    ),
}  # fmt: skip


def written(w: Writer, survey: str) -> Block:
    """Say what each group writes of most, and show how often every theme is named."""
    say = w.say
    folder, groups = _SURVEYS[survey]
    table = w.study.results.table_or_empty(f"{folder}/themes")
    shown = {g: table[table["group"] == g] for g in groups if len(table) and (table["group"] == g).any()}
    if not shown:
        return blocks.paragraph(say("themes-none"))
    place = LANGUAGES.index(say.language)
    names = {theme: both[place] for theme, both in themes.names(survey).items()} | {themes.OTHER: say("theme-other")}
    order = next(iter(shown.values())).sort_values("share", ascending=False, kind="stable")["theme"].tolist()
    order = [t for t in order if t != themes.OTHER] + [themes.OTHER]
    shown = {g: own.set_index("theme").loc[order] for g, own in shown.items()}

    def share(row: pd.Series) -> str:
        if pd.isna(row["share"]):
            return say("fewer", n=SMALL_CELL)
        value, low, high = (say.number(100 * row[k], 0) for k in ("share", "low", "high"))
        return f"{value} ({low} … {high})"

    named = {g: say(groups[g][0]) for g in shown}
    told = []
    for group, own in shown.items():
        first = own.drop(index=themes.OTHER).dropna(subset="share").nlargest(2, "share")
        if len(first) == 2:
            told.append(
                say(
                    "themes-most", group=named[group], n=say.count(own["comments"].iloc[0]),
                    first=names[first.index[0]], firstshare=share(first.iloc[0]),
                    second=names[first.index[1]], secondshare=share(first.iloc[1]),
                )
            )  # fmt: skip
    labels = [names[t] for t in order]
    behind = pd.DataFrame(
        {say("col-theme"): labels} | {named[g]: [share(r) for _, r in own.iterrows()] for g, own in shown.items()}
    )
    caption = say("themes-caption", what=say(f"themes-{survey}"), level=w.level, small=SMALL_CELL)
    alt = say("themes-alt", theme=labels[0], group=next(iter(named.values())))
    ends = {say(groups[g][1]): own for g, own in shown.items()}
    drawing = figures.svg(figures.shares(ends, labels, say), alt, f"themes-{survey}")
    picture = blocks.figure(drawing, caption, blocks.table(behind, caption, behind.columns[1:]), say("table-of"))
    return blocks.heading(say(f"themes-{survey}")) + blocks.bullets(told) + picture
