"""The places of Kota Semarang (BPS 3374): 16 kecamatan and their 177 kelurahan."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pandas as pd


@cache
def reference(name: str) -> pd.DataFrame:
    """Read a reference table that ships with the package (all columns as text)."""
    with files("analysis").joinpath("reference", name).open(encoding="utf-8") as handle:
        return pd.read_csv(handle, dtype=str, keep_default_na=False)


def kelurahan() -> pd.DataFrame:
    """Return the 177 kelurahan: columns ``kecamatan``, ``kelurahan``, ``unit_id``.

    A name that two kecamatan share (Purwosari, Mangunharjo) takes its kecamatan into ``unit_id``.
    """
    table = reference("kelurahan.csv").copy()
    shared = table["kelurahan"].duplicated(keep=False)
    name = table["kelurahan"] + (", " + table["kecamatan"]).where(shared, "")
    table["unit_id"] = "Kelurahan " + name
    return table
