"""Every indicator by name, found in this folder.

A module of this folder is an indicator when it has a function ``measure``. Its tables, and the exports without which it
cannot be measured, are declared beside it in ``<name>.yaml``. One that reads another's tables names it in ``AFTER``.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from analysis import indicators
from analysis.indicators.inputs import Inputs
from analysis.store.catalogue import catalogue


@cache
def indicators_by_name() -> dict[str, Callable[[Inputs], Any | None]]:
    """Return every indicator: name → the function that measures it."""
    modules = {
        m.name: import_module(f"{indicators.__name__}.{m.name}") for m in pkgutil.iter_modules(indicators.__path__)
    }
    return {name: module.measure for name, module in sorted(modules.items()) if hasattr(module, "measure")}


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
