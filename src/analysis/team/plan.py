"""The pre-analysis plan: what is to be estimated and how it is to be judged, frozen before results are seen.

A frozen plan is a file in ``cycles/plans/`` with the hash of its content. Each result is then *planned* or
*exploratory*, and whatever was done otherwise than planned is listed with the reason given for it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.cycle import Cycle
from analysis.errors import UserError
from analysis.impact import evidence
from analysis.impact.evidence import EXPLORATORY, PLANNED
from analysis.store import yaml_files
from analysis.store.repository import Folders

FOLDER = Path("cycles/plans")
_HEAD = "# Frozen: an edit would no longer fit the hash. Record a deviation: mutasi plan CYCLE --amend 'reason'.\n"
#: Columns of the table of deviations.
DEVIATIONS = ["key", "planned", "done", "reason"]


def path_of(root: Path, cycle: str) -> Path:
    """Return where a cycle's frozen plan lies."""
    return Folders(root, cycle).plan_file


def content(cycle: Cycle) -> dict[str, Any]:
    """Return all that a cycle decides before results are seen: outcomes, estimands, estimators, subgroups and rules."""
    choices = cycle.analysis
    outcomes = {}
    for o in choices.measured:
        outcomes[o.name] = {
            "level": o.level,
            "frequency": o.frequency,
            "better": o.better,
            "estimand": "mean effect on the treated over all periods after the first move (att, overall)",
            "estimator": getattr(choices.estimators, o.level),
            "control_group": "not_yet_treated",
            "covariates": list(choices.covariates) if o.level == "officer" else [],
            "anticipation": getattr(choices.anticipation, o.frequency),
            "pretrend_window": [o.window[0], -1 - getattr(choices.anticipation, o.frequency)],
            "pretrend_bin": o.bin,
        }
        if o.measure is not None:
            # as JSON has it: lists, no tuples
            outcomes[o.name]["measure"] = json.loads(json.dumps(asdict(o.measure)))
    return {
        "cycle": cycle.cycle,
        "programme": cycle.programme,
        "data": [cycle.first, cycle.last],
        "programme_start": cycle.programme_start,
        "alpha": choices.alpha,
        "adjustment": "Holm over outcomes; Holm over differences between subgroups",
        "outcomes": outcomes,
        "subgroups": list(choices.subgroups),
        "long_tenure_years": choices.long_tenure_years,
        "unit_treated_from": choices.unit_treated_from,
        "seed": choices.seed,
        "decision_rules": [str(rule) for rule in evidence.TABLES["headline"]],
        "comparisons": {
            table: [f"{rule}: {rule.condition}" for rule in rules] for table, rules in evidence.TABLES.items()
        },
        "thresholds": asdict(evidence.THRESHOLDS),
    } | ({"dates_drawn": True} if choices.dates_drawn else {})


