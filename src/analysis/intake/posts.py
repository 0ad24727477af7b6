"""Map posts to sectors: by the agency that a post belongs to, else by words (``reference/post_sectors.csv``)."""

from __future__ import annotations

import pandas as pd

from analysis.intake.units import Units


def sectors_of(posts: pd.Series, unit_ids: pd.Series, units: Units) -> pd.Series:
    """Return the sector of each post; empty where neither agency nor words tell it, for the team to add a rule.

    Parameters
    ----------
    posts, unit_ids : what each officer does and where, of one index.
    units : the units of the place; the first rule of its table ``post_sectors`` that fits a post's words decides.
    """
    table = units.region.table("post_sectors")
    by_words: dict[str, str | None] = {}
    for post in posts.dropna().unique():
        words = str(post).lower()
        fits = (row.sector for row in table.itertuples() if any(p in words for p in str(row.pattern).split("|")))
        by_words[post] = next(fits, None)
    sector = units.work_units.sectors(unit_ids)
    return sector.where(sector.fillna("") != "", posts.map(by_words)).astype("string")
