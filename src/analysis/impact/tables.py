"""The tables of the impact: every column with its type, unit and meaning."""

from __future__ import annotations

from analysis.domain.tables import COUNT, FLAG, NUMBER, TEXT, Column, Table

_OUTCOME = Column("outcome", TEXT, ("Hasil", "Outcome"))
_LEVEL = Column("level", TEXT, ("Tingkat: pegawai atau unit", "Level: officer or unit"))
_ESTIMATOR = Column("estimator", TEXT, ("Penaksir", "Estimator"))
_CONTROL_GROUP = Column("control_group", TEXT, ("Kelompok pembanding", "Control group"))
_SUBGROUP = Column("subgroup", TEXT, ("Kelompok pegawai; all = semua", "Group of officers; all = everyone"))
_ATT = Column(
    "att", NUMBER, ("Dampak rata-rata pada yang terkena (ATT)", "Mean effect on the treated (ATT)"), "outcome"
)
_SE = Column("se", NUMBER, ("Galat baku", "Standard error"), "outcome")
_LOW = Column("low", NUMBER, ("Batas bawah selang", "Lower end of the interval"), "outcome")
_HIGH = Column("high", NUMBER, ("Batas atas selang", "Upper end of the interval"), "outcome")
_DF = Column("df", NUMBER, ("Derajat bebas", "Degrees of freedom"))
_P = Column("p", NUMBER, ("Nilai p", "p-value"))
_INTERVAL = (_ATT, _SE, _LOW, _HIGH)
_P_ADJUSTED = Column("p_adjusted", NUMBER, ("Nilai p, disesuaikan (Holm)", "p-value, adjusted (Holm)"))
_Q = Column("q", NUMBER, ("Tingkat temuan keliru (Benjamini–Hochberg)", "False discovery rate (Benjamini–Hochberg)"))
_TREATED = ("Yang terkena di balik taksiran", "Treated behind the estimate")
_CONTROLS = ("Pembanding di balik taksiran", "Controls behind the estimate")
_STATUS = Column("status", TEXT, ("Direncanakan atau eksploratif", "Planned or exploratory"))
_EVENT = "periode / periods"

