"""Set up the design of an outcome and estimate it with the estimator of its headline."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.cycle import Analysis
from analysis.did.design import CONTROL_GROUPS, DRAWN, NEVER, Design
from analysis.did.diagnostics.districts import Districts, over_districts
from analysis.did.estimators.registry import ESTIMATORS
from analysis.did.result import OVERALL, Result
from analysis.domain.outcomes import Outcome
from analysis.impact.possible import TOO_LITTLE, NotPossible
from analysis.panels.panel import Panels


def design(outcome: Outcome, panels: Panels, choices: Analysis, control_group: str = CONTROL_GROUPS[0]) -> Design:
    """Set up the design of an outcome: officers with covariates, kelurahan without.

    A rater marks several officers with one hand, and a move changes the hand: errors of rated outcomes are
    clustered by the first and by the last rater of each officer. A covariate that adds nothing to those before it
    (all officers share it, or it repeats them) has nothing to adjust for and is left out.

    Raises
    ------
    NotPossible
        If an export that the outcome is measured from is absent, or nobody is left to compare.
    UserError
        If the panel or a covariate cannot be used; the message says what is at fault.
    """
    panel = panels.by_frequency[outcome.frequency]
    _refuse(outcome, panel, panels.absent)
    of_officers = outcome.level == "officer"
    officers = panels.officers.set_index("officer_id")
    covariates = None
    if of_officers:
        among = officers.loc[officers.index.isin(panel.loc[panel[outcome.name].notna(), "officer_id"].unique())]
        adding = _adding(among[list(choices.covariates)])
        covariates = officers[adding] if adding else None
    return Design(
        panel,
        outcome.name,
        "officer_id" if of_officers else "unit_id",
        outcome.frequency,
        covariates=covariates,
        anticipation=getattr(choices.anticipation, outcome.frequency),
        control_group=control_group,
        clusters=officers[["rater_first", "rater_last"]] if outcome.rated else None,
        dates=DRAWN if of_officers and choices.dates_drawn else "",
    )


def _adding(covariates: pd.DataFrame) -> list[str]:
    """Return the covariates that are no linear combination of those before them; with a gap all are left to Design."""
    values = covariates.to_numpy(float)
    if not np.isfinite(values).all():
        return list(covariates)
    kept: list[int] = []
    for k in range(values.shape[1]):
        tried = np.column_stack([np.ones(len(values)), *((values[:, j] - values[:, j].mean()) for j in (*kept, k))])
        if np.linalg.matrix_rank(tried) == tried.shape[1]:
            kept.append(k)
    return [str(covariates.columns[k]) for k in kept]


def _refuse(outcome: Outcome, panel: pd.DataFrame, absent: tuple[str, ...]) -> None:
    """Raise where an outcome cannot be estimated, whatever the estimator."""
    lacking = [name for name in outcome.needs if name in absent]
    if lacking or outcome.name not in panel:
        raise NotPossible(outcome.name, "export_absent", ", ".join(lacking or outcome.needs))
    seen = panel[panel[outcome.name].notna()]
    if seen.empty:
        raise NotPossible(outcome.name, "no_observation")
    if seen[outcome.name].nunique() == 1:
        raise NotPossible(outcome.name, "constant")
    cohort = seen["cohort"].where(seen["cohort"] <= seen[outcome.frequency].max())
    if cohort.isna().all():
        raise NotPossible(outcome.name, "no_treated")
    if cohort.notna().all() and cohort.nunique() == 1:
        raise NotPossible(outcome.name, "no_control")


def fit_headline(outcome: Outcome, d: Design, choices: Analysis) -> Result:
    """Estimate with the headline estimator of the outcome's level.

    Raises
    ------
    NotPossible
        If no cell after treatment can be estimated.
    """
    result = ESTIMATORS[getattr(choices.estimators, outcome.level)].fit(d, choices.alpha)
    if (result.table["aggregation"] == OVERALL[0]).any():
        return result
    cells = f"{sum(result.skipped.values())} cells skipped: {', '.join(sorted(result.skipped)) or 'none was there'}."
    if "too_few_treated" in result.skipped and d.wide.x.shape[1] > 1:
        raise NotPossible(
            outcome.name, "too_few_for_covariates", detail=f"{cells} Shorten analysis.covariates in the cycle file."
        )
    raise NotPossible(outcome.name, "no_before_and_after", detail=cells)


def between_districts(
    d: Design, home: pd.Series, estimator: str, row: dict[str, float], alpha: float
) -> tuple[dict[str, float], Districts | None]:
    """Return the effect on units with the wider of two errors: between units, and between districts.

    Where every treated unit lies in one district, that district's own shock is part of the estimate. Its error is then
    never below that between districts; with fewer than two other districts it is not known, and there is no interval.

    Parameters
    ----------
    home : the district of each unit (index = unit).
    row : the effect with its interval between units.

    Returns
    -------
    row, compared
        None where no other district can be given the treatment dates.
    """
    try:
        compared = over_districts(d, home, estimator, alpha)
    except TOO_LITTLE:
        compared = None
    if home.reindex(d.wide.units[d.wide.cohort != NEVER]).nunique() > 1:
        return row, compared
    if compared is None:
        return row | dict.fromkeys(("se", "low", "high", "df", "p"), np.nan), None
    return row | compared.numbers() if not compared.se <= row["se"] else row, compared
