import pandas as pd

from analysis.intake.posts import sectors_of


def test_posts_are_mapped_by_the_table_and_the_unmapped_stay_empty():
    posts = pd.Series(["Guru Kelas", "PERAWAT Ahli", "Petugas Kebersihan", "Analis Pelayanan", "Penerbang", None])
    out = sectors_of(posts)
    assert out.tolist()[:4] == ["pendidikan", "kesehatan", "lapangan", "administrasi"]
    assert out.isna().tolist() == [False] * 4 + [True, True]
