"""Turn one raw cell into a value, or say by which rule it was repaired or refused.

Each parser takes a cell and returns a :class:`Value`. Parsers see distinct cells only (:func:`parse_distinct`), so
that a million rows cost as much as their distinct values. Parsers are frozen records that can be called: what a whole
column says about its cells (order of day and month, decimal mark, scale) is put into them by
:mod:`analysis.intake.conventions`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

#: Cells that say that there is nothing, in lower case.
MISSING = frozenset(
    {
        "", "-", "--", "---", "–", "—", "...", "…", "n/a", "na", "n.a.", "kosong", "(kosong)", "nan", "nat", "<na>",
        "null", "(null)", "none", "blank", "(blank)", "tidak ada", "tdk ada", "tidak ada data", "nihil", "belum diisi",
        "tidak diisi", "\\n", "0000-00-00", "00-00-0000", "00/00/0000", "0000-00-00 00:00:00",
    }
)  # fmt: skip
#: What a spreadsheet writes where a formula failed, in any of its languages: #REF!, #N/A, #NAMA?, #BAGI/0!, Err:502.
#: A row of # is a column that was too narrow to show its number.
_FORMULA_ERROR = re.compile(r"#[^\W\d_][\w/. ]{0,18}[!?]|#(?:n/a|n/d|n/t|nv|t/a|tidakada|tidak ada)|#{2,}|err:\s?\d{3}")
#: How a cell begins that says that there is nothing, or that a formula failed.
_FIRST = frozenset(word[0] for word in MISSING if word) | {"#", "e"}
#: Marks that nobody sees, and the escape of a character that XML cannot hold.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
    "|_x[0-9A-Fa-f]{4}_"
)


_WORDS = re.compile(r"[a-z0-9]+")


class Value(NamedTuple):
    """A parsed cell: the value, the rule that refuses it, the rule that repaired it."""

    value: object = None
    fault: str = ""
    repair: str = ""


Parser = Callable[[object], Value]
#: Cells parsed before, by parser, then by type and cell.
Memory = dict[Parser, dict[tuple[type, object], Value]]


def seen(text: str) -> str:
    """Return text without the marks that nobody sees, its runs of white space as one space."""
    if not (text.isascii() and text.isprintable()) or "_x" in text:
        text = _UNSEEN.sub("", text)
    elif "  " not in text and text[:1] != " " != text[-1:]:
        return text
    return " ".join(text.split())


def text_of(cell: object) -> str:
    """Return a cell as trimmed text without invisible marks; whole numbers lose their ``.0``."""
    if isinstance(cell, str):
        return cell if cell.isalnum() and cell.isascii() else seen(cell)  # most cells need no second look
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return seen(str(cell))


def words_of(cell: object) -> str:
    """Return the words of a cell: lower case, without accents, one space for each run of other characters."""
    plain = text_of(cell).lower()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(_WORDS.findall(plain))


def is_formula_error(cell: object) -> bool:
    """Tell whether a cell holds the word that a spreadsheet writes where a formula failed."""
    return isinstance(cell, str) and bool(_FORMULA_ERROR.fullmatch(seen(cell).lower()))


def is_missing(cell: object) -> bool:
    """Tell whether a cell says that there is nothing."""
    if isinstance(cell, str):
        if cell.isalnum() and cell.isascii():
            return cell.lower() in MISSING
        if "!" <= cell[:1] <= "~" and cell[0].lower() not in _FIRST and cell[0] != "_":
            return False
        word = seen(cell).lower()
        return word in MISSING or (word.startswith(("#", "err")) and bool(_FORMULA_ERROR.fullmatch(word)))
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell))


class Parsed(NamedTuple):
    """A parsed column, kept by distinct cell.

    Attributes
    ----------
    codes : for each row the place of its cell among the distinct ones.
    values : a value for each distinct cell.
    """

    codes: np.ndarray
    values: list[Value]

    def rules(self, part: str) -> tuple[np.ndarray, list[str]]:
        """Return for each row whether `part` (``fault``, ``repair``) names a rule, and the rules by distinct cell."""
        names = [getattr(v, part) for v in self.values]
        return np.array([bool(n) for n in names], dtype=bool)[self.codes], names


class Distinct(NamedTuple):
    """The cells of a column by distinct cell.

    Attributes
    ----------
    codes : for each row the place of its cell among `cells`.
    cells : distinct cells, in no order that means anything.
    """

    codes: np.ndarray
    cells: list[object]

    @classmethod
    def of(cls, column: pd.Series) -> Distinct:
        """Find the distinct cells of an object or categorical column; equal cells of two types stay apart."""
        if isinstance(column.dtype, pd.CategoricalDtype):
            return cls._of_codes(column.cat.codes.to_numpy(), column.cat.categories)
        cells = column.to_numpy(object)
        if len({bool, int, float} & set(map(type, cells))) < 2:  # else 1, 1.0 and True would count as one
            try:
                codes, uniques = pd.factorize(cells, use_na_sentinel=False)
                return cls(codes, list(uniques))
            except TypeError:
                pass  # a list or the like, which no parser reads
        return cls._one_by_one(cells)

    @classmethod
    def _of_codes(cls, codes: np.ndarray, categories: pd.Index) -> Distinct:
        """Leave out the categories that no row holds; -1 is a cell without any."""
        cells = [*categories.to_numpy(object), None]
        used = np.zeros(len(cells), bool)
        used[codes] = True
        if used[:-1].all() and not used[-1]:
            return cls(codes, cells[:-1])
        places = (np.cumsum(used) - 1).astype(codes.dtype)
        return cls(places[codes], [cell for cell, held in zip(cells, used, strict=True) if held])

    @classmethod
    def _one_by_one(cls, cells: np.ndarray) -> Distinct:
        places: dict[tuple[type, object], int] = {}
        codes = np.empty(len(cells), np.int64)
        distinct: list[object] = []
        for row, cell in enumerate(cells):
            key = (type(cell), cell)
            try:
                place = places.setdefault(key, len(distinct))
            except TypeError:
                place = places.setdefault((str, repr(cell)), len(distinct))
            if place == len(distinct):
                distinct.append(cell)
            codes[row] = place
        return cls(codes, distinct)


def parse_distinct(column: Distinct, parser: Parser, parsed_before: Memory | None = None) -> Parsed:
    """Parse a column distinct cell by distinct cell.

    A missing cell has value None and fault ``required_missing`` (``formula_error`` where a formula failed); the caller
    forgives it where it is optional. A parser whose ``reads_missing`` is true is asked about missing cells first.

    Parameters
    ----------
    column : the distinct cells.
    parser : parser of one cell.
    parsed_before : cells parsed before, by parser, type and cell; it is added to.
    """
    memory = {} if parsed_before is None else parsed_before.setdefault(parser, {})
    values: list[Value] = []
    free = parser is text
    for cell in column.cells:
        if free and isinstance(cell, str) and _is_plain(cell):
            values.append(Value(cell))
            continue
        key = (type(cell), cell)
        try:
            value = memory.get(key)
        except TypeError:
            values.append(Value(None, "unreadable"))
            continue
        if value is None:
            value = memory[key] = _parse(cell, parser)
        values.append(value)
    return Parsed(column.codes, values)


def _parse(cell: object, parser: Parser) -> Value:
    if not is_missing(cell):
        try:
            return parser(cell)
        except (ArithmeticError, ValueError, TypeError):  # a kind of cell that no file here was known to hold
            return Value(None, "unreadable")
    if getattr(parser, "reads_missing", False):
        value = parser(cell)
        if not value.fault:
            return value
    return Value(None, "formula_error" if is_formula_error(cell) else "required_missing")


def parse_column(cells: pd.Series, parser: Parser) -> Parsed:
    """Parse a column of raw cells, see :func:`parse_distinct`."""
    return parse_distinct(Distinct.of(cells), parser)


def _is_plain(cell: str) -> bool:
    """Tell whether a text is as it should be, so that nothing in it need be looked at: most are."""
    return (
        cell.isascii()
        and cell.isprintable()
        and "!" <= cell[:1] <= "~"
        and not cell[0].isdigit()
        and cell[0].lower() not in _FIRST
        and cell[-1] != " "
        and "  " not in cell
        and "_x" not in cell
    )


def text(cell: object) -> Value:
    """Parse any text; a number too long for a spreadsheet to hold has lost digits and is refused."""
    if isinstance(cell, float) and abs(cell) >= MOST_DIGITS:
        return Value(None, "digits_lost")
    written = text_of(cell)
    if "\ufffd" in written and not written.strip("\ufffd?. "):
        return Value(None, "unreadable")
    if written[:1].isdigit() and _SCIENTIFIC.fullmatch(written):
        return Value(None, "digits_lost")
    return Value(written) if written else Value(None, "required_missing")


#: A spreadsheet holds 15 digits of a number; of a longer one the last are noughts.
MOST_DIGITS = 1e15
#: What a spreadsheet shows for a number too long for its column: 1,23457E+15.
_SCIENTIFIC = re.compile(r"[0-9][.,][0-9]+[eE]\+[0-9]{2,3}")
#: A number as written, with the words that may follow it: a unit, a percent sign, a remark in brackets.
_NUMBER = re.compile(
    r"'?([-+]?[0-9][0-9.,' ]*|[-+]?[.,][0-9]+)(?:\s*\([a-z ]+\)(?=\s*hari))?"
    r"\s*(%|persen|hari(?: kerja)?|tahun|thn|th|poin|orang)?\.?"
    r"(\s*\((?![^)]*(?:\bjam\b|\bmenit\b|\bminggu\b|\bbulan\b|%|persen)).*\)|\s*\([^)]*jam kerja[^)]*\))?"
)
_SPACED = re.compile(r"[-+]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_GROUPED = {",": re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+"), ".": re.compile(r"[-+]?[1-9]\d{0,2}(\.\d{3})+")}


def digits_of(cell: object) -> tuple[str, bool] | None:
    """Return the digits and marks of a number written as text, and whether a percent sign follows."""
    matched = _NUMBER.fullmatch(text_of(cell).lower())
    if matched is None:
        return None
    digits = matched[1].strip()
    if " " in digits and not _SPACED.fullmatch(digits):
        return None
    return digits.replace(" ", "").replace("'", ""), matched[2] in ("%", "persen")


def decimal_mark(digits: str) -> str:
    """Tell which mark a number shows to be its decimal mark: ``,`` or ``.``, ``?`` if it may be either, else ``""``."""
    if "," in digits and "." in digits:
        return "," if digits.rfind(",") > digits.rfind(".") else "."
    mark = "," if "," in digits else "." if "." in digits else ""
    if not mark:
        return ""
    if digits.count(mark) > 1:
        return "." if mark == "," else ","
    return "?" if _GROUPED[mark].fullmatch(digits) else mark


@dataclass(frozen=True)
class Number:
    """A parser of numbers in [low, high], with decimal comma or point and thousands marks.

    Attributes
    ----------
    low, high : least and greatest value.
    integers_only : whether only whole numbers are values.
    decimal : decimal mark of the column (``,`` or ``.``); empty where its cells do not show it.
    percents : whether a percent sign may stand behind a number, where it is not ``share`` that says so.
    share : whether the column's scale is one on which 0–1, 0–10 and 0–100 may be confused.
    factor : what a number is multiplied by; 100 where a column of scores holds shares.
    doubtful : numbers above 0 and up to this one are on a scale that the column does not settle, and are refused.
    """

    low: float
    high: float
    integers_only: bool = False
    decimal: str = ""
    share: bool = False
    percents: bool = False
    factor: float = 1.0
    doubtful: float = 0.0

    def written(self, cell: object) -> float | Value:
        """Return the number in a cell before its scale is looked at, or the value that refuses it."""
        if isinstance(cell, (int, float, np.integer, np.floating)) and not isinstance(cell, bool):
            return float(cell) if abs(float(cell)) < 1e15 else Value(None, "value_out_of_range")
        parts = digits_of(cell)
        if parts is None or isinstance(cell, bool):
            return Value(None, "number_unreadable")
        digits, percent = parts
        values = {v for mark in self._marks(digits) if (v := _float(digits, mark)) is not None}
        if not values:
            return Value(None, "number_unreadable")
        if len(values) > 1:
            values = {v for v in values if self.low <= v * self.factor <= self.high} or values
        if len(values) > 1:
            return Value(None, "number_ambiguous") if not self._outside(values) else Value(None, "value_out_of_range")
        value = values.pop()
        if percent and not (self.share or self.percents):
            return Value(None, "number_unreadable")  # a share where a count belongs
        return value / self.factor if percent else value

    def _marks(self, digits: str) -> tuple[str, ...]:
        mark = decimal_mark(digits)
        if mark == "?":
            return (self.decimal,) if self.decimal else (",", ".")
        return (mark,)

    def _outside(self, values: Iterable[float]) -> bool:
        return all(not self.low <= v * self.factor <= self.high for v in values)

    def __call__(self, cell: object) -> Value:
        """Parse a cell."""
        number_ = self.written(cell)
        if isinstance(number_, Value):
            return number_
        if 0 < number_ <= self.doubtful:
            return Value(None, "scale_unclear")
        value = number_ * self.factor
        value = round(value, 10) if self.factor != 1 else value
        if not self.low <= value <= self.high or (self.integers_only and not value.is_integer()):
            return Value(None, "value_out_of_range")
        return Value(int(value) if self.integers_only else value)


def _float(digits: str, mark: str) -> float | None:
    thousands = {",": ".", ".": ","}.get(mark, "")
    try:
        return float(digits.replace(thousands, "").replace(",", ".") if thousands else digits)
    except ValueError:
        return None


def number(low: float, high: float, share: bool = False) -> Number:
    """Make a parser of numbers in [low, high], see :class:`Number`."""
    return Number(low, high, share=share)


def integer(low: int, high: int) -> Number:
    """Make a parser of whole numbers in [low, high]; ``4 (Sangat Baik)`` reads as 4."""
    return Number(low, high, integers_only=True)


def _frozen(table: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    return tuple(table.items())


@dataclass(frozen=True)
class Choice:
    """A parser of a closed list of labels, compared whole, without case, accents, punctuation and spaces.

    Attributes
    ----------
    labels : labels and what they mean.
    beside : (other labels, label, meaning): what a label means in a column that also holds the others, which spaces
        divide; None refuses it.
    """

    labels: tuple[tuple[str, object], ...]
    beside: tuple[tuple[str, str, object], ...] = ()
    _by_words: dict[str, object] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Prepare the labels for comparison."""
        object.__setattr__(self, "_by_words", {_compact(label): value for label, value in self.labels})

    def in_column(self, cells: Iterable[object]) -> Choice:
        """Return the parser of a column that holds some cells: a label may mean something else beside another."""
        held = {_compact(text_of(c)) for c in cells if not is_missing(c)}
        meanings = dict(self.labels)
        for other, label, meaning in self.beside:
            if not held.issuperset(other.split()):
                continue
            meanings[label] = meaning
            if meaning is None:
                del meanings[label]
        return Choice(tuple(meanings.items()))

    @property
    def reads_missing(self) -> bool:
        """Whether one of its labels reads like a missing cell, such as *tidak ada*."""
        return any(label in MISSING for label, _ in self.labels)

    def __call__(self, cell: object) -> Value:
        """Parse a cell."""
        key = _compact(text_of(cell))
        return Value(self._by_words[key]) if key in self._by_words else Value(None, "choice_unknown")


