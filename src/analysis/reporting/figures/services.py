"""Drawings of services and placements."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.reporting.figures.canvas import AFTER, AXIS, BEFORE, GRID, canvas, number_axis
from analysis.reporting.words import Words


def finished(curves: pd.DataFrame, words: Words) -> Figure:
    """Draw the share of services finished by day, before (grey) and after (blue), labelled where they part.

    Parameters
    ----------
    curves : of one group: ``when``, ``day``, ``share``, ``low``, ``high``.
    """
    with canvas() as (figure, axes):
        for when, colour, across, down, side in (("before", BEFORE, 8, -9, "left"), ("after", AFTER, -8, 7, "right")):
            curve = curves[curves["when"] == when]
            if curve.empty:
                continue
            axes.fill_between(
                curve["day"], 100 * curve["low"], 100 * curve["high"], step="post", color=colour, alpha=0.18
            )
            axes.step(curve["day"], 100 * curve["share"], where="post", color=colour, lw=1.8)
            at = curve.iloc[min(6, len(curve) - 1)]
            axes.annotate(
                words(f"when-{when}"), (at["day"], 100 * at["share"]), textcoords="offset points",
                xytext=(across, down), ha=side, color=colour, fontsize=9, fontweight="bold",
            )  # fmt: skip
        axes.set_xlabel(words("finished-x"))
        axes.set_ylabel(words("finished-y"))
        axes.set_ylim(0, 101)
        number_axis(axes, words, "x")
        number_axis(axes, words)
    return figure


def waves(table: pd.DataFrame, words: Words) -> Figure:
    """Draw, for each wave of moves, the mean score at random, as placed, and at best."""
    with canvas((5.6, 0.34 * len(table) + 1.1)) as (figure, axes):
        y = np.arange(len(table))[::-1]
        axes.hlines(y, table["chance"], table["best"], color=GRID, lw=2.4, zorder=1)
        axes.scatter(table["chance"], y, color=BEFORE, s=18, zorder=2)
        axes.scatter(table["best"], y, facecolor="white", edgecolor=BEFORE, s=26, zorder=2)
        axes.scatter(table["actual"], y, color=AFTER, s=34, zorder=3)
        for key, colour in (("chance", BEFORE), ("actual", AFTER), ("best", BEFORE)):
            axes.annotate(
                words(f"col-{key}"), (table[key].iloc[0], y[0]), textcoords="offset points", xytext=(0, 8), ha="center",
                color=colour, fontsize=8,
            )  # fmt: skip
        axes.set_yticks(y, [words.semester(s) for s in table["semester"]])
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(words("waves-x"))
        axes.margins(y=0.12)
        number_axis(axes, words, "x")
    return figure


def fits(points: pd.DataFrame, unit: str, words: Words) -> Figure:
    """Draw what each kelurahan gained against the mean fit of its newcomers; no kelurahan is named.

    Parameters
    ----------
    points : ``score`` (0–1), ``att``.
    """
    with canvas() as (figure, axes):
        axes.axhline(0, color=AXIS, lw=1, zorder=0)
        axes.scatter(points["score"], points["att"], color=AFTER, s=34, zorder=3)
        axes.set_xlabel(words("fits-x"))
        axes.set_ylabel(unit)
        axes.margins(0.12)
        number_axis(axes, words, "x")
        number_axis(axes, words)
    return figure
