"""The cycle file: what a cycle reads, estimates and writes."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, PrivateAttr, ValidationInfo, field_validator, model_validator

from analysis.did.design import DRAWN
from analysis.did.estimators import registry
from analysis.domain import areas, exports, outcomes, periods, places, subgroups
from analysis.domain.areas import Area
from analysis.domain.exports import AddedColumn, Export
from analysis.domain.outcomes import Outcome
from analysis.errors import UserError
from analysis.store import yaml_files
from analysis.store.repository import Folders
from analysis.store.yaml_files import STRICT

#: Versions of the cycle file, the oldest first; 'mutasi migrate' makes an older one the last.
VERSIONS = ("0.1", "0.2")
#: Characters that a key of pseudonyms has at least.
SHORTEST_KEY = 32
#: Periods of anticipation that an exploratory choice may have.
MOST_ANTICIPATION = 24
Covariate = Literal["age", "female", "education", "service"]
Dimension = Annotated[str, AfterValidator(subgroups.declared)]


class _Strict(BaseModel):
    model_config = STRICT


class Anticipation(_Strict):
    """Periods before the move in which effects may already show, by frequency of the outcome."""

    semester: Annotated[int, Field(ge=0, le=4)] = 1
    year: Annotated[int, Field(ge=0, le=2)] = 0
    quarter: Annotated[int, Field(ge=0, le=4)] = 0
    month: Annotated[int, Field(ge=0, le=12)] = 0


class Estimators(_Strict):
    """The headline estimator of each level; the others are shown beside it.

    Kelurahan are few and their months noisy: imputation uses every month before, the group-time estimator only one.
    """

    officer: str = "callaway_santanna"
    unit: str = "imputation"

    @field_validator("officer", "unit")
    @classmethod
    def _may_be_headline(cls, name: str, info: ValidationInfo) -> str:
        choices = registry.headlines(info.field_name or "")
        if name not in choices:
            raise ValueError(f"unknown estimator {name}; choose {' or '.join(choices)}")
        return name


class Bilingual(_Strict):
    """Words in Indonesian and in English."""

    id: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


#: A name of an export, which is also that of its file.
SourceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class NewOutcome(_Strict):
    """An outcome that the cycle file adds: a column or a count of the rows of one export, by unit and period.

    The export is one of the twelve, or one of the office's own. Of one of the twelve, `period`, `value` and `where`
    name columns of its validated table. Of any other they are headings, as its file writes them.

    Attributes
    ----------
    level : whose it is: ``officer`` (the export has ``officer_id``) or ``unit`` (``unit_id``).
    frequency : the period that it is measured by.
    source : name of the export.
    period : the column that dates a row; of an export of the office's own with how it does so, as ``{month: Bulan}``.
    key : of an export of the office's own, the heading of the officer's NIP or of the unit.
    number : heading of the number of a row, where an export of the office's own has several a unit and period.
    least, most : the smallest and the largest value that an export of the office's own may hold; others are held back.
    aggregate, value, where, words, unit : see :class:`analysis.domain.outcomes.Measure`.
    better : whether ``more`` or ``less`` of it is better.
    """

    level: Literal["officer", "unit"]
    frequency: Literal["semester", "year", "quarter", "month"]
    source: SourceName
    period: str | dict[Literal["day", "month", "quarter", "semester", "year"], str]
    key: str = ""
    number: str = ""
    aggregate: Literal["mean", "share", "count"] = "mean"
    value: str = ""
    where: dict[str, list[str]] = {}
    least: float | None = None
    most: float | None = None
    better: Literal["more", "less"]
    words: Bilingual
    unit: Bilingual

    @model_validator(mode="after")
    def _measurable(self) -> NewOutcome:
        if (self.aggregate == "mean") != bool(self.value):
            raise ValueError("value: name the numeric column of a mean; a share or a count takes none")
        if self.aggregate == "share" and not self.where:
            raise ValueError("where: say which rows a share counts, such as where: {category: [Pungutan liar]}")
        choices = ("semester", "year") if self.level == "officer" else ("month", "quarter")
        if self.frequency not in choices:
            raise ValueError(f"frequency: of an outcome of level {self.level} choose {' or '.join(choices)}")
        return self

    @model_validator(mode="after")
    def _readable(self) -> NewOutcome:
        if self.source in exports.NAMES:
            if self.key or self.number or self.least is not None or self.most is not None:
                raise ValueError(f"key, number, least and most are for other exports; {self.source} has its own")
            if not isinstance(self.period, str):
                raise ValueError(f"period: name the column of {self.source} that dates a row, without how it does so")
            return self
        if not self.key:
            raise ValueError(
                f"source: unknown export {self.source}; choose from {', '.join(exports.NAMES)}, or say under key which "
                "heading of your own export holds the NIP or the unit"
            )
        if isinstance(self.period, str) or len(self.period) != 1:
            raise ValueError(
                f"period: of your own export {self.source}, say how the heading dates a row, such as "
                "{month: Bulan}, {day: Tanggal}, {quarter: Triwulan}, {semester: Semester} or {year: Tahun}"
            )
        if self.aggregate != "mean" and not self.number:
            raise ValueError(f"number: a {self.aggregate} is of single rows; name the heading that numbers them")
        named = [self.number, self.value, *self.where]
        if not all(exports.column_of(heading) for heading in filter(None, [self.key, *self.period.values(), *named])):
            raise ValueError("a heading is named by its letters and digits; one of these has none")
        personal = [heading for heading in named if exports.is_personal(heading)]
        if personal:
            raise ValueError(f"'{personal[0]}' names persons; an outcome is not made from it")
        return self

    @property
    def reading(self) -> tuple[str, ...]:
        """How rows of the office's own export are told apart; all outcomes of one export must agree on it."""
        dated = self.period.items() if isinstance(self.period, dict) else ()
        return (self.level, self.key, self.number, *(part for pair in dated for part in pair))

    def columns(self) -> tuple[AddedColumn, ...]:
        """Return the columns that it needs of an export of the office's own: key, period, number, value and where."""
        if isinstance(self.period, str):
            return ()
        of_officers = self.level == "officer"
        key = ("nip", ("Pegawai (samaran NIP)", "Officer (pseudonym of the NIP)"))
        how, heading = next(iter(self.period.items()))
        out = [
            AddedColumn("nip", self.key, *key) if of_officers
            else AddedColumn("unit_id", self.key, "unit", ("Unit kerja", "Work unit")),
            AddedColumn(exports.DATED[how], heading, how, ("Waktu", "When")),
        ]  # fmt: skip
        if self.number:
            out.append(AddedColumn("number", self.number, "text", ("Nomor baris", "Number of the row")))
        if self.value:
            meaning, unit = (self.words.id, self.words.en), f"{self.unit.id} / {self.unit.en}"
            name = exports.column_of(self.value)
            out.append(AddedColumn(name, self.value, "number", meaning, unit, self.least, self.most))
        out += [AddedColumn(exports.column_of(h), h, "text", (h, h)) for h in self.where]
        return tuple(out)

    def outcome(self, name: str) -> Outcome:
        """Return it as the outcome that panels and estimates take."""
        *window, together = outcomes.WINDOWS[self.frequency]
        if isinstance(self.period, str):
            period, value, written = self.period, self.value, self.where
        else:  # headings become columns
            period, value = exports.DATED[next(iter(self.period))], exports.column_of(self.value)
            written = {exports.column_of(heading): values for heading, values in self.where.items()}
        where = tuple((column, tuple(values)) for column, values in sorted(written.items()))
        measure = outcomes.Measure(
            self.source, period, self.aggregate, value, where,
            (self.words.id, self.words.en), (self.unit.id, self.unit.en),
        )  # fmt: skip
        return outcomes.Outcome(
            name, self.level, self.frequency, (self.source,), 1 if self.better == "more" else -1,
            (window[0], window[1]), together, measure=measure,
        )  # fmt: skip


