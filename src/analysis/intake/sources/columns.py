"""Columns that several exports share."""

from __future__ import annotations

import datetime as dt

from analysis.intake import themes, values
from analysis.intake.source import Column
from analysis.intake.units import Units


def nip(
    latest: dt.date,
    headers: tuple[str, ...] = ("NIP",),
    name: str = "nip",
    required: bool = True,
) -> Column:
    """Declare a column of NIP; it leaves the cleaning as a pseudonym."""
    meaning = {
        "nip": ("Pegawai (samaran NIP)", "Officer (pseudonym of the NIP)"),
        "rater": ("Pejabat penilai (samaran NIP)", "Rater (pseudonym of the NIP)"),
        "staff": ("Petugas (samaran NIP)", "Serving officer (pseudonym of the NIP)"),
    }[name]
    return Column(name, headers, values.nip(latest), "string", meaning, required)


def unit_id(headers: tuple[str, ...], units: Units, name: str = "unit_id", required: bool = True) -> Column:
    """Declare a column of work units, as `units` reads them."""
    meaning = {
        "unit_id": ("Unit kerja", "Work unit"),
        "unit_from": ("Unit kerja lama", "Unit before the move"),
        "unit_to": ("Unit kerja baru", "Unit after the move"),
    }[name]
    return Column(name, headers, units, "string", meaning, required)


def date(name: str, headers: tuple[str, ...], meaning: tuple[str, str], required: bool = True) -> Column:
    """Declare a column of dates."""
    return Column(name, headers, values.date, "datetime64[s]", meaning, required)


def text(
    name: str, headers: tuple[str, ...], meaning: tuple[str, str], required: bool = True, optional_header: bool = False
) -> Column:
    """Declare a column of free text."""
    return Column(name, headers, values.text, "string", meaning, required, optional_header)


def comment(survey: str, headers: tuple[str, ...], meaning: tuple[str, str]) -> Column:
    """Declare a survey's open answers, which any form may lack; only their themes are kept."""
    return Column("themes", headers, themes.themes(survey), "string", meaning, required=False, optional_header=True)


#: Words for the sex of a person.
SEX = {
    "l": "male", "lk": "male", "laki laki": "male", "laki": "male", "pria": "male", "1": "male",
    "p": "female", "pr": "female", "perempuan": "female", "wanita": "female", "2": "female",
}  # fmt: skip
#: The four sectors of the programme.
SECTORS = {s: s for s in ("administrasi", "pendidikan", "kesehatan", "lapangan")}
