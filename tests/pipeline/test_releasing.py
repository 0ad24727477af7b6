"""The folder that may leave the team."""

import json
import shutil

import pandas as pd
import pytest

from analysis.cycle import Evaluation
from analysis.errors import UserError
from analysis.pipeline import releasing
from conftest import EXAMPLES


@pytest.fixture
def copy(finished, tmp_path):
    """Copy the finished run's pages; its tables are only read."""
    for part in ("cycles", "notebooks", "reports"):
        shutil.copytree(finished / part, tmp_path / part)
    (tmp_path / "data/processed").mkdir(parents=True)
    for folder in (finished / "data/processed").glob("[!.]*"):
        (tmp_path / "data/processed" / folder.name).symlink_to(folder)
    return tmp_path


def test_the_example_is_released_with_the_record_of_its_checks(copy):
    folder = releasing.release_folder(Evaluation.open(copy, EXAMPLES[1]))
    record = json.loads((folder / releasing.RECORD).read_text(encoding="utf-8"))
    assert set(record["files"]) | {releasing.RECORD} == {p.name for p in folder.iterdir()}
    lost, cells = (sum(t[k] for t in record["tables"].values()) for k in ("hidden", "cells"))
    assert lost <= 0.05 * cells and record["found"] == []


@pytest.mark.parametrize(
    ("name", "spoil", "said"),
    [
        ("laporan-asn.html", lambda t: t.replace("</main>", "<p>19800101 200501 1 001</p></main>"), "like a NIP"),
        ("laporan.html", lambda t: t.replace("</main>", "<p>0a1b2c3d4e5f6a7b</p></main>"), "a pseudonym"),
        ("report.html", lambda t: t.replace("</body>", "<script>1</script></body>"), "runs something"),
        ("report-public.html", lambda t: t.replace("<main", "<img src='//example.org/x'><main"), "asks for"),
    ],
)
def test_one_failing_check_releases_nothing_and_names_the_place(copy, name, spoil, said):
    page = copy / "reports" / EXAMPLES[1] / name
    page.write_text(spoil(page.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(UserError, match="nothing was released") as told:
        releasing.release_folder(Evaluation.open(copy, EXAMPLES[1]))
    assert name in str(told.value) and said in str(told.value)
    assert "0a1b2c3d4e5f6a7b" not in str(told.value) and "19800101" not in str(told.value)
    assert not (copy / "release").exists() or not list((copy / "release").iterdir())


def test_a_small_or_exact_count_in_a_file_is_seen(tmp_path):
    path = tmp_path / "estimates.csv"
    row = {"level": "officer", "aggregation": "overall", "subgroup": "all", "n_treated": 15, "n_control": 100}
    pd.DataFrame([row, row | {"level": "unit", "n_treated": 3}]).to_csv(path, index=False)
    assert releasing.check(path) == []
    pd.DataFrame([row | {"n_treated": 17}]).to_csv(path, index=False)
    assert [f.where for f in releasing.check(path)] == ["column n_treated"]


def test_without_a_report_nothing_is_released(copy):
    shutil.rmtree(copy / "reports" / EXAMPLES[1])
    with pytest.raises(UserError, match="run 'mutasi run"):
        releasing.release_folder(Evaluation.open(copy, EXAMPLES[1]))
