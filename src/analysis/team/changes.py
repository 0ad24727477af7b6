"""What changed since the last cycle: each headline's difference split into revised data, new data and method.

The earlier cycle is estimated again with the code of today, once on its own deliveries and once on the deliveries of
today up to its last day; today's headline is estimated again with the earlier cycle's choices. The differences between
these add up to the whole difference from what was approved then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import parallel
from analysis.cycle import Cycle, Evaluation
from analysis.domain import periods
from analysis.domain.exports import EXPORTS, Export
from analysis.domain.outcomes import Outcome
from analysis.errors import UserError
from analysis.impact.estimate import headline_effects
from analysis.intake import cleaning, deliveries
from analysis.panels.build import build_panels
from analysis.team import signoff

#: What the earlier cycle's tables lie under, below the later one's.
FOLDER = "earlier"
#: Columns of the register that designs use.
_REGISTER = ["birth_year", "sex", "education", "appointed"]
COLUMNS = [
    "outcome", "before", "revised", "new", "method", "now", "rows_corrected", "rows_added", "rows_gone", "rows_new",
]  # fmt: skip


def latest_approved_before(evaluation: Evaluation) -> Evaluation | None:
    """Return the latest earlier cycle of the same programme whose results were approved.

    One whose sign-off or deliveries have a mistake is passed over: it must not stop this cycle, see :func:`unreadable`.
    """
    return next((e for e in evaluation.earlier() if not _mistake(e) and signoff.load(e).results), None)


def unreadable(evaluation: Evaluation) -> list[str]:
    """Say of each earlier cycle that cannot be compared with why: a mistake in its sign-off or its deliveries."""
    return [mistake for e in evaluation.earlier() if (mistake := _mistake(e))]


def _mistake(before: Evaluation) -> str:
    """Return what is wrong with the files of an approved cycle; empty where nothing is."""
    try:
        if signoff.load(before).results:
            deliveries.files(before.root, before.cycle)
            before.secret()
    except UserError as mistake:
        return str(mistake)
    return ""


def clean_earlier(before: Evaluation, processed: Path) -> None:
    """Clean an earlier cycle's own deliveries again and write its tables below `processed`.

    Deliveries that can no longer be read leave a folder without tables: this cycle goes on without the comparison.
    """
    folder = processed / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    try:
        cleaned = cleaning.clean_cycle(before.root, before.cycle, before.secret())
    except UserError:
        return
    for source, table in cleaned.tables.items():
        table.to_parquet(folder / f"{source}.parquet", index=False)
    cleaned.doubtful.to_frame().to_parquet(folder / "_doubtful.parquet", index=False)
    for path in folder.iterdir():
        path.chmod(0o600)


@contextmanager
def earlier_cleaned_beside(evaluation: Evaluation, processed: Path) -> Iterator[None]:
    """Clean the earlier approved cycle, if there is one, in a process of its own while the body runs."""
    before = latest_approved_before(evaluation)
    if before is None:
        yield
        return
    with parallel.beside(clean_earlier, before, processed):
        yield


def as_of(
    tables: dict[str, pd.DataFrame], last: str, listed: Mapping[str, Export] = EXPORTS
) -> dict[str, pd.DataFrame]:
    """Return the rows that bear a date up to the end of a semester; what ended later is still open.

    Parameters
    ----------
    tables : validated tables by source.
    last : semester.
    listed : the exports of the cycle.
    """
    day = pd.Timestamp(periods.last_day(last))
    # the assessment of a year closes with it
    bounds = {
        "semester": last, "month": f"{day:%Y-%m}", "quarter": f"{day:%Y}-Q{day.quarter}",
        "year": day.year if last.endswith("S2") else day.year - 1,
    }  # fmt: skip
    out = {}
    for source, table in tables.items():
        column = listed[source].dated_by
        if column:
            table = table[(table[column] <= bounds.get(column, day)).fillna(False).astype(bool)]
        if "finished" in table:
            table = table.assign(finished=table["finished"].where(table["finished"] <= day))
        out[source] = table
    return out


@dataclass(frozen=True)
class _Job:
    """One estimation: tables up to the earlier cycle's end, with its choices."""

    tables: dict[str, pd.DataFrame]
    doubtful: pd.Series
    cycle: Cycle


def _estimate(job: _Job) -> pd.Series:
    """Return the headline estimates by outcome."""
    built = build_panels(job.tables, job.cycle, job.doubtful)
    return headline_effects(built, job.cycle).set_index("outcome")["att"]