def digest(plan: dict[str, Any]) -> str:
    """Return the SHA-256 of a plan's content, whatever the order or layout of its file."""
    return hashlib.sha256(json.dumps(plan, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def freeze(root: Path, cycle: Cycle, today: str) -> Path:
    """Write a cycle's plan with its hash.

    Raises
    ------
    UserError
        If a plan is frozen already, or results of the cycle have been written: they may have been seen.
    """
    path = path_of(root, cycle.cycle)
    where = path.relative_to(root)
    if path.exists():
        raise UserError(
            f"{where}: frozen already; a plan is not replaced. Record what you do otherwise with --amend 'reason'."
        )
    seen = Folders(root, cycle.cycle).processed / "headlines.parquet"
    if seen.exists():
        raise UserError(
            f"{seen.relative_to(root)}: results of this cycle are there, so a plan made now is not made before they "
            "are seen. Run without a plan (every result is then called exploratory), or plan the next cycle."
        )
    plan = content(cycle)
    yaml_files.write(path, _HEAD, {"frozen": today, "sha256": digest(plan), "plan": plan, "amendments": []})
    return path


def amend(root: Path, cycle: Cycle, reason: str, today: str) -> int:
    """Record why the cycle is now done otherwise than planned; return how many keys differ.

    Raises
    ------
    UserError
        If there is no plan, nothing differs, or the reason is empty.
    """
    path = path_of(root, cycle.cycle)
    record = load(root, cycle.cycle)
    if record is None:
        where = path.relative_to(root)
        raise UserError(f"{where}: there is no plan to amend; freeze one with 'mutasi plan {cycle.cycle}'.")
    if not reason.strip():
        raise UserError("--amend: say why in a sentence.")
    differing = [d["key"] for d in deviations(record, cycle).to_dict("records") if not d["reason"]]
    if not differing:
        raise UserError(f"cycles/{cycle.cycle}.yaml: nothing differs from the plan without a reason yet.")
    record["amendments"].append({"date": today, "reason": reason.strip(), "keys": differing})
    yaml_files.write(path, _HEAD, record)
    return len(differing)


def load(root: Path, cycle: str) -> dict[str, Any] | None:
    """Read a cycle's plan; None if there is none.

    Raises
    ------
    UserError
        If the file was edited after it was frozen.
    """
    path = path_of(root, cycle)
    if not path.is_file():
        return None
    where = path.relative_to(root)
    try:
        record = yaml_files.parse(yaml_files.text_of(path))
        fits = digest(record["plan"]) == record["sha256"]
        amended = [(str(a["date"]), str(a["reason"]), [str(key) for key in a["keys"]]) for a in record["amendments"]]
        record["amendments"] = [dict(zip(("date", "reason", "keys"), a, strict=True)) for a in amended]
        if set(record) != {"frozen", "sha256", "plan", "amendments"}:
            raise KeyError
    except (TypeError, KeyError, ValueError) as error:
        raise UserError(f"{where}: not a plan that 'mutasi plan' wrote; restore it from version control.") from error
    if not fits:
        raise UserError(
            f"{where}: edited after it was frozen (its hash does not fit); restore it from version control."
        )
    return record


def _flat(value: object, key: str = "") -> dict[str, str]:
    """Return every leaf of nested mappings by its dotted key, as text."""
    if isinstance(value, dict):
        out: dict[str, str] = {}
        for name, inner in value.items():
            out |= _flat(inner, f"{key}.{name}" if key else str(name))
        return out
    return {key: json.dumps(value, ensure_ascii=False)}


def deviations(record: dict[str, Any] | None, cycle: Cycle) -> pd.DataFrame:
    """List what is done otherwise than planned.

    Returns
    -------
    DataFrame
        :data:`DEVIATIONS`: the key, what was planned and is done (empty where absent), and the reason recorded (empty
        where none is).
    """
    rows = []
    if record is not None:
        planned, done = _flat(record["plan"]), _flat(content(cycle))
        reasons = {key: a["reason"] for a in record["amendments"] for key in a["keys"]}
        for key in sorted(planned.keys() | done.keys()):
            if planned.get(key) != done.get(key):
                rows.append((key, planned.get(key, ""), done.get(key, ""), reasons.get(key, "")))
    return pd.DataFrame(rows, columns=DEVIATIONS).astype("string")


def status(record: dict[str, Any] | None, cycle: Cycle) -> tuple[dict[str, str], dict[str, str]]:
    """Say which outcomes and which subgroups are planned and which exploratory.

    A deviation in what all outcomes share (alpha, data, rules, thresholds) makes every outcome exploratory; one in an
    outcome's own keys makes that outcome so.

    Returns
    -------
    outcomes, subgroups
        Name → ``planned`` or ``exploratory``.
    """
    changed = set(deviations(record, cycle)["key"])
    shared = {key for key in changed if not key.startswith(("outcomes.", "subgroups"))}
    planned = {} if record is None else record["plan"]
    ok = record is not None and not shared

    def named(yes: bool) -> str:
        return PLANNED if yes else EXPLORATORY

    outcomes = {
        name: named(
            ok and name in planned["outcomes"] and not any(key.startswith(f"outcomes.{name}.") for key in changed)
        )
        for name in cycle.analysis.outcomes
    }
    subgroups = {str(name): named(ok and name in planned["subgroups"]) for name in cycle.analysis.subgroups}
    return outcomes, subgroups
