"""Resistance to rotation: an index with its reliability, who answered, what goes with it, and what sosialisasi does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.multivariate.factor import Factor
from statsmodels.regression.linear_model import WLS
from statsmodels.tools.tools import add_constant

from analysis.did.doubly_robust import propensity
from analysis.did.inference.intervals import from_errors, holm
from analysis.domain.privacy import SMALL_GROUP
from analysis.indicators import comments
from analysis.indicators.inputs import Inputs, Measured
from analysis.intake import themes
from analysis.intake.boundaries import Distance

ITEMS = tuple(f"Q{k}" for k in range(1, 13))
#: Fewer complete answers than this give no index: twelve items need more people than items.
FEWEST = 30
#: What may go with resistance, in the order in which it is shown; all are known before the answer.
DRIVERS = ("moved", "desk_to_field", "distance", "long_tenure", "age", "female", "sessions")
#: Stands beside ``distance`` for the moved whose way is not known; it is no driver.
_UNKNOWN = "distance_unknown"
#: Kilometres that the driver ``distance`` counts in.
DISTANCE_STEP = 5.0


@dataclass(frozen=True, repr=False)
class Resistance(Measured):
    """Results of the survey.

    Attributes
    ----------
    reliability : ``alpha`` with its interval ``low``–``high``, ``omega``, ``officers``, ``straight_lined`` left out.
    items : one row an item: ``item``, ``mean``, ``item_total`` (corrected correlation), ``alpha_without``.
    response : by group: ``group``, ``asked``, ``answered``, ``share``.
    means : mean index by group, weighted for non-response: ``group``, ``mean``, ``low``, ``high``, ``officers``.
    drivers : ``driver``, ``effect`` (points of the index), ``se``, ``low``, ``high``, ``p``, ``p_adjusted``.
    twice : what a session changed among those asked before and after: ``effect``, ``se``, ``low``, ``high``, ``p``,
        ``officers``, ``attended`` (of them between the two answers), ``units``; empty where too few were.
    themes : of :func:`analysis.indicators.comments.count`: what the moved and the others write.
    """

    reliability: dict[str, float]
    items: pd.DataFrame
    response: pd.DataFrame
    means: pd.DataFrame
    drivers: pd.DataFrame
    twice: dict[str, float]
    themes: pd.DataFrame


def measure(inputs: Inputs) -> Resistance | None:
    """Measure the resistance of a cycle; see :func:`assess`."""
    return assess(
        inputs.export("resistensi"), inputs.panels.officers, inputs.export("sosialisasi"),
        inputs.cycle.analysis.alpha, inputs.kilometres,
    )  # fmt: skip


def assess(
    survey: pd.DataFrame,
    officers: pd.DataFrame,
    sessions: pd.DataFrame,
    alpha: float = 0.05,
    kilometres: Distance | None = None,
) -> Resistance | None:
    """Assess the survey of one cycle.

    Parameters
    ----------
    survey : one row an answer: ``officer_id``, ``date``, items reversed already, ``themes``, ``straight_lined``.
    officers : of the panels. Exports do not say who was asked; those serving in the kecamatan of the programme
        (``asked``) are taken for it.
    sessions : attendance at sosialisasi: ``officer_id``, ``date``, ``attended``.
    kilometres : between two columns of units; without it distance is no driver.

    Returns
    -------
    Resistance or None
        None with fewer than :data:`FEWEST` usable answers. An officer's last answer counts; one who answered every
        item alike does not, as reversed items make that a contradiction. A session counts if it was held before the
        answer.
    """
    ordered = survey.sort_values(["date", "officer_id"], kind="stable", ignore_index=True)
    last = ordered.drop_duplicates("officer_id", keep="last")
    alike = ordered["straight_lined"].fillna(False).astype(bool)
    register = officers.set_index("officer_id")
    good = ordered[~alike].dropna(subset=list(ITEMS))
    good = good[good["officer_id"].isin(register.index)]
    answers = good.assign(
        index=good[list(ITEMS)].astype(float).mean(axis=1), sessions_attended=_sessions_attended(good, sessions)
    )
    # whose last answer says nothing is left out, not answered for by an earlier one
    usable = answers[answers.index.isin(last.index)].set_index("officer_id").sort_index()
    if len(usable) < FEWEST:
        return None
    about = _about(register, kilometres)
    if len(sessions):
        about.loc[usable.index, "sessions"] = usable["sessions_attended"] * about["moved"].reindex(usable.index)
    weight, response = _response(about[register["asked"] | register.index.isin(usable.index)], usable.index)
    shown = about.reindex(usable.index).assign(index=usable["index"], weight=weight.reindex(usable.index).fillna(1.0))
    values = usable[list(ITEMS)].astype(float)
    reliability, items = _reliability(values, alpha)
    reliability |= {"officers": float(len(usable)), "straight_lined": float(alike[last.index].sum())}
    wrote = ordered.dropna(subset="themes").drop_duplicates("officer_id", keep="last").set_index("officer_id")["themes"]
    moved = about["moved"].reindex(wrote.index).map({1.0: "moved", 0.0: "not_moved"})
    return Resistance(
        reliability, items, response, _means(shown, alpha), _drivers(shown, alpha), _twice(answers, about, alpha),
        comments.count(wrote, moved, list(themes.names("resistensi")), alpha),
    )  # fmt: skip


def _sessions_attended(answers: pd.DataFrame, sessions: pd.DataFrame) -> pd.Series:
    """Count the sessions that each officer had attended by the day of each answer."""
    held = sessions.query("attended")[["officer_id", "date"]]
    both = answers[["officer_id", "date"]].reset_index().merge(held, on="officer_id", suffixes=("", "_held"))
    counts = both[both["date_held"] <= both["date"]].groupby("index").size()
    return counts.reindex(answers.index).fillna(0.0).astype(float)


def _twice(answers: pd.DataFrame, about: pd.DataFrame, alpha: float) -> dict[str, float]:
    """Regress each officer's change from the first to the last answer on the sessions attended in between.

    What does not change about a person falls out; whether the officer was moved stays beside. With two answers trends
    before cannot be tested. Errors are clustered by unit (t, clusters − 1).
    """
    by = answers.groupby("officer_id")
    first, last = by.first(), by.last()
    asked = by["date"].nunique() > 1
    change = (last["index"] - first["index"])[asked]
    dose = (last["sessions_attended"] - first["sessions_attended"])[asked]
    drivers = about.reindex(change.index)
    clusters = drivers["unit"].nunique()
    x = add_constant(pd.DataFrame({"sessions": dose, "moved": drivers["moved"]}), has_constant="add")
    x = x.loc[:, ["const", "sessions", *(["moved"] if drivers["moved"].std() > 0 else [])]]
    if len(change) < FEWEST or clusters < 3 or np.linalg.matrix_rank(x) < x.shape[1]:
        return {}
    row = regression(change, x, drivers["unit"], alpha).loc["sessions"].to_dict()
    return row | {"officers": float(len(change)), "attended": float((dose > 0).sum()), "units": float(clusters)}


def _about(register: pd.DataFrame, kilometres: Distance | None) -> pd.DataFrame:
    """Return the drivers of every officer."""
    moved = register["cohort"].notna()
    way = np.full(len(register), np.nan)
    if kilometres is not None:
        way = kilometres(register["home"], register["placed"])
    measured = moved.to_numpy() & np.isfinite(way)
    # without the export that tells, all are alike, so that it is no driver
    to_field = register.get("to_field", pd.Series(pd.NA, index=register.index, dtype="string"))
    attended = register.get("sessions", pd.Series(np.nan, index=register.index)).astype(float)
    return pd.DataFrame(
        {
            "unit": register["home"],
            "moved": moved.astype(float),
            "desk_to_field": to_field.eq("desk_to_field").fillna(False).astype(float),
            "distance": np.where(measured, way / DISTANCE_STEP, 0.0),
            _UNKNOWN: (moved.to_numpy() & ~measured & (kilometres is not None)).astype(float),
            "long_tenure": register["long_tenure"].astype(float),
            "age": register["age"] / 10,
            "female": register["female"],
            # sessions are for those who move; others stand at none, where it is known who attended
            "sessions": attended.where(moved | attended.isna().all(), 0.0),
        }
    )


def _reliability(values: pd.DataFrame, alpha: float) -> tuple[dict[str, float], pd.DataFrame]:
    """Return Cronbach's alpha, its interval (Feldt 1965, eq. 4), McDonald's omega and the items' statistics."""

    n, k = values.shape
    a = cronbach(values)
    ends = [1 - (1 - a) * stats.f.ppf(q, n - 1, (n - 1) * (k - 1)) for q in (1 - alpha / 2, alpha / 2)]
    rows = []
    for item in values:
        rest = values.drop(columns=item)
        rows.append((item, values[item].mean(), values[item].corr(rest.sum(axis=1)), cronbach(rest)))
    items = pd.DataFrame(rows, columns=["item", "mean", "item_total", "alpha_without"])
    return {"alpha": a, "low": float(ends[0]), "high": float(ends[1]), "omega": _omega(values)}, items


