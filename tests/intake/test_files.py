"""Faults that files arrive with, drawn at random: nothing is read wrongly, and every line or row is accounted for."""

import io
import tempfile
import zipfile
from itertools import pairwise
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import UserError
from analysis.intake import clean_export
from analysis.intake.reader import read

FEW = settings(max_examples=6)
HEAD = ["NIP", "Bulan", "Hari Kerja", "Hadir", "Terlambat", "Tanpa Keterangan"]
MONTHS = [f"2024-{m:02d}" for m in range(1, 13)]


def person(k):
    return f"198501{1 + k % 28:02d}2010011{900 + k}"


def lines(count):
    return [[person(k), MONTHS[k % 12], "22", str(10 + k % 12), "1", "0"] for k in range(count)]


def cleaned(content, name="presensi.csv", source="presensi"):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return clean_export(source, path)


def text(rows, separator=";"):
    return "\r\n".join(separator.join(r) for r in rows) + "\r\n"


def balanced(done, read_rows):
    account = done.account.iloc[0]
    assert account["read"] == read_rows == len(done.fates)
    assert account[["kept", "corrected", "merged", "quarantined"]].sum() == read_rows
    assert len(done.table) == account["kept"] + account["corrected"]


def workbook(rows, **formats):
    """Write rows into a workbook; return its bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for sheet, cells in (rows if isinstance(rows, dict) else {"Data": rows}).items():
        page = book.add_worksheet(sheet)
        for r, row in enumerate(cells):
            page.write_row(r, 0, row)
        if sheet in formats.get("hidden", ()):
            page.hide()
        else:
            page.activate()  # the active sheet cannot be hidden, and the first is active at first
    book.close()
    return buffer.getvalue()


# -- text


COMPLAINTS = ["ID", "Tanggal", "Unit", "Kategori", "Status", "Tanggal Selesai"]


def complaint(k, category="Sarana"):
    return [
        f"LH{k:03d}",
        f"{1 + k % 27:02d}/01/2024",
        "Kelurahan Ngesrep",
        category,
        "Selesai",
        f"{2 + k % 27:02d}/01/2024",
    ]


@FEW
@given(st.integers(3, 12), st.data())
def test_a_quotation_mark_that_is_never_closed_loses_no_line(count, data):
    rows = [complaint(k) for k in range(count)]
    at = data.draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=3, unique=True))
    for k in at:
        rows[k][3] = '"' + rows[k][3]
    for k in data.draw(st.lists(st.integers(0, count - 1), max_size=2)):
        if k not in at:
            rows[k][3] = data.draw(st.sampled_from(['Lampu 3" putus', '"Jalan; rusak"', '"Kata ""rusak"""', '""']))
    done = cleaned(text([COMPLAINTS, *rows]).encode(), "pengaduan.csv", "pengaduan")
    balanced(done, count)
    assert done.table["number"].tolist() == [f"LH{k:03d}" for k in range(count)]
    assert done.table["finished"].dt.day.tolist() == [2 + k % 27 for k in range(count)]
    named = next(m for m in done.messages if "never closed" in m)
    assert all(str(k + 2) in named for k in at)


@FEW
@given(
    st.lists(
        st.lists(st.sampled_from(["gelap", "dan licin,", "tolong; segera", ""]), min_size=1, max_size=4),
        min_size=2,
        max_size=6,
    )
)
def test_a_cell_of_several_lines_is_one_cell(texts):
    rows = [complaint(k, '"Jalan ' + "\n".join(t) + '"') for k, t in enumerate(texts)]
    done = cleaned(text([COMPLAINTS, *rows]).encode(), "pengaduan.csv", "pengaduan")
    balanced(done, len(texts))
    assert done.fates["disposition"].eq("kept").all()
    assert not [m for m in done.messages if "never closed" in m]
    assert done.fates["row"].tolist() == list(range(2, len(texts) + 2))  # rows as a spreadsheet counts them


