"""``layanan``: the service register."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.intake import values
from analysis.intake.source import Column, Numbered, Source, refuse
from analysis.intake.sources.columns import date, nip, text, unit_id
from analysis.intake.units import Units


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    return Source(
        "layanan",
        (
            text("number", ("Nomor",), ("Nomor register", "Register number")),
            unit_id(("Unit",), units),
            text("service", ("Jenis Layanan",), ("Jenis layanan", "Kind of service"), required=False),
            date("received", ("Diterima",), ("Tanggal diterima", "Date received")),
            date("finished", ("Selesai",), ("Tanggal selesai; kosong = belum selesai",
                                                             "Date finished; empty = still open"), required=False),
            Column("standard", ("Standar (hari)",), values.number(0, 365), "Float64",
                   ("Standar waktu", "Standard time"), unit="hari / days"),
            nip(latest, ("Petugas (NIP)",), "staff", required=False),
        ),
        (finished_after_received,),
        numbered=Numbered("number", "unit_id", "received", ("service",)),
    )  # fmt: skip


def finished_after_received(frame: pd.DataFrame) -> None:
    """Refuse rows that were finished before they were received, and those whose date of it cannot be read.

    An empty cell, or a word such as *proses*, says that a service is still open; an impossible date does not.
    """
    unread = frame["_repair"].eq("optional_unreadable") & frame["_column"].eq("finished")
    dated = frame["_value"].astype("string").str.contains(r"\d{1,2}\D+\w+\D+\d{2}|\d{5}", na=False)
    refuse(frame, unread & dated, "date_unreadable", "finished")
    received, finished = pd.to_datetime(frame["received"]), pd.to_datetime(frame["finished"])
    refuse(frame, finished < received, "finished_before_received", "finished")
