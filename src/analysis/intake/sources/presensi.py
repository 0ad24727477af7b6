"""``presensi``: attendance by officer and month."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.intake import dates, values
from analysis.intake.source import Column, Pair, Source, refuse
from analysis.intake.sources.columns import nip
from analysis.intake.units import Units

_PAIRS = (
    Pair("month", ("Tahun", "Tahun Presensi", "Tahun Periode")),
    Pair("range", ("Periode Akhir", "Tanggal Akhir", "Sampai"), ("Periode Awal", "Tanggal Awal", "Dari")),
)


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    days = values.integer(0, 31)
    count = values.integer(0, 366)
    return Source(
        "presensi",
        (
            nip(latest),
            Column("month", ("Bulan",), dates.month, "string", ("Bulan", "Month"), pairs=_PAIRS),
            Column("days", ("Hari Kerja",), days, "Int64", ("Hari kerja", "Working days"),
                   unit="hari / days"),
            Column("present", ("Hadir",), count, "Int64", ("Hari hadir", "Days present"), unit="hari / days"),
            Column("late", ("Terlambat",), count, "Int64", ("Hari terlambat", "Days late"), unit="hari / days"),
            Column("absent", ("Tanpa Keterangan",), count, "Int64",
                   ("Hari tanpa keterangan", "Days absent without leave"), unit="hari / days"),
        ),
        (_possible,),
    )  # fmt: skip


def _possible(frame: pd.DataFrame) -> None:
    """Refuse months with more days present, late or absent than there were."""
    refuse(frame, frame["present"] + frame["absent"] > frame["days"], "more_days_than_month", "present")
    refuse(frame, frame["late"] > frame["present"], "more_days_than_month", "late")
