import pandas as pd

from analysis.domain.privacy import pseudonyms

NIPS = pd.Series(["199301242016031900", None, "197012301991111900", "199301242016031900"], dtype="string")


def test_one_officer_has_one_pseudonym_under_one_key():
    out = pseudonyms(NIPS, b"a")
    assert out[0] == out[3] != out[2]
    assert pd.isna(out[1])
    assert out.tolist()[0] == pseudonyms(NIPS, b"a").tolist()[0]


def test_another_key_gives_others():
    assert pseudonyms(NIPS, b"a")[0] != pseudonyms(NIPS, b"b")[0]
