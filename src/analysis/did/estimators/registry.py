"""The registry of estimators: what each one is, where it stands in a report, and how it is called.

Every list of estimators elsewhere is read from here: the headline's choices in a cycle file, the table beside a
headline, the specification curve, the comparison between districts. To add an estimator, write its module and add one
entry. Modules are imported when they are first used, so that reading a cycle file does not load them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.did.design import CONTROL_GROUPS, DRAWN, Design, varied, without_covariates

if TYPE_CHECKING:
    from analysis.did.result import Result

NOT_YET_TREATED, NEVER_TREATED = CONTROL_GROUPS
#: The control group of the two-way regression, which chooses none: everyone is compared with everyone.
EVERYONE = "all"


@dataclass(frozen=True)
class Estimator:
    """An estimator of the overall effect of a staggered design.

    Attributes
    ----------
    name : as it stands in tables, cycle files and catalogues of words (``estimator-<name>``).
    function : ``module.function`` below :mod:`analysis.did.estimators` that takes a design and ``alpha`` and returns a
        :class:`~analysis.did.result.Result`.
    source : the paper.
    covariates : whether it is given the design's covariates; a regression absorbs covariates that are fixed in time.
    table : control groups with which it is listed beside a headline.
    curve : control groups with which it is part of the specification curve.
    methods : names of its variants, which the curve lists one by one as ``<name>_<method>``; empty for one variant.
    headline : levels (``officer``, ``unit``) at which a cycle may choose it for the headline.
    dates : what a design must declare of its treatment dates so that the estimator holds; empty for nothing.
    overall_function : ``module.function`` that returns only the overall row, at less cost than `function`; empty where
        there is none.
    point_function : ``module.function`` that returns only the overall estimate; empty where there is none.
    """

    name: str
    function: str
    source: str
    covariates: bool = False
    table: tuple[str, ...] = (NOT_YET_TREATED,)
    curve: tuple[str, ...] = (NOT_YET_TREATED,)
    methods: tuple[str, ...] = ()
    headline: tuple[str, ...] = ()
    dates: str = ""
    overall_function: str = ""
    point_function: str = ""

    def holds(self, dates: str) -> bool:
        """Say whether a design that declares this of its treatment dates may use the estimator."""
        return self.dates in ("", dates)

    def prepared(self, design: Design) -> Design:
        """Return the design as this estimator takes it: without covariates it does not use, with controls it has."""
        if self.table == (NEVER_TREATED,) and design.control_group != NEVER_TREATED:
            design = varied(design, control_group=NEVER_TREATED)
        return design if self.covariates else without_covariates(design)

    def fit(self, design: Design, alpha: float = 0.05, **options: Any) -> Result:
        """Estimate a design in full."""
        return _load(self.function)(self.prepared(design), alpha=alpha, **options)

    def overall(self, design: Design, alpha: float = 0.05, **options: Any) -> pd.Series:
        """Estimate only the overall effect with its interval.

        Raises
        ------
        UserError, KeyError
            If the design has no overall effect.
        """
        if self.overall_function:
            return _load(self.overall_function)(self.prepared(design), alpha=alpha, **options)
        return self.fit(design, alpha, **options).row()

    def point(self, design: Design) -> float:
        """Estimate only the overall effect, without an interval."""
        if self.point_function:
            return float(_load(self.point_function)(self.prepared(design)))
        return float(self.overall(design)["att"])

    def variants(self) -> dict[str, str]:
        """Return the names of its variants in the specification curve, each with its method (empty for none)."""
        return {f"{self.name}_{method}": method for method in self.methods} or {self.name: ""}


def _load(function: str) -> Callable[..., Any]:
    module, name = function.rsplit(".", 1)
    return getattr(import_module(f"analysis.did.estimators.{module}"), name)


_BOTH_LEVELS = ("officer", "unit")

#: Every estimator that a report sets beside a headline, by name, in the order of the table.
ESTIMATORS: dict[str, Estimator] = {
    e.name: e
    for e in (
        Estimator(
            "callaway_santanna",
            "group_time.fit",
            "Callaway & Sant'Anna (2021, J. Econometrics 225); Sant'Anna & Zhao (2020, J. Econometrics 219)",
            covariates=True,
            table=CONTROL_GROUPS,
            curve=CONTROL_GROUPS,
            methods=("dr", "ipw", "reg"),
            headline=_BOTH_LEVELS,
            overall_function="group_time.overall",
            point_function="group_time.point",
        ),
        Estimator(
            "imputation",
            "imputation.fit",
            "Borusyak, Jaravel & Spiess (2024, Review of Economic Studies 91)",
            covariates=True,
            headline=_BOTH_LEVELS,
            overall_function="imputation.overall",
            point_function="imputation.point",
        ),
        Estimator("two_stage", "imputation.two_stage", "Gardner (2022, arXiv:2207.05943)", covariates=True),
        Estimator("extended_two_way", "extended_two_way.fit", "Wooldridge (2021, SSRN 3906345)"),
        Estimator(
            "stacked",
            "stacked.fit",
            "Wing, Freedman & Hollingsworth (2024, NBER working paper 32054)",
            curve=CONTROL_GROUPS,
        ),
        Estimator(
            "sun_abraham",
            "sun_abraham.fit",
            "Sun & Abraham (2021, J. Econometrics 225)",
            table=(NEVER_TREATED,),
            curve=(NEVER_TREATED,),
        ),
        Estimator(
            "two_way_fixed_effects",
            "two_way.fit",
            "Goodman-Bacon (2021, J. Econometrics 225), on what the regression averages",
            table=(EVERYONE,),
            curve=(),
        ),
        Estimator(
            "efficient",
            "efficient.fit",
            "Roth & Sant'Anna (2023, J. Political Economy Microeconomics 1)",
            headline=("officer",),
            dates=DRAWN,
        ),
        # without covariates it repeats the group-time estimate, so that no table or curve counts it again
        Estimator(
            "local_projections",
            "local_projections.fit",
            "Dube, Girardi, Jordà & Taylor (2023, NBER working paper 31184)",
            covariates=True,
            table=(),
            curve=(),
        ),
    )
}

#: Variant in the specification curve → its estimator and method (empty for none).
CURVE: dict[str, tuple[Estimator, str]] = {
    variant: (e, method) for e in ESTIMATORS.values() if e.curve for variant, method in e.variants().items()
}


def headlines(level: str = "") -> tuple[str, ...]:
    """Return the estimators that a cycle may choose for the headline, at one level or (empty) at any."""
    return tuple(e.name for e in ESTIMATORS.values() if (level in e.headline if level else e.headline))


def beside_headlines(dates: str) -> list[tuple[Estimator, str]]:
    """Return the estimators and control groups of the table beside a headline, in order.

    Parameters
    ----------
    dates : what the design declares of its treatment dates (:attr:`analysis.did.design.Design.dates`).
    """
    return [(e, control_group) for e in ESTIMATORS.values() if e.holds(dates) for control_group in e.table]
