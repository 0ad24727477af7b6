"""Citizens' satisfaction: the IKM with its sampling error, what weighs in it, and what rotation changed of it.

PermenPANRB 14/2017: IKM = Σ mean answer of nine unsur × 1/9 × 25.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.domain import periods, regulations
from analysis.domain.areas import Area
from analysis.domain.outcomes import OUTCOMES
from analysis.indicators import comments
from analysis.indicators.effects import between_districts
from analysis.indicators.inputs import Inputs, Measured
from analysis.intake import themes

UNSUR = tuple(regulations.UNSUR)
#: Fewer answers than this give no interval worth printing.
FEWEST = 5


@dataclass(frozen=True, repr=False)
class Citizens(Measured):
    """Results of the citizens' survey.

    Attributes
    ----------
    year : the last year with answers; `units` and `unsur` are of it.
    units : kelurahan of the programme, its kecamatan (``programme``) and the rest of the city (``others``): ``unit``,
        ``respondents``, ``needed`` (Krejcie & Morgan, of the year's services), ``ikm``, ``low``, ``high``, ``letter``.
    unsur : of the programme's kelurahan: ``unsur``, ``performance`` (mean × 25), ``importance`` (correlation with the
        mean of the other eight), ``importance_se``, ``quadrant`` (``improve``, ``keep``, ``later``, ``enough``).
    effects : what rotation changed of each unsur (points of 25–100): ``unsur``, ``att``, ``se``, ``low``, ``high``,
        ``p``, ``p_adjusted``, ``pretrend_p``.
    themes : of :func:`analysis.indicators.comments.count`: what citizens suggest since the programme began, in its
        kelurahan (``programme``) and the rest of the city (``others``).
    """

    year: str
    units: pd.DataFrame
    unsur: pd.DataFrame
    effects: pd.DataFrame
    themes: pd.DataFrame


def measure(inputs: Inputs) -> Citizens | None:
    """Measure the citizens' satisfaction of a cycle; see :func:`assess`."""
    cycle = inputs.cycle
    return assess(
        inputs.export("skm"), inputs.export("layanan"), inputs.panels.by_frequency["quarter"], cycle.area,
        cycle.programme_start, cycle.analysis.estimators.unit, cycle.analysis.alpha,
    )  # fmt: skip


def assess(
    skm: pd.DataFrame,
    layanan: pd.DataFrame,
    quarters: pd.DataFrame,
    area: Area,
    start: str,
    estimator: str,
    alpha: float = 0.05,
) -> Citizens | None:
    """Assess the survey of a cycle.

    Parameters
    ----------
    skm : one row a respondent: ``unit_id``, ``date``, the nine unsur (1–4) and ``themes`` of the suggestion.
    layanan : the service register; its services are the population that respondents are drawn from.
    quarters : the panel of kelurahan × quarter with ``cohort``: the designs' units and window.
    area, start : where the programme runs, and the semester of its first moves.
    estimator : that speaks for units.

    Returns
    -------
    Citizens or None
        None where there are no answers about kelurahan.
    """
    skm, layanan = (t.assign(unit_id=area.unit_of(t["unit_id"])).dropna(subset=["unit_id"]) for t in (skm, layanan))
    answers = skm.dropna(subset=list(UNSUR))
    if answers.empty:
        return None
    answers = answers.assign(year=answers["date"].dt.year.astype(str))
    year = str(answers["year"].max())
    last = answers[answers["year"] == year]
    served = layanan[layanan["received"].dt.year.astype(str) == year]
    ours = area.of_programme(last["unit_id"])
    population = served.groupby("unit_id").size()
    here = area.of_programme(served["unit_id"])
    rows = [
        _index("programme", last[ours], int(here.sum()), alpha),
        _index("others", last[~ours], int((~here).sum()), alpha),
    ]
    for unit, answers_of_unit in last[ours].groupby("unit_id"):
        rows.append(_index(str(unit), answers_of_unit, int(population.get(unit, 0)), alpha))
    units = pd.DataFrame([r for r in rows if r])
    since = skm[(skm["date"] >= f"{periods.months(start, start)[0]}-01")]
    where = area.of_programme(since["unit_id"]).map({True: "programme", False: "others"})
    suggested = comments.count(since["themes"], where, list(themes.names("skm")), alpha)
    compared = quarters["unit_id"].drop_duplicates()
    homes = pd.Series(area.home_of(compared).to_numpy(), index=compared)
    effects = _effects(answers, quarters, homes, estimator, alpha)
    return Citizens(year, units, _unsur(last[ours]), effects, suggested)


def _index(name: str, answers: pd.DataFrame, population: int, alpha: float) -> dict | None:
    """Return the IKM of some answers with its t interval: respondents are the sample, their mean answer the draw."""
    n = len(answers)
    if n < FEWEST:
        return None
    scores = answers[list(UNSUR)].astype(float).mean(axis=1) * regulations.IKM_SCALE
    ikm = float(scores.mean())
    # respondents of one unit share it: a mean over units is clustered by them
    sums = (scores - ikm).groupby(answers["unit_id"]).sum()
    clusters = len(sums)
    if clusters > 1:
        error = float(np.sqrt(clusters / (clusters - 1) * (sums**2).sum())) / n
    else:
        error = float(scores.std(ddof=1) / np.sqrt(n))
    reach = stats.t.ppf(1 - alpha / 2, max(clusters - 1, 0) or n - 1) * error
    return {
        "unit": name,
        "respondents": n,
        "needed": regulations.sample_needed(population),
        "ikm": ikm,
        "low": max(ikm - reach, 25.0),
        "high": min(ikm + reach, 100.0),
        "letter": regulations.ikm_letter(ikm),
    }


def _unsur(answers: pd.DataFrame) -> pd.DataFrame:
    """Set each unsur's performance beside its importance."""
    values = answers[list(UNSUR)].astype(float)
    rows = []
    for name in UNSUR:
        rest = values.drop(columns=name).mean(axis=1)
        r = float(values[name].corr(rest))
        error = (1 - r**2) / np.sqrt(max(len(values) - 1, 1))
        rows.append((name, float(values[name].mean() * regulations.IKM_SCALE), r, error))
    table = pd.DataFrame(rows, columns=["unsur", "performance", "importance", "importance_se"])
    low = table["performance"] < table["performance"].mean()
    weighs = table["importance"] >= table["importance"].mean()
    table["quadrant"] = np.select([low & weighs, ~low & weighs, low & ~weighs], ["improve", "keep", "later"], "enough")
    return table


def _effects(
    answers: pd.DataFrame, quarters: pd.DataFrame, places: pd.Series, estimator: str, alpha: float
) -> pd.DataFrame:
    """Estimate what rotation changed of each unsur, units weighted by their respondents."""
    answers = answers.assign(quarter=periods.of_dates(answers["date"], "quarter"))
    by = answers.groupby(["unit_id", "quarter"])[list(UNSUR)]
    means = (by.mean() * regulations.IKM_SCALE).reset_index()
    panel = quarters[["unit_id", "quarter", "cohort"]].merge(means, on=["unit_id", "quarter"])
    weights = answers.groupby("unit_id").size().astype(float)
    effects = between_districts(panel, UNSUR, OUTCOMES["ikm"], places, estimator, alpha, weights)
    return effects.rename(columns={"measure": "unsur"})
