"""From raw exports to validated tables, with an account of every row.

The one call for notebooks is :func:`analysis.intake.cleaning.clean_export`, which can be imported from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.intake.cleaning import CleanedExport, clean_export

__all__ = ["CleanedExport", "clean_export"]


def __getattr__(name: str) -> object:
    """Import the cleaning only when it is asked for: the package is imported by much that never cleans."""
    if name in __all__:
        from analysis.intake import cleaning

        return getattr(cleaning, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
