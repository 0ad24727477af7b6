import pandas as pd
import pytest

from analysis.intake.codebook import distribution


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([1.0, 1.0, 2.0, 3.0, None], "1 … 1.5 … 3 █▅▅"),
        (["L", "L", "P"] * 5 + ["W"], "L 62%, P 31%"),
        ([None, None], ""),
        ([f"id{k}" for k in range(40)], ""),
        (pd.to_datetime(["2023-01-05", "2024-02-01"]), "2023-01-05 … 2024-02-01"),
    ],
)
def test_a_distribution_in_a_few_characters(values, text):
    assert distribution(pd.Series(values)) == text


def test_every_variable_of_every_table_is_described(finished):
    book = pd.read_parquet(finished / "data/processed/contoh-2025-S2/codebook.parquet")
    for name, own in book.groupby("table"):
        table = pd.read_parquet(finished / f"data/processed/contoh-2025-S2/tables/{name}.parquet")
        assert set(own["variable"]) == set(table.columns) - {"repaired"}
    assert (book["meaning_id"].str.len() > 0).all() and (book["meaning_en"].str.len() > 0).all()
    for kind in ("md", "html"):
        text = (finished / f"data/processed/contoh-2025-S2/codebook.{kind}").read_text(encoding="utf-8")
        assert "DATA SIMULASI" in text
        assert all(v in text for v in book["variable"])