def _compact(label: str) -> str:
    """Return a label for comparison; one of signs alone, such as a tick, stands for itself."""
    return words_of(label).replace(" ", "") or label.strip()


def choice(labels: Mapping[str, object], beside: tuple[tuple[str, str, object], ...] = ()) -> Choice:
    """Make a parser of a closed list of labels, see :class:`Choice`."""
    return Choice(_frozen(labels), beside)


#: Words that turn the meaning of a phrase soon after them.
_NEGATIONS = frozenset(
    {"tidak", "bukan", "belum", "non", "tanpa", "tdk", "blm", "bkn", "akan", "menjelang", "selain", "kecuali", "kurang"}
)
#: Words soon after a phrase by which what it says has not come about.
_UNDONE = frozenset({"ditunda", "tertunda", "dibatalkan", "batal", "ditolak", "ditangguhkan"})
#: How many words before a phrase a negation is looked for.
_NEAR = 3


@dataclass(frozen=True)
class Phrases:
    """A parser of free wording that looks for stated phrases, whole words only, the longest first.

    A phrase inside a longer one does not count. What a negated phrase means is ruled out. Phrases of an earlier group
    beat those of a later one; where phrases of one group mean different things, or one means None, the cell is refused.

    Attributes
    ----------
    groups : tables of phrases and what they mean.
    """

    groups: tuple[tuple[tuple[str, object], ...], ...]

    def __call__(self, cell: object) -> Value:
        """Parse a cell."""
        meanings = self._meanings(words_of(cell).split())
        denied = {value for _, value, negated in meanings if negated}
        for group in range(len(self.groups)):
            named = {value for rank, value, _ in meanings if rank == group} - denied
            if named:
                return Value(named.pop()) if len(named) == 1 and None not in named else Value(None, "choice_unknown")
        return Value(None, "choice_unknown")

    def _meanings(self, tokens: list[str]) -> list[tuple[int, object, bool]]:
        """List what the phrases in the cell mean, with their groups and whether a negation stands before them."""
        phrases_by_length = [(tuple(p.split()), rank, v) for rank, group in enumerate(self.groups) for p, v in group]
        free = [True] * len(tokens)
        out: list[tuple[int, object, bool]] = []
        for words, rank, value in sorted(phrases_by_length, key=lambda p: -len(p[0])):
            for at in range(len(tokens) - len(words) + 1):
                span = slice(at, at + len(words))
                if tuple(tokens[span]) == words and all(free[span]):
                    free[span] = [False] * len(words)
                    before = range(max(at - _NEAR, 0), at)
                    after = range(span.stop, min(span.stop + _NEAR, len(tokens)))
                    denied = any(tokens[k] in _NEGATIONS and free[k] for k in before)
                    undone = any(tokens[k] in _UNDONE and free[k] for k in after)
                    out.append((rank, value, denied or undone))
        return out


def phrases(*groups: Mapping[str, object]) -> Phrases:
    """Make a parser of free wording, see :class:`Phrases`."""
    return Phrases(tuple(_frozen(group) for group in groups))
