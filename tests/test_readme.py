"""What the README says can be done, done."""

import re

import pytest

from analysis.study import Study
from conftest import EXAMPLES, ROOT


def test_code_of_the_readme_runs_and_gives_the_numbers_of_the_report(finished, monkeypatch, capsys):
    monkeypatch.chdir(finished)
    namespace: dict = {}
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.S)
    assert len(blocks) == 2
    for block in blocks:
        exec(compile(block, "README.md", "exec"), namespace)
    reported = Study(EXAMPLES[1]).table("headlines").set_index("outcome").loc["skp"]
    row = namespace["result"].row()
    for key in ("att", "low", "high", "se"):
        assert row[key] == pytest.approx(reported[key], rel=1e-9), key
    shown = capsys.readouterr().out
    assert "callaway_santanna" in shown and "officers" in shown and "covariance" in shown


def test_every_file_that_the_readme_links_to_is_there():
    for path in ("README.md", "CONTRIBUTING.md", "places/README.md", "tests/README.md"):
        page = ROOT / path
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{path}: {link}"
