"""The outcomes of the evaluation: what each measures, at which level, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass

#: Frequency → the event times of an event study (first, last), and periods averaged into one pre-period.
WINDOWS = {"semester": (-6, 7, 1), "year": (-3, 4, 1), "quarter": (-8, 12, 2), "month": (-24, 36, 6)}
#: How rows of one unit and period become a number: the mean of a column, the share of the rows that fit (%), their
#: number.
AGGREGATES = ("mean", "share", "count")


@dataclass(frozen=True)
class Measure:
    """How an outcome that a cycle file declares is measured from the rows of one export.

    Attributes
    ----------
    source : the export.
    period : its column that dates a row, by day or by a period such as ``2025-04``.
    aggregate : one of :data:`AGGREGATES`.
    value : the numeric column that a ``mean`` is taken of.
    where : column → values; rows that fit all of them are counted (``share``, ``count``) or averaged (``mean``).
    words, unit : what it is called and measured in, in Indonesian and in English.
    """

    source: str
    period: str
    aggregate: str = "mean"
    value: str = ""
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    words: tuple[str, str] = ("", "")
    unit: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Outcome:
    """One outcome.

    Attributes
    ----------
    name : column of the panel, key of every table and sentence.
    level : ``officer`` or ``unit``.
    frequency : ``semester``, ``year``, ``month`` or ``quarter``.
    needs : exports that it is measured from.
    better : +1 if more is better, -1 if less is.
    window : event times shown in an event study (first, last).
    rated : whether a superior's mark is part of it, so that a move also changes the hand that marks.
    bin : periods averaged into one pre-period in the test of pre-trends; 1 tests each.
    measure : how it is measured, if a cycle file declares it; None where :mod:`analysis.panels` measures it.
    """

    name: str
    level: str
    frequency: str
    needs: tuple[str, ...]
    better: int
    window: tuple[int, int]
    bin: int = 1
    rated: bool = False
    measure: Measure | None = None


OUTCOMES = {
    o.name: o
    for o in (
        Outcome("skp", "officer", "semester", ("skp",), +1, (-6, 7), rated=True),
        Outcome("competence", "officer", "year", ("kompetensi",), +1, (-3, 4)),
        Outcome("attendance", "officer", "semester", ("presensi",), +1, (-6, 7)),
        Outcome("lateness", "officer", "semester", ("presensi",), -1, (-6, 7)),
        Outcome("on_time", "unit", "month", ("layanan",), +1, (-24, 36), bin=6),
        Outcome("ikm", "unit", "quarter", ("skm",), +1, (-8, 12), bin=2),
        Outcome("complaints", "unit", "month", ("layanan", "pengaduan"), -1, (-24, 36), bin=6),
    )
}

#: Columns of the panels that rotation cannot move: an effect found on one of them is made by the design.
#: How many citizens come and how many are asked is theirs and the survey plan's to decide, not the staff's.
PLACEBOS = (
    Outcome("services", "unit", "month", ("layanan",), 0, (-24, 36), bin=6),
    Outcome("respondents", "unit", "quarter", ("skm",), 0, (-8, 12), bin=2),
)
