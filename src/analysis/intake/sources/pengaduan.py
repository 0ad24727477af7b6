"""``pengaduan``: citizens' complaints from LaporHendi and SP4N-LAPOR."""

from __future__ import annotations

import datetime as dt

from analysis.intake.source import Source
from analysis.intake.sources.columns import date, text, unit_id
from analysis.intake.units import Units


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    return Source(
        "pengaduan",
        ("Pengaduan masyarakat (LaporHendi/SP4N)", "Complaints (LaporHendi/SP4N)"),
        ("number",),
        (
            text(
                "number",
                ("ID",),
                ("Nomor laporan", "Number of the report"),
            ),
            date(
                "received",
                ("Tanggal",),
                ("Tanggal laporan", "Date of the report"),
            ),
            unit_id(("Unit",), units),
            text("category", ("Kategori",), ("Kategori", "Category"), required=False),
            text("status", ("Status",), ("Status", "Status"), required=False),
            date("finished", ("Tanggal Selesai",), ("Tanggal selesai", "Date closed"), required=False),
        ),
        dated_by="received",
    )
