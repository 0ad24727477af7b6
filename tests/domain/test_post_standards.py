import numpy as np
import pandas as pd

from analysis.domain import post_standards

STANDAR = pd.DataFrame(
    {
        "post": ["Bidan", "Bidan", "Bidan", "Analis"], "education_min": [12, 15, 16, 16],
        "field_of_study": ["Semua Jurusan", "Kebidanan", "Kebidanan", None],
        "grade_min": ["II/a", "II/c", "III/a", "III/a"], "competence_min": [60.0, 65.0, 70.0, 50.0],
    }
)  # fmt: skip


def meets(post, education, field, grade):
    row = post_standards.meets(*(pd.Series([v]) for v in (post, education, field, grade)), STANDAR).iloc[0]
    return [row[c] for c in ("education", "field_of_study", "grade", "competence")]


def test_the_row_of_an_officers_own_schooling_applies():
    assert meets("Bidan", 12, "Umum", "II/b") == [1, 1, 1, 60]
    assert meets("Bidan", 15, "Kebidanan", "II/b") == [1, 1, 0, 65]
    assert meets("Bidan", 18, "Hukum", "IV/a") == [1, 0, 1, 70]


def test_who_has_less_than_any_row_asks_is_held_to_the_least():
    assert meets("Analis", 12, "Hukum", "III/b") == [0, 1, 1, 50]


def test_unknown_sides_and_posts_are_not_told():
    assert np.isnan(meets("Bidan", np.nan, "Umum", "II/a")[0])
    assert np.isnan(meets("Analis", 16, "Hukum", None)[2])
    assert all(np.isnan(v) for v in meets("Juru Masak", 16, "Hukum", "III/a"))


def test_rows_come_back_in_order():
    found = post_standards.meets(
        pd.Series(["Analis", "Juru Masak", "Bidan"]),
        pd.Series([16, 16, 12]),
        pd.Series(["a"] * 3),
        pd.Series(["III/a"] * 3),
        STANDAR,
    )
    assert found["competence"].fillna(0).tolist() == [50, 0, 60]
