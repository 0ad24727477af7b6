import numpy as np
import pandas as pd
import pytest

from analysis.display.tables import Page, Table, Text
from analysis.errors import UserError
from analysis.store.shown import shown


def test_text_is_shown_as_its_lines():
    text = Text("one\n  two")
    assert repr(text) == text == "one\n  two"


def test_a_wide_frame_shows_ten_rows_and_counts_the_rest():
    frame = pd.DataFrame({"unit": [f"<{k}>" for k in range(25)], "att": np.linspace(0, 1, 25)})
    table = Table(frame, "Effects", {"att": "days"})
    page = table._repr_html_()
    assert page.count("<tr>") == 11 and "… and 15 more rows." in page
    assert "&lt;9&gt;" in page and "<9>" not in page and "days" in page
    assert repr(table).splitlines()[-1] == "and 15 more rows"
    assert page == Table(frame.copy(), "Effects", {"att": "days"})._repr_html_()


def test_numbers_of_an_estimate_have_the_same_decimals():
    frame = pd.DataFrame({"att": [1.23456, 0.01], "se": [0.5, np.nan], "low": [0.2, -np.inf], "p": [0.04567, 0.00001]})
    assert Table(frame).cells() == [["1.23", "0.50", "0.20", "0.0457"], ["0.01", "–", "−∞", "1e-05"]]


def test_a_page_leaves_out_what_is_empty():
    assert repr(Page("One.", "", Table(pd.DataFrame({"a": [1]})))) == "One.\na\n1"


def test_a_table_of_results_has_units_and_no_count_of_few_people():
    frame = pd.DataFrame({"outcome": ["skp"], "att": [0.5], "n_treated": [3.0]})
    table = shown("headlines", frame)
    assert table.units["att"] == "unit of the outcome"
    with pytest.raises(UserError, match="has no column speed; it has outcome, att, n_treated"):
        shown("headlines", frame, ["speed"])
    few = shown("collaboration/flows", pd.DataFrame({"officers": [3, 30]}))
    assert few.frame["officers"].tolist() == ["< 5", "30"]
