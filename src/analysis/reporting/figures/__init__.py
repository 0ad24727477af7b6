"""Figures of the report, one file a subject: every one vector, deterministic, with an interval at each estimate."""

from __future__ import annotations

from analysis.reporting.figures.canvas import canvas, svg
from analysis.reporting.figures.designs import draw_means, draw_weights
from analysis.reporting.figures.effects import (
    coefficients,
    curve,
    draw_curve,
    draw_events,
    event_study,
    kinds_of_move,
    strip,
)
from analysis.reporting.figures.exports import completeness, quality
from analysis.reporting.figures.grids import draw_bounds, draw_intervals, side_by_side, starts
from analysis.reporting.figures.moves import flows, places
from analysis.reporting.figures.services import finished, fits, waves
from analysis.reporting.figures.surveys import importance, shares

__all__ = [
    "canvas",
    "coefficients",
    "completeness",
    "curve",
    "draw_bounds",
    "draw_curve",
    "draw_events",
    "draw_intervals",
    "draw_means",
    "draw_weights",
    "event_study",
    "finished",
    "fits",
    "flows",
    "importance",
    "kinds_of_move",
    "places",
    "quality",
    "shares",
    "side_by_side",
    "starts",
    "strip",
    "svg",
    "waves",
]
