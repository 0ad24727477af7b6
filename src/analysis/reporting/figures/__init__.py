"""Figures of the report, one file a subject: every one vector, deterministic, with an interval at each estimate."""

from __future__ import annotations

from analysis.reporting.figures.canvas import canvas, svg
from analysis.reporting.figures.designs import means, weights
from analysis.reporting.figures.effects import coefficients, curve, event_study, from_to, kinds_of_move, strip
from analysis.reporting.figures.exports import completeness, quality
from analysis.reporting.figures.moves import flows, places
from analysis.reporting.figures.services import finished, fits, waves
from analysis.reporting.figures.surveys import importance, shares

__all__ = [
    "canvas",
    "coefficients",
    "completeness",
    "curve",
    "event_study",
    "finished",
    "fits",
    "flows",
    "from_to",
    "importance",
    "kinds_of_move",
    "means",
    "places",
    "quality",
    "shares",
    "strip",
    "svg",
    "waves",
    "weights",
]
