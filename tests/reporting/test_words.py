import re
from importlib.resources import files

import pytest

from analysis.domain import areas
from analysis.reporting.words import LANGUAGES, Words

say = Words("id")


@pytest.mark.parametrize(
    ("value", "digits", "sign", "text"),
    [
        (1234.56, 2, False, "1.234,56"),
        (-0.126, 2, False, "−0,13"),
        (0.126, 2, True, "+0,13"),
        (-0.001, 2, True, "0,00"),
        (970975, 0, False, "970.975"),
        (float("nan"), 2, False, "–"),
    ],
)
def test_numbers_as_indonesian_writes_them(value, digits, sign, text):
    assert say.number(value, digits, sign) == text


def test_p_values():
    assert say.p(0.0004) == "< 0,001"
    assert say.p(0.0312) == "= 0,031"
    assert say.p(float("nan")) == "–"


def test_semesters_in_words():
    assert say.semester("2025-S2") == "Semester II 2025"


def test_a_missing_word_or_value_is_an_error_and_no_hole():
    with pytest.raises(KeyError, match="no message nothing"):
        say("nothing")
    with pytest.raises(KeyError, match="interval"):
        say("interval", att="1")


def catalogue(language):
    text = files("analysis").joinpath("reporting", "locale", f"{language}.ftl").read_text(encoding="utf-8")
    parts = re.split(r"^([a-zA-Z][\w-]*) =", text, flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_both_languages_have_the_same_messages_with_the_same_values():
    indonesian, english = catalogue("id"), catalogue("en")
    assert list(indonesian) == list(english)
    for key, text in indonesian.items():
        assert set(re.findall(r"\$\w+", text)) >= set(re.findall(r"\$\w+", english[key])), key
        assert set(re.findall(r"\[(\w+)\]", text)) <= set(re.findall(r"\[(\w+)\]", english[key])), key


def test_numbers_and_dates_as_english_writes_them():
    english = Words("en")
    assert english.number(1234.56) == "1,234.56"
    assert english.date("2026-11-24") == "24 November 2026"
    assert say.date("2026-11-24") == "24 November 2026"
    assert say.date("2026-08-17") == "17 Agustus 2026"
    assert english.month("2026-08") == "August 2026" and say.month("2026-08") == "Agustus 2026"


@pytest.mark.parametrize(
    ("place", "unit", "around"),
    [
        ("33.74.11", "kelurahan", {"id": "kota", "en": "city"}),
        ("33.22.06", "desa/kelurahan", {"id": "kabupaten", "en": "kabupaten"}),
        ("33.22", "kecamatan", {"id": "kabupaten", "en": "kabupaten"}),
        ("91.03.01", "desa/kelurahan", {"id": "kabupaten", "en": "kabupaten"}),
    ],
)
def test_units_are_called_what_they_are(place, unit, around):
    for language in LANGUAGES:
        words = Words(language, area=areas.area("", place))
        assert words("scale-units") == unit and words("col-unit") == unit.capitalize()
        assert words("citizens-others").endswith(around[language])
    assert Words("id")("scale-units") == "kelurahan"
