"""Input of any kind ends in a sentence, soon and within memory; what a parser would die of kills nothing."""

import io
import os
import re
import struct
import time
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.errors import UserError
from analysis.intake import apart, clean_export, limits
from analysis.intake.reader import read

HEAD = ["NIP", "Tahun", "Administrasi", "Pendidikan", "Kesehatan", "Lapangan"]
ROWS = [[f"19850101201001190{k}"[:18], "2024", "70", "71", "72", "73"] for k in range(10)]
SECONDS = 30


def workbook(sheet=lambda xml: xml):
    """Return a workbook of the assessment, the text of its sheet changed."""
    book, out, changed = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    for row in [HEAD, *ROWS]:
        book.active.append(row)
    book.save(out)
    with zipfile.ZipFile(out) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for member in before.namelist():
            content = before.read(member)
            after.writestr(member, sheet(content) if member.endswith("sheet1.xml") else content)
    return changed.getvalue()


def cell(place, inside="<v>1</v>"):
    row = re.sub(r"\D", "", place)
    more = f'<row r="{row}"><c r="{place}">{inside}</c></row></sheetData>'.encode()
    return lambda xml: xml.replace(b"</sheetData>", more)


def packed(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def bomb(name="kompetensi.csv", mebibytes=600):
    """Return an archive of some hundred kilobytes that unpacks to much more, the list of its sizes a lie if asked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open(name, "w") as member:
        for _ in range(mebibytes):
            member.write(bytes(1 << 20))
    return out.getvalue()


def lying(content):
    at = content.rfind(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", 1000) + content[at + 28 :]


def nested(depth):
    name, content = "a.csv", b"NIP;x\n1;2\n"
    for _ in range(depth):
        name, content = "a.zip", packed([(name, content)], zipfile.ZIP_STORED)
    return content


def parquet(**columns):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def text(*more):
    return "\n".join(";".join(row) for row in [HEAD, *ROWS]).encode() + b"\n" + b"".join(more)


LINE = ";".join(ROWS[0]).encode() + b"\n"
XML = (
    b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    b'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table>%s</Table></Worksheet>'
    b"</Workbook>"
)
WIDE = b'<Row ss:Index="2000000000"><Cell ss:Index="999999999"><Data>x</Data></Cell></Row>'
TALL = b'<Row><Cell ss:MergeDown="999999999" ss:MergeAcross="999999999"><Data>x</Data></Cell></Row>'
#: Name of the file → its content, and what the sentence says; nothing where its rows are read.
HOSTILE = {
    "stray cell.xlsx": (lambda: workbook(cell("XFD1048576")), "row 1,048,576 and column 16,384.*press Ctrl"),
    "stray formula.xlsx": (lambda: workbook(cell("XFD1048576", "<f>1</f>")), "press Ctrl"),
    "stray error.xlsx": (lambda: workbook(cell("ZZZ999", "<f>1</f>")), "press Ctrl"),
    "far place.xlsx": (lambda: workbook(cell("ZZZZZ99999999")), "press Ctrl"),
    "no place.xlsx": (lambda: workbook(cell("ZZZZZZZZZZZZZZ99999999999999999999")), "damaged"),
    "entities.xlsx": (
        lambda: workbook(
            lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + cell("A12", "<v>&a;</v>")(xml).partition(b"?>")[2]
        ),
        "not a readable",
    ),
    "wide.xlsx": (
        lambda: workbook(lambda xml: xml.replace(b"</row>", b"<c><v>1</v></c>" * 3000 + b"</row>")), "1,000 columns"
    ),
    "half.xlsx": (lambda: workbook()[:3000], "not a readable"),
    "bomb.zip": (bomb, "629,145,600 bytes; at most 536,870,912 are read, as more would not fit"),
    "lie.zip": (lambda: lying(bomb(mebibytes=300)), "cannot be unpacked"),
    "many.zip": (lambda: packed((f"{k}.csv", "x") for k in range(1001)), "1,001 files in the archive"),
    "deep.zip": (lambda: nested(40), "4 archives within one another"),
    "half.zip": (lambda: packed([("a.csv", text())])[:60], "cannot be unpacked"),
    "list.parquet": (lambda: parquet(NIP=[["1"]]), "'NIP' hold several values"),
    "rows.parquet": (lambda: parquet(NIP=pa.repeat(pa.scalar(1, pa.int8()), 10_000_001)), "10,000,001 rows"),
    "wide.parquet": (lambda: parquet(**{f"c{k}": [1] for k in range(1001)}), "1,001 columns"),
    "half.parquet": (lambda: parquet(NIP=["1"])[:90], "not a readable Parquet"),
    "line.csv": (lambda: text(b"a" * 2_100_000, b";b\n"), "line 12: 2,100,002 bytes"),
    "wide.csv": (lambda: text(b"x;" * 9).replace(b"\n", b";" * 20_000 + b"\n"), "20,00. columns"),
    "marks.csv": (lambda: text(b'a;"b\n' * 20_000), "10,001 quotation marks"),
    "odd.csv": (lambda: text(LINE * 90, b"1;2\n" * 200_100), "200,001 rows of another width"),
    "nothing.csv": (lambda: bytes(100_000), "empty"),
    "field.csv": (lambda: text(b"x;" * 30, b"a" * 140_000, b"\n"), ""),
    "no table.html": (lambda: b"<html><p>Login</p></html>", "without a table"),
    "spans.html": (lambda: b"<table>" + b"<tr><td rowspan=99 colspan=999>x</td></tr>" * 99 + b"</table>", "columns"),
    "letter.mht": (lambda: b"MIME-Version: 1.0\nContent-Type: text/html; charset=bogus\n\n<table>", "damaged"),
    "wide.xml": (lambda: XML % WIDE, "999,999,999 columns"),
    "tall.xml": (lambda: XML % TALL, "cells, empty ones among them"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_sentence(name, tmp_path):
    make, words = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(make())
    began = time.monotonic()
    if words:
        with pytest.raises(UserError, match=words) as complaint:
            clean_export("kompetensi", path)
        assert str(complaint.value).startswith(name) and str(complaint.value).endswith(".")
    else:
        assert len(clean_export("kompetensi", path).fates) >= len(ROWS)
    assert time.monotonic() - began < SECONDS


def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "skp.csv")
    (tmp_path / "skm.csv").symlink_to("/dev/zero")
    (tmp_path / "mutasi.csv").mkdir()
    for name in ("skp.csv", "skm.csv", "mutasi.csv"):
        with pytest.raises(UserError, match=rf"^{name}: (a folder, a pipe or a device|the file cannot be opened)"):
            list(read(tmp_path / name, name))


def test_a_value_that_no_cell_can_show_is_a_fault_of_its_row(tmp_path):
    columns = {name: pa.array([row[k] for row in ROWS]) for k, name in enumerate(HEAD)}
    columns["Tahun"] = pa.array([2**31 - 1, *[19723] * 9], pa.date32())
    path = tmp_path / "kompetensi.parquet"
    path.write_bytes(parquet(**columns))
    fates = clean_export("kompetensi", path).fates
    assert list(fates["column"][:1]) == ["year"] and len(fates) == len(ROWS)


def _aborts():
    os.abort()


def _hungers():
    return len([bytes(1 << 20) for _ in range(4000)])


def _fails():
    raise KeyError("199301242016031900")


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="only Linux forks safely")
@pytest.mark.parametrize(("function", "why"), [(_aborts, "memory"), (_hungers, "memory"), (_fails, "^KeyError$")])
def test_a_parser_that_dies_takes_nothing_with_it(function, why):
    with pytest.raises(apart.Ended, match=why):
        apart.run(function)
    assert apart.run(len, "abc") == 3


def test_a_parser_that_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(limits, "PATIENCE", 0.3)
    began = time.monotonic()
    with pytest.raises(apart.Ended, match="time"):
        apart.run(time.sleep, 20)
    assert time.monotonic() - began < 5


def test_every_limit_says_why():
    assert len(limits.ALL) > 8
    for name, limit in limits.ALL.items():
        with pytest.raises(UserError, match=rf"^a\.csv: {limit.most + 1:,} .*; at most .*, as .*\. Do this\.$"):
            limit.hold(limit.most + 1, "a.csv", "Do this")
        limit.hold(limit.most, name, "")
