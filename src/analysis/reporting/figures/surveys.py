"""Drawings of what people answer: importance of each unsur, themes of open answers."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.reporting.figures.canvas import AFTER, BEFORE, GRID, INK, SIZE, WARN, canvas, number_axis
from analysis.reporting.words import Words


def importance(table: pd.DataFrame, words: Words) -> Figure:
    """Draw importance against performance, each point labelled, the means as lines; what to improve is marked."""
    with canvas((5.6, 4.0)) as (figure, axes):
        x, y = table["performance"], table["importance"]
        axes.axvline(x.mean(), color=GRID, lw=1, zorder=0)
        axes.axhline(y.mean(), color=GRID, lw=1, zorder=0)
        urgent = (table["quadrant"] == "improve").to_numpy()
        axes.scatter(x[~urgent], y[~urgent], color=BEFORE, s=30, zorder=3)
        axes.scatter(x[urgent], y[urgent], color=WARN, s=44, zorder=3)
        for r in table.itertuples():
            axes.annotate(
                r.unsur, (r.performance, r.importance), textcoords="offset points", xytext=(6, 4), fontsize=9,
                color=WARN if r.quadrant == "improve" else INK,
            )  # fmt: skip
        axes.annotate(
            words("quadrant-improve"), (0.02, 0.97), xycoords="axes fraction", va="top", color=WARN, fontsize=9,
            fontweight="bold",
        )  # fmt: skip
        axes.annotate(
            words("quadrant-keep"),
            (0.98, 0.97),
            xycoords="axes fraction",
            va="top",
            ha="right",
            color=BEFORE,
            fontsize=9,
        )
        axes.set_xlabel(words("performance-x"))
        axes.set_ylabel(words("importance-y"))
        axes.margins(0.14)
        number_axis(axes, words, "x")
        number_axis(axes, words)
    return figure


def shares(groups: dict[str, pd.DataFrame], labels: list[str], words: Words) -> Figure:
    """Draw the share of one or two groups, a line a theme, with intervals; what is too few to be told has no mark.

    Parameters
    ----------
    groups : name → one row a theme, in the order of `labels`: ``share``, ``low``, ``high`` (parts of one).
    """
    with canvas((SIZE[0], 0.46 * len(labels) + 1.0)) as (figure, axes):
        y = np.arange(len(labels))[::-1]
        for k, (name, themes) in enumerate(groups.items()):
            colour, at = (AFTER, BEFORE)[k], y + (0.16, -0.16)[k] * (len(groups) > 1)
            axes.hlines(at, 100 * themes["low"], 100 * themes["high"], color=colour, lw=2.2)
            axes.scatter(100 * themes["share"], at, color=colour, s=24, zorder=3)
            shown = np.flatnonzero(themes["share"].notna())
            if len(shown):
                axes.annotate(
                    name, (100 * themes["high"].iloc[shown[0]], at[shown[0]]), textcoords="offset points",
                    xytext=(5, 0),
                    color=colour, va="center", fontsize=9, fontweight="bold",
                )  # fmt: skip
        axes.set_yticks(y, [textwrap.fill(label, 22) for label in labels])
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(words("themes-x"))
        axes.set_xlim(0, 140 * max(themes["high"].max() for themes in groups.values()))
        axes.margins(y=0.06)
        number_axis(axes, words, "x")
    return figure
