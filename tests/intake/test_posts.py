import pandas as pd

from analysis.intake import units
from analysis.intake.posts import sectors_of
from conftest import AREA

UNITS = units.of(AREA.region)


def test_posts_are_mapped_by_the_table_and_the_unmapped_stay_empty():
    posts = pd.Series(["Guru Kelas", "PERAWAT Ahli", "Petugas Kebersihan", "Analis Pelayanan", "Penerbang", None])
    out = sectors_of(posts, pd.Series([None] * 6, dtype="string"), UNITS)
    assert out.tolist()[:4] == ["pendidikan", "kesehatan", "lapangan", "administrasi"]
    assert out.isna().tolist() == [False] * 4 + [True, True]


def test_the_agency_tells_the_sector_before_the_words_of_the_post():
    posts = pd.Series(["Analis Pelayanan", "Penerbang", "Pranata Komputer", "Guru Kelas"])
    places = pd.Series(["Puskesmas Ngesrep", "SMP Negeri 21", "Dinas Pekerjaan Umum dan Penataan Ruang", None])
    assert sectors_of(posts, places, UNITS).tolist() == ["kesehatan", "pendidikan", "lapangan", "pendidikan"]
