import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.intake import dates, nip, values, vocabulary

LATEST = dt.date(2025, 12, 30)
LONG = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus"]
LONG += ["September", "Oktober", "November", "Desember"]
SHORT = [m[:3] for m in LONG]


@given(st.dates(dt.date(1941, 1, 1), dt.date(2040, 12, 31)))
def test_a_date_reads_the_same_in_every_spelling(day):
    spellings = [
        day,
        dt.datetime(day.year, day.month, day.day, 9, 30),
        f"{day.day:02d}/{day.month:02d}/{day.year}",
        f"{day.day}-{day.month}-{day.year}",
        f"{day.day}.{day.month}.{day.year}",
        day.isoformat(),
        f"{day.day} {LONG[day.month - 1]} {day.year}",
        f"{day.day}-{SHORT[day.month - 1]}-{day.year % 100:02d}",
        f"{day:%d/%m/%Y} 14:05:59",
        (day - dt.date(1899, 12, 30)).days,
        float((day - dt.date(1899, 12, 30)).days),
        str((day - dt.date(1899, 12, 30)).days),
    ]
    assert {dates.date(s).value for s in spellings} == {pd.Timestamp(day)}


@pytest.mark.parametrize("cell", ["31/02/2023", "31 Februari 2023", "awal tahun", "12", 7, "2023", "32-13-2020"])
def test_what_is_no_date_is_refused(cell):
    assert dates.date(cell).fault == "date_unreadable"


@given(st.text(max_size=30) | st.floats() | st.integers() | st.booleans())
def test_no_cell_breaks_a_parser(cell):
    column = pd.Series([cell], dtype=object)
    parsers = [dates.date, dates.semester, dates.month, vocabulary.grade, nip.nip(LATEST), values.text]
    parsers += [values.number(0, 10), values.integer(1, 4), values.choice({"a": 1})]
    for parse in parsers:
        (parsed,) = values.parse_column(column, parse).values
        assert (parsed.value is None) == (parsed.fault != "")


@pytest.mark.parametrize(
    "cell", ["2023-S1", "Semester I 2023", "Smt 1/2023", "SEMESTER 1 TAHUN 2023", "smt. i 2023", "2023/1"]
)
def test_semesters(cell):
    assert dates.semester(cell).value == "2023-S1"


@pytest.mark.parametrize("cell", ["2023-04", "04/2023", "April 2023", "Apr-23", dt.date(2023, 4, 9)])
def test_months(cell):
    assert dates.month(cell).value == "2023-04"


@pytest.mark.parametrize(
    ("cell", "value"),
    [("85,25", 85.25), ("85.25", 85.25), ("1.234,5", 1234.5), ("1,234.5", 1234.5), (7, 7.0), ("5 (lima) hari", 5.0)],
)
def test_numbers(cell, value):
    assert values.number(0, 2000)(cell).value == value


@pytest.mark.parametrize("cell", ["12 %", "5persen", "3 (jam)", "60 (enam puluh) menit", "8 5", "2 minggu"])
def test_a_share_or_another_unit_is_no_count(cell):
    assert values.number(0, 2000)(cell).fault == "number_unreadable"


def test_numbers_outside_their_range_are_refused_not_cut():
    assert values.number(0, 120)("8425").fault == "value_out_of_range"
    assert values.integer(1, 4)("7").fault == "value_out_of_range"
    assert values.integer(1, 4)("3,5").fault == "value_out_of_range"


def test_an_answer_with_its_words_is_its_number():
    assert values.integer(1, 4)("4 (Sangat Baik)").value == 4


@pytest.mark.parametrize("cell", ["III/a", "IIIa", "iii a", "III / A"])
def test_grades(cell):
    assert vocabulary.grade(cell).value == "III/a"


def test_pppk_grades_are_roman_numbers():
    assert vocabulary.grade("IX").value == "IX"
    assert vocabulary.grade("").fault and vocabulary.grade("QQ").fault == "grade_unreadable"


NIP = "198503052010011900"


@pytest.mark.parametrize(
    ("cell", "repair"),
    [
        (NIP, ""),
        (f"'{NIP}", "nip_spelling"),
        ("19850305 201001 1 900", "nip_spelling"),
        (f"\u00a0{NIP} ", "nip_spelling"),
    ],
)
def test_nip_in_all_spellings(cell, repair):
    assert nip.nip(LATEST)(cell) == values.Value(NIP, "", repair)


@pytest.mark.parametrize("cell", [1.98503052010011e17, "1.98503E+17", "1,98503E+17"])
def test_lost_digits_are_never_guessed(cell):
    assert nip.nip(LATEST)(cell) == values.Value(None, "nip_digits_lost", "")


@pytest.mark.parametrize(
    "cell",
    [
        "198513052010011900",  # month 13
        "198503052010010900",  # sex 0
        "198503052035011900",  # appointed in the future
        "198503051995011900",  # appointed at nine
        "19850305201001190",  # 17 digits
        "198503052010001900",  # month 0
    ],
)
def test_impossible_nip_are_refused(cell):
    assert nip.nip(LATEST)(cell).fault == "nip_invalid"


def test_a_pppk_has_a_code_where_a_pns_has_the_month():
    assert nip.nip(LATEST)("197503052022211900").value == "197503052022211900"


@pytest.mark.parametrize("cell", ["", "-", "n/a", "#N/A", "kosong", None, float("nan"), "\u00a0"])
def test_ways_of_saying_nothing(cell):
    assert values.is_missing(cell)
