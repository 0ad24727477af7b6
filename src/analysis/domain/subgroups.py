"""The groups of officers whose effects are compared."""

from __future__ import annotations

#: The two groups of each dimension that are compared, the first less the second; a dimension of those who moved only
#: keeps all controls.
DIMENSIONS: dict[str, tuple[str, str]] = {
    "kind_of_move": ("cross_sector", "within_sector"),
    "to_field": ("desk_to_field", "other_move"),
    "tenure": ("long_tenure", "short_tenure"),
    "grade": ("grade_iv", "grade_iii"),
    "sex": ("female", "male"),
    "sosialisasi": ("attended", "not_attended"),
    "fit": ("fitting", "not_fitting"),
}
OF_MOVERS = ("kind_of_move", "to_field", "sosialisasi", "fit")
