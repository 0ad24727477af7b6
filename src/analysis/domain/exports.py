"""The twelve exports that offices send: what each is, what identifies and dates a row of it, and what it feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: How a row of an export that a cycle file adds is dated → the column that dates it.
DATED = {"day": "date", "month": "month", "quarter": "quarter", "semester": "semester", "year": "year"}


@dataclass(frozen=True)
class AddedColumn:
    """A column of an export that a cycle file adds.

    Attributes
    ----------
    name : in the validated table.
    header : its heading in the export.
    kind : ``nip``, ``unit``, one of :data:`DATED`, ``number`` or ``text``.
    meaning : in Indonesian and in English.
    unit : of measurement, in both; empty for none.
    least, most : the smallest and the largest number that may stand there; None where any may.
    """

    name: str
    header: str
    kind: str
    meaning: tuple[str, str]
    unit: str = ""
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Export:
    """One export.

    Attributes
    ----------
    name : name in the cycle file, of its file and of its validated table.
    title : its name in Indonesian and in English.
    key : columns that identify a record; of rows with one key the last delivered stands.
    feeds : what the evaluation makes of it, in English.
    dated_by : column that dates a row; empty where rows describe the present.
    rhythm : how often rows are expected, ``month`` or ``semester``; empty where they come as the occasion does.
    needed : whether no cycle can do without it.
    columns : of an export that a cycle file adds; empty for the twelve, whose columns :mod:`analysis.intake` declares.
    """

    name: str
    title: tuple[str, str]
    key: tuple[str, ...]
    feeds: str
    dated_by: str = ""
    rhythm: str = ""
    needed: bool = False
    columns: tuple[AddedColumn, ...] = ()


#: In the order in which they are read: the register comes first, because lost NIP are linked to it again.
EXPORTS = {
    e.name: e
    for e in (
        Export("pegawai", ("Daftar pegawai (SIMPEG/SIASN)", "Register of officers (SIMPEG/SIASN)"), ("nip",),
               "who could have moved, covariates, placement", needed=True),
        Export("mutasi", ("Daftar SK mutasi", "List of moves (SK)"), ("nip", "sk_date"),
               "who moved, when and where", "tmt", "month", needed=True),
        Export("skp", ("Hasil SKP (e-Kinerja)", "Performance results, SKP (e-Kinerja)"), ("nip", "semester"),
               "outcome skp, who is moved", "semester", "semester"),
        Export("presensi", ("Presensi bulanan", "Monthly attendance"), ("nip", "month"),
               "outcomes attendance and lateness", "month", "month"),
        Export("kompetensi", ("Uji kompetensi", "Competency assessment"), ("nip", "year"),
               "outcome competence, skills, placement", "year"),
        Export("layanan", ("Register layanan", "Service register"), ("number",),
               "outcomes on_time and complaints, time that services take, placebo services", "received", "month"),
        Export("pengaduan", ("Pengaduan masyarakat (LaporHendi/SP4N)", "Complaints (LaporHendi/SP4N)"), ("number",),
               "outcome complaints, who is moved", "received", "month"),
        Export("skm", ("Survei Kepuasan Masyarakat", "Survey of citizens' satisfaction (SKM)"), ("respondent",),
               "outcome ikm, citizens' satisfaction, placebo respondents", "date", "month"),
        Export("resistensi", ("Survei resistensi", "Survey of resistance"), ("nip", "date"),
               "resistance to rotation, fairness of the decision, who is moved", "date"),
        Export("sosialisasi", ("Daftar hadir sosialisasi", "Attendance at information sessions"),
               ("nip", "date", "topic"), "whether information sessions change resistance and effect", "date"),
        Export("kolaborasi", ("Program kolaborasi", "Joint programmes"), ("programme",),
               "collaboration between units", "start"),
        Export("standar_jabatan", ("Standar jabatan", "Standards of posts"), ("post", "sector", "education_min"),
               "placement"),
    )
}  # fmt: skip
NAMES = tuple(EXPORTS)

#: Headings, in lower case, of cells that name a person; no outcome is made from them.
_PERSONAL = frozenset(
    {"nip", "nik", "nama", "nama lengkap", "nama pegawai", "no hp", "nomor hp", "telepon", "alamat", "email", "ktp"}
)
#: Names of columns that an export of the office's own has for its key, its period and what cleaning adds.
_TAKEN = frozenset(
    {"nip", "officer_id", "unit_id", "number", "repaired", "name", "birth", "rater", "staff", *DATED.values()}
)


def is_personal(heading: str) -> bool:
    """Tell whether cells under a heading name a person."""
    return " ".join(re.findall(r"[a-z0-9]+", heading.lower())) in _PERSONAL


def column_of(heading: str) -> str:
    """Return the name that a column of an export of the office's own has in its validated table."""
    name = "_".join(re.findall(r"[a-z0-9]+", heading.lower()))
    return f"{name}_value" if name in _TAKEN else name


def added(name: str, columns: tuple[AddedColumn, ...], outcomes: list[str]) -> Export:
    """Return an export that a cycle file adds.

    Parameters
    ----------
    name : of its file.
    columns : the key first, then the period.
    outcomes : names of those measured from it.

    Returns
    -------
    Export
        A record is a row of one key and period, or one number where rows are numbered: by itself where they are dated
        by day, else within key and period.
    """
    key, dated = columns[0].name, columns[1].name
    record: tuple[str, ...] = (key, dated)
    if any(column.name == "number" for column in columns):
        record = ("number",) if columns[1].kind == "day" else (key, dated, "number")
    title = (f"Ekspor sendiri: {name}", f"Export of the office's own: {name}")
    return Export(name, title, record, f"outcome {', '.join(outcomes)}", dated, columns=columns)
