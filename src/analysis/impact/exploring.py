"""Looking at one choice of outcome, group, estimator and window at a time; saving it as exploratory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from analysis import cycle as cycles
from analysis.cycle import Analysis, Exploration
from analysis.did.design import NEVER, Design, varied
from analysis.did.estimators.registry import ESTIMATORS, headlines
from analysis.did.result import Result
from analysis.domain.subgroups import GROUPS
from analysis.errors import UserError
from analysis.impact import designs
from analysis.impact.headline import headline_numbers
from analysis.impact.possible import TOO_LITTLE, because
from analysis.panels.panel import Panels
from analysis.store.catalogue import describe
from analysis.store.repository import Folders
from analysis.store.results import hold


def design(choice: Exploration, panels: Panels, choices: Analysis) -> Design:
    """Set up the design of a choice.

    Raises
    ------
    UserError
        If the outcome, group or window is unknown, or nobody is left to compare.
    """
    outcomes = choices.every_outcome
    if choice.outcome not in outcomes:
        raise UserError(f"exploratory: outcome '{choice.outcome}' is unknown; choose from {', '.join(outcomes)}.")
    outcome = outcomes[choice.outcome]
    d = designs.design(outcome, panels, choices)
    w = d.wide
    keep = np.ones(len(w.units), bool)
    if choice.group != "all":
        if outcome.level != "officer" or choice.group not in GROUPS:
            raise UserError(f"exploratory: '{choice.group}' is no group for {choice.outcome}; groups are of officers.")
        dimension = GROUPS[choice.group]
        if dimension.name not in panels.officers:
            raise UserError(f"exploratory: group '{choice.group}' needs the export {', '.join(dimension.needs)}.")
        labels = panels.officers.set_index("officer_id")[dimension.name].reindex(w.units)
        keep = labels.eq(choice.group).fillna(False).to_numpy(bool)
        if dimension.of_movers:
            keep = keep | (w.cohort == NEVER)
    written = [str(w.written(int(t))) for t in w.times]
    ends = {"first": choice.first or written[0], "last": choice.last or written[-1]}
    for key, value in ends.items():
        if value not in written:
            raise UserError(f"exploratory: {key} '{value}' is no period of {choice.outcome}, such as {written[0]}.")
    window = slice(written.index(ends["first"]), written.index(ends["last"]) + 1)
    return varied(d, keep=keep, periods_kept=window)


def estimate(choice: Exploration, d: Design, alpha: float) -> Result:
    """Estimate a choice.

    Raises
    ------
    UserError
        If the estimator is unknown or cannot estimate the design.
    """
    if choice.estimator not in ESTIMATORS:
        raise UserError(f"exploratory: estimator '{choice.estimator}' is unknown; choose from {', '.join(ESTIMATORS)}.")
    try:
        return ESTIMATORS[choice.estimator].fit(d, alpha)
    except TOO_LITTLE as error:
        words = because(error, choice.outcome, "estimator").sentence
        raise UserError(f"exploratory: {choice.estimator} on {choice.outcome}: {words}") from error


def overall(choice: Exploration, panels: Panels, d: Design, result: Result, choices: Analysis) -> pd.Series:
    """Return the overall effect; for kelurahan its interval allows each kecamatan a shock of its own."""
    outcome = choices.every_outcome[choice.outcome]
    row = result.row()[["att", "low", "high", "p", "n_treated"]]
    if outcome.level == "unit" and choice.estimator in headlines("unit"):
        row.update(pd.Series(headline_numbers(outcome, d, result, choices, panels)[0]))
    return row


def entries(listed: list[Exploration], panels: Panels, choices: Analysis) -> pd.DataFrame:
    """Estimate every exploratory entry of a cycle file: the table ``explored``."""
    rows = []
    for choice in listed:
        d = design(choice, panels, choices)
        row = overall(choice, panels, d, estimate(choice, d, choices.alpha), choices)
        rows.append(choice.model_dump() | row.to_dict())
    return hold("explored", pd.DataFrame(rows, columns=[c.name for c in describe("explored").columns]))


def save(root: Path, cycle: str, choice: Exploration) -> int:
    """Add a choice to the end of a cycle file, comments and all else untouched; return how many there are now.

    Raises
    ------
    UserError
        If it stands there already, or `exploratory` is not the file's last key.
    """
    path = Folders(root, cycle).cycle_file
    listed = cycles.load(root, cycle).exploratory
    if choice.model_copy(update={"note": ""}) in [e.model_copy(update={"note": ""}) for e in listed]:
        raise UserError(f"cycles/{cycle}.yaml: this choice is there already.")
    before = path.read_text(encoding="utf-8")
    kept = {k: v for k, v in choice.model_dump().items() if v}
    item = yaml.safe_dump([kept], default_flow_style=None, allow_unicode=True, sort_keys=False, width=1000)
    head = "" if listed else "exploratory:\n"
    path.write_text(before.rstrip("\n") + "\n" + head + item, encoding="utf-8")
    try:
        if cycles.load(root, cycle).exploratory != [*listed, choice]:
            raise UserError("")
    except UserError:
        path.write_text(before, encoding="utf-8")
        raise UserError(
            f"cycles/{cycle}.yaml: make 'exploratory' its last key, so that a choice can be added."
        ) from None
    return len(listed) + 1
