"""A study: one cycle with its folders. What the notebooks call, and where tables lie between them."""

from __future__ import annotations

from contextlib import nullcontext
from functools import cached_property, partial
from importlib.resources import files
from pathlib import Path

import pandas as pd

from analysis import parallel
from analysis.cycle import Evaluation
from analysis.domain import exports
from analysis.domain.areas import Region
from analysis.impact import exploring
from analysis.impact.estimate import TABLES, Impact, estimate_impact, headline_effects
from analysis.indicators import citizens, collaboration, levels, placement, resistance, service, skills
from analysis.intake import boundaries, cleaning, codebook, returns, sources, units
from analysis.intake.boundaries import Distance
from analysis.intake.completeness import completeness
from analysis.panels.build import build_panels
from analysis.panels.careers import careers
from analysis.panels.panel import Panels
from analysis.store.repository import find_root
from analysis.store.results import Results
from analysis.team import changes, plan, recommendations, signoff

_PANELS = ("semester", "year", "month", "quarter")


class Study:
    """One cycle, opened.

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

    def clean(self) -> cleaning.Cleaned:
        """Clean the raw exports and write the validated tables, their account and the codebook.

        The earlier cycle that results are compared with is cleaned again beside it, in a process of its own.
        """
        before = changes.latest_approved_before(self.evaluation)
        job = (changes.clean_earlier, before, self.processed) if before else None
        with parallel.beside(*job) if job else nullcontext():
            cleaned = cleaning.clean_cycle(self.root, self.cycle, self.evaluation.secret())
        for name, table in cleaned.tables.items():
            self.results.write(f"tables/{name}", table)
        self.write_account(cleaned)
        declared = sources.declare(self.cycle.latest, units.of(self.region))
        book = codebook.codebook(declared, cleaned.tables)
        self.results.write("codebook", book)
        style = files("analysis").joinpath("reporting", "template", "page.css").read_text(encoding="utf-8")
        synthetic = self.cycle.synthetic
        for name, text in (
            ("codebook.md", codebook.markdown(book, declared, synthetic)),
            ("codebook.html", codebook.page(book, declared, synthetic, style)),
        ):
            (self.processed / name).write_text(text, encoding="utf-8")
        self.results.write("doubtful", cleaned.doubtful.to_frame())
        followed = careers(
            cleaned.tables["pegawai"], cleaned.tables["mutasi"], self.region, self.cycle.first, self.cycle.last
        )
        self.results.write("careers", followed.spells)
        self.results.write("careers_oddities", followed.oddities)
        self.results.write("completeness", completeness(cleaned.tables, self.cycle.first, self.cycle.last))
        return cleaned

    def write_account(self, cleaned: cleaning.Cleaned) -> list[Path]:
        """Write the account of every row, and the workbooks to send back to the offices; return those."""
        for name in ("account", "reasons", "quarantine", "matches", "differences"):
            self.results.write(name, getattr(cleaned, name))
        folder = self.processed / "perbaikan"
        folder.mkdir(parents=True, exist_ok=True)
        written = [
            returns.write(folder, source, cleaned.problems.query("source == @name"), self.cycle.synthetic)
            for name, source in sources.declare(self.cycle.latest, units.of(self.region)).items()
        ]
        return [path for path in written if path]

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
        result = estimate_impact(built, self.cycle)
        record = plan.load(self.root, self.cycle.cycle)
        outcomes, subgroups = plan.status(record, self.cycle)
        result.headlines["status"] = result.headlines["outcome"].map(outcomes).astype("string")
        planned = result.heterogeneity["dimension"].map(subgroups)
        of_planned = result.heterogeneity["outcome"].map(outcomes).eq(plan.PLANNED)
        result.heterogeneity["status"] = planned.where(of_planned, plan.EXPLORATORY).astype("string")
        self.results.write("deviations", plan.deviations(record, self.cycle))
        for name in TABLES:
            self.results.write(name, getattr(result, name))
        return result

    def explored(self, built: Panels) -> pd.DataFrame:
        """Estimate the exploratory entries of the cycle file and write them."""
        estimates = exploring.entries(self.cycle.exploratory, built, self.cycle.analysis)
        self.results.write("explored", estimates)
        return estimates

    def resistance(self, built: Panels) -> resistance.Resistance | None:
        """Assess the survey of resistance; None where there is none."""
        result = resistance.assess(
            self.table("tables/resistensi"), built.officers, self.table("tables/sosialisasi"),
            self.cycle.analysis.alpha, self.kilometres,
        )  # fmt: skip
        self.results.write_indicator("resistance", result)
        return result

    def citizens(self, built: Panels) -> citizens.Citizens | None:
        """Assess the citizens' survey; None where there is none."""
        result = citizens.assess(
            self.table("tables/skm"), self.table("tables/layanan"), built.by_frequency["quarter"],
            self.cycle.area, self.cycle.programme_start, self.cycle.analysis.estimators.unit,
            self.cycle.analysis.alpha,
        )  # fmt: skip
        self.results.write_indicator("citizens", result)
        return result

    def service(self, built: Panels) -> service.Service | None:
        """Assess the service register; None where no kelurahan was rotated into."""
        result = service.assess(
            self.table("tables/layanan"), built.by_frequency["month"], self.table("careers"), self.cycle.area,
            pd.Timestamp(self.cycle.latest), self.cycle.analysis.estimators.unit, self.cycle.analysis.alpha,
        )  # fmt: skip
        self.results.write_indicator("service", result)
        return result

    def skills(self, built: Panels) -> skills.Skills | None:
        """Assess the competency scores; None where nobody was assessed before and after."""
        result = skills.assess(
            built.by_frequency["year"], built.officers, self.table("careers"), self.table("tables/standar_jabatan"),
            self.cycle.programme_start, self.cycle.analysis,
        )  # fmt: skip
        self.results.write_indicator("skills", result)
        return result

    def placement(self) -> placement.Placement | None:
        """Score the programme's moves; None where no post has a standard."""
        result = placement.assess(self._tables(), self.region, self.cycle.analysis.alpha, self.kilometres)
        self.results.write_indicator("placement", result)
        return result

    def collaboration(self) -> collaboration.Collaboration | None:
        """Assess the joint programmes; None where there are none."""
        result = collaboration.assess(
            self.table("tables/kolaborasi"), self.table("tables/mutasi"), self.region, self.cycle.first,
            self.cycle.last, self.cycle.programme_start, self.cycle.analysis.alpha,
        )  # fmt: skip
        self.results.write_indicator("collaboration", result)
        return result

    def levels(self, built: Panels) -> levels.Levels | None:
        """Set what kelurahan gained beside the fit of their newcomers; None where placement could not be scored."""
        fits = self.results.table_or_empty("placement/by_unit")
        result = None if fits.empty else levels.assess(built, fits, self.cycle)
        self.results.write_indicator("levels", result)
        return result

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
        before = changes.latest_approved_before(self.evaluation)
        if before is None:
            return None
        headlines = self.impact.headlines.set_index("outcome")["att"]
        doubtful = self.table("doubtful")["officer_id"]
        approved = signoff.load(before).results
        parts = changes.split(before.cycle, approved, self.cycle, self._tables(), doubtful, self.processed, headlines)
        self.results.write("changes/split", parts)
        self.results.write("changes/about", pd.DataFrame([{"earlier": before.name}]))
        return parts

    def without_repaired(self) -> pd.DataFrame:
        """Estimate the headlines again without any repaired row, and write both beside each other.

        An officer whose move was repaired leaves altogether: without it they would pass for one who never moved.
        """
        tables = self._tables()
        moves = tables["mutasi"]
        untouched = {name: table[~table["repaired"]] for name, table in tables.items()} | {"mutasi": moves}
        doubtful = pd.concat([self.table("doubtful")["officer_id"], moves.loc[moves["repaired"], "officer_id"]])
        again = headline_effects(build_panels(untouched, self.cycle, doubtful), self.cycle)
        first = self.table("headlines")[["outcome", "att", "low", "high"]]
        both = first.merge(again, on="outcome", suffixes=("", "_untouched"))
        both["repaired_rows"] = sum(int(t["repaired"].sum()) for t in tables.values())
        self.results.write("without_repaired", both)
        return both

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
        return Panels(self.table("panels/officers"), by_frequency, self.table("exclusions"))

    @cached_property
    def impact(self) -> Impact:
        """The results written by :meth:`estimate`."""
        return Impact(*(self.table(name) for name in TABLES))

    def table(self, name: str) -> pd.DataFrame:
        """Read a table that an earlier stage wrote; a UserError where that stage has not run."""
        return self.results.table(name)

    def _tables(self) -> dict[str, pd.DataFrame]:
        return {name: self.table(f"tables/{name}") for name in exports.NAMES}
