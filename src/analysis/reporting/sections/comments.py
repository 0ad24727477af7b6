"""What people write in the open answers of a survey; shared by the sections of the surveys."""

from __future__ import annotations

import pandas as pd

from analysis.domain.privacy import SMALL_CELL
from analysis.intake import themes
from analysis.reporting import blocks, figures
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


def written(writer: Writer, survey: str) -> Block:
    """Say what each group writes of most, and show how often every theme is named."""
    words = writer.words
    folder, groups = _SURVEYS[survey]
    source = f"{folder}/themes"
    table = writer.table(source)
    shown = {g: table[table["group"] == g] for g in groups if (table["group"] == g).any()}
    if not shown:
        return blocks.paragraph(words("themes-none"))
    names = {theme: words.of(meanings) for theme, meanings in themes.names(survey).items()}
    names[themes.OTHER] = words("theme-other")
    order = next(iter(shown.values())).sort_values("share", ascending=False, kind="stable")["theme"].tolist()
    order = [t for t in order if t != themes.OTHER] + [themes.OTHER]
    shown = {g: rows.set_index("theme").loc[order] for g, rows in shown.items()}

    def share(row: pd.Series) -> str:
        if pd.isna(row["share"]):
            return words("fewer", n=SMALL_CELL)
        return writer.interval(row, 0, sign=False, value="share", times=100)

    named = {g: words(groups[g][0]) for g in shown}
    sentences = []
    for group, rows in shown.items():
        first = rows.drop(index=themes.OTHER).dropna(subset="share").nlargest(2, "share")
        if len(first) == 2:
            sentences.append(
                words(
                    "themes-most", group=named[group], n=writer.people(rows["comments"].max()),
                    first=names[first.index[0]], firstshare=share(first.iloc[0]),
                    second=names[first.index[1]], secondshare=share(first.iloc[1]),
                )
            )  # fmt: skip
    labels = [names[t] for t in order]
    behind = pd.DataFrame(
        {words("col-theme"): labels}
        | {named[g]: [share(row) for _, row in rows.iterrows()] for g, rows in shown.items()}
    )
    caption = words("themes-caption", what=words(f"themes-{survey}"), level=writer.level, small=SMALL_CELL)
    alt = words("themes-alt", theme=labels[0], group=next(iter(named.values())))
    drawn = figures.shares({words(groups[g][1]): rows for g, rows in shown.items()}, labels, words)
    picture = writer.figure(drawn, f"themes-{survey}", alt, caption, behind, source)
    return blocks.heading(words(f"themes-{survey}")) + blocks.bullets(sentences) + picture