#: A name that a cycle file gives an outcome; no column of a panel begins so otherwise.
NewName = Annotated[str, Field(pattern=r"^x_[a-z][a-z0-9_]*$")]


def _exports(new: dict[str, NewOutcome]) -> dict[str, Export]:
    """Return the exports of the office's own that new outcomes are measured from, each with all columns needed of it.

    Raises
    ------
    ValueError
        If two outcomes take one heading for different things.
    """
    columns: dict[str, dict[str, AddedColumn]] = {}
    fed: dict[str, list[str]] = {}
    for name, outcome in new.items():
        if outcome.source in exports.NAMES:
            continue
        fed.setdefault(outcome.source, []).append(name)
        of_source = columns.setdefault(outcome.source, {})
        for column in outcome.columns():
            before = of_source.setdefault(column.name, column)
            ends = [(c.header, c.kind, c.least, c.most) for c in (before, column)]
            if ends[0] != ends[1]:
                raise ValueError(
                    f"export {outcome.source}: '{before.header}' and '{column.header}' are one column by its name, "
                    "but differ in heading, kind, least or most; make them agree"
                )
    return {source: exports.added(source, tuple(columns[source].values()), fed[source]) for source in columns}


class Analysis(_Strict):
    """Choices of the impact analysis, declared before results are seen.

    Attributes
    ----------
    alpha : level of the tests; intervals are at 1 − alpha.
    anticipation : periods before the move in which effects may already show.
    covariates : of officers, fixed before the programme.
    new_outcomes : outcomes that this cycle adds, by a name that begins with ``x_``; see :class:`NewOutcome`.
    outcomes : what is measured.
    dates_drawn : whether the semester of each officer's rotation was drawn by lot. Only then is the efficient
        estimator offered, and the record of the draw must show it: no data can.
    estimators : the headline estimator of each level.
    subgroups : dimensions along which effects on officers are compared, declared here and adjusted for their number.
    long_tenure_years : service from which tenure counts as long.
    unit_treated_from : the n-th officer rotated in makes a kelurahan treated.
    seed : of everything drawn at random (bootstraps, placebo units).
    """

    alpha: Annotated[float, Field(gt=0, lt=0.5)] = 0.05
    anticipation: Anticipation = Anticipation()
    covariates: list[Covariate] = ["age", "female", "education", "service"]
    new_outcomes: dict[NewName, NewOutcome] = {}
    outcomes: list[str] = list(outcomes.OUTCOMES)
    dates_drawn: bool = False
    estimators: Estimators = Estimators()
    subgroups: list[Dimension] = list(subgroups.DIMENSIONS)
    long_tenure_years: Annotated[int, Field(ge=1, le=40)] = 10
    unit_treated_from: Annotated[int, Field(ge=1, le=50)] = 2
    seed: Annotated[int, Field(ge=0)] = 2025

    @field_validator("outcomes")
    @classmethod
    def _measured(cls, names: list[str], info: ValidationInfo) -> list[str]:
        choices = [*outcomes.OUTCOMES, *info.data.get("new_outcomes", {})]
        unknown = [n for n in names if n not in choices]
        if unknown or not names:
            raise ValueError(f"unknown outcome {unknown}; choose from {', '.join(choices)}")
        return names

    @field_validator("estimators")
    @classmethod
    def _dates_allow(cls, chosen: Estimators, info: ValidationInfo) -> Estimators:
        dates = DRAWN if info.data.get("dates_drawn") else ""
        for level, name in chosen:
            if not registry.ESTIMATORS[name].holds(dates):
                raise ValueError(
                    f"{level}: {name} holds only where the date of each {level}'s treatment was drawn by lot; say so "
                    "with dates_drawn: true if it was, or choose another estimator"
                )
        return chosen

    @field_validator("new_outcomes")
    @classmethod
    def _read_one_way(cls, new: dict[str, NewOutcome]) -> dict[str, NewOutcome]:
        first: dict[str, tuple[str, NewOutcome]] = {}
        for name, outcome in new.items():
            if outcome.source in exports.NAMES:
                continue
            other, before = first.setdefault(outcome.source, (name, outcome))
            if before.reading != outcome.reading:
                raise ValueError(
                    f"{other} and {name} read the export {outcome.source} in two ways; give both the same level, key, "
                    "period and number"
                )
        _exports(new)  # one heading of one kind
        return new

    @property
    def added_exports(self) -> dict[str, Export]:
        """The exports of the office's own from which new outcomes are measured, by name."""
        return _exports(self.new_outcomes)

    @property
    def every_outcome(self) -> dict[str, Outcome]:
        """The outcomes that the package knows and those that this cycle adds, by name."""
        return outcomes.OUTCOMES | {name: new.outcome(name) for name, new in self.new_outcomes.items()}

    @property
    def measured(self) -> list[Outcome]:
        """The outcomes of this cycle, in its order."""
        return [self.every_outcome[name] for name in self.outcomes]


