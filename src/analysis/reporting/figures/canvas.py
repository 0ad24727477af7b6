"""The canvas that every figure of the report is drawn on, and how it becomes a part of a page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from analysis.display.picture import Picture
from analysis.reporting.words import Words

_PALETTE = sns.color_palette("colorblind").as_hex()
# the palette's orange is too pale for words on white
AFTER, BEFORE, OTHER, WARN = _PALETTE[0], "#6b7280", "#b45309", _PALETTE[3]
INK, AXIS, GRID, PAPER = "#1f2933", "#9aa5b1", "#cbd2d9", "#ffffff"
#: Colours of figures → the page's variables.
_VARIABLES = {
    INK: "ink", AXIS: "axis", GRID: "grid", PAPER: "paper", AFTER: "after", BEFORE: "before", OTHER: "other",
    WARN: "bad",
}  # fmt: skip
#: Inches; one figure fills a phone's width or half a desk's.
SIZE = (4.6, 3.0)
#: Inches below, above and right of one of several drawings.
_BELOW, _ABOVE, _BESIDE = 0.5, 0.3, 0.12


@contextmanager
def canvas(size: tuple[float, float] = SIZE) -> Iterator[tuple[Figure, Axes]]:
    """Open a figure in the report's style, whatever the reader's own settings are."""
    with mpl.rc_context(_style()):
        figure = Picture(figsize=size, layout="constrained")
        axes = figure.add_subplot()
        axes.spines[["top", "right"]].set_visible(False)
        yield figure, axes


@contextmanager
def grid(
    number: int, columns: int = 3, cell: tuple[float, float] = (3.3, 2.5), left: float = 0.75
) -> Iterator[tuple[Figure, list[Axes]]]:
    """Open a figure of several drawings side by side.

    Places are fixed, as laying out many drawings takes longer than drawing them.

    Parameters
    ----------
    number : of drawings.
    columns : how many stand in a row.
    cell : inches of each, with its words.
    left : inches for the words at its left.
    """
    across = min(number, columns)
    down = -(-number // across)
    width, height = across * cell[0], down * cell[1]
    with mpl.rc_context(_style()):
        figure = Picture(figsize=(width, height))
        all_axes = []
        for k in range(number):
            x, y = (k % across) * cell[0] + left, height - (k // across + 1) * cell[1] + _BELOW
            size = (cell[0] - left - _BESIDE, cell[1] - _BELOW - _ABOVE)
            axes = figure.add_axes((x / width, y / height, size[0] / width, size[1] / height))
            axes.spines[["top", "right"]].set_visible(False)
            all_axes.append(axes)
        yield figure, all_axes


def _style() -> Any:
    return {
        **sns.axes_style("ticks"), **sns.plotting_context("notebook", font_scale=0.85),
        "font.family": "DejaVu Sans", "axes.edgecolor": AXIS, "text.color": INK, "axes.labelcolor": INK,
        "xtick.color": INK, "ytick.color": INK, "axes.unicode_minus": True, "axes.titlecolor": INK,
    }  # fmt: skip


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


def number_axis(axes: Axes, words: Words, which: str = "y") -> None:
    """Write the numbers of an axis as the language does."""
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
