"""``pegawai``: the register of officers from SIMPEG/SIASN, as it stands when sent."""

from __future__ import annotations

import datetime as dt

from analysis.intake import values
from analysis.intake.posts import sectors_of
from analysis.intake.source import Column, Derived, Source
from analysis.intake.sources.columns import SEX, date, nip, text, unit_id
from analysis.intake.units import Units

_STATUS = {
    "pensiun": "retired", "bup": "retired", "meninggal": "died", "wafat": "died", "pindah keluar": "moved_out",
    "mutasi keluar": "moved_out", "pindah instansi": "moved_out", "berhenti": "left", "diberhentikan": "left",
    "non aktif": "left", "pns": "active", "pppk": "active", "cpns": "active", "aktif": "active",
}  # fmt: skip


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    return Source(
        "pegawai",
        ("Daftar pegawai (SIMPEG/SIASN)", "Register of officers (SIMPEG/SIASN)"),
        ("nip",),
        (
            nip(latest),
            text("name", ("Nama",), ("Nama (tidak disimpan)", "Name (not stored)")),
            date("birth", ("Tanggal Lahir",),
                 ("Tanggal lahir (tidak disimpan)", "Birth date (not stored)")),
            Column("sex", ("Jenis Kelamin",), values.choice(dict(SEX)), "string", ("Jenis kelamin", "Sex")),
            Column("grade", ("Gol/Ruang",), values.grade, "string",
                   ("Golongan/ruang", "Grade"), required=False),
            date("grade_since", ("TMT Golongan",), ("TMT golongan", "Grade held since"), required=False),
            text("post_kind", ("Jenis Jabatan",), ("Jenis jabatan", "Kind of post"), required=False),
            text("post", ("Jabatan",), ("Jabatan", "Post")),
            unit_id(("Unit Kerja",), units),
            Column("education", ("Pendidikan",), values.education, "Int64",
                   ("Lama pendidikan", "Schooling"), required=False, unit="tahun / years"),
            text("field_of_study", ("Jurusan",), ("Jurusan", "Field of study"), required=False),
            date("post_since", ("TMT Jabatan",), ("TMT jabatan", "Post held since"), required=False),
            Column("status", ("Status",), values.keywords(dict(_STATUS)), "string",
                   ("Status kepegawaian", "Status")),
        ),
        derived=(
            Derived("birth_year", "Int64", ("Tahun lahir", "Year of birth"), "Tanggal Lahir",
                    lambda t: t["birth"].dt.year),
            Derived("appointed", "Int64", ("Tahun pengangkatan", "Year of appointment"), "NIP",
                    lambda t: t["nip"].str[8:12]),
            Derived("pppk", "boolean", ("PPPK, bukan PNS", "PPPK, not PNS"), "NIP",
                    lambda t: t["nip"].str[12:14] > "12"),
            Derived("post_sector", "string", ("Bidang jabatan; kosong = belum dipetakan",
                                              "Sector of the post; empty = not mapped"), "Jabatan",
                    lambda t: sectors_of(t["post"], t["unit_id"], units)),
        ),
    )  # fmt: skip