class Exploration(_Strict):
    """A choice that someone looked at beyond what was declared; never more than exploratory.

    Attributes
    ----------
    outcome : one that the cycle measures.
    group : ``all``, or a group of officers such as ``cross_sector``.
    estimator : any of :data:`analysis.did.estimators.registry.ESTIMATORS`.
    first, last : first and last period used, as the outcome's panel writes them; empty for all.
    control_group : ``not_yet_treated`` or ``never_treated``; empty for the first of them, as every headline.
    covariates : names of :data:`Covariate`, none of them for no adjustment; not given as the cycle declares them.
    anticipation : periods before the move in which effects may already show; not given as the cycle declares them.
    note : why, in a sentence.
    """

    outcome: str
    group: str = "all"
    estimator: str = "callaway_santanna"
    first: str = ""
    last: str = ""
    control_group: Literal["", "not_yet_treated", "never_treated"] = ""
    covariates: tuple[Covariate, ...] | None = None
    anticipation: Annotated[int, Field(ge=0, le=MOST_ANTICIPATION)] | None = None
    note: str = ""

    def declared(self, choices: Analysis) -> bool:
        """Tell whether it is what the cycle declares for the outcome, and nothing beyond."""
        outcome = choices.every_outcome[self.outcome]
        of_officers = outcome.level == "officer"
        return (
            self.group == "all"
            and self.estimator == getattr(choices.estimators, outcome.level)
            and not (self.first or self.last)
            and self.control_group in ("", "not_yet_treated")
            and (self.covariates is None or not of_officers or list(self.covariates) == choices.covariates)
            and self.anticipation in (None, getattr(choices.anticipation, outcome.frequency))
        )


