"""What cannot be estimated, and why: a row of a table in place of an exception."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

from analysis.errors import UserError

_T = TypeVar("_T")

#: Reason → the sentence that says it; the report has its own words for each.
REASONS = {
    "export_absent": "it is measured from an export that is absent",
    "no_observation": "no observation is left to estimate from",
    "constant": "it is the same in every row, so there is nothing to explain",
    "no_treated": "nobody was moved within its window",
    "no_control": "everyone was moved in the same period, so there is nobody to compare with",
    "no_before_and_after": "no cohort with enough units is observed before and after its move",
    "too_few_for_covariates": "fewer officers were moved at a time than these covariates need",
    "no_other_district": "fewer than two other kecamatan are there to tell its shocks from the programme's effect",
    "no_units": "nobody of this group was moved, or nobody of it was not",
    "not_estimable": "these data do not determine it",
}
#: What numerical code raises where a design leaves it too little: a singular matrix, an empty average, an absent row.
TOO_LITTLE = (UserError, LookupError, ArithmeticError, ValueError)


@dataclass(frozen=True)
class Impossible:
    """One thing that cannot be estimated.

    Attributes
    ----------
    outcome : its name.
    part : ``outcome``, ``interval``, ``estimator``, ``curve``, ``check`` or ``subgroup``.
    item : which of them; empty where the part says it.
    reason : a key of :data:`REASONS`.
    export : exports that are absent, set apart by commas; empty where none is.
    detail : a sentence with what was seen; empty where the reason says it.
    """

    outcome: str
    part: str
    item: str
    reason: str
    export: str = ""
    detail: str = ""

    @property
    def sentence(self) -> str:
        """The reason in a sentence."""
        absent = f" ({self.export})" if self.export else ""
        return f"{REASONS[self.reason]}{absent}. {self.detail}".strip()


class NotPossible(UserError):
    """An estimate that cannot be made, with the reason for it.

    Attributes
    ----------
    row : as it stands in the table.
    """

    def __init__(self, outcome: str, reason: str, export: str = "", detail: str = "") -> None:
        self.row = Impossible(outcome, "outcome", "", reason, export, detail)
        super().__init__(f"outcome '{outcome}': {self.row.sentence}")


def because(error: Exception, outcome: str, part: str, item: str = "") -> Impossible:
    """Say why a part of an outcome failed."""
    if isinstance(error, NotPossible):
        return replace(error.row, outcome=outcome, part=part, item=item)
    words = str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
    return Impossible(outcome, part, item, "not_estimable", detail=words)


def attempt(function: Callable[[], _T], outcome: str, part: str, item: str, lost: list[Impossible]) -> _T | None:
    """Return what a function returns; None, with a row added to `lost`, where the data leave it too little."""
    try:
        return function()
    except TOO_LITTLE as error:
        lost.append(because(error, outcome, part, item))
        return None


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """Print why these data leave the body too little, in place of an exception: what a notebook tries may be too much.

    Examples
    --------
    >>> with in_a_sentence():
    ...     raise NotPossible("skp", "no_treated")
    outcome 'skp': nobody was moved within its window.
    """
    try:
        yield
    except UserError as error:
        print(error)
    except TOO_LITTLE as error:
        print(f"These data do not determine it ({type(error).__name__}: {error}).")
