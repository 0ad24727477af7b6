import pandas as pd
import pytest

from analysis.indicators import comments


def written(**counts):
    said = [text for text, n in counts.items() for _ in range(n)]
    return pd.Series(said, dtype="string").str.replace("_and_", ";")


def test_shares_are_of_comments_and_their_interval_is_wilsons():
    said = written(pay=30, distance_and_pay=10, other=60)
    found = comments.count(said, pd.Series("moved", index=said.index), ["distance", "pay"]).set_index("theme")
    assert found.index.tolist() == ["distance", "pay", "other"]
    assert found["mentions"].tolist() == [10, 40, 60]
    assert found.loc["pay", "share"] == 0.4 and (found["comments"] == 100).all()
    # Wilson (1927) by hand, z = 1.96: centre (p + z²/2n)/(1 + z²/n)
    z, n, p = 1.959964, 100, 0.4
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5
    assert found.loc["pay", ["low", "high"]].tolist() == pytest.approx([centre - half, centre + half], abs=1e-6)


def test_what_few_name_is_not_counted_out_and_few_comments_are_no_group():
    said = written(pay=4, family=5, other=3)
    found = comments.count(said, pd.Series("moved", index=said.index), ["pay", "family", "distance"]).set_index("theme")
    assert found["mentions"].notna().to_dict() == {"pay": False, "family": True, "distance": False, "other": False}
    assert found[["share", "low", "high"]].notna().all(axis=1).equals(found["mentions"].notna())
    assert comments.count(said.head(9), pd.Series("moved", index=said.index).head(9), ["pay"]).empty


def test_who_says_nothing_or_belongs_nowhere_is_not_counted():
    said = pd.concat([written(pay=20), pd.Series([pd.NA] * 50, dtype="string")], ignore_index=True)
    group = pd.Series(["moved"] * 15 + [None] * 5 + ["moved"] * 50, dtype="string")
    assert comments.count(said, group, ["pay"])["comments"].unique().tolist() == [15]
