"""``skp``: performance results from e-Kinerja.

To 2021 a number (PP 30/2019, 0–120); from 2022 two ratings, from which PermenPANRB 6/2022 derives the
predikat. The predikat is derived again here and the one given is corrected where it differs.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.domain import regulations
from analysis.intake import values
from analysis.intake.source import Column, Source, refuse, repair
from analysis.intake.sources.columns import nip
from analysis.intake.units import Units

_RATING = {
    "di bawah ekspektasi": 1, "dibawah ekspektasi": 1, "sesuai ekspektasi": 2, "di atas ekspektasi": 3,
    "diatas ekspektasi": 3, "di bawah": 1, "dibawah": 1, "sesuai": 2, "di atas": 3, "diatas": 3,
}  # fmt: skip
_PREDIKAT = {name.lower(): name for name in regulations.PREDIKAT}


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    rating = values.choice(dict(_RATING))
    return Source(
        "skp",
        ("Hasil SKP (e-Kinerja)", "Performance results, SKP (e-Kinerja)"),
        ("nip", "semester"),
        (
            nip(latest),
            Column("semester", ("Periode",), values.semester, "string", ("Semester", "Semester")),
            Column("number", ("Nilai",), values.number(0, 120), "Float64",
                   ("Nilai SKP (PP 30/2019)", "SKP number (PP 30/2019)"), False, True, "0-120"),
            Column("result", ("Hasil Kerja",), rating, "Int64",
                   ("Rating hasil kerja: 1 di bawah, 2 sesuai, 3 di atas ekspektasi",
                    "Rating of results: 1 below, 2 as, 3 above expected"), False, True),
            Column("conduct", ("Perilaku",), rating, "Int64",
                   ("Rating perilaku kerja: 1 di bawah, 2 sesuai, 3 di atas ekspektasi",
                    "Rating of conduct: 1 below, 2 as, 3 above expected"), False, True),
            Column("predikat", ("Predikat",), values.choice(dict(_PREDIKAT)), "string",
                   ("Predikat kinerja (PermenPANRB 6/2022)", "Predikat (PermenPANRB 6/2022)"), False, True),
            nip(latest, ("NIP Penilai",), "rater", required=False),
        ),
        (_complete, _predikat),
    )  # fmt: skip


def _complete(frame: pd.DataFrame) -> None:
    """Refuse rows without the result that their instrument asks for."""
    old = frame["semester"] < regulations.SKP_BREAK
    raw_bad = frame["_repair"].eq("optional_unreadable") & frame["_column"].eq("number")
    refuse(frame, old & frame["number"].isna() & raw_bad, "value_out_of_range", "number")
    refuse(frame, old & frame["number"].isna(), "required_missing", "number")
    for column in ("result", "conduct"):
        refuse(frame, ~old.fillna(False).astype(bool) & frame[column].isna(), "required_missing", column)


def _predikat(frame: pd.DataFrame) -> None:
    rated = (frame["_fault"] == "") & frame["result"].notna() & frame["conduct"].notna()
    pairs = list(zip(frame.loc[rated, "result"], frame.loc[rated, "conduct"], strict=True))
    derived = pd.Series(
        [regulations.predikat(int(a), int(b)) for a, b in pairs], index=frame.index[rated], dtype=object
    )
    differs = pd.Series(False, index=frame.index)
    differs[derived.index] = frame.loc[derived.index, "predikat"] != derived
    repair(frame, differs, "predikat_rederived", "predikat")
    frame.loc[derived.index, "predikat"] = derived
