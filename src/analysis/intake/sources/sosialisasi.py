"""``sosialisasi``: attendance at the information sessions."""

from __future__ import annotations

import datetime as dt

from analysis.intake import values
from analysis.intake.source import Column, Source
from analysis.intake.sources.columns import date, nip, text
from analysis.intake.units import Units

#: Signs and single letters of an attendance list; T is *tidak* in one and *terlambat* in another, so it is refused.
_SIGNS = {
    "y": True, "h": True, "1": True, "v": True, "✓": True, "✔": True, "√": True, "☑": True,
    "0": False, "x": False, "n": False, "th": False, "tk": False, "i": False, "s": False, "a": False,
}  # fmt: skip
_WORDS = values.phrases(
    {
        "tidak hadir": False, "izin": False, "ijin": False, "sakit": False, "alpa": False, "alpha": False,
        "absen": False, "tanpa keterangan": False, "dinas luar": False, "cuti": False, "tidak": False, "false": False,
        "no": False, "berhalangan": False, "tdk": False, "tdk hadir": False, "belum hadir": False, "belum": False,
        "diwakilkan": False, "diwakili": False, "mewakili": None,
        "hadir": True, "ya": True, "true": True, "yes": True, "daring": True, "luring": True, "online": True,
        "offline": True,
    }
)  # fmt: skip


_SIGN = values.choice(_SIGNS)


def attended(cell: object) -> values.Value:
    """Parse whether an officer attended: a sign, a letter or words."""
    signed = _SIGN(cell)
    return _WORDS(cell) if signed.fault else signed


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    return Source(
        "sosialisasi",
        (
            date("date", ("Tanggal",), ("Tanggal", "Date")),
            text("topic", ("Topik",), ("Topik", "Topic")),
            nip(latest),
            text("name", ("Nama",), ("Nama (tidak disimpan)", "Name (not stored)"), False, True),
            Column("attended", ("Hadir",), attended, "boolean", ("Hadir", "Attended")),
        ),
    )
