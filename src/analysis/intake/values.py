"""Turn one raw cell into a value, or say by which rule it was repaired or refused.

Each parser takes a cell and returns a :class:`Value`. Parsers see distinct cells only
(:func:`parse_column`), so that a million rows cost as much as their distinct values.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

MISSING = frozenset({"", "-", "--", "n/a", "na", "#n/a", "kosong", "nan", "null", "none", "tidak ada"})
_MONTHS = {
    name: k
    for k, names in enumerate(
        (
            "januari jan january",
            "februari feb peb pebruari february",
            "maret mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu ags agt aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov nop nopember",
            "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_EXCEL_EPOCH = dt.date(1899, 12, 30)


class Value(NamedTuple):
    """A parsed cell: the value, the rule that refuses it, the rule that repaired it."""

    value: object = None
    fault: str = ""
    repair: str = ""


Parser = Callable[[object], Value]


def is_missing(cell: object) -> bool:
    """Tell whether a cell says that there is nothing."""
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and np.isnan(cell)):
        return True
    return isinstance(cell, str) and cell.replace("\u00a0", " ").strip().lower() in MISSING


def text_of(cell: object) -> str:
    """Return a cell as trimmed text; whole numbers lose their ``.0``."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).replace("\u00a0", " ").split())


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


def parse_column(cells: pd.Series, parser: Parser, known: dict[tuple[type, object], Value] | None = None) -> Parsed:
    """Parse a column distinct cell by distinct cell.

    A missing cell has value None and fault ``required_missing``; the caller forgives it where it is optional.

    Parameters
    ----------
    cells : raw cells, object or categorical.
    parser : parser of one cell.
    known : cells parsed before, by type and cell; it is added to.
    """
    if isinstance(cells.dtype, pd.CategoricalDtype):
        codes, distinct = cells.cat.codes.to_numpy(), cells.cat.categories
    else:
        codes, distinct = pd.factorize(cells, use_na_sentinel=False)
    known = {} if known is None else known
    values: list[Value] = []
    for cell in distinct:
        key = (type(cell), cell)
        value = known.get(key)
        if value is None:
            value = known[key] = Value(None, "required_missing") if is_missing(cell) else parser(cell)
        values.append(value)
    return Parsed(codes, values)


def text(cell: object) -> Value:
    """Parse any text; a number too long for a spreadsheet to hold has lost digits and is refused."""
    if isinstance(cell, float) and abs(cell) >= 2**53:
        return Value(None, "digits_lost")
    return Value(text_of(cell))


def number(low: float, high: float) -> Parser:
    """Make a parser of numbers in [low, high], with decimal comma or point and thousands marks."""

    def parse(cell: object) -> Value:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            value = float(cell)
        else:
            found = re.fullmatch(r"(-?[\d.,]+)(?:\s*\(.*\)|\s*%)?", text_of(cell))
            if found is None:
                return Value(None, "number_unreadable")
            digits = found[1]
            if "," in digits and "." in digits:
                thousands = "." if digits.rfind(",") > digits.rfind(".") else ","
                digits = digits.replace(thousands, "")
            try:
                value = float(digits.replace(",", "."))
            except ValueError:
                return Value(None, "number_unreadable")
        if not low <= value <= high:
            return Value(None, "value_out_of_range")
        return Value(value)

    return parse


def integer(low: int, high: int) -> Parser:
    """Make a parser of whole numbers in [low, high]; ``4 (Sangat Baik)`` reads as 4."""
    parse_number = number(low, high)

    def parse(cell: object) -> Value:
        parsed = parse_number(cell)
        if parsed.fault:
            return parsed
        value = float(str(parsed.value))
        return Value(int(value)) if value.is_integer() else Value(None, "value_out_of_range")

    return parse


def choice(words: dict[str, object]) -> Parser:
    """Make a parser of a closed list of words (compared in lower case, without punctuation)."""

    def parse(cell: object) -> Value:
        key = re.sub(r"[^a-z0-9]+", " ", text_of(cell).lower()).strip()
        return Value(words[key]) if key in words else Value(None, "choice_unknown")

    return parse


