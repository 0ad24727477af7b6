"""The work units of a place by their canonical names: of which kind each is, whom it serves and where it lies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import pandas as pd

from analysis.domain.regions import Region


@dataclass(frozen=True)
class Kind:
    """One kind of unit.

    Attributes
    ----------
    kind, title, sector : of the table ``unit_kinds``.
    place : what follows the title: ``kelurahan``, ``desa`` (a name of that kind), ``locality`` (any desa, kelurahan or
        kecamatan), ``numbered`` (a locality and a number), ``number``, ``kecamatan``, ``agency`` (one or more affairs)
        or ``none``.
    group : kinds that may be compared together, such as ``sekolah``; empty for none.
    """

    kind: str
    title: str
    sector: str
    place: str
    group: str = ""


class Description(NamedTuple):
    """What is known of a unit.

    Attributes
    ----------
    kind, sector : empty where the name is of no kind.
    kecamatan : empty for units of the whole place, or where it is not known.
    kelurahan : the ``unit_id`` of the desa or kelurahan that it lies in; empty where it is not known.
    """

    kind: str = ""
    sector: str = ""
    kecamatan: str = ""
    kelurahan: str = ""


class WorkUnits:
    """The units of a region by their canonical names.

    Parameters
    ----------
    region : the kabupaten or kota.
    """

    def __init__(self, region: Region) -> None:
        self.region = region

    @cached_property
    def kinds(self) -> list[Kind]:
        """The kinds of unit, longest title first."""
        rows = [Kind(r.kind, r.title, r.sector, r.place, r.group) for r in self.region.table("unit_kinds").itertuples()]
        return sorted(rows, key=lambda k: -len(k.title))

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Which kinds are compared under one word: each kind under its own, and groups of kinds under theirs."""
        out: dict[str, tuple[str, ...]] = {k.kind: (k.kind,) for k in self.kinds}
        for group in dict.fromkeys(filter(None, self.region.table("unit_kinds")["group"])):
            out[group] = tuple(sorted(k.kind for k in self.kinds if k.group == group))
        return out

    def word(self, group: str) -> str:
        """Return how a text calls the units of a kind or group: ``puskesmas``, ``SD Negeri``, ``perangkat daerah``."""
        title = next((k.title for k in self.kinds if k.kind == group), group.replace("_", " "))
        return title if title[:2].isupper() else title[0].lower() + title[1:]

    def description(self, unit_id: str) -> Description:
        """Tell what is known of one unit."""
        kind = next((k for k in self.kinds if unit_id == k.title or unit_id.startswith(k.title + " ")), None)
        if unit_id in self._declared:
            kecamatan, sector = self._declared[unit_id]
            return Description(kind.kind if kind else "", sector or (kind.sector if kind else ""), kecamatan)
        if kind is None:
            return Description()
        rest = unit_id.removeprefix(kind.title).strip()
        if kind.place == "agency":
            affairs = ((n, s) for title, n, s in self._affairs if title == kind.title)
            first = next((s for n, s in affairs if rest == n or rest.startswith((f"{n},", f"{n} dan "))), "")
            return Description(kind.kind, first or kind.sector)
        if kind.place == "kecamatan":
            return Description(kind.kind, kind.sector, rest)
        if kind.place in ("kelurahan", "desa"):
            home = self._homes.get(unit_id, "")
            return Description(kind.kind, kind.sector, home, unit_id if home else "")
        bare = re.sub(r" \d\d$", "", rest) if kind.place == "numbered" else re.sub(r"^\d+ ", "", rest)
        return Description(kind.kind, kind.sector, *self._localities.get(bare, ("", "")))

    def describe(self, unit_ids: pd.Series) -> pd.DataFrame:
        """Tell what is known of units, one row each in order of ``unit_id``: the attributes of :class:`Description`."""
        named = sorted(unit_ids.dropna().unique())
        return pd.DataFrame([(u, *self.description(str(u))) for u in named], columns=["unit_id", *Description._fields])

    def sectors(self, unit_ids: pd.Series) -> pd.Series:
        """Return the sector of each unit; missing where the unit is."""
        sector = self.describe(unit_ids).set_index("unit_id")["sector"]
        return unit_ids.map(sector).astype("string")

    @cached_property
    def _declared(self) -> dict[str, tuple[str, str]]:
        """Map the units that the place declares to their kecamatan and sector."""
        rows = self.region.extra_units[["unit_id", "kecamatan", "sector"]].itertuples(index=False, name=None)
        return {unit_id: (kecamatan, sector) for unit_id, kecamatan, sector in rows}

    @cached_property
    def _homes(self) -> dict[str, str]:
        """Map the offices of desa and kelurahan to their kecamatan."""
        return dict(zip(self.region.villages["unit_id"], self.region.villages["kecamatan"], strict=True))

    @cached_property
    def _localities(self) -> dict[str, tuple[str, str]]:
        """Map bare names of desa, kelurahan and kecamatan to their kecamatan and office."""
        out = {k: (k, "") for k in self.region.districts}
        seen: set[str] = set()
        for unit_id, kecamatan in self._homes.items():
            name = unit_id.split(" ", 1)[1]
            out[name] = (kecamatan, "" if name in seen else unit_id)
            seen.add(name)
        return out

    @cached_property
    def _affairs(self) -> list[tuple[str, str, str]]:
        """List the agencies' titles, affairs and sectors, longest affair first."""
        rows = self.region.table("agencies")[["title", "name", "sector"]].itertuples(index=False, name=None)
        return sorted(rows, key=lambda r: -len(r[1]))


@cache
def of(region: Region) -> WorkUnits:
    """Return the units of a region."""
    return WorkUnits(region)
