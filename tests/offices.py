"""Small and lopsided offices, drawn straight as validated tables."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pandera.pandas as pa
import yaml
from hypothesis import strategies as st

from analysis.cycle import Analysis, Cycle
from analysis.domain import exports, periods
from analysis.domain.outcomes import OUTCOMES
from analysis.domain.subgroups import DIMENSIONS
from analysis.impact.estimate import Impact
from analysis.impact.possible import REASONS
from analysis.intake import schemas, sources
from analysis.panels.careers import careers
from analysis.study import Study

PROGRAMME = "Banyumanik"
START = "2021-S1"


@dataclass(frozen=True)
class Office:
    """What an office is like.

    Attributes
    ----------
    officers, movers : the movers are among the officers.
    waves : semesters in which they were moved, at least one.
    raters : superiors who mark.
    units, outside : kelurahan of the programme with officers, and kelurahan of other kecamatan.
    absent : exports that are not there.
    outcomes, subgroups, covariates : as in the cycle file.
    alike : whether all officers share sex, schooling and years.
    new_outcomes : those that the cycle file adds.
    unit_treated_from : the n-th officer rotated in makes a kelurahan treated.
    """

    seed: int = 0
    officers: int = 40
    movers: int = 12
    waves: int = 2
    raters: int = 5
    units: int = 3
    outside: int = 6
    first: str = "2019-S1"
    last: str = "2023-S2"
    absent: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = tuple(OUTCOMES)
    subgroups: tuple[str, ...] = ("kind_of_move", "sex")
    covariates: tuple[str, ...] = ()
    alike: bool = False
    unit_treated_from: int = 1
    new_outcomes: dict = field(default_factory=dict)

    def but(self, **changes: object) -> Office:
        """Return an office that differs in some things."""
        return replace(self, **changes)

    @property
    def cycle(self) -> Cycle:
        """The cycle file of this office."""
        return Cycle(
            cycle="kantor", title="Kantor", synthetic=True, pseudonym_key="k", programme=PROGRAMME, first=self.first,
            last=self.last, programme_start=START, deliveries=["kantor"],
            analysis=Analysis(
                outcomes=list(self.outcomes), subgroups=list(self.subgroups),
                covariates=list(self.covariates), new_outcomes=self.new_outcomes,
                unit_treated_from=self.unit_treated_from,
            ),
        )  # fmt: skip

    def tables(self) -> dict[str, pd.DataFrame]:
        """Draw its exports."""
        draw, shapes = _Draw(self), _shapes(self.last)
        made = {}
        for name in exports.NAMES:
            if name not in self.absent:
                types = {c: str(column.dtype) for c, column in shapes[name].columns.items()}
                made[name] = getattr(draw, name)().assign(repaired=False)[list(types)].astype(types)
        return made

    def valid(self) -> dict[str, pd.DataFrame]:
        """Draw its exports and hold them to their schemas."""
        return {name: _shapes(self.last)[name].validate(table) for name, table in self.tables().items()}


@cache
def _shapes(last: str) -> dict[str, pa.DataFrameSchema]:
    return {name: schemas.schema(s) for name, s in sources.declare(periods.last_day(last)).items()}


class _Draw:
    def __init__(self, office: Office) -> None:
        self.o = o = office
        self.rng = np.random.default_rng(o.seed)
        area = o.cycle.area
        villages = area.region.villages[["unit_id", "kecamatan"]]
        ours = area.of_programme(villages["unit_id"])
        inside, others = list(villages.loc[ours, "unit_id"]), villages[~ours]
        # spread over kecamatan, so that a few places already lie in several of them
        others = others.groupby("kecamatan").head(3)
        others = others.iloc[np.argsort(others.groupby("kecamatan").cumcount(), kind="stable")]["unit_id"]
        self.inside, self.outside = inside[: o.units], list(others[: o.outside])
        self.ids = [f"{o.seed:04x}{k:012x}" for k in range(o.officers)]
        self.unit = self.rng.choice([*self.inside, "SMP Negeri 21", "Puskesmas Ngesrep"], o.officers)
        self.semesters = periods.between(o.first, o.last)
        possible = periods.between(START, o.last)
        self.starts = [possible[k * max(len(possible) // (o.waves + 1), 1) % len(possible)] for k in range(o.waves)]

    def pegawai(self) -> pd.DataFrame:
        n, rng = self.o.officers, self.rng
        birth, sex = rng.integers(1965, 1998, n), rng.choice(["male", "female"], n)
        schooling, grade = rng.choice([12, 15, 16, 18], n), rng.choice(["II/c", "III/a", "III/d", "IV/a"], n)
        if self.o.alike:
            birth[:], sex[:], schooling[:], grade[:] = 1980, "female", 16, "III/b"
        return pd.DataFrame(
            {
                "officer_id": self.ids, "sex": sex, "grade": grade, "grade_since": pd.NaT, "post_kind": "Pelaksana",
                "post": rng.choice(["Pengadministrasi Umum", "Analis Pelayanan"], n), "unit_id": self.unit,
                "education": schooling, "field_of_study": "Administrasi Negara", "post_since": pd.NaT,
                "status": "active", "birth_year": birth, "appointed": birth + 25, "pppk": False,
                "post_sector": "administrasi",
            }
        )  # fmt: skip

    def mutasi(self) -> pd.DataFrame:
        rows = []
        for k in range(self.o.movers):
            semester = self.starts[k % len(self.starts)]
            day = pd.Timestamp(f"{semester[:4]}-{'02' if semester.endswith('1') else '08'}-01")
            targets = [u for u in self.inside if u != self.unit[k]] or ["SD Negeri Ngesrep 01"]
            rows.append(
                (f"800/{k}/{semester[:4]}", day, self.ids[k], "Pengadministrasi Umum", self.unit[k],
                 "Analis Pelayanan", targets[k % len(targets)], day, "programme")
            )  # fmt: skip
        columns = [
            "sk_number", "sk_date", "officer_id", "post_from", "unit_from", "post_to", "unit_to", "tmt", "kind",
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype({c: "datetime64[s]" if c in ("sk_date", "tmt") else "string" for c in columns})

    def skp(self) -> pd.DataFrame:
        frame = self._each(self.semesters, "semester")
        n = len(frame)
        new = frame["semester"] >= "2022-S1"
        mark = pd.Series(np.round(self.rng.normal(88, 4, n), 2), dtype="Float64")
        parts = [pd.Series(self.rng.choice([1, 2, 3], n), dtype="Int64").where(new) for _ in range(2)]
        raters = [f"ffff{k:012x}" for k in range(self.o.raters)]
        return frame.assign(
            number=mark.where(~new),
            result=parts[0],
            conduct=parts[1],
            predikat=None,
            rater_id=self.rng.choice(raters, n),
        )

    def presensi(self) -> pd.DataFrame:
        frame = self._each(periods.months(self.o.first, self.o.last)[::3], "month")
        absent, late = self.rng.binomial(20, 0.04, len(frame)), self.rng.binomial(18, 0.1, len(frame))
        return frame.assign(days=20, present=20 - absent, late=np.minimum(late, 20 - absent), absent=absent)

    def kompetensi(self) -> pd.DataFrame:
        years = sorted({s[:4] for s in self.semesters})
        frame = self._each(years, "year")
        frame["year"] = frame["year"].astype(int)
        names = [f"score_{s}" for s in ("administrasi", "pendidikan", "kesehatan", "lapangan")]
        return frame.assign(**{name: np.round(self.rng.normal(65, 8, len(frame)), 1) for name in names})

    def layanan(self) -> pd.DataFrame:
        units = np.array([*self.inside, *self.outside])
        months = periods.months(self.o.first, self.o.last)
        unit, month = np.repeat(units, 4 * len(months)), np.tile(np.repeat(months, 4), len(units))
        received = pd.to_datetime(pd.Series(month) + "-05")
        took = self.rng.integers(1, 14, len(unit))
        return pd.DataFrame(
            {
                "number": [f"L{k}" for k in range(len(unit))], "unit_id": unit, "service": "Legalisasi",
                "received": received, "finished": received + pd.to_timedelta(took, "D"), "standard": 7.0,
                "staff_id": None,
            }
        )  # fmt: skip

    def pengaduan(self) -> pd.DataFrame:
        units, months = [*self.inside, *self.outside], periods.months(self.o.first, self.o.last)
        n = 3 * len(months)
        return pd.DataFrame(
            {
                "number": [f"P{k}" for k in range(n)],
                "received": pd.to_datetime(pd.Series(self.rng.choice(months, n)) + "-11"),
                "unit_id": self.rng.choice(units, n), "category": "Waktu layanan", "status": "Selesai",
                "finished": pd.NaT,
            }
        )  # fmt: skip

    def skm(self) -> pd.DataFrame:
        units, months = [*self.inside, *self.outside], periods.months(self.o.first, self.o.last)[::3]
        unit, month = np.repeat(units, 2 * len(months)), np.tile(np.repeat(months, 2), len(units))
        n = len(unit)
        return pd.DataFrame(
            {
                "date": pd.to_datetime(pd.Series(month) + "-14"), "unit_id": unit, "service": "Legalisasi", "age": 40,
                "sex": "female", "education": 12, **{f"U{k}": self.rng.integers(1, 5, n) for k in range(1, 10)},
                "themes": None, "respondent": [f"r{k}" for k in range(n)], "straight_lined": False,
            }
        )  # fmt: skip

    def resistensi(self) -> pd.DataFrame:
        n = self.o.officers
        items = {f"Q{k}": self.rng.integers(1, 6, n) for k in range(1, 13)}
        return pd.DataFrame(
            {
                "date": pd.Timestamp("2023-05-09"),
                "officer_id": self.ids,
                **items,
                **{f"F{k}": self.rng.integers(1, 6, n) for k in range(1, 4)},
                "themes": None,
                "straight_lined": False,
            }
        )

    def sosialisasi(self) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "date": pd.Timestamp("2021-01-05"),
                "topic": "Tujuan",
                "officer_id": self.ids,
                "attended": self.rng.random(self.o.officers) < 0.6,
            }
        )

    def kolaborasi(self) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "programme": ["Program Bersama"], "units": ["Kelurahan Ngesrep; SMP Negeri 21"], "sectors": None,
                "start": pd.Timestamp("2022-03-01"), "end": pd.Timestamp("2022-09-01"),
            }
        )  # fmt: skip

    def standar_jabatan(self) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "post": ["Pengadministrasi Umum", "Analis Pelayanan"], "sector": "administrasi",
                "education_min": [12, 16], "field_of_study": "Semua Jurusan", "grade_min": ["II/a", "III/a"],
                "competence_min": 60.0, "field_load": [1, 3],
            }
        )  # fmt: skip

    def _each(self, times: list[str], name: str) -> pd.DataFrame:
        """Return every officer in every period."""
        return pd.DataFrame({"officer_id": np.repeat(self.ids, len(times)), name: np.tile(times, self.o.officers)})


#: Exports that an office may lack.
OPTIONAL = tuple(name for name in exports.NAMES if name not in ("pegawai", "mutasi"))


@st.composite
def offices(draw: st.DrawFn) -> Office:
    """Draw an office of 20 to 60 officers, lopsided in any way, with any part of the exports."""
    officers = draw(st.integers(20, 60))
    outcomes = draw(st.lists(st.sampled_from(list(OUTCOMES)), min_size=1, max_size=1))
    absent = draw(st.sets(st.sampled_from(OPTIONAL), max_size=8))
    if not draw(st.sampled_from([False, False, False, True])):
        absent -= {need for name in outcomes for need in OUTCOMES[name].needs}
    covariates = st.lists(st.sampled_from(["age", "female", "education", "service"]), max_size=3, unique=True)
    return Office(
        seed=draw(st.integers(0, 999)),
        officers=officers,
        movers=draw(st.one_of(st.integers(3, 12), st.integers(0, officers), st.just(officers))),
        waves=draw(st.integers(1, 4)),
        raters=draw(st.sampled_from([1, 2, 8, 60])),
        units=draw(st.integers(1, 6)),
        outside=draw(st.sampled_from([0, 1, 2, 8])),
        last=draw(st.sampled_from(["2021-S2", "2022-S1", "2022-S2"])),
        absent=tuple(sorted(absent)),
        outcomes=tuple(outcomes),
        subgroups=tuple(draw(st.lists(st.sampled_from(list(DIMENSIONS)), max_size=2, unique=True))),
        covariates=tuple(draw(covariates)),
        alike=draw(st.booleans()),
        unit_treated_from=draw(st.integers(1, 2)),
    )


def hold(office: Office, impact: Impact) -> None:
    """Hold an office's impact to what is true of every office: an estimate with its interval, or the reason why not."""
    h, lost = impact.headlines, impact.not_possible
    refused = lost[lost["part"] == "outcome"].set_index("outcome")
    # every outcome is estimated, or it is said why not
    assert sorted([*h["outcome"], *refused.index]) == sorted(office.outcomes)
    assert set(lost["reason"]) <= set(REASONS)
    for name in office.outcomes:
        absent = [need for need in OUTCOMES[name].needs if need in office.absent]
        if absent:
            assert refused.loc[name, ["reason", "export"]].tolist() == ["export_absent", ", ".join(absent)]
    # no error of numpy, pandas or Python stands for a reason
    assert not lost["detail"].str.contains(r"Error\b", regex=True).any(), lost["detail"].tolist()
    # no p-value without its interval, and no claim without either
    for table in (h, impact.estimates, impact.checks, impact.heterogeneity):
        assert table.loc[table["p"].notna(), ["low", "high"]].notna().all(axis=None)
    assert (h.loc[h["p"].isna(), "grade"] == "inconclusive").all()
    assert np.isfinite(h["att"]).all()
    assert ((h["low"] <= h["att"]) & (h["att"] <= h["high"]) | h["low"].isna()).all()
    by_officers = [name for name in h["outcome"] if OUTCOMES[name].level == "officer"]
    dimensions = [d for d in office.subgroups if set(DIMENSIONS[d].needs) & set(office.absent)]
    listed = lost[(lost["part"] == "subgroup") & (lost["reason"] == "export_absent")]
    assert sorted(listed["item"]) == sorted(dimensions * len(by_officers))


