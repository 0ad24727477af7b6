"""Check a cycle's exports before anything is estimated: read them, account for every row, say what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.cycle import Evaluation
from analysis.intake import cleaning, deliveries, messages, proposals
from analysis.intake.proposals import Proposal
from analysis.store import swap
from analysis.study import Study


@dataclass(frozen=True)
class Checked:
    """A cycle whose exports were read.

    Attributes
    ----------
    counts : by export: rows ``read``, their four dispositions, and ``layout_rows`` (totals, signatures, headings).
    messages : sentences that whoever reads the account must see.
    proposals : lines for the cycle file that confirm what was matched without certainty.
    held_back : exports of which most rows are refused.
    folder : where the account lies, and the workbooks to send back (``perbaikan``).
    workbooks : how many workbooks there are.
    """

    counts: pd.DataFrame
    messages: list[str]
    proposals: list[Proposal]
    held_back: list[str]
    folder: Path
    workbooks: int


def check(root: Path, cycle: str) -> Checked:
    """Read a cycle's exports and write their account below ``data/processed/<cycle>/check``, whole or not at all.

    Raises
    ------
    UserError
        Naming all that is wrong with all files, if one cannot be read as what it should be.
    """
    target = root / "data" / "processed" / cycle / "check"
    evaluation = Evaluation.open(root, cycle)
    with swap.only_one(evaluation), swap.working_folders({swap.PROCESSED: target}) as work:
        study = Study(cycle, work[swap.PROCESSED].relative_to(root).as_posix(), root)
        absent = deliveries.not_sent(study.cycle, deliveries.files(root, study.cycle))
        cleaned = cleaning.clean_cycle(root, study.cycle, evaluation.secret())
        workbooks = study.write_account(cleaned)
    numbers = ["read", *cleaning.DISPOSITIONS, "layout_rows"]
    counts = cleaned.account.groupby("source", sort=False)[numbers].sum()
    mostly = counts["quarantined"] >= messages.MOSTLY * counts["read"].where(counts["quarantined"] > 0)
    return Checked(
        counts,
        [*cleaned.messages, *absent, *(study.boundaries.messages if study.boundaries else [])],
        proposals.of_matches(cleaned.matches),
        [str(name) for name in counts.index[mostly]],
        target,
        len(workbooks),
    )
