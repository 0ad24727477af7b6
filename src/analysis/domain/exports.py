"""The twelve exports that offices send, by the name that each goes by everywhere."""

from __future__ import annotations

NAMES = (
    "pegawai", "mutasi", "skp", "presensi", "kompetensi", "layanan", "pengaduan", "skm", "resistensi", "sosialisasi",
    "kolaborasi", "standar_jabatan",
)  # fmt: skip
