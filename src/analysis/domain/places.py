"""The places of Indonesia: 38 provinces, 514 kabupaten and kota, 7,285 kecamatan, 83,762 desa and kelurahan.

Codes and names are those of Kepmendagri 300.2.2-2138/2025 (see ``reference/NOTICE.md``); codes change when a place is
divided or raised, so the list has a date. In the last part of a code, 1xxx is a kelurahan, 2xxx a desa, 3xxx a desa
adat.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pandas as pd

from analysis.errors import UserError

#: The programme's place of a cycle file that names none, as those written before places were named.
DEFAULT = "33.74.11"
#: Levels of a place, by the number of parts of its code.
LEVELS = ("provinsi", "kabupaten", "kecamatan", "desa")
_LENGTHS = {2: 0, 5: 1, 8: 2, 13: 3}
#: Words before a name that say its level.
_TITLES = {
    "provinsi": ("provinsi", "prov"),
    "kabupaten": ("kabupaten administrasi", "kota administrasi", "kabupaten", "kab", "kotamadya", "kota"),
    "kecamatan": ("kecamatan", "kec", "distrik", "kapanewon", "kemantren"),
    "desa": ("kelurahan", "kel", "desa", "ds"),
}
#: No more candidates than this are listed in a message.
_LISTED = 12


@cache
def reference(name: str) -> pd.DataFrame:
    """Read a reference table that ships with the package (all columns as text)."""
    with files("analysis").joinpath("reference", name).open(encoding="utf-8") as handle:
        return pd.read_csv(handle, dtype=str, keep_default_na=False)


def plain(text: str) -> str:
    """Return the words of a text: lower case, letters and digits, one space between."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower().replace("’", "").replace("'", "")).split())


@dataclass(frozen=True)
class Place:
    """One place of the national list.

    Attributes
    ----------
    code : such as ``33.74.11``.
    name : as the list writes it; that of a kabupaten or kota begins with the word.
    """

    code: str
    name: str

    @property
    def level(self) -> str:
        """One of :data:`LEVELS`; a kota is of the level of a kabupaten, a kelurahan of that of a desa."""
        return LEVELS[_LENGTHS[len(self.code)]]

    @property
    def kind(self) -> str:
        """``provinsi``, ``kabupaten``, ``kota``, ``kecamatan``, ``desa`` or ``kelurahan``."""
        if self.level == "kabupaten":
            return "kota" if self.code[3] == "7" else "kabupaten"
        if self.level == "desa":
            return "kelurahan" if self.code[9] == "1" else "desa"
        return self.level

    @property
    def bare(self) -> str:
        """The name without the word for its level."""
        return re.sub(r"^(Kabupaten|Kota)( Administrasi)? ", "", self.name) if self.level == "kabupaten" else self.name

    @property
    def regency(self) -> Place:
        """The kabupaten or kota that it is or lies in."""
        return at(self.code[:5])

    @property
    def full(self) -> str:
        """The name with what it lies in, as a message shows it."""
        if self.level == "kecamatan":
            return f"Kecamatan {self.name}, {self.regency.name}"
        if self.level == "desa":
            return f"{self.kind.capitalize()} {self.name}, Kecamatan {at(self.code[:8]).name}, {self.regency.name}"
        return self.name

    def below(self, level: str) -> list[Place]:
        """List the places of a level that lie in this one, in order of code."""
        codes, names = _national()
        length = {LEVELS[k]: n for n, k in _LENGTHS.items()}[level]
        start = bisect_left(codes, self.code + ".")
        end = bisect_left(codes, self.code + "/")
        return [Place(c, n) for c, n in zip(codes[start:end], names[start:end], strict=True) if len(c) == length]


@cache
def _national() -> tuple[list[str], list[str]]:
    """Read the codes, ascending, and the names beside them."""
    packed = files("analysis").joinpath("reference", "wilayah.csv.gz").read_bytes()
    rows = csv.reader(io.StringIO(gzip.decompress(packed).decode("utf-8")))
    next(rows)
    codes, names = zip(*sorted((code, name) for code, name in rows), strict=True)
    return list(codes), list(names)


