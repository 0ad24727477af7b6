"""The twelve exports that offices send: what each is, what identifies and dates a row of it, and what it feeds."""

from __future__ import annotations

from dataclasses import dataclass


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
    """

    name: str
    title: tuple[str, str]
    key: tuple[str, ...]
    feeds: str
    dated_by: str = ""
    rhythm: str = ""
    needed: bool = False


#: In the order in which they are read: the register comes first, because lost NIP are linked to it again.
EXPORTS = {
    e.name: e
    for e in (
        Export("pegawai", ("Daftar pegawai (SIMPEG/SIASN)", "Register of officers (SIMPEG/SIASN)"), ("nip",),
               "who could have moved, covariates, placement", needed=True),
        Export("mutasi", ("Daftar SK mutasi", "List of moves (SK)"), ("nip", "sk_date"),
               "who moved, when and where", "tmt", "month", needed=True),
        Export("skp", ("Hasil SKP (e-Kinerja)", "Performance results, SKP (e-Kinerja)"), ("nip", "semester"),
               "outcome skp", "semester", "semester"),
        Export("presensi", ("Presensi bulanan", "Monthly attendance"), ("nip", "month"),
               "outcomes attendance and lateness", "month", "month"),
        Export("kompetensi", ("Uji kompetensi", "Competency assessment"), ("nip", "year"),
               "outcome competence, skills, placement", "year"),
        Export("layanan", ("Register layanan", "Service register"), ("number",),
               "outcomes on_time and complaints, placebo services", "received", "month"),
        Export("pengaduan", ("Pengaduan masyarakat (LaporHendi/SP4N)", "Complaints (LaporHendi/SP4N)"), ("number",),
               "outcome complaints", "received", "month"),
        Export("skm", ("Survei Kepuasan Masyarakat", "Survey of citizens' satisfaction (SKM)"), ("respondent",),
               "outcome ikm, citizens' satisfaction, placebo respondents", "date", "month"),
        Export("resistensi", ("Survei resistensi", "Survey of resistance"), ("nip", "date"),
               "resistance to rotation", "date"),
        Export("sosialisasi", ("Daftar hadir sosialisasi", "Attendance at information sessions"),
               ("nip", "date", "topic"), "whether information sessions change resistance and effect", "date"),
        Export("kolaborasi", ("Program kolaborasi", "Joint programmes"), ("programme",),
               "collaboration between units", "start"),
        Export("standar_jabatan", ("Standar jabatan", "Standards of posts"), ("post", "sector", "education_min"),
               "placement"),
    )
}  # fmt: skip
NAMES = tuple(EXPORTS)
