"""Every indicator by name, found in this folder.

A module of this folder is an indicator when it has a function ``measure``. Its tables, and the exports without which it
cannot be measured, are declared beside it in ``<name>.yaml``. One that reads another's tables names it in ``AFTER``.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from typing import Any

from analysis import indicators
from analysis.indicators.inputs import Inputs
from analysis.store.catalogue import catalogue


@cache
def indicators_by_name() -> dict[str, Callable[[Inputs], Any | None]]:
    """Return every indicator, those first whose tables another reads: name → the function that measures it."""
    names = sorted(m.name for m in pkgutil.iter_modules(indicators.__path__) if m.name != "registry")
    modules = {name: import_module(f"{indicators.__name__}.{name}") for name in names}
    measured = {name: module for name, module in modules.items() if hasattr(module, "measure")}
    order = TopologicalSorter({name: getattr(module, "AFTER", ()) for name, module in measured.items()}).static_order()
    return {name: measured[name].measure for name in order}


def needs(name: str) -> tuple[str, ...]:
    """Return the exports without which an indicator cannot be measured."""
    listed = [e for t in catalogue().values() if t.name.startswith(f"{name}/") for e in t.needs]
    return tuple(dict.fromkeys(listed))


def measure(name: str, inputs: Inputs) -> Any | None:
    """Measure an indicator and write its tables.

    Returns
    -------
    dataclass or None
        What the indicator's ``measure`` returns; None where an export that it needs has no rows, or it cannot be told.
    """
    lacking = [export for export in needs(name) if not inputs.results.rows(f"tables/{export}")]
    result = None if lacking else indicators_by_name()[name](inputs)
    inputs.results.write_indicator(name, result)
    return result
