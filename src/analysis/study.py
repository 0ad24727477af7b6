"""A study: one cycle with its folders. What the notebooks call, and where tables lie between them."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.cycle import Evaluation, Exploration
from analysis.did.design import Design
from analysis.display.tables import ROWS, Page, Shown, Table
from analysis.domain.outcomes import Outcome
from analysis.domain.regions import Region
from analysis.errors import UserError
from analysis.impact import exploring
from analysis.impact.estimate import TABLES, Impact, estimate_impact
from analysis.impact.untouched import without_repaired
from analysis.indicators import registry
from analysis.indicators.inputs import Inputs
from analysis.intake import boundaries, cleaning, written
from analysis.intake.boundaries import Distance
from analysis.panels.build import build_panels
from analysis.panels.careers import careers
from analysis.panels.panel import Panels, absent_exports
from analysis.store.catalogue import catalogue
from analysis.store.repository import find_root
from analysis.store.results import Results
from analysis.store.shown import shown
from analysis.team import changes, plan, recommendations

_PANELS = ("semester", "year", "month", "quarter")


class Study(Shown):
    """One cycle, opened. At the end of a cell it shows how far it is, and what its file decides.

    Parameters
    ----------
    cycle : name of a cycle file.
    processed : folder of validated tables and results, relative to the repository; default ``data/processed/<cycle>``.
    root : repository; default the one around the working directory.
    """

    def __init__(self, cycle: str, processed: str = "", root: Path | None = None) -> None:
        self.evaluation = Evaluation.open(root or find_root(), cycle)
        self.root, self.cycle = self.evaluation.root, self.evaluation.cycle
        self.processed = self.root / (processed or f"data/processed/{cycle}")
        self.results = Results(self.processed, cycle)
        self._measured: set[str] = set()

    def shown(self) -> Page:
        """Return what it shows: the programme, what is measured and how, and which stages have left tables."""
        cycle, choices = self.cycle, self.cycle.analysis
        of_stage: dict[str, list[str]] = {}
        for table in catalogue().values():
            of_stage.setdefault(table.stage, []).append(table.name)
        stages = [
            (stage, sum("*" not in n and self.results.has(n) for n in names), len(names))
            for stage, names in sorted(of_stage.items())
        ]
        outcomes = [
            (o.name, o.level, o.frequency, getattr(choices.estimators, o.level),
             getattr(choices.anticipation, o.frequency), ", ".join(choices.covariates) if o.level == "officer" else "–")
            for o in choices.measured
        ]  # fmt: skip
        columns = ["outcome", "of", "by", "estimator", "periods of anticipation", "covariates"]
        return Page(
            f"{cycle.cycle}: {cycle.named('en')}. {cycle.area.programme.name}, {cycle.first} to {cycle.last}; the "
            f"programme moves officers since {cycle.programme_start}."
            + (" Simulated data." if cycle.synthetic else ""),
            Table(pd.DataFrame(outcomes, columns=columns), "What is measured, as declared", rows=len(outcomes)),
            Table(pd.DataFrame(stages, columns=["stage", "tables there", "of"]), "Tables of results", rows=len(stages)),
        )

    def show(self, name: str, *columns: str, rows: int = ROWS, where: str = "", language: str = "en") -> Table:
        """Show a table that an earlier stage wrote: ten rows, its units in the heading.

        Parameters
        ----------
        name : such as ``headlines`` or ``skills/effects``.
        columns : those to show, in order; all that hold something where none is named.
        rows : most rows to show; how many more there are is said.
        where : only rows of which this holds, as in :meth:`pandas.DataFrame.query`.
        language : of its title and units.

        Raises
        ------
        UserError
            If that stage has not run, or a column is none of the table's.
        """
        frame = self.results.table(name)
        return shown(name, frame.query(where) if where else frame, columns, rows, language)

    def clean(self) -> cleaning.Cleaned:
        """Clean the raw exports and write the validated tables, their account and the codebook.

        The earlier cycle that results are compared with is cleaned again beside it, in a process of its own.
        """
        with changes.earlier_cleaned_beside(self.evaluation, self.processed):
            cleaned = cleaning.clean_cycle(self.root, self.cycle, self.evaluation.secret())
        written.write_tables(cleaned, self.cycle, self.results)
        self.write_account(cleaned)
        followed = careers(
            cleaned.tables["pegawai"], cleaned.tables["mutasi"], self.region, self.cycle.first, self.cycle.last
        )
        self.results.write("careers", followed.spells)
        self.results.write("careers_oddities", followed.oddities)
        return cleaned

    def write_account(self, cleaned: cleaning.Cleaned) -> list[Path]:
        """Write the account of every row, and the workbooks to send back to the offices; return those."""
        return written.write_account(cleaned, self.cycle, self.results)

    def build_panels(self) -> Panels:
        """Build the panels from the validated tables and write them."""
        built = build_panels(self._tables(), self.cycle, self.table("doubtful")["officer_id"])
        self.results.write("panels/officers", built.officers)
        for name in _PANELS:
            self.results.write(f"panels/{name}", built.by_frequency[name])
        self.results.write("exclusions", built.exclusions)
        return built

    def estimate(self, built: Panels) -> Impact:
        """Estimate the impact, mark what was planned and what is exploratory, and write the tables."""
        record = plan.load(self.root, self.cycle.cycle)
        result = estimate_impact(built, self.cycle, *plan.status(record, self.cycle))
        self.results.write("deviations", plan.deviations(record, self.cycle))
        for name in TABLES:
            self.results.write(name, getattr(result, name))
        return result

    def choices(self, **asked: Any) -> list[Exploration]:
        """Return one choice an outcome from a notebook's parameters (:func:`analysis.impact.exploring.choices_of`)."""
        return exploring.choices_of(self.cycle.analysis, **asked)

    def design(self, choice: Exploration | str | list[Exploration], built: Panels) -> Design:
        """Set up the design of a choice, of an outcome as the cycle declares it, or of the first choice that has one.

        Raises
        ------
        UserError
            If the outcome, group or window is unknown, or nobody is left to compare; that of the first choice.
        """
        listed = self.choices(outcomes=choice) if isinstance(choice, str) else choice
        listed = listed if isinstance(listed, list) else [listed]
        first: UserError | None = None
        for one in listed:
            try:
                return exploring.design(one, built, self.cycle.analysis)
            except UserError as error:
                first = first or error
        raise first or UserError("no outcome is chosen; name one, such as skp.")

    def chosen(self, listed: list[Exploration], built: Panels) -> Page:
        """Show the estimates of some choices, each marked as planned or exploratory, or why there is none."""
        status, _ = plan.status(plan.load(self.root, self.cycle.cycle), self.cycle)
        table = exploring.chosen(listed, built, self.cycle.analysis, self.impact.headlines, status)
        beyond = not all(choice.declared(self.cycle.analysis) for choice in listed)
        sentence = (
            "This choice goes beyond what the cycle declares: it is exploratory, however small its p."
            if beyond
            else "This is what the cycle declares."
        )
        return Page(sentence, Table(table.replace("", None).dropna(axis=1, how="all"), rows=len(table)))

    def explored(self, built: Panels) -> pd.DataFrame:
        """Estimate the exploratory entries of the cycle file and write them."""
        estimates = exploring.entries(self.cycle.exploratory, built, self.cycle.analysis)
        self.results.write("explored", estimates)
        return estimates

    def measure(self, name: str, built: Panels) -> Any | None:
        """Measure an indicator of :mod:`analysis.indicators`; None where the cycle does not allow it."""
        self._measured.add(name)
        return registry.measure(name, Inputs(self.results, built, self.cycle, self.kilometres))

    def measure_others(self, built: Panels) -> dict[str, Any | None]:
        """Measure every indicator that was not yet."""
        return {name: self.measure(name, built) for name in registry.indicators_by_name() if name not in self._measured}

    def recommend(self) -> list[recommendations.Recommendation]:
        """Propose recommendations from what was found, joined with what the team has decided already."""
        decided = recommendations.load(self.evaluation)
        return recommendations.merged(recommendations.propose(self.results.table_or_empty, self.cycle), decided)

    def followed(self) -> pd.DataFrame:
        """Return what became of the earlier cycle's recommendations."""
        return recommendations.followed(self.evaluation, self.results.table_or_empty)

    def changes(self) -> pd.DataFrame | None:
        """Split each headline's difference from the earlier approved cycle; None where there is none."""
        self.results.remove("changes")
        now = self.impact.headlines.set_index("outcome")["att"]
        tables, doubtful = self._tables(), self.table("doubtful")["officer_id"]
        since = changes.since_approved(self.evaluation, tables, doubtful, self.processed, now)
        if since is None:
            return None
        earlier, parts = since
        self.results.write("changes/split", parts)
        self.results.write("changes/about", pd.DataFrame([{"earlier": earlier}]))
        return parts

    def without_repaired(self) -> pd.DataFrame:
        """Estimate the headlines again without any repaired row, and write both beside each other."""
        doubtful, headlines = self.table("doubtful")["officer_id"], self.table("headlines")
        both = without_repaired(self._tables(), doubtful, self.cycle, headlines)
        self.results.write("without_repaired", both)
        return both

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """Every outcome by name: the package's, those that this cycle adds, and those that earlier cycles added.

        What became of an earlier cycle's recommendation is told in the words of that cycle, should this one lack it.
        """
        by_cycle = [e.cycle.analysis.every_outcome for e in reversed(self.evaluation.earlier())]
        return {name: o for outcomes in (*by_cycle, self.cycle.analysis.every_outcome) for name, o in outcomes.items()}

    @property
    def region(self) -> Region:
        """The kabupaten or kota of the cycle, with its tables."""
        return self.cycle.area.region

    @cached_property
    def boundaries(self) -> boundaries.Boundaries | None:
        """The boundaries of the kelurahan; None where none were given."""
        return boundaries.load(self.root, self.region)

    @property
    def kilometres(self) -> Distance | None:
        """How far units are from each other; None where no boundaries were given."""
        if self.boundaries is None:
            return None
        return partial(boundaries.kilometres, self.boundaries.centres, self.region)

    @cached_property
    def panels(self) -> Panels:
        """The panels written by :meth:`build_panels`."""
        by_frequency = {name: self.table(f"panels/{name}") for name in _PANELS}
        absent = absent_exports(self._tables())
        return Panels(self.table("panels/officers"), by_frequency, self.table("exclusions"), absent)

    @cached_property
    def impact(self) -> Impact:
        """The results written by :meth:`estimate`."""
        return Impact(*(self.table(name) for name in TABLES))

    def table(self, name: str) -> pd.DataFrame:
        """Read a table that an earlier stage wrote; a UserError where that stage has not run."""
        return self.results.table(name)

    def _tables(self) -> dict[str, pd.DataFrame]:
        return {name: self.table(f"tables/{name}") for name in self.cycle.exports}