@FEW
@given(
    st.integers(1, 8),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from(["\r\n", "\n", "\r"]),
    st.booleans(),
)
def test_encodings_separators_and_line_ends(count, encoding, separator, end, announced):
    body = end.join(separator.join(r) for r in [HEAD, *lines(count)]) + end
    if announced:
        body = f"sep={separator}{end}" + body
    done = cleaned(body.encode(encoding))
    balanced(done, count)
    assert done.table["nip"].tolist() == [person(k) for k in range(count)]
    assert done.fates["row"].tolist() == list(range(2, count + 2))


INVISIBLE = ["\u200b", "\u200e", "\ufeff", "\u00ad", "\u2060", "\x00", "\u200d", "\u202c", "_x000D_", "\r"]


@FEW
@given(st.data())
def test_characters_that_nobody_sees_change_nothing(data):
    rows = lines(4)
    for row in rows:
        k = data.draw(st.integers(0, 5))
        at = data.draw(st.sampled_from([0, len(row[k])]))
        mark = data.draw(st.sampled_from(INVISIBLE[:8]))
        row[k] = row[k][:at] + mark + row[k][at:]
    clean = cleaned(text([HEAD, *lines(4)]).encode())
    done = cleaned(text([HEAD, *rows]).encode("utf-8"))
    balanced(done, 4)
    pd.testing.assert_frame_equal(done.table.drop(columns="repaired"), clean.table.drop(columns="repaired"))


@FEW
@given(st.integers(2, 6), st.sampled_from([";", ",", "\t"]), st.integers(0, 3), st.booleans())
def test_text_left_in_one_column_of_a_sheet_is_divided(count, separator, above, quoted):
    rows = [["REKAP"]] * above + [[separator.join(r)] for r in [HEAD, *lines(count)]]
    done = cleaned(workbook(rows), "presensi.xlsx")
    balanced(done, count)
    assert done.fates["row"].tolist() == list(range(above + 2, above + 2 + count))
    if quoted and separator != "\t":
        wrapped = "\r\n".join('"' + separator.join(r) + '"' for r in [HEAD, *lines(count)])
        balanced(cleaned(wrapped.encode()), count)


def test_semicolon_text_that_was_divided_at_its_decimal_commas_is_put_together_again():
    head = "NIP;Tahun;administrasi;pendidikan;kesehatan;lapangan"
    rows = [[head], [f"{person(1)};2024;81", "5;70;60;50"], [f"{person(2)};2024;80;70;60;50"]]
    done = cleaned(workbook(rows), "kompetensi.xlsx", "kompetensi")
    assert done.table["score_administrasi"].tolist() == [81.5, 80.0]


# -- workbooks


@FEW
@given(st.integers(2, 8), st.data())
def test_a_cell_merged_down_holds_for_all_its_rows(count, data):
    head = ["No SK", "Tanggal SK", "NIP", "Nama", "Jabatan Lama", "Unit Lama", "Jabatan Baru", "Unit Baru", "TMT"]
    head += ["Jenis Mutasi"]
    cuts = sorted(data.draw(st.sets(st.integers(1, count - 1), max_size=2)) | {0, count})
    beyond = data.draw(st.integers(0, 2))
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("SK")
    sheet.write_row(0, 0, head)
    for k in range(count):
        row = [
            person(k),
            f"Orang {'ABCDEFGHIJ'[k]} Fiktif",
            "Analis",
            "Kelurahan Jabungan",
            "Analis",
            "Kelurahan Ngesrep",
        ]
        sheet.write_row(k + 1, 2, row)
    for number, (first, end) in enumerate(pairwise(cuts)):
        last = end + (beyond if end == count else 0)
        for column, value in (
            (0, f"800/00{number + 11}/2024"),
            (1, "25/03/2024"),
            (8, "28/03/2024"),
            (9, "Program Mutasi"),
        ):
            if last - first > 1:
                sheet.merge_range(first + 1, column, last, column, value)
            else:
                sheet.write(first + 1, column, value)
    book.close()
    done = cleaned(buffer.getvalue(), "mutasi.xlsx", "mutasi")
    balanced(done, count)
    wanted = [f"800/00{n + 11}/2024" for n, (a, b) in enumerate(pairwise(cuts)) for _ in range(b - a)]
    assert done.table["sk_number"].tolist() == wanted
    assert done.fates["disposition"].eq("kept").all()