def study_of(office: Office, tables: dict[str, pd.DataFrame], root: Path) -> Study:
    """Write an office's cycle file and its validated tables, as the first notebook does."""
    for folder in ("cycles", "notebooks", "data/raw/kantor"):
        (root / folder).mkdir(parents=True)
    file = office.cycle.model_dump(mode="json", exclude_defaults=True) | {"absent": {"kantor": list(office.absent)}}
    (root / "cycles/kantor.yaml").write_text(yaml.safe_dump(file), encoding="utf-8")
    for name in set(exports.NAMES) - set(office.absent):
        (root / f"data/raw/kantor/{name}.csv").touch()
    study = Study("kantor", root=root)
    for name, table in tables.items():
        study.results.write(f"tables/{name}", table.iloc[:0] if name in office.absent else table)
    study.results.write("doubtful", pd.DataFrame({"officer_id": pd.Series([], dtype="string")}))
    c = study.cycle
    followed = careers(tables["pegawai"], tables["mutasi"], study.region, c.first, c.last)
    study.results.write("careers", followed.spells)
    return study


def bare_study(root: Path) -> Study:
    """Open the study of an office that has a cycle file and no results yet, below an empty folder."""
    (root / "cycles").mkdir()
    head = {
        "cycle": "kantor", "title": "Kantor", "synthetic": True, "pseudonym_key": "k", "programme": "Banyumanik",
        "first": "2019-S1", "last": "2025-S2", "programme_start": "2021-S1", "deliveries": ["kantor"],
    }  # fmt: skip
    (root / "cycles/kantor.yaml").write_text(yaml.safe_dump(head))
    return Study("kantor", root=root)
