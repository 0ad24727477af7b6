"""For any table, in any format: what was written is what is read. And no bytes make a traceback."""

import io
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import UserError
from analysis.intake.reader import SPREADSHEETS, TEXTS, read
from analysis.intake.values import is_missing, text_of
from analysis.simulate.writers import Table, marked, write_csv, write_html_xls, write_xlsx

CELL = st.text(
    # characters that nobody sees are dropped on purpose: see test_invisible_characters_are_dropped
    st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp"), blacklist_characters="\u00a0\u0085"),
    min_size=1,
    max_size=12,
).map(lambda t: " ".join(t.split()) or "x")
LATIN = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)


def tables(cells):
    return st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=2, max_size=6)
    )


def written(rows):
    return marked(pd.DataFrame(rows[1:], columns=[f"k{i}" for i in range(len(rows[0]))]))


def cells(path):
    (table,) = read(path, path.name)
    return [[text_of(c) for c in row] for row in table.cells.itertuples(index=False, name=None)]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(tables(CELL), st.sampled_from([";", ",", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_delimited_text(rows, separator, encoding):
    frame = written(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        write_csv(path, Table(frame, ""), [], separator, encoding)
        header = list(frame.columns[:-2])
        assert cells(path) == [header, *frame[header].values.tolist()]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(tables(LATIN), st.sampled_from([";", ",", "\t"]))
def test_windows_1252(rows, separator):
    rows[1][0] = "Rakés – “Simulasi”"
    frame = written(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        write_csv(path, Table(frame, ""), [], separator, "cp1252")
        assert cells(path)[1][0] == rows[1][0]


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=30)  # three files each
@given(tables(CELL))
def test_workbooks_web_pages_and_parquet(rows):
    frame = written(rows)
    header = list(frame.columns[:-2])
    expected = [header, *frame[header].values.tolist()]
    with tempfile.TemporaryDirectory() as folder:
        book, web, parquet = (Path(folder) / f"x.{kind}" for kind in ("xlsx", "xls", "parquet"))
        write_xlsx(book, [Table(frame, "S")], [])
        write_html_xls(web, Table(frame, ""), [])
        frame[header].to_parquet(parquet)
        for path in (book, web, parquet):
            assert cells(path) == expected, path.suffix


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_tab_separated_text_wearing_the_name_of_a_spreadsheet(tmp_path, encoding):
    path = tmp_path / "x.xls"
    path.write_bytes("NIP\tNama\n199301242016031900\tRakés\n".encode(encoding))
    assert cells(path) == [["NIP", "Nama"], ["199301242016031900", "Rakés"]]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_decimal_commas_are_not_taken_for_separators(tmp_path, separator):
    path = tmp_path / "x.csv"
    rows = [["a", "b", "c"], ["85,25", "1,5, 2,5", "3,1"], ["85,25", "1,5, 2,5", "3,1"]]
    path.write_text("\n".join(separator.join(r) for r in rows))
    assert cells(path) == rows


def test_rows_wider_or_narrower_than_the_table_keep_their_place(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("LAPORAN\n\na;b;c\n1;2;3\n4;5;6;7\n\n8;9;10\nJumlah;2\n")
    (table,) = read(path, "x.csv")
    assert table.cells.index.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert table.cells.loc[7].tolist() == ["8", "9", "10"]
    assert [c for c in table.cells.loc[8] if not is_missing(c)] == ["Jumlah", "2"]
    assert table.crowded == {5}


@given(st.binary(max_size=400), st.sampled_from([*SPREADSHEETS, *TEXTS, ".zip", ".parquet", ".docx"]), st.booleans())
def test_no_bytes_make_a_traceback(content, suffix, like_a_workbook):
    if like_a_workbook:
        buffer = io.BytesIO()
        pd.DataFrame({"a": [1]}).to_excel(buffer, index=False, engine="xlsxwriter")
        whole = buffer.getvalue()
        content = whole[: len(whole) // 2] + content
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{suffix}"
        path.write_bytes(content)
        try:
            list(read(path, path.name))
        except UserError as error:
            assert path.name in str(error)
