"""Pseudonyms and small counts: what leaves the cleaning names nobody (UU 27/2022)."""

from __future__ import annotations

import hashlib

import pandas as pd

#: Counts of people below this are not told apart in anything published: they could be recognised.
SMALL_CELL = 5
#: A group of fewer answers is not shown: it tells nothing, and its people could be recognised.
SMALL_GROUP = 10
#: Counts of people are published as multiples of this, rounded down: exact ones give small cells away by subtraction.
ROUNDED_TO = 5


def pseudonyms(nips: pd.Series, key: bytes) -> pd.Series:
    """Replace NIP by keyed hashes (BLAKE2b, 64 bits, hexadecimal); a missing NIP stays missing.

    The key is what keeps them from being undone: NIP are few enough to try them all against a plain hash.

    Parameters
    ----------
    nips : 18-digit texts.
    key : secret of the team, 1 to 64 bytes.
    """
    pseudonym_of = {n: hashlib.blake2b(n.encode(), key=key, digest_size=8).hexdigest() for n in nips.dropna().unique()}
    return nips.map(pseudonym_of).astype("string")
