"""Map posts to sectors by the rules of a readable table (``reference/post_sectors.csv``), first that fits."""

from __future__ import annotations

import pandas as pd

from analysis.domain.places import reference


def sectors_of(posts: pd.Series) -> pd.Series:
    """Return the sector of each post; empty where no rule fits, for the team to add one."""
    table = reference("post_sectors.csv")
    known: dict[str, str | None] = {}
    for post in posts.dropna().unique():
        words = str(post).lower()
        fits = (row.sector for row in table.itertuples() if any(p in words for p in str(row.pattern).split("|")))
        known[post] = next(fits, None)
    return posts.map(known).astype("string")
