"""Words of the report: one Fluent catalogue a language, and numbers and dates as that language writes them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource

from analysis.domain.areas import Area
from analysis.domain.outcomes import Outcome

#: Languages of the reports, the first one first; each has a catalogue in ``locale/``.
LANGUAGES = ("id", "en")


def _text(language: str) -> str:
    return files("analysis").joinpath("reporting", "locale", f"{language}.ftl").read_text(encoding="utf-8")


@cache
def _bundle(language: str, terms: str = "") -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(_text(language)))
    bundle.add_resource(FluentResource(terms), allow_overrides=True)
    return bundle


def _terms(language: str, area: Area) -> str:
    """Return the terms of a catalogue that a place says its own way: its units, and what they lie in."""
    say, unit = Words(language), area.called
    around, home = (say(f"around-{place.kind}") for place in (area.region.place, area.programme))
    head, secretary = (say(f"{office}-{area.programme.kind}") for office in ("head", "secretary"))
    terms = {
        "unit": unit, "Unit": unit[0].upper() + unit[1:], "village": "/".join(area.region.kinds), "around": around,
        "home": home, "head": head, "secretary": secretary,
    }  # fmt: skip
    return "".join(f"-{name} = {text}\n" for name, text in terms.items())


class Words:
    """Speaks one language.

    Parameters
    ----------
    language : ``id``; a catalogue of that name lies in ``locale/``.
    area : where the programme runs, so that its units are called what they are (``kecamatan``, ``desa/kelurahan``);
        ``kelurahan`` of a kota where None.
    outcomes : those that a cycle file declares among them have their names and units from it, not from the catalogue.
    """

    def __init__(self, language: str = "id", area: Area | None = None, outcomes: Iterable[Outcome] = ()) -> None:
        self.language = language
        self._terms = _terms(language, area) if area else ""
        declared = [(f"outcome-{o.name}", o.measure) for o in outcomes if o.measure]
        self._declared = {key: self.of(measure.words) for key, measure in declared}
        self._declared |= {f"{key}-unit": self.of(measure.unit) for key, measure in declared}

    def __call__(self, key: str, **values: object) -> str:
        """Return a message with its values filled in.

        Raises
        ------
        KeyError
            If the catalogue lacks the message or a value it names: a report with holes is no report.
        """
        if key in self._declared:
            return self._declared[key]
        bundle = _bundle(self.language, self._terms)
        if not bundle.has_message(key):
            raise KeyError(f"{self.language}.ftl has no message {key}")
        pattern = bundle.get_message(key).value
        if pattern is None:
            raise KeyError(f"{self.language}.ftl, message {key}: it has no text")
        text, errors = bundle.format_pattern(pattern, values)
        if errors:
            raise KeyError(f"{self.language}.ftl, message {key}: {errors[0]}")
        return str(text)

    def has(self, key: str) -> bool:
        """Tell whether the catalogue has a message."""
        return key in self._declared or _bundle(self.language).has_message(key)

    def keys(self) -> list[str]:
        """Return the keys of every message, in the catalogue's order."""
        return re.findall(r"^([a-zA-Z][\w-]*) =", _text(self.language), flags=re.M)

    def number(self, value: float, digits: int = 2, sign: bool = False) -> str:
        """Write a number (1.234,56 in Indonesian), a proper minus, ``–`` for none."""
        if value is None or pd.isna(value):
            return "–"
        text = format_decimal(abs(value), "#,##0." + "0" * digits if digits else "#,##0", locale=self.language)
        rounded = round(value, digits)
        return ("−" if rounded < 0 else "+" if sign and rounded > 0 else "") + text

    def count(self, value: float) -> str:
        """Write a whole number."""
        return self.number(value, 0)

    def p(self, value: float) -> str:
        """Write a p-value: three digits, ``< 0,001`` below that."""
        if value is None or pd.isna(value):
            return "–"
        return f"< {self.number(0.001, 3)}" if value < 0.001 else f"= {self.number(value, 3)}"

    def p_alone(self, value: float) -> str:
        """Write a p-value where it stands alone, as in a table: without the sign of equality."""
        return self.p(value).removeprefix("= ")

    def of(self, meanings: tuple[str, str]) -> str:
        """Choose among a meaning said in Indonesian and in English; any other language falls back on English."""
        return meanings[0] if self.language == LANGUAGES[0] else meanings[1]

    def date(self, iso: str) -> str:
        """Write a date given as 2026-11-24 (24 November 2026)."""
        return format_date(dt.date.fromisoformat(str(iso)), "d MMMM y", locale=self.language)

    def month(self, period: str) -> str:
        """Write a month given as 2026-11 (November 2026)."""
        return format_date(dt.date.fromisoformat(f"{period}-01"), "MMMM y", locale=self.language)

    def semester(self, period: str) -> str:
        """Write a semester (``2025-S1``) in words."""
        return self("semester", half="I" * int(period[-1]), year=period[:4])
