"""The examples in docstrings give what they say."""

import doctest
from importlib import import_module

import pytest

from analysis import did
from conftest import ROOT

SOURCES = ROOT / "src"
MODULES = [
    ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted(SOURCES.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module_give_what_they_say(name):
    done = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert done.failed == 0, "pytest shows what differs"


def test_the_names_that_everyone_begins_with_have_an_example():
    for thing in (did, did.Design, did.varied, did.Result):
        assert ">>> " in (thing.__doc__ or ""), thing
