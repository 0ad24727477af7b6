"""Hide what names a person wherever it stands in a cell that is not meant for it: one rule for all that is written.

A row that has slipped by a column carries a NIP or a name into columns that are shown: the list of problems, the
workbooks for the offices, a table's free text, a message. What looks like a NIP, a NIK or a telephone number is hidden
by its shape, a name because some export holds it as a name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd
import pyarrow
import pyarrow.compute

from analysis.intake.people import bare_name
from analysis.intake.values import words_of

#: Stands for what is hidden.
HIDDEN = "(disamarkan)"
#: Fifteen digits and more, blanks, dots and hyphens between them or not: a NIP, a NIK, one that lost its last digits.
_NUMBER = r"\d(?:[\s.,'’‘`´_\-]{0,2}\d){14,}"
#: A telephone number, as it is written in Indonesia.
_PHONE = r"(?:\+?62|\b0)[\s.\-]?8[1-9](?:[\s.\-]?\d){6,11}"
_NUMBERS = re.compile(rf"{_NUMBER}|{_PHONE}")
#: What any of them has: nine digits that nothing but such marks divides, and what any name of several words has.
_SUSPECT = r"(?:\p{Nd}[\s.,'’‘`´_\-]{0,2}){9}"
_SEVERAL_WORDS = r"\pL{2}[^\n]*[^\pL\n][^\n]*\pL"
#: Letters of a name of one word, at least; a shorter one is hidden nowhere, as it may be any word.
_SHORTEST = 4


@dataclass(frozen=True)
class Mask:
    """Hides numbers and names of persons in texts.

    Attributes
    ----------
    names : names as exports hold them; titles around them do not count.
    key : where it is given, equal texts stay equal and different ones different: a keyed hash stands beside the mark.
    """

    names: frozenset[str] = frozenset()
    key: bytes = b""
    _by_first: dict[str, list[tuple[str, ...]]] = field(init=False, repr=False, compare=False)
    _single: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the names by their first words, the longest first."""
        words = {tuple(bare_name(name).split()) for name in self.names}
        by_first: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted(words, key=lambda w: (-len(w), w)):
            if len(name) > 1:
                by_first.setdefault(name[0], []).append(name)
        object.__setattr__(self, "_by_first", by_first)
        object.__setattr__(self, "_single", frozenset(w[0] for w in words if len(w) == 1 and len(w[0]) >= _SHORTEST))

    def __call__(self, text: str) -> str:
        """Return a text with all that names a person hidden."""
        shown = _NUMBERS.sub(lambda m: self._mark(m[0]), text)
        return self._without_names(shown) if self.names else shown

    def named(self, text: str) -> bool:
        """Tell whether a text holds a name of several words."""
        return bool(self.names) and self._without_names(text) != text

    def texts(self, texts: Iterable[str]) -> list[str]:
        """Return texts masked, each distinct one looked at once."""
        listed = list(texts)
        masked = {text: self(text) for text in dict.fromkeys(listed)}
        return [masked[text] for text in listed]

    def column(self, values: pd.Series) -> pd.Series:
        """Return a column of texts masked; what is no text or holds nothing of the kind stays as it is."""
        distinct = pd.Series(values.dropna().unique(), dtype=object)
        held = pyarrow.array(distinct, type=pyarrow.large_string(), from_pandas=True)
        suspect = pyarrow.compute.match_substring_regex(held, _SUSPECT)
        if self.names:
            several = pyarrow.compute.match_substring_regex(held, _SEVERAL_WORDS)
            suspect = pyarrow.compute.or_(suspect, several)
            if self._single:
                suspect = pyarrow.compute.or_(suspect, pyarrow.compute.match_substring_regex(held, r"^\s*\pL+\W*$"))
        looked_at = distinct[suspect.to_numpy(zero_copy_only=False)]
        changed = {text: masked for text in looked_at if (masked := self(text)) != text}
        if not changed:
            return values
        out = values.astype(object).map(lambda text: changed.get(text, text) if isinstance(text, str) else text)
        return out.astype(values.dtype if not isinstance(values.dtype, pd.CategoricalDtype) else "category")

    def frame(self, table: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
        """Return a table with some of its columns masked."""
        return table.assign(**{name: self.column(table[name]) for name in columns if name in table})

    def _mark(self, what: str) -> str:
        if not self.key:
            return HIDDEN
        return f"{HIDDEN[:-1]} {hashlib.blake2b(what.encode(), key=self.key[:64], digest_size=6).hexdigest()})"

    def _without_names(self, text: str) -> str:
        """Hide names of several words wherever they stand, those of one word where nothing else stands."""
        places = [(m.start(), m.end(), words_of(m[0])) for m in _WORD.finditer(text)]
        if len(places) == 1 and places[0][2] in self._single:
            return self._mark(text)
        out, at, k = [], 0, 0
        while k < len(places):
            name = self._at(places, k)
            if name:
                start, end = places[k][0], places[k + len(name) - 1][1]
                out += [text[at:start], self._mark(text[start:end])]
                at, k = end, k + len(name)
            else:
                k += 1
        return "".join([*out, text[at:]])

    def _at(self, places: list[tuple[int, int, str]], k: int) -> tuple[str, ...]:
        """Return the longest name that begins at a word; empty for none."""
        for name in self._by_first.get(places[k][2], ()):
            if all(k + j < len(places) and places[k + j][2] == word for j, word in enumerate(name)):
                return name
        return ()


#: A word as names are compared: letters and digits, accents among them.
_WORD = re.compile(r"[^\W_]+")
#: Hides by shape alone, where no register is at hand.
NUMBERS = Mask()