class Cycle(_Strict):
    """One cycle of the evaluation.

    Attributes
    ----------
    cycle : its name, also that of its folders.
    version : of mutasi that the file was written for, such as ``"0.2"``; a file without it is of 0.1.
    title, title_en : how the report calls it, in Indonesian and in English (as in Indonesian where not given).
    synthetic : whether the data are simulated; every page then says DATA SIMULASI.
    programme : the kecamatan that rotates its officers; where not given, all of `place`.
    place : code or name of the kabupaten or kota (or kecamatan) whose programme it is.
    units : the kind of unit that is compared, such as ``puskesmas``, or a group of kinds, such as ``sekolah``; desa and
        kelurahan (of a whole kabupaten or kota: kecamatan) where not given.
    publisher : the office that answers for the report; the government of `programme` where not given.
    contact : how a reader reaches it, as an office and not a person: an address, a telephone number, a counter.
    first, last : first and last semester of the data.
    programme_start : first semester in which the programme moved anyone.
    deliveries : folders below ``data/raw``, oldest first; a later row corrects an earlier one.
    absent : sources that a delivery does not hold, said so on purpose.
    columns : for a source, what the reader should take for a column: a header, or ``{header: …, order: …, scale: …}``
        with the order of day and month (``day-first``, ``month-first``, ``swapped``) and the scale (``0-1``, ``0-10``,
        ``0-100``).
    pseudonym_key : public key of simulated data; real cycles keep theirs in ``data/pseudonym.key``.
    analysis : choices of the impact analysis.
    exploratory : what was looked at beyond them; the report shows it, marked so.
    """

    cycle: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    version: str = VERSIONS[0]
    title: str
    title_en: str = ""
    synthetic: bool = False
    programme: str = ""
    place: str = ""
    units: str = ""
    publisher: str = ""
    contact: str = ""
    first: str
    last: str
    programme_start: str
    deliveries: Annotated[list[str], Field(min_length=1)]
    absent: dict[str, list[str]] = {}
    columns: dict[str, dict[str, str | dict[Literal["header", "order", "scale"], str]]] = {}
    pseudonym_key: str | None = None
    analysis: Analysis = Analysis()
    exploratory: list[Exploration] = []
    _root: Path | None = PrivateAttr(default=None)

    @model_validator(mode="before")
    @classmethod
    def _of_place(cls, values: dict) -> dict:
        """Name the programme after its place where the file does not name it."""
        if not isinstance(values, dict):
            return values
        place = values.get("place")
        if isinstance(place, float):
            raise ValueError("place: write the code between quotation marks, such as place: '33.10'")
        if values.get("programme"):
            return values
        return values | {"programme": areas.check("", str(place or places.DEFAULT)).name}

    @field_validator("version", mode="before")
    @classmethod
    def _of_a_version(cls, value: object) -> str:
        if str(value) not in VERSIONS:
            raise ValueError(f"'{value}' is none of {', '.join(VERSIONS)}; a later one needs a later version of mutasi")
        return str(value)  # 0.2 without quotation marks is a number

    @field_validator("first", "last", "programme_start")
    @classmethod
    def _semester(cls, value: str) -> str:
        if periods.frequency(value) != "semester":
            raise ValueError(f"{value} is not a semester such as 2025-S1")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Cycle:
        if not self.first < self.programme_start <= self.last:
            raise ValueError("first, programme_start and last must follow one another")
        areas.check(self.programme, self._where)
        for name in [*self.columns, *(s for listed in self.absent.values() for s in listed)]:
            if name not in self.exports:
                raise ValueError(f"unknown source {name}; choose from {', '.join(self.exports)}")
        if self.pseudonym_key is not None and not self.synthetic:
            raise ValueError("pseudonym_key is for simulated data; keep a real key in data/pseudonym.key")
        if self.synthetic and not self.pseudonym_key:
            raise ValueError("simulated data need a pseudonym_key, so that everyone gets the same pseudonyms")
        return self

    def named(self, language: str) -> str:
        """Return the title in a language (``id`` or ``en``)."""
        return self.title_en or self.title if language == "en" else self.title

    @property
    def exports(self) -> dict[str, Export]:
        """The twelve exports and those of the office's own that outcomes of this cycle are measured from, by name."""
        return exports.EXPORTS | self.analysis.added_exports

    @property
    def _where(self) -> str:
        return self.place or places.at(places.DEFAULT).regency.code

    @property
    def area(self) -> Area:
        """Where the programme runs, with the tables of its place."""
        return areas.area(self.programme, self._where, self._root, self.units)

    @property
    def latest(self) -> dt.date:
        """Last day of the last semester."""
        return periods.last_day(self.last)


