"""``pegawai``: the register of officers from SIMPEG/SIASN, as it stands when sent."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.intake import values
from analysis.intake.posts import sectors_of
from analysis.intake.source import Column, Derived, Source, refuse
from analysis.intake.sources.columns import date, nip, schooling, sex, text, unit_id
from analysis.intake.units import Units
from analysis.intake.vocabulary import field_of_study, grade

#: Whether an officer is in service: the labels of *kedudukan hukum* in SIASN and SIMPEG. Words that say outright why
#: someone left come first, then a bare *tidak aktif*, then the kind of employment, which nobody loses by leaving.
_STATUS = values.phrases(
    {
        "pensiun": "retired", "bup": "retired", "batas usia pensiun": "retired", "purna tugas": "retired",
        "purna bakti": "retired", "hak pensiun": "retired", "pemberhentian dengan hak pensiun": "retired",
        "diberhentikan dengan hak pensiun": "retired",
        "meninggal": "died", "meninggal dunia": "died", "wafat": "died", "tewas": "died", "pensiun janda": "died",
        "pensiun duda": "died", "pensiun janda duda": "died",
        "pindah": "moved_out", "pindah keluar": "moved_out", "mutasi keluar": "moved_out",
        "pindah instansi": "moved_out", "pindah masuk": "active", "mutasi masuk": "active", "pindah dari": "active",
        "pindahan": "active", "pindahan dari": "active",
        "berhenti": "left", "diberhentikan": "left", "pemberhentian": "left", "pemberhentian sementara": "left",
        "diberhentikan sementara": "left", "pemberhentian tanpa hak pensiun": "left", "mengundurkan diri": "left",
        "cltn": "left", "perpanjangan cltn": "left", "cuti di luar tanggungan negara": "left",
        "cuti diluar tanggungan negara": "left", "cuti luar tanggungan negara": "left",
        "cuti luar tanggungan negara cltn": "left", "cuti di luar tanggungan negara cltn": "left",
        "penerima uang tunggu": "left", "wajib militer": "left", "prajurit wajib": "left", "pejabat negara": "left",
        "kepala desa": "left", "hilang": "left", "dinyatakan hilang": "left", "bebas tugas": "left",
        "skorsing": "left", "masa persiapan pensiun": "left", "mpp": "left", "masa persiapan pensiun mpp": "left",
        "pembatalan nip": "left",
        "aktif": "active", "tugas belajar": "active", "izin belajar": "active", "titipan": "active",
        "dipekerjakan": "active", "diperbantukan": "active", "banding bapek": "active",
        "hukuman disiplin": "active",
    },
    {"tidak aktif": "left", "non aktif": "left", "nonaktif": "left", "tdk aktif": "left"},
    {"pns": "active", "pppk": "active", "p3k": "active", "cpns": "active", "asn": "active"},
)  # fmt: skip


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    return Source(
        "pegawai",
        (
            nip(latest),
            # only to link a NIP that lost digits again
            text("name", ("Nama",), ("Nama (tidak disimpan)", "Name (not stored)"), False, True),
            date("birth", ("Tanggal Lahir",),
                 ("Tanggal lahir (tidak disimpan)", "Birth date (not stored)"), False, True),
            sex(),
            Column("grade", ("Gol/Ruang",), grade, "string",
                   ("Golongan/ruang", "Grade"), required=False),
            date("grade_since", ("TMT Golongan",), ("TMT golongan", "Grade held since"), required=False),
            text("post_kind", ("Jenis Jabatan",), ("Jenis jabatan", "Kind of post"), required=False),
            text("post", ("Jabatan",), ("Jabatan", "Post")),
            unit_id(("Unit Kerja",), units),
            schooling(else_from="field_of_study"),
            Column("field_of_study", ("Jurusan",), field_of_study, "string",
                   ("Jurusan", "Field of study"), required=False),
            date("post_since", ("TMT Jabatan",), ("TMT jabatan", "Post held since"), required=False),
            Column("status", ("Status",), _STATUS, "string", ("Status kepegawaian", "Status"), yields="active"),
        ),
        (_as_the_nip_says,),
        (
            Derived("birth_year", "Int64", ("Tahun lahir", "Year of birth"), "NIP",
                    lambda t: t["nip"].str[:4]),
            Derived("appointed", "Int64", ("Tahun pengangkatan", "Year of appointment"), "NIP",
                    lambda t: t["nip"].str[8:12]),
            Derived("pppk", "boolean", ("PPPK, bukan PNS", "PPPK, not PNS"), "NIP",
                    lambda t: t["nip"].str[12:14] > "12"),
            Derived("post_sector", "string", ("Bidang jabatan; kosong = belum dipetakan",
                                              "Sector of the post; empty = not mapped"), "Jabatan",
                    lambda t: sectors_of(t["post"], t["unit_id"], units)),
        ),
        _remarks,
    )  # fmt: skip


def _as_the_nip_says(frame: pd.DataFrame) -> None:
    """Refuse officers whose birth date or sex is not that of their NIP.

    Either the NIP or the cell is wrong, and with a wrong NIP an officer would be taken for another.
    """
    number = frame["nip"].astype("string")
    differs = frame["birth"].dt.strftime("%Y%m%d") != number.str[:8]
    refuse(frame, frame["birth"].notna() & differs, "birth_contradicts_nip", "birth")
    sex_of_nip = number.str[14].map({"1": "male", "2": "female"})
    refuse(frame, frame["sex"].notna() & (frame["sex"].astype("string") != sex_of_nip), "sex_contradicts_nip", "sex")


def _remarks(valid: pd.DataFrame) -> list[str]:
    """Say of how many officers grade or TMT do not go with the appointment in the NIP; earlier service may count."""
    number = valid["nip"].astype("string")
    pppk = (number.str[12:14] > "12").fillna(False).astype(bool)
    grade_ = valid["grade"].astype("string")
    other_kind = grade_.notna() & (grade_.str.contains("/").fillna(False).astype(bool) == pppk)
    appointed = pd.to_datetime(number.str[8:12] + number.str[12:14].where(~pppk, "01"), format="%Y%m", errors="coerce")
    early = (valid["grade_since"] < appointed) | (valid["post_since"] < appointed)
    said = (
        (other_kind.sum(), "have a grade of PNS where the NIP is of a PPPK, or the other way round"),
        (early.sum(), "hold grade or post since before the appointment in their NIP"),
    )
    return [
        f"{count} officers {what}; the cells are kept as they are. Ask the office." for count, what in said if count
    ]
