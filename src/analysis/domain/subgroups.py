"""The groups of officers whose effects are compared."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dimension:
    """One way to divide officers into groups.

    Attributes
    ----------
    name : column of the officers' panel, key of every table and sentence. The function of that name in
        :mod:`analysis.panels.subgroups` makes the labels.
    groups : the two labels that are compared, the first less the second; officers may carry other labels.
    of_movers : whether only those who moved are divided; each group then keeps all controls.
    needs : exports that its labels are made from, beyond ``pegawai`` and ``mutasi``.
    """

    name: str
    groups: tuple[str, str]
    of_movers: bool = False
    needs: tuple[str, ...] = ()


DIMENSIONS = {
    d.name: d
    for d in (
        Dimension("kind_of_move", ("cross_sector", "within_sector"), of_movers=True),
        Dimension("to_field", ("desk_to_field", "other_move"), of_movers=True, needs=("standar_jabatan",)),
        Dimension("tenure", ("long_tenure", "short_tenure")),
        Dimension("grade", ("grade_iv", "grade_iii")),
        Dimension("sex", ("female", "male")),
        Dimension("sosialisasi", ("attended", "not_attended"), of_movers=True, needs=("sosialisasi",)),
        Dimension("fit", ("fitting", "not_fitting"), of_movers=True, needs=("standar_jabatan",)),
    )
}
#: Group → its dimension.
GROUPS = {group: d for d in DIMENSIONS.values() for group in d.groups}


def declared(name: str) -> str:
    """Return the name of a dimension.

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    if name not in DIMENSIONS:
        raise ValueError(f"unknown subgroup {name}; choose from {', '.join(DIMENSIONS)}")
    return name