def names(root: Path) -> list[str]:
    """List the cycles that have a file, in order."""
    return sorted(path.stem for path in (root / "cycles").glob("*.yaml"))


def load(root: Path, name: str) -> Cycle:
    """Read and check a cycle file.

    Raises
    ------
    UserError
        If there is no such cycle or a key of it is wrong; the message names the key.
    """
    folders = Folders(root, name)
    if not folders.cycle_file.is_file():
        raise UserError(
            f"Unknown cycle '{name}': there is no cycles/{name}.yaml. Known: {', '.join(names(root)) or 'none'}."
        )
    cycle = yaml_files.read(folders, folders.cycle_file, Cycle)
    if cycle.cycle != name:
        raise UserError(f"cycles/{name}.yaml, key 'cycle': it says '{cycle.cycle}', but the file is named '{name}'.")
    cycle._root = root
    try:
        _ = cycle.area  # the kinds of unit that a place has stand in its own tables too
    except UserError as error:
        raise UserError(f"cycles/{name}.yaml, {error}") from error
    return cycle


def area_of_new(root: Path, place: str = "", units: str = "") -> Area:
    """Return where the programme of a new cycle runs and which units it compares: as named, else as the latest cycle.

    Raises
    ------
    UserError
        If `place` is neither code nor name of one kecamatan, kabupaten or kota, there is no cycle to go by, or `units`
        is no kind of unit there.
    """
    if not place:
        listed = []
        for name in names(root):
            with suppress(UserError):  # another cycle's mistake must not stop a new one
                listed.append(load(root, name))
        if not listed:
            raise UserError("--place: missing; name the kecamatan, kabupaten or kota, such as --place 33.72.")
        latest = max(listed, key=lambda c: (c.last, not c.synthetic)).area
        place, units = latest.programme.code, units or latest.units
    try:
        return areas.area("", place, root, units)
    except ValueError as error:
        raise UserError(f"--place: {error}.") from error


