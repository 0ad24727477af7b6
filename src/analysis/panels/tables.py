"""The tables of the panels: every column with its type, unit and meaning."""

from __future__ import annotations

from analysis.domain.tables import COUNT, FLAG, NUMBER, TEXT, Column, Table
from analysis.intake.sources.columns import SECTORS

_OFFICER = Column("officer_id", TEXT, ("Pegawai (samaran NIP)", "Officer (pseudonym of the NIP)"))
_UNIT = Column("unit_id", TEXT, ("Unit kerja", "Work unit"))
_COHORT = Column(
    "cohort", TEXT, ("Periode mutasi pertama; kosong = tidak pernah", "Period of the first move; empty = never")
)
_APPRAISAL, _STANDARD, _SESSIONS = ("skp",), ("standar_jabatan",), ("sosialisasi",)

OFFICERS = Table(
    "panels/officers",
    ("Pegawai: mutasi pertama, kovariat, kelompok", "Officers: first move, covariates, groups"),
    "analysis.panels.build.build_panels",
    (
        _OFFICER,
        _COHORT,
        Column("censored_from", TEXT, (
            "Semester mutasi kedua atau atas permintaan sendiri; sejak itu tidak dibandingkan",
            "Semester of a second move or one of the officer's own wish; not compared from then on")),
        Column("kind_of_move", TEXT, ("Mutasi lintas bidang atau dalam bidang", "Move across or within sectors")),
        Column("age", NUMBER, ("Umur pada tahun awal program", "Age in the year the programme began"), "tahun / years"),
        Column("female", NUMBER, ("1 perempuan, 0 laki-laki", "1 woman, 0 man")),
        Column("education", NUMBER, ("Lama pendidikan; median bila kosong", "Schooling; the median where empty"),
               "tahun / years"),
        Column("service", NUMBER, ("Masa kerja pada tahun awal program", "Service in the year the programme began"),
               "tahun / years"),
        Column("long_tenure", FLAG, ("Masa kerja panjang", "Long tenure")),
        Column("placed", TEXT, ("Unit sesudah mutasi pertama", "Unit after the first move")),
        Column("home", TEXT, ("Unit sebelum mutasi pertama", "Unit before the first move")),
        Column("to_field", TEXT, ("Dari meja ke lapangan", "From a desk to the field"), needs=_STANDARD),
        Column("tenure", TEXT, ("Masa kerja panjang atau pendek", "Long or short tenure")),
        Column("grade", TEXT, ("Golongan", "Grade")),
        Column("sex", TEXT, ("Jenis kelamin", "Sex")),
        Column("sessions", NUMBER, ("Sosialisasi yang diikuti sebelum TMT", "Sessions attended before the TMT"),
               needs=_SESSIONS),
        Column("asked", FLAG, (
            "Bertugas di wilayah program, jadi diminta mengisi survei",
            "Serves in the programme's kecamatan, so was asked to answer the survey")),
        Column("sosialisasi", TEXT, ("Mengikuti sosialisasi sebelum TMT", "Attended a session before the TMT"),
               needs=_SESSIONS),
        Column("attended_session", FLAG, (
            "Pernah mengikuti sosialisasi, sebelum TMT bila dimutasi",
            "Has attended a session, before the TMT if moved"), needs=_SESSIONS),
        Column("fit", TEXT, ("Memenuhi standar jabatan baru", "Meets the standard of the new post"), needs=_STANDARD),
        Column("rater_first", TEXT, ("Penilai pertama (samaran NIP)", "First rater (pseudonym)"), needs=_APPRAISAL),
        Column("rater_last", TEXT, ("Penilai terakhir (samaran NIP)", "Last rater (pseudonym)"), needs=_APPRAISAL),
        Column("new_rater", TEXT, (
            "Semester pertama dengan penilai baru, bila tidak pernah dimutasi",
            "First semester with a new rater, if never rotated"), needs=_APPRAISAL),
    ),
    ("officer_id",),
)  # fmt: skip
SEMESTER = Table(
    "panels/semester",
    ("Panel pegawai × semester", "Panel of officers × semesters"),
    "analysis.panels.officers.officer_semesters",
    (
        _OFFICER,
        Column("semester", TEXT, ("Semester", "Semester")),
        _COHORT,
        Column("skp", NUMBER, (
            "Nilai SKP baku terhadap pegawai yang tidak pernah dimutasi, per semester",
            "SKP standardised by officers never rotated, within the semester"), "s.d.", needs=("skp",)),
        Column("attendance", NUMBER, ("Hari hadir dari hari kerja", "Days present of days of work"), "%",
               needs=("presensi",)),
        Column("lateness", NUMBER, ("Hari terlambat dari hari hadir", "Days late of days present"), "%",
               needs=("presensi",)),
        Column("repaired", FLAG, ("Baris SKP diperbaiki", "Whether the row of the SKP was repaired"), needs=("skp",)),
    ),
    ("officer_id", "semester"),
)  # fmt: skip
YEAR = Table(
    "panels/year",
    ("Panel pegawai × tahun", "Panel of officers × years"),
    "analysis.panels.officers.officer_years",
    (
        _OFFICER,
        Column("year", TEXT, ("Tahun", "Year")),
        _COHORT,
        Column("competence", NUMBER, ("Rata-rata skor kompetensi", "Mean competency score"), "0-100",
               needs=("kompetensi",)),
        *(
            Column(f"score_{s}", NUMBER, (f"Skor kompetensi bidang {s}", f"Competency score, sector {s}"), "0-100",
                   needs=("kompetensi",))
            for s in SECTORS
        ),
        Column("repaired", FLAG, ("Baris diperbaiki", "Whether the row was repaired"), needs=("kompetensi",)),
    ),
    ("officer_id", "year"),
)  # fmt: skip
_KECAMATAN = Column("kecamatan", TEXT, ("Kecamatan", "Kecamatan (district)"))
_DOSE = Column(
    "rotated_in", NUMBER, ("Pegawai program yang sudah masuk", "Officers of the programme rotated in so far"),
    "pegawai / officers",
)  # fmt: skip
MONTH = Table(
    "panels/month",
    ("Panel kelurahan × bulan", "Panel of kelurahan × months"),
    "analysis.panels.kelurahan.unit_months",
    (
        _UNIT,
        Column("month", TEXT, ("Bulan", "Month")),
        Column("services", NUMBER, ("Layanan diterima", "Services received"), "layanan / services",
               needs=("layanan",)),
        Column("finished", NUMBER, ("Layanan selesai", "Services finished"), "layanan / services",
               needs=("layanan",)),
        Column("on_time", NUMBER, ("Layanan selesai tepat waktu", "Services finished on time"), "%",
               needs=("layanan",)),
        Column("days", NUMBER, ("Rata-rata lama layanan, paling lama 30 hari", "Mean days of a service, 30 at most"),
               "hari / days", needs=("layanan",)),
        Column("complaints", NUMBER, ("Pengaduan per 1.000 layanan", "Complaints per 1,000 services"),
               "per 1.000 layanan / per 1,000 services", needs=("layanan", "pengaduan")),
        _COHORT,
        _KECAMATAN,
        _DOSE,
    ),
    ("unit_id", "month"),
)  # fmt: skip
QUARTER = Table(
    "panels/quarter",
    ("Panel kelurahan × triwulan", "Panel of kelurahan × quarters"),
    "analysis.panels.kelurahan.unit_quarters",
    (
        _UNIT,
        Column("quarter", TEXT, ("Triwulan", "Quarter")),
        Column("ikm", NUMBER, ("Indeks Kepuasan Masyarakat", "IKM, index of citizens' satisfaction"), "25-100",
               needs=("skm",)),
        Column("respondents", NUMBER, ("Responden SKM", "Respondents of the SKM"), "orang / people", needs=("skm",)),
        _COHORT,
        _KECAMATAN,
        _DOSE,
    ),
    ("unit_id", "quarter"),
)  # fmt: skip
EXCLUSIONS = Table(
    "exclusions",
    ("Yang tidak masuk panel, dan sebabnya", "What is not in a panel, and why"),
    "analysis.panels.build.build_panels",
    (
        Column("panel", TEXT, ("Panel", "Panel")),
        Column("reason", TEXT, ("Sebab", "Reason")),
        Column("rows", COUNT, ("Baris", "Rows"), "baris / rows"),
    ),
    ("panel", "reason"),
)
CAREERS = Table(
    "careers",
    ("Masa tugas tiap pegawai di satu unit", "Spells of service of each officer in one unit"),
    "analysis.panels.careers.careers",
    (
        _OFFICER,
        _UNIT,
        Column("sector", TEXT, ("Bidang unit", "Sector of the unit")),
        Column("start", TEXT, ("Semester pertama", "First semester")),
        Column("end", TEXT, ("Semester terakhir", "Last semester")),
    ),
    ("officer_id", "start"),
)
ODDITIES = Table(
    "careers_oddities",
    ("Daftar pegawai dan mutasi yang tidak cocok", "Where register and moves do not agree"),
    "analysis.panels.careers.careers",
    (
        Column("reason", TEXT, ("Yang tidak cocok", "What does not agree")),
        Column("officers", COUNT, ("Pegawai", "Officers"), "pegawai / officers"),
    ),
    ("reason",),
)
#: The panels by frequency.
BY_FREQUENCY = {"semester": SEMESTER, "year": YEAR, "month": MONTH, "quarter": QUARTER}
#: Every table of this room.
TABLES = (OFFICERS, SEMESTER, YEAR, MONTH, QUARTER, EXCLUSIONS, CAREERS, ODDITIES)
