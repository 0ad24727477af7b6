"""What every section of a report needs: the tables, one language, and the small words that sections share."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable

import pandas as pd
from matplotlib.figure import Figure

from analysis.did.estimators.group_time import NAME as ESTIMATOR
from analysis.domain.outcomes import Outcome
from analysis.domain.privacy import SMALL_CELL
from analysis.intake import cleaning
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.words import Words
from analysis.store import release
from analysis.store.catalogue import describe
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
        self.results = study.results
        self.outcomes = study.outcomes
        self.words = Words(language, study.cycle.area, self.outcomes.values())
        self.level = self.words.number(100 * (1 - study.cycle.analysis.alpha), 0)
        self._tables: dict[str, pd.DataFrame] = {}

    @property
    def of_cycle(self) -> list[Outcome]:
        """The outcomes that this cycle could measure: the package's, and those that its file adds."""
        return list(self.study.cycle.analysis.every_outcome.values())

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of results as it may be published; one without rows where no stage wrote it."""
        if name not in self._tables:
            table = self.results.table_or_empty(name)
            of_team = describe(name).shown_to == "team"
            self._tables[name] = table if of_team else release.publishable(name, table)
        self.results.read[name] = None
        return self._tables[name].copy()

    def exact(self, name: str) -> pd.DataFrame:
        """Return a table as its stage wrote it, to sum it up: its rows may hold counts that are not told."""
        self.results.read[name] = None
        return self.results.table_or_empty(name)

    def people(self, count: float) -> str:
        """Write a count of people as it may be published: in fives, and only that it is below five where it is."""
        published = release.rounded(pd.Series([count])).iloc[0]
        return self.words("fewer", n=SMALL_CELL) if pd.isna(published) else self.words.count(published)

    def has(self, name: str) -> bool:
        """Tell whether a table of results has any row."""
        return not self.table(name).empty

    def record(self, name: str) -> pd.Series:
        """Return the one row of a table that holds one.

        Raises
        ------
        ValueError
            If it holds none or several.
        """
        table = self.table(name)
        if len(table) != 1:
            raise ValueError(f"table '{name}' is read as a record, but has {len(table)} rows")
        return table.iloc[0]

    @property
    def headlines(self) -> pd.DataFrame:
        """Headlines by outcome."""
        return self.table("headlines").set_index("outcome", drop=False)

    @property
    def account(self) -> pd.DataFrame:
        """Account of rows by source."""
        table = self.table("account")
        return table.groupby("source", sort=False)[["read", *cleaning.DISPOSITIONS]].sum().reset_index()

    def rows(self, outcome: str, aggregation: str, subgroup: str = "all") -> pd.DataFrame:
        """Return the group-time estimates of an outcome with not_yet_treated controls."""
        estimates = self.table("estimates")
        return estimates[
            (estimates["outcome"] == outcome)
            & (estimates["aggregation"] == aggregation)
            & (estimates["subgroup"] == subgroup)
            & (estimates["control_group"] == "not_yet_treated")
            & (estimates["estimator"] == ESTIMATOR)
        ]

    def name(self, outcome: str) -> str:
        """Return an outcome's name."""
        return self.words(f"outcome-{outcome}")

    def inline(self, outcome: str) -> str:
        """Return an outcome's name as it stands within a sentence."""
        name = self.name(outcome)
        return name[0].lower() + name[1:]

    def unit(self, outcome: str) -> str:
        """Return an outcome's unit."""
        return self.words(f"outcome-{outcome}-unit")

    def named(self, outcome: str) -> str:
        """Return an outcome's name with its unit, for the first column of a table."""
        return f"{self.name(outcome)}, {self.unit(outcome)}"

    def digits(self, outcome: str) -> int:
        """Return the decimals in which an outcome's effects are written: of a declared one, as its error asks for."""
        if self.outcomes[outcome].measure:
            errors = self.table("headlines").set_index("outcome")["se"]
            error = float(errors.get(outcome, math.nan))
            return min(max(-math.floor(math.log10(error)), 1), 4) if error > 0 else 2
        return 2 if self.outcomes[outcome].level == "officer" else 1

    def with_interval(self, row: pd.Series) -> str:
        """Write an estimate with its interval."""
        digits = self.digits(row["outcome"])
        att = self.words.number(row["att"], digits, sign=True)
        if pd.isna(row["se"]):
            return self.words("interval-none", att=att)
        low, high = (self.words.number(row[k], digits, sign=True) for k in ("low", "high"))
        return self.words("interval", att=att, level=self.level, low=low, high=high)

    def claim(self, outcome: str) -> str:
        """Write what the evidence on an outcome allows; the words come from the grade alone."""
        row = self.headlines.loc[outcome]
        digits = self.digits(outcome)
        key = f"claim-{row['grade']}"
        if row["grade"] == "inconclusive":
            key += f"-{row['reason']}"
        return self.words(
            key,
            outcome=self.name(outcome),
            unit=self.unit(outcome),
            who=self.words(f"who-{row['level']}"),
            direction="up" if row["att"] > 0 else "down",
            size=self.words.number(abs(row["att"]), digits),
            reason=row["reason"],
            crosses="yes" if row["low"] <= 0 <= row["high"] else "no",
            padjusted=self.words.p(row["p_adjusted"]),
            pretrend=self.words.p(row["pretrend_p"]),
            detectable=self.words.number(row["detectable"], digits),
            breakdown=self.words.number(row["breakdown"], 1),
        )

    def interval(self, row: pd.Series, digits: int, sign: bool = True, value: str = "att", times: float = 1) -> str:
        """Write an estimate with ``low`` and ``high`` in brackets, for a table or within a sentence.

        Parameters
        ----------
        row : holds the estimate in the column `value`.
        times : what the numbers are multiplied by, such as 100 for a share in percent.
        """
        estimate, low, high = (self.words.number(times * row[k], digits, sign) for k in (value, "low", "high"))
        return f"{estimate} ({low} … {high})"

    def short(self, row: pd.Series) -> str:
        """Write an outcome's estimate with its interval in brackets."""
        return self.interval(row, self.digits(row["outcome"]))

    def pill(self, grade: str) -> str:
        """Write a grade as a coloured word."""
        return f'<span class="grade {grade}">{html.escape(self.words("grade-" + grade))}</span>'

    def figure(
        self,
        drawn: Figure,
        name: str,
        alt: str,
        caption: str,
        behind: pd.DataFrame,
        tables: str,
        numeric: Iterable[str] | None = None,
        about: str = "",
        wide: bool = False,
    ) -> Block:
        """Show a figure with its caption and, folded, the numbers that it draws.

        Parameters
        ----------
        drawn : of :mod:`analysis.reporting.figures`.
        name : makes its identifiers unique in the page.
        alt : what it shows, for whoever does not see it.
        behind : the numbers as ready text, one row a mark.
        tables : names of the tables of results that they come from, separated by spaces.
        numeric : columns of `behind` that align right; all but the first unless given.
        about : caption of the numbers where it is not the figure's own.
        wide : whether it takes the page's width.
        """
        right = behind.columns[1:] if numeric is None else numeric
        folded = blocks.table(behind, about or caption, right, tables=tables)
        return blocks.figure(figures.svg(drawn, alt, name), caption, folded, self.words("table-of"), wide, tables)
