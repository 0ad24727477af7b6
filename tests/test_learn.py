"""The notebooks for learning run as they are stored, in seconds, and end with a question whose answer is folded."""

import ast
import time

import matplotlib
import matplotlib.pyplot as plt
import nbformat
import pytest

from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks/learn").glob("*.ipynb"))
#: The published panels that they read; it makes these tests of the kind `reference`.
REFERENCE = "tests/reference"
#: Seconds that a notebook may take, on a machine that does other work too.
MOST_SECONDS = 15

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)


def test_there_are_six_one_question_each():
    assert [p.stem[:2] for p in NOTEBOOKS] == ["1_", "2_", "3_", "4_", "5_", "6_"]
    titles = [nbformat.read(p, as_version=4).cells[0].source.split("\n")[0] for p in NOTEBOOKS]
    assert all(title.startswith("# ") and title.endswith("?") for title in titles)


@each
def test_a_notebook_holds_prose_and_calls_and_ends_with_a_question(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [c for c in notebook.cells if c.cell_type == "code"]
    assert len(code) <= 15 and all(not c.outputs and c.execution_count is None for c in code)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While)
    assert not [n for c in code for n in ast.walk(ast.parse(c.source)) if isinstance(n, kinds)]
    last = notebook.cells[-1]
    assert last.cell_type == "markdown" and last.source.startswith("## A question")
    assert "<details><summary>Answer</summary>" in last.source and last.source.endswith("</details>")


@pytest.mark.example
@each
def test_a_notebook_runs_in_seconds_and_draws_what_it_says(path, monkeypatch):
    """Cells run in this process, one after another; a kernel for each would take longer than they do."""
    monkeypatch.chdir(path.parent)  # where JupyterLab runs them
    matplotlib.use("Agg")
    namespace: dict = {}
    drawn, began = 0, time.perf_counter()
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, path.name, "exec"), namespace)
            drawn += len(plt.get_fignums())
            plt.close("all")
    assert time.perf_counter() - began < MOST_SECONDS
    assert drawn >= 1
    CLAIMS[path.stem](namespace)


def _two_way(cells):
    assert cells["kinds"].loc["later_vs_earlier", "weight"] == pytest.approx(0.03, abs=0.005)
    assert cells["parts"]["weight"].max() > 0.5
    assert cells["numbers"]["group-time estimate"] == pytest.approx(cells["truth"])
    assert cells["numbers"]["two-way coefficient"] == pytest.approx(0, abs=1e-9)


def _anticipation(cells):
    cost = cells["cost"]
    assert cost.loc[0, "low"] > 1.4 and cost.loc[1, "low"] < 1.0 < cost.loc[1, "high"]
    assert cost.loc[2, "width"] > 1.1 * cost.loc[1, "width"] and cost.loc[2, "officers"] < cost.loc[1, "officers"]


def _few_treated(cells):
    assert cells["fits"]["sdid"]["att"] == pytest.approx(-15.60, abs=0.01)
    assert cells["fits"]["sdid"]["high"] > 0
    assert (1 + cells["beyond"]) / 39 == pytest.approx(0.05, abs=0.005)


def _drift(cells):
    assert 0.2 < cells["falls"] < 0.3  # about a quarter
    assert cells["result"].row()["att"] == pytest.approx(-0.0398, abs=1e-4)


def _drawn_dates(cells):
    table, past = cells["table"], cells["past"]
    assert table["se"].idxmin() in ("efficient, β*", "efficient, without half-year 7")
    assert ((table["low"] < 0) & (table["high"] > 0)).all()
    assert past.loc[7, "mean"] < 0.5 * past["mean"].drop(7).min()
    assert table.loc["differences, β = 1", "officers_needed"] > 1.5


def _grades(cells):
    graded = {name: cells["grade"](facts)[0] for name, facts in cells["spoilt"].items()}
    assert graded["nothing"] == "strong" and graded["p of the estimate 0.03"] == "suggestive"
    assert 0.2 < cells["once"][-1] < 0.3 and cells["together"][-1] < 0.07
    assert [s["grade"] for s in cells["studies"].values()] == ["moderate", "none"]


#: Notebook → what its prose says of its numbers.
CLAIMS = {
    "1_two_way": _two_way, "2_anticipation": _anticipation, "3_few_treated": _few_treated, "4_drift": _drift,
    "5_drawn_dates": _drawn_dates, "6_grades": _grades,
}  # fmt: skip
