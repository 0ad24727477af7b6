"""Read official vocabularies by whole labels: levels of schooling, grades and ranks, answers of surveys."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from analysis.intake.values import Value, is_missing, seen, text_of, words_of

#: Levels of schooling (as words) and their years; the longest that a label begins with counts.
_LEVELS = {
    words: years
    for years, labels in {
        0: ("tidak sekolah", "belum sekolah", "tidak belum sekolah", "belum tamat sd", "tidak tamat sd",
            "tidak belum tamat sd"),
        6: ("sd", "mi", "sekolah dasar", "madrasah ibtidaiyah", "paket a", "kejar paket a"),
        9: ("smp", "sltp", "mts", "sekolah menengah pertama", "sekolah lanjutan tingkat pertama",
            "madrasah tsanawiyah", "paket b", "kejar paket b", "sltp kejuruan"),
        12: ("sma", "smk", "slta", "ma", "smu", "stm", "spg", "smea", "smkk", "sgo", "sekolah menengah atas",
             "sekolah menengah kejuruan", "sekolah menengah umum", "sekolah lanjutan tingkat atas", "madrasah aliyah",
             "paket c", "kejar paket c", "slta kejuruan", "slta keguruan", "slta umum"),
        13: ("d1", "di", "d i", "d 1", "diploma i", "diploma 1", "diploma satu"),
        14: ("d2", "dii", "d ii", "d 2", "diploma ii", "diploma 2", "diploma dua"),
        15: ("d3", "diii", "d iii", "d 3", "diploma iii", "diploma 3", "diploma tiga", "diploma", "sarjana muda",
             "akademi", "ahli madya"),
        16: ("d4", "div", "d iv", "d 4", "diploma iv", "diploma 4", "diploma empat", "sarjana terapan",
             "s1", "s 1", "s i", "strata 1", "strata i", "strata satu", "sarjana"),
        18: ("s2", "s 2", "s ii", "strata 2", "strata ii", "strata dua", "magister", "master", "pasca sarjana",
             "pascasarjana", "magister terapan"),
        21: ("s3", "s 3", "s iii", "strata 3", "strata iii", "strata tiga", "doktor", "doktoral"),
    }.items()
    for words in labels
}  # fmt: skip
_BY_LENGTH = sorted(_LEVELS, key=lambda words: -len(words.split()))
_LEAD = frozenset(
    {"tamat", "lulus", "lulusan", "tamatan", "pendidikan", "ijazah", "jenjang", "program", "setara", "setingkat"}
)
#: Words that may follow a level and change nothing.
_SAME = frozenset(
    {"sederajat", "setara", "setingkat", "kejuruan", "keguruan", "umum", "negeri", "swasta", "sma", "smp", "sd"}
)
#: Words that say that a level was not finished, or not yet.
_UNFINISHED = frozenset({"tidak", "belum", "mahasiswa", "putus", "sedang", "calon", "drop", "do", "proses"})
_CODE = re.compile(r"\b([sd]) ?(iv|iii|ii|i|[1-4])\b")


def _level(words: list[str]) -> tuple[int, list[str]] | None:
    """Return the years of the level that a label begins with, and the words after it."""
    while words and words[0] in _LEAD:
        words = words[1:]
    for label in _BY_LENGTH:
        length = len(label.split())
        if " ".join(words[:length]) == label:
            return _LEVELS[label], words[length:]
    return None


def education(cell: object) -> Value:
    """Parse a level of schooling to its years: ``S-1``, ``Sarjana (S1) Hukum``, ``Akademi/Diploma III/Sarjana Muda``.

    Labels are read whole from their beginning, the longest first; names of one level divided by slashes must agree.
    """
    label = words_of(cell).removesuffix(" sederajat")
    if label in _LEVELS:
        return Value(_LEVELS[label])
    years: set[int] = set()
    # a field of study may follow the level, and then slashes divide no more levels
    for part in re.split(r"\s*(?:/|\batau\b|,|&)\s*", text_of(cell).lower()):
        words = words_of(part).split()
        if not words or all(w in _SAME - {"sma", "smp", "sd"} for w in words):
            continue
        level = _level(words)
        if level is None and re.fullmatch(r"[ivx]+|[1-4]", " ".join(words)):  # the second of Diploma I/II
            return Value(None, "choice_unknown")
        if level is None:
            break
        years.add(level[0])
        if any(w not in _SAME and not _CODE.fullmatch(w) for w in level[1]):
            years |= _codes(" ".join(level[1]))
            break
    else:
        years |= _codes(words_of(cell))
    years = years or _codes(words_of(cell))
    if years != {0} and _UNFINISHED & set(words_of(cell).split()):
        return Value(None, "choice_unknown")
    return Value(years.pop()) if len(years) == 1 else Value(None, "choice_unknown")


def _codes(words: str) -> set[int]:
    """Return the years of the levels whose codes (S1, D III) stand anywhere in some words."""
    return {_LEVELS[f"{kind} {which}"] for kind, which in _CODE.findall(words) if f"{kind} {which}" in _LEVELS}


_LEVEL_FIRST = re.compile(
    r"^(?:s-?[123]|d-?(?:iv|iii|ii|i|[1-4])|sarjana|magister|diploma [ivx]+|sma|smk|slta)\b[\s.\-/:]+(?=\w)", re.I
)


def field_of_study(cell: object) -> Value:
    """Parse a field of study; SIASN puts the level before it (``S-1 HUKUM``), which is taken off."""
    return Value(_LEVEL_FIRST.sub("", text_of(cell)) or None, "" if text_of(cell) else "required_missing")


#: Ranks of PNS and their grades (PP 99/2000, annex), and the ruang of each golongan.
RANKS = {
    "juru muda": "I/a", "juru muda tingkat i": "I/b", "juru": "I/c", "juru tingkat i": "I/d",
    "pengatur muda": "II/a", "pengatur muda tingkat i": "II/b", "pengatur": "II/c", "pengatur tingkat i": "II/d",
    "penata muda": "III/a", "penata muda tingkat i": "III/b", "penata": "III/c", "penata tingkat i": "III/d",
    "pembina": "IV/a", "pembina tingkat i": "IV/b", "pembina utama muda": "IV/c", "pembina utama madya": "IV/d",
    "pembina utama": "IV/e",
}  # fmt: skip
_GOLONGAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
#: Grades of PPPK (Perpres 98/2020): I to XVII.
_PPPK = tuple(
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII"]
)
_GRADE = re.compile(r"(?<![A-Z0-9])(IV|I{1,3}|[1-4])\s*(?:[/\\\-.,| ]|RUANG\b)?\s*\(?([A-E])\)?(?![A-Z0-9])")


def grade(cell: object) -> Value:
    """Parse a grade (golongan/ruang), alone or beside its rank: ``III/a``, ``IIIa``, ``Penata Muda Tk. I (III/b)``.

    PPPK grades are roman numbers alone. A rank alone gives its grade; a rank and a grade that differ give none.
    """
    written = text_of(cell).upper()
    rank = re.sub(r"\bTK\b\.?|\bTKT\b\.?", "TINGKAT ", written)
    matched = {f"{_GOLONGAN.get(g, g)}/{r.lower()}" for g, r in _GRADE.findall(written)}
    matched -= {g for g in matched if g.endswith("/e") and not g.startswith("IV")}
    words = " ".join(words_of(_GRADE.sub(" ", rank)).split())
    words = re.sub(
        r"\btingkat (?:1|satu)\b", "tingkat i", re.sub(r"^(?:gol|golongan|ruang|pangkat)(?: ruang)?\b ?", "", words)
    )
    named = RANKS.get(words)
    if len(matched) == 1:
        value = matched.pop()
        return (
            Value(value)
            if named in (None, value) and (named or words not in RANKS)
            else Value(None, "grade_unreadable")
        )
    if named and not matched:
        return Value(named)
    roman = re.fullmatch(r"(?:GOL(?:ONGAN)?\.?\s*)?([IVX]+)", written)
    if roman and roman[1] in _PPPK and not matched:
        return Value(roman[1])
    return Value(None, "grade_unreadable")


#: What the answers to each unsur say, in the words of the questionnaire of PermenPANRB 14/2017 and those used beside
#: them; degrees stand before them.
_STEMS = {
    "U1": ("sesuai", "baik", "puas", "mudah"),
    "U2": ("mudah", "baik", "sesuai", "puas"),
    "U3": ("cepat", "baik", "tepat waktu", "sesuai", "puas"),
    "U4": ("wajar", "baik", "sesuai", "terjangkau", "puas"),
    "U5": ("sesuai", "baik", "puas"),
    "U6": ("kompeten", "mampu", "baik", "puas"),
    "U7": ("sopan", "ramah", "sopan dan ramah", "sopan ramah", "baik", "puas"),
    "U8": ("baik", "sesuai", "puas"),
    "U9": ("baik", "lengkap", "memadai", "puas"),
}
#: Answers of the questionnaire that no degree makes.
_OWN = {
    "U4": {"sangat mahal": 1, "cukup mahal": 2, "murah": 3, "gratis": 4},
    "U8": {
        "tidak ada": 1, "ada tetapi tidak berfungsi": 2, "ada tapi tidak berfungsi": 2,
        "berfungsi kurang maksimal": 3, "dikelola dengan baik": 4, "berfungsi dan dikelola dengan baik": 4,
    },
    "U9": {"buruk": 1, "cukup": 2},
}  # fmt: skip
#: Degrees of the questionnaire, and of forms that write *sangat tidak* where it writes *tidak*.
_OFFICIAL = (("tidak ", 1), ("kurang ", 2), ("", 3), ("sangat ", 4))
_OTHER = (("sangat tidak ", 1), ("tidak ", 2), ("", 3), ("sangat ", 4))
#: Agreement in five degrees, in words and in the usual abbreviations.
_DISAGREE = {"sangat tidak setuju": 1, "sts": 1, "tidak setuju": 2, "ts": 2, "strongly disagree": 1, "disagree": 2}
_AGREE = {"setuju": 4, "s": 4, "sangat setuju": 5, "ss": 5, "agree": 4, "strongly agree": 5}
_NEUTRAL = {"netral": 3, "ragu ragu": 3, "ragu": 3, "n": 3, "r": 3, "rr": 3, "biasa saja": 3, "neutral": 3}
Worded = tuple[tuple[str, int], ...]


def _worded(stems: tuple[str, ...], degrees: tuple[tuple[str, int], ...], more: dict[str, int]) -> Worded:
    return tuple(({f"{degree}{stem}": worth for stem in stems for degree, worth in degrees} | more).items())


#: Long forms of the short words in answers.
_LONG = {"tdk": "tidak", "sgt": "sangat", "krg": "kurang", "dgn": "dengan", "yg": "yang"}
_LETTERS = "abcdefghij"
_BARE = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_CODED = re.compile(r"\(?([0-9]|[a-j])\)?\s*(?:[.)=:\-]+\s*|\s+|$)(.*)")
_CODE_BEHIND = re.compile(r"(.+?)\s*[(\[=:\-]\s*([0-9])\s*[)\]]?")


@dataclass(frozen=True)
class Answer:
    """A parser of answers to a closed question: its digit, its letter, its words, or a code in front of its words.

    A code and words that differ are refused: the form may count the other way round.

    Attributes
    ----------
    vocabularies : answers in words and their worth, one table for each form in use, the usual one first.
    top : worth of the highest answer; the lowest is worth 1.
    letters : whether answers may be given as a, b, c …, worth 1, 2, 3 …
    doubtful : whether the answers of the file are on a scale that is not known: codes are refused, words are not.
    """

    vocabularies: tuple[Worded, ...]
    top: int
    letters: bool = False
    doubtful: bool = False

    def fits(self, vocabulary: int, cells: list[object]) -> bool:
        """Tell whether all the worded answers among some cells are in a vocabulary."""
        labels = {_joined(label) for label, _ in self.vocabularies[vocabulary]}
        return all(key in labels for key in map(self._key, cells) if key)

    def only(self, fitting: list[int]) -> Answer:
        """Return the parser with the first of the vocabularies that fit.

        Where it is not the usual one, answers that another that fits counts differently are left out, and so refused.
        """
        chosen = self.vocabularies[fitting[0]]
        if fitting[0]:
            chosen = tuple(item for item in chosen if all(self._agrees(item, other) for other in fitting[1:]))
        return replace(self, vocabularies=(chosen,))

    def _agrees(self, item: tuple[str, int], vocabulary: int) -> bool:
        return dict(self.vocabularies[vocabulary]).get(item[0], item[1]) == item[1]

    def _key(self, cell: object) -> str:
        """Return the words of an answer that has no code, without spaces."""
        if not isinstance(cell, str) or is_missing(cell):
            return ""
        written = seen(cell).lower()
        return "" if _CODED.fullmatch(written) or _CODE_BEHIND.fullmatch(written) else _joined(written)

    @property
    def reads_missing(self) -> bool:
        """Whether *tidak ada* is one of its answers."""
        return any(label == "tidak ada" for label, _ in self.vocabularies[0])

    def __call__(self, cell: object) -> Value:
        """Parse a cell."""
        code, words = self._parts(cell)
        if code is not None:
            return self._agreed(code, words)
        meant = self._words(words)
        return Value(meant) if meant else Value(None, "choice_unknown")

    def code(self, cell: object) -> float | None:
        """Return what the digits or the letter of an answer say; None for words alone."""
        return self._parts(cell)[0]

    def _parts(self, cell: object) -> tuple[float | None, str]:
        """Return the code and the words of an answer, either of which it may lack."""
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return float(cell), ""
        written = seen(str(cell)).lower()
        if _BARE.fullmatch(written):
            return float(written.replace(",", ".")), ""
        coded = _CODED.fullmatch(written)
        if coded and (coded[1].isdigit() or self.letters):
            return float(coded[1] if coded[1].isdigit() else _LETTERS.index(coded[1]) + 1), coded[2]
        behind = _CODE_BEHIND.fullmatch(written)
        return (float(behind[2]), behind[1]) if behind else (None, written)

    def _words(self, written: str) -> int | None:
        key = _joined(written)
        return next((worth for label, worth in self.vocabularies[0] if _joined(label) == key), None)

    def _agreed(self, code: float, words: str) -> Value:
        if self.doubtful:
            return Value(None, "scale_unclear")
        worth = self._words(words)
        if worth is not None and worth != code:
            return Value(None, "answer_contradicts")
        return self._counted(code)

    def _counted(self, worth: float) -> Value:
        exact = float(worth).is_integer()
        return Value(int(worth)) if exact and 1 <= worth <= self.top else Value(None, "value_out_of_range")


def _joined(words: str) -> str:
    """Return words without spaces, for comparison."""
    return "".join(_LONG.get(word, word) for word in words_of(words.replace("&", " dan ")).split())


def skm_answer(unsur: str) -> Answer:
    """Make the parser of answers to an unsur of the SKM, 1 to 4."""
    answers, stems = _OWN.get(unsur, {}), _STEMS[unsur]
    agreed = (*stems, "setuju")
    tables = (_worded(stems, _OFFICIAL, answers), _worded(agreed, _OTHER, answers), _worded(agreed, _OFFICIAL, answers))
    return Answer(tables, 4, letters=True)


def likert() -> Answer:
    """Make the parser of agreement from 1 to 5; *kurang setuju* is the middle of forms that have no neutral answer."""
    usual = _DISAGREE | _NEUTRAL | _AGREE
    without = _DISAGREE | {"kurang setuju": 3, "ks": 3, "cukup setuju": 3, "cs": 3} | _AGREE
    return Answer((tuple(usual.items()), tuple(without.items())), 5)
