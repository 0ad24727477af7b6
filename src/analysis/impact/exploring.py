"""Looking at one choice at a time, of outcome, group, estimator, window and design; saving it as exploratory."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
import yaml

from analysis import cycle as cycles
from analysis.cycle import Analysis, Exploration
from analysis.did.design import CONTROL_GROUPS, NEVER, Design, varied
from analysis.did.estimators.registry import ESTIMATORS, headlines
from analysis.did.result import Result
from analysis.domain.subgroups import GROUPS
from analysis.errors import UserError
from analysis.impact import designs
from analysis.impact.evidence import EXPLORATORY
from analysis.impact.headline import headline_numbers
from analysis.impact.possible import TOO_LITTLE, because
from analysis.panels.panel import Panels
from analysis.store.catalogue import describe
from analysis.store.repository import Folders
from analysis.store.results import hold


def choices_of(
    choices: Analysis,
    outcomes: str = "",
    window: str = "",
    estimator: str = "",
    control_group: str = "",
    covariates: str = "",
    anticipation: int = -1,
    subgroup: str = "",
) -> list[Exploration]:
    """Return one choice an outcome from the parameters of a notebook; what is empty stays as the cycle declares it.

    Parameters
    ----------
    choices : what the cycle declares.
    outcomes : names, separated by commas; empty for all of the cycle.
    window : first and last period with two dots between, such as ``2020-S1..2024-S2``; either may be left out.
    estimator : one of :data:`analysis.did.estimators.registry.ESTIMATORS`.
    control_group : ``not_yet_treated`` or ``never_treated``.
    covariates : names, separated by commas; ``none`` for no adjustment.
    anticipation : periods before the move in which effects may already show; −1 as declared.
    subgroup : a group of officers, such as ``cross_sector``.

    Raises
    ------
    UserError
        On a name that is none of those to choose from; the sentence lists them.
    """
    names = _listed(outcomes) or list(choices.outcomes)
    adjusted = None if not covariates.strip() else () if covariates.strip() == "none" else tuple(_listed(covariates))
    first, dots, last = window.partition("..")
    if window.strip() and not dots:
        raise UserError(f"window '{window}': write the first and the last period, such as 2020-S1..2024-S2.")
    given: dict[str, tuple[Sequence[str], Collection[str]]] = {
        "outcome": (names, choices.every_outcome),
        "estimator": ([estimator] if estimator else [], ESTIMATORS),
        "control_group": ([control_group] if control_group else [], CONTROL_GROUPS),
        "covariate": (adjusted or (), get_args(cycles.Covariate)),
        "subgroup": ([subgroup] if subgroup else [], GROUPS),
    }
    for what, (asked, there) in given.items():
        unknown = [name for name in asked if name not in there]
        if unknown:
            raise UserError(f"{what} '{unknown[0]}' is unknown; choose from {', '.join(there)}.")
    if anticipation > cycles.MOST_ANTICIPATION:
        raise UserError(f"anticipation {anticipation}: choose 0 to {cycles.MOST_ANTICIPATION} periods.")
    of_all: dict[str, Any] = {
        "group": subgroup or "all", "first": first.strip(), "last": last.strip(), "control_group": control_group,
        "covariates": adjusted, "anticipation": None if anticipation < 0 else anticipation,
    }  # fmt: skip
    declared = {name: getattr(choices.estimators, choices.every_outcome[name].level) for name in names}
    return [Exploration(outcome=name, estimator=estimator or declared[name], **of_all) for name in names]


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def chosen(
    listed: list[Exploration], panels: Panels, choices: Analysis, headlines: pd.DataFrame, status: Mapping[str, str]
) -> pd.DataFrame:
    """Estimate choices, each marked as planned or exploratory: whatever is not as declared is exploratory.

    Parameters
    ----------
    headlines : of the cycle; a choice that is as declared is read from them, and missing where it was not possible.
    status : outcome → ``planned`` or ``exploratory``, of what is as declared.

    Returns
    -------
    DataFrame
        The columns of the table ``explored`` without the note, ``status``, and ``why`` where there is no estimate.
    """
    rows = []
    by_outcome = headlines.set_index("outcome")
    for choice in listed:
        declared = choice.declared(choices)
        row = choice.model_dump() | {"status": status.get(choice.outcome, EXPLORATORY) if declared else EXPLORATORY}
        try:
            d = design(choice, panels, choices)
            if not declared:
                row |= overall(choice, panels, d, estimate(choice, d, choices.alpha), choices).to_dict()
            elif choice.outcome in by_outcome.index:
                row |= by_outcome.loc[choice.outcome, ["att", "low", "high", "p", "n_treated"]].to_dict()
            rows.append(row | _used(d))
        except UserError as error:
            rows.append(row | {"covariates": "", "why": str(error)})
    columns = [c.name for c in describe("explored").columns if c.name != "note"]
    return pd.DataFrame(rows, columns=[*columns, "status", "why"])


def _used(d: Design) -> dict[str, Any]:
    """Return the choices that a design was made with."""
    names = ", ".join(map(str, d.covariates)) if d.wide.x.shape[1] > 1 else ""
    return {"control_group": d.control_group, "covariates": names, "anticipation": d.anticipation}


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
    if choice.covariates is not None:
        choices = choices.model_copy(update={"covariates": list(choice.covariates)})
    d = designs.design(outcome, panels, choices, choice.control_group or CONTROL_GROUPS[0])
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
    anticipation = d.anticipation if choice.anticipation is None else choice.anticipation
    return varied(d, keep=keep, periods_kept=window, anticipation=anticipation)


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
        rows.append(choice.model_dump() | _used(d) | row.to_dict())
    return hold("explored", pd.DataFrame(rows, columns=[c.name for c in describe("explored").columns]))


def save(root: Path, cycle: str, choice: Exploration) -> int:
    """Add a choice to the end of a cycle file, all before it untouched; return how many there are now.

    Where the choice stands there with another reason, it gets the new one.

    Raises
    ------
    UserError
        If it stands there already with this reason, or `exploratory` is not the file's last key.
    """
    path = Folders(root, cycle).cycle_file
    listed = cycles.load(root, cycle).exploratory
    if choice in listed:
        raise UserError(f"cycles/{cycle}.yaml: this choice is there already.")
    before = path.read_text(encoding="utf-8")
    alike = [e.model_copy(update={"note": choice.note}) == choice for e in listed]
    if any(alike):
        wanted = [choice if same else e for e, same in zip(listed, alike, strict=True)]
        kept, written = re.split(r"^exploratory:", before, maxsplit=1, flags=re.M)[0], _items(wanted)
    else:
        wanted = [*listed, choice]
        kept, written = before, _items([choice])
    head = "" if listed and not any(alike) else "exploratory:\n"
    path.write_text(kept.rstrip("\n") + "\n" + head + written, encoding="utf-8")
    try:
        if cycles.load(root, cycle).exploratory != wanted:
            raise UserError("")
    except UserError:
        path.write_text(before, encoding="utf-8")
        raise UserError(
            f"cycles/{cycle}.yaml: make 'exploratory' its last key, so that a choice can be added."
        ) from None
    return len(wanted)


def _items(listed: list[Exploration]) -> str:
    kept = [{k: v for k, v in e.model_dump(mode="json").items() if v not in ("", None)} for e in listed]
    return yaml.safe_dump(kept, default_flow_style=None, allow_unicode=True, sort_keys=False, width=1000)


def code(choice: Exploration, cycle: str, choices: Analysis) -> str:
    """Write five lines of code that estimate a choice again, after the first two stages have run."""
    asked: dict[str, Any] = {"outcomes": choice.outcome}
    if choice.estimator != getattr(choices.estimators, choices.every_outcome[choice.outcome].level):
        asked["estimator"] = choice.estimator
    if choice.group != "all":
        asked["subgroup"] = choice.group
    if choice.first or choice.last:
        asked["window"] = f"{choice.first}..{choice.last}"
    if choice.control_group:
        asked["control_group"] = choice.control_group
    if choice.covariates is not None:
        asked["covariates"] = ", ".join(choice.covariates) or "none"
    if choice.anticipation is not None:
        asked["anticipation"] = choice.anticipation
    arguments = ", ".join(f"{name}={value!r}" for name, value in asked.items())
    return (
        "from analysis.study import Study\n"
        f"study = Study({cycle!r})\n"
        f"choice = study.choices({arguments})[0]\n"
        "design = study.design(choice, study.panels)\n"
        "study.chosen([choice], study.panels)\n"
    )
