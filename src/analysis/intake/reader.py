"""Read any export file into tables of raw cells, one a sheet, with the row numbers that a person sees."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TypeVar

from analysis.errors import UserError
from analysis.intake import apart, limits, pages, parquet, texts, workbooks
from analysis.intake.raw import RawTable

__all__ = ["READ", "SPREADSHEETS", "TEXTS", "RawTable", "is_stray", "read"]

_T = TypeVar("_T")
SPREADSHEETS = (".xlsx", ".xls", ".xlsb", ".ods", ".xlsm")
TEXTS = (".csv", ".txt", ".tsv")
_PAGES = (".html", ".htm", ".mht", ".mhtml", ".xml")
#: Endings of the names of files that are read.
READ = (*SPREADSHEETS, *TEXTS, *_PAGES, ".parquet", ".zip")
#: Members that an operating system or an office program leaves in an archive.
_STRAY = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "icon\r", "ehthumbs.db"})
_STRAY_FOLDERS = frozenset({"__macosx", ".trashes", ".spotlight-v100", "$recycle.bin"})
#: What an empty file may consist of.
_NOTHING = b"\x00 \t\r\n"
#: What unpacking may fail by.
_FAILURES = (
    zipfile.BadZipFile, RuntimeError, EOFError, ValueError, OSError, struct.error, apart.Ended, zlib.error,
)  # fmt: skip
#: Members of an archive that a message names, at most.
_NAMED = 20
#: Ways of packing whose unpacker takes what memory the archive asks for.
_DEAR = (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2)


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
    """Read a file whole: a regular one, of no more than is held in memory."""
    try:
        # a pipe that nobody writes to would wait for ever
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(handle, "rb") as file:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                raise UserError(f"{name}: a folder, a pipe or a device, not a file; put the export itself there.")
            limits.BYTES.hold(about.st_size, name, "Send it in parts, such as one file a year in a .zip")
            return file.read()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name is none"
        raise UserError(f"{name}: the file cannot be opened ({why}); check that it exists and is readable.") from error


def _tables(content: bytes, name: str, suffix: str, depth: int = 0) -> Iterator[RawTable]:
    """Read the tables of one file: by its content where that is plain, else by the ending of its name."""
    if not content[:4096].strip(_NOTHING) and not content.strip(_NOTHING):
        raise UserError(f"{name}: the file is empty; ask the office for it again.")
    if suffix not in READ:
        raise UserError(f"{name}: files of kind {suffix or '(none)'} are not read; send one of {', '.join(READ)}.")
    packed = content.startswith(b"PK\x03\x04")
    if content.startswith(b"PAR1") or suffix == ".parquet":
        yield from _apart(parquet.tables, content, name)
    elif suffix == ".zip" and not (packed and _is_workbook(content)):
        yield from _archive(content, name, depth)
    elif packed or content.startswith(b"\xd0\xcf\x11\xe0"):
        yield from _apart(workbooks.workbook, content, name)
    elif (suffix not in TEXTS and pages.is_markup(content)) or _is_web_page(content):
        yield from _apart(pages.markup, content, name)
    elif suffix in TEXTS or texts.is_text(content):
        table = texts.delimited(content, name)
        del content  # a large file is not held while its table is judged
        yield table
    else:
        yield from _apart(workbooks.workbook, content, name)


def _apart(function: Callable[[bytes, str], Iterator[RawTable]], content: bytes, name: str) -> list[RawTable]:
    """Read a file of a kind whose parser may abort, in a process of its own.

    Raises
    ------
    UserError
        If it is not what its name says, or takes more time or memory than any export does.
    """
    try:
        tables: list[RawTable] = apart.run(_listed, function, content, name)
        return tables
    except apart.Ended as error:
        why = str(error)
    bounds = {
        "memory": f"reading it takes more than {limits.MEMORY >> 20:,} MiB of memory",
        "time": f"reading it takes longer than {limits.SECONDS} seconds",
    }
    if why not in bounds:
        raise UserError(f"{name}: the file is damaged ({why}); open it, save it again and send it anew.")
    if function is workbooks.workbook:
        _look_for_stray_cells(content, name)
    raise UserError(
        f"{name}: {bounds[why]}. Send it as .csv, or in parts; if it is small, it is damaged: save it again."
    )


def _look_for_stray_cells(content: bytes, name: str) -> None:
    """Name the sheet whose extent is why a workbook could not be read, if there is one."""
    try:
        complaint: str = apart.run(workbooks.far_cells, content, name)
    except apart.Ended:
        return
    if complaint:
        raise UserError(complaint)


def _listed(function: Callable[[bytes, str], Iterator[RawTable]], content: bytes, name: str) -> list[RawTable]:
    tables = []
    for table in function(content, name):
        tables.append(table)
        limits.SHEETS.hold(len(tables), name, "Send the sheets that belong to the export only")
    return tables


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


def _archive(content: bytes, name: str, depth: int = 0) -> Iterator[RawTable]:
    """Read the files within an archive, and those of archives within it; stray files are passed over."""
    limits.NESTING.hold(depth + 1, name.rpartition("/")[0], "Unpack it and send the files in one .zip")
    archive = _unpacking(name, lambda: zipfile.ZipFile(io.BytesIO(content)))
    with archive:
        members = sorted(m.filename for m in archive.infolist() if not m.is_dir() and not is_stray(m.filename))
        limits.MEMBERS.hold(len(members), name, "Send those that belong to the export only")
        wanted = [m for m in members if PurePosixPath(m).suffix.lower() in READ]
        if not wanted:
            seen = "; ".join(members[:_NAMED]) or "nothing"
            raise UserError(f"{name}: the archive holds no table (seen: {seen}); send one of {', '.join(READ)}.")
        sizes = {m: archive.getinfo(m).file_size for m in wanted}
        limits.ARCHIVE.hold(sum(sizes.values()), name, "Send it in parts: a file a year, each by itself")
        notes = tuple(f"{name}/{m}: not a table; it was left out." for m in members if m not in sizes)
        for member, size in sizes.items():
            inside = f"{name}/{member}"
            limits.BYTES.hold(size, inside, "Send it in parts, such as one file a year")
            suffix = PurePosixPath(member).suffix.lower()
            for table in _tables(_unpacking(name, partial(_member, archive, member)), inside, suffix, depth + 1):
                yield replace(table, notes=(*notes, *table.notes))
                notes = ()


def _member(archive: zipfile.ZipFile, member: str) -> bytes:
    """Unpack a member, no farther than the archive's list says, which may be a lie."""
    about = archive.getinfo(member)
    if about.compress_type in _DEAR:
        unpacked: bytes = apart.run(archive.read, member)
        return unpacked
    with archive.open(about) as part:
        return part.read(about.file_size + 1)  # read to its end, it would be unpacked at once


def _unpacking(name: str, step: Callable[[], _T]) -> _T:
    """Take a step of unpacking an archive.

    Raises
    ------
    UserError
        If it fails, whatever by.
    """
    try:
        return step()
    except (
        zipfile.BadZipFile,
        RuntimeError,
        EOFError,
        ValueError,
        OSError,
        struct.error,
        apart.Ended,
        zlib.error,
    ) as e:
        raise UserError(
            f"{name}: the archive cannot be unpacked ({e}); send it again as .zip, without a password."
        ) from e


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
