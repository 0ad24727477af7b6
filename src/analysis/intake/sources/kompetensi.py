"""``kompetensi``: the yearly assessment (uji kompetensi), a score a sector."""

from __future__ import annotations

import datetime as dt

from analysis.intake import values
from analysis.intake.source import Column, Source
from analysis.intake.sources.columns import SECTORS, nip
from analysis.intake.units import Units


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    score = values.number(0, 100, share=True)
    year = values.integer(1990, latest.year)
    scores = tuple(
        Column(f"score_{s}", (s, f"Kompetensi {s}", f"Skor {s}"), score, "Float64",
               (f"Skor kompetensi bidang {s}", f"Assessed competency, sector {s}"), unit="0-100")
        for s in SECTORS
    )  # fmt: skip
    return Source("kompetensi", (nip(latest), Column("year", ("Tahun",), year, "Int64", ("Tahun", "Year")), *scores))
