"""The twelve exports, one module each, in the order in which they are read.

The register of officers comes first, because lost NIP are re-linked to it.
"""

from __future__ import annotations

import datetime as dt

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

_MODULES = (
    pegawai,
    mutasi,
    skp,
    presensi,
    kompetensi,
    layanan,
    pengaduan,
    skm,
    resistensi,
    sosialisasi,
    kolaborasi,
    standar_jabatan,
)
#: Names of the twelve exports.
NAMES = tuple(module.__name__.rsplit(".", 1)[1] for module in _MODULES)


def declare(latest: dt.date) -> dict[str, Source]:
    """Declare the twelve sources for a cycle whose data end at `latest`."""
    return {name: module.declare(latest) for name, module in zip(NAMES, _MODULES, strict=True)}
