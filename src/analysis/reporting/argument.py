"""The steps of an argument as the notebooks show them: pictures, short tables and sentences of one study.

Each method returns what a cell shows at its end. Nothing here estimates; what is drawn are tables of results.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.did.result import OVERALL
from analysis.display.tables import Page, Table, Text
from analysis.panels.panel import Panels
from analysis.reporting import figures
from analysis.reporting.blocks import Block
from analysis.reporting.report import Report
from analysis.reporting.writer import Writer
from analysis.store.catalogue import describe
from analysis.store.shown import shown
from analysis.study import Study

#: Widest that a section of the report is shown in a notebook.
WIDTH = "44rem"
#: Checks that attack a headline and give an estimate beside it, in the order in which they are drawn.
ATTACKS = ("without_cohort", "without_unit", "without_left_behind", "attrition_bounds", "synthetic_did", "placebo_date")


class Argument:
    """What the notebooks show of a study, step by step.

    Parameters
    ----------
    study : a study; each method needs the tables that it draws.
    language : catalogue of words.
    """

    def __init__(self, study: Study, language: str = "en") -> None:
        self.study, self.language = study, language

    @property
    def writer(self) -> Writer:
        """A writer that reads the tables as they are now."""
        return Writer(self.study, self.language)

    def rotated(self, panels: Panels) -> Figure | Text:
        """Draw who moves when: officers by kind of move and units, counted up over time."""
        words, officers = self.writer.words, panels.officers
        periods = sorted(panels.by_frequency["semester"]["semester"].unique())
        kinds = {
            kind: officers.loc[officers["kind_of_move"] == kind, "cohort"] for kind in ("cross_sector", "within_sector")
        }
        by_kind = {words(f"subgroup-{kind}"): cohorts for kind, cohorts in kinds.items() if cohorts.notna().any()}
        month = panels.by_frequency["month"]
        units = month.drop_duplicates("unit_id")["cohort"]
        months = sorted(month["month"].unique())
        counts = {
            words("level-officer"): pd.DataFrame({k: _counted_up(c, periods) for k, c in by_kind.items()}),
            words("level-unit"): pd.DataFrame({words("rotated-units"): _counted_up(units, months)}),
        }
        counts = {level: table for level, table in counts.items() if table.size}
        return figures.starts(counts, words) if counts else Text(words("argue-nothing"))

    def trends(self) -> Figure | Text:
        """Draw the event study of every outcome: before the move both groups should have moved alike."""
        writer = self.writer
        words, choices = writer.words, self.study.cycle.analysis

        def draw(axes: Axes, outcome: str) -> None:
            o = writer.outcomes[outcome]
            rows = writer.rows(outcome, "event_time" if o.bin == 1 else "event_bin")
            rows = rows[rows["event_time"].between(*o.window) & rows["se"].notna()].sort_values("event_time")
            anticipation = getattr(choices.anticipation, o.frequency)
            period = words(f"period-{o.frequency}")
            figures.draw_events(axes, rows, anticipation, writer.unit(outcome), period, words, o.bin)

        return self._side_by_side(writer, draw)

    def estimators(self) -> Figure | Text:
        """Draw the overall effect by each estimator and control group, the headline's above."""
        writer = self.writer
        words, headlines = writer.words, writer.headlines
        table = writer.table("estimates")
        overall = table[(table["aggregation"] == OVERALL[0]) & (table["subgroup"] == "all")]
        overall = overall.assign(label=overall["estimator"] + " " + overall["control_group"])
        unusual = {"never_treated": words("never-only")}

        def draw(axes: Axes, outcome: str) -> None:
            rows = overall[overall["outcome"] == outcome]
            first = rows["estimator"].eq(headlines.loc[outcome, "estimator"]) & rows["control_group"].eq(
                "not_yet_treated"
            )
            rows = pd.concat([rows[first], rows[~first]])
            several = rows["estimator"].duplicated(keep=False)
            labels = {
                r.label: words(f"estimator-{r.estimator}").split(" (")[0]
                + (f" {unusual.get(r.control_group, '')}" if two else "")
                for r, two in zip(rows.itertuples(), several, strict=True)
            }
            figures.draw_intervals(axes, rows, labels, writer.unit(outcome), words)

        return self._side_by_side(writer, draw, wide=True)

    def bounds(self) -> Figure | Text:
        """Draw what is left of each effect when trends may drift apart by M̄ times the most that they did before."""
        writer = self.writer
        return self._side_by_side(writer, lambda axes, outcome: draw_bounds(axes, writer, outcome))

    def attacks(self) -> Figure | Text:
        """Draw each headline beside what was tried to overturn it: parts left out, bounds, dates that are false."""
        writer = self.writer
        return self._side_by_side(writer, lambda axes, outcome: draw_attacks(axes, writer, outcome), wide=True)

    def curves(self) -> Figure | Text:
        """Draw every specification of each outcome, from the lowest estimate to the highest."""
        writer = self.writer
        curve, headlines = writer.table("curve"), writer.headlines

        def draw(axes: Axes, outcome: str) -> None:
            rows = curve[(curve["outcome"] == outcome) & curve["att"].notna()]
            unit = writer.unit(outcome)
            if len(rows):
                figures.draw_curve(axes, rows, headlines.loc[outcome, "att"], unit, writer.words, "curve-headline")

        return self._side_by_side(writer, draw)

    def headlines(self) -> Table:
        """Tabulate the headlines: each effect with its unit and interval, its tests, its grade and whether planned."""
        writer = self.writer
        words = writer.words
        rows = [
            {
                words("col-outcome"): writer.named(str(outcome)),
                words("col-att"): writer.words.number(row["att"], writer.digits(str(outcome)), True),
                words("col-interval", level=writer.level): self._interval(writer, str(outcome), row),
                words("col-padjusted"): words.p_alone(row["p_adjusted"]),
                words("col-pretrend"): words.p_alone(row["pretrend_p"]),
                words("col-breakdown"): words.number(row["breakdown"], 2),
                words("col-treated"): words.count(row["n_treated"]),
                words("col-control"): words.count(row["n_control"]),
                words("col-grade"): words(f"grade-{row['grade']}"),
                words("col-status"): words(f"status-{row['status']}"),
            }
            for outcome, row in writer.headlines.iterrows()
        ]
        return Table(pd.DataFrame(rows), rows=len(rows))

    def beyond(self) -> Page:
        """Tabulate what stands beside the headlines: without repaired rows, beyond the plan, and what was lost."""
        names = ("without_repaired", "deviations", "explored", "not_possible")
        there = {name: self.writer.table(name) for name in names}
        empty = [describe(name).title[self.language] for name, table in there.items() if table.empty]
        return Page(
            *(
                shown(name, table.drop(columns="detail", errors="ignore"), language=self.language)
                for name, table in there.items()
                if len(table)
            ),
            *(f"{title}: –" for title in empty),
        )

    def conclusions(self) -> Page:
        """Say what is concluded of each outcome, one sentence computed from its grade, and whether it was planned."""
        writer = self.writer
        return Page(
            *(
                f"{writer.name(str(outcome))} ({writer.words(f'status-{status}')}): {writer.claim(str(outcome))}"
                for outcome, status in writer.headlines["status"].items()
            )
        )

    def section(self, *names: str) -> Block:
        """Write sections of the report, each with its figure, from the tables as they are now."""
        sections = Report(self.study, self.language)(*names).content
        # a notebook has no style sheet, so that figures would fill its width
        return Block(f'<div style="max-width:{WIDTH}">{sections}</div>')

    def completeness(self) -> Figure | Text:
        """Draw how complete each export is by month."""
        words, table = self.writer.words, self.writer.table("completeness")
        return figures.completeness(table, words) if len(table) else Text(words("argue-nothing"))

    def quality(self) -> Figure | Text:
        """Draw the share of each export's rows that was corrected and that was quarantined."""
        words, account = self.writer.words, self.writer.account
        return figures.quality(account, words) if len(account) else Text(words("argue-nothing"))

    def _side_by_side(self, writer: Writer, draw: Callable[[Axes, str], None], wide: bool = False) -> Figure | Text:
        names = {str(outcome): writer.name(str(outcome)) for outcome in writer.headlines.index}
        return figures.side_by_side(names, draw, wide) if names else Text(writer.words("argue-nothing"))

    def _interval(self, writer: Writer, outcome: str, row: pd.Series) -> str:
        if math.isnan(row["se"]):
            return "–"
        low, high = (writer.words.number(row[k], writer.digits(outcome), True) for k in ("low", "high"))
        return f"{low} … {high}"


