"""From a number on a page to file, sheet and row."""

import re
import zipfile

import pandas as pd
import pytest

from analysis.cycle import Evaluation
from analysis.errors import UserError
from analysis.pipeline import trace
from conftest import EXAMPLES, ROOT


@pytest.fixture(scope="module")
def evaluation(finished):
    return Evaluation.open(finished, EXAMPLES[1])


def lines(evaluation, what, **narrowed):
    return list(trace.trace(evaluation, what, **narrowed))


def test_the_places_of_rows_are_those_of_the_raw_file(evaluation):
    """What stands in the raw file at a row's place is what the validated table holds."""
    table = pd.read_parquet(evaluation.processed / "tables/skp.parquet")
    origin = pd.read_parquet(evaluation.processed / "origins/skp.parquet")
    assert len(table) == len(origin)
    marked = origin["file"].str.endswith("skp.zip/skp_nilai.csv") & table["number"].notna()
    chosen = origin[marked].iloc[:: max(marked.sum() // 200, 1)]
    for file, rows in chosen.groupby("file"):
        archive, _, member = str(file).rpartition("/")
        raw = zipfile.ZipFile(ROOT / "data/raw" / archive).read(member)
        written = raw.decode("cp1252").split("\n")
        marks = [float(written[row - 1].split(";")[2].replace(",", ".")) for row in rows["row"]]
        assert marks == table.loc[rows.index, "number"].tolist()


def test_a_number_leads_to_its_table_and_its_rows(evaluation):
    headline = pd.read_parquet(evaluation.processed / "headlines.parquet").set_index("outcome").loc["on_time"]
    out = lines(evaluation, f"Layanan tepat waktu {headline['mean_after']:.1f}".replace(".", ","))
    assert out[0].startswith(f"{headline['mean_after']:.1f}".replace(".", ",") + " = headlines.mean_after")
    assert "analysis.impact.headline.headlines" in out[0]
    assert any(line.startswith("tables/layanan: ") for line in out)


def test_one_unit_and_month_is_its_services(evaluation):
    panel = pd.read_parquet(evaluation.processed / "panels/month.parquet")
    row = panel[panel["on_time"].notna()].iloc[1000]
    out = lines(evaluation, "on_time", unit=row["unit_id"], period=row["month"], rows=100)
    assert f"tables/layanan: {row['services']:.0f} valid rows" in " ".join(out)
    listed = sum(len(re.search(r"\(([^)]*)\)", line)[1].split(", ")) for line in out if line.startswith("  contoh"))
    assert listed == row["services"]


@pytest.mark.parametrize(
    ("what", "narrowed", "said"),
    [
        ("cuaca", {}, "names neither a number nor an outcome; the outcomes are skp"),
        ("SKP 98.765,4321", {}, "stands in no table of results"),
        ("skp", {"unit": "Kelurahan Ngesrep"}, "measured on officers"),
        ("on_time", {"period": "2021-S1"}, "written like 2019-01"),
        ("on_time", {"unit": "Kelurahan X"}, "has no row in the panel"),
    ],
)
def test_what_leads_nowhere_is_said(evaluation, what, narrowed, said):
    with pytest.raises(UserError, match=said):
        lines(evaluation, what, **narrowed)