ESTIMATES = Table(
    "estimates",
    ("Semua taksiran", "Every estimate"),
    "analysis.impact.estimate.estimate_impact",
    (
        _LEVEL,
        _OUTCOME,
        Column("frequency", TEXT, ("Lama satu periode", "Length of a period")),
        _ESTIMATOR,
        _CONTROL_GROUP,
        _SUBGROUP,
        Column("aggregation", TEXT, ("Rata-rata atas apa", "What it averages over")),
        Column("cohort", TEXT, ("Periode mutasi pertama", "Period of the first move")),
        Column("time", TEXT, ("Periode kalender", "Calendar period")),
        Column("event_time", "Int64", ("Periode sejak mutasi", "Periods since the move"), _EVENT),
        *_INTERVAL,
        _DF,
        _P,
        Column("n_treated", COUNT, _TREATED),
        Column("n_control", COUNT, _CONTROLS),
    ),
    ("outcome", "estimator", "control_group", "subgroup", "aggregation", "cohort", "time", "event_time"),
)  # fmt: skip
HEADLINES = Table(
    "headlines",
    ("Taksiran utama setiap hasil dan tingkat buktinya", "Main estimate of each outcome and its grade of evidence"),
    "analysis.impact.headline.headlines",
    (
        _LEVEL,
        _OUTCOME,
        _ESTIMATOR,
        Column("n_treated", COUNT, _TREATED),
        Column("n_control", COUNT, ("Yang tidak pernah terkena", "Never treated")),
        Column("pretrend_statistic", NUMBER, ("Statistik uji tren sebelumnya", "Statistic of the test of pre-trends")),
        Column("pretrend_restrictions", COUNT, ("Periode yang diuji", "Periods tested")),
        Column("pretrend_p", NUMBER, ("Nilai p uji tren sebelumnya", "p-value of the test of pre-trends")),
        Column("pretrend_bias_80", NUMBER, (
            "Bias dari tren yang terdeteksi dengan peluang 0,8", "Bias from a trend found with probability 0.8"),
            "outcome"),
        Column("p_randomisation", NUMBER, ("Nilai p antarkecamatan", "p-value among kecamatan")),
        Column("districts", COUNT, ("Kecamatan yang dibandingkan", "Kecamatan compared")),
        Column("never_low", NUMBER, ("Batas bawah, pembanding tak pernah terkena", "Lower end, never treated controls"),
               "outcome"),
        Column("never_high", NUMBER, ("Batas atas, pembanding tak pernah terkena", "Upper end, never treated controls"),
               "outcome"),
        Column("att_never", NUMBER, ("Dampak, pembanding tak pernah terkena", "Effect, never treated controls"),
               "outcome"),
        Column("p_never", NUMBER, ("Nilai p, pembanding tak pernah terkena", "p-value, never treated controls")),
        Column("same_sign", FLAG, ("Semua penaksir setanda", "All estimators agree on the sign")),
        *_INTERVAL,
        _DF,
        _P,
        Column("detectable", NUMBER, (
            "Dampak terkecil yang terdeteksi dengan peluang 0,8", "Least effect that is found with probability 0.8"),
            "outcome"),
        _P_ADJUSTED,
        _Q,
        Column("breakdown", NUMBER, (
            "M̄ terbesar dengan selang tanpa nol", "Largest M̄ at which the interval leaves out zero")),
        Column("specifications_sign", NUMBER, ("Bagian spesifikasi setanda", "Share of specifications of its sign")),
        Column("specifications_significant", NUMBER, (
            "Bagian spesifikasi setanda dan tanpa nol", "Share of specifications of its sign that leave out zero")),
        Column("specifications", COUNT, ("Spesifikasi yang ditaksir", "Specifications estimated")),
        Column("grade", TEXT, ("Tingkat bukti", "Grade of the evidence")),
        Column("reason", TEXT, ("Sebab tingkat itu", "Reason of the grade")),
        _STATUS,
    ),
    ("outcome",),
)  # fmt: skip
SKIPPED = Table(
    "skipped",
    ("Sel yang tidak dapat ditaksir", "Cells that could not be estimated"),
    "analysis.impact.estimate.estimate_impact",
    (
        _OUTCOME,
        _SUBGROUP,
        _CONTROL_GROUP,
        Column("reason", TEXT, ("Sebab", "Reason")),
        Column("cells", COUNT, ("Sel", "Cells")),
    ),
)
CHECKS = Table(
    "checks",
    ("Yang dapat menggugurkan taksiran utama", "What could overturn a headline"),
    "analysis.impact.robustness.checks",
    (
        _OUTCOME,
        Column("check", TEXT, ("Pemeriksaan", "Check")),
        Column("item", TEXT, ("Pada apa", "On what")),
        *_INTERVAL,
        _P,
        Column("n_treated", NUMBER, _TREATED),
        Column("n_control", NUMBER, _CONTROLS),
        Column("value", NUMBER, ("Nilai, bila bukan taksiran", "Value, where it is no estimate")),
    ),
)
CURVE = Table(
    "curve",
    ("Taksiran di bawah setiap pilihan yang dapat dipertahankan", "The estimate under every defensible choice"),
    "analysis.impact.robustness.curve",
    (
        _OUTCOME,
        _ESTIMATOR,
        _CONTROL_GROUP,
        Column("covariates", TEXT, ("Kovariat", "Covariates")),
        Column("anticipation", TEXT, ("Periode antisipasi", "Periods of anticipation")),
        Column("window", TEXT, ("Jendela waktu", "Window")),
        *_INTERVAL,
        _P,
        Column("n_treated", NUMBER, _TREATED),
        Column("n_control", NUMBER, _CONTROLS),
    ),
    ("outcome", "estimator", "control_group", "covariates", "anticipation", "window"),
)
HETEROGENEITY = Table(
    "heterogeneity",
    ("Dampak per kelompok pegawai dan selisihnya", "Effects by group of officers, and their differences"),
    "analysis.impact.heterogeneity.differences",
    (
        _OUTCOME,
        Column("dimension", TEXT, ("Dimensi", "Dimension")),
        Column("group", TEXT, ("Kelompok; difference = selisih", "Group; difference = first less second")),
        *_INTERVAL,
        _DF,
        _P,
        Column("n_treated", COUNT, _TREATED),
        Column("n_control", COUNT, _CONTROLS),
        _P_ADJUSTED,
        _Q,
        _STATUS,
    ),
    ("outcome", "dimension", "group"),
)
NOT_POSSIBLE = Table(
    "not_possible",
    ("Yang tidak dapat ditaksir, dan sebabnya", "What could not be estimated, and why"),
    "analysis.impact.estimate.estimate_impact",
    (
        _OUTCOME,
        Column("part", TEXT, ("Bagian: hasil, selang, penaksir, pemeriksaan, kelompok",
                              "Part: outcome, interval, estimator, check, subgroup")),
        Column("item", TEXT, ("Pada apa", "On what")),
        Column("reason", TEXT, ("Sebab", "Reason")),
        Column("export", TEXT, ("Ekspor yang tidak ada", "Export that is absent")),
        Column("detail", TEXT, ("Penjelasan", "Explanation")),
    ),
)  # fmt: skip
#: Every table of this room, by its name and field of :class:`analysis.impact.estimate.Impact`.
TABLES = {t.name: t for t in (ESTIMATES, HEADLINES, SKIPPED, CHECKS, CURVE, HETEROGENEITY, NOT_POSSIBLE)}
EXPLORED = Table(
    "explored",
    ("Pilihan lain yang dilihat", "Other choices that were looked at"),
    "analysis.impact.exploring.entries",
    (
        _OUTCOME,
        Column("group", TEXT, ("Kelompok pegawai; all = semua", "Group of officers; all = everyone")),
        _ESTIMATOR,
        Column("first", TEXT, ("Periode pertama", "First period")),
        Column("last", TEXT, ("Periode terakhir", "Last period")),
        _ATT,
        _LOW,
        _HIGH,
        _P,
        Column("n_treated", NUMBER, _TREATED),
        Column("note", TEXT, ("Alasan", "Why")),
    ),
)
