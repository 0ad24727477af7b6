"""Read the NIP, the 18-digit number of an officer, and say what it tells about its holder.

PNS: birth date, year and month of appointment, sex, serial. PPPK: birth date, year of contract, a code of 13–99 where
PNS has the month, sex, serial.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from analysis.intake.values import Value, text_of

#: Oldest at appointment by the ordinary rule: 35, or 40 for posts that the President names (PP 11/2017 article 23).
OLDEST = 40
#: Oldest at the start of a PPPK contract: a year before the retirement age of most posts (PP 49/2018 article 16).
OLDEST_PPPK = 59
#: PP 48/2005 (amended by PP 43/2007 and PP 56/2012) let honorary staff be appointed who were up to 46 on 1 January
#: 2006, PP 45/2007 village secretaries who were up to 51 on 15 October 2006. The last were appointed in 2015.
#: Recalled, not yet checked against the source text.
_BY_LAW = (2005, 2015, dt.date(1955, 10, 15))
#: Youngest at appointment: 18, and a year of grace for a birth date moved later.
_YOUNGEST = 17
#: Significant digits that hold the birth date and one more, which rounding may have changed.
_ENOUGH = 9

_LABEL = re.compile(r"^(?:nip\s*(?:baru|pns|pppk|asn)?|ni\s*pppk|nipppk|nomor induk pegawai)\s*[.:;=\-]*\s*", re.I)
_NOT_DIGITS, _BETWEEN = re.compile(r"[^0-9]"), re.compile(r"[\s'’‘`´.\-_/]")
_EXPONENT = re.compile(r"'?(\d)(?:[.,](\d*))?[eE]\+?0*(\d{1,2})")


def lost_digits(cell: object) -> str | None:
    """Return the birth date (``YYYYMMDD``) that is left of a NIP whose last digits a spreadsheet lost.

    Returns
    -------
    str or None
        Empty where digits were lost and the birth date with them; None where none were lost.
    """
    if isinstance(cell, float):
        return f"{int(cell):018d}"[:8] if 1e17 <= cell < 1e18 else ""
    written = unicodedata.normalize("NFKC", text_of(cell)).replace(" ", "")
    exponent = _EXPONENT.fullmatch(written)
    if exponent:
        digits = exponent[1] + (exponent[2] or "")
        return digits[:8] if len(digits) >= _ENOUGH and exponent[3] == "17" else ""
    # a spreadsheet keeps 15 digits and shows noughts for the rest; no serial is 000
    digits = _NOT_DIGITS.sub("", _LABEL.sub("", written))
    return digits[:8] if len(digits) == 18 and digits.endswith("000") else None


@dataclass(frozen=True)
class Nip:
    """A parser of NIP; digits that a spreadsheet lost are never guessed.

    Attributes
    ----------
    latest : no appointment may be later.
    """

    latest: dt.date

    def __call__(self, cell: object) -> Value:
        """Parse a cell."""
        if isinstance(cell, str) and len(cell) == 18 and cell.isdecimal() and cell.isascii() and cell[15:] != "000":
            return Value(cell) if valid_nip(cell, self.latest) else Value(None, "nip_invalid")  # as most are written
        if isinstance(cell, float) or lost_digits(cell) is not None:
            return Value(None, "nip_digits_lost")
        raw = str(cell)
        written = _LABEL.sub("", unicodedata.normalize("NFKC", text_of(cell)))
        digits = _BETWEEN.sub("", written)
        if not re.fullmatch(r"[0-9]{18}", digits) or not valid_nip(digits, self.latest):
            return Value(None, "nip_invalid")
        return Value(digits, "", "" if digits == raw else "nip_spelling")


def nip(latest: dt.date) -> Nip:
    """Make a parser of NIP for data that end at `latest`."""
    return Nip(latest)


def valid_nip(digits: str, latest: dt.date) -> bool:
    """Check an 18-digit NIP: real birth date, age at appointment that the law allowed, sex 1 or 2.

    Parameters
    ----------
    digits : 18 digits.
    latest : no appointment may be later.
    """
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
    return _YOUNGEST <= age <= _oldest(birth, year, pppk)


def _oldest(birth: dt.date, year: int, pppk: bool) -> int:
    """Return the greatest age at which an officer born then could be appointed in a year."""
    if pppk:
        return OLDEST_PPPK
    first, last, born = _BY_LAW
    return year - born.year if first <= year <= last and birth >= born else OLDEST