@cache
def at(code: str) -> Place:
    """Return the place with a code, written with or without points.

    Raises
    ------
    UserError
        If there is none.
    """
    digits = code.replace(".", "").strip()
    dotted = ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if part)
    codes, names = _national()
    k = bisect_left(codes, dotted)
    if not digits.isdigit() or k == len(codes) or codes[k] != dotted:
        raise UserError(
            f"place '{code}': no place has this code in Kepmendagri 300.2.2-2138/2025. Codes change when places are "
            "divided; look for the name instead, such as --place 'Kota Surakarta'."
        )
    return Place(dotted, names[k])


@cache
def _by_name() -> dict[str, list[Place]]:
    """Index provinces, kabupaten, kota and kecamatan by the words of their bare name."""
    out: dict[str, list[Place]] = {}
    for code, name in zip(*_national(), strict=True):
        if len(code) < 13:
            place = Place(code, name)
            out.setdefault(plain(place.bare), []).append(place)
    return out


@cache
def governments() -> dict[tuple[str, str], list[Place]]:
    """Index provinces, kabupaten and kota by kind and by the words of their bare name."""
    out: dict[tuple[str, str], list[Place]] = {}
    for code, name in zip(*_national(), strict=True):
        if len(code) <= 5:
            place = Place(code, name)
            out.setdefault((place.kind, plain(place.bare)), []).append(place)
    return out


@cache
def villages_of_province(code: str) -> frozenset[str]:
    """Return the names of all desa and kelurahan of a province, each written as one word without spaces."""
    return frozenset(plain(p.name).replace(" ", "") for p in at(code[:2]).below("desa"))


def find(text: str) -> Place:
    """Find a place by its code or by a name that only one place bears.

    The name may say its level (``Kota Surakarta``, ``Kecamatan Bawen``) and what it lies in, after a comma
    (``Banyudono, Kabupaten Boyolali``).

    Raises
    ------
    UserError
        If no place has the name, or several have; the message lists them with their codes.
    """
    if re.fullmatch(r"\s*\d[\d.]*\s*", text):
        return at(text.strip())
    first, _, rest = text.partition(",")
    fits = _named(first)
    if rest:
        around = _named(rest)
        fits = [p for p in fits if any(p.code.startswith(a.code + ".") for a in around)]
    if len(fits) == 1:
        return fits[0]
    if fits:
        listed = "; ".join(f"{p.code} {p.full}" for p in fits[:_LISTED])
        more = f"; and {len(fits) - _LISTED} more" if len(fits) > _LISTED else ""
        raise UserError(f"place '{text}': {len(fits)} places have this name. Give the code: {listed}{more}.")
    raise UserError(_unknown(text, first))


def _named(text: str) -> list[Place]:
    """Return the places of kecamatan level and above that a text can mean."""
    words = plain(text)
    fits = list(_by_name().get(words, []))
    for level, titles in _TITLES.items():
        for title in titles:
            if words.startswith(title + " ") and level != "desa":
                rest = _by_name().get(words.removeprefix(title + " "), [])
                kind = "kota" if title.startswith("kota") else level
                fits += [p for p in rest if p.level == level and (kind != "kota" or p.kind == "kota")
                         and not (title.startswith("kab") and p.kind == "kota")]  # fmt: skip
    return sorted(set(fits), key=lambda p: p.code)


def _unknown(text: str, first: str) -> str:
    """Say why a name names no place: desa and kelurahan that bear it, or names that are written alike."""
    words = plain(first)
    for title in _TITLES["desa"]:
        words = words.removeprefix(title + " ")
    codes, names = _national()
    villages = [Place(c, n) for c, n in zip(codes, names, strict=True) if len(c) == 13 and plain(n) == words]
    if villages:
        listed = "; ".join(f"{p.code[:8]} {at(p.code[:8]).full}" for p in villages[:_LISTED])
        more = f"; and {len(villages) - _LISTED} more" if len(villages) > _LISTED else ""
        return (
            f"place '{text}': a desa or kelurahan has this name, but a programme is that of a kecamatan, a kabupaten "
            f"or a kota. Give the code of the kecamatan: {listed}{more}."
        )
    from rapidfuzz import fuzz, process

    near = process.extract(words, list(_by_name()), scorer=fuzz.ratio, limit=4, score_cutoff=75)
    alike = [p for name, _, _ in near for p in _by_name()[name]][:_LISTED]
    hint = f" Written alike: {'; '.join(f'{p.code} {p.full}' for p in alike)}." if alike else ""
    return f"place '{text}': no kecamatan, kabupaten or kota of the national list has this name.{hint}"
