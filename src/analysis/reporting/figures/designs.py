"""Drawings of what a design compares, for whoever explores one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.reporting.figures.canvas import AFTER, AXIS, BEFORE, OTHER, number_axis
from analysis.reporting.words import Words


def draw_means(axes: Axes, table: pd.DataFrame, unit: str, words: Words) -> None:
    """Draw plain means by period of units that are treated at some time and of those never treated.

    Parameters
    ----------
    table : index periods, columns ``treated`` and ``never_treated``.
    """
    x = np.arange(len(table))
    for name, colour in (("never_treated", BEFORE), ("treated", AFTER)):
        axes.plot(x, table[name], color=colour, lw=1.8)
        axes.annotate(
            words(f"means-{name}"), (x[-1], table[name].iloc[-1]), textcoords="offset points", xytext=(6, 0),
            color=colour, va="center", fontsize=8, fontweight="bold",
        )  # fmt: skip
    step = -(-len(x) // 4)
    axes.set_xticks(x[::step], table.index[::step])
    axes.set_ylabel(words("means-y", unit=unit))
    axes.margins(x=0.22)
    axes.set_xlim(left=-0.5)
    number_axis(axes, words)


def draw_weights(axes: Axes, table: pd.DataFrame, words: Words) -> None:
    """Draw each cohort's share of treated observations beside the weight that two-way fixed effects gives it.

    Parameters
    ----------
    table : index cohorts, columns ``share`` and ``two_way`` (parts of one).
    """
    y = np.arange(len(table))[::-1]
    axes.axvline(0, color=AXIS, lw=1, zorder=0)
    axes.barh(y + 0.19, 100 * table["share"], height=0.36, color=AFTER, label=words("weights-share"))
    axes.barh(y - 0.19, 100 * table["two_way"], height=0.36, color=OTHER, label=words("weights-two_way"))
    axes.set_yticks(y, [str(c) for c in table.index])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("%")
    axes.legend(frameon=False, fontsize=8, loc="best")
    number_axis(axes, words, "x")
