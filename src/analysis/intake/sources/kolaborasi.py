"""``kolaborasi``: joint programmes of units; the units stand as a list in one cell."""

from __future__ import annotations

import datetime as dt
import re

from analysis.intake import values
from analysis.intake.source import Column, Source
from analysis.intake.sources.columns import date, text
from analysis.intake.units import unit


def _units(cell: object) -> values.Value:
    names = [part for part in re.split(r"\s*[;\n]\s*", values.text_of(cell)) if part]
    parsed = [unit(name) for name in names]
    fault = next((p.fault for p in parsed if p.fault), "")
    repair = next((p.repair for p in parsed if p.repair), "")
    return values.Value(None, fault) if fault else values.Value("; ".join(str(p.value) for p in parsed), "", repair)


def declare(latest: dt.date) -> Source:
    """Declare the source for data that end at `latest`."""
    return Source(
        "kolaborasi",
        ("Program kolaborasi", "Joint programmes"),
        ("programme",),
        (
            text("programme", ("Program",), ("Program", "Programme")),
            Column(
                "units",
                ("Unit Terlibat",),
                _units,
                "string",
                ("Unit terlibat", "Units taking part"),
            ),
            text("sectors", ("Sektor",), ("Bidang", "Sectors"), required=False),
            date("start", ("Mulai",), ("Mulai", "Start")),
            date("end", ("Selesai",), ("Selesai", "End"), required=False),
        ),
    )
