import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.indicators import comments
from analysis.intake import sources, themes
from analysis.intake.reader import RawTable
from analysis.intake.rows import clean

DECLARED = sources.declare(dt.date(2025, 12, 30))
A, B = "199301242016031900", "197012301991111900"
SURVEYS = ("resistensi", "skm")
# labelled by hand, in words that the simulator does not use
SAID = {
    "resistensi": [
        ("Rumah saya di Gunungpati, jaraknya 25 km", "distance"),
        ("saya ibu dengan dua anak, suami kerja di Jakarta", "family"),
        ("KEWALAHAN!!! tugas merangkap bendahara", "workload"),
        ("belum siap, minta dilatih dulu", "skills"),
        ("tolong dijelaskan kriteria penempatan", "fairness;information"),
        ("tunjangan jabatan gimana?", "pay"),
        ("saya senang, banyak wawasan", "support"),
        ("semoga sukses", "other"),
    ],
    "skm": [
        ("Antrean KTP lama sekali", "waiting"),
        ("pegawainya ramah2", "officers"),
        ("fotokopi berkas diminta dua kali", "requirements"),
        ("ada pungli", "cost"),
        ("kursi kurang, ac mati", "facilities"),
        ("daftar lewat wa dong", "online"),
        ("petunjuk di depan kurang jelas", "information"),
        ("sudah bagus, terima kasih", "praise"),
        ("waktu saya datang hujan", "other"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("survey", "said", "named"), [(s, *pair) for s, pairs in SAID.items() for pair in pairs])
def test_a_comment_is_kept_as_what_it_is_about(survey, said, named):
    assert themes.themes(survey)(said).value == named


@pytest.mark.parametrize("survey", SURVEYS)
@pytest.mark.parametrize("cell", [None, "", "-", "Tidak ada", "tidak ada saran", "NIHIL", "cukup", "...", float("nan")])
def test_having_nothing_to_say_says_nothing(survey, cell):
    assert themes.themes(survey)(cell) == themes.Value()


@given(st.text() | st.integers() | st.floats() | st.dates() | st.none())
def test_no_word_of_a_comment_goes_further_than_the_reading(cell):
    for survey in SURVEYS:
        found = themes.themes(survey)(cell)
        assert (found.fault, found.repair) == ("", "")
        assert set((found.value or themes.OTHER).split(themes.BETWEEN)) <= {*themes.names(survey), themes.OTHER}


def raw(rows, file="d1/x.csv"):
    return RawTable(file, "", pd.DataFrame(rows, index=range(1, len(rows) + 1), dtype=object))


def answer(nip, comment):
    return [nip, "05/03/2024 10:00:00", *[2, 4, 3] * 4, comment]


def test_a_comment_that_names_a_person_leaves_no_trace():
    header = ["NIP", "Timestamp", *[f"Q{k}" for k in range(1, 13)], "Komentar"]
    first = [header, answer(A, "Pak Sukarso pilih kasih"), answer(B, "jauh")]
    second = [header, answer(A, "Pak Sukarso tidak adil, mendadak")]
    result = clean(DECLARED["resistensi"], [raw(first, "d1/x.csv"), raw(second, "d2/x.csv")], {})
    assert dict(zip(result.table["nip"], result.table["themes"], strict=True)) == {
        B: "distance",
        A: "fairness;information",
    }
    everything = " ".join(
        part.to_csv() if isinstance(part, pd.DataFrame) else str(part) for part in vars(result).values()
    )
    assert "Sukarso" not in everything


def test_a_form_without_comments_is_read_as_before():
    header = ["NIP", "Timestamp", *[f"Q{k}" for k in range(1, 13)]]
    table = clean(DECLARED["resistensi"], [raw([header, answer(A, "x")[:-1]])], {}).table
    assert table["themes"].isna().all() and len(table) == 1


def test_the_example_says_what_was_planted(cleaned, truth):
    name = "contoh-2025-S2"
    survey = cleaned[name].tables["skm"].query("date >= '2021-01-01'")
    planted = (
        pd.DataFrame(truth[name]["themes"]).query("survey == 'skm'").groupby("theme")[["mentions", "comments"]].sum()
    )
    found = comments.count(survey["themes"], pd.Series("all", index=survey.index), list(themes.names("skm")))
    found = found.set_index("theme")
    share = planted["mentions"] / planted["comments"]
    assert (found["share"].reindex(share.index) - share).abs().max() < 0.01
    # the few that were refused with their rows apart, every comment is read
    assert 0.98 < found["comments"].iloc[0] / planted["comments"].iloc[0] <= 1
