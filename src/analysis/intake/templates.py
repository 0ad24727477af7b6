"""A template workbook for each export: its columns, which of them are needed, their other names, and an example row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import xlsxwriter

from analysis.domain.places import reference
from analysis.intake.source import Column, Source

#: Number of an invented officer; nobody bears it, and a row with it is an example that was left in.
EXAMPLE_NIP = "199912312023011999"
_RATER = "198001012005011999"
_SAID = "Contoh"

#: Example values by column, the same in every export that has it.
_SHARED = {
    "nip": EXAMPLE_NIP,
    "rater": _RATER,
    "staff": EXAMPLE_NIP,
    "name": f"{_SAID} Nama",
    "birth": "31/12/1999",
    "sex": "L",
    "grade": "III/a",
    "grade_since": "01/01/2023",
    "post_kind": "Pelaksana",
    "post": "Analis Pelayanan",
    "post_from": "Analis Pelayanan",
    "post_to": "Pengelola Data",
    "post_since": "01/01/2023",
    "education": "S-1",
    "education_min": "S-1",
    "field_of_study": "Administrasi Publik",
    "status": "PNS",
    "sk_number": "800/0000/2024",
    "sk_date": "11/03/2024",
    "tmt": "01/04/2024",
    "kind": "Program Mutasi",
    "semester": "2024-S1",
    "result": "Sesuai Ekspektasi",
    "conduct": "Sesuai Ekspektasi",
    "predikat": "Baik",
    "month": "2024-01",
    "days": "22",
    "present": "21",
    "late": "1",
    "absent": "0",
    "year": "2024",
    "service": "Kartu Keluarga",
    "received": "15/01/2024",
    "finished": "17/01/2024",
    "standard": "3",
    "category": "Waktu layanan",
    "date": "15/01/2024",
    "age": "35",
    "themes": "",
    "respondent": f"{_SAID} 1",
    "topic": "Pengenalan program mutasi",
    "attended": "Hadir",
    "programme": f"{_SAID} posyandu bersama",
    "sectors": "Kesehatan",
    "start": "15/01/2024",
    "end": "15/06/2024",
    "sector": "administrasi",
    "grade_min": "III/a",
    "competence_min": "70",
    "field_load": "2",
}
#: Where an export's column holds something else.
_OWN = {
    ("skp", "number"): "",  # of the years before 2022 only
    ("layanan", "number"): f"{_SAID}-1",
    ("pengaduan", "number"): f"{_SAID}-1",
    ("pengaduan", "status"): "Selesai",
    ("standar_jabatan", "post"): f"{_SAID} jabatan",
}
#: Columns by which a row is known to be the example, the first that an export has.
_MARKS = ("nip", "number", "respondent", "programme", "post")
_WIDTH = 24


def example(source: Source, units: tuple[str, str]) -> dict[str, str]:
    """Return an invented value for each column of an export.

    Parameters
    ----------
    source : the export.
    units : names of two work units of the place.
    """
    places = {"unit_id": units[0], "unit_from": units[0], "unit_to": units[1], "units": "; ".join(units)}
    scored = {c.name: "75" if c.unit == "0-100" else "3" for c in source.columns}
    values = scored | _SHARED | places
    return {c.name: _OWN.get((source.name, c.name), values[c.name]) for c in source.columns}


def left_in(source: Source, table: pd.DataFrame) -> int:
    """Count the valid rows that are the template's example, which an office forgot to take out."""
    mark = next((c for c in _MARKS if c in table), "")
    if not mark:  # an export of the office's own has no template
        return 0
    wanted = _OWN.get((source.name, mark), _SHARED.get(mark))
    return int((table[mark].astype("string").str.lower() == str(wanted).lower()).sum())


def write(path: Path, source: Source, units: tuple[str, str]) -> None:
    """Write the template of an export; its bytes depend on the declaration only.

    Above each heading stand whether the column is needed, what it holds and under which other names it is known; the
    row below holds an invented example.
    """
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False})
    book.set_properties({"created": dt.datetime(2025, 1, 1)})
    sheet = book.add_worksheet(source.name)
    guide = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#555555", "font_size": 9})
    needed = book.add_format({"bold": True, "bg_color": "#0B5394", "font_color": "#FFFFFF", "bottom": 1})
    optional = book.add_format({"bold": True, "bg_color": "#E5F0F8", "bottom": 1})
    text = book.add_format({"num_format": "@", "italic": True, "font_color": "#777777"})
    plain = book.add_format({"num_format": "@"})
    title = f"{source.title[0]}: isi mulai baris di bawah contoh, lalu hapus baris contoh. Kolom biru tua wajib diisi."
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 12}))
    values = example(source, units)
    for k, column in enumerate(source.columns):
        sheet.set_column(k, k, _WIDTH, plain)
        for r, line in enumerate(_guidance(source, column), start=1):
            sheet.write_string(r, k, line, guide)
        sheet.write_string(4, k, column.headers[0], needed if column.required else optional)
        sheet.write_string(5, k, values[column.name], text)
    sheet.set_row(3, 90)
    sheet.freeze_panes(5, 0)
    book.close()


def _guidance(source: Source, column: Column) -> tuple[str, str, str]:
    """Return whether a column is needed, what it holds, and its other names."""
    need = "Wajib" if column.required else "Boleh tidak ada" if column.optional_header else "Boleh kosong"
    holds = column.meaning[0] + (f" ({column.unit.split(' / ')[0]})" if column.unit else "")
    others = ", ".join(_others(source, column)[:8])
    return need, f"Isi: {holds}", f"Dikenal juga: {others}" if others else ""


def _others(source: Source, column: Column) -> list[str]:
    """List the other headings by which a column is known."""
    listed = reference("headers.csv")
    synonyms = listed.loc[listed["source"].isin([source.name, "*"]) & (listed["column"] == column.name), "header"]
    return list(dict.fromkeys([*column.headers[1:], *synonyms]))
