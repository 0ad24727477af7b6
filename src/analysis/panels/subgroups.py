"""The label that each officer carries in each dimension of :mod:`analysis.domain.subgroups`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.domain import post_standards, work_units
from analysis.domain.areas import Area
from analysis.domain.subgroups import DIMENSIONS
from analysis.panels.panel import absent_exports

#: Statuses in the register of officers who are there no more.
GONE = ("retired", "moved_out", "died")
_GRADES = {"I": "grade_ii", "II": "grade_ii", "III": "grade_iii", "IV": "grade_iv"}


@dataclass(frozen=True)
class Basis:
    """What labels are made from.

    Attributes
    ----------
    officers : one row an officer; its order is that of every label.
    pegawai : the register.
    moves : the programme's moves in order of TMT.
    tables : validated tables by source.
    """

    officers: pd.DataFrame
    pegawai: pd.DataFrame
    moves: pd.DataFrame
    tables: dict[str, pd.DataFrame]

    @cached_property
    def ids(self) -> pd.Index:
        """The officers."""
        return pd.Index(self.officers["officer_id"])

    @cached_property
    def first(self) -> pd.DataFrame:
        """Each officer's first move; empty for those who never moved."""
        return self.moves.drop_duplicates("officer_id").set_index("officer_id").reindex(self.ids)

    @cached_property
    def register(self) -> pd.DataFrame:
        """Each officer's row of the register."""
        return self.pegawai.drop_duplicates("officer_id").set_index("officer_id").reindex(self.ids)

    @cached_property
    def moved(self) -> pd.Series:
        """Who was moved."""
        return self.first["tmt"].notna()

    @cached_property
    def standard(self) -> pd.DataFrame:
        """The standard of each post, by post."""
        return self.tables["standar_jabatan"].drop_duplicates("post").set_index("post")

    @cached_property
    def measured(self) -> pd.Series:
        """Who was moved to a post that has a standard."""
        return self.moved & self.standard["sector"].reindex(self.first["post_to"]).notna().to_numpy()

    @cached_property
    def attended(self) -> pd.DataFrame:
        """Sessions attended, with the officer's TMT (missing where not moved)."""
        sessions = self.tables["sosialisasi"].query("attended")
        return sessions.merge(self.first["tmt"].rename("tmt"), left_on="officer_id", right_index=True)

    @cached_property
    def attended_before(self) -> pd.Series:
        """How many sessions each officer attended up to the TMT of the first move; 0 where not moved."""
        before = self.attended[self.attended["date"] <= self.attended["tmt"]]
        return before.groupby("officer_id").size().reindex(self.ids).fillna(0).astype(float)


def _named(flag: pd.Series, yes: str, no: str, where: pd.Series) -> pd.Series:
    """Return one of two labels, missing where the question does not arise."""
    return flag.map({True: yes, False: no}).where(where).astype("string")


def kind_of_move(basis: Basis) -> pd.Series:
    """Whether the two units of the move are of one sector; ``none`` for those who never moved."""
    cross = basis.first["cross_sector"]
    return cross.map({True: "cross_sector", False: "within_sector"}).fillna("none").astype("string")


def to_field(basis: Basis) -> pd.Series:
    """Moves from a desk to the field (a standard's field load up to 2, then 3 or more), and others."""
    load = basis.standard["field_load"].astype("Float64")
    before, after = basis.first["post_from"].map(load), basis.first["post_to"].map(load)
    field = ((before <= 2) & (after >= 3)).fillna(False).astype(bool)
    return _named(field, "desk_to_field", "other_move", basis.measured & before.notna() & after.notna())


def tenure(basis: Basis) -> pd.Series:
    """Service at the programme's start, long or short by the cycle file."""
    long = basis.officers.set_index("officer_id")["long_tenure"]
    return _named(long, "long_tenure", "short_tenure", pd.Series(True, index=basis.ids))


def grade(basis: Basis) -> pd.Series:
    """The register's latest grade, as exports carry no history of it."""
    return basis.register["grade"].astype("string").str.split("/").str[0].map(_GRADES).astype("string")


def sex(basis: Basis) -> pd.Series:
    """As the register says."""
    return basis.register["sex"].astype("string")


def sosialisasi(basis: Basis) -> pd.Series:
    """Whether a mover attended a session before the TMT."""
    return _named(basis.attended_before > 0, "attended", "not_attended", basis.moved)


def fit(basis: Basis) -> pd.Series:
    """Whether a mover's schooling, field of study and grade meet the standard of the new post."""
    register = basis.register
    met = post_standards.meets(
        basis.first["post_to"],
        register["education"],
        register["field_of_study"],
        register["grade"],
        basis.tables["standar_jabatan"],
    )
    fits = met[["education", "field_of_study", "grade"]].eq(1).all(axis=1).set_axis(basis.ids)
    return _named(fits, "fitting", "not_fitting", basis.measured)


LABELS: dict[str, Callable[[Basis], pd.Series]] = {
    f.__name__: f for f in (kind_of_move, to_field, tenure, grade, sex, sosialisasi, fit)
}


def labels(basis: Basis, area: Area) -> pd.DataFrame:
    """Label every officer in every dimension whose exports are there, and say where the officer serves.

    Parameters
    ----------
    area : where the programme runs.

    Returns
    -------
    DataFrame
        Index = officers: a column a dimension (text, missing where not known or, of movers only, not moved);
        ``placed``, ``home``, ``asked``; with ``sosialisasi`` also ``sessions`` and ``attended_session``.
    """
    absent = absent_exports(basis.tables)
    made = {d.name: LABELS[d.name](basis) for d in DIMENSIONS.values() if not set(d.needs) & set(absent)}
    register_unit, gone = basis.register["unit_id"], basis.register["status"].isin(GONE)
    about = work_units.of(area.region).describe(register_unit)
    ours = about.loc[area.within(about["kecamatan"]), "unit_id"]
    made["placed"] = basis.first["unit_to"].astype("string")
    made["home"] = basis.first["unit_from"].fillna(register_unit).astype("string")
    made["asked"] = register_unit.isin(ours) & ~gone
    if "sosialisasi" not in absent:
        made["sessions"] = basis.attended_before
        ever = basis.ids.isin(basis.attended["officer_id"])
        made["attended_session"] = (basis.attended_before > 0).where(basis.moved, np.asarray(ever))
    return pd.DataFrame(made, index=basis.ids)
