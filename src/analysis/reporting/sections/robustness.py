"""What was tried to overturn the headlines."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.impact import evidence
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.writer import Writer


def robustness(w: Writer) -> Block:
    """Say in one table what was tried to overturn each headline, and draw the specification curves."""
    say, curve, alpha = w.say, w.impact.curve, w.study.cycle.analysis.alpha
    rows, drawings = [], []
    for outcome, h in w.headlines.iterrows():
        name, digits = str(outcome), w.digits(str(outcome))

        def number(value: float, digits: int = digits) -> str:
            return say.number(value, digits, sign=True)

        without = _check(w, name, "without_cohort", "without_unit")["att"].dropna()
        dates = _check(w, name, "placebo_date")
        own = curve[(curve["outcome"] == name) & curve["att"].notna()]
        rows.append(
            {
                say("col-outcome"): w.name(name),
                say("col-att"): number(h["att"]),
                say("col-without"): _range(number, without),
                say("col-curve"): _range(number, own["att"]) + f" ({say.count(len(own))})",
                say("col-same"): say("percent", value=say.number(100 * h["specifications_sign"], 0)),
                say("col-apart"): say("percent", value=say.number(100 * h["specifications_significant"], 0)),
                say("col-breakdown"): say.number(h["breakdown"], 2),
                say("col-missed"): say.number(abs(h["pretrend_bias_80"]), digits),
                say("col-placebo"): f"{say.count((dates['p'] < alpha).sum())} / {say.count(len(dates))}",
            }
        )
        if len(own):
            drawings.append(_curve(w, name, own))
    frame = pd.DataFrame(rows)
    return (
        blocks.table(frame, say("robustness-caption"), frame.columns[1:])
        + blocks.bullets(say(f"reading-{key}") for key in ("without", "curve", "breakdown", "missed", "placebo"))
        + blocks.folded(say("worries-summary"), blocks.bullets(_worries(w)))
        + blocks.folded(say("curve-summary"), blocks.grid(drawings))
    )


def _check(w: Writer, outcome: str, *names: str) -> pd.DataFrame:
    c = w.impact.checks
    return c[(c["outcome"] == outcome) & c["check"].isin(names)]


def _curve(w: Writer, outcome: str, own: pd.DataFrame) -> Block:
    say, att = w.say, w.headlines.loc[outcome, "att"]
    digits = w.digits(outcome)
    ends = {k: say.number(v, digits) for k, v in (("min", own["att"].min()), ("max", own["att"].max()))}
    alt = say("curve-alt", outcome=w.name(outcome), n=say.count(len(own)), unit=w.unit(outcome), **ends)
    drawing = figures.svg(figures.curve(own, att, w.unit(outcome), say), alt, f"curve-{outcome}")
    caption = say("curve-caption", outcome=w.name(outcome), level=w.level)
    by = own.groupby("estimator", sort=True)["att"].agg(["size", "min", "median", "max"])
    behind = pd.DataFrame(
        {
            say("col-estimator"): [say(f"estimator-{name}") for name in by.index],
            say("col-how-many"): by["size"].map(say.count),
        }
        | {say(f"col-{k}"): [say.number(v, digits, True) for v in by[k]] for k in ("min", "median", "max")}
    )
    table = blocks.table(behind, caption, behind.columns[1:])
    return blocks.figure(drawing, caption, table, say("table-of"))


def _worries(w: Writer) -> list[str]:
    """Say what each particular check found, outcome by outcome where it applies."""
    say, out = w.say, []
    checks = w.impact.checks
    alpha = w.study.cycle.analysis.alpha
    for outcome in w.headlines.index[w.headlines["grade"].isin(evidence.SIGNS)]:
        name, digits = w.name(outcome), w.digits(outcome)

        def interval(row: pd.Series, digits: int = digits) -> dict[str, str]:
            return {k: say.number(row[k], digits, sign=True) for k in ("att", "low", "high")}

        for check in ("new_rater", "instrument_break", "left_behind", "synthetic_did"):
            for _, row in _check(w, outcome, check).iterrows():
                clear = "yes" if row["p"] < alpha else "no"
                out.append(say(f"worry-{check}", outcome=name, clear=clear, level=w.level, **interval(row)))
        for _, row in _check(w, outcome, "attrition_bounds").iterrows():
            stayed = _check(w, outcome, "attrition").set_index("item")["value"]
            shares = {k: say.number(100 * stayed[f"stayed_{k}"], 1) for k in ("treated", "control")}
            inside = "yes" if row["low"] <= 0 <= row["high"] else "no"
            ends = {k: say.number(row[k], digits, sign=True) for k in ("low", "high")}
            out.append(say("worry-attrition", outcome=name, inside=inside, **shares, **ends))
    for row in checks[checks["check"] == "placebo_outcome"].itertuples():
        out.append(
            say(
                "worry-placebo_outcome", what=say(f"placebo-{row.outcome}"), clear="yes" if row.p < alpha else "no",
                att=say.number(row.att, 1, sign=True), low=say.number(row.low, 1, sign=True),
                high=say.number(row.high, 1, sign=True),
            )
        )  # fmt: skip
    return out


def _range(number: Callable[[float], str], values: pd.Series) -> str:
    """Write the smallest and the largest of some values."""
    return f"{number(values.min())} … {number(values.max())}" if len(values) else "–"
