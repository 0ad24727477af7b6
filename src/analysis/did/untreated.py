"""The untreated potential outcome: fitted on untreated observations, with covariates, and what of it is identified.

The model is Y(0) = αᵢ + λₜ + xᵢ'γₜ + zᵢₜ'δ: unit and period effects, covariates fixed in time with a coefficient in
each period, and covariates that vary with one coefficient (Borusyak, Jaravel & Spiess 2024, Review of Economic Studies
91, assumption 1'). Unit effects are eliminated; λ and γ are held together as β, T × K, whose first column is λ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csgraph

from analysis.did.design import NEVER, Design
from analysis.did.timeline import integers
from analysis.errors import UserError

#: Untreated units that a period needs beyond one a covariate: one alone would be its own counterfactual, without error.
FEWEST_UNTREATED = 2
#: Directions with less than this share of the largest eigenvalue of the normal equations are not identified.
_NULL = 1e-12
#: A varying covariate with less than this share of its variance beyond what else explains it repeats that.
_REPEATED = 1e-9


@dataclass(frozen=True)
class Cohort:
    """A cohort's observations.

    Attributes
    ----------
    cohort, rows : its first treated period and the slice of its n units.
    y : n × T, zero where not observed.
    seen : n × T.
    treated : T, bool, the periods that count as treated.
    untreated : one or zero for untreated observations, length T where all units share them, else n × T.
    weight : n.
    x : n × K, ones and the covariates that are fixed in time.
    z : n × T × M, covariates that vary, less each unit's mean over its untreated periods.
    """

    cohort: int
    rows: slice
    y: np.ndarray
    seen: np.ndarray
    treated: np.ndarray
    untreated: np.ndarray
    weight: np.ndarray
    x: np.ndarray
    z: np.ndarray

    @property
    def untreated_periods(self) -> np.ndarray:
        """Untreated observations of each unit, at least one so that it can divide."""
        return np.maximum(self.untreated.sum(axis=-1), 1.0)


def cohorts(design: Design, varying: Sequence[str] = ()) -> list[Cohort]:
    """Split a design by cohort; anticipation counts as treated.

    Parameters
    ----------
    varying : columns of the panel, covariates that vary over time and that treatment does not change.

    Raises
    ------
    UserError
        If such a column is absent, is no number, or is missing where the outcome is observed.
    """
    w = design.wide
    z = _varying(design, varying)
    out = []
    for g, rows in w.cohorts():
        treated = np.zeros(len(w.times), bool)
        if g != NEVER:
            treated = w.timeline.event_time(g, w.times) >= -design.anticipation
        if w.complete:
            y, untreated = w.y[rows], (~treated).astype(float)
        else:
            y = np.where(w.seen[rows], w.y[rows], 0.0)
            untreated = (w.seen[rows] & ~treated).astype(float)
        c = Cohort(g, rows, y, w.seen[rows], treated, untreated, w.weight[rows], w.x[rows], z[rows])
        if varying:
            total = np.einsum("itm,it->im", c.z, np.broadcast_to(untreated, y.shape))
            mean = total / np.broadcast_to(c.untreated_periods, len(y))[:, None]
            c.z[...] = np.where(c.seen[..., None], c.z - mean[:, None, :], 0.0)
        out.append(c)
    return out


def _varying(design: Design, names: Sequence[str]) -> np.ndarray:
    """Return units × T × M covariates that vary, standardised, zero where the outcome is not observed."""
    w = design.wide
    z = np.zeros((len(w.units), len(w.times), len(names)))
    if not names:
        return z
    what = f"outcome '{design.outcome}'"
    absent = [name for name in names if name not in design.panel]
    if absent:
        raise UserError(f"{what}: the panel has no column {', '.join(absent)}; name covariates that it has.")
    panel = design.panel
    place = pd.Index(w.units).get_indexer(panel[design.unit])
    time = integers(panel[design.time], design.time)[0] - w.times[0]
    inside = (place >= 0) & (time >= 0) & (time < len(w.times))
    place, time = place[inside], time[inside]
    for m, name in enumerate(names):
        if not pd.api.types.is_numeric_dtype(panel[name].dtype):
            raise UserError(f"{what}: covariate {name} is no number; write it as numbers, one column a category.")
        values = panel[name].to_numpy(float, na_value=np.nan)[inside]
        z[place, time, m] = values
        lacking = int((~np.isfinite(z[..., m]) & w.seen).sum())
        if lacking:
            raise UserError(
                f"{what}: covariate {name} is missing or infinite in {lacking} rows where the outcome is observed; "
                "fill or drop them first."
            )
        spread = z[w.seen, m].std()
        if spread == 0:
            raise UserError(f"{what}: covariate {name} is the same for all; drop it.")
        z[..., m] = np.where(w.seen, (z[..., m] - z[w.seen, m].mean()) / spread, 0.0)
    return z


@dataclass(frozen=True)
class Fitted:
    """The fitted untreated potential outcome, unit effects eliminated.

    Attributes
    ----------
    beta : T × K, λ̂ and γ̂; of periods without untreated observations, zero.
    delta : M, δ̂.
    inverse : the pseudo-inverse of the normal equations after the units were eliminated, T · K + M square.
    null : T × K × Q, directions of β that the untreated do not identify.
    component : T, labels of the parts of the graph of untreated observations; periods of one part are comparable.
    observed : T, untreated units observed that say something of the period: those with two untreated periods or more.
    """

    beta: np.ndarray
    delta: np.ndarray
    inverse: np.ndarray
    null: np.ndarray
    component: np.ndarray
    observed: np.ndarray

    def level(self, c: Cohort) -> np.ndarray:
        """Return what periods and covariates predict, n × T, or 1 × T where it is the same for all."""
        if c.x.shape[1] == 1 and not len(self.delta):
            return self.beta.T
        return c.x @ self.beta.T + c.z @ self.delta

    def gap(self, c: Cohort) -> np.ndarray:
        """Return the outcome less its fitted untreated potential outcome, n × T."""
        level = self.level(c)
        unit = ((c.y - level) * c.untreated).sum(axis=1) / c.untreated_periods
        return c.y - unit[:, None] - level

    def estimable(self, c: Cohort, wanted: np.ndarray) -> np.ndarray:
        """Say of each period whether covariates leave it identified for every unit of a cohort (`wanted`, n × T)."""
        out = self.observed >= FEWEST_UNTREATED + c.x.shape[1] - 1
        untreated = np.broadcast_to(c.untreated, c.y.shape)
        share = untreated / np.broadcast_to(c.untreated_periods, len(c.y))[:, None]
        limit = 1e-6 * (1 + np.abs(c.x).sum(axis=1, keepdims=True))
        for q in range(self.null.shape[2]):
            moved = c.x @ self.null[..., q].T
            moved -= (moved * share).sum(axis=1, keepdims=True)
            out &= ~((np.abs(moved) > limit) & wanted).any(axis=0)
        return out


def fit(parts: list[Cohort], names: Sequence[str] = ()) -> Fitted:
    """Fit Y(0) on untreated observations.

    Parameters
    ----------
    names : of the varying covariates.

    Raises
    ------
    UserError
        If units, periods and the other covariates explain a varying covariate among the untreated.
    """
    span, k, m = parts[0].y.shape[1], parts[0].x.shape[1], parts[0].z.shape[2]
    gram, moment = np.zeros((span, k, span, k)), np.zeros((span, k))
    cross, inner, outer = np.zeros((span, k, m)), np.zeros((m, m)), np.zeros(m)
    observed = np.zeros(span)
    for c in parts:
        _add(c, gram, moment)
        u = np.broadcast_to(c.untreated, c.y.shape)
        observed += u[u.sum(axis=1) > 1].sum(axis=0) if c.untreated.ndim > 1 else len(c.y) * u[0] * (u[0].sum() > 1)
        if m:
            z = c.z * u[..., None] * c.weight[:, None, None]
            cross += np.einsum("ia,itm->tam", c.x, z)
            inner += np.einsum("itm,itn->mn", z, c.z)
            outer += np.einsum("itm,it->m", z, c.y)
    # two periods are joined where a unit is untreated in both
    component = csgraph.connected_components(gram[:, 0, :, 0] < 0, directed=False)[1]
    square = gram.reshape(span * k, span * k)
    if m:
        _refuse_repeated(square, cross.reshape(span * k, m), inner, parts, names)
    both = np.block([[square, cross.reshape(span * k, m)], [cross.reshape(span * k, m).T, inner]])
    inverse = np.linalg.pinv(both, rcond=_NULL, hermitian=True)
    solution = inverse @ np.r_[moment.ravel(), outer]
    null = _null(square).reshape(span, k, -1) if k > 1 else np.zeros((span, k, 0))
    return Fitted(solution[: span * k].reshape(span, k), solution[span * k :], inverse, null, component, observed)


def _add(c: Cohort, gram: np.ndarray, moment: np.ndarray) -> None:
    """Add a cohort's normal equations of β; the block of the units is diagonal and is eliminated."""
    u, count, weighted = c.untreated, c.untreated_periods, c.x * c.weight[:, None]
    if u.ndim == 1:
        within = np.diag(u) - np.outer(u, u) / count
        gram += within[:, None, :, None] * (weighted.T @ c.x)[None, :, None, :]
        total = c.y.T @ weighted
        moment += u[:, None] * (total - (u @ total) / count)
        return
    mean = (c.y * u).sum(axis=1) / count
    moment += (u * (c.y - mean[:, None])).T @ weighted
    for a in range(c.x.shape[1]):
        for b in range(a, c.x.shape[1]):
            weight = weighted[:, a] * c.x[:, b]
            block = np.diag(weight @ u) - (u * (weight / count)[:, None]).T @ u
            gram[:, a, :, b] += block
            if a != b:
                gram[:, b, :, a] += block


def _refuse_repeated(
    square: np.ndarray, cross: np.ndarray, inner: np.ndarray, parts: list[Cohort], names: Sequence[str]
) -> None:
    """Refuse a varying covariate whose values among the untreated the rest of the model explains."""
    left = inner - cross.T @ np.linalg.pinv(square, rcond=_NULL, hermitian=True) @ cross
    weight = sum(float(c.weight @ np.broadcast_to(c.untreated, c.y.shape).sum(axis=1)) for c in parts)
    for j, name in enumerate(names):
        before = slice(0, j)
        rest = left[j, j] - left[j, before] @ np.linalg.pinv(left[before, before], hermitian=True) @ left[before, j]
        if rest <= _REPEATED * weight:
            raise UserError(
                f"covariate {name} cannot be told from units, periods and the other covariates among the untreated: "
                "they explain all of it; drop it."
            )


def _null(square: np.ndarray) -> np.ndarray:
    """Return the directions that the normal equations do not identify, as columns."""
    values, vectors = np.linalg.eigh(square)
    return vectors[:, values <= _NULL * values[-1]]
