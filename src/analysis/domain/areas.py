"""Where a cycle's programme runs: the kabupaten or kota with its tables, and the part of it that rotates officers.

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
        lacking = [c for c in columns if c not in table]
        if lacking:
            raise UserError(
                f"{self._file(name)}: no column {', '.join(lacking)}; its first line must be {','.join(columns)}."
            )
        return table[list(columns)]


class Area:
    """Where a programme rotates officers: a kecamatan, or a whole kabupaten or kota.

    The units compared are desa and kelurahan where the programme is that of a kecamatan, and kecamatan where it is
    that of the whole place; what happens in a desa or kelurahan then counts for its kecamatan.

    Parameters
    ----------
    region : the kabupaten or kota.
    programme : the kecamatan that rotates its officers; the place of `region` for all of it.
    """

    def __init__(self, region: Region, programme: Place) -> None:
        self.region, self.programme = region, programme

    @property
    def everywhere(self) -> bool:
        """Whether the programme is that of the whole kabupaten or kota."""
        return self.programme == self.region.place

    @property
    def name(self) -> str:
        """The name of the programme's place."""
        return self.programme.name

    @cached_property
    def home(self) -> pd.Series:
        """The kecamatan (as named in the tables) of each unit compared, by ``unit_id``."""
        if self.everywhere:
            return pd.Series({f"Kecamatan {k}": k for k in self.region.districts}, dtype=object, name="kecamatan")
        return self.region.villages.set_index("unit_id")["kecamatan"]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of the units compared: ``kecamatan``, or ``desa`` and ``kelurahan`` where there are such."""
        return ("kecamatan",) if self.everywhere else self.region.kinds

    @cached_property
    def ours(self) -> frozenset[str]:
        """The units compared that belong to the programme."""
        return frozenset(self.home.index if self.everywhere else self.home.index[self.home == self.programme.name])

    @cached_property
    def _stands_for(self) -> dict[str, str]:
        villages = self.region.villages
        if not self.everywhere:
            return dict(zip(villages["unit_id"], villages["unit_id"], strict=True))
        above = dict(zip(villages["unit_id"], "Kecamatan " + villages["kecamatan"], strict=True))
        return above | {unit: unit for unit in self.home.index}

    def unit_of(self, unit_ids: pd.Series) -> pd.Series:
        """Return the unit compared for which each unit counts; missing for units that count for none."""
        return unit_ids.map(self._stands_for).astype("string")

    def within(self, kecamatan: pd.Series) -> pd.Series:
        """Tell which units are the programme's by their kecamatan (empty for units of the whole place)."""
        return pd.Series(True, index=kecamatan.index) if self.everywhere else kecamatan == self.programme.name


@cache
def region(code: str, root: Path | None = None) -> Region:
    """Return the kabupaten or kota with a code, or in which a code lies, with its tables below `root`."""
    place = places.at(code).regency
    folder = root / OVERLAYS / place.code if root else None
    return Region(place, folder if folder and folder.is_dir() else None)


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


def lines(place: Place) -> str:
    """Return the lines of a cycle file that say where its programme runs."""
    within = place.regency
    if place.level == "kabupaten":
        return f'programme: {place.name}  # all of it; its kecamatan are compared\nplace: "{place.code}"\n'
    return (
        f"programme: {place.name}  # the kecamatan that rotates its officers; the rest of {within.name} is compared\n"
        f'place: "{place.code}"\n'
    )


@cache
def area(programme: str, place: str, root: Path | None = None) -> Area:
    """Return where a programme runs; the parameters are those of :func:`check`, and the repository."""
    rotating = check(programme, place)
    return Area(region(rotating.regency.code, root), rotating)
