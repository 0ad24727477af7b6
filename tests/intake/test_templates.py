"""The template of each export can be filled in: its own example row is read in full, and is said to be left in."""

import datetime as dt

import pandas as pd
import pytest

from analysis.domain import exports
from analysis.intake import clean_export, sources, templates

DECLARED = sources.declare(dt.date(2026, 6, 30))
UNITS = ("Kelurahan Ngesrep", "Kelurahan Jabungan")


@pytest.mark.parametrize("name", exports.NAMES)
def test_the_example_row_of_each_template_is_read_in_full(tmp_path, name):
    path = tmp_path / f"{name}.xlsx"
    templates.write(path, DECLARED[name], UNITS)
    done = clean_export(name, path)
    assert done.fates["disposition"].tolist() == ["kept"]
    assert done.fates["row"].tolist() == [6]
    example = templates.example(DECLARED[name], UNITS)
    filled = [c.name for c in DECLARED[name].columns if example[c.name]]
    assert not done.table[filled].isna().any(axis=None)
    assert set(filled) <= set(done.matches.query("how == 'name'")["column"])
    assert [line for line in done.messages if "example row is still there" in line]


@pytest.mark.parametrize("name", exports.NAMES)
def test_a_template_says_what_is_needed_and_which_names_are_known(tmp_path, name):
    path = tmp_path / f"{name}.xlsx"
    templates.write(path, DECLARED[name], UNITS)
    sheet = pd.read_excel(path, header=None, dtype=str, engine="calamine").fillna("")
    for k, column in enumerate(DECLARED[name].columns):
        need, holds, others, heading = sheet.iloc[1:5, k]
        assert heading == column.headers[0]
        assert (need == "Wajib") == column.required
        assert column.meaning[0] in holds
        assert all(h in others for h in column.headers[1:3])


def test_the_same_declaration_gives_the_same_bytes(tmp_path):
    written = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        templates.write(tmp_path / folder / "skp.xlsx", DECLARED["skp"], UNITS)
        written.append((tmp_path / folder / "skp.xlsx").read_bytes())
    assert written[0] == written[1]


def test_an_example_row_that_was_taken_out_is_not_missed(tmp_path):
    path = tmp_path / "presensi.csv"
    path.write_text("NIP;Bulan;Hari Kerja;Hadir;Terlambat;Tanpa Keterangan\n198501152010011901;2024-01;22;21;1;0\n")
    assert clean_export("presensi", path).messages == []
