"""What a two-way decomposition returns: components and counts, never the effect of a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.akm.components import spread
from analysis.akm.equations import Equations
from analysis.display.tables import Page, Shown, Table, Text
from analysis.errors import UserError

if TYPE_CHECKING:
    from analysis.display.picture import Picture

#: Columns of the table of components.
COLUMNS = ["component", "plug_in", "corrected", "se", "low", "high", "share"]
#: Components whose shares add up to one, in order.
PARTS = ("officer", "unit", "covariance", "match", "residual")


@dataclass(frozen=True)
class Fitted:
    """What a projection of unit effects needs of a fit.

    Attributes
    ----------
    equations : of the rows.
    labels : of the units, in the order of their codes.
    psi : effects of the units.
    sigma : error variance of each row, scaled by the root of its weight.
    """

    equations: Equations
    labels: pd.Index
    psi: np.ndarray
    sigma: np.ndarray


@dataclass(frozen=True, repr=False)
class Components(Shown):
    """The variance of an outcome, split into what officers carry, what units give, and the rest.

    Attributes
    ----------
    outcome : its column.
    leave_out : ``match`` or ``observation``: what the correction leaves out.
    alpha : one minus the level of the intervals.
    table : :data:`COLUMNS`. ``covariance`` is twice the covariance of officer and unit effects, as it enters the
        variance; ``match`` is what an officer's outcome in a unit has beyond both effects, measured on those who
        moved (for those who never moved it is a part of ``officer``). ``sorting``, the correlation of officer and unit
        effects, has no share. ``total`` is the variance of the outcome less period effects and covariates.
    account : what became of every row: ``rows`` and ``officers`` by ``reason``; ``used`` last.
    units, officers, movers, observations : sizes of the set that was used.
    leverages : ``exact`` or ``projected``.
    """

    outcome: str
    leave_out: str
    alpha: float
    table: pd.DataFrame
    account: pd.DataFrame
    units: int
    officers: int
    movers: int
    observations: int
    leverages: str
    _fitted: Fitted = field(repr=False)

    def tidy(self) -> pd.DataFrame:
        """Return a copy of the table of components."""
        return self.table.copy()

    def shown(self) -> Page:
        """Return what it shows: the components with their intervals, and what became of the rows."""
        level = f"{100 * (1 - self.alpha):g} % interval"
        units = {"low": level, "high": level, "share": "of the variance", "plug_in": "uncorrected"}
        return Page(
            self.summary().splitlines()[0] + ".",
            Table(self.table, units=units, rows=len(self.table)),
            Table(self.account, "Rows", rows=len(self.account)),
        )

    def summary(self) -> Text:
        """Return the components in words; a notebook shows it as its lines, with or without ``print``."""
        lines = [
            f"{self.outcome}: {self.observations:,} observations of {self.officers:,} officers "
            f"({self.movers:,} moved) in {self.units:,} units; "
            f"leave-one-{self.leave_out}-out, {self.leverages} leverages"
        ]
        for row in self.table.itertuples():
            share = "" if pd.isna(row.share) else f"{100 * row.share:6.1f} %"
            interval = "" if pd.isna(row.low) else f"[{row.low:.4f}, {row.high:.4f}]"
            lines.append(
                f"  {row.component:<11} {row.corrected:9.4f} {interval:<20} {share}  (plug-in {row.plug_in:.4f})"
            )
        lines += [f"  not used: {r.rows:,} rows ({r.reason})" for r in self.account.itertuples() if r.reason != "used"]
        return Text("\n".join(lines))

    def project(self, characteristics: pd.DataFrame) -> pd.DataFrame:
        r"""Regress unit effects on characteristics of units, weighted by observations.

        Errors allow for the estimation of the effects, which a plain regression on them takes for data (Kline, Saggio &
        Sølvsten 2020, section 4.2): each slope is a sum :math:`\sum_r c_r y_r`, its variance
        :math:`\sum_r c_r^2 \sigma_r^2`.

        Parameters
        ----------
        characteristics : numeric, one row a unit (index = unit); units that are not in it are left out.

        Returns
        -------
        DataFrame
            ``characteristic``, ``slope``, ``se``, ``low``, ``high``, ``p``, ``units``.

        Raises
        ------
        UserError
            If fewer units than characteristics are left, or the characteristics repeat one another.
        """
        f = self._fitted
        z = characteristics.reindex(f.labels).to_numpy(float)
        complete = np.isfinite(z).all(axis=1)
        weight = np.where(complete, f.equations.unit_weight, 0.0)
        z = np.column_stack([np.ones(len(z)), np.where(complete[:, None], z, 0.0)])
        gram = (z * weight[:, None]).T @ z
        if complete.sum() <= z.shape[1] or np.linalg.matrix_rank(gram) < z.shape[1]:
            raise UserError(
                f"akm: {complete.sum()} units have {', '.join(map(str, characteristics.columns))}; they are too few, "
                "or the characteristics repeat one another."
            )
        loading = np.linalg.solve(gram, (z * weight[:, None]).T).T[:, 1:]
        slope = loading.T @ f.psi
        c = spread(f.equations, np.zeros((len(f.equations.officer_weight), loading.shape[1])), loading)
        variance = (f.equations.weight * f.sigma) @ c**2
        se = np.sqrt(np.where(variance > 0, variance, np.nan))
        reach = stats.norm.ppf(1 - self.alpha / 2) * se
        return pd.DataFrame(
            {
                "characteristic": characteristics.columns.astype("string"),
                "slope": slope, "se": se, "low": slope - reach, "high": slope + reach,
                "p": 2 * stats.norm.sf(np.abs(slope / se)), "units": int(complete.sum()),
            }
        )  # fmt: skip

    def plot(self) -> Picture:
        """Draw the share of each component, corrected beside plug-in."""
        from analysis.display.picture import Picture

        rows = self.table.set_index("component").loc[list(PARTS)]
        total = float(self.table.set_index("component").loc["total", "corrected"])
        figure = Picture(figsize=(6, 3.2), layout="constrained")
        axes = figure.add_subplot()
        place = np.arange(len(rows))[::-1]
        reach = 100 * (rows["high"] - rows["low"]).fillna(0) / 2 / total
        axes.axvline(0, color="0.6", lw=1)
        axes.errorbar(100 * rows["share"], place, xerr=reach, fmt="o", color="#0173b2", label="corrected")
        axes.plot(100 * rows["plug_in"] / total, place, "o", mfc="none", color="0.5", label="plug-in")
        axes.set_yticks(place, list(rows.index))
        axes.set_xlabel(f"share of the variance of {self.outcome}, %")
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.legend(frameon=False)
        return figure


def table(plug_in: dict[str, float], corrected: dict[str, float], covariance: np.ndarray, alpha: float) -> pd.DataFrame:
    """Set up the table of components.

    Parameters
    ----------
    plug_in, corrected : ``officer``, ``unit``, ``covariance`` (once), ``match`` and ``total``.
    covariance : 3 × 3, of the first three.
    """
    rows: list[tuple[Any, ...]] = []
    rest = {}
    for name, values in (("plug_in", plug_in), ("corrected", corrected)):
        parts = values["officer"], values["unit"], 2 * values["covariance"], values["match"]
        rest[name] = values["total"] - sum(parts)
    error = np.sqrt(np.diag(covariance)) * [1, 1, 2]
    reach = stats.norm.ppf(1 - alpha / 2)
    for k, name in enumerate(("officer", "unit", "covariance")):
        factor = 2 if name == "covariance" else 1
        value = factor * corrected[name]
        rows.append(
            (name, factor * plug_in[name], value, error[k], value - reach * error[k], value + reach * error[k],
             value / corrected["total"])
        )  # fmt: skip
    for name in ("match", "residual"):
        first, second = (v["match"] if name == "match" else rest[k] for k, v in
                         (("plug_in", plug_in), ("corrected", corrected)))  # fmt: skip
        rows.append((name, first, second, np.nan, np.nan, np.nan, second / corrected["total"]))
    rows.append(("total", plug_in["total"], corrected["total"], *[np.nan] * 3, 1.0))
    rows.append(("sorting", *_sorting(plug_in, corrected, covariance, reach), np.nan))
    out = pd.DataFrame(rows, columns=COLUMNS)
    return out.astype({"component": "string"})


def _sorting(
    plug_in: dict[str, float], corrected: dict[str, float], covariance: np.ndarray, reach: float
) -> tuple[float, float, float, float, float]:
    """Return the correlation of officer and unit effects with its interval (delta method on Fisher's scale)."""

    def correlation(values: dict[str, float]) -> float:
        product = values["officer"] * values["unit"]
        return values["covariance"] / np.sqrt(product) if product > 0 and values["officer"] > 0 else np.nan

    value = correlation(corrected)
    if not abs(value) < 1:
        return correlation(plug_in), value, np.nan, np.nan, np.nan
    officer, unit, both = (corrected[k] for k in ("officer", "unit", "covariance"))
    slope = value * np.array([-0.5 / officer, -0.5 / unit, 1 / both if both else 0.0])
    if not both:
        slope = np.array([0.0, 0.0, 1 / np.sqrt(officer * unit)])
    error = float(np.sqrt(slope @ covariance @ slope))
    centre, width = np.arctanh(value), reach * error / (1 - value**2)
    return correlation(plug_in), value, error, float(np.tanh(centre - width)), float(np.tanh(centre + width))
