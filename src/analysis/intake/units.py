"""Turn the many spellings of a work unit into one canonical ``unit_id``."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd
from rapidfuzz import fuzz, process

from analysis.domain.places import kelurahan, reference
from analysis.intake.values import Value, text_of

#: A near spelling must be this alike (0–100) and this much more alike than the next best.
NEAR, MARGIN = 88, 4


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())


def _compact(text: str) -> str:
    return text.replace(" ", "")


@cache
def _kinds() -> list[tuple[str, str, str, str]]:
    """List (opening words, kind, title, kind of place), longest opening first."""
    rows = [
        (pattern, row.kind, row.title, row.place)
        for row in reference("unit_kinds.csv").itertuples()
        for pattern in str(row.pattern).split("|")
    ]
    return sorted(rows, key=lambda r: -len(r[0]))


@cache
def _short_words() -> dict[str, str]:
    table = reference("place_words.csv")
    return dict(zip(table["short"], table["long"], strict=True))


@cache
def _places(kind: str) -> dict[str, str]:
    """Map compact spellings to the canonical name of each place of a kind."""
    if kind == "kecamatan":
        return {_compact(_words(k)): k for k in kelurahan()["kecamatan"].unique()}
    if kind == "name":
        return {_compact(_words(n)): n for n in reference("dinas.csv")["name"]}
    out: dict[str, str] = {}
    for kecamatan, name, unit_id in kelurahan()[["kecamatan", "kelurahan", "unit_id"]].itertuples(index=False):
        canonical = unit_id.removeprefix("Kelurahan ")
        for middle in ("", "kec", "kecamatan"):
            out[_compact(_words(f"{name} {middle} {kecamatan}"))] = canonical
        if canonical == name:
            out[_compact(_words(name))] = canonical
    return out


@cache
def _aliases() -> dict[str, list[tuple[str, str, str]]]:
    """Map former and short names to (unit, valid from, valid to); the dates are ISO, empty for open ends."""
    out: dict[str, list[tuple[str, str, str]]] = {}
    for row in reference("unit_aliases.csv").itertuples():
        out.setdefault(_words(str(row.alias)), []).append((str(row.unit_id), str(row.valid_from), str(row.valid_to)))
    return out


#: Begins the value of a name that meant different units at different times, until the row's date decides.
DATED = "?"


def unit(cell: object) -> Value:
    """Resolve a unit's name; a near spelling that fits one place only is repaired, any other is refused.

    A name that meant different units at different times comes back as :data:`DATED` and the name, for
    :func:`at_date` to settle.
    """
    words = re.sub(r"( kota)? semarang$", "", _words(text_of(cell)))
    whole = _words(text_of(cell))
    for known in (whole, words):
        if known in _aliases():
            units = {u for u, _, _ in _aliases()[known]}
            return Value(units.pop() if len(units) == 1 else DATED + known)
    for opening, _kind, title, place in _kinds():
        if words == opening or words.startswith(opening + " ") or (len(opening) > 4 and words.startswith(opening)):
            rest = words.removeprefix(opening).strip()
            found = _resolve(title, place, rest)
            # the name of a kecamatan may itself end in Semarang's quarters
            return (
                found
                if not found.fault or whole == words
                else _resolve(title, place, whole.removeprefix(opening).strip())
            )
    return Value(None, "unit_unknown")


def at_date(value: str, date: pd.Timestamp | None) -> str | None:
    """Return the unit that a dated name meant on a day; None where that is not known."""
    if date is None or pd.isna(date):
        return None
    day = f"{date:%Y-%m-%d}"
    fits = [u for u, start, end in _aliases()[value.removeprefix(DATED)] if start <= day and (not end or day <= end)]
    return fits[0] if len(fits) == 1 else None


def _resolve(title: str, place: str, rest: str) -> Value:
    if place == "number":
        found = re.fullmatch(r"0*(\d{1,2})(?: semarang)?", rest)
        return Value(f"{title} {found[1]}") if found else Value(None, "unit_unknown")
    number = ""
    if place == "kelurahan" and title == "SD Negeri":
        found = re.fullmatch(r"(.*?)\s*0*(\d{1,2})", rest)
        first = re.fullmatch(r"0*(\d{1,2})\s+(.+)", rest)
        if found is None and first is None:
            return Value(None, "unit_unknown")
        rest, digits = (found[1], found[2]) if found else (first[2], first[1])  # type: ignore[index]
        number = f" {int(digits):02d}"
    key = _compact(" ".join(_short_words().get(word, word) for word in rest.split()))
    places = _places(place)
    if key in places:
        return Value(f"{title} {places[key]}{number}")
    best = process.extract(key, places.keys(), scorer=fuzz.ratio, limit=4, score_cutoff=NEAR - MARGIN)
    names = {places[k]: score for k, score, _ in reversed(best)}
    ranked = sorted(names.items(), key=lambda item: -item[1])
    if ranked and ranked[0][1] >= NEAR and (len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= MARGIN):
        return Value(f"{title} {ranked[0][0]}{number}", "", "unit_near_spelling")
    return Value(None, "unit_unknown")


def describe(unit_ids: pd.Series) -> pd.DataFrame:
    """Tell kind, sector and place of canonical units.

    Returns
    -------
    DataFrame
        Columns ``unit_id``, ``kind``, ``sector``, ``kecamatan`` (empty for units of the whole city or unplaced) and
        ``kelurahan`` (the ``unit_id`` of its office; empty where it is not known).
    """
    places = kelurahan()
    offices = set(places["unit_id"])
    home = dict(zip(places["unit_id"].str.removeprefix("Kelurahan "), places["kecamatan"], strict=True))
    dinas = dict(reference("dinas.csv")[["name", "sector"]].itertuples(index=False, name=None))
    kinds = reference("unit_kinds.csv")
    rows = []
    for unit_id in sorted(unit_ids.dropna().unique()):
        row = next(k for k in kinds.itertuples() if unit_id.startswith(str(k.title) + " "))
        place = re.sub(r" \d\d$", "", unit_id.removeprefix(f"{row.title} "))
        kecamatan = place if row.place == "kecamatan" else home.get(place, "")
        office = f"Kelurahan {place}" if row.place != "kecamatan" and f"Kelurahan {place}" in offices else ""
        rows.append((unit_id, row.kind, dinas.get(place, row.sector), kecamatan, office))
    return pd.DataFrame(rows, columns=["unit_id", "kind", "sector", "kecamatan", "kelurahan"])


class Units:
    """The units of the place, as a parser of one cell."""

    def __call__(self, cell: object) -> Value:
        """Resolve a unit's name, see :func:`unit`."""
        return unit(cell)

    def several(self, cell: object) -> Value:
        """Resolve the units that one cell lists, between semicolons, commas or line ends."""
        names = [re.sub(r"^\s*\d+[.)]\s*", "", part) for part in re.split(r"\s*[;,\n]\s*", str(cell)) if part.strip()]
        parsed = [unit(name) for name in names]
        fault = next((p.fault for p in parsed if p.fault), "")
        repair = next((p.repair for p in parsed if p.repair), "")
        return Value(None, fault) if fault else Value("; ".join(str(p.value) for p in parsed), "", repair)

    def at_date(self, value: str, date: pd.Timestamp | None) -> str | None:
        """Return the unit that a dated name meant on a day; None where that is not known."""
        return at_date(value, date)


def default() -> Units:
    """Return the units of the default place."""
    return Units()
