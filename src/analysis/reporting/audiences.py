"""Who reads what: the rules of what each audience's report may contain, in one table."""

from __future__ import annotations

from dataclasses import dataclass

#: Languages of the reports, the first one first.
LANGUAGES = ("id", "en")
#: Parts of prose that stand in the notebook itself, beside those that are written from results.
PROSE = ("introduction", "use")


@dataclass(frozen=True)
class Audience:
    """One audience's report.

    Attributes
    ----------
    name : key of its title in the catalogues.
    files : language → file name.
    parts : what it may contain, and nothing else; None for everything but `without`.
    without : what stands there in a longer form already.
    code : whether the code behind each result is shown on a switch.
    brief : whether it prints to one sheet of A4, what is folded left out.
    """

    name: str
    files: dict[str, str]
    parts: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    code: bool = False
    brief: bool = False

    def reads(self, part: str) -> bool:
        """Tell whether a part belongs into this report."""
        return part not in self.without if self.parts is None else part in self.parts


AUDIENCES = (
    # everything, for whoever checks it
    Audience("technical", {"id": "laporan.html", "en": "report.html"}, None, ("overview",), True),
    # decisions: what was found, how sure, what to do, what became of the last advice
    Audience(
        "leaders",
        {"id": "laporan-pimpinan.html", "en": "report-leaders.html"},
        ("answer", "overview", "changes", "recommendations", "followed", "use"),
        brief=True,
    ),
    # fairness: who gains, resistance, placement, what the data cannot say; nobody identifiable
    Audience(
        "asn",
        {"id": "laporan-asn.html", "en": "report-asn.html"},
        (
            "answer", "cards", "scope", "introduction", "officers", "subgroups", "skills", "resistance", "placement",
            "levels", "recommendations", "followed", "method", "use",
        ),
    ),
    # services and satisfaction, in plain words
    Audience(
        "public",
        {"id": "laporan-publik.html", "en": "report-public.html"},
        ("answer", "cards", "introduction", "units", "service", "citizens", "use"),
    ),
)  # fmt: skip
