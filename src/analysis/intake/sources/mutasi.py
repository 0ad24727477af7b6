"""``mutasi``: the list of moves, a sheet an SK.

Rules over rows: a cancelled SK and its cancellation leave together; of two SK for one officer on one
day the higher number stands; a move cannot take force before it is decided; a move within one unit
is no rotation, and a move out of the city is not the programme's.
"""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from analysis.intake import values
from analysis.intake.source import Column, Source, merge, refuse, repair
from analysis.intake.sources.columns import date, nip, text, unit_id
from analysis.intake.units import Units

#: What a move is called; the first group that fits decides.
_KINDS = values.phrases(
    {
        "pembatalan": "cancellation", "dibatalkan": "cancellation", "batal": "cancellation",
        "pencabutan": "cancellation", "dicabut": "cancellation",
    },
    {
        # who comes from another place was not rotated within this one
        "mutasi masuk": None, "pindah masuk": None, "masuk dari": None, "pindahan dari": None, "pindah dari": None,
        "keluar": "moved_out", "antar instansi": "moved_out", "antarinstansi": "moved_out", "luar daerah": "moved_out",
        "pindah instansi": "moved_out", "antar daerah": "moved_out", "luar kota": "moved_out",
    },
    {
        "permintaan sendiri": "own_request", "aps": "own_request", "permohonan sendiri": "own_request",
        "atas permintaan": "own_request",
    },
    {"program": "programme", "rotasi": "programme", "mutasi": "programme"},
)  # fmt: skip


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    return Source(
        "mutasi",
        (
            text("sk_number", ("No SK",), ("Nomor SK", "Number of the decision letter")),
            date("sk_date", ("Tanggal SK",), ("Tanggal SK", "Date of the decision letter")),
            nip(latest),
            text("name", ("Nama",), ("Nama (tidak disimpan)", "Name (not stored)"), False, True),
            text("post_from", ("Jabatan Lama",), ("Jabatan lama", "Post before the move"), required=False),
            unit_id(("Unit Lama",), units, "unit_from"),
            text("post_to", ("Jabatan Baru",), ("Jabatan baru", "Post after the move"), required=False),
            unit_id(("Unit Baru",), units, "unit_to"),
            date("tmt", ("TMT",), ("Terhitung mulai tanggal", "Date of taking force (TMT)")),
            Column("kind", ("Jenis Mutasi",), _KINDS, "string", ("Jenis mutasi", "Kind of move")),
        ),
        (_moved_out, _cancelled, _same_unit, _same_day, _decided_after_tmt),
    )


def _moved_out(frame: pd.DataFrame) -> None:
    """Set moves out of the city apart; their new unit is in no register, which is then no fault of spelling."""
    away = (frame["kind"] == "moved_out").fillna(False).astype(bool)
    frame.loc[away & (frame["_fault"] == "unit_unknown"), "_fault"] = ""
    refuse(frame, away, "moved_out", "kind")


def _cancelled(frame: pd.DataFrame) -> None:
    valid = frame["_fault"] == ""
    pair = frame["nip"].astype("string") + "|" + frame["sk_number"].astype("string")
    void = set(pair[valid & (frame["kind"] == "cancellation")])
    refuse(frame, frame["kind"] == "cancellation", "sk_cancellation", "kind")
    refuse(frame, pair.isin(void), "sk_cancelled", "sk_number")


def _same_unit(frame: pd.DataFrame) -> None:
    refuse(frame, (frame["unit_from"] == frame["unit_to"]) & frame["unit_to"].notna(), "same_unit", "unit_to")


def _serial(number: object) -> int:
    """Return the running number of an SK: the second of the parts that slashes divide, else 0."""
    parts = str(number).split("/")
    digits = re.search(r"\d+", parts[1]) if len(parts) > 1 else None
    return int(digits[0]) if digits else 0


def _same_day(frame: pd.DataFrame) -> None:
    """Keep the highest SK number of a day; exact repeats are left to the rule of the last delivered."""
    valid = frame[frame["_fault"] == ""]
    serial = valid["sk_number"].map(_serial)
    highest = serial.groupby([valid["nip"], valid["sk_date"]]).transform("max")
    merge(frame, (serial < highest).reindex(frame.index, fill_value=False), "two_sk_one_day")


def _decided_after_tmt(frame: pd.DataFrame) -> None:
    early = (frame["_fault"] == "") & (frame["tmt"] < frame["sk_date"])
    repair(frame, early, "tmt_before_sk", "tmt")
    frame.loc[early, "tmt"] = frame.loc[early, "sk_date"]
