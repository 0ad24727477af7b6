"""Match the headings of a sheet to the columns of an export.

A heading is matched by the cycle file, by a name in use (declared or in ``reference/headers.csv``), by the same words
in another order or abbreviation, by the pattern of a sentence, and last by near spelling. A heading of codes beside one
of names is never taken for it, and of two headings that could be one column none is taken in silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise, zip_longest

from rapidfuzz import fuzz

from analysis.domain.places import reference
from analysis.intake.dates import Join
from analysis.intake.source import Column, Source
from analysis.intake.values import Number, is_missing, words_of

#: A header this alike (0–100) to a known name counts as that name.
HEADER_NEAR = 90
#: How alike (0–100) each word must be; words of up to four letters (nama, lama, baru) and numbers may not differ.
_WORD_NEAR = 75

#: Long forms of the abbreviations in headings.
_LONG = {
    "tgl": "tanggal", "tg": "tanggal", "gol": "golongan", "no": "nomor", "nomer": "nomor", "jml": "jumlah",
    "jlh": "jumlah", "ket": "keterangan", "thn": "tahun", "th": "tahun", "bln": "bulan", "jab": "jabatan",
    "pend": "pendidikan", "unker": "unit kerja", "kab": "kabupaten",
}  # fmt: skip
#: What a percent sign in a heading says: its column holds shares, and no counts.
_SHARE = "persen"
#: Words that a heading may carry or lack: SIASN writes JABATAN NAMA, others Nama Jabatan.
_IDLE = ("nama", "nm")
#: A number or code before the words of a heading: 1. Persyaratan, U1 Persyaratan, a. Biaya.
_CODE = re.compile(r"(?:[uqp] ?)?(\d{1,2}) (?=[a-z])")

#: The labels of a column of a sheet, the most telling first.
Labels = tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """The place or places in a sheet that hold a column.

    Attributes
    ----------
    places : places from the left, counted from 0; several hold the same thing, or the two parts of a pair.
    how : ``cycle file``, ``name``, ``pattern`` or ``near`` spelling.
    join : how a pair is put together; empty for one column.
    """

    places: tuple[int, ...]
    how: str
    join: Join | None = None


def plain(header: object) -> str:
    """Return the words of a heading, in lower case."""
    return _plain_text(header) if isinstance(header, str) else "" if is_missing(header) else words_of(header)


@lru_cache(maxsize=1 << 16)
def _plain_text(header: str) -> str:
    return "" if is_missing(header) else words_of(header.replace("%", f" {_SHARE} "))


def labels(rows: Sequence[Sequence[object]]) -> list[Labels]:
    """Return what each column of a sheet is called by its one to three rows of headings.

    Group headings run to the right over the columns below them. The first label joins the rows from top to bottom, the
    next ones are the lowest heading alone and the highest alone where nothing stands below it.
    """
    written = [[plain(cell) for cell in row] for row in rows]
    for upper, lower in pairwise(written):
        group = ""
        for k, (top, below) in enumerate(zip_longest(upper, lower, fillvalue="")):
            group = top or group
            if not top and below:
                upper[k] = group
            elif not below:
                group = ""
    return [_column_labels(column) for column in zip(*written, strict=True)]


def _column_labels(column: Sequence[str]) -> Labels:
    parts = [p for k, p in enumerate(column) if p and (k == 0 or p != column[k - 1])]
    if not parts:
        return ()
    out = [" ".join(parts), parts[-1]]
    bare = _CODE.sub("", parts[-1], count=1) if _CODE.match(parts[-1]) else ""
    return tuple(dict.fromkeys([*out, bare] if bare else out))


@cache
def synonyms(source: str, column: str) -> tuple[str, ...]:
    """Return other headers of a column from the table that the team extends (``*`` stands for every source)."""
    table = reference("headers.csv")
    listed = table["source"].isin([source, "*"]) & (table["column"] == column)
    return tuple(table.loc[listed, "header"])


@cache
def same_words(label: str) -> tuple[str, ...]:
    """Return the words of a heading, abbreviations written out, without idle ones, in an order of their own."""
    if label == "no":  # a count of rows, not a number
        return ("no",)
    words = " ".join(_LONG.get(word, word) for word in label.split()).split()
    needed = [word for word in words if word not in _IDLE]
    return tuple(sorted(needed if needed and "nip" not in words else words))


class Headers:
    """The headings known for the columns of an export.

    Parameters
    ----------
    source : the export.
    named : heading of a column in the cycle file, by the column's name.
    """

    def __init__(self, source: Source, named: dict[str, str]) -> None:
        self.source = source
        self.stated = {plain(header): name for name, header in named.items()}
        self.names: dict[str, str] = {}
        self.by_words: dict[tuple[str, ...], str] = {}
        for column in source.columns:
            if column.name not in named:
                for header in (*column.headers, *synonyms(source.name, column.name)):
                    self.names.setdefault(plain(header), column.name)
                    self.by_words.setdefault(same_words(plain(header)), column.name)
        self._patterns = [(c.name, re.compile(c.pattern)) for c in source.columns if c.pattern]
        self._scores = {c.name for c in source.columns if isinstance(c.parse, Number) and c.parse.share}
        self._asked: dict[str, str | None] = {}
        self._spelt: dict[str, frozenset[str]] = {}

    def match(self, columns: Sequence[Labels], guess: bool = True) -> dict[str, Match]:
        """Match the columns of a sheet; where several could be one column, all their places are given.

        Parameters
        ----------
        columns : what each column of the sheet is called.
        guess : whether sentences and near spellings count, or known names only.
        """
        out: dict[str, Match] = {}
        self._add(out, columns, "cycle file", lambda label: self.stated.get(label))
        deepest = max((len(c) for c in columns), default=0)
        for level in range(deepest):
            at_level = [c[level : level + 1] for c in columns]
            self._add(out, at_level, "name", lambda label: self.names.get(label))
            self._add(out, at_level, "name", lambda label: self.by_words.get(same_words(label)))
            self._add(out, at_level, "name", self._shares)
        self._pairs(out, columns)
        if not guess:
            return out
        self._add(out, columns, "pattern", self._pattern)
        for column in self.source.columns:
            if column.name not in out and column.else_from in out:
                out[column.name] = Match(out[column.else_from].places, "pattern")
        self._add(out, columns, "near", lambda label: self._near(label, out))
        return self._coded(out, columns)

    def _add(self, out: dict[str, Match], columns: Sequence[Labels], how: str, name_of) -> None:  # type: ignore[no-untyped-def]
        """Add the matches of one kind for columns that none of a better kind has."""
        taken = {k for match in out.values() for k in match.places}
        places: dict[str, list[int]] = {}
        for k, column_labels in enumerate(columns):
            name = next((n for label in column_labels if (n := name_of(label))), None)
            if name and name not in out and k not in taken:
                places.setdefault(name, []).append(k)
        out |= {name: Match(tuple(at), how) for name, at in places.items()}

    def _pairs(self, out: dict[str, Match], columns: Sequence[Labels]) -> None:
        """Add the columns whose value stands in two columns, such as a month and its year."""
        taken = {k for match in out.values() for k in match.places}
        for column in self.source.columns:
            for pair in column.pairs:
                second = self._place(
                    columns, pair.second, taken - set(out[column.name].places if column.name in out else ())
                )
                first = self._place(columns, pair.first, taken) if pair.first else None
                if not pair.first and column.name in out and len(out[column.name].places) == 1:
                    first = out[column.name].places[0]
                if (
                    first is not None
                    and second is not None
                    and first != second
                    and (pair.first == () or column.name not in out)
                ):
                    out[column.name] = Match((first, second), "name", pair.how)
                    taken |= {first, second}
                    break

    @staticmethod
    def _place(columns: Sequence[Labels], headers: tuple[str, ...], taken: set[int]) -> int | None:
        wanted = {same_words(plain(h)) for h in headers}
        fits = [k for k, c in enumerate(columns) if k not in taken and any(same_words(label) in wanted for label in c)]
        return fits[0] if len(fits) == 1 else None

    def _shares(self, label: str) -> str | None:
        """Return the column of scores whose name stands beside a percent sign."""
        name = self.names.get(label.removesuffix(f" {_SHARE}")) if label.endswith(f" {_SHARE}") else None
        return name if name in self._scores else None

    def _pattern(self, label: str) -> str | None:
        """Return the column whose pattern a heading fits, if it is one only."""
        if label not in self._asked:
            fits = [name for name, pattern in self._patterns if pattern.fullmatch(label)]
            self._asked[label] = fits[0] if len(fits) == 1 else None
        return self._asked[label]

    def _near(self, label: str, out: dict[str, Match]) -> str | None:
        """Return the column whose known name is all but the same as a heading."""
        if label not in self._spelt:
            long = len(label) > 4
            alike = (
                name for name_of, name in self.names.items() if long and len(name_of) > 4 and _alike(label, name_of)
            )
            self._spelt[label] = frozenset(alike)
        near = self._spelt[label] - set(out)
        return next(iter(near)) if len(near) == 1 else None

    def _coded(self, out: dict[str, Match], columns: Sequence[Labels]) -> dict[str, Match]:
        """Mark the headings whose code says another column than their words, such as *U9 Penanganan pengaduan*."""
        for name, match in out.items():
            code = _CODE.match(columns[match.places[0]][0])
            stated_code = re.fullmatch(r"[UQ](\d+)", name)
            if code and stated_code and match.how in ("name", "pattern") and int(code[1]) != int(stated_code[1]):
                out[name] = Match(match.places, "near")
        return out


def _alike(label: str, heading: str) -> bool:
    """Tell whether two headings differ by misspelt letters only: no word more or less, and no short word or number."""
    if abs(len(label) - len(heading)) > 0.2 * len(heading):
        return False
    ours, theirs = label.split(), heading.split()
    if len(ours) != len(theirs):
        return label.replace(" ", "") == heading.replace(" ", "")
    for one, other in zip(ours, theirs, strict=True):
        short = len(other) <= 4 or not other.isalpha() or not one.isalpha()
        if one != other and (short or fuzz.ratio(one, other) < _WORD_NEAR):
            return False
    return fuzz.ratio(label, heading) >= HEADER_NEAR


def said_of(column: Column) -> str:
    """Return how an office titles a column, for a message."""
    return column.headers[0]
