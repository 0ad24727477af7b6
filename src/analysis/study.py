"""A study: one cycle with its folders. What the notebooks call, and where tables lie between them."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import pandas as pd

from analysis import cycle as cycles
from analysis import parallel
from analysis.domain import exports
from analysis.errors import UserError
from analysis.impact import exploring
from analysis.impact.estimate import Impact, estimate_impact, headline_effects
from analysis.impact.tables import TABLES
from analysis.indicators import citizens, collaboration, levels, placement, resistance, service, skills
from analysis.intake import boundaries, cleaning, codebook, returns, sources
from analysis.intake.completeness import completeness
from analysis.panels.build import build_panels
from analysis.panels.careers import careers
from analysis.panels.panel import Panels, absent_exports
from analysis.store.repository import find_root
from analysis.team import changes, plan, recommendations, signoff

_Found = TypeVar("_Found")
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
        self.root = root or find_root()
        self.cycle = cycles.load(self.root, cycle)
        self.processed = self.root / (processed or f"data/processed/{cycle}")

    def clean(self) -> cleaning.Cleaned:
        """Clean the raw exports and write the validated tables, their account and the codebook.

        The earlier cycle that results are compared with is cleaned again beside it, in a process of its own.
        """
        before = changes.earlier(self.root, self.cycle)
        job = (changes.clean_earlier, self.root, before.cycle, self.processed) if before else None
        with parallel.beside(*job) if job else nullcontext():
            cleaned = cleaning.clean_cycle(self.root, self.cycle, cycles.secret(self.root, self.cycle))
        for name, table in cleaned.tables.items():
            self._write(table, f"tables/{name}")
        self.write_account(cleaned)
        declared = sources.declare(self.cycle.latest)
        book = codebook.codebook(declared, cleaned.tables)
        self._write(book, "codebook")
        style = files("analysis").joinpath("reporting", "template", "page.css").read_text(encoding="utf-8")
        synthetic = self.cycle.synthetic
        for name, text in (
            ("codebook.md", codebook.markdown(book, declared, synthetic)),
            ("codebook.html", codebook.page(book, declared, synthetic, style)),
        ):
            (self.processed / name).write_text(text, encoding="utf-8")
        self._write(cleaned.doubtful.to_frame(), "doubtful")
        followed = careers(cleaned.tables["pegawai"], cleaned.tables["mutasi"], self.cycle.first, self.cycle.last)
        self._write(followed.spells, "careers")
        self._write(followed.oddities, "careers_oddities")
        self._write(completeness(cleaned.tables, self.cycle.first, self.cycle.last), "completeness")
        return cleaned

    def write_account(self, cleaned: cleaning.Cleaned) -> list[Path]:
        """Write the account of every row, and the workbooks to send back to the offices; return those."""
        for name in ("account", "reasons", "quarantine", "matches", "differences"):
            self._write(getattr(cleaned, name), name)
        folder = self.processed / "perbaikan"
        folder.mkdir(parents=True, exist_ok=True)
        written = [
            returns.write(folder, source, cleaned.problems.query("source == @name"), self.cycle.synthetic)
            for name, source in sources.declare(self.cycle.latest).items()
        ]
        return [path for path in written if path]

    def build_panels(self) -> Panels:
        """Build the panels from the validated tables and write them."""
        built = build_panels(self._tables(), self.cycle, self.table("doubtful")["officer_id"])
        self._write(built.officers, "panels/officers")
        for name in _PANELS:
            self._write(built.by_frequency[name], f"panels/{name}")
        self._write(built.exclusions, "exclusions")
        return built

    def estimate(self, built: Panels) -> Impact:
        """Estimate the impact, mark what was planned and what is exploratory, and write the tables."""
        record = plan.load(self.root, self.cycle.cycle)
        result = estimate_impact(built, self.cycle, *plan.status(record, self.cycle))
        self._write(plan.deviations(record, self.cycle), "deviations")
        for name in TABLES:
            self._write(getattr(result, name), name)
        return result

    def explored(self, built: Panels) -> pd.DataFrame:
        """Estimate the exploratory entries of the cycle file and write them."""
        found = exploring.entries(self.cycle.exploratory, built, self.cycle.analysis)
        self._write(found, "explored")
        return found

    def resistance(self, built: Panels) -> resistance.Resistance | None:
        """Assess the survey of resistance; None where there is none."""
        found = resistance.assess(
            self.table("tables/resistensi"), built.officers, self.table("tables/sosialisasi"),
            self.cycle.analysis.alpha, self.centres,
        )  # fmt: skip
        return self._keep("resistance", found)

    def citizens(self, built: Panels) -> citizens.Citizens | None:
        """Assess the citizens' survey; None where there is none."""
        found = citizens.assess(
            self.table("tables/skm"), self.table("tables/layanan"), built.by_frequency["quarter"],
            self.cycle.programme, self.cycle.programme_start, self.cycle.analysis.estimators.unit,
            self.cycle.analysis.alpha,
        )  # fmt: skip
        return self._keep("citizens", found)

    def service(self, built: Panels) -> service.Service | None:
        """Assess the service register; None where no kelurahan was rotated into."""
        found = service.assess(
            self.table("tables/layanan"), built.by_frequency["month"], self.table("careers"), self.cycle.programme,
            pd.Timestamp(self.cycle.latest), self.cycle.analysis.estimators.unit, self.cycle.analysis.alpha,
        )  # fmt: skip
        return self._keep("service", found)

    def skills(self, built: Panels) -> skills.Skills | None:
        """Assess the competency scores; None where nobody was assessed before and after."""
        found = skills.assess(
            built.by_frequency["year"], built.officers, self.table("careers"), self.table("tables/standar_jabatan"),
            self.cycle.programme_start, self.cycle.analysis,
        )  # fmt: skip
        return self._keep("skills", found)

    def placement(self) -> placement.Placement | None:
        """Score the programme's moves; None where no post has a standard."""
        return self._keep("placement", placement.assess(self._tables(), self.cycle.analysis.alpha, self.centres))

    def collaboration(self) -> collaboration.Collaboration | None:
        """Assess the joint programmes; None where there are none."""
        found = collaboration.assess(
            self.table("tables/kolaborasi"), self.table("tables/mutasi"), self.cycle.first, self.cycle.last,
            self.cycle.programme_start, self.cycle.analysis.alpha,
        )  # fmt: skip
        return self._keep("collaboration", found)

    def levels(self, built: Panels) -> levels.Levels | None:
        """Set what kelurahan gained beside the fit of their newcomers; None where placement could not be scored."""
        fits = self.known("placement/by_unit")
        return self._keep("levels", None if fits.empty else levels.assess(built, fits, self.cycle))

    def recommend(self) -> list[recommendations.Recommendation]:
        """Propose recommendations from what was found, joined with what the team has decided already."""
        decided = recommendations.load(self.root, self.cycle.cycle)
        return recommendations.merged(recommendations.propose(self.known, self.cycle), decided)

    def followed(self) -> pd.DataFrame:
        """Return what became of the earlier cycle's recommendations."""
        return recommendations.followed(self.root, self.cycle, self.known)

    def changes(self) -> pd.DataFrame | None:
        """Split each headline's difference from the earlier approved cycle; None where there is none."""
        shutil.rmtree(self.processed / "changes", ignore_errors=True)
        before = changes.earlier(self.root, self.cycle)
        if before is None:
            return None
        headlines = self.impact.headlines.set_index("outcome")["att"]
        doubtful = self.table("doubtful")["officer_id"]
        approved = signoff.load(self.root, before.cycle).results
        found = changes.split(before, approved, self.cycle, self._tables(), doubtful, self.processed, headlines)
        self._write(found, "changes/split")
        self._write(pd.DataFrame([{"earlier": before.cycle}]), "changes/about")
        return found

    def known(self, name: str) -> pd.DataFrame:
        """Read a table that an earlier stage wrote; empty where it wrote none."""
        return self.table(name) if self.has(name) else pd.DataFrame()

    def has(self, name: str) -> bool:
        """Tell whether an earlier stage wrote a table."""
        return (self.processed / f"{name}.parquet").is_file()

    def without_repaired(self) -> pd.DataFrame:
        """Estimate the headlines again without any repaired row, and write both beside each other.

        An officer whose move was repaired leaves whole: without it he would pass for one who never moved.
        """
        whole = self._tables()
        moves = whole["mutasi"]
        untouched = {name: table[~table["repaired"]] for name, table in whole.items()} | {"mutasi": moves}
        doubtful = pd.concat([self.table("doubtful")["officer_id"], moves.loc[moves["repaired"], "officer_id"]])
        again = headline_effects(build_panels(untouched, self.cycle, doubtful), self.cycle)
        first = self.table("headlines")[["outcome", "att", "low", "high"]]
        both = first.merge(again, on="outcome", suffixes=("", "_untouched"))
        both["repaired_rows"] = sum(int(t["repaired"].sum()) for t in whole.values())
        self._write(both, "without_repaired")
        return both

    @cached_property
    def boundaries(self) -> boundaries.Boundaries | None:
        """The boundaries of the kelurahan; None where none were given."""
        return boundaries.load(self.root)

    @property
    def centres(self) -> pd.DataFrame | None:
        """Where the kelurahan lie; None where no boundaries were given."""
        return None if self.boundaries is None else self.boundaries.centres

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
        """Read a table that an earlier stage wrote.

        Raises
        ------
        UserError
            If that stage has not run.
        """
        path = self.processed / f"{name}.parquet"
        if not path.is_file():
            where = path.relative_to(self.root)
            raise UserError(f"{where}: not there yet; run the notebooks in order, or 'mutasi run {self.cycle.cycle}'.")
        return pd.read_parquet(path)

    def _keep(self, name: str, found: _Found) -> _Found:
        """Write the tables of an indicator below a folder of its name; what an earlier run left there goes."""
        shutil.rmtree(self.processed / name, ignore_errors=True)
        if found is None:
            return found
        about = {}
        for key, value in vars(found).items():
            if isinstance(value, pd.DataFrame):
                self._write(value, f"{name}/{key}")
            elif isinstance(value, dict):
                self._write(pd.DataFrame([value] if value else []), f"{name}/{key}")
            else:
                about[key] = value
        if about:
            self._write(pd.DataFrame([about]), f"{name}/about")
        return found

    def _tables(self) -> dict[str, pd.DataFrame]:
        return {name: self.table(f"tables/{name}") for name in exports.NAMES}

    def _write(self, table: pd.DataFrame, name: str) -> None:
        path = self.processed / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        table.to_parquet(path, index=False)