def date(cell: object) -> Value:
    """Parse a date: a real one, an Excel serial, day-first digits, ISO, Indonesian or English month names."""
    if isinstance(cell, dt.datetime):
        return Value(pd.Timestamp(cell).normalize())
    if isinstance(cell, dt.date):
        return Value(pd.Timestamp(cell))
    if isinstance(cell, bool):
        return Value(None, "date_unreadable")
    if isinstance(cell, (int, float)) or re.fullmatch(r"\d{5}", text_of(cell)):
        serial = float(text_of(cell))
        if not 3653 <= serial <= 73050:  # 1910 to 2099: outside it is no date of this field
            return Value(None, "date_unreadable")
        return Value(pd.Timestamp(_EXCEL_EPOCH + dt.timedelta(days=int(serial))))
    words = re.sub(r"[T ]\d{1,2}[:.]\d{2}.*$", "", text_of(cell)).lower()
    parts = re.split(r"[\s/.\-,]+", words)
    if len(parts) != 3:
        return Value(None, "date_unreadable")
    year, month, day = parts if len(parts[0]) == 4 else parts[::-1]
    number_of = _MONTHS.get(month) or (int(month) if month.isdecimal() else None)
    if number_of is None or not (year.isdecimal() and day.isdecimal()):
        return Value(None, "date_unreadable")
    full = int(year) + (0 if len(year) == 4 else 2000 if int(year) <= 40 else 1900)
    try:
        return Value(pd.Timestamp(dt.date(full, number_of, int(day))))
    except (ValueError, OverflowError):
        return Value(None, "date_unreadable")


_FIRST_HALF = re.compile(r"(?:januari|jan)\s*(?:-|s\.?\s*d\.?|sampai|hingga)\s*(?:juni|jun)\s*(\d{4})")
_SECOND_HALF = re.compile(r"(?:juli|jul)\s*(?:-|s\.?\s*d\.?|sampai|hingga)\s*(?:desember|des)\s*(\d{4})")


def semester(cell: object) -> Value:
    """Parse a semester (``Semester I 2023``, ``Smt 2/2023``, ``2023-S1``, ``Januari - Juni 2023``) to ``2023-S1``."""
    words = text_of(cell).lower().replace("–", "-")
    found = re.fullmatch(r"(?:tahun|th\.?)?\s*(\d{4})\s*[-/, ]?\s*(?:semester|smt|sem|s)?\.?\s*(ii|i|[12])", words)
    if found:
        return Value(f"{found[1]}-S{_ROMAN.get(found[2]) or int(found[2])}")
    found = re.fullmatch(
        r"(?:semester|smt|sem|s)\.?\s*-?\s*(ii|i|[12])\s*(?:[-/,]|tahun|thn\.?|th\.?)?\s*(\d{4})", words
    )
    if found:
        return Value(f"{found[2]}-S{_ROMAN.get(found[1]) or int(found[1])}")
    found = re.fullmatch(
        r"(?:tw|triwulan|tri wulan)\.?\s*(iv|iii|ii|i|[1-4])\s*(?:[-/,]|tahun|th\.?)?\s*(\d{4})", words
    )
    if found:
        # a quarter that closes a semester stands for it; one within it says nothing final
        quarter = _ROMAN.get(found[1]) or int(found[1])
        if quarter % 2:
            return Value(None, "period_within_semester")
        return Value(f"{found[2]}-S{quarter // 2}")
    for name, pattern in (("S1", _FIRST_HALF), ("S2", _SECOND_HALF)):
        found = pattern.fullmatch(words)
        if found:
            return Value(f"{found[1]}-{name}")
    return Value(None, "period_unreadable")


def month(cell: object) -> Value:
    """Parse a month (``2023-04``, ``04/2023``, ``202304``, ``April 2023``, ``Apr-23``, a date of it) to ``2023-04``."""
    if isinstance(cell, dt.date):
        return Value(f"{cell:%Y-%m}")
    text = text_of(cell)
    if re.fullmatch(r"(19|20)\d\d(0[1-9]|1[0-2])", text):
        return Value(f"{text[:4]}-{text[4:]}")
    words = re.split(r"[\s/.\-,]+", text.lower())
    if len(words) == 2:
        if len(words[0]) == 4 and words[0].isdecimal():
            words.reverse()
        which = _MONTHS.get(words[0]) or (int(words[0]) if words[0].isdecimal() else 0)
        if 1 <= which <= 12 and words[1].isdecimal() and len(words[1]) in (2, 4):
            year = int(words[1]) + (2000 if len(words[1]) == 2 else 0)
            return Value(f"{year:04d}-{which:02d}")
    whole = date(cell)
    return Value(f"{whole.value:%Y-%m}") if not whole.fault else Value(None, "period_unreadable")


