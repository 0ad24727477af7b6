import pytest

from analysis.reporting.words import Words

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