@FEW
@given(st.lists(st.booleans(), min_size=2, max_size=4))
def test_hidden_sheets_are_left_out_and_named(hidden):
    rows = {f"S{k}": [HEAD, lines(4)[k]] for k in range(len(hidden))}
    names = [f"S{k}" for k, h in enumerate(hidden) if h]
    if all(hidden):
        hidden, names = [False, *hidden[1:]], names[1:]  # a workbook shows one sheet at least
    done = cleaned(workbook(rows, hidden=names), "presensi.xlsx")
    balanced(done, hidden.count(False))
    for k, is_hidden in enumerate(hidden):
        assert any(f"sheet 'S{k}' is hidden" in m for m in done.messages) == is_hidden


@FEW
@given(
    st.lists(st.integers(110, 1000), min_size=4, max_size=12), st.sampled_from(["0%", "0.0%", '0.00" "%', "[Red]0%"])
)
def test_numbers_shown_as_percentages_are_read_as_shown(scores, code):
    scores = scores[: len(scores) // 4 * 4]
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, percent = book.add_worksheet(), book.add_format({"num_format": code})
    sheet.write_row(0, 0, ["NIP", "Tahun", "administrasi", "pendidikan", "kesehatan", "lapangan"])
    for k, score in enumerate(scores):
        if k % 4 == 0:
            sheet.write_row(k // 4 + 1, 0, [person(k), 2024])
        sheet.write_number(k // 4 + 1, 2 + k % 4, score / 1000, percent)
    book.close()
    done = cleaned(buffer.getvalue(), "kompetensi.xlsx", "kompetensi")
    got = done.table[["score_administrasi", "score_pendidikan", "score_kesehatan", "score_lapangan"]].to_numpy().ravel()
    assert got.tolist() == pytest.approx([score / 10 for score in scores])


ERRORS = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"]


@FEW
@given(st.integers(2, 6), st.data())
def test_error_cells_and_formulas_never_calculated_are_no_values(count, data):
    book = openpyxl.Workbook()
    for row in [HEAD, *lines(count)]:
        book.active.append(row)
    at = data.draw(st.integers(0, count - 1))
    column = data.draw(st.integers(0, 5))
    cell = book.active.cell(at + 2, column + 1)
    uncalculated = data.draw(st.booleans())
    cell.value = "=A1&B1" if uncalculated else data.draw(st.sampled_from(ERRORS))
    if not uncalculated:
        cell.data_type = "e"
    buffer = io.BytesIO()
    book.save(buffer)
    if uncalculated:
        with pytest.raises(UserError, match="formulas without results") as caught:
            cleaned(buffer.getvalue(), "presensi.xlsx")
        assert HEAD[column] in str(caught.value) and "sheet 'Sheet'" in str(caught.value)
    else:
        done = cleaned(buffer.getvalue(), "presensi.xlsx")
        balanced(done, count)
        assert done.fates["disposition"].tolist().index("quarantined") == at
        assert done.fates["column"].iloc[at] == ["nip", "month", "days", "present", "late", "absent"][column]


def test_a_total_that_was_never_calculated_hinders_nothing():
    book = openpyxl.Workbook()
    for row in [HEAD, *lines(3), ["Jumlah", None, "=SUM(C2:C4)", "=SUM(D2:D4)", None, None]]:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    done = cleaned(buffer.getvalue(), "presensi.xlsx")
    balanced(done, 3)
    assert done.account["layout_rows"].tolist() == [1]


def test_hidden_rows_are_read_and_said():
    book = openpyxl.Workbook()
    for row in [HEAD, *lines(4)]:
        book.active.append(row)
    for r in (3, 4):
        book.active.row_dimensions[r].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    done = cleaned(buffer.getvalue(), "presensi.xlsx")
    balanced(done, 4)
    assert any("2 rows are hidden" in m for m in done.messages)


def test_a_workbook_with_a_password_says_what_to_do():
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptionInfo".encode("utf-16-le") + b"\x00" * 600
    with pytest.raises(UserError, match="password"):
        cleaned(content, "presensi.xlsx")


# -- web pages and XML


@st.composite
def spanned(draw):
    """Draw a table of cells that span rows and columns, and what a browser shows in each place."""
    height, width = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    shown = [["" for _ in range(width)] for _ in range(height)]
    taken, rows = set(), []
    for r in range(height):
        cells = []
        for c in range(width):
            if (r, c) in taken:
                continue
            free = next((k for k in range(c, width) if (r, k) in taken), width) - c
            across = draw(st.integers(1, free))
            down = draw(st.integers(1, height - r))
            taken |= {(r + i, c + j) for i in range(down) for j in range(across)}
            for i in range(down):
                shown[r + i][c] = f"x{r}{c}"
            cells.append((f"x{r}{c}", down, across))
        rows.append(cells)
    return shown, rows


@FEW
@given(spanned())
def test_spans_are_laid_out_as_a_browser_does(drawn):
    shown, rows = drawn
    html = "".join(
        "<tr>" + "".join(f"<td rowspan={d} colspan='{a}'> {t}<!-- x --></td>" for t, d, a in row) + "</tr>"
        for row in rows
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.xls"
        path.write_text(f"<html><body><table>{html}</table></body></html>", encoding="utf-8")
        (table,) = read(path, "x.xls")
    assert table.cells.astype(object).to_numpy().tolist() == shown


XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style></Styles>{sheets}</Workbook>"""


def xml_row(cells, index=""):
    return f"<Row{index}>" + "".join(f'<Cell><Data ss:Type="String">{c}</Data></Cell>' for c in cells) + "</Row>"


@FEW
@given(st.integers(1, 6), st.integers(0, 4), st.booleans())
def test_xml_spreadsheet_2003(count, gap, hidden):
    rows = [*map(xml_row, [HEAD, *lines(count)])]
    rows[1] = xml_row(lines(1)[0], f' ss:Index="{2 + gap}"')
    sheets = f'<Worksheet ss:Name="Rekap"><Table>{"".join(rows)}</Table></Worksheet>'
    if hidden:
        sheets += (
            f'<Worksheet ss:Name="Lama"><Table>{"".join(rows)}</Table><WorksheetOptions '
            'xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>'
        )
    done = cleaned(XML.format(sheets=sheets).encode(), "presensi.xls")
    balanced(done, count)
    assert done.fates["row"].tolist() == list(range(2 + gap, 2 + gap + count))
    assert any("'Lama' is hidden" in m for m in done.messages) == hidden


def test_a_web_page_packed_for_mail_is_read():
    table = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in [HEAD, *lines(2)])
    page = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"<html><body><table>{table}</table></body></html>\r\n--b--\r\n"
    )
    balanced(cleaned(page.encode(), "presensi.xls"), 2)


# -- archives and Parquet

STRAY = [
    "__MACOSX/._a.csv",
    ".DS_Store",
    "rekap/.DS_Store",
    "rekap/Thumbs.db",
    "desktop.ini",
    "~$presensi.xlsx",
    "x/._b.xlsx",
]


@FEW
@given(st.lists(st.sampled_from(STRAY), unique=True), st.booleans(), st.booleans())
def test_stray_members_of_an_archive_are_passed_over(stray, letter, nested):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("rekap/presensi-b.csv", text([HEAD, *lines(4)[2:]]))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("rekap/2024/presensi-a.csv", text([HEAD, *lines(2)]))
        for member in stray:
            archive.writestr(member, b"\x00\x05\x16\x07junk")
        if letter:
            archive.writestr("Surat pengantar.pdf", b"%PDF-1.4")
        if nested:
            archive.writestr("lagi.zip", inner.getvalue())
    done = cleaned(buffer.getvalue(), "presensi.zip")
    assert len(done.fates) == len(done.table) == (4 if nested else 2)
    assert any("Surat pengantar.pdf" in m for m in done.messages) == letter


def test_an_archive_without_a_table_says_what_was_seen():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("Surat pengantar.pdf", b"%PDF-1.4")
    with pytest.raises(UserError, match=r"holds no table \(seen: Surat pengantar\.pdf\)"):
        cleaned(buffer.getvalue(), "presensi.zip")


@pytest.mark.parametrize("index", [["NIP"], ["NIP", "Tahun"], []])
def test_parquet_keeps_the_columns_of_its_index(index):
    frame = pd.DataFrame(
        {"NIP": [int(person(1)), int(person(2))], "Tahun": [2024, None], "administrasi": [80.5, 70]}
    ).assign(pendidikan=1, kesehatan=2, lapangan=3)
    frame["NIP"] = frame["NIP"].astype("Int64")
    buffer = io.BytesIO()
    (frame.set_index(index) if index else frame).to_parquet(buffer)
    done = cleaned(buffer.getvalue(), "kompetensi.parquet", "kompetensi")
    balanced(done, 2)
    assert done.table["nip"].tolist() == [person(1)]
    assert done.fates["rule"].tolist() == ["", "required_missing"]


# -- words


def test_headings_without_a_row_are_refused_with_what_may_be_the_cause():
    with pytest.raises(UserError, match="no row of data below them") as caught:
        cleaned(text([HEAD]).encode())
    assert "absent" in str(caught.value)


def test_a_sheet_without_rows_beside_one_that_has_some_is_named():
    done = cleaned(workbook({"Jan": [HEAD, *lines(2)], "Feb": [HEAD]}), "presensi.xlsx")
    balanced(done, 2)
    assert any("sheet 'Feb'" in m and "no row" in m for m in done.messages)


def test_one_call_names_all_that_is_wrong_with_all_files(tmp_path):
    (tmp_path / "a.csv").write_text(text([["NIP", "Bulan", "Hari Kerja", "Hadir"], *lines(2)]))
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 nonsense")
    (tmp_path / "c.csv").write_text(text([HEAD, *lines(2)]))
    with pytest.raises(UserError) as caught:
        clean_export("presensi", [tmp_path / "a.csv", tmp_path / "b.xlsx", tmp_path / "gone.csv", tmp_path / "c.csv"])
    said = str(caught.value).splitlines()
    assert len(said) == 3
    assert "a.csv: no columns 'Terlambat', 'Tanpa Keterangan'" in said[0] and "NIP; Bulan" in said[0]
    assert said[1].startswith("b.xlsx") and said[2].startswith("gone.csv")


def test_a_column_that_is_missed_is_looked_for_among_the_free_headings():
    head = [*HEAD[:4], "Terlambat dinas", HEAD[5]]
    with pytest.raises(UserError, match=r"Perhaps 'Terlambat dinas' is late") as caught:
        cleaned(text([head, *lines(3)]).encode())
    (proposal,) = caught.value.proposals
    assert (proposal.source, proposal.column, proposal.header) == ("presensi", "late", "Terlambat dinas")


def test_a_file_of_which_most_rows_are_held_back_is_said_loudly():
    rows = [[r[0], "bulan lalu", *r[2:]] for r in lines(6)]
    done = cleaned(text([HEAD, *rows]).encode())
    assert done.messages[0].startswith("WARNING: presensi.csv: 6 of 6 rows are held back (period_unreadable 6)")


def test_no_message_and_no_fate_shows_a_number_or_a_name():
    rows = [["199301242016031901x", "Wanura Fiktif", "bulan"], ["19930124", "Rakesi Fiktif", "2024-01-15"]]
    head = ["Tanggal", "Topik", "NIP", "Nama", "Hadir"]
    body = text([head, *([r[2], "Topik", r[0], r[1], "Hadir"] for r in rows)])
    done = cleaned(body.encode(), "sosialisasi.csv", "sosialisasi")
    shown = done.fates.to_csv() + "\n".join(done.messages) + done.account.to_csv() + done.matches.to_csv()
    assert "Fiktif" not in shown and "19930124" not in shown
    assert done.fates["value"].tolist()[1] == "(data pribadi, lihat berkas)"


def test_the_call_says_what_it_cannot_do(tmp_path):
    path = tmp_path / "presensi.csv"
    path.write_text(text([HEAD, *lines(1)]))
    with pytest.raises(UserError, match="there is no export 'absen'; choose from pegawai"):
        clean_export("absen", path)
    with pytest.raises(UserError, match="'2026' is not a semester"):
        clean_export("presensi", path, last="2026")
    with pytest.raises(UserError, match="no file was given"):
        clean_export("presensi", [])
