"""Open answers as people write them: short, misspelt, about one or two things, or about nothing."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

#: Survey → theme → what is written of it.
_PHRASES = {
    "resistensi": {
        "distance": (
            "Jarak rumah ke tempat baru jauh", "terlalu jauh dr rumah", "Ongkos bensin jadi dua kali lipat",
            "tiap hari macet di tanjakan", "pulang pergi 2 jam",
        ),
        "family": (
            "Anak masih kecil", "Suami dinas di luar kota", "harus merawat orang tua yang sakit",
            "Pertimbangkan kondisi keluarga",
        ),
        "workload": (
            "Beban kerja di lapangan lebih berat", "kerjaan numpuk, orangnya kurang", "sering lembur",
            "Tugas rangkap karena kekurangan pegawai",
        ),
        "skills": (
            "Belum menguasai pekerjaan yang baru", "Perlu pelatihan dulu sebelum pindah",
            "tidak sesuai latar belakang pendidikan saya", "Butuh waktu utk adaptasi", "mohon ada pendampingan",
        ),
        "fairness": (
            "Kriterianya apa?", "Kenapa saya yang dipindah, bukan yang lain", "Semoga penempatan lebih adil",
            "jangan pilih kasih", "Kurang transparan",
        ),
        "information": (
            "Pemberitahuan mendadak", "SK datang tiba-tiba", "Kurang penjelasan soal tugas baru",
            "perlu sosialisasi lebih awal",
        ),
        "pay": (
            "Apakah tunjangan berubah?", "TPP saya turun", "bagaimana nasib kenaikan pangkat",
            "Jenjang karir tidak jelas",
        ),
        "support": (
            "Saya mendukung program ini", "Dapat pengalaman baru", "menambah wawasan dan teman",
            "Setuju, supaya ada penyegaran",
        ),
    },
    "skm": {
        "waiting": (
            "Antri terlalu lama", "nunggu hampir 2 jam", "Mohon dipercepat", "Pelayanan lambat kalau siang",
            "jam buka tolong tepat waktu",
        ),
        "officers": (
            "Petugas kurang ramah", "Petugasnya sopan", "loket kosong padahal jam kerja", "Tolong senyum sedikit",
        ),
        "requirements": (
            "Syarat terlalu banyak", "bolak balik krn berkas kurang", "prosedurnya berbelit",
            "Alur pelayanan dibuat ringkas",
        ),
        "cost": ("Semoga tetap gratis", "Tidak ada pungutan, baik", "biaya legalisasi jangan mahal"),
        "facilities": (
            "Tempat parkir sempit", "Kursi ruang tunggu ditambah", "AC mati, panas", "toilet kurang bersih",
        ),
        "online": ("Bisa lewat WA saja?", "Aplikasinya sering error", "Tolong buka layanan daring", "internet lemot"),
        "information": ("papan pengumuman kurang jelas", "informasi di loket membingungkan", "Perlu petunjuk jelas"),
        "praise": ("Terima kasih", "Sangat memuaskan", "pertahankan", "sudah bagus", "Mantap"),
    },
}  # fmt: skip
#: Said, but about nothing that anyone would count.
_ASIDE = ("Semoga lancar", "Semangat terus", "Lanjutkan", "Semarang hebat")
#: Ways of having nothing to say.
_NOTHING = ("Tidak ada", "-", "Nihil", "belum ada saran", "cukup")
#: Share of comments that say nothing, are about nothing counted, and name a second theme.
_EMPTY, _ASIDES, _SECOND = 0.12, 0.08, 0.2
#: Survey and group → how often a comment names each theme first, in the order of the phrases.
_SHARES = {
    ("resistensi", "moved"): (0.24, 0.14, 0.16, 0.16, 0.07, 0.09, 0.05, 0.09),
    ("resistensi", "not_moved"): (0.06, 0.08, 0.14, 0.12, 0.16, 0.14, 0.08, 0.22),
    ("skm", "programme"): (0.20, 0.14, 0.12, 0.06, 0.12, 0.08, 0.06, 0.22),
    ("skm", "others"): (0.32, 0.14, 0.14, 0.05, 0.11, 0.08, 0.06, 0.10),
}


class Comment(NamedTuple):
    """An open answer: what is written and the themes that it is about (None where it says nothing)."""

    text: str
    themes: tuple[str, ...] | None


def draw(rng: np.random.Generator, survey: str, groups: np.ndarray, rate: float) -> list[Comment]:
    """Draw a comment for each of the people in `groups`, of whom the share `rate` writes any."""
    phrases = _PHRASES[survey]
    themes = list(phrases)
    out = []
    for group, (writes, kind, second) in zip(groups, rng.random((len(groups), 3)), strict=True):
        first, then = rng.choice(len(themes), 2, replace=False, p=_SHARES[survey, group])
        pick = rng.integers(0, 60, 2)  # 60 is a multiple of every number of phrases
        about = [themes[first], themes[then]][: 2 if second < _SECOND else 1]
        if writes >= rate:
            out.append(Comment("", None))
        elif kind < _EMPTY:
            out.append(Comment(_NOTHING[pick[0] % len(_NOTHING)], None))
        elif kind < _EMPTY + _ASIDES:
            out.append(Comment(_ASIDE[pick[0] % len(_ASIDE)], ()))
        else:
            said = [phrases[t][p % len(phrases[t])] for t, p in zip(about, pick, strict=False)]
            out.append(Comment(", ".join(said), tuple(about)))
    return out


def truth(survey: str, groups: np.ndarray, comments: list[Comment], sent: np.ndarray) -> list[dict]:
    """Return how often each theme was named, by group, among the comments `sent` that say something."""
    said, named = Counter[str](), Counter[tuple[str, str]]()
    for group, comment, there in zip(groups, comments, sent, strict=True):
        if there and comment.themes is not None:
            said[group] += 1
            named.update((group, theme) for theme in comment.themes)
    return [
        {"survey": survey, "group": group, "theme": theme, "mentions": named[group, theme], "comments": said[group]}
        for group in sorted(said)
        for theme in _PHRASES[survey]
    ]


def added(before: list[dict], now: list[dict]) -> list[dict]:
    """Add the counts of a delivery to those of the deliveries before it."""
    old = {(r["survey"], r["group"], r["theme"]): r for r in before}
    out = []
    for row in now:
        was = old.get((row["survey"], row["group"], row["theme"]), {"mentions": 0, "comments": 0})
        out.append(row | {k: row[k] + was[k] for k in ("mentions", "comments")})
    return out