def education(cell: object) -> Value:
    """Parse a level of schooling to its years: ``S-1``, ``Sarjana (S1) Hukum``, ``D.III``, ``SLTA/sederajat``."""
    words = re.sub(r"[^a-z0-9]+", " ", text_of(cell).lower()).strip()
    found = re.search(r"\bs\s?([123])\b", words)
    if found:
        return Value({"1": 16, "2": 18, "3": 21}[found[1]])
    found = re.search(r"\bd\s?(iv|iii|ii|i|[1-4])\b", words)
    if found:
        return Value(12 + (_ROMAN.get(found[1]) or int(found[1])))
    for pattern, years in _SCHOOLS:
        if re.search(rf"\b(?:{pattern})\b", words):
            return Value(years)
    return Value(None, "choice_unknown")


_SCHOOLS = (
    ("doktor", 21),
    ("magister|master|pascasarjana", 18),
    ("sarjana|strata", 16),
    ("diploma", 15),
    ("sma|smk|slta|ma|smu|stm|spg|sederajat sma", 12),
    ("smp|sltp|mts", 9),
    ("sd|mi", 6),
)


def keywords(words: dict[str, object]) -> Parser:
    """Make a parser that looks for words or phrases in the cell; the first in the table that is there decides."""

    def parse(cell: object) -> Value:
        text = f" {re.sub(r'[^a-z0-9]+', ' ', text_of(cell).lower()).strip()} "
        return next((Value(v) for k, v in words.items() if f" {k} " in text), Value(None, "choice_unknown"))

    return parse


def grade(cell: object) -> Value:
    """Parse a grade (golongan/ruang): ``III/a``, ``IIIa``, ``III a``; PPPK grades are roman numbers alone."""
    found = re.fullmatch(r"(IV|I{1,3})\s*/?\s*([A-E])", text_of(cell).upper())
    if found:
        return Value(f"{found[1]}/{found[2].lower()}")
    if re.fullmatch(r"(?=.)X?(IX|IV|V?I{0,3})", text_of(cell).upper()):
        return Value(text_of(cell).upper())
    return Value(None, "grade_unreadable")


def nip(latest: dt.date) -> Parser:
    """Make a parser of NIP, the 18-digit number of an officer.

    PNS: birth date, year and month of appointment, sex, serial. PPPK: birth date, year of contract, a code
    of 13–99 where PNS has the month, sex, serial. Digits that a spreadsheet lost are never guessed.

    Parameters
    ----------
    latest : no appointment may be later.
    """

    def parse(cell: object) -> Value:
        if isinstance(cell, float):
            return Value(None, "nip_digits_lost")
        raw = str(cell)
        digits = re.sub(r"[\s\u00a0'’`.\-]", "", raw)
        if re.fullmatch(r"\d[.,]?\d*[eE]\+?\d+", raw.replace(" ", "").strip("'")):
            return Value(None, "nip_digits_lost")
        if not re.fullmatch(r"\d{18}", digits) or not valid_nip(digits, latest):
            return Value(None, "nip_invalid")
        return Value(digits, "", "" if digits == raw else "nip_spelling")

    return parse


def valid_nip(digits: str, latest: dt.date) -> bool:
    """Check an 18-digit NIP: real birth date, possible age at appointment, sex 1 or 2."""
    try:
        birth = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    year, code = int(digits[8:12]), int(digits[12:14])
    pppk = code > 12
    if code == 0 or digits[14] not in "12" or year > latest.year:
        return False
    if not pppk and dt.date(year, code, 1) > latest:
        return False
    age = year - birth.year - (0 if pppk else (code < birth.month))
    return 17 <= age <= (59 if pppk else 40)