def _read_alike(before: Export | None, now: Export) -> bool:
    """Tell whether a table read as an export is declared now also holds all that it was declared to hold before."""
    if before is None or before.key != now.key:
        return before is None  # of no use to the earlier cycle, and no harm
    return {(c.name, c.kind) for c in before.columns} <= {(c.name, c.kind) for c in now.columns}


def _needs(outcome: Outcome) -> tuple[str, ...]:
    """Return the sources behind an outcome: what measures it, the moves, and for officers the register."""
    register = ("pegawai",) if outcome.level == "officer" else ()
    return (*outcome.needs, "mutasi", *register)


def split(
    before: Cycle,
    approved: dict[str, signoff.Estimate],
    cycle: Cycle,
    tables: dict[str, pd.DataFrame],
    doubtful: pd.Series,
    processed: Path,
    now: pd.Series,
) -> pd.DataFrame:
    """Split the difference of each headline from the one approved in the earlier cycle.

    Parameters
    ----------
    before, approved : the earlier cycle and its results as approved.
    tables, doubtful : of the later `cycle`.
    processed : its folder, below which :func:`clean_earlier` wrote.
    now : its headline estimates by outcome.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, for outcomes of both cycles: ``now`` − ``before`` = ``revised`` + ``new`` + ``method``, and
        rows of its exports that were corrected, added or gone within the earlier window, and new after it.
    """
    earlier_tables = {p.stem: pd.read_parquet(p) for p in sorted((processed / FOLDER).glob("*.parquet"))}
    their_doubtful = earlier_tables.pop("_doubtful")["officer_id"]
    # the earlier cycle's choices on today's whole window
    choices = cycle.model_copy(update={"analysis": before.analysis})
    readable = {name: t for name, t in tables.items() if _read_alike(before.exports.get(name), cycle.exports[name])}
    revised_tables = as_of(readable, before.last, cycle.exports)
    jobs = [_Job(earlier_tables, their_doubtful, before), _Job(revised_tables, doubtful, before)]
    if choices != cycle:
        jobs.append(_Job(readable, doubtful, choices))
    done = parallel.run(_estimate, jobs)
    theirs, revised = done[:2]
    same = done[2] if len(done) > 2 else now
    shared = [name for name in now.index if all(name in each for each in (approved, theirs, revised, same))]
    needs = {name: _needs(cycle.analysis.every_outcome[name]) for name in shared}
    counts = {
        source: _rows(cycle.exports[source], earlier_tables, revised_tables, tables)
        for source in sorted({source for needed in needs.values() for source in needed})
    }
    rows = []
    for name in shared:
        method = (theirs[name] - approved[name].att) + (now[name] - same[name])
        rows.append(
            (name, approved[name].att, revised[name] - theirs[name], same[name] - revised[name], method, now[name],
             *np.sum([counts[source] for source in needs[name]], axis=0))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def since_approved(
    evaluation: Evaluation, tables: dict[str, pd.DataFrame], doubtful: pd.Series, processed: Path, now: pd.Series
) -> tuple[str, pd.DataFrame] | None:
    """Split each headline's difference from the latest earlier cycle that was approved.

    Parameters
    ----------
    tables, doubtful, processed, now : as in :func:`split`.

    Returns
    -------
    tuple or None
        The earlier cycle's name and the table of :func:`split`; None where no earlier cycle was approved.
    """
    before = latest_approved_before(evaluation)
    if before is None or not any((processed / FOLDER).glob("*.parquet")):
        return None
    approved = signoff.load(before).results
    return before.name, split(before.cycle, approved, evaluation.cycle, tables, doubtful, processed, now)


def _rows(
    export: Export, theirs: dict[str, pd.DataFrame], revised: dict[str, pd.DataFrame], now: dict[str, pd.DataFrame]
) -> np.ndarray:
    """Count a source's rows that differ, that came late, that are gone, and that are of the time after."""
    source, key = export.name, ["officer_id" if k == "nip" else k for k in export.key]
    # of the register, what designs use: where someone serves now is no revision of the past
    kept = [*key, *_REGISTER] if source == "pegawai" else theirs[source].columns.drop("repaired")
    first, second = (t[source][kept] for t in (theirs, revised))
    both = first.merge(second, on=key, how="outer", suffixes=("", "_now"), indicator=True)
    shared = both[both["_merge"] == "both"]
    differs = np.zeros(len(shared), bool)
    for name in first.columns.difference(key):
        a, b = shared[name], shared[f"{name}_now"]
        differs |= ~((a == b).fillna(False).to_numpy(bool) | (a.isna() & b.isna()).to_numpy())
    added, gone = (int((both["_merge"] == side).sum()) for side in ("right_only", "left_only"))
    return np.array([int(differs.sum()), added, gone, len(now[source]) - len(revised[source])])
