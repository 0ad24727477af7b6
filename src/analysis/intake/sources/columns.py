"""Columns that several exports share."""

from __future__ import annotations

import datetime as dt

from analysis.intake import dates, themes, values
from analysis.intake.nip import Nip
from analysis.intake.source import Column
from analysis.intake.units import Units
from analysis.intake.vocabulary import education


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
    return Column(name, headers, Nip(latest), "string", meaning, required)


def unit_id(headers: tuple[str, ...], units: Units, name: str = "unit_id", required: bool = True) -> Column:
    """Declare a column of work units, as `units` reads them."""
    meaning = {
        "unit_id": ("Unit kerja", "Work unit"),
        "unit_from": ("Unit kerja lama", "Unit before the move"),
        "unit_to": ("Unit kerja baru", "Unit after the move"),
    }[name]
    return Column(name, headers, units, "string", meaning, required)


def date(
    name: str, headers: tuple[str, ...], meaning: tuple[str, str], required: bool = True, optional_header: bool = False
) -> Column:
    """Declare a column of dates."""
    return Column(name, headers, dates.date, "datetime64[s]", meaning, required, optional_header)


def text(
    name: str, headers: tuple[str, ...], meaning: tuple[str, str], required: bool = True, optional_header: bool = False
) -> Column:
    """Declare a column of free text."""
    return Column(name, headers, values.text, "string", meaning, required, optional_header)


def comment(survey: str, headers: tuple[str, ...], meaning: tuple[str, str]) -> Column:
    """Declare a survey's open answers, which any form may lack; only their themes are kept."""
    return Column("themes", headers, themes.themes(survey), "string", meaning, required=False, optional_header=True)


def sex(required: bool = True) -> Column:
    """Declare the sex of a person."""
    return Column(
        "sex", ("Jenis Kelamin",), values.choice(_SEX, _SEX_BESIDE), "string", ("Jenis kelamin", "Sex"), required
    )


def schooling(
    name: str = "education",
    headers: tuple[str, ...] = ("Pendidikan",),
    meaning: tuple[str, str] = ("Lama pendidikan", "Schooling"),
    required: bool = False,
    else_from: str = "",
) -> Column:
    """Declare a level of schooling, in years."""
    return Column(name, headers, education, "Int64", meaning, required, unit="tahun / years", else_from=else_from)


#: Words and codes for the sex of a person; M and F are those of SIASN.
_SEX = {
    "l": "male", "lk": "male", "laki laki": "male", "laki": "male", "lelaki": "male", "pria": "male", "1": "male",
    "m": "male", "male": "male", "l (laki-laki)": "male", "1 laki laki": "male", "m male": "male",
    "p": "female", "pr": "female", "perempuan": "female", "wanita": "female", "2": "female",
    "f": "female", "female": "female", "w": "female", "p (perempuan)": "female", "2 perempuan": "female",
    "f female": "female",
}  # fmt: skip
#: P is *pria* where W is *wanita*, and of no known meaning where L stands too; 1 is of none where the other is 0.
_SEX_BESIDE = (("w", "p", "male"), ("l w", "p", None), ("0", "1", None))
#: The four sectors of the programme.
SECTORS = {s: s for s in ("administrasi", "pendidikan", "kesehatan", "lapangan")}
