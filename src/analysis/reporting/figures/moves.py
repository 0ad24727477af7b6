"""Drawings of where officers go: between sectors, and on the map."""

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from analysis.reporting.figures.canvas import AFTER, AXIS, PAPER, canvas
from analysis.reporting.words import Words


def flows(table: pd.DataFrame, words: Words) -> Figure:
    """Draw officers moved from (rows) one sector to (columns) another, the counts written in.

    Parameters
    ----------
    table : ``sector_from``, ``sector_to``, ``officers``, and ``text``, the count as it may be shown.
    """
    counts = table.pivot_table(index="sector_from", columns="sector_to", values="officers", sort=False)
    texts = table.pivot(index="sector_from", columns="sector_to", values="text").reindex_like(counts)
    names = [words(f"sector-{s}") for s in counts.index]
    with canvas((5.6, 3.4)) as (figure, axes):
        sns.heatmap(
            counts, ax=axes, cmap=sns.light_palette(AFTER, as_cmap=True), annot=texts, fmt="", cbar=False,
            linewidths=2, linecolor="white", annot_kws={"fontsize": 10},
        )  # fmt: skip
        axes.set_xticklabels(names, rotation=0)
        axes.set_yticklabels(names, rotation=0)
        axes.set_xlabel(words("flows-to"))
        axes.set_ylabel(words("flows-from"))
        axes.tick_params(length=0)
    return figure


def places(rings: dict[str, list[np.ndarray]], counts: pd.Series) -> Figure:
    """Draw a map of the kelurahan, the darker the more officers, the one with most named; those without stay white.

    Parameters
    ----------
    rings : outer rings of each kelurahan, longitude and latitude in degrees.
    counts : officers by kelurahan, none of them zero.
    """
    everything = np.concatenate([ring for outline in rings.values() for ring in outline])
    low, high = everything.min(axis=0), everything.max(axis=0)
    shade = sns.light_palette(AFTER, n_colors=101)
    with canvas((5.6, 4.6)) as (figure, axes):
        for unit_id, outline in rings.items():
            share = counts.get(unit_id, 0) / counts.max()
            colour = shade[round(15 + 85 * share)] if share else PAPER
            for ring in outline:
                axes.fill(*_thinned(ring, (high - low).max() / 400).T, facecolor=colour, edgecolor=AXIS, lw=0.4)
        # a degree of longitude is shorter than one of latitude
        axes.set_aspect(1 / np.cos(np.radians((low[1] + high[1]) / 2)))
        axes.set_axis_off()
        most = counts.sort_values(ascending=False, kind="stable").index
        for unit_id in [u for u in most if u in rings][:1]:
            axes.annotate(
                unit_id, rings[unit_id][0].mean(axis=0), textcoords="offset points", xytext=(0, 8), ha="center",
                fontsize=9, fontweight="bold",
            )  # fmt: skip
    return figure


def _thinned(ring: np.ndarray, least: float) -> np.ndarray:
    """Leave out points of a ring that lie nearer than `least` to the one kept before; no screen shows them."""
    kept = [0]
    for k in range(1, len(ring)):
        if np.abs(ring[k] - ring[kept[-1]]).max() >= least:
            kept.append(k)
    return ring[kept] if len(kept) > 2 else ring
