"""Link a NIP that lost digits to the register again, where name and birth date identify one person of it."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from analysis.intake.source import Check
from analysis.intake.values import words_of

#: Titles and degrees: before a name without a comma, or anything behind one.
_TITLES = re.compile(
    r"^(?:(?:dr|drg|drs|dra|ir|prof|h|hj|r|rr|apt|ns|kh|sdr|sdri|bpk|ibu)\b\.?\s*)+|,.*$"
    r"|\s+(?:s|m|a)\.\s?[a-z]{1,6}\.?(?:\s?[a-z]{1,4}\.?)*$",
    re.I,
)


def bare_name(name: object) -> str:
    """Return the words of a name without titles and degrees."""
    written = " ".join(str(name).split())
    stripped = _TITLES.sub("", written)
    return words_of(stripped or written)


def relinker(register: pd.DataFrame) -> Check:
    """Make the rule that links lost NIP again in tables that also carry the name.

    A spreadsheet keeps 15 of the 18 digits, the birth date among them; name and birth date together must name exactly
    one officer of the register, or the row stays refused. Titles and degrees around the name do not count.

    Parameters
    ----------
    register : columns ``nip``, which holds the birth date, and ``name``.
    """

    @cache
    def officers() -> pd.Series:
        # thousands of names are read only where a table has lost digits, which few have
        named = register[register["name"].notna()]
        keys = [f"{bare_name(n)}|{number[:8]}" for n, number in zip(named["name"], named["nip"], strict=True)]
        people = pd.Series(named["nip"].to_numpy(), index=keys)
        return people[~people.index.duplicated(keep=False)]

    def relink(frame: pd.DataFrame) -> None:
        if "name" not in frame or "_birth_left" not in frame:
            return
        for at in frame.index[frame["_fault"] == "nip_digits_lost"]:
            people = officers()
            birth = frame.at[at, "_birth_left"]
            key = f"{bare_name(frame.at[at, 'name'])}|{birth}"
            if birth and key in people.index:
                frame.at[at, "nip"] = people[key]
                frame.at[at, "_fault"], frame.at[at, "_repair"], frame.at[at, "_column"] = "", "nip_relinked", "nip"

    return relink
