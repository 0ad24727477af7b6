"""What the software is made of: every package is pinned by hash, and its licence is one that the project may use."""

import re
from importlib.metadata import PackageNotFoundError, metadata

from conftest import ROOT

#: Licences that let anyone use, change and pass on the software; with copyleft only where nothing of ours is derived.
ALLOWED = re.compile(
    r"\b(MIT|MIT-CMU|BSD|Apache|ISC|PSF|Python|MPL|Mozilla|Unlicense|HPND|Zlib|CC0|Public Domain|0BSD|LGPL|"
    r"OFL|NCSA|CNRI|Academic Free|EUPL)", re.IGNORECASE,
)  # fmt: skip
#: Packages that the expression does not fit, and why they may be used all the same.
EXCEPTIONS = {
    "axe-playwright-python": "MIT by its repository; the package does not say so",
    "codespell": "GPL-2.0; a tool of development that is neither imported nor passed on",
}


def pinned():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return re.findall(
        r"^([A-Za-z0-9._-]+)==([^ \\;]+)[^\n]*\\\n(?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)+", text, re.M
    ), text


def test_every_package_is_pinned_by_hash():
    packages, text = pinned()
    assert len(packages) == len(re.findall(r"^[A-Za-z0-9]", text, re.M)) > 100


def test_every_licence_is_allowed():
    refused = {}
    for name, _ in pinned()[0]:
        try:
            about = metadata(name)
        except PackageNotFoundError:  # of another system or Python
            continue
        classified = [c for c in about.get_all("Classifier") or [] if c.startswith("License")]
        said = " ".join([about.get("License-Expression") or "", (about.get("License") or "")[:200], *classified])
        if not ALLOWED.search(said) and name not in EXCEPTIONS:
            refused[name] = said
    assert refused == {}
    assert set(EXCEPTIONS) <= {name for name, _ in pinned()[0]}
