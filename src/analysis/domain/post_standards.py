"""What a post asks of the officer who is placed in it, from ``standar_jabatan``."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: The field of study that stands for all.
ANY_FIELD = "Semua Jurusan"


def meets(
    posts: pd.Series, education: pd.Series, field_of_study: pd.Series, grade: pd.Series, standar: pd.DataFrame
) -> pd.DataFrame:
    """Tell whether each officer meets the standard of a post.

    A post may have a row for each schooling; the one that applies asks for the most schooling that the officer has.

    Parameters
    ----------
    posts, education, field_of_study, grade : of equal length; years of schooling, grade as ``III/a``.
    standar : validated standards.

    Returns
    -------
    DataFrame
        ``education``, ``field_of_study``, ``grade``: 1 if met, 0 if not, NaN where the post has no standard or the
        officer's side is not known; ``competence``: the score asked for; in the order of `posts`.
    """
    out = pd.DataFrame(
        {
            "place": np.arange(len(posts)),
            "post": posts.astype("string").to_numpy(object),
            "have": education.to_numpy(float, na_value=np.nan),
            "studied": field_of_study.astype("string").to_numpy(object),
            "holds": grade.astype("string").to_numpy(object),
        }
    )
    rows = standar.assign(asked=standar["education_min"].astype(float), post=standar["post"].astype(object))
    pairs = out.merge(rows, on="post", how="inner")
    pairs["enough"] = pairs["have"] >= pairs["asked"]
    # of the rows that the officer's schooling reaches the highest, of those it does not the lowest
    pairs["rank"] = np.where(pairs["enough"], pairs["asked"], -pairs["asked"])
    pairs = pairs.sort_values(["place", "enough", "rank"], kind="stable").drop_duplicates("place", keep="last")
    schooled = pairs["have"].notna()
    field = pairs["field_of_study"].fillna(ANY_FIELD)
    any_field = field == ANY_FIELD
    studied = pairs["studied"].notna()
    ranked = pairs["holds"].notna() & pairs["grade_min"].notna()
    met = pd.DataFrame(
        {
            "education": pairs["enough"].astype(float).where(schooled),
            "field_of_study": (any_field | (pairs["studied"] == field).fillna(False))
            .astype(float)
            .where(any_field | studied),
            "grade": (pairs["holds"].astype(str) >= pairs["grade_min"].astype(str)).astype(float).where(ranked),
            "competence": pairs["competence_min"].astype(float),
        }
    ).set_axis(pairs["place"])
    return met.reindex(out["place"]).reset_index(drop=True)