@dataclass(frozen=True)
class Evaluation(Folders):
    """One cycle in its repository: what its file says, and where everything of it lies.

    Attributes
    ----------
    root, name : as in :class:`~analysis.store.repository.Folders`.
    cycle : the cycle file.
    """

    cycle: Cycle

    @classmethod
    def open(cls, root: Path, name: str) -> Evaluation:
        """Open a cycle of a repository.

        Raises
        ------
        UserError
            As :func:`load` does.
        """
        return cls(root, name, load(root, name))

    def earlier(self) -> list[Evaluation]:
        """Return the earlier cycles of the same programme, the latest first.

        A cycle whose file has a mistake is none of them, see :meth:`unreadable`: it must not stop this one.
        """
        others = [o for o in self._others() if isinstance(o, Evaluation)]
        ours = self.cycle
        before = [o for o in others if o.cycle.area.programme == ours.area.programme and o.cycle.last < ours.last]
        return sorted(before, key=lambda o: o.cycle.last, reverse=True)

    def unreadable(self) -> list[str]:
        """Say of each other cycle that cannot be read why."""
        return [str(o) for o in self._others() if isinstance(o, UserError)]

    def _others(self) -> Iterator[Evaluation | UserError]:
        for name in names(self.root):
            if name != self.name:
                try:
                    yield Evaluation.open(self.root, name)
                except UserError as mistake:
                    yield mistake

    def secret(self) -> bytes:
        """Return the key of the pseudonyms.

        Raises
        ------
        UserError
            If a real cycle has no key file, or one that is too short or open to others.
        """
        if self.cycle.pseudonym_key:
            return self.cycle.pseudonym_key.encode()
        where = self.below(self.key_file)
        key = self.key_file.read_bytes().strip() if self.key_file.is_file() else b""
        if not key:
            raise UserError(f"{where}: missing or empty; 'mutasi new' makes it once, then keep it safe and out of git.")
        if len(key) < SHORTEST_KEY:
            raise UserError(
                f"{where}: {len(key)} characters are too few to keep pseudonyms safe; restore the key that "
                f"'mutasi new' made (at least {SHORTEST_KEY})."
            )
        if os.name == "posix" and self.key_file.stat().st_mode & 0o077:
            raise UserError(f"{where}: other users of this machine can read it; close it with: chmod 600 {where}")
        return key[:64]