def cronbach(x: pd.DataFrame) -> float:
    """Return Cronbach's alpha of items, one a column; 0 where nobody differs from anybody."""
    k, total = x.shape[1], x.sum(axis=1).var(ddof=1)
    return float(k / (k - 1) * (1 - x.var(ddof=1).sum() / total)) if total > 0 else 0.0


def _omega(values: pd.DataFrame) -> float:
    """Return McDonald's omega of one factor (1999, eq. 6.20a); NaN where items repeat one another."""
    # principal axes: maximum likelihood starts from random numbers there, and results must not
    try:
        fit = Factor(values.to_numpy(), n_factor=1, method="pa").fit(maxiter=500, tol=1e-10)
    except (np.linalg.LinAlgError, ValueError):
        return float("nan")
    shared = float(np.abs(fit.loadings[:, 0].sum()) ** 2)
    return shared / (shared + float(fit.uniqueness.sum()))


def _response(asked: pd.DataFrame, answered: pd.Index) -> tuple[pd.Series, pd.DataFrame]:
    """Return weights that make those who answered like those asked, and the share that answered by group."""
    yes = asked.index.isin(answered)
    rows = []
    for name, member in _groups(asked).items():
        if member.sum() >= SMALL_GROUP:
            rows.append((name, int(member.sum()), int((member & yes).sum()), float(yes[member].mean())))
    columns = ["moved", "long_tenure", "age", "female"]
    x = asked[columns].to_numpy(float)
    x = x[:, x.std(axis=0) > 0]
    weight = pd.Series(1.0, index=asked.index)
    if 0 < yes.sum() < len(yes):
        design = np.column_stack([np.ones(len(x)), (x - x.mean(axis=0)) / x.std(axis=0)])
        try:
            p = propensity(yes.astype(float), design)[0]
            weight = pd.Series(yes.mean() / p, index=asked.index)
        except np.linalg.LinAlgError:
            pass
    return weight, pd.DataFrame(rows, columns=["group", "asked", "answered", "share"])


