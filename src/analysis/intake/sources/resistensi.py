"""``resistensi``: the Likert survey of resistance to rotation (Q3, Q7 and Q11 are worded in favour)."""

from __future__ import annotations

import datetime as dt

from analysis.intake import values
from analysis.intake.source import Column, Source
from analysis.intake.sources.columns import date, nip


def declare(latest: dt.date) -> Source:
    """Declare the source for data that end at `latest`."""
    items = tuple(
        Column(f"Q{k}", (f"Q{k}", f"Pertanyaan {k}"), values.integer(1, 5), "Int64",
               (f"Butir {k} (skala Likert)", f"Item {k} (Likert scale)"), unit="1-5")
        for k in range(1, 13)
    )  # fmt: skip
    return Source(
        "resistensi",
        ("Survei resistensi", "Survey of resistance"),
        ("nip", "date"),
        (
            date("date", ("Timestamp", "Cap Waktu", "Tanggal"), ("Tanggal jawaban", "Date of the answer")),
            nip(latest, ("NIP", "NIP atau Kode", "Kode")),
            *items,
        ),
    )
