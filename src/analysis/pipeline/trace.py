"""From a number on a page to the raw rows behind it: table, function, panel rows, and file, sheet and row.

For the team's own machine: rows of exports are named by their place only, and nothing of a row is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.cycle import Evaluation
from analysis.domain.outcomes import Outcome
from analysis.errors import UserError
from analysis.panels.measures import periods_of
from analysis.reporting.words import LANGUAGES, Words
from analysis.store.catalogue import catalogue, describe
from analysis.store.results import Results

#: Rows of a list that are printed where more were not asked for.
ROWS = 20
#: Places of a number in tables that are printed, those of the headlines first.
NUMBERS = 6
_NUMBER = re.compile(r"[+−-]?\d+(?:[.,]\d+)*%?")


def trace(evaluation: Evaluation, what: str, unit: str = "", period: str = "", rows: int = ROWS) -> Iterator[str]:
    """Yield the lines that lead from a number or an outcome to the rows of the exports.

    Parameters
    ----------
    what : words of a page, such as ``SKP 0,21``: an outcome by its name or key, a number as it is written, or both.
    unit, period : narrow the rows to those of one unit and one period of the panel, such as ``2021-04``.
    rows : most places of raw rows listed a file.

    Raises
    ------
    UserError
        If the cycle was not run, or nothing fits.
    """
    results = Results(evaluation.processed, evaluation.name)
    if not results.has("headlines"):
        raise UserError(f"cycle '{evaluation.name}' has no results; run 'mutasi run {evaluation.name}' first.")
    number = _NUMBER.search(re.sub(r"\bM̄\b", "", what))
    outcome = _outcome(evaluation, what.replace(number[0], " ") if number else what)
    lines = list(_numbers(results, number[0], outcome)) if number else []
    if number and not lines:
        where = f" in rows on {outcome.name}" if outcome else ""
        raise UserError(f"{number[0]}: stands in no table of results of '{evaluation.name}'{where}.")
    if outcome is None and not number:
        choices = ", ".join(evaluation.cycle.analysis.every_outcome)
        raise UserError(f"'{what}': names neither a number nor an outcome; the outcomes are {choices}.")
    yield from lines[:NUMBERS]
    if len(lines) > NUMBERS:
        yield f"{number[0] if number else ''}: {len(lines) - NUMBERS} more places in these tables; write more digits."
    if outcome is not None:
        yield from _behind(evaluation, results, outcome, unit, period, rows)


def _outcome(evaluation: Evaluation, words: str) -> Outcome | None:
    """Return the outcome whose key or name stands in a text; the longest name where several do."""
    outcomes, text = evaluation.cycle.analysis.every_outcome, words.lower()
    named = {name: {name} for name in outcomes}
    for language in LANGUAGES:
        say = Words(language, evaluation.cycle.area, outcomes.values())
        for name in outcomes:
            full = say(f"outcome-{name}")
            named[name] |= {full, re.sub(r" ?\(.*", "", full), *re.findall(r"\((.*?)\)", full)}
    fits = [(len(n), name) for name, written in named.items() for n in written if n.lower() in text]
    return outcomes[max(fits)[1]] if fits else None


def _numbers(results: Results, written: str, outcome: Outcome | None) -> Iterator[str]:
    """Say in which tables a number stands, rounded as it is written, or as a percentage of it."""
    text = written.rstrip("%").replace("−", "-")
    forms = {form for form in (_value(text, ",", "."), _value(text, ".", ",")) if form is not None}
    for table in catalogue().values():
        if table.shown_to == "team" or not results.has(table.name):
            continue
        frame = results.table(table.name)
        if outcome is not None and "outcome" in frame:
            frame = frame[frame["outcome"] == outcome.name]
        elif outcome is not None:
            continue
        for column in frame.select_dtypes("number"):
            values = frame[column].to_numpy(float, na_value=np.nan)
            for value, digits in forms:
                reach = 0.5 * 10**-digits
                near = np.abs(values - value) <= reach
                if "share" in column or "%" in written:
                    near |= np.abs(100 * values - value) <= reach
                for place in np.flatnonzero(near)[:3]:
                    row = frame.iloc[int(place)]
                    telling = table.key or tuple(frame.select_dtypes(["string", "object"]))
                    key = ", ".join(f"{k} {row[k]}" for k in telling if k in frame and pd.notna(row[k]))
                    yield f"{written} = {table.name}.{column} {values[place]:.10g} ({key}) ← {table.maker}"


def _value(text: str, decimal: str, thousands: str) -> tuple[float, int] | None:
    """Read a number written with a mark for decimals and one for thousands; None where it is not so written."""
    if not re.fullmatch(rf"[+-]?\d{{1,3}}(\{thousands}?\d{{3}})*(\{decimal}\d+)?|[+-]?\d+(\{decimal}\d+)?", text):
        return None
    digits, _, part = text.replace(thousands, "").partition(decimal)
    return float(f"{digits}.{part or 0}"), len(part)


def _behind(
    evaluation: Evaluation, results: Results, outcome: Outcome, unit: str, period: str, rows: int
) -> Iterator[str]:
    """Yield panel, exports and raw rows behind an outcome."""
    headline = results.table("headlines").set_index("outcome")
    if outcome.name in headline.index:
        row = headline.loc[outcome.name]
        yield (
            f"{outcome.name}: att {row['att']:.10g} [{row['low']:.10g}, {row['high']:.10g}], {row['estimator']}, "
            f"{row['n_treated']:g} treated, {row['n_control']:g} controls ← {describe('headlines').maker}"
        )
    panel = results.table(f"panels/{outcome.frequency}")
    key = "officer_id" if outcome.level == "officer" else "unit_id"
    measured = panel[panel[outcome.name].notna()] if outcome.name in panel else panel.iloc[:0]
    chosen = _narrowed(measured, key, outcome.frequency, unit, period)
    yield (
        f"panels/{outcome.frequency}: {len(chosen)} rows, {chosen[key].nunique()} "
        f"{'officers' if key == 'officer_id' else 'units'} ← {describe(f'panels/{outcome.frequency}').maker}"
    )
    if (unit or period) and len(chosen) == 1:
        yield f"  {unit} {period}: {outcome.name} = {chosen[outcome.name].iloc[0]:.10g}"
    for source in outcome.needs:
        yield from _raw(evaluation, results, outcome, source, unit, period, rows)


def _narrowed(frame: pd.DataFrame, key: str, dated: str, unit: str, period: str) -> pd.DataFrame:
    if unit and key == "officer_id":
        raise UserError("--unit: this outcome is measured on officers; narrow it by --period alone.")
    if unit and unit not in set(frame[key]):
        raise UserError(f"--unit: '{unit}' has no row in the panel.")
    if period and period not in set(frame[dated]):
        raise UserError(f"--period: '{period}' has no row in the panel; its periods are written like "
                        f"{frame[dated].min() if len(frame) else 'none'}.")  # fmt: skip
    if unit:
        frame = frame[frame[key] == unit]
    return frame[frame[dated] == period] if period else frame


def _raw(
    evaluation: Evaluation, results: Results, outcome: Outcome, source: str, unit: str, period: str, rows: int
) -> Iterator[str]:
    """Yield how many valid rows of an export are behind, and in which files, sheets and rows they stand."""
    cycle, table, origin = evaluation.cycle, results.table(f"tables/{source}"), results.table(f"origins/{source}")
    if len(table) != len(origin):
        raise UserError(
            f"tables/{source}: is not of the run that wrote origins/{source}; run 'mutasi run {evaluation.name}'."
        )
    kept = pd.Series(True, index=table.index)
    if unit:
        kept &= cycle.area.unit_of(table["unit_id"]).eq(unit).fillna(False)
    if period:
        dated = outcome.measure.period if outcome.measure else cycle.exports[source].dated_by
        kept &= periods_of(table[dated], outcome.frequency, source).eq(period).fillna(False)
    behind = origin[kept.to_numpy(bool)]
    yield f"tables/{source}: {len(behind)} valid rows ← {describe(f'tables/{source}').maker}"
    for (file, sheet), places in behind.groupby(["file", "sheet"], sort=True, observed=True)["row"]:
        listed = places.sort_values()
        more = f", … and {len(listed) - rows} more" if len(listed) > rows else ""
        place = f"{file}, sheet {sheet}" if sheet else file
        yield f"  {place}: {len(listed)} rows ({', '.join(map(str, listed.head(rows)))}{more})"
