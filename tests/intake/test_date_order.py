"""Whatever order a column's dates are written in, no date is read in another without a word."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.intake.date_order import Evidence
from analysis.intake.dates import Date
from analysis.intake.rows import clean
from intake.test_source import DECLARED, raw

ORDERS = {"day-first": "{0.day}/{0.month}/{0.year}", "month-first": "{0.month}/{0.day}/{0.year}"}
DAYS = st.lists(st.dates(dt.date(2019, 1, 1), dt.date(2025, 11, 30)), min_size=1, max_size=12, unique=True)


def complaints(days, order):
    head = ["ID", "Tanggal", "Unit", "Kategori", "Status", "Tanggal Selesai"]
    rows = [[f"LH-2024-{k:04d}", ORDERS[order].format(d), "Kelurahan Ngesrep", "", "", ""] for k, d in enumerate(days)]
    return clean(DECLARED["pengaduan"], [raw([head, *rows])], {})


@settings(max_examples=20)
@given(DAYS, st.sampled_from(sorted(ORDERS)))
def test_a_column_is_read_in_its_order_or_held_back_or_doubted_aloud(days, order):
    result = complaints(days, order)
    read = dict(zip(result.table["number"], result.table["received"], strict=True))
    wrong = [d for k, d in enumerate(days) if read.get(f"LH-2024-{k:04d}", pd.Timestamp(d)) != pd.Timestamp(d)]
    assert not wrong or any("does not show whether the day or the month comes first" in n for n in result.notes)
    assert not wrong or all(d.day <= 12 for d in days)
    assert len(result.fates) == len(days)


@given(DAYS.filter(lambda days: any(d.day > 12 for d in days)), st.sampled_from(sorted(ORDERS)))
def test_one_date_that_allows_one_order_only_decides(days, order):
    evidence = Evidence.of((ORDERS[order].format(d), 1) for d in days)
    assert evidence.order() == order


def test_dates_in_both_orders_are_read_where_they_allow_one_and_held_back_where_not():
    head = ["ID", "Tanggal", "Unit", "Kategori", "Status", "Tanggal Selesai"]
    written = ["25/03/2024", "03/26/2024", "05/06/2024", "07/07/2024"]
    rows = [[f"LH-{k}", w, "Kelurahan Ngesrep", "", "", ""] for k, w in enumerate(written)]
    result = clean(DECLARED["pengaduan"], [raw([head, *rows])], {})
    assert result.table["received"].dt.strftime("%m-%d").tolist() == ["03-25", "03-26", "07-07"]
    assert result.fates["rule"].tolist() == ["", "", "date_ambiguous", ""]
    assert "order: day-first" in " ".join(result.notes)


def test_a_slip_of_the_pen_does_not_turn_a_column():
    cells = [(f"{d}/03/2024", 1) for d in range(1, 31) for _ in "12"] + [("05/13/2024", 1)]
    assert Evidence.of(cells).order() == "day-first"


def test_the_cycle_file_settles_the_order():
    head = ["ID", "Tanggal", "Unit", "Kategori", "Status", "Tanggal Selesai"]
    rows = [["LH-1", "05/06/2024", "Kelurahan Ngesrep", "", "", ""]]
    told = {"received": {"order": "month-first"}}
    table = clean(DECLARED["pengaduan"], [raw([head, *rows])], told).table
    assert table["received"].tolist() == [pd.Timestamp("2024-05-06")]


def test_birth_dates_follow_the_nip():
    head = [c.headers[0] for c in DECLARED["pegawai"].columns]
    row = ["198503042010011901", "X", "03/04/1985", "L", "", "", "", "Analis", "Kelurahan Ngesrep", "", "", "", "PNS"]
    result = clean(DECLARED["pegawai"], [raw([head, row])], {})
    assert result.table["birth"].tolist() == [pd.Timestamp("1985-03-04")]
    assert any("it is the month" in n for n in result.notes)


def test_dates_that_would_lie_in_the_future_decide():
    late = [dt.date(2025, 1, 12), dt.date(2025, 2, 11)]  # day first: 1 December, 2 November, after the data's last day
    early = dt.date(2025, 12, 30)
    evidence = Evidence.of((ORDERS["month-first"].format(d), 1) for d in late)
    assert evidence.order_by(early.replace(month=11, day=1)) == "month-first"
    assert evidence.order_by(early) is None


@given(st.lists(st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)), min_size=4, max_size=20))
def test_a_program_that_takes_days_for_months_is_noticed(days):
    """Excel with American settings turns every date that it can into a real one, day for month, and leaves the rest."""
    seen = [dt.date(d.year, d.day, d.month) if d.day <= 12 else f"{d:%d/%m/%Y}" for d in days]
    evidence = Evidence.of((c, 1) for c in seen)
    texts = sum(isinstance(c, str) for c in seen)
    telling = [c for c in seen if not isinstance(c, str) and c.day != c.month]
    expected = bool(texts and telling and texts + len(telling) >= 3 and any(c.day != 1 for c in telling))
    assert evidence.swapped() == expected


@given(st.dates(dt.date(2000, 1, 1), dt.date(2024, 12, 31)))
def test_swapped_dates_are_held_back_or_restored(day):
    swapped = day.day <= 12
    cell = dt.date(day.year, day.day, day.month) if swapped else day
    refused, restored = Date(swapped="refuse")(cell), Date(swapped="restore")(cell)
    assert refused.fault == ("date_swapped" if swapped and day.day != day.month else "")
    assert restored.value == pd.Timestamp(day)


@pytest.mark.parametrize(
    "cell",
    [
        "Jumat, 5 April 2024", "Jum'at, 05 April 2024 pukul 14.05 WIB", "5 April 2024 pkl. 09.00",
        "2024/04/05 9:01:02 PM GMT+7",
        "2024-04-05T10:00:00.000Z", "Semarang, 5 April 2024", "05/04/2024 14.05", "5-Apr-24", "April 5, 2024",
        "20240405",
        "05 04 2024", "5.4.2024 08:00:00", "Hari Jumat tanggal 5 April 2024", 20240405, 45387.6, "45387,6",
    ],
)  # fmt: skip
def test_long_dates_and_timestamps(cell):
    assert Date()(cell).value == pd.Timestamp("2024-04-05")


@pytest.mark.parametrize("cell", ["00/00/0000", "1900-01-00", dt.date(1900, 1, 1), "01/01/1900", True, 1e300, "5/4"])
def test_dates_of_no_time_are_no_dates(cell):
    assert Date()(cell).fault == "date_unreadable"
