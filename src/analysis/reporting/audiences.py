"""Who reads the report: one page for each audience. What each section is for, the section itself declares."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.reporting.words import LANGUAGES

__all__ = ["AUDIENCES", "LANGUAGES", "PROSE", "Audience"]


@dataclass(frozen=True)
class Audience:
    """One audience's report.

    Attributes
    ----------
    name : key of its title in the catalogues.
    files : language → file name.
    prose : parts of prose in the notebook itself that it reads, beside the sections declared for it.
    code : whether the code behind each result is shown on a switch.
    brief : whether it prints to one sheet of A4, what is folded left out.
    folds : whether chapters after the first are folded: the first says what matters to this audience.
    """

    name: str
    files: dict[str, str]
    prose: tuple[str, ...]
    code: bool = False
    brief: bool = False
    folds: bool = False


#: The report that holds everything, for whoever checks it.
TECHNICAL = "technical"
#: Parts of prose that stand in the notebook itself, beside those that are written from results.
PROSE = ("introduction", "use")
AUDIENCES = (
    Audience(TECHNICAL, {"id": "laporan.html", "en": "report.html"}, PROSE, code=True),
    # decisions: what the results are, how sure, what to do, what became of the last advice
    Audience("leaders", {"id": "laporan-pimpinan.html", "en": "report-leaders.html"}, ("use",), brief=True),
    # fairness: who gains, resistance, placement, what the data cannot say; nobody identifiable
    Audience("asn", {"id": "laporan-asn.html", "en": "report-asn.html"}, PROSE, folds=True),
    # services and satisfaction, in plain words
    Audience("public", {"id": "laporan-publik.html", "en": "report-public.html"}, PROSE, folds=True),
)
