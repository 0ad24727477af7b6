"""Turn an open answer into the themes it names, by a stated dictionary; its words go no further than the reading.

An open answer can name a person, so what is kept of it is the themes alone (UU 27/2022). The dictionary is
``reference/themes.csv``, which the team extends.
"""

from __future__ import annotations

import re
from functools import cache

from analysis.domain.places import reference
from analysis.intake.values import Parser, Value, is_missing, text_of

#: Theme of an answer that says something, but nothing of the dictionary.
OTHER = "other"
#: Between the themes of one answer.
BETWEEN = ";"
#: Theme of the dictionary's phrases for having nothing to say.
_NOTHING = "-"
#: Letters of a word that is matched whole.
_WHOLE = 3


@cache
def _dictionary(survey: str) -> dict[str, re.Pattern[str]]:
    """Return, for each theme of a survey, what a word or phrase of an answer must begin with."""
    dictionary_rows = reference("themes.csv").query("survey == @survey")
    return {
        row.theme: re.compile(r"\b(?:" + "|".join(map(_begun, row.words.split("|"))) + ")")
        for row in dictionary_rows.itertuples()
    }


def _begun(word: str) -> str:
    """Match what begins with a word; one of up to :data:`_WHOLE` letters is matched whole, as it begins too many."""
    return re.escape(word) + (r"\b" if len(word) <= _WHOLE else "")


def names(survey: str) -> dict[str, tuple[str, str]]:
    """Return a survey's themes in the dictionary's order, each named in Indonesian and English."""
    dictionary_rows = reference("themes.csv").query("survey == @survey and theme != @_NOTHING")
    return {row.theme: (row.indonesian, row.english) for row in dictionary_rows.itertuples()}


def themes(survey: str) -> Parser:
    """Make the parser of a survey's open answers.

    Parameters
    ----------
    survey : the export, as in the dictionary.

    Returns
    -------
    Parser
        From an answer to its themes in the dictionary's order, joined by :data:`BETWEEN`; :data:`OTHER` where it names
        none, no value where it says that there is nothing to say. A theme is named where a word or phrase begins as
        one of the dictionary's does: "jauh" counts in "jauhnya", and in "tidak jauh" too; short words count whole.
    """
    dictionary = _dictionary(survey)

    def parse(cell: object) -> Value:
        if is_missing(cell):
            return Value()
        said = " ".join(re.findall(r"[a-z0-9]+", text_of(cell).lower()))
        named = [theme for theme, pattern in dictionary.items() if pattern.search(said)]
        if named == [_NOTHING] or not said:
            return Value()
        return Value(BETWEEN.join(t for t in named if t != _NOTHING) or OTHER)

    return parse
