"""A kabupaten or kota and the tables by which its units are known.

Kinds of unit, agencies, sectors and short names have national defaults in ``reference/``; what a place does its own way
lies in ``places/<code>/`` of the repository, in tables of the same names.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from analysis.domain import places
from analysis.domain.places import Place, plain
from analysis.errors import UserError

#: Folder of the repository that holds a place's own tables, one folder a code.
OVERLAYS = "places"
#: Columns that identify a row of a table: a row of the place with the same ones replaces the national row.
_KEYS = {
    "unit_kinds": ("kind",),
    "unit_aliases": ("alias", "valid_from"),
    "agencies": ("title", "name"),
    "post_sectors": ("pattern",),
    "place_words": ("short",),
}
#: Columns that a place's own table may leave out.
_MAY_LACK = {"unit_kinds": ("group",)}
#: Tables that only a place has: names and order of its desa and kelurahan, and units named after none of them.
_OF_PLACE = {"kelurahan": ("code", "name"), "units": ("unit_id", "kecamatan", "sector")}


class Region:
    """A kabupaten or kota: its desa and kelurahan, and the tables by which its units are known.

    Parameters
    ----------
    place : the kabupaten or kota.
    overlay : folder of its own tables; None where it has none.
    """

    def __init__(self, place: Place, overlay: Path | None = None) -> None:
        self.place, self.overlay = place, overlay

    @property
    def name(self) -> str:
        """Its name, such as ``Kota Surakarta``."""
        return self.place.name

    @cached_property
    def districts(self) -> list[str]:
        """Its kecamatan, in the order of :attr:`villages`."""
        return list(dict.fromkeys(self.villages["kecamatan"]))

    @cached_property
    def villages(self) -> pd.DataFrame:
        """Its desa and kelurahan: ``code``, ``kecamatan``, ``kelurahan`` (the name), ``unit_id``, ``kind``, ``listed``.

        Names and order are those of the place's own table ``kelurahan.csv``; what it leaves out follows in the order of
        codes, named as in the national list (whose name is ``listed`` either way). A name that recurs in the place
        takes its kecamatan into ``unit_id``, and its code where even that recurs.
        """
        of_place = self._of_place("kelurahan")
        listed = {p.code: p for p in self.place.below("desa")}
        strangers = sorted(set(of_place["code"]) - set(listed))
        if strangers:
            raise UserError(
                f"{self._file('kelurahan')}: {', '.join(strangers)} is no desa or kelurahan of {self.name}; "
                "correct the code."
            )
        names = dict(zip(of_place["code"], of_place["name"], strict=True))
        codes = [*names, *(c for c in listed if c not in names)]
        district = {p.code: p.name for p in self.place.below("kecamatan")}
        table = pd.DataFrame(
            {
                "code": codes,
                "kecamatan": [district[c[:8]] for c in codes],
                "kelurahan": [names.get(c, listed[c].name).removeprefix("Desa ") for c in codes],
                "kind": [listed[c].kind for c in codes],
                "listed": [listed[c].name.removeprefix("Desa ") for c in codes],
            },
            dtype=object,
        )
        shared = table["kelurahan"].map(plain).duplicated(keep=False)
        title = table["kind"].str.capitalize() + " "
        unit_id = title + table["kelurahan"] + (", " + table["kecamatan"]).where(shared, "")
        again = unit_id.duplicated(keep=False)
        table.insert(3, "unit_id", unit_id + (", " + table["code"]).where(again, ""))
        return table

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Which of ``desa`` and ``kelurahan`` there are."""
        return tuple(sorted(set(self.villages["kind"])))

    @cached_property
    def extra_units(self) -> pd.DataFrame:
        """Units that the place declares: ``unit_id``, ``kecamatan`` and ``sector`` (empty for that of the kind)."""
        return self._of_place("units")

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the package with the place's own rows first; they replace national rows of the same key."""
        national = places.reference(f"{name}.csv")
        of_place = self._read(name, tuple(national.columns))
        if of_place is None:
            return national
        both = pd.concat([of_place, national], ignore_index=True)
        return both[~both.duplicated(list(_KEYS[name]))].reset_index(drop=True)

    def _of_place(self, name: str) -> pd.DataFrame:
        of_place = self._read(name, _OF_PLACE[name])
        return pd.DataFrame(columns=list(_OF_PLACE[name]), dtype=object) if of_place is None else of_place

    def _file(self, name: str) -> str:
        return f"{OVERLAYS}/{self.place.code}/{name}.csv"

    def _read(self, name: str, columns: tuple[str, ...]) -> pd.DataFrame | None:
        """Read a table of the place; None where it has none."""
        path = self.overlay / f"{name}.csv" if self.overlay else None
        if path is None or not path.is_file():
            return None
        try:
            table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        except (ValueError, UnicodeDecodeError) as error:
            raise UserError(f"{self._file(name)}: not a table of comma-separated values in UTF-8 ({error}).") from error
        table = table.assign(**{c: "" for c in _MAY_LACK.get(name, ()) if c not in table})
        lacking = [c for c in columns if c not in table]
        if lacking:
            raise UserError(
                f"{self._file(name)}: no column {', '.join(lacking)}; its first line must be {','.join(columns)}."
            )
        return table[list(columns)]


@cache
def at(code: str, root: Path | None = None) -> Region:
    """Return the kabupaten or kota with a code, or in which a code lies, with its tables below `root`."""
    place = places.at(code).regency
    folder = root / OVERLAYS / place.code if root else None
    return Region(place, folder if folder and folder.is_dir() else None)
