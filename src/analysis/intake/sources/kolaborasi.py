"""``kolaborasi``: joint programmes of units; the units stand as a list in one cell."""

from __future__ import annotations

import datetime as dt

from analysis.intake.source import Column, Source
from analysis.intake.sources.columns import date, text
from analysis.intake.units import Units


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    return Source(
        "kolaborasi",
        (
            text("programme", ("Program",), ("Program", "Programme")),
            Column(
                "units",
                ("Unit Terlibat",),
                units.several,
                "string",
                ("Unit terlibat", "Units taking part"),
            ),
            text("sectors", ("Sektor",), ("Bidang", "Sectors"), required=False),
            date("start", ("Mulai",), ("Mulai", "Start")),
            date("end", ("Selesai",), ("Selesai", "End"), required=False),
        ),
        plans=True,
    )
