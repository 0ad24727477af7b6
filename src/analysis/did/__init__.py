"""Staggered difference-in-differences: designs, estimators, inference and diagnostics, free of any city.

A design says who is compared with whom; an estimator takes it and returns a result::

    from analysis.did import Design, group_time

    result = group_time.fit(Design(panel, "wage", "person", "year"))
    print(result.summary())

Names are loaded when they are first used (PEP 562), so that importing this package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_ESTIMATORS = (
    "balanced_events", "continuous_dose", "cross_sections", "efficient", "event_bins", "extended_two_way",
    "group_time", "imputation", "local_projections", "registry", "stacked", "sun_abraham", "switchers", "synthetic",
    "triple", "two_way",
)  # fmt: skip
_INFERENCE = ("bootstrap", "few_clusters", "intervals", "repeated_looks")
_DIAGNOSTICS = (
    "attrition", "balance", "breaks", "districts", "honest", "honest_conditional", "leave_out", "placebo", "power",
    "pretrends", "specification",
)  # fmt: skip

#: Public name → the module that holds it, and the attribute there (empty where the name is the module).
_WHERE: dict[str, tuple[str, str]] = {
    "Design": ("design", "Design"),
    "varied": ("design", "varied"),
    "Result": ("result", "Result"),
    "ESTIMATORS": ("estimators.registry", "ESTIMATORS"),
    **{name: (f"estimators.{name}", "") for name in _ESTIMATORS},
    **{name: (f"inference.{name}", "") for name in _INFERENCE},
    **{name: (f"diagnostics.{name}", "") for name in _DIAGNOSTICS},
}

__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _WHERE[name]
    value: Any = import_module(f"{__name__}.{module}")
    if attribute:
        value = getattr(value, attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_WHERE})
