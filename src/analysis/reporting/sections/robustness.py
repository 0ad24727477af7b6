"""What was tried to overturn the headlines."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.impact import evidence
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.writer import Writer


def robustness(writer: Writer) -> Block:
    """Say in one table what was tried to overturn each headline, and draw the specification curves."""
    words, curve, alpha = writer.words, writer.table("curve"), writer.study.cycle.analysis.alpha
    rows, drawings = [], []
    for outcome, headline in writer.headlines.iterrows():
        name, digits = str(outcome), writer.digits(str(outcome))

        def number(value: float, digits: int = digits) -> str:
            return words.number(value, digits, sign=True)

        without = _check(writer, name, "without_cohort", "without_unit")["att"].dropna()
        dates = _check(writer, name, "placebo_date")
        specifications = curve[(curve["outcome"] == name) & curve["att"].notna()]
        rows.append(
            {
                words("col-outcome"): writer.name(name),
                words("col-att"): number(headline["att"]),
                words("col-without"): _range(number, without),
                words("col-curve"): _range(number, specifications["att"]) + f" ({words.count(len(specifications))})",
                words("col-same"): words("percent", value=words.number(100 * headline["specifications_sign"], 0)),
                words("col-apart"): words(
                    "percent", value=words.number(100 * headline["specifications_significant"], 0)
                ),
                words("col-breakdown"): words.number(headline["breakdown"], 2),
                words("col-missed"): words.number(abs(headline["pretrend_bias_80"]), digits),
                words("col-placebo"): f"{words.count((dates['p'] < alpha).sum())} / {words.count(len(dates))}",
            }
        )
        if len(specifications):
            drawings.append(_curve(writer, name, specifications))
    frame = pd.DataFrame(rows)
    return (
        blocks.table(frame, words("robustness-caption"), frame.columns[1:], tables="headlines checks curve")
        + blocks.bullets(words(f"reading-{key}") for key in ("without", "curve", "breakdown", "missed", "placebo"))
        + blocks.folded(words("worries-summary"), blocks.bullets(_worries(writer)))
        + blocks.folded(words("curve-summary"), blocks.grid(drawings))
    )


def _check(writer: Writer, outcome: str, *names: str) -> pd.DataFrame:
    checks = writer.table("checks")
    return checks[(checks["outcome"] == outcome) & checks["check"].isin(names)]


def _curve(writer: Writer, outcome: str, specifications: pd.DataFrame) -> Block:
    words, att = writer.words, writer.headlines.loc[outcome, "att"]
    digits = writer.digits(outcome)
    ends = {
        k: words.number(v, digits)
        for k, v in (("min", specifications["att"].min()), ("max", specifications["att"].max()))
    }
    alt = words(
        "curve-alt", outcome=writer.name(outcome), n=words.count(len(specifications)), unit=writer.unit(outcome), **ends
    )
    drawn = figures.curve(specifications, att, writer.unit(outcome), words)
    caption = words("curve-caption", outcome=writer.name(outcome), level=writer.level)
    by = specifications.groupby("estimator", sort=True)["att"].agg(["size", "min", "median", "max"])
    behind = pd.DataFrame(
        {
            words("col-estimator"): [words(f"estimator-{name}") for name in by.index],
            words("col-how-many"): by["size"].map(words.count),
        }
        | {words(f"col-{k}"): [words.number(v, digits, True) for v in by[k]] for k in ("min", "median", "max")}
    )
    return writer.figure(drawn, f"curve-{outcome}", alt, caption, behind, "curve")


def _worries(writer: Writer) -> list[str]:
    """Say what each particular check found, outcome by outcome where it applies."""
    words, out = writer.words, []
    checks = writer.table("checks")
    alpha = writer.study.cycle.analysis.alpha
    for outcome in writer.headlines.index[writer.headlines["grade"].isin(evidence.SIGNS)]:
        name, digits = writer.name(outcome), writer.digits(outcome)

        def interval(row: pd.Series, digits: int = digits) -> dict[str, str]:
            return {k: words.number(row[k], digits, sign=True) for k in ("att", "low", "high")}

        for check in ("new_rater", "instrument_break", "left_behind", "synthetic_did"):
            for _, row in _check(writer, outcome, check).iterrows():
                clear = "yes" if row["p"] < alpha else "no"
                out.append(words(f"worry-{check}", outcome=name, clear=clear, level=writer.level, **interval(row)))
        for _, row in _check(writer, outcome, "attrition_bounds").iterrows():
            stayed = _check(writer, outcome, "attrition").set_index("item")["value"]
            shares = {k: words.number(100 * stayed[f"stayed_{k}"], 1) for k in ("treated", "control")}
            inside = "yes" if row["low"] <= 0 <= row["high"] else "no"
            ends = {k: words.number(row[k], digits, sign=True) for k in ("low", "high")}
            out.append(words("worry-attrition", outcome=name, inside=inside, **shares, **ends))
    for row in checks[checks["check"] == "placebo_outcome"].itertuples():
        out.append(
            words(
                "worry-placebo_outcome", what=words(f"placebo-{row.outcome}"), clear="yes" if row.p < alpha else "no",
                att=words.number(row.att, 1, sign=True), low=words.number(row.low, 1, sign=True),
                high=words.number(row.high, 1, sign=True),
            )
        )  # fmt: skip
    return out


def _range(number: Callable[[float], str], values: pd.Series) -> str:
    """Write the smallest and the largest of some values."""
    return f"{number(values.min())} … {number(values.max())}" if len(values) else "–"


SECTIONS = (Section("robustness", robustness, ("headlines",)),)
