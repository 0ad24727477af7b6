"""Turn the many spellings of a work unit into one canonical ``unit_id``.

A cell is read word by word: openings such as *Kel.* or *UPTD Puskesmas* with the name behind them, sections (*Seksi
…*), the kecamatan and the kabupaten or kota that it lies in, in any order and with any marks between. What is read
must agree. A name that recurs in the place needs its kecamatan or code; the name of another place is refused, and so
is what is not understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property

import pandas as pd

from analysis.domain import places, regions, work_units
from analysis.domain.places import Place, plain
from analysis.domain.regions import Region
from analysis.domain.work_units import Description, Kind
from analysis.errors import UserError
from analysis.intake.unit_names import Match, Meaning, Names, compact
from analysis.intake.values import Value, text_of
from analysis.store.repository import find_root

#: Begins the value of a name that meant different units at different times, until the row's date decides.
DATED = "?"
_REFUSED = Value(None, "unit_unknown")
_CODE = re.compile(r"(?<![\d.])(\d{2}\.\d{2}\.\d{2}(?:\.\d{4})?|\d{10})(?![\d.])")
#: Words that say the level of a government, and the level and kind that follow.
_GOVERNMENTS = {
    "kota": "kota", "kotamadya": "kota", "pemkot": "kota", "kabupaten": "kabupaten", "kab": "kabupaten",
    "pemkab": "kabupaten", "provinsi": "provinsi", "prov": "provinsi", "pemprov": "provinsi", "propinsi": "provinsi",
}  # fmt: skip
_IDLE = frozenset({"pemerintah", "pemda", "pemerintahan", "administrasi", "indonesia"})
#: Order of parts that name a unit, the one that stands first.
_LOCAL, _VILLAGE, _DISTRICT, _AGENCY = range(4)


@dataclass
class _Reading:
    """What was read of a cell: units by class with their places, and the kecamatan and governments named beside."""

    matches: list[tuple[int, Match]] = field(default_factory=list)
    districts: set[str] = field(default_factory=set)
    governments: set[str] = field(default_factory=set)
    failed: bool = False


class Units:
    """The units of a region: a parser of one cell.

    Parameters
    ----------
    region : the kabupaten or kota.
    """

    def __init__(self, region: Region) -> None:
        self.region, self.names, self.work_units = region, Names(region), work_units.of(region)

    def __call__(self, cell: object) -> Value:
        """Resolve a unit's name; a near spelling that fits one unit only is repaired, any other is refused.

        A name that meant different units at different times comes back as :data:`DATED` and the name, for
        :meth:`at_date` to settle.
        """
        words = plain(text_of(cell))
        for written in (words, self._without_region(words)):
            if written in self.names.phrases:
                return self._phrase(written)
        reading = self._read(text_of(cell))
        return _REFUSED if reading.failed else self._settle(reading)

    def several(self, cell: object) -> Value:
        """Resolve the units that one cell lists: on lines of their own, numbered, or between semicolons, commas or
        *dan*.

        Each part that opens as a unit is one; a part that does not belongs to the one before it. The value holds the
        units in the order written, each once, with semicolons between.
        """
        lines = [part for line in re.split(r"[;\r\n•▪◦·]+", str(cell)) for part in _numbered(line.strip(" \t,-*–"))]
        parts = [part for line in lines for part in self._listed(" ".join(line.split()).strip(" ,"))]
        parsed = [self(part) for part in parts]
        if not parsed or any(p.fault or str(p.value).startswith(DATED) for p in parsed):
            return _REFUSED
        repair = next((p.repair for p in parsed if p.repair), "")
        return Value("; ".join(dict.fromkeys(str(p.value) for p in parsed)), "", repair)

    def at_date(self, value: str, date: pd.Timestamp | None) -> str | None:
        """Return the unit that a dated name meant on a day; None where that is not known."""
        if date is None or pd.isna(date):
            return None
        day = f"{date:%Y-%m-%d}"
        named = self.names.phrases[value.removeprefix(DATED)]
        fits = [u for u, start, end in named if start <= day and (not end or day <= end)]
        return fits[0] if len(fits) == 1 else None

    @cached_property
    def _without_place(self) -> frozenset[str]:
        """Units of which a government has one, such as its hospital."""
        return frozenset(k.title for k in self.work_units.kinds if k.place == "none")

    def _phrase(self, written: str) -> Value:
        units = {u for u, _, _ in self.names.phrases[written]}
        return Value(units.pop() if len(units) == 1 else DATED + written)

    def _without_region(self, words: str) -> str:
        """Take the place's own name from the end of a text."""
        bare = plain(self.region.place.bare)
        return re.sub(rf"( pemerintah)?( {self.region.place.kind})? {bare}$", "", words)

    def _listed(self, line: str) -> list[str]:
        """Split a line into the units that it lists: a part begins where a unit's name opens after a comma or *dan*."""
        parts: list[str] = []
        for mark, piece in _pieces(line):
            tokens = plain(piece).split()
            opens = bool(tokens) and (self._opening(tokens, 0) is not None or self._phrase_at(tokens, 0) > 0
                                      or tokens[0] in self.names.uses["section"])  # fmt: skip
            if parts and (not opens or self._tells_apart(parts[-1], tokens)):
                parts[-1] += mark + piece
            elif tokens:
                parts.append(piece)
        return parts

    def _tells_apart(self, before: str, tokens: list[str]) -> bool:
        """Tell whether a part names the kecamatan without which the part before it would mean several units."""
        opening = self._opening(tokens, 0)
        if opening is None or opening[0].kind != "kecamatan" or not self(before).fault:
            return False
        return not self(f"{before} {' '.join(tokens)}").fault

    def _opening(self, tokens: list[str], at: int) -> tuple[Kind, int] | None:
        """Return the kind of unit whose name opens at a word, and the number of words of the opening."""
        for opening, kind in self.names.openings_by_word.get(tokens[at], ()) if at < len(tokens) else ():
            if tuple(tokens[at : at + len(opening)]) == opening:
                return kind, len(opening)
        return None

    def _phrase_at(self, tokens: list[str], at: int) -> int:
        """Return how many words from a place on are a short or former name; 0 for none."""
        longest = min(len(tokens) - at, 10)
        return next((n for n in range(longest, 0, -1) if " ".join(tokens[at : at + n]) in self.names.phrases), 0)

    def _read(self, text: str) -> _Reading:
        """Read a cell from its first word to its last; what is neither unit nor place nor section fails it."""
        reading = _Reading()
        bare: list[str] = []
        for code in _CODE.findall(text):
            bare += self._by_code(code, reading)
        tokens = self._unglued(plain(_CODE.sub(" ", text)).split())
        at, section = 0, False
        while at < len(tokens) and not reading.failed:
            step, section = self._step(tokens, at, section, reading, bare)
            at += step
        return reading

    def _by_code(self, code: str, reading: _Reading) -> list[str]:
        """Read the code of a desa, kelurahan or kecamatan; return its name, which may follow without an opening."""
        digits = code.replace(".", "")
        dotted = ".".join(p for p in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if p)
        villages = self.region.villages
        row = villages[villages["code"] == dotted]
        if len(row):
            unit_id, kecamatan, name = row.iloc[0][["unit_id", "kecamatan", "kelurahan"]]
            reading.matches.append((_VILLAGE, Match((Meaning(unit_id, kecamatan, unit_id),), 0)))
            return [compact(plain(name)), compact(plain(unit_id.split(" ", 1)[1]))]
        district = villages.loc[villages["code"].str.startswith(dotted + "."), "kecamatan"]
        if len(district):
            name = str(district.iloc[0])
            reading.matches.append((_DISTRICT, Match((Meaning(f"Kecamatan {name}", name),), 0)))
            return [compact(plain(name))]
        reading.failed = True
        return []

    def _unglued(self, tokens: list[str]) -> list[str]:
        """Divide a first word in which a long opening is written against the name."""
        if tokens and self._opening(tokens, 0) is None and not self._phrase_at(tokens, 0):
            for opening, _ in self.names.openings:
                if len(opening) == 1 and len(opening[0]) > 4 and tokens[0].startswith(opening[0]):
                    return [opening[0], tokens[0].removeprefix(opening[0]), *tokens[1:]]
        return tokens

    def _step(self, tokens: list[str], at: int, section: bool, reading: _Reading, bare: list[str]) -> tuple[int, bool]:
        """Read what begins at a word; return how many words it takes and whether a section's name goes on after it."""
        phrase, opening = self._phrase_at(tokens, at), self._opening(tokens, at)
        name = self.names.exact(opening[0], tokens[at + opening[1] :]) if phrase and opening else None
        if phrase and (name is None or opening is None or opening[1] + name.words <= phrase):
            value = str(self._phrase(" ".join(tokens[at : at + phrase])).value)
            kind, _, kecamatan, village = (
                self.work_units.description(value) if not value.startswith(DATED) else Description()
            )
            reading.matches.append((self._class(kind), Match((Meaning(value, kecamatan, village),), phrase)))
            return phrase, False
        if opening:
            return self._unit(tokens, at, opening, section, reading)
        government = self._government(tokens, at)
        if government:
            reading.failed = government[1] is not None
            reading.governments.add(_GOVERNMENTS[tokens[at]])
            return government[0], False
        if tokens[at] in self.names.uses["section"]:
            return 1, True
        if section or tokens[at] in _IDLE:
            return 1, section
        return self._beside(tokens, at, reading, bare), False

    def _beside(self, tokens: list[str], at: int, reading: _Reading, bare: list[str]) -> int:
        """Read the name of the place itself, of a kecamatan or of what a code named, written without an opening."""
        place_words = plain(self.region.place.bare).split()
        if at and self.names.expanded(tokens[at : at + len(place_words)]) == place_words:
            return len(place_words)
        for n in range(min(len(tokens) - at, 6), 0, -1):
            name = "".join(self.names.expanded(tokens[at : at + n]))
            if name in bare:
                return n
            if at and name in self.names.districts:
                reading.districts.add(self.names.districts[name])
                return n
        reading.failed = True
        return 1

    def _government(self, tokens: list[str], at: int) -> tuple[int, Place | None] | None:
        """Read the name of a kabupaten, kota or province; return its words and the place, if it is not ours."""
        level = _GOVERNMENTS.get(tokens[at])
        if level is None:
            return None
        skip = 2 if tokens[at + 1 : at + 2] == ["administrasi"] else 1
        code = self.region.place.code
        for n in range(min(len(tokens) - at - skip, 5), 0, -1):
            named = places.governments().get((level, " ".join(tokens[at + skip : at + skip + n])))
            if named:
                ours = next((p for p in named if code == p.code or code.startswith(p.code + ".")), None)
                return skip + n, None if ours else named[0]
        return None

    def _unit(
        self, tokens: list[str], at: int, opening: tuple[Kind, int], section: bool, reading: _Reading
    ) -> tuple[int, bool]:
        """Read the unit that opens at a word: exactly, else as a misspelling of one name only."""
        kind, length = opening
        rest = tokens[at + length :]
        end = next((k for k in range(len(rest)) if self._ends(rest, k)), len(rest))
        if section and (not end or rest[0] in self.names.uses["joins"]) and kind.place != "none":
            return length, True  # the word belongs to the name of the section
        match = self.names.exact(kind, rest) or self._of_other_kind(kind, rest)
        if match is None:
            match = self.names.near(kind, rest[:end])
            match = match._replace(words=end) if match else None
        if match is None:
            reading.failed = True
            return length, False
        reading.matches.append((self._class(kind.kind), match))
        return length + match.words, False

    def _ends(self, rest: list[str], k: int) -> bool:
        """Tell whether a name written before the k-th word must end there."""
        place_words = plain(self.region.place.bare).split()
        last = rest[k:] == place_words or self.names.expanded(rest[k:]) == place_words
        return (
            self._opening(rest, k) is not None
            or self._government(rest, k) is not None
            or rest[k] in self.names.uses["section"] | _IDLE
            or (k > 0 and last)
        )

    def _of_other_kind(self, kind: Kind, rest: list[str]) -> Match | None:
        """Take a desa that is written as a kelurahan, or the reverse, where the place has both kinds."""
        kinds = set(self.region.villages["kind"])
        if kind.place not in ("kelurahan", "desa") or len(kinds) < 2:
            return None
        other = next(k for k in self.work_units.kinds if k.place in ("kelurahan", "desa") and k.place != kind.place)
        match = self.names.exact(other, rest)
        return match._replace(near=True) if match and len(match.meanings) == 1 else None

    def _class(self, kind: str) -> int:
        place = next((k.place for k in self.work_units.kinds if k.kind == kind), "")
        if place in ("kelurahan", "desa"):
            return _VILLAGE
        if place in ("agency", "none") and kind != "rsud":
            return _AGENCY
        return _DISTRICT if kind == "kecamatan" else _LOCAL

    def _settle(self, reading: _Reading) -> Value:
        """Return the one unit that all of what was read agrees on."""
        by_class: dict[int, list[Match]] = {}
        order = [c for c, _ in reading.matches]
        for c, match in reading.matches:
            by_class.setdefault(c, []).append(match)
        top = min(by_class, default=None)
        if top is None or (top in (_VILLAGE, _DISTRICT) and _AGENCY in by_class):
            return _REFUSED
        if top == _LOCAL and _VILLAGE in order and order.index(_VILLAGE) < order.index(_LOCAL):
            return _REFUSED  # an address follows the unit: a kelurahan before it is a second unit
        meanings = _common([m.meanings for m in by_class[top]])
        only_one = top == _AGENCY or any(m.unit_id in self._without_place for m in meanings)
        if only_one and reading.governments == {"provinsi"}:
            return _REFUSED  # the province's own, unless the cell names the kabupaten or kota too
        districts = reading.districts | {m.meanings[0].kecamatan for m in by_class.get(_DISTRICT, [])}
        if top == _AGENCY and districts:
            return _REFUSED
        meanings = [m for m in meanings if not m.kecamatan or not districts - {m.kecamatan}]
        offices = _common([m.meanings for m in by_class.get(_VILLAGE, [])]) if top == _LOCAL else []
        if offices:
            villages = {m.village for m in offices}
            meanings = [m for m in meanings if not m.village or m.village in villages]
        elif top == _LOCAL and _VILLAGE in by_class:
            return _REFUSED
        if len({m.unit_id for m in meanings}) != 1 or len(districts) > 1:
            return _REFUSED
        near = any(match.near for _, match in reading.matches)
        return Value(meanings[0].unit_id, "", "unit_near_spelling" if near else "")


def _common(listed: list[tuple[Meaning, ...]]) -> list[Meaning]:
    """Return the meanings that all of several readings share."""
    return [m for m in listed[0] if all(m in other for other in listed[1:])] if listed else []


def _numbered(line: str) -> list[str]:
    """Divide a line that numbers its parts at the numbers; any other is one part."""
    mark = r"\(?\d{1,2}[.)](?=\s|[A-Za-z])"
    return re.split(rf"(?:^|\s){mark}", line) if re.match(mark, line) else [line]


def _pieces(line: str) -> list[tuple[str, str]]:
    """Divide a line at commas, ``&``, ``+`` and *dan*; each piece with the mark before it."""
    parts = re.split(r"(\s*[,&+]\s*(?:dan\s+)?|\s+dan\s+)", line)
    return [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]


@cache
def of(region: Region) -> Units:
    """Return the units of a region."""
    return Units(region)


def default(place: str = places.DEFAULT) -> Units:
    """Return the units of a place (code or name), with its own tables if the working directory is in a repository.

    Raises
    ------
    UserError
        If `place` is no code and no name of one place.
    """
    code = places.find(place).code
    try:
        return of(regions.at(code, find_root()))
    except UserError:
        return of(regions.at(code))
