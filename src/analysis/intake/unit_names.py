"""The names that units of a place can bear, and what a run of words can mean as one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz, process

from analysis.domain import places, work_units
from analysis.domain.places import plain
from analysis.domain.regions import Region
from analysis.domain.work_units import Kind

#: A near spelling must be this alike (0–100) and this much more alike than the next best.
NEAR, MARGIN = 88, 4
#: No name of a place has more words than this.
_LONGEST = 8
_NUMERAL = re.compile(r"\d+|[ivx]+")


class Meaning(NamedTuple):
    """One unit that a name can mean: its ``unit_id``, kecamatan and office of its desa or kelurahan (or empty)."""

    unit_id: str
    kecamatan: str = ""
    village: str = ""


class Match(NamedTuple):
    """What a run of words means: units (several where a name recurs), the number of words, whether repaired."""

    meanings: tuple[Meaning, ...]
    words: int
    near: bool = False


def compact(words: str) -> str:
    """Return words without the spaces between, as offices write names in one word or in two."""
    return words.replace(" ", "")


class Names:
    """The names of a region's units.

    Parameters
    ----------
    region : the kabupaten or kota.
    """

    def __init__(self, region: Region) -> None:
        self.region = region
        short = region.table("place_words")
        self._long = dict(zip(short["short"], short["long"], strict=True))
        words = places.reference("unit_words.csv")
        self.uses = {use: frozenset(group["word"]) for use, group in words.groupby("use")}

    @cached_property
    def openings(self) -> list[tuple[tuple[str, ...], Kind]]:
        """The words that open the name of a kind of unit, longest first."""
        table = self.region.table("unit_kinds")
        kinds = {k.kind: k for k in work_units.of(self.region).kinds}
        rows = [
            (tuple(pattern.split()), kinds[row.kind])
            for row in table.itertuples()
            for pattern in str(row.pattern).split("|")
        ]
        return sorted(rows, key=lambda r: -len(" ".join(r[0])))

    @cached_property
    def openings_by_word(self) -> dict[str, list[tuple[tuple[str, ...], Kind]]]:
        """The openings by their first word, longest first."""
        out: dict[str, list[tuple[tuple[str, ...], Kind]]] = {}
        for opening, kind in self.openings:
            out.setdefault(opening[0], []).append((opening, kind))
        return out

    @cached_property
    def phrases(self) -> dict[str, list[tuple[str, str, str]]]:
        """Map short, former and own names to (unit, valid from, valid to); the dates are ISO, empty for open ends."""
        out: dict[str, list[tuple[str, str, str]]] = {}
        for row in self.region.table("unit_aliases").itertuples():
            out.setdefault(plain(row.alias), []).append((row.unit_id, row.valid_from, row.valid_to))
        for unit_id in self.region.extra_units["unit_id"]:
            out.setdefault(plain(unit_id), [(unit_id, "", "")])
        return out

    @cached_property
    def districts(self) -> dict[str, str]:
        """Map the kecamatan's names, as one word, to how they are written."""
        return {compact(plain(k)): k for k in self.region.districts}

    @cached_property
    def _villages(self) -> dict[str, dict[str, list[Meaning]]]:
        """For each kind (and ``locality`` for all) map names as one word to the bare name, kecamatan and office."""
        out: dict[str, dict[str, list[Meaning]]] = {"kelurahan": {}, "desa": {}, "locality": {}}
        columns = ["kelurahan", "listed", "kecamatan", "unit_id", "kind"]
        for name, listed, kecamatan, unit_id, kind in self.region.villages[columns].itertuples(index=False):
            meaning = Meaning(unit_id.split(" ", 1)[1], kecamatan, unit_id)
            for written in {name, listed}:
                for middle in (None, "", "kec", "kecamatan"):
                    key = compact(plain(f"{written} {middle} {kecamatan}" if middle is not None else written))
                    for table in (out[kind], out["locality"]):
                        if meaning not in table.setdefault(key, []):
                            table[key].append(meaning)
        for key, kecamatan in self.districts.items():
            out["locality"].setdefault(key, [Meaning(kecamatan, kecamatan)])
        return out

    @cached_property
    def affairs(self) -> dict[str, dict[tuple[str, ...], str]]:
        """For each title of an agency map the words of an affair to how it is written."""
        out: dict[str, dict[tuple[str, ...], str]] = {}
        for row in self.region.table("agencies").itertuples():
            out.setdefault(row.title, {})[tuple(plain(row.name).split())] = row.name
        return out

    def expanded(self, tokens: list[str]) -> list[str]:
        """Write short words of place names in full."""
        return [word for token in tokens for word in self._long.get(token, token).split()]

    def exact(self, kind: Kind, tokens: list[str]) -> Match | None:
        """Return what the first words after an opening mean as the name of a unit of a kind, the longest name first."""
        if kind.place == "none":
            return Match((Meaning(kind.title),), 0)
        if kind.place == "agency":
            return self._agency(kind, tokens)
        if kind.place == "kecamatan":
            skip = 1 if tokens[:1] in (["kecamatan"], ["kec"]) and kind.title != "Kecamatan" else 0
            at = self._prefix(tokens[skip:], self.districts)
            name = self.districts[at[0]] if at else ""
            return Match((Meaning(f"{kind.title} {name}", name),), at[1] + skip) if at else None
        if kind.place in ("numbered", "number"):
            return self._school(kind, tokens)
        table = self._villages[kind.place]
        at = self._prefix(tokens, table)
        return (
            Match(tuple(m._replace(unit_id=f"{kind.title} {m.unit_id}") for m in table[at[0]]), at[1]) if at else None
        )

    def _prefix(self, tokens: list[str], table: Mapping[str, object]) -> tuple[str, int] | None:
        """Return the longest run of first words that is a key of a table, and its number of words."""
        for n in range(min(len(tokens), _LONGEST), 0, -1):
            for written in (tokens[:n], self.expanded(tokens[:n])):
                key = "".join(written)
                if key in table:
                    return key, n
        return None

    def _school(self, kind: Kind, tokens: list[str]) -> Match | None:
        """Read a number with its locality, before or after it; a city's ``number`` needs no locality."""
        first = re.fullmatch(r"0*(\d{1,2})", tokens[0]) if tokens else None
        table = self._villages["locality"]
        if kind.place == "number":
            if first is None:
                return None
            if self.region.place.kind == "kota":
                return Match((Meaning(f"{kind.title} {first[1]}"),), 1)
            at = self._prefix(tokens[1:], table)
            return self._titled(table[at[0]], f"{kind.title} {first[1]} {{}}", at[1] + 1) if at else None
        if first is not None:
            at = self._prefix(tokens[1:], table)
            return self._titled(table[at[0]], f"{kind.title} {{}} {int(first[1]):02d}", at[1] + 1) if at else None
        parts = [p for t in tokens for p in re.findall(r"\d+|\D+", t)]  # a number may be written against the name
        at = self._prefix(parts, table)
        if at is None:
            return None
        after = parts[at[1] :]
        skip = 1 if after[:1] in (["no"], ["nomor"]) else 0
        number = re.fullmatch(r"0*(\d{1,2})", after[skip]) if len(after) > skip else None
        if number is None:
            return None
        length, used = "".join(parts[: at[1] + skip + 1]), 0
        while length:
            length, used = length[len(tokens[used]) :], used + 1
        return self._titled(table[at[0]], f"{kind.title} {{}} {int(number[1]):02d}", used)

    @staticmethod
    def _titled(meanings: list[Meaning], form: str, words: int) -> Match:
        return Match(tuple(m._replace(unit_id=form.format(m.unit_id)) for m in meanings), words)

    def _agency(self, kind: Kind, tokens: list[str]) -> Match | None:
        """Read the affairs of an agency, joined by commas or *dan*; all of them name it."""
        affairs = self.affairs.get(kind.title, {})
        longest = max((len(a) for a in affairs), default=0)
        tokens = self.expanded(tokens)
        names: list[str] = []
        used = at = 0
        while at < len(tokens):
            n = next((n for n in range(longest, 0, -1) if tuple(tokens[at : at + n]) in affairs), 0)
            if not n:
                break
            names.append(affairs[tuple(tokens[at : at + n])])
            used = at = at + n
            if tokens[at : at + 1] in (["dan"], ["serta"]):
                at += 1
        if not names:
            return None
        listed = " dan ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])}, dan {names[-1]}"
        return Match((Meaning(f"{kind.title} {listed}"),), used)

    def near(self, kind: Kind, tokens: list[str]) -> Match | None:
        """Return what misspelt words mean, if only one name is written alike; never the name of a place elsewhere."""
        number = ""
        if kind.place == "numbered":
            digits = [t for t in tokens if re.fullmatch(r"\d{1,2}", t)]
            tokens, number = [t for t in tokens if t not in digits], f" {int(digits[0]):02d}" if digits else ""
            if len(digits) != 1:
                return None
        if not tokens or kind.place in ("none", "number"):
            return None
        tokens = self.expanded(tokens)
        table: dict[str, list[Meaning]]
        if kind.place == "agency":
            table = {"".join(a): [Meaning(n)] for a, n in self.affairs.get(kind.title, {}).items()}
        elif kind.place == "kecamatan":
            table = {key: [Meaning(name, name)] for key, name in self.districts.items()}
        else:
            table = self._villages["locality" if kind.place == "numbered" else kind.place]
        written = "".join(tokens)
        if kind.place != "agency" and written in self._elsewhere:
            return None
        best = process.extract(written, table.keys(), scorer=fuzz.ratio, limit=6, score_cutoff=NEAR - MARGIN)
        scores: dict[Meaning, float] = {}
        for key, score, _ in best:
            for meaning in table[key]:
                scores[meaning] = max(score, scores.get(meaning, 0))
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        if not ranked or ranked[0][1] < NEAR or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MARGIN):
            return None
        meaning = ranked[0][0]
        if not self._alike(tokens, plain(meaning.unit_id).split()):
            return None
        return Match((meaning._replace(unit_id=f"{kind.title} {meaning.unit_id}{number}"),), len(tokens), True)

    def _alike(self, written: list[str], name: list[str]) -> bool:
        """Tell whether two names may be one: numerals and words such as *wetan*, *kulon* are never others."""
        numerals = [sorted(w for w in words if _NUMERAL.fullmatch(w)) for words in (written, name)]
        telling = self.uses["distinguishes"]
        pairs = zip(written, name, strict=False)
        return numerals[0] == numerals[1] and not any(a != b and a in telling and b in telling for a, b in pairs)

    @cached_property
    def _elsewhere(self) -> frozenset[str]:
        """Names of the province's other desa, kelurahan and kecamatan, as one word: none of them is a misspelling."""
        here = set(self._villages["locality"])
        province = self.region.place.code[:2]
        named = places.villages_of_province(province)
        return frozenset(named | {compact(plain(p.name)) for p in places.at(province).below("kecamatan")}) - here
