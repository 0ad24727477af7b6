"""Where a cycle's programme runs: a kecamatan or a whole kabupaten or kota, and the units that are compared in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd

from analysis.domain import places, regions, work_units
from analysis.domain.places import Place, plain
from analysis.domain.regions import OVERLAYS, Region
from analysis.errors import UserError


class Area:
    """Where a programme rotates officers, and the units that are compared.

    The units compared are, where not said otherwise, desa and kelurahan where the programme is that of a kecamatan, and
    kecamatan where it is that of a whole kabupaten or kota; what happens in a desa or kelurahan then counts for its
    kecamatan.

    Parameters
    ----------
    region : the kabupaten or kota.
    programme : the kecamatan that rotates its officers; the place of `region` for all of it.
    units : a kind of unit (``puskesmas``) or a group of kinds (``sekolah``) to compare instead; empty for none.

    Raises
    ------
    UserError
        If the place has no such kind or group of units.
    """

    def __init__(self, region: Region, programme: Place, units: str = "") -> None:
        self.region, self.programme, self.units = region, programme, units
        groups = work_units.of(region).groups
        if units and units not in groups:
            raise UserError(
                f"key 'units': there is no kind of unit '{units}'; choose from {', '.join(sorted(groups))}, or "
                f"add it to {OVERLAYS}/{region.place.code}/unit_kinds.csv."
            )
        #: The kinds of unit that are compared instead of those by default; empty where none is named.
        self.kinds: frozenset[str] = frozenset(groups[units]) if units else frozenset()

    @property
    def everywhere(self) -> bool:
        """Whether the programme is that of the whole kabupaten or kota."""
        return self.programme == self.region.place

    @property
    def name(self) -> str:
        """The name of the programme's place."""
        return self.programme.name

    @property
    def called(self) -> str:
        """How a text calls the units compared: ``desa/kelurahan``, ``kecamatan``, ``puskesmas``."""
        if self.units:
            return work_units.of(self.region).word(self.units)
        return "kecamatan" if self.everywhere else "/".join(self.region.kinds)

    def unit_of(self, unit_ids: pd.Series) -> pd.Series:
        """Return the unit compared for which each unit counts; missing for units that count for none."""
        return _mapped(unit_ids, self._unit_of)

    def home_of(self, unit_ids: pd.Series) -> pd.Series:
        """Return the kecamatan of each unit compared; a unit that lies in none that is known stands for itself."""
        return _mapped(unit_ids, self._home_of)

    def of_programme(self, unit_ids: pd.Series) -> pd.Series:
        """Tell which units are compared and belong to the programme."""
        compared = self.unit_of(unit_ids).eq(unit_ids.astype("string")).fillna(False)
        return (compared & self.within(self.home_of(unit_ids))).astype(bool)

    def within(self, kecamatan: pd.Series) -> pd.Series:
        """Tell which units are the programme's by their kecamatan (empty for units of the whole place)."""
        return pd.Series(True, index=kecamatan.index) if self.everywhere else kecamatan == self.programme.name

    def _unit_of(self, unit_id: str) -> str | None:
        about = work_units.of(self.region).description(unit_id)
        if self.kinds:
            return unit_id if about.kind in self.kinds else None
        if not self.everywhere:
            return about.kelurahan if about.kelurahan == unit_id else None
        if unit_id == f"Kecamatan {about.kecamatan}":
            return unit_id
        return f"Kecamatan {about.kecamatan}" if about.kelurahan == unit_id else None

    def _home_of(self, unit_id: str) -> str:
        return work_units.of(self.region).description(unit_id).kecamatan or unit_id


def _mapped(unit_ids: pd.Series, to: Callable[[str], str | None]) -> pd.Series:
    """Replace each unit; what is missing stays missing."""
    names = {name: to(str(name)) for name in unit_ids.dropna().unique()}
    return unit_ids.map(names).astype("string")


def check(programme: str, place: str) -> Place:
    """Return the place whose officers rotate.

    Parameters
    ----------
    programme : as the cycle file names it: a kecamatan of `place`, or `place` itself; empty for `place`.
    place : code or name of a kecamatan, a kabupaten or a kota.

    Raises
    ------
    ValueError
        If they are no such places, or do not fit each other; the message says what does.
    """
    try:
        around = places.find(place)
    except UserError as error:
        raise ValueError(str(error)) from error
    if around.level not in ("kabupaten", "kecamatan"):
        raise ValueError(
            f"place: {around.code} is {around.full}; a programme is that of a kecamatan, a kabupaten or a kota"
        )
    words = plain(programme)
    bare = words.removeprefix("kecamatan ").removeprefix("kec ")
    fits = [p for p in around.regency.below("kecamatan") if plain(p.name) == bare]
    if words == plain(around.bare) and around.level == "kabupaten" and fits:
        raise ValueError(
            f"programme: {programme} is both a kecamatan and all of {around.name}; write 'Kecamatan {fits[0].name}' "
            f"or '{around.name}'"
        )
    if not words or words == plain(around.name) or (around.level == "kecamatan" and bare == plain(around.name)):
        return around
    if words == plain(around.bare):
        return around
    if around.level == "kecamatan" or not fits:
        offered = ", ".join(p.name for p in around.regency.below("kecamatan"))
        inside = f"place {around.code} is {around.full}" if around.level == "kecamatan" else f"those are {offered}"
        raise ValueError(f"programme: {programme} is no kecamatan of {around.regency.name}; {inside}")
    return fits[0]


def lines(area: Area) -> str:
    """Return the lines of a cycle file that say where its programme runs and which units are compared."""
    place = area.programme
    units = f"units: {area.units}\n" if area.units else ""
    if area.everywhere:
        said = f"all of it; its {area.called} are compared"
    else:
        said = f"the kecamatan that rotates its officers; the rest of {area.region.name} is compared"
    return f'programme: {place.name}  # {said}\nplace: "{place.code}"\n{units}'


@cache
def area(programme: str, place: str, root: Path | None = None, units: str = "") -> Area:
    """Return where a programme runs: the parameters of :func:`check`, the repository, and those of :class:`Area`."""
    rotating = check(programme, place)
    return Area(regions.at(rotating.regency.code, root), rotating, units)
