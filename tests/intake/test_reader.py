import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from analysis.errors import UserError
from analysis.intake.reader import read

ROWS = [["NIP", "Nama"], ["199301242016031900", "Wanura Simulasi"], ["199301242016031901", "Rakés Simulasi"]]


def cells(path):
    (table,) = read(path, path.name)
    return table.cells.iloc[:, :2].to_numpy().tolist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_text_in_any_separator_and_encoding(tmp_path, separator, encoding):
    path = tmp_path / "x.csv"
    path.write_bytes("\r\n".join(separator.join(r) for r in ROWS).encode(encoding))
    assert cells(path) == ROWS


def test_a_workbook_keeps_text_as_text_and_names_its_sheets(tmp_path):
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("SK 1", "SK 2"):
        sheet = book.add_worksheet(name)
        for r, row in enumerate(ROWS):
            sheet.write_row(r + 2, 0, row)
    book.close()
    tables = list(read(path, "x.xlsx"))
    assert [t.sheet for t in tables] == ["SK 1", "SK 2"]
    assert tables[0].cells.loc[4].tolist() == ROWS[1]  # the row number is the one that a person sees


def test_html_wearing_the_name_of_a_spreadsheet(tmp_path):
    path = tmp_path / "x.xls"
    body = "".join("<tr>" + "".join(f"<td> {c}</td>" for c in r) + "</tr>" for r in ROWS)
    path.write_text(f"<html><meta charset='utf-8'><table>{body}</table></html>", encoding="utf-8")
    assert cells(path) == ROWS


@pytest.mark.parametrize("name", ["binary.xls", "open.ods"])
def test_older_and_open_workbooks(name):
    (table,) = read(Path(__file__).parent / "files" / name, name)
    assert table.sheet == "SK 1"
    assert table.cells.loc[3].tolist() == ["199301242016031900", "05/03/2024", 85.25]


def test_an_archive_holds_files(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b.csv", "c;d\n3;4\n")
        archive.writestr("a.csv", "a;b\n1;2\n")
    assert [t.file for t in read(path, "x.zip")] == ["x.zip/a.csv", "x.zip/b.csv"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.xlsx", b"", "is empty"),
        ("x.xlsx", b"PK\x03\x04 nonsense", "not a readable spreadsheet"),
        ("x.zip", b"nonsense", "cannot be unpacked"),
        ("x.pdf", b"%PDF", "are not read"),
        ("x.xls", b"<html><p>login</p></html>", "without a table"),
    ],
)
def test_unreadable_files_are_named_with_what_to_do(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=words) as caught:
        list(read(tmp_path / name, name))
    assert name in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match=r"gone\.csv"):
        list(read(tmp_path / "gone.csv", "gone.csv"))
