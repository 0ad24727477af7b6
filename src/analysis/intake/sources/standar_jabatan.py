"""``standar_jabatan``: what each post asks of its holder."""

from __future__ import annotations

import datetime as dt

from analysis.intake import values
from analysis.intake.source import Column, Source
from analysis.intake.sources.columns import SECTORS, schooling, text
from analysis.intake.units import Units
from analysis.intake.vocabulary import grade


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    return Source(
        "standar_jabatan",
        (
            text("post", ("Jabatan",), ("Jabatan", "Post")),
            Column("sector", ("Sektor",), values.choice(SECTORS), "string", ("Bidang", "Sector")),
            schooling("education_min", ("Pendidikan Minimal",), ("Pendidikan minimal", "Least schooling"), True),
            text("field_of_study", ("Jurusan",), ("Jurusan", "Field of study"), required=False),
            Column("grade_min", ("Gol Minimal",), grade, "string",
                   ("Golongan minimal", "Least grade"), required=False),
            Column("competence_min", ("Kompetensi",), values.number(0, 100, share=True), "Float64",
                   ("Skor kompetensi minimal", "Least competency score"), unit="0-100"),
            Column("field_load", ("Beban Lapangan",), values.integer(1, 5), "Int64",
                   ("Beban kerja lapangan", "Load of field work"), False, unit="1-5"),
        ),
    )  # fmt: skip
