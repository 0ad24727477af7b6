"""The twelve exports, one module each, in the order in which they are read.

The register of officers comes first, because lost NIP are re-linked to it.
"""

from __future__ import annotations

import datetime as dt

from analysis.domain.exports import NAMES
from analysis.intake.source import Source
from analysis.intake.sources import (
    kolaborasi,
    kompetensi,
    layanan,
    mutasi,
    pegawai,
    pengaduan,
    presensi,
    resistensi,
    skm,
    skp,
    sosialisasi,
    standar_jabatan,
)

_MODULES = {
    module.__name__.rsplit(".", 1)[1]: module
    for module in (
        pegawai, mutasi, skp, presensi, kompetensi, layanan, pengaduan, skm, resistensi, sosialisasi, kolaborasi,
        standar_jabatan,
    )
}  # fmt: skip


def declare(latest: dt.date) -> dict[str, Source]:
    """Declare the twelve sources for a cycle whose data end at `latest`."""
    return {name: _MODULES[name].declare(latest) for name in NAMES}
