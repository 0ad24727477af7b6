"""Staggered difference-in-differences: designs, estimators, inference and diagnostics, free of any city.

A design says who is compared with whom; an estimator takes it and returns a result, which shows itself, draws itself
(``result.plot()``) and gives its numbers by the names that users of statsmodels and pyfixest expect.

Examples
--------
>>> import pandas as pd
>>> from analysis.did import ESTIMATORS, Design, group_time, varied
>>> starts = {1: 2003, 2: 2003, 3: 2004, 4: 2004, 5: None, 6: None}
>>> wages = {1: [5, 9, 9, 10], 2: [4, 7, 8, 8], 3: [6, 6, 9, 8], 4: [5, 6, 9, 9], 5: [6, 6, 7, 8], 6: [4, 5, 5, 6]}
>>> rows = [(p, 2002 + t, starts[p], float(y)) for p in starts for t, y in enumerate(wages[p])]
>>> panel = pd.DataFrame(rows, columns=["person", "year", "cohort", "wage"])
>>> design = Design(panel, "wage", unit="person", time="year")
>>> result = group_time.fit(design)
>>> result.summary()
callaway_santanna: wage, controls not_yet_treated
  overall            att 2.4000, 95 % interval [1.3380, 3.4620], p 0.0055, df 3.0, 4 treated
  ...
>>> names = ("callaway_santanna", "imputation", "stacked", "sun_abraham", "two_way_fixed_effects")
>>> {name: round(float(ESTIMATORS[name].fit(design).coef()["overall"]), 2) for name in names}
{'callaway_santanna': 2.4, 'imputation': 2.4, 'stacked': 1.75, 'sun_abraham': 2.4, 'two_way_fixed_effects': 2.25}
>>> group_time.fit(varied(design, control_group="never_treated")).conf_int().loc["overall"].round(1).tolist()
[1.4, 3.4]

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
_INFERENCE = ("bootstrap", "few_clusters", "intervals", "jackknife", "repeated_looks")
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
