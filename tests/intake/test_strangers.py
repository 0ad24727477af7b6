"""Exports of offices that the example does not show: what they hold is read, or held back, and never kept wrong."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import UserError
from analysis.intake import units
from analysis.intake.rows import clean
from intake.test_source import DECLARED, A, B, presensi, raw

C, D = "198507152010011903", "199006102023211904"
NGESREP = "Kelurahan Ngesrep"
SCORES = ["NIP", "Tahun", "Administrasi", "Pendidikan", "Kesehatan", "Lapangan"]
COMPLAINTS = ["ID", "Tanggal", "Unit", "Kategori", "Status", "Tanggal Selesai"]
SURVEY = ["Tanggal", "Unit", "Layanan", "Umur", "Jenis Kelamin", "Pendidikan", *(f"U{k}" for k in range(1, 10))]
MOVES = ["No SK", "Tanggal SK", "NIP", "Nama", "Jabatan Lama", "Unit Lama", "Jabatan Baru", "Unit Baru", "TMT"]
MOVES += ["Jenis Mutasi"]
SERVICES = ["Nomor", "Unit", "Jenis Layanan", "Diterima", "Selesai", "Standar (hari)", "Petugas (NIP)"]
SKP = ["NIP", "Periode", "Nilai", "Hasil Kerja", "Perilaku", "Predikat", "NIP Penilai"]


def days(nip=A, month="2024-03", present=20, late=1):
    return [nip, month, 22, present, late, 0]


def complaint(number="T-1", day="15/03/2024", unit=NGESREP, category="Sampah"):
    return [number, day, unit, category, "Selesai", ""]


def service(number="R-1"):
    return [number, NGESREP, "KTP", "15/03/2024", "16/03/2024", 3, A]


def answers(cells, day="15/03/2024"):
    return [day, NGESREP, "KTP", 30, "L", "S-1", *cells]


def move(kind="Rotasi", day="13/03/2025", unit="Kelurahan Sumurboto"):
    return ["800/1/2025", day, A, "W", "Analis", NGESREP, "Analis", unit, "13/04/2025", kind]


def fates(source, *tables):
    """Clean tables given as rows; return the result and what became of each row."""
    result = clean(DECLARED[source], [raw(rows, sheet=f"s{k}") for k, rows in enumerate(tables)], {})
    return result, result.fates["disposition"].astype(str).tolist()


SWAPPED = ["NIP", "Bulan", "Hari Kerja", "Tanpa Keterangan", "Terlambat", "Hadir"]
OLD, NEW = ["NIP", "Periode", "Nilai", "NIP Penilai"], [SKP[0], SKP[1], *SKP[3:]]
#: What arrives (source, then the rows of each sheet), the column looked at, and the values kept.
READ = {
    "headings in another order below": (
        "presensi", [presensi(days(), days(B)), ], [[SWAPPED, [C, "2024-03", 22, 1, 2, 19]]], "present", [20, 20, 19],
    ),
    "two tables with other columns on one sheet": (
        "skp", [[OLD, [A, "2021-S1", 85, B]]],
        [[[], NEW, [A, "2023-S1", "Sesuai", "Sesuai", "Baik", B]]], "semester", ["2021-S1", "2023-S1"],
    ),
    "months as their first days, month first": (
        "presensi", [presensi(*(days(month=f"{k:02d}/01/2024") for k in (1, 2, 3)))], [], "month",
        ["2024-01", "2024-02", "2024-03"],
    ),
    "marks of the cell above": (
        "pengaduan", [[COMPLAINTS, complaint(), complaint("T-2", '"', "idem", "s.d.a"), complaint("T-3", unit="〃")]],
        [], "unit_id", [NGESREP] * 3,
    ),
    "a nought for each formula of a repeated heading": (
        "presensi", [presensi(days(), presensi()[0], [1, 2, 3, 4, 5, 6], days(B))], [], "late", [1, 1],
    ),
    "Roman months and words for days": (
        "mutasi", [[MOVES, move(day="13-III-2025")]], [], "sk_date", [dt.datetime(2025, 3, 13)],
    ),
    "row numbers beside the numbers of the register": (
        "layanan", [[["Nomor", "Nomor Register", *SERVICES[1:]], ["1", *service()], ["2", *service("R-2")]]], [],
        "number", ["R-1", "R-2"],
    ),
    "a null of a database": ("pengaduan", [[COMPLAINTS, complaint(category=r"\N")]], [], "category", [None]),
    "one slip among many answers": (
        "skm", [[SURVEY, answers([33] + [4] * 8), *(answers([4] * 9, f"{k}/03/2024") for k in range(13, 20))]], [],
        "U1", [4] * 7,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read(name):
    source, sheets, below, column, values = READ[name]
    rows = [row for block in (*sheets, *below[0:1]) for row in block] if below else None
    result, _ = fates(source, *([rows] if rows else sheets))
    held = result.table[column].astype(object)
    assert held.where(held.notna(), None).tolist() == values


#: What arrives and is of another scale, unit or meaning than it seems: not one of these rows may be kept.
HELD = {
    "a survey of five degrees": ("skm", [[SURVEY, answers([5, 4, 3] * 3), answers([4, 5, 5] * 3, "16/03/2024")]]),
    "a survey that begins at nought": ("skm", [[SURVEY, answers([0, 1, 3] * 3), answers([3] * 9, "16/03/2024")]]),
    "percentages where days belong": ("presensi", [presensi(days(late="5%"), days(B, late="10 %"))]),
    "an identifier in scientific notation": ("pengaduan", [[COMPLAINTS, complaint("1,23457E+15")]]),
    "an identifier of sixteen digits as a number": ("pengaduan", [[COMPLAINTS, complaint(3374123456789010.0)]]),
    "a date long after the data end": ("pengaduan", [[COMPLAINTS, complaint(day="15/03/2052")]]),
    "a month long after the data end": ("presensi", [presensi(days(month="2052-03"))]),
    "an agency of the province": ("pengaduan", [[COMPLAINTS, complaint(unit="Dinas Kesehatan Provinsi Jawa Tengah")]]),
    "a day on which nothing can have been finished": ("pengaduan", [[COMPLAINTS, [*complaint()[:5], "31/02/2024"]]]),
    "a column of row numbers beside two of identifiers": (
        "layanan", [[["Nomor", "Nomor Register", "No Permohonan", *SERVICES[1:]], ["1", "R-1", "P-7", *service()[1:]],
                     ["2", "R-2", "P-8", *service()[1:]]]],
    ),
    "who came from elsewhere": ("mutasi", [[MOVES, move("Mutasi Masuk dari Kab. Demak")]]),
    "a move that was put off": ("mutasi", [[MOVES, move("Rotasi ditunda")]]),
    "what is not the programme": ("mutasi", [[MOVES, move("Selain program")]]),
    "real dates of January alone": (
        "presensi", [presensi(*(days(month=dt.datetime(2024, 1, k)) for k in (2, 3, 4)))]
    ),
    "the last rows, broken in every column": (
        "presensi", [presensi(["xxxx", "abc", "n", "n", "n", "n"], ["yyyy", "abc", "n", "n", "n", "n"])]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HELD)
def test_what_means_something_else_is_held_back(name):
    source, sheets = HELD[name]
    _, dispositions = fates(source, *sheets)
    assert dispositions == ["quarantined"] * (len(sheets[0]) - 1)


def test_scores_of_another_scale_on_a_sheet_or_in_a_column_are_held_back():
    tens = [[n, 2023, 8.5, 7, 6.5, 9] for n in (A, B, C)]
    hundreds = [[n, 2024, 85, 70, 65, 90] for n in (A, B, C)]
    result, dispositions = fates("kompetensi", [SCORES, *tens], [SCORES, *hundreds])
    assert dispositions == ["quarantined"] * 3 + ["kept"] * 3
    assert any("'s0'" in note and "scale" in note for note in result.notes)
    mixed = [[n, 2024, score, 70, 65, 90] for n, score in zip((A, B, C), (8.5, 8.1, 7.9), strict=True)]
    assert fates("kompetensi", [SCORES, *mixed])[1] == ["quarantined"] * 3


def test_dates_that_go_on_with_the_day_after_the_year_are_not_read_month_second():
    rows = [complaint(f"T-{k}", f"2024-{k:02d}-03") for k in range(1, 25)]
    result, _ = fates("pengaduan", [COMPLAINTS, *rows])
    assert result.table["number"].tolist() == ["T-3"]  # the third of March either way
    assert any("go on with the day" in note for note in result.notes)


def test_a_sheet_without_headings_goes_on_with_the_one_before_it():
    result, dispositions = fates("presensi", presensi(days(month="2024-01")), [days(), days(B)], [["dicetak", "admin"]])
    assert dispositions == ["kept"] * 3
    assert any("go on with those" in note for note in result.notes)


def test_a_table_below_that_lacks_columns_stops_the_file():
    with pytest.raises(UserError, match="Hari Kerja"):
        fates("presensi", presensi(days(), ["NIP", "Bulan", "Hadir"], [B, "2024-03", 20]))


@pytest.mark.parametrize("heading", ["Terlambat (%)", "Terlambat (menit)", "Persentase Terlambat"])
def test_a_heading_of_another_unit_is_neither_taken_nor_proposed(heading):
    with pytest.raises(UserError, match="Terlambat") as refusal:
        fates("presensi", [[*presensi()[0][:4], heading, "Tanpa Keterangan"], days()])
    assert not refusal.value.proposals


def test_a_heading_of_scores_may_show_a_percent_sign():
    result, _ = fates("kompetensi", [[*SCORES[:2], *(f"{s} (%)" for s in SCORES[2:])], [A, 2024, 85, 70, 65, 90]])
    assert result.table["score_administrasi"].tolist() == [85]


def test_a_last_line_that_another_mark_divides_is_no_foot_of_a_page():
    _, dispositions = fates("presensi", presensi(days(), [",".join(map(str, days(B)))]))
    assert dispositions == ["kept", "quarantined"]


@pytest.mark.parametrize(
    ("place", "cell", "unit_id"),
    [("91.71", "Kampung Tobati", "Desa Tobati"), ("11.71", "Gp. Lamdingin", "Desa Lamdingin"),
     ("91.71", "Kantor Distrik Abepura", "Kecamatan Abepura")],
)  # fmt: skip
def test_desa_and_kecamatan_go_by_the_names_of_their_province(place, cell, unit_id):
    assert units.default(place)(cell).value == unit_id


# -- files


def excel(rows, options=None):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, options or {})
    sheet = book.add_worksheet("Data")
    percent = book.add_format({"num_format": "0%"})
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("="):
                sheet.write_formula(r, c, cell, None, 20 if "+" in cell else 0)
            elif isinstance(cell, str):
                sheet.write_string(r, c, cell)
            else:
                sheet.write_number(r, c, cell, percent if isinstance(cell, float) and 0 < cell < 1 else None)
    book.close()
    return content.getvalue()


def cleaned(tmp_path, source, name, content):
    from analysis.intake import clean_export

    path = tmp_path / name
    path.write_bytes(content)
    return clean_export(source, path, last="2025-S2")


def test_formulas_for_which_a_program_wrote_noughts_are_not_read(tmp_path):
    with pytest.raises(UserError, match="formulas without results"):
        cleaned(tmp_path, "presensi", "presensi.xlsx", excel(presensi(days(present="=C2-2"))))
    table = cleaned(tmp_path, "presensi", "presensi.xlsx", excel(presensi(days(present="=C2-2+0")))).table
    assert table["present"].tolist() == [20]


def test_days_counted_from_1904_are_read_so(tmp_path):
    rows = [COMPLAINTS, complaint(day=45366 - 1462)]
    table = cleaned(tmp_path, "pengaduan", "pengaduan.xlsx", excel(rows, {"date_1904": True})).table
    assert table["received"].tolist() == [dt.datetime(2024, 3, 15)]


def test_cells_shown_as_percentages_are_no_days(tmp_path):
    done = cleaned(tmp_path, "presensi", "presensi.xlsx", excel(presensi(days(late=0.05), days(B, late=0.1))))
    assert done.fates["rule"].tolist() == ["number_unreadable"] * 2


def test_text_with_more_cells_than_headings_is_not_shifted(tmp_path):
    rows = [",".join(SCORES), f"{A},2024,85,5,70,5,60,5,90,5", f"{B},2024,85,5,70,5,60,5,90,5"]
    done = cleaned(tmp_path, "kompetensi", "kompetensi.csv", "\n".join(rows).encode())
    assert done.fates["rule"].tolist() == ["too_many_cells"] * 2


def test_numbers_written_as_formulas_keep_their_digits(tmp_path):
    rows = [";".join(presensi()[0]), f'="{A}";2024-03;22;20;1;0']
    assert cleaned(tmp_path, "presensi", "presensi.csv", "\n".join(rows).encode()).table["nip"].tolist() == [A]


def test_fields_of_a_form_say_what_is_chosen_and_hidden_rows_are_named(tmp_path):
    def row(cells, tag="td", style=""):
        return f"<tr style='{style}'>" + "".join(f"<{tag}>{c}</{tag}>" for c in cells) + "</tr>"

    choice = "<select><option>Hadir</option><option selected>Tidak Hadir</option></select>"
    head = row(["Tanggal", "Topik", "NIP", "Nama", "Hadir"], "th")
    first = row(["15/03/2025", "Etika", A, "W", choice])
    second = row(["15/03/2025", "Etika", B, "R", "<input type=checkbox checked>"], style="display: none")
    done = cleaned(tmp_path, "sosialisasi", "sosialisasi.html", f"<table>{head}{first}{second}</table>".encode())
    assert done.table["attended"].tolist() == [False, True]
    assert any("hidden on the page" in line for line in done.messages)


def test_members_of_one_archive_that_contradict_each_other_are_named(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for k, present in enumerate((20, 19)):
            rows = [presensi()[0], days(present=present)]
            archive.writestr(f"{k}.csv", "\n".join(";".join(map(str, row)) for row in rows))
    done = cleaned(tmp_path, "presensi", "presensi.zip", content.getvalue())
    assert any("differ from a later row" in line for line in done.messages)


ROW = st.one_of(
    st.builds(days, st.sampled_from([A, B, C, D, "x", "199301242016031900000", "", '"']), st.sampled_from(
        ["2024-03", "Maret 2024", "2024", "", "idem", "01/03/2024"]), st.sampled_from([20, "-", "20,0", "5%", 99]),
        st.sampled_from([1, "", "1 kali"])),
    st.just([""] * 6),
)  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=12), st.integers(0, 3), st.booleans())
def test_every_row_that_holds_anything_is_accounted_for(rows, titles, signed):
    foot = [[""] * 6, ["", "", "", "", "Kepala Dinas", ""], ["", "", "", "", f"NIP. {B}", ""]] if signed else []
    table = [["LAPORAN"]] * titles + presensi(days(), *rows, days(B, "2024-05")) + foot
    result, dispositions = fates("presensi", table)
    filled = sum(any(cell != "" for cell in row) for row in rows) + 2
    assert len(dispositions) == filled
    assert len(result.table) == sum(d in ("kept", "corrected") for d in dispositions)
    assert result.layout["layout_rows"].sum() == (2 if signed else 0)
