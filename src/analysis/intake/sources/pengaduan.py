"""``pengaduan``: citizens' complaints from LaporHendi and SP4N-LAPOR."""

from __future__ import annotations

import datetime as dt

from analysis.intake.source import Numbered, Source
from analysis.intake.sources.columns import date, text, unit_id
from analysis.intake.sources.layanan import finished_after_received
from analysis.intake.units import Units


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    return Source(
        "pengaduan",
        (
            text("number", ("ID",), ("Nomor laporan", "Number of the report")),
            date("received", ("Tanggal",), ("Tanggal laporan", "Date of the report")),
            unit_id(("Unit",), units),
            text("category", ("Kategori",), ("Kategori", "Category"), required=False),
            text("status", ("Status",), ("Status", "Status"), required=False),
            date("finished", ("Tanggal Selesai",), ("Tanggal selesai", "Date closed"), required=False),
        ),
        (finished_after_received,),
        numbered=Numbered("number", "unit_id", "received", ("category",)),
    )
