import re

import pandas as pd

from analysis.reporting import figures
from analysis.reporting.words import Words

ROWS = pd.DataFrame({"event_time": [-3, -1, 0, 1], "att": [0.1, 0.0, 0.5, 0.6]})
ROWS = ROWS.assign(low=ROWS["att"] - 0.2, high=ROWS["att"] + 0.2, subgroup="cross_sector")


def draw(name="x"):
    return figures.svg(figures.event_study(ROWS, 1, "poin", "semester", Words("id")), 'a "quoted" <name>', name)


def test_the_same_rows_give_the_same_bytes():
    assert draw() == draw()


def test_a_figure_has_its_own_identifiers_and_an_accessible_name():
    text = draw("mine")
    assert 'aria-label="a &quot;quoted&quot; &lt;name>"' in text
    ids = re.findall(r'id="([^"]+)"', text)
    assert ids and all(i.startswith("mine-") for i in ids)
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    assert "<metadata" not in text and "<dc:date" not in text


def test_the_strip_puts_zero_in_the_middle_and_the_interval_in_its_place():
    text = figures.strip(0.5, 0.2, 0.8, "after", "label")
    left, right = (
        float(v) for v in re.search(r'<line x1="([\d.]+)" x2="([\d.]+)"[^>]*stroke="var\(--after\)"', text).groups()
    )
    assert 100 < left < right <= 200
