"""What every section of a report needs: the study, one language, and the small words that sections share."""

from __future__ import annotations

import html
from functools import cached_property

import pandas as pd

from analysis.did.estimators.group_time import NAME as ESTIMATOR
from analysis.domain.outcomes import OUTCOMES
from analysis.intake import cleaning
from analysis.reporting.words import Words
from analysis.study import Study


class Writer:
    """Writes a study's results in one language.

    Parameters
    ----------
    study : a study whose earlier stages have run.
    language : catalogue of words.
    """

    def __init__(self, study: Study, language: str = "id") -> None:
        self.study = study
        self.say = Words(language)
        self.impact = study.impact
        self.headlines = self.impact.headlines.set_index("outcome", drop=False)
        self.level = self.say.number(100 * (1 - study.cycle.analysis.alpha), 0)

    def name(self, outcome: str) -> str:
        """Return an outcome's name."""
        return self.say(f"outcome-{outcome}")

    def inline(self, outcome: str) -> str:
        """Return an outcome's name as it stands within a sentence."""
        name = self.name(outcome)
        return name[0].lower() + name[1:]

    def unit(self, outcome: str) -> str:
        """Return an outcome's unit."""
        return self.say(f"outcome-{outcome}-unit")

    def digits(self, outcome: str) -> int:
        """Return the decimals in which an outcome's effects are written."""
        return 2 if OUTCOMES[outcome].level == "officer" else 1

    def with_interval(self, row: pd.Series) -> str:
        """Write an estimate with its interval."""
        digits = self.digits(row["outcome"])
        att = self.say.number(row["att"], digits, sign=True)
        if pd.isna(row["se"]):
            return self.say("interval-none", att=att)
        low, high = (self.say.number(row[k], digits, sign=True) for k in ("low", "high"))
        return self.say("interval", att=att, level=self.level, low=low, high=high)

    def claim(self, outcome: str) -> str:
        """Write what the evidence on an outcome allows; the words come from the grade alone."""
        row = self.headlines.loc[outcome]
        digits = self.digits(outcome)
        key = f"claim-{row['grade']}"
        if row["grade"] == "inconclusive":
            key += f"-{row['reason']}"
        return self.say(
            key,
            outcome=self.name(outcome),
            unit=self.unit(outcome),
            who=self.say(f"who-{row['level']}"),
            direction="up" if row["att"] > 0 else "down",
            size=self.say.number(abs(row["att"]), digits),
            reason=row["reason"],
            crosses="yes" if row["low"] <= 0 <= row["high"] else "no",
            padjusted=self.say.p(row["p_adjusted"]),
            pretrend=self.say.p(row["pretrend_p"]),
            detectable=self.say.number(row["detectable"], digits),
            breakdown=self.say.number(row["breakdown"], 1),
        )

    def interval(self, row: pd.Series, digits: int, sign: bool = True) -> str:
        """Write ``att`` with ``low`` and ``high`` in brackets, for a table or within a sentence."""
        att, low, high = (self.say.number(row[k], digits, sign) for k in ("att", "low", "high"))
        return f"{att} ({low} … {high})"

    def short(self, row: pd.Series) -> str:
        """Write an outcome's estimate with its interval in brackets."""
        return self.interval(row, self.digits(row["outcome"]))

    def pill(self, grade: str) -> str:
        """Write a grade as a coloured word."""
        return f'<span class="grade {grade}">{html.escape(self.say("grade-" + grade))}</span>'

    def rows(self, outcome: str, aggregation: str, subgroup: str = "all") -> pd.DataFrame:
        """Return the group-time estimates of an outcome with not_yet_treated controls."""
        e = self.impact.estimates
        return e[
            (e["outcome"] == outcome)
            & (e["aggregation"] == aggregation)
            & (e["subgroup"] == subgroup)
            & (e["control_group"] == "not_yet_treated")
            & (e["estimator"] == ESTIMATOR)
        ]

    @cached_property
    def account(self) -> pd.DataFrame:
        """Account of rows by source."""
        table = self.study.table("account")
        return table.groupby("source", sort=False)[["read", *cleaning.DISPOSITIONS]].sum().reset_index()
