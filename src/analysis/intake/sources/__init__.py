"""How the twelve exports are read, one module each; what they are stands in :mod:`analysis.domain.exports`.

Exports of an office's own, which a cycle file adds, are read by :mod:`analysis.intake.sources.extra`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from analysis.cycle import Cycle
from analysis.domain.exports import NAMES
from analysis.intake.source import Source
from analysis.intake.sources import (
    extra,
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
from analysis.intake.units import Units, default
from analysis.intake.units import of as units_of

_MODULES = {
    module.__name__.rsplit(".", 1)[1]: module
    for module in (
        pegawai, mutasi, skp, presensi, kompetensi, layanan, pengaduan, skm, resistensi, sosialisasi, kolaborasi,
        standar_jabatan,
    )
}  # fmt: skip


def declare(latest: dt.date, units: Units | None = None) -> dict[str, Source]:
    """Declare the twelve sources.

    Parameters
    ----------
    latest : day on which the data end.
    units : parser of the units of the cycle's place; that of the default place where not given.
    """
    units = units or default()
    return {name: replace(_MODULES[name].declare(latest, units), latest=latest) for name in NAMES}


def of(cycle: Cycle) -> dict[str, Source]:
    """Declare the sources of a cycle: the twelve, and those that its file adds."""
    units = units_of(cycle.area.region)
    added = cycle.analysis.added_exports.values()
    return declare(cycle.latest, units) | {e.name: extra.declare(e, cycle.latest, units) for e in added}
