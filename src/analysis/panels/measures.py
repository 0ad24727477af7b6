"""Measure the outcomes that a cycle file adds, from any column of any export."""

from __future__ import annotations

import pandas as pd

from analysis.cycle import Cycle
from analysis.domain import periods
from analysis.domain.outcomes import Measure, Outcome
from analysis.errors import UserError

UNIT = {"officer": "officer_id", "unit": "unit_id"}


def measure(
    outcome: Outcome, exports: dict[str, pd.DataFrame], cycle: Cycle, left_out: list[tuple[str, str, int]]
) -> pd.DataFrame | None:
    """Measure an outcome by unit and period.

    Parameters
    ----------
    outcome : with a measure.
    exports : validated tables by source.
    left_out : panel, reason and number of rows that are not used; it is added to.

    Returns
    -------
    DataFrame
        ``officer_id`` or ``unit_id``, the period, and a column of the outcome's name; None where its export is absent.
        A ``count`` is zero for units and periods without a row, between the first and the last period of the export.

    Raises
    ------
    UserError
        If the export has no such column, or its rows are dated more coarsely than the outcome.
    """
    how = outcome.measure
    if how is None or how.source not in exports or exports[how.source].empty:
        return None
    rows, unit, freq = exports[how.source], UNIT[outcome.level], outcome.frequency
    where = f"analysis.new_outcomes.{outcome.name} in the cycle file"
    _has_columns(rows, [unit, how.period, *([how.value] if how.value else []), *dict(how.where)], how, where)
    if how.value and not pd.api.types.is_numeric_dtype(rows[how.value]):
        raise UserError(f"{where}: column {how.value} of {how.source} holds no numbers; name one that does.")
    rows = rows.assign(**{freq: periods_of(rows[how.period], freq, where)})
    if outcome.level == "unit":
        rows = rows.assign(unit_id=cycle.area.unit_of(rows["unit_id"]))
        left_out.append((freq, f"{outcome.name}_of_another_kind_of_unit", int(rows["unit_id"].isna().sum())))
    rows = rows[rows[unit].notna() & rows[freq].notna()]
    fits = pd.Series(True, index=rows.index)
    for column, values in how.where:
        fits &= rows[column].astype("string").isin(values).fillna(False)
    values = _aggregated(rows, fits, [unit, freq], how)
    return values.rename(outcome.name).astype(float).reset_index()


def _has_columns(rows: pd.DataFrame, wanted: list[str], how: Measure, where: str) -> None:
    lacking = [name for name in wanted if name not in rows]
    if lacking:
        raise UserError(
            f"{where}: {how.source} has no column {', '.join(lacking)}; choose from {', '.join(map(str, rows))}."
        )


def periods_of(values: pd.Series, freq: str, where: str) -> pd.Series:
    """Return the outcome's period of each row, from its day or from a period that is no longer."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return periods.of_dates(values, freq)
    text = values.astype("string")
    try:
        lengths = {period: periods.PER_YEAR[periods.frequency(period)] for period in text.dropna().unique()}
    except ValueError as error:
        raise UserError(f"{where}: key 'period': {error}.") from error
    target = periods.PER_YEAR[freq]
    if any(length % target for length in lengths.values()):
        raise UserError(f"{where}: its rows are dated more coarsely than by {freq}; choose another frequency.")
    coarser = {
        period: periods.from_ordinal(periods.ordinal(period) * target // length, freq)
        for period, length in lengths.items()
    }
    return text.map(coarser).astype("string")


def _aggregated(rows: pd.DataFrame, fits: pd.Series, keys: list[str], how: Measure) -> pd.Series:
    """Return one number a unit and period."""
    if how.aggregate == "mean":
        return rows[fits].groupby(keys)[how.value].mean()
    if how.aggregate == "share":
        return 100 * fits.groupby([rows[key] for key in keys]).mean()
    unit, freq = keys
    counts = fits.groupby([rows[key] for key in keys]).sum()
    every = periods.between(rows[freq].min(), rows[freq].max())
    return counts.reindex(pd.MultiIndex.from_product([rows[unit].unique(), every], names=keys), fill_value=0)