def _counted_up(cohorts: pd.Series, periods: list[str]) -> pd.Series:
    """Return how many have begun by each period."""
    return cohorts.value_counts().reindex(periods, fill_value=0).cumsum()


def draw_bounds(axes: Axes, writer: Writer, outcome: str) -> None:
    """Draw what is left of a headline when trends may drift apart, for each size of drift."""
    checks = writer.table("checks")
    rows = checks[(checks["outcome"] == outcome) & (checks["check"] == "relative_magnitudes")]
    rows = rows.assign(bound=pd.to_numeric(rows["item"]))
    breakdown = writer.headlines.loc[outcome, "breakdown"]
    figures.draw_bounds(axes, rows, breakdown, writer.unit(outcome), writer.words)


def draw_attacks(axes: Axes, writer: Writer, outcome: str) -> None:
    """Draw a headline beside what was tried to overturn it."""
    words, checks = writer.words, writer.table("checks")
    labels = {"headline": words("curve-headline")} | {name: words(f"attack-{name}") for name in ATTACKS}
    rows = checks[(checks["outcome"] == outcome) & checks["check"].isin(ATTACKS)]
    one = writer.headlines.loc[[outcome], ["att", "low", "high"]].assign(label="headline")
    rows = pd.concat([one, rows.assign(label=rows["check"])[["att", "low", "high", "label"]]])
    figures.draw_intervals(axes, rows[rows["low"].notna()], labels, writer.unit(outcome), words)
