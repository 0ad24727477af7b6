"""Columns that several exports share."""

from __future__ import annotations

import datetime as dt

from analysis.intake import values
from analysis.intake.source import Column
from analysis.intake.units import unit


def nip(
    latest: dt.date, headers: tuple[str, ...] = ("NIP", "NIP Pegawai"), name: str = "nip", required: bool = True
) -> Column:
    """Declare a column of NIP; it leaves the cleaning as a pseudonym."""
    meaning = {
        "nip": ("Pegawai (samaran NIP)", "Officer (pseudonym of the NIP)"),
        "rater": ("Pejabat penilai (samaran NIP)", "Rater (pseudonym of the NIP)"),
        "staff": ("Petugas (samaran NIP)", "Serving officer (pseudonym of the NIP)"),
    }[name]
    return Column(name, headers, values.nip(latest), "string", meaning, required)


def unit_id(headers: tuple[str, ...], name: str = "unit_id", required: bool = True) -> Column:
    """Declare a column of work units."""
    meaning = {
        "unit_id": ("Unit kerja", "Work unit"),
        "unit_from": ("Unit kerja lama", "Unit before the move"),
        "unit_to": ("Unit kerja baru", "Unit after the move"),
    }[name]
    return Column(name, headers, unit, "string", meaning, required)


def date(name: str, headers: tuple[str, ...], meaning: tuple[str, str], required: bool = True) -> Column:
    """Declare a column of dates."""
    return Column(name, headers, values.date, "datetime64[s]", meaning, required)


def text(
    name: str, headers: tuple[str, ...], meaning: tuple[str, str], required: bool = True, optional_header: bool = False
) -> Column:
    """Declare a column of free text."""
    return Column(name, headers, values.text, "string", meaning, required, optional_header)


#: Words for the sex of a person.
SEX = {"l": "male", "laki laki": "male", "pria": "male", "p": "female", "perempuan": "female", "wanita": "female"}
#: Words for levels of schooling → years of schooling completed.
EDUCATION = {
    "sd": 6, "smp": 9, "sma smk": 12, "sma": 12, "smk": 12, "slta": 12, "d i": 13, "d ii": 14, "d iii": 15, "d3": 15,
    "d iv": 16, "d4": 16, "s 1": 16, "s1": 16, "s 2": 18, "s2": 18, "s 3": 21, "s3": 21,
}  # fmt: skip
#: The four sectors of the programme.
SECTORS = {s: s for s in ("administrasi", "pendidikan", "kesehatan", "lapangan")}
