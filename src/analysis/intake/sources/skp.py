"""``skp``: performance results from e-Kinerja.

To 2021 a number (PP 30/2019, 0–120); from 2022 two ratings, from which PermenPANRB 6/2022 derives the
predikat. The predikat is derived again here and the one given is corrected where it differs.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.domain import regulations
from analysis.intake import dates, values
from analysis.intake.source import Column, Pair, Source, refuse, repair
from analysis.intake.sources.columns import nip
from analysis.intake.units import Units

_RATING = {
    "di bawah ekspektasi": 1, "dibawah ekspektasi": 1, "sesuai ekspektasi": 2, "di atas ekspektasi": 3,
    "diatas ekspektasi": 3, "di bawah": 1, "dibawah": 1, "sesuai": 2, "di atas": 3, "diatas": 3,
}  # fmt: skip
_PREDIKAT = {name.lower(): name for name in regulations.PREDIKAT} | {
    "kurang misconduct": "Kurang", "cukup butuh perbaikan": "Butuh Perbaikan",
    "butuh perbaikan cukup": "Butuh Perbaikan",
}  # fmt: skip
_PAIRS = (
    Pair("semester", ("Tahun", "Tahun Penilaian", "Tahun SKP", "Tahun Periode")),
    Pair(
        "range",
        ("Periode Akhir", "Periode Penilaian Akhir", "Periode Selesai", "Tanggal Akhir", "Tanggal Akhir Periode",
         "Tanggal Selesai", "Akhir Periode", "Sampai Dengan", "Sampai"),
        ("Periode Awal", "Periode Penilaian Awal", "Periode Mulai", "Tanggal Awal", "Tanggal Awal Periode",
         "Tanggal Mulai", "Awal Periode", "Dari", "Mulai"),
    ),
)  # fmt: skip


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    rating = values.choice(_RATING)
    return Source(
        "skp",
        (
            nip(latest),
            Column("semester", ("Periode",), dates.semester, "string", ("Semester", "Semester"), pairs=_PAIRS),
            Column("number", ("Nilai",), values.number(0, 120, share=True), "Float64",
                   ("Nilai SKP (PP 30/2019)", "SKP number (PP 30/2019)"), False, True, "0-120"),
            Column("result", ("Hasil Kerja",), rating, "Int64",
                   ("Rating hasil kerja: 1 di bawah, 2 sesuai, 3 di atas ekspektasi",
                    "Rating of results: 1 below, 2 as, 3 above expected"), False, True),
            Column("conduct", ("Perilaku",), rating, "Int64",
                   ("Rating perilaku kerja: 1 di bawah, 2 sesuai, 3 di atas ekspektasi",
                    "Rating of conduct: 1 below, 2 as, 3 above expected"), False, True),
            Column("predikat", ("Predikat",), values.choice(_PREDIKAT), "string",
                   ("Predikat kinerja (PermenPANRB 6/2022)", "Predikat (PermenPANRB 6/2022)"), False, True),
            nip(latest, ("NIP Penilai",), "rater", required=False),
        ),
        (_complete, _predikat),
    )  # fmt: skip


def _complete(frame: pd.DataFrame) -> None:
    """Refuse rows without the result that their instrument asks for."""
    old = (frame["semester"] < regulations.SKP_BREAK).fillna(False).astype(bool)
    unreadable = frame["_repair"].eq("optional_unreadable")
    for column, asked in (("number", old), ("result", ~old), ("conduct", ~old)):
        lacking = asked & frame[column].isna()
        rule = "value_out_of_range" if column == "number" else "choice_unknown"
        refuse(frame, lacking & unreadable & frame["_column"].eq(column), rule, column)
        refuse(frame, lacking, "required_missing", column)


def _predikat(frame: pd.DataFrame) -> None:
    """Derive the predikat from its two ratings; one that was given and differs is corrected."""
    rated = (frame["_fault"] == "") & frame["result"].notna() & frame["conduct"].notna()
    pairs = list(zip(frame.loc[rated, "result"], frame.loc[rated, "conduct"], strict=True))
    derived = pd.Series(
        [regulations.predikat(int(a), int(b)) for a, b in pairs], index=frame.index[rated], dtype="string"
    )
    given = frame.loc[derived.index, "predikat"].astype("string")
    differs = pd.Series(False, index=frame.index)
    differs[derived.index] = (given.notna() & (given != derived)).fillna(False).astype(bool)
    repair(frame, differs, "predikat_rederived", "predikat")
    frame.loc[derived.index, "predikat"] = derived
