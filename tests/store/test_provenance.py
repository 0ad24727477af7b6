import shutil

import pytest

from analysis.cycle import Evaluation
from analysis.errors import UserError
from analysis.pipeline import publish
from analysis.store import provenance
from analysis.store.repository import Folders
from conftest import EXAMPLES


@pytest.fixture
def copy(finished, tmp_path):
    shutil.copytree(finished, tmp_path / "copy")
    return tmp_path / "copy"


def test_what_was_made_verifies(finished):
    assert provenance.verify(Folders(finished, EXAMPLES[1])) == []


def test_every_change_is_told_by_name(copy):
    reports = copy / "reports" / EXAMPLES[1]
    with (reports / "laporan-publik.html").open("a") as page:
        page.write("!")
    (reports / "estimates.csv").unlink()
    (reports / "note.txt").write_text("mine")
    with (copy / "cycles" / f"{EXAMPLES[1]}.yaml").open("a") as file:
        file.write("# later\n")
    with (copy / "notebooks" / "2_impact.ipynb").open("a") as file:
        file.write(" ")
    told = provenance.verify(Folders(copy, EXAMPLES[1]))
    assert told == [
        "cycles/contoh-2025-S2.yaml: changed since the report was made",
        "reports/contoh-2025-S2/estimates.csv: missing",
        "reports/contoh-2025-S2/laporan-publik.html: changed since the report was made",
        "reports/contoh-2025-S2/note.txt: not of this report",
        "code (src/analysis, notebooks or requirements.lock): changed since the report was made",
    ]


def test_signing_does_not_make_newer_code_or_inputs_pass_for_those_of_the_results(copy):
    with (copy / "notebooks" / "2_impact.ipynb").open("a") as file:
        file.write(" ")
    with (copy / "cycles" / f"{EXAMPLES[1]}.yaml").open("a") as file:
        file.write("# later\n")
    before = provenance.verify(Folders(copy, EXAMPLES[1]))
    publish.again(Evaluation.open(copy, EXAMPLES[1]))
    assert provenance.verify(Folders(copy, EXAMPLES[1])) == before and len(before) == 2


def test_without_a_manifest_it_says_what_to_run(tmp_path):
    with pytest.raises(UserError, match="run 'mutasi run x' first"):
        provenance.verify(Folders(tmp_path, "x"))


def test_another_file_is_no_manifest(copy):
    (copy / "reports" / EXAMPLES[1] / "manifest.json").write_text("{}")
    with pytest.raises(UserError, match="run it again"):
        provenance.verify(Folders(copy, EXAMPLES[1]))


def test_a_digest_does_not_depend_on_order():
    assert provenance.digest({"a": "1", "b": "2"}) == provenance.digest({"b": "2", "a": "1"})
    assert provenance.digest({"a": "1", "b": "2"}) != provenance.digest({"a": "2", "b": "1"})
