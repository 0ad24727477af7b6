"""A Chromium on this machine, without a window: it prints pages to PDF and takes their picture."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from analysis.errors import UserError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
#: Widths at which pages are looked at, in CSS pixels: a phone, a tablet, a desk.
WIDTHS = (360, 768, 1280)
#: Written in place of the time at which a PDF was made, so that the same page gives the same bytes.
_EPOCH = b"D:20250101000000+00'00'"


def find() -> str | None:
    """Return where Chromium is, by ``CHROMIUM`` in the environment or its usual names; None where it is not."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    return next(filter(None, map(shutil.which, _NAMES)), None)


def pdf(page: Path) -> Path:
    """Print a page to a PDF beside it (A4, page numbers, by the page's own print style).

    Raises
    ------
    UserError
        If there is no Chromium or it fails.
    """
    target = page.with_suffix(".pdf")
    partial = page.with_suffix(".pdf.partial")
    _run(["--no-pdf-header-footer", f"--print-to-pdf={partial}", page.as_uri()], partial)
    content = re.sub(rb"D:\d{14}\+00'00'", _EPOCH, partial.read_bytes())
    partial.write_bytes(content)
    partial.replace(target)
    return target


def screenshot(page: Path, target: Path, width: int, height: int) -> Path:
    """Take a picture of the top of a page as it shows at a width.

    Raises
    ------
    UserError
        If there is no Chromium or it fails.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _run([f"--screenshot={target}", f"--window-size={width},{height}", "--hide-scrollbars", page.as_uri()], target)
    return target


def _run(options: list[str], target: Path) -> None:
    binary = find()
    if binary is None:
        raise UserError("Chromium is not on this machine; install it, or name it in the environment as CHROMIUM.")
    with tempfile.TemporaryDirectory() as profile:
        # a sandbox needs rights that a container does not give; pages are our own and load nothing
        fixed = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-extensions",
            f"--user-data-dir={profile}",
        ]
        done = subprocess.run([binary, *fixed, *options], capture_output=True, timeout=120, check=False)
    if done.returncode or not target.is_file():
        raise UserError(f"Chromium ({binary}) could not write {target.name}; try it by hand: {done.stderr[-300:]!r}")
