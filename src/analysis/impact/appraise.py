"""The grade of the evidence on one design, without a city around it: what a headline of a cycle goes through."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from analysis.cycle import Analysis, Estimators
from analysis.did.design import NEVER, Design, varied
from analysis.did.diagnostics import attrition, honest, specification
from analysis.did.estimators import event_bins, group_time
from analysis.did.estimators.registry import EVERYONE, beside_headlines
from analysis.domain.outcomes import Outcome
from analysis.impact import evidence
from analysis.impact.designs import fit_headline
from analysis.impact.headline import UNTESTED, Estimated, headline_row, mean_after, pretrend_test
from analysis.impact.possible import Impossible, attempt
from analysis.impact.robustness import honest_study, left_behind, without_left_behind

#: Event times looked at (first, last), in periods of the design.
WINDOW = (-6, 7)
#: What :func:`appraise` returns, in order.
COLUMNS = [
    "att", "se", "low", "high", "df", "p", "low_over_cycles", "high_over_cycles", "n_treated", "n_control",
    "mean_after", "mean_without",
    "pretrend_p", "pretrend_bias_80", "att_never", "p_never", "same_sign", "attrition_holds", "spillover_holds",
    "earlier_base_holds", "detectable", "breakdown", "specifications_sign", "specifications_significant", "grade",
    "reason",
]  # fmt: skip


def appraise(
    design: Design,
    estimator: str = group_time.NAME,
    bin: int = 1,
    window: tuple[int, int] = WINDOW,
    alpha: float = 0.05,
    homes: pd.Series | None = None,
) -> pd.Series:
    """Estimate one design, try to overturn the estimate, and grade the evidence.

    The steps are those of a headline about officers: the headline estimator, the test of pre-periods and its power, all
    other estimators, the bounds of Rambachan & Roth (2023) and the specification curve, then the rules of
    :mod:`analysis.impact.evidence`. One design is one test, so no p-value is adjusted.

    Parameters
    ----------
    design : the design.
    estimator : a headline estimator of the registry, such as ``callaway_santanna`` or ``imputation``.
    bin : periods averaged into one pre-period in the test of pre-trends.
    window : event times looked at, first and last.
    alpha : level of the tests.
    homes : for officers, the office of each before the programme (index = unit of the design): then it is also asked
        whether moves affect the colleagues who stay. None where units have no such colleagues.

    Returns
    -------
    Series
        :data:`COLUMNS`; numbers in the unit of the outcome, NaN where they cannot be had.

    Raises
    ------
    UserError
        If the design has no overall effect.

    Examples
    --------
    >>> from analysis.did import Design
    >>> from analysis.impact.appraise import appraise
    >>> appraise(Design(panel, "complaints", "officer", "month"))[["att", "low", "high", "grade"]]  # doctest: +SKIP
    """
    choices = Analysis(alpha=alpha, estimators=Estimators(officer=estimator))
    outcome = Outcome(design.outcome, "officer", design.wide.frequency or "year", (), 1, window, bin)
    main = fit_headline(outcome, design, choices)
    row = main.row()
    lost: list[Impossible] = []
    bins = attempt(partial(event_bins.estimate, design, bin, *window), outcome.name, "pretrend", "", lost)
    tested = bins and attempt(partial(pretrend_test, outcome, design, bins, alpha), outcome.name, "pretrend", "", lost)
    made = Estimated(
        outcome,
        main.estimator,
        {name: float(row[name]) for name in ("att", "se", "low", "high", "df", "p")},
        int(row["n_treated"]),
        int((design.wide.cohort == NEVER).sum()),
        mean_after(design),
        tested or UNTESTED,
        None,
        _beside(design, alpha, lost),
    )
    facts = headline_row(made, alpha) | {
        "p_adjusted": float(row["p"]),
        "breakdown": _breakdown(outcome, design, alpha, lost),
    }
    facts |= _surviving(design, facts["att"], alpha, homes, lost)
    space = specification.default_space(design)
    curve = attempt(partial(specification.curve, design, space, alpha), outcome.name, "curve", "", lost)
    sign, significant, _ = (np.nan,) * 3 if curve is None else specification.share_agreeing(curve, facts["att"])
    earlier = (np.nan, np.nan) if curve is None else specification.earlier_base(curve, estimator)
    facts |= {
        "earlier_base_holds": evidence.holds(earlier, facts["att"]),
        "specifications_sign": sign,
        "specifications_significant": significant,
    }
    facts["grade"], facts["reason"] = evidence.grade(evidence.facts(facts, alpha))
    return pd.Series(facts)[COLUMNS]


def _beside(design: Design, alpha: float, lost: list[Impossible]) -> dict[tuple[str, str], pd.Series]:
    """Return the overall effect by every estimator and control group of the table beside a headline."""
    overall = {}
    for e, control_group in beside_headlines(design.dates):
        one = partial(
            e.overall, design if control_group == EVERYONE else varied(design, control_group=control_group), alpha
        )
        row = attempt(one, design.outcome, "estimator", f"{e.name}, {control_group}", lost)
        if row is not None:
            overall[e.name, control_group] = row
    return overall


def _surviving(
    design: Design, att: float, alpha: float, homes: pd.Series | None, lost: list[Impossible]
) -> dict[str, float]:
    """Say whether the estimate survives leavers and affected colleagues; NaN where there is nothing to survive."""
    facts = {"attrition_holds": np.nan, "spillover_holds": np.nan}
    bounds = attempt(partial(attrition.lee, design, alpha), design.outcome, "check", "attrition", lost)
    if bounds is not None:
        stayed = (bounds.stayed_treated, bounds.stayed_control)
        interval = (bounds.interval_low, bounds.interval_high)
        facts["attrition_holds"] = evidence.attrition_holds(stayed, interval, att)
    if homes is not None:
        home = homes.reindex(design.wide.units).to_numpy(object)
        behind = attempt(partial(left_behind, design, home, alpha), design.outcome, "check", "left_behind", lost)
        apart = attempt(partial(without_left_behind, design, home, alpha), design.outcome, "check", "left", lost)
        if behind is not None:
            without = (np.nan, np.nan) if apart is None else (float(apart["low"]), float(apart["high"]))
            facts["spillover_holds"] = evidence.spillover_holds(float(behind["p"]), without, att, alpha)
    return facts


def _breakdown(outcome: Outcome, design: Design, alpha: float, lost: list[Impossible]) -> float:
    """Return the largest M̄ at which the robust interval leaves out zero; NaN where there is none."""
    study = attempt(partial(honest_study, outcome, design), outcome.name, "check", "honest", lost)
    if study is None:
        return np.nan
    value = attempt(partial(honest.breakdown, study, alpha=alpha), outcome.name, "check", "honest", lost)
    return np.nan if value is None else float(value)
