"""``resistensi``: the Likert survey of resistance to rotation (Q3, Q7 and Q11 are worded in favour)."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.domain import regulations
from analysis.intake.source import Column, Derived, Source
from analysis.intake.sources.columns import comment, date, nip
from analysis.intake.units import Units
from analysis.intake.vocabulary import likert


def declare(latest: dt.date, units: Units) -> Source:
    """Declare the source for data that end at `latest`, of a place with `units`."""
    items = tuple(_item(f"Q{k}", k) for k in range(1, 13))
    return Source(
        "resistensi",
        (
            date("date", ("Timestamp",), ("Tanggal jawaban", "Date of the answer")),
            nip(latest, ("NIP",)),
            *items,
            *(_fairness(name, words) for name, words in zip(regulations.FAIRNESS_ITEMS, _FAIR, strict=True)),
            comment(
                "resistensi", ("Komentar", "Alasan", "Pendapat", "Saran"), ("Tema komentar", "Themes of the comment")
            ),
        ),
        (_reverse,),
        (
            Derived(
                "straight_lined", "boolean", ("Semua butir dijawab sama", "All items answered alike"), "Q1…Q12", _alike
            ),
        ),
    )


def _item(name: str, number: int) -> Column:
    """Declare an item; forms title it by its number and the statement: *Pernyataan 1 [...]*."""
    turned = name in regulations.REVERSED_ITEMS
    meaning = (
        f"Butir {number}; makin tinggi makin menolak" + (" (sudah dibalik)" if turned else ""),
        f"Item {number}; higher is more resistant" + (" (reversed)" if turned else ""),
    )
    words = "q|p|s|butir|item|pernyataan|pertanyaan|soal|no|nomor"
    return Column(
        name,
        (name, f"Pertanyaan {number}"),
        likert(),
        "Int64",
        meaning,
        unit="1-5",
        pattern=rf"(?:.*\b)?(?:{words}) ?0*{number}(?: .*)?|0*{number} [a-z].*",
    )


#: What the items of fairness say.
_FAIR = (
    ("kriteria keputusan mutasi jelas", "the criteria of the decision are clear"),
    ("aturan mutasi sama bagi semua", "the rules are the same for all"),
    ("pendapat saya didengar sebelum diputuskan", "my view was asked for before the decision"),
)


def _fairness(name: str, words: tuple[str, str]) -> Column:
    """Declare an item on the fairness of the decision, which a form may lack."""
    number = name.removeprefix("F")
    return Column(
        name,
        (name, f"Keadilan {number}"),
        likert(),
        "Int64",
        (f"Keadilan {number}: {words[0]}; makin tinggi makin adil", f"Fairness {number}: {words[1]}; higher is fairer"),
        required=False,
        optional_header=True,
        unit="1-5",
        pattern=rf"f ?0*{number} .+",
    )


def _reverse(frame: pd.DataFrame) -> None:
    """Turn the items worded in favour of rotation, so that more always means more resistance."""
    for item in regulations.REVERSED_ITEMS:
        frame[item] = regulations.LIKERT_TOP + 1 - frame[item]


def _alike(table: pd.DataFrame) -> pd.Series:
    """Tell who gave one answer throughout, as it was written, before reversal."""
    written = pd.DataFrame(
        {
            item: regulations.LIKERT_TOP + 1 - table[item] if item in regulations.REVERSED_ITEMS else table[item]
            for item in (f"Q{k}" for k in range(1, 13))
        }
    )
    return written.nunique(axis=1) == 1
