"""``skm``: the survey of citizens' satisfaction, nine unsur of PermenPANRB 14/2017."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.domain import regulations
from analysis.intake import values
from analysis.intake.source import Column, Derived, Numbered, Source
from analysis.intake.sources.columns import comment, date, schooling, sex, text, unit_id
from analysis.intake.units import Units
from analysis.intake.vocabulary import skm_answer

#: Words of the question on each unsur in the questionnaire of PermenPANRB 14/2017, which forms take as headings. The
#: questions stand there in another order than the unsur: the eighth asks for U9, the ninth for U8.
_QUESTIONS = {
    "U1": "persyaratan", "U2": "prosedur", "U3": "waktu (?:penyelesaian|pelayanan|dalam)|kecepatan",
    "U4": "biaya|tarif", "U5": "produk|spesifikasi", "U6": "kompetensi|kemampuan",
    "U7": "perilaku|kesopanan|keramahan", "U8": "pengaduan", "U9": "sarana|prasarana|sarpras",
}  # fmt: skip


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    unsur = tuple(
        Column(code, (code, f"{code} {name[0]}", name[0]), skm_answer(code), "Int64",
               (f"{code} {name[0]}", f"{code} {name[1]}"), unit="1-4", pattern=_pattern(code))
        for code, name in regulations.UNSUR.items()
    )  # fmt: skip
    return Source(
        "skm",
        (
            date("date", ("Tanggal",), ("Tanggal survei", "Date of the answer")),
            unit_id(("Unit",), units),
            text("service", ("Layanan",), ("Layanan", "Service"), required=False),
            Column("age", ("Umur",), values.integer(10, 110), "Int64", ("Umur", "Age"), False,
                   unit="tahun / years"),
            sex(required=False),
            schooling(),
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
        numbered=Numbered("respondent", "unit_id", "date", ("service", "age", "sex", "education"), running=True),
    )  # fmt: skip


def _pattern(code: str) -> str:
    """Return the pattern of headings that ask about an unsur and no other, or that have its code and name none."""
    every = "|".join(_QUESTIONS.values())
    others = "|".join(words for other, words in _QUESTIONS.items() if other != code)
    asks = rf"(?!.*\b(?:{others})\b).*\b(?:{_QUESTIONS[code]})\b.*"
    return rf"{asks}|(?!.*\b(?:{every})\b){code.lower()} [a-z].*"


def _respondent(frame: pd.DataFrame) -> None:
    """Number respondents by file, sheet and row where the form gives no number: alike answers are not one person."""
    row = (
        frame["_file"].astype("string") + "|" + frame["_sheet"].astype("string") + "|" + frame["_row"].astype("string")
    )
    frame["respondent"] = frame["respondent"].where(frame["respondent"].notna(), row)
