"""What people write of their own accord: how often each theme of the dictionary is named, by group."""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from analysis.domain.privacy import SMALL_CELL, SMALL_GROUP
from analysis.intake.themes import BETWEEN, OTHER

COLUMNS = ["group", "theme", "comments", "mentions", "share", "low", "high"]


def count(said: pd.Series, group: pd.Series, listed: list[str], alpha: float = 0.05) -> pd.DataFrame:
    """Count the themes of comments.

    Parameters
    ----------
    said : themes of each comment as the intake writes them; missing where nothing was said.
    group : group of each, by the same index; missing leaves a comment out.
    listed : themes in the order to show them; :data:`OTHER` comes last.
    alpha : 1 − confidence.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`: of a group's ``comments``, the ``mentions`` of each theme, their ``share`` (parts of one; a
        comment may name several) and its Wilson (1927) interval. Of a theme that fewer than
        :data:`~analysis.domain.privacy.SMALL_CELL` of a group name, these are missing; a group of fewer than
        :data:`~analysis.domain.privacy.SMALL_GROUP` comments has no rows.
    """
    rows = []
    answered = said.notna() & group.notna()
    for name, answers in said[answered].groupby(group[answered]):
        if len(answers) < SMALL_GROUP:
            continue
        named = answers.str.split(BETWEEN).explode().value_counts()
        for theme in [*listed, OTHER]:
            mentions = int(named.get(theme, 0))
            low, high = proportion_confint(mentions, len(answers), alpha, "wilson")
            shown = (float(mentions), mentions / len(answers), low, high) if mentions >= SMALL_CELL else (np.nan,) * 4
            rows.append((name, theme, len(answers), *shown))
    return pd.DataFrame(rows, columns=COLUMNS)
