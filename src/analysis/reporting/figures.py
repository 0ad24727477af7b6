"""Figures of the report: every one vector, deterministic, with an interval wherever there is an estimate."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.reporting.words import Words

_PALETTE = sns.color_palette("colorblind").as_hex()
# the palette's orange is too pale for words on white
AFTER, BEFORE, OTHER, WARN = _PALETTE[0], "#6b7280", "#b45309", _PALETTE[3]
_INK, _AXIS, _GRID, _PAPER = "#1f2933", "#9aa5b1", "#cbd2d9", "#ffffff"
#: Colours of figures → the page's variables.
_VARIABLES = {
    _INK: "ink", _AXIS: "axis", _GRID: "grid", _PAPER: "paper", AFTER: "after", BEFORE: "before", OTHER: "other",
    WARN: "bad",
}  # fmt: skip
#: Inches; one figure fills a phone's width or half a desk's.
SIZE = (4.6, 3.0)


@contextmanager
def canvas(size: tuple[float, float] = SIZE) -> Iterator[tuple[Figure, Axes]]:
    """Open a figure in the report's style, whatever the reader's own settings are."""
    style = sns.axes_style("ticks") | sns.plotting_context("notebook", font_scale=0.85)
    style |= {
        "font.family": "DejaVu Sans", "axes.edgecolor": _AXIS, "text.color": _INK, "axes.labelcolor": _INK,
        "xtick.color": _INK, "ytick.color": _INK, "axes.unicode_minus": True, "axes.titlecolor": _INK,
    }  # fmt: skip
    with mpl.rc_context(style):
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.add_subplot()
        axes.spines[["top", "right"]].set_visible(False)
        yield figure, axes


def svg(figure: Figure, alt: str, name: str) -> str:
    """Return a figure as inline SVG with an accessible name; `name` makes its identifiers unique in the page.

    Text stays text, in the page's font; colours become the page's, which change with light and dark.
    """
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "mutasi", "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r' (width|height)="[\d.]+pt"', "", text, count=2)
    text = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", text, flags=re.S)
    text = re.sub(r" ?font-family: [^;\"]*;", "", text)
    text = re.sub(r"\s*\n\s*", " ", text).replace("> <", "><")
    # a hundredth of a point is less than any screen shows
    text = re.sub(r"<[^>]+>", lambda tag: re.sub(r"(?<=\d)\.(\d{2})\d+", r".\1", tag[0]), text)
    for colour, variable in _VARIABLES.items():
        text = text.replace(f": {colour}", f": var(--{variable}, {colour})")
    text = re.sub(r'id="([^"]+)"', rf'id="{name}-\1"', text)
    text = re.sub(r'(xlink:href="#|url\(#)([^")]+)', rf"\1{name}-\2", text)
    label = alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return text.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)


def _number_axis(axes: Axes, words: Words, which: str = "y") -> None:
    axis = axes.yaxis if which == "y" else axes.xaxis

    def text(value: float, _: int) -> str:
        digits = (
            0
            if abs(value) >= 10 or float(value).is_integer()
            else 1
            if abs(value * 10 - round(value * 10)) < 1e-6
            else 2
        )
        return words.number(value, digits)

    axis.set_major_formatter(FuncFormatter(text))


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
        middle = (size - 1) / 2
        base = -1 - anticipation - middle
        e, att = rows["event_time"].to_numpy(int) + middle, rows["att"].to_numpy()
        colour = np.where(e > base, AFTER, BEFORE)
        axes.axhline(0, color=_AXIS, lw=1, zorder=0)
        axes.axvline(-0.5, color=_GRID, lw=1, ls=(0, (3, 3)), zorder=0)
        for x, low, high, c in zip(e, rows["low"], rows["high"], colour, strict=True):
            axes.plot([x, x], [low, high], color=c, lw=2.2, alpha=0.9, solid_capstyle="butt")
        early = (e > base) & (e < 0)
        axes.scatter(e[~early], att[~early], color=colour[~early], s=26, zorder=3)
        axes.scatter(e[early], att[early], facecolor="white", edgecolor=AFTER, s=30, zorder=3, lw=1.4)
        axes.scatter([base], [0], marker="D", facecolor="white", edgecolor=BEFORE, s=24, zorder=3)
        axes.set_xlabel(words("event-x", period=period).capitalize())
        axes.set_ylabel(unit)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
        _number_axis(axes, words, "x")
        _number_axis(axes, words)
    return figure


def kinds_of_move(rows: pd.DataFrame, unit: str, period: str, words: Words) -> Figure:
    """Draw the effect after the move for cross-sector and within-sector moves, labelled where they stand."""
    with canvas() as (figure, axes):
        axes.axhline(0, color=_AXIS, lw=1, zorder=0)
        for k, (subgroup, colour) in enumerate((("cross_sector", AFTER), ("within_sector", OTHER))):
            own = rows[rows["subgroup"] == subgroup].sort_values("event_time")
            x = own["event_time"].to_numpy(float) + (-0.09, 0.09)[k]
            axes.fill_between(x, own["low"], own["high"], color=colour, alpha=0.18, lw=0)
            axes.plot(x, own["att"], color=colour, marker="o", ms=4, lw=1.8)
            axes.annotate(
                words(f"subgroup-{subgroup}"), (x[-1], own["att"].iloc[-1]), textcoords="offset points",
                xytext=(6, 0), color=colour, va="center", fontsize=9, fontweight="bold",
            )  # fmt: skip
        axes.set_xlabel(words("event-x", period=period).capitalize())
        axes.set_ylabel(unit)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
        axes.margins(x=0.28)
        axes.set_xlim(left=rows["event_time"].min() - 0.5)
        _number_axis(axes, words, "x")
        _number_axis(axes, words)
    return figure


def curve(table: pd.DataFrame, att: float, unit: str, words: Words, name: str = "curve-headline") -> Figure:
    """Draw a specification curve: every specification from the lowest to the highest estimate, the headline as a line.

    Parameters
    ----------
    table : specifications of one outcome, sorted by ``att``, with ``low`` and ``high``.
    att, name : the estimate drawn as a line, and the key of its name.
    """
    with canvas() as (figure, axes):
        x = np.arange(1, len(table) + 1)
        apart = ((table["low"] > 0) | (table["high"] < 0)).to_numpy()
        colour = np.where(apart, AFTER, BEFORE)
        axes.axhline(0, color=_AXIS, lw=1, zorder=0)
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
        _number_axis(axes, words, "x")
        _number_axis(axes, words)
    return figure


def importance(table: pd.DataFrame, words: Words) -> Figure:
    """Draw importance against performance, each point labelled, the means as lines; what to improve is marked."""
    with canvas((5.6, 4.0)) as (figure, axes):
        x, y = table["performance"], table["importance"]
        axes.axvline(x.mean(), color=_GRID, lw=1, zorder=0)
        axes.axhline(y.mean(), color=_GRID, lw=1, zorder=0)
        urgent = (table["quadrant"] == "improve").to_numpy()
        axes.scatter(x[~urgent], y[~urgent], color=BEFORE, s=30, zorder=3)
        axes.scatter(x[urgent], y[urgent], color=WARN, s=44, zorder=3)
        for r in table.itertuples():
            axes.annotate(
                r.unsur, (r.performance, r.importance), textcoords="offset points", xytext=(6, 4), fontsize=9,
                color=WARN if r.quadrant == "improve" else _INK,
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
        _number_axis(axes, words, "x")
        _number_axis(axes, words)
    return figure


def waves(table: pd.DataFrame, words: Words) -> Figure:
    """Draw, for each wave of moves, the mean score at random, as placed, and at best."""
    with canvas((5.6, 0.34 * len(table) + 1.1)) as (figure, axes):
        y = np.arange(len(table))[::-1]
        axes.hlines(y, table["chance"], table["best"], color=_GRID, lw=2.4, zorder=1)
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
        _number_axis(axes, words, "x")
    return figure


def coefficients(table: pd.DataFrame, labels: list[str], unit: str, words: Words) -> Figure:
    """Draw estimates about zero, one a line, with their intervals: blue where zero is left out."""
    with canvas((5.6, 0.42 * len(table) + 1.0)) as (figure, axes):
        y = np.arange(len(table))[::-1]
        axes.axvline(0, color=_AXIS, lw=1, zorder=0)
        for at, low, high, value in zip(y, table["low"], table["high"], table["effect"], strict=True):
            colour = AFTER if low > 0 or high < 0 else BEFORE
            axes.plot([low, high], [at, at], color=colour, lw=2.2, solid_capstyle="butt")
            axes.scatter([value], [at], color=colour, s=28, zorder=3)
        axes.set_yticks(y, labels)
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(unit)
        axes.margins(y=0.12)
        _number_axis(axes, words, "x")
    return figure


def shares(groups: dict[str, pd.DataFrame], labels: list[str], words: Words) -> Figure:
    """Draw the share of one or two groups, a line a theme, with intervals; what is too few to be told has no mark.

    Parameters
    ----------
    groups : name → one row a theme, in the order of `labels`: ``share``, ``low``, ``high`` (parts of one).
    """
    with canvas((SIZE[0], 0.46 * len(labels) + 1.0)) as (figure, axes):
        y = np.arange(len(labels))[::-1]
        for k, (name, own) in enumerate(groups.items()):
            colour, at = (AFTER, BEFORE)[k], y + (0.16, -0.16)[k] * (len(groups) > 1)
            axes.hlines(at, 100 * own["low"], 100 * own["high"], color=colour, lw=2.2)
            axes.scatter(100 * own["share"], at, color=colour, s=24, zorder=3)
            told = np.flatnonzero(own["share"].notna())
            if len(told):
                axes.annotate(
                    name, (100 * own["high"].iloc[told[0]], at[told[0]]), textcoords="offset points", xytext=(5, 0),
                    color=colour, va="center", fontsize=9, fontweight="bold",
                )  # fmt: skip
        axes.set_yticks(y, [textwrap.fill(label, 22) for label in labels])
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(words("themes-x"))
        axes.set_xlim(0, 140 * max(own["high"].max() for own in groups.values()))
        axes.margins(y=0.06)
        _number_axis(axes, words, "x")
    return figure


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
        _number_axis(axes, words, "x")
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


def finished(curves: pd.DataFrame, words: Words) -> Figure:
    """Draw the share of services finished by day, before (grey) and after (blue), labelled where they part.

    Parameters
    ----------
    curves : of one group: ``when``, ``day``, ``share``, ``low``, ``high``.
    """
    with canvas() as (figure, axes):
        for when, colour, across, down, side in (("before", BEFORE, 8, -9, "left"), ("after", AFTER, -8, 7, "right")):
            own = curves[curves["when"] == when]
            if own.empty:
                continue
            axes.fill_between(own["day"], 100 * own["low"], 100 * own["high"], step="post", color=colour, alpha=0.18)
            axes.step(own["day"], 100 * own["share"], where="post", color=colour, lw=1.8)
            at = own.iloc[min(6, len(own) - 1)]
            axes.annotate(
                words(f"when-{when}"), (at["day"], 100 * at["share"]), textcoords="offset points",
                xytext=(across, down), ha=side, color=colour, fontsize=9, fontweight="bold",
            )  # fmt: skip
        axes.set_xlabel(words("finished-x"))
        axes.set_ylabel(words("finished-y"))
        axes.set_ylim(0, 101)
        _number_axis(axes, words, "x")
        _number_axis(axes, words)
    return figure


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
    everything = np.concatenate([ring for own in rings.values() for ring in own])
    low, high = everything.min(axis=0), everything.max(axis=0)
    shade = sns.light_palette(AFTER, n_colors=101)
    with canvas((5.6, 4.6)) as (figure, axes):
        for unit_id, own in rings.items():
            share = counts.get(unit_id, 0) / counts.max()
            colour = shade[round(15 + 85 * share)] if share else _PAPER
            for ring in own:
                axes.fill(*_thinned(ring, (high - low).max() / 400).T, facecolor=colour, edgecolor=_AXIS, lw=0.4)
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


def fits(points: pd.DataFrame, unit: str, words: Words) -> Figure:
    """Draw what each kelurahan gained against the mean fit of its newcomers; no kelurahan is named.

    Parameters
    ----------
    points : ``score`` (0–1), ``att``.
    """
    with canvas() as (figure, axes):
        axes.axhline(0, color=_AXIS, lw=1, zorder=0)
        axes.scatter(points["score"], points["att"], color=AFTER, s=34, zorder=3)
        axes.set_xlabel(words("fits-x"))
        axes.set_ylabel(unit)
        axes.margins(0.12)
        _number_axis(axes, words, "x")
        _number_axis(axes, words)
    return figure


def means(table: pd.DataFrame, unit: str, words: Words) -> Figure:
    """Draw plain means by period of units that are treated at some time and of those never treated.

    Parameters
    ----------
    table : index periods, columns ``treated`` and ``never_treated``.
    """
    with canvas() as (figure, axes):
        x = np.arange(len(table))
        for name, colour in (("never_treated", BEFORE), ("treated", AFTER)):
            axes.plot(x, table[name], color=colour, lw=1.8)
            axes.annotate(
                words(f"means-{name}"), (x[-1], table[name].iloc[-1]), textcoords="offset points", xytext=(6, 0),
                color=colour, va="center", fontsize=8, fontweight="bold",
            )  # fmt: skip
        step = -(-len(x) // 5)
        axes.set_xticks(x[::step], table.index[::step])
        axes.tick_params(axis="x", labelsize=8)
        axes.set_ylabel(unit)
        axes.margins(x=0.22)
        axes.set_xlim(left=-0.5)
        _number_axis(axes, words)
    return figure


def weights(table: pd.DataFrame, words: Words) -> Figure:
    """Draw each cohort's share of treated observations beside the weight that two-way fixed effects gives it.

    Parameters
    ----------
    table : index cohorts, columns ``share`` and ``two_way`` (parts of one).
    """
    with canvas() as (figure, axes):
        y = np.arange(len(table))[::-1]
        axes.axvline(0, color=_AXIS, lw=1, zorder=0)
        axes.barh(y + 0.19, 100 * table["share"], height=0.36, color=AFTER, label=words("weights-share"))
        axes.barh(y - 0.19, 100 * table["two_way"], height=0.36, color=OTHER, label=words("weights-two_way"))
        axes.set_yticks(y, [str(c) for c in table.index])
        axes.tick_params(axis="y", length=0, labelsize=8)
        axes.set_xlabel("%")
        axes.legend(frameon=False, fontsize=8)
        _number_axis(axes, words, "x")
    return figure
