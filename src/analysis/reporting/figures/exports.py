"""Drawings of the exports: what became of their rows, and how complete they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from analysis.reporting.figures.canvas import AFTER, WARN, canvas, number_axis
from analysis.reporting.words import Words


def quality(account: pd.DataFrame, words: Words) -> Figure:
    """Draw the share of rows repaired and quarantined by source, labelled at the bar's end."""
    with canvas((5.6, 0.34 * len(account) + 0.9)) as (figure, axes):
        fixed = 100 * account["corrected"] / account["read"]
        refused = 100 * account["quarantined"] / account["read"]
        at = np.arange(len(account))[::-1]
        axes.barh(at, fixed, color=AFTER, height=0.62, label=words("corrected"))
        axes.barh(at, refused, left=fixed, color=WARN, height=0.62, label=words("quarantined"))
        for y, total in zip(at, fixed + refused, strict=True):
            axes.annotate(
                words.number(total, 1), (total, y), textcoords="offset points", xytext=(4, 0), va="center", fontsize=8
            )
        axes.set_yticks(at, account["source"])
        axes.set_xlabel(words("quality-x"))
        axes.tick_params(axis="y", length=0)
        axes.legend(frameon=False, loc="lower right")
        axes.margins(x=0.1)
        number_axis(axes, words, "x")
    return figure


def completeness(table: pd.DataFrame, words: Words) -> Figure:
    """Draw rows by source and month as shades, 100 % being the source's usual month; empty months stay white.

    A source that is counted by semester fills the six months of each.
    """
    wide = table.pivot_table(index="source", columns="month", values="share", sort=False)
    wide = 100 * wide[sorted(wide.columns)].where(wide > 0)
    by_semester = wide.columns.isin([m for m in wide.columns if m[5:] in ("01", "07")])
    half = wide.loc[:, ~by_semester].isna().all(axis=1) & wide.loc[:, by_semester].notna().any(axis=1)
    wide.loc[half] = wide.loc[half].ffill(axis=1)
    with canvas((8.4, 0.34 * len(wide) + 1.2)) as (figure, axes):
        sns.heatmap(
            wide, ax=axes, cmap=sns.light_palette(AFTER, as_cmap=True), vmin=0, vmax=120, linewidths=0,
            cbar_kws={"label": words("completeness-bar"), "shrink": 0.9, "pad": 0.02},
        )  # fmt: skip
        januaries = [k for k, month in enumerate(wide.columns) if month.endswith("-01")]
        axes.set_xticks([k + 0.5 for k in januaries], [wide.columns[k][:4] for k in januaries], rotation=0)
        axes.set(xlabel="", ylabel="")
        axes.tick_params(length=0)
        axes.tick_params(axis="y", rotation=0)
        for y in range(1, len(wide)):
            axes.axhline(y, color="white", lw=3)
    return figure