def _groups(frame: pd.DataFrame) -> dict[str, np.ndarray]:
    moved, long = frame["moved"].to_numpy() > 0, frame["long_tenure"].to_numpy() > 0
    attended = frame["sessions"].to_numpy() > 0
    by_session = {"moved_attended": moved & attended, "moved_not_attended": moved & ~attended}
    return {
        "all": np.ones(len(frame), bool),
        "moved": moved,
        "not_moved": ~moved,
        "long_tenure": long,
        "short_tenure": ~long,
        **(by_session if frame["sessions"].notna().any() else {}),
    }


def _means(answers: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Return weighted means with intervals clustered by unit."""
    rows = []
    for name, member in _groups(answers).items():
        group = answers[member]
        if len(group) < SMALL_GROUP or group["unit"].nunique() < 2:
            continue
        constant = pd.DataFrame({"const": np.ones(len(group))}, index=group.index)
        row = regression(group["index"], constant, group["unit"], alpha, group["weight"]).loc["const"]
        rows.append((name, row["effect"], row["low"], row["high"], len(group)))
    return pd.DataFrame(rows, columns=["group", "mean", "low", "high", "officers"])


def _drivers(answers: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Regress the index on its drivers, weighted for non-response, errors clustered by unit (t, clusters − 1)."""
    used = [d for d in DRIVERS if answers[d].std() > 0]
    beside = [_UNKNOWN] if answers[_UNKNOWN].std() > 0 and "distance" in used else []
    x = add_constant(answers[used + beside].astype(float))
    if answers["unit"].nunique() < 2 or np.linalg.matrix_rank(x) < x.shape[1]:
        return pd.DataFrame(columns=["driver", "effect", "se", "low", "high", "p", "p_adjusted"])
    table = regression(answers["index"], x, answers["unit"], alpha, answers["weight"]).loc[used]
    table = table.rename_axis("driver").reset_index()
    table["p_adjusted"] = holm(table["p"])
    return table


def regression(
    y: pd.Series, x: pd.DataFrame, unit: pd.Series, alpha: float, weights: pd.Series | float = 1.0
) -> pd.DataFrame:
    """Regress by least squares, errors clustered by unit (t, clusters − 1); one row a column of `x`."""
    fit = WLS(y, x, weights=weights).fit(cov_type="cluster", cov_kwds={"groups": pd.factorize(unit)[0]})
    table = from_errors(fit.params.to_numpy(), fit.bse.to_numpy(), unit.nunique() - 1, alpha)
    return table.rename(columns={"att": "effect"}).drop(columns="df").set_index(x.columns)
