"""``sosialisasi``: attendance at the information sessions."""

from __future__ import annotations

import datetime as dt

from analysis.intake import values
from analysis.intake.source import Column, Source
from analysis.intake.sources.columns import date, nip, text
from analysis.intake.units import Units

_PRESENT = {
    "ya": True, "hadir": True, "y": True, "1": True, "v": True, "true": True,
    "tidak": False, "tidak hadir": False, "t": False, "0": False, "x": False, "false": False, "izin": False,
    "sakit": False,
}  # fmt: skip


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    return Source(
        "sosialisasi",
        ("Daftar hadir sosialisasi", "Attendance at information sessions"),
        ("nip", "date", "topic"),
        (
            date("date", ("Tanggal",), ("Tanggal", "Date")),
            text("topic", ("Topik",), ("Topik", "Topic")),
            nip(latest),
            text("name", ("Nama",), ("Nama (tidak disimpan)", "Name (not stored)")),
            Column(
                "attended",
                ("Hadir",),
                values.choice(dict(_PRESENT)),
                "boolean",
                ("Hadir", "Attended"),
            ),
        ),
    )
