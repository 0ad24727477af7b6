"""Read any export file into tables of raw cells, one a sheet, with the row numbers that a person sees."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pyarrow
import pyarrow.parquet

from analysis.errors import UserError
from analysis.intake import pages, raw, texts, workbooks
from analysis.intake.raw import RawTable

__all__ = ["READ", "SPREADSHEETS", "TEXTS", "RawTable", "is_stray", "read"]

SPREADSHEETS = (".xlsx", ".xls", ".xlsb", ".ods", ".xlsm")
TEXTS = (".csv", ".txt", ".tsv")
_PAGES = (".html", ".htm", ".mht", ".mhtml", ".xml")
#: Endings of the names of files that are read.
READ = (*SPREADSHEETS, *TEXTS, *_PAGES, ".parquet", ".zip")
#: Members that an operating system or an office program leaves in an archive.
_STRAY = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "icon\r", "ehthumbs.db"})
_STRAY_FOLDERS = frozenset({"__macosx", ".trashes", ".spotlight-v100", "$recycle.bin"})
_LARGEST_MEMBER = 2 << 30
#: What an empty file may consist of.
_NOTHING = b"\x00 \t\r\n"


def read(path: Path, name: str) -> Iterator[RawTable]:
    """Read every table of a file.

    Parameters
    ----------
    path : spreadsheet, delimited text, web page, Parquet, or a .zip of them; what is inside decides, not the name.
    name : how messages and accounts call the file.

    Raises
    ------
    UserError
        If the file is missing, empty, or not what its name says.
    """
    yield from _tables(_content(path, name), name, path.suffix.lower())


def _content(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            f"{name}: the file cannot be opened ({error.strerror}); check that it exists and is readable."
        ) from error


def _tables(content: bytes, name: str, suffix: str) -> Iterator[RawTable]:
    """Read the tables of one file: by its content where that is plain, else by the ending of its name."""
    if not content[:4096].strip(_NOTHING) and not content.strip(_NOTHING):
        raise UserError(f"{name}: the file is empty; ask the office for it again.")
    if suffix not in READ:
        raise UserError(f"{name}: files of kind {suffix or '(none)'} are not read; send one of {', '.join(READ)}.")
    packed = content.startswith(b"PK\x03\x04")
    if content.startswith(b"PAR1") or suffix == ".parquet":
        yield _parquet(content, name)
    elif suffix == ".zip" and not (packed and _is_workbook(content)):
        yield from _archive(content, name)
    elif packed or content.startswith(b"\xd0\xcf\x11\xe0"):
        yield from workbooks.workbook(content, name)
    elif (suffix not in TEXTS and pages.is_markup(content)) or _is_web_page(content):
        yield from pages.markup(content, name)
    elif suffix in TEXTS or texts.is_text(content):
        table = texts.delimited(content, name)
        del content  # a large file is not held while its table is judged
        yield table
    else:
        yield from workbooks.workbook(content, name)


def _is_web_page(content: bytes) -> bool:
    """Tell whether a file that is named text is a web page or an XML workbook."""
    head = content[:2048].replace(b"\x00", b"").lower()
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(
        (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style", b"<?xml", b"<div")
    )


def _is_workbook(content: bytes) -> bool:
    """Tell whether an archive is a workbook itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "[Content_Types].xml" in archive.namelist() or "content.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _parquet(content: bytes, name: str) -> RawTable:
    """Read Parquet as stored: what pandas would take for its index is a column like any other."""
    try:
        table = pyarrow.parquet.read_table(io.BytesIO(content))
        columns = [
            [_label(label), *column.to_pylist()] for label, column in zip(table.column_names, table, strict=True)
        ]
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise UserError(f"{name}: not a readable Parquet file ({error}); write it again.") from error
    return RawTable(name, "", raw.table(columns))


def _label(name: str) -> str:
    """Return a column's name; that of an index without a name says nothing."""
    return "" if name.startswith("__index_level_") else name


def _archive(content: bytes, name: str) -> Iterator[RawTable]:
    """Read the files within an archive, and those of archives within it; stray files are passed over."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = sorted(m.filename for m in archive.infolist() if not m.is_dir() and not is_stray(m.filename))
            wanted = [m for m in members if PurePosixPath(m).suffix.lower() in READ]
            if not wanted:
                seen = "; ".join(members) or "nothing"
                raise UserError(f"{name}: the archive holds no table (seen: {seen}); send one of {', '.join(READ)}.")
            others = [m for m in members if m not in wanted]
            notes = tuple(f"{name}/{m}: not a table; it was left out." for m in others)
            for member in wanted:
                if archive.getinfo(member).file_size > _LARGEST_MEMBER:
                    raise UserError(f"{name}/{member}: larger than 2 GB; send it by itself, as .csv or .parquet.")
                suffix = PurePosixPath(member).suffix.lower()
                for table in _tables(archive.read(member), f"{name}/{member}", suffix):
                    yield replace(table, notes=(*notes, *table.notes))
                    notes = ()
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise UserError(
            f"{name}: the archive cannot be unpacked ({error}); send it again as .zip, without a password."
        ) from error


def is_stray(member: str) -> bool:
    """Tell whether a system or an office program left this file, rather than an office."""
    path = PurePosixPath(member.replace("\\", "/"))
    folders = {part.lower() for part in path.parts[:-1]}
    return (
        path.name.lower() in _STRAY
        or path.name.startswith(("._", "~$", ".~lock", "."))
        or bool(folders & _STRAY_FOLDERS)
        or path.suffix.lower() in (".tmp", ".lnk")
    )
