"""Drawings of every outcome side by side, for the notebooks: trends, estimators, bounds, attacks, specifications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.reporting.figures.canvas import AFTER, AXIS, BEFORE, GRID, OTHER, grid, number_axis
from analysis.reporting.words import Words


def side_by_side(names: Mapping[str, str], draw: Callable[[Axes, str], None], wide: bool = False) -> Figure:
    """Draw each outcome into a cell of its own, its name above.

    Parameters
    ----------
    names : outcome → its name.
    draw : draws an outcome into axes.
    wide : whether a cell has words at its side and needs room for them.
    """
    room: dict[str, Any] = {"columns": 2, "cell": (5.2, 2.3), "left": 2.35} if wide else {}
    with grid(len(names), **room) as (figure, all_axes):
        for axes, (outcome, name) in zip(all_axes, names.items(), strict=True):
            draw(axes, outcome)
            axes.set_title(name, fontsize=9, fontweight="bold", loc="left")
            axes.xaxis.label.set_fontsize(8)
            axes.yaxis.label.set_fontsize(7)
            axes.tick_params(labelsize=8)
    return figure


def draw_intervals(axes: Axes, rows: pd.DataFrame, labels: Mapping[str, str], unit: str, words: Words) -> None:
    """Draw estimates about zero, a line a label: the first in blue, attacks on it in grey.

    Parameters
    ----------
    rows : ``label``, ``att``, ``low``, ``high``; several of one label are drawn below one another, close together.
    labels : label → its words, in order from above; one without a row is left out.
    """
    there = [label for label in labels if (rows["label"] == label).any()]
    axes.axvline(0, color=AXIS, lw=1, zorder=0)
    for k, label in enumerate(there):
        some = rows[rows["label"] == label]
        offsets = np.linspace(-0.3, 0.3, len(some)) if len(some) > 1 else np.zeros(1)
        colour = AFTER if label == next(iter(labels)) else BEFORE
        y = k + offsets
        axes.hlines(y, some["low"], some["high"], color=colour, lw=(2.2, 1.1, 0.6)[(len(some) > 1) + (len(some) > 4)])
        axes.scatter(some["att"], y, color=colour, s=22 if len(some) == 1 else 9, zorder=3)
    first = rows[rows["label"] == next(iter(labels))]
    if len(first):
        axes.axvline(first["att"].iloc[0], color=AFTER, lw=1, ls=(0, (2, 3)), zorder=0)
    axes.set_yticks(range(len(there)), [labels[label] for label in there])
    axes.set_ylim(len(there) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(unit)
    number_axis(axes, words, "x")


def draw_bounds(axes: Axes, rows: pd.DataFrame, breakdown: float, unit: str, words: Words) -> None:
    """Draw the interval of an effect for each size of drift M̄ allowed, and where zero is first inside.

    Parameters
    ----------
    rows : ``bound`` (M̄), ``low``, ``high``.
    breakdown : largest M̄ at which zero is left out; NaN where it never is.
    """
    apart = ((rows["low"] > 0) | (rows["high"] < 0)).to_numpy()
    axes.axhline(0, color=AXIS, lw=1, zorder=0)
    colours = np.where(apart, AFTER, BEFORE).tolist()
    axes.vlines(rows["bound"], rows["low"], rows["high"], color=colours, lw=3)
    if np.isfinite(breakdown) and breakdown <= rows["bound"].max():
        axes.axvline(breakdown, color=OTHER, lw=1.2, ls=(0, (4, 2)))
    axes.set_xlabel(words("bounds-x"))
    axes.set_ylabel(unit)
    axes.margins(x=0.12)
    number_axis(axes, words, "x")
    number_axis(axes, words)


def starts(counts: Mapping[str, pd.Series], words: Words) -> Figure:
    """Draw how many have been rotated by each period, a cell for each level, a line for each kind of move.

    Parameters
    ----------
    counts : level → number by then, index periods in order; several kinds of move as columns.
    """
    with grid(len(counts), 2, (4.95, 2.8)) as (figure, all_axes):
        for axes, (level, table) in zip(all_axes, counts.items(), strict=True):
            x = np.arange(len(table))
            for kind, colour in zip(table, (AFTER, OTHER, BEFORE), strict=False):
                axes.step(x, table[kind], where="post", color=colour, lw=1.8)
                axes.annotate(
                    f"{kind} ({words.count(table[kind].iloc[-1])})", (x[-1], table[kind].iloc[-1]), color=colour,
                    textcoords="offset points", xytext=(5, 0), va="center", fontsize=8,
                )  # fmt: skip
            step = -(-len(x) // 4)
            axes.set_xticks(x[::step], table.index[::step])
            axes.tick_params(labelsize=8)
            axes.set_ylabel(level, fontsize=9)
            axes.grid(axis="y", color=GRID, lw=0.6)
            axes.margins(x=0.3)
            axes.set_xlim(left=-0.5)
            axes.set_ylim(bottom=0)
            number_axis(axes, words)
    return figure
