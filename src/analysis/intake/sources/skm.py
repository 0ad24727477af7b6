"""``skm``: the survey of citizens' satisfaction, nine unsur of PermenPANRB 14/2017."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.domain import regulations
from analysis.intake import values
from analysis.intake.source import Column, Derived, Source
from analysis.intake.sources.columns import SEX, comment, date, text, unit_id
from analysis.intake.units import Units


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    answer = values.integer(1, 4)
    unsur = tuple(
        Column(code, (code, f"{code} {name[0]}", name[0]), answer, "Int64", (f"{code} {name[0]}", f"{code} {name[1]}"),
               unit="1-4")
        for code, name in regulations.UNSUR.items()
    )  # fmt: skip
    return Source(
        "skm",
        ("Survei Kepuasan Masyarakat", "Survey of citizens' satisfaction (SKM)"),
        ("respondent",),
        (
            date("date", ("Tanggal",), ("Tanggal survei", "Date of the answer")),
            unit_id(("Unit",), units),
            text("service", ("Layanan",), ("Layanan", "Service"), required=False),
            Column("age", ("Umur",), values.integer(10, 110), "Int64", ("Umur", "Age"), False,
                   unit="tahun / years"),
            Column("sex", ("Jenis Kelamin",), values.choice(dict(SEX)), "string", ("Jenis kelamin", "Sex"), False),
            Column("education", ("Pendidikan",), values.education, "Int64",
                   ("Lama pendidikan", "Schooling"), False, unit="tahun / years"),
            *unsur,
            comment("skm", ("Saran", "Saran dan Masukan", "Kritik dan Saran"),
                    ("Tema saran", "Themes of the suggestion")),
            text("respondent", ("Nomor Responden",), ("Responden (baris berkas)", "Respondent (row of the file)"),
                 required=False, optional_header=True),
        ),
        (_respondent,),
        (
            Derived("straight_lined", "boolean", ("Semua unsur dijawab sama", "All unsur answered alike"), "U1…U9",
                    lambda t: t[list(regulations.UNSUR)].min(axis=1) == t[list(regulations.UNSUR)].max(axis=1)),
        ),
        dated_by="date",
    )  # fmt: skip


def _respondent(frame: pd.DataFrame) -> None:
    """Number respondents by file, sheet and row where the form gives no number: alike answers are not one person."""
    row = (
        frame["_file"].astype("string") + "|" + frame["_sheet"].astype("string") + "|" + frame["_row"].astype("string")
    )
    frame["respondent"] = frame["respondent"].where(frame["respondent"].notna(), row)
