"""Drawings of estimates, each with its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.reporting.figures.canvas import AFTER, AXIS, BEFORE, GRID, OTHER, canvas, number_axis
from analysis.reporting.words import Words


def event_study(rows: pd.DataFrame, anticipation: int, unit: str, period: str, words: Words, size: int = 1) -> Figure:
    """Draw estimates by event time: before in grey, after in blue, the base period marked.

    Parameters
    ----------
    rows : one outcome and subgroup: ``event_time``, ``att``, ``low``, ``high``.
    anticipation : periods before the move that belong to its effect.
    unit, period : words for the axes.
    size : periods in a bin; `event_time` is then a bin's first, and it is drawn at its middle.
    """
    with canvas() as (figure, axes):
        draw_events(axes, rows, anticipation, unit, period, words, size)
    return figure


def draw_events(
    axes: Axes, rows: pd.DataFrame, anticipation: int, unit: str, period: str, words: Words, size: int = 1
) -> None:
    """Draw an event study into axes, as :func:`event_study` does."""
    middle = (size - 1) / 2
    base = -1 - anticipation - middle
    e, att = rows["event_time"].to_numpy(int) + middle, rows["att"].to_numpy()
    colour = np.where(e > base, AFTER, BEFORE)
    axes.axhline(0, color=AXIS, lw=1, zorder=0)
    axes.axvline(-0.5, color=GRID, lw=1, ls=(0, (3, 3)), zorder=0)
    for x, low, high, c in zip(e, rows["low"], rows["high"], colour, strict=True):
        axes.plot([x, x], [low, high], color=c, lw=2.2, alpha=0.9, solid_capstyle="butt")
    early = (e > base) & (e < 0)
    axes.scatter(e[~early], att[~early], color=colour[~early], s=26, zorder=3)
    axes.scatter(e[early], att[early], facecolor="white", edgecolor=AFTER, s=30, zorder=3, lw=1.4)
    axes.scatter([base], [0], marker="D", facecolor="white", edgecolor=BEFORE, s=24, zorder=3)
    axes.set_xlabel(words("event-x", period=period).capitalize())
    axes.set_ylabel(unit)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    number_axis(axes, words, "x")
    number_axis(axes, words)


def kinds_of_move(rows: pd.DataFrame, unit: str, period: str, words: Words) -> Figure:
    """Draw the effect after the move for cross-sector and within-sector moves, labelled where they stand."""
    with canvas() as (figure, axes):
        axes.axhline(0, color=AXIS, lw=1, zorder=0)
        for k, (subgroup, colour) in enumerate((("cross_sector", AFTER), ("within_sector", OTHER))):
            estimates = rows[rows["subgroup"] == subgroup].sort_values("event_time")
            x = estimates["event_time"].to_numpy(float) + (-0.09, 0.09)[k]
            axes.fill_between(x, estimates["low"], estimates["high"], color=colour, alpha=0.18, lw=0)
            axes.plot(x, estimates["att"], color=colour, marker="o", ms=4, lw=1.8)
            axes.annotate(
                words(f"subgroup-{subgroup}"), (x[-1], estimates["att"].iloc[-1]), textcoords="offset points",
                xytext=(6, 0), color=colour, va="center", fontsize=9, fontweight="bold",
            )  # fmt: skip
        axes.set_xlabel(words("event-x", period=period).capitalize())
        axes.set_ylabel(unit)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
        axes.margins(x=0.28)
        axes.set_xlim(left=rows["event_time"].min() - 0.5)
        number_axis(axes, words, "x")
        number_axis(axes, words)
    return figure


def curve(table: pd.DataFrame, att: float, unit: str, words: Words, name: str = "curve-headline") -> Figure:
    """Draw a specification curve: every specification from the lowest to the highest estimate, the headline as a line.

    Parameters
    ----------
    table : specifications of one outcome, sorted by ``att``, with ``low`` and ``high``.
    att, name : the estimate drawn as a line, and the key of its name.
    """
    with canvas() as (figure, axes):
        draw_curve(axes, table, att, unit, words, name)
    return figure


def draw_curve(axes: Axes, table: pd.DataFrame, att: float, unit: str, words: Words, name: str) -> None:
    """Draw a specification curve into axes, as :func:`curve` does."""
    x = np.arange(1, len(table) + 1)
    apart = ((table["low"] > 0) | (table["high"] < 0)).to_numpy()
    colour = np.where(apart, AFTER, BEFORE)
    axes.axhline(0, color=AXIS, lw=1, zorder=0)
    axes.vlines(x, table["low"], table["high"], color=colour, lw=1.1, alpha=0.35)
    axes.scatter(x, table["att"], color=colour, s=9, zorder=3)
    axes.axhline(att, color=OTHER, lw=1.4, ls=(0, (4, 2)))
    axes.annotate(
        words(name), (x[0], att), textcoords="offset points", xytext=(2, 4), color=OTHER, fontsize=9,
        fontweight="bold",
    )  # fmt: skip
    axes.set_xlabel(words("curve-x"))
    axes.set_ylabel(unit)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    number_axis(axes, words, "x")
    number_axis(axes, words)


def coefficients(table: pd.DataFrame, labels: list[str], unit: str, words: Words) -> Figure:
    """Draw estimates about zero, one a line, with their intervals: blue where zero is left out."""
    with canvas((5.6, 0.42 * len(table) + 1.0)) as (figure, axes):
        y = np.arange(len(table))[::-1]
        axes.axvline(0, color=AXIS, lw=1, zorder=0)
        for at, low, high, value in zip(y, table["low"], table["high"], table["effect"], strict=True):
            colour = AFTER if low > 0 or high < 0 else BEFORE
            axes.plot([low, high], [at, at], color=colour, lw=2.2, solid_capstyle="butt")
            axes.scatter([value], [at], color=colour, s=28, zorder=3)
        axes.set_yticks(y, labels)
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(unit)
        axes.margins(y=0.12)
        number_axis(axes, words, "x")
    return figure


def strip(att: float, low: float, high: float, colour: str, label: str) -> str:
    """Draw one interval about zero as a small inline SVG, in one of the page's colours."""
    reach = max(abs(low), abs(high), abs(att)) * 1.08 or 1.0

    def x(value: float) -> float:
        return round(100 + 96 * value / reach, 2)

    return (
        f'<svg class="strip" role="img" aria-label="{label}" viewBox="0 0 200 22" preserveAspectRatio="none">'
        f'<line x1="0" x2="200" y1="11" y2="11" class="rail"/><line x1="100" x2="100" y1="2" y2="20" class="zero"/>'
        f'<line x1="{x(low)}" x2="{x(high)}" y1="11" y2="11" stroke="var(--{colour})" stroke-width="5"/>'
        f'<rect x="{x(att) - 2.5}" y="4" width="5" height="14" rx="2" fill="var(--{colour})"/></svg>'
    )
