"""Clean a cycle: all deliveries of all sources into validated, pseudonymised tables and their account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.cycle import Cycle
from analysis.domain import exports
from analysis.domain.outcomes import OUTCOMES
from analysis.domain.privacy import pseudonyms
from analysis.errors import UserError
from analysis.intake import returns, schemas, sources, units
from analysis.intake.people import relinker
from analysis.intake.reader import RawTable, read
from analysis.intake.source import DISPOSITIONS, Check, Result, Source, clean, nothing


@dataclass(frozen=True)
class Cleaned:
    """A cleaned cycle.

    Attributes
    ----------
    tables : validated table of each source, by name.
    account : by ``source`` and ``file``: rows ``read`` and their four dispositions; they add up.
    reasons : by ``source``, ``disposition`` and ``rule``: ``rows``.
    problems : rows that an office should look at, see :func:`analysis.intake.returns.problems`, with ``source``.
    matches : which header was taken for which column, by ``source``, ``file`` and ``sheet``.
    doubtful : officers with a move that was refused though it may have taken place; neither rotated nor not.
    differences : cells that a later row changed, values of personal columns left out.
    fates : one row for each raw row read.
    """

    tables: dict[str, pd.DataFrame]
    account: pd.DataFrame
    reasons: pd.DataFrame
    problems: pd.DataFrame
    matches: pd.DataFrame
    differences: pd.DataFrame
    doubtful: pd.Series
    fates: pd.DataFrame

    @property
    def quarantine(self) -> pd.DataFrame:
        """Rows refused."""
        refused = self.problems[self.problems["disposition"] == "quarantined"]
        return refused.drop(columns="disposition").reset_index(drop=True)


#: Without these there is nobody to compare; any other export may be absent from a whole cycle.
NEEDED = ("pegawai", "mutasi")


def files(root: Path, cycle: Cycle) -> dict[str, list[Path]]:
    """Find the export of each source in each delivery.

    Raises
    ------
    UserError
        If a folder or an export is missing, or a delivery holds two of one source.
    """
    found: dict[str, list[Path]] = {name: [] for name in exports.NAMES}
    for delivery in cycle.deliveries:
        folder = root / "data" / "raw" / delivery
        if not folder.is_dir():
            hint = " Run 'mutasi simulate' to make the example." if cycle.synthetic else ""
            raise UserError(f"data/raw/{delivery}: the folder of exports is missing.{hint}")
        for name in exports.NAMES:
            if name in cycle.absent.get(delivery, []):
                continue
            matches = sorted(
                p for p in folder.iterdir() if p.stem.lower() == name and not p.name.startswith((".", "~"))
            )
            if not matches:
                raise UserError(
                    f"data/raw/{delivery}: no export '{name}' (a file such as {name}.xlsx or {name}.csv); "
                    f"add it, or list it in the cycle file under absent: {{{delivery}: [{name}]}}."
                )
            if len(matches) > 1:
                raise UserError(
                    f"data/raw/{delivery}: two exports '{name}' ({', '.join(p.name for p in matches)}); keep one."
                )
            found[name] += matches
    for name in NEEDED:
        if not found[name]:
            raise UserError(f"no delivery of the cycle holds the export '{name}'; the evaluation cannot do without.")
    for outcome in cycle.analysis.outcomes:
        for name in OUTCOMES[outcome].needs:
            if not found[name]:
                raise UserError(
                    f"cycles/{cycle.cycle}.yaml, key 'analysis.outcomes': '{outcome}' is measured from the export "
                    f"'{name}', which no delivery holds; take it out, or add the export."
                )
    return found


def clean_cycle(root: Path, cycle: Cycle, key: bytes) -> Cleaned:
    """Clean every source of a cycle.

    Parameters
    ----------
    root : repository; exports lie below ``data/raw``.
    cycle : the cycle file.
    key : secret of the pseudonyms.

    Raises
    ------
    UserError
        If an export is missing or cannot be read as what it should be.
    """
    where = files(root, cycle)
    declared = sources.declare(cycle.latest, units.of(cycle.area.region))
    before: tuple[Check, ...] = ()
    tables: dict[str, pd.DataFrame] = {}
    results: dict[str, Result] = {}
    for name, source in declared.items():
        given = _raw(root, where[name]) if where[name] else [nothing(source)]
        result = clean(source, given, cycle.columns.get(name, {}), before)
        if name == "pegawai":
            before = (relinker(result.table),)
        if not where[name]:
            result = replace(result, layout=result.layout[:0], matches=result.matches[:0])
        tables[name] = _stored(source, result.table, key)
        results[name] = result
    listed = [returns.problems(r.fates, declared[name]).assign(source=name) for name, r in results.items()]
    fates = pd.concat(
        [r.fates.drop(columns="_value").astype({"column": str}).assign(source=name) for name, r in results.items()],
        ignore_index=True,
    ).rename(columns={"_file": "file", "_sheet": "sheet", "_row": "row"})
    for column in ("file", "sheet", "disposition", "rule"):
        fates[column] = fates[column].astype("string")
    matches = [r.matches.assign(source=name) for name, r in results.items()]
    differences = [_without_values(r.differences).assign(source=name) for name, r in results.items()]
    return Cleaned(
        tables,
        _account(fates, results),
        _reasons(fates),
        pd.concat(listed, ignore_index=True),
        pd.concat(matches, ignore_index=True),
        pd.concat(differences, ignore_index=True),
        _doubtful(results["mutasi"], key),
        fates,
    )


#: Rules by which a move is refused because it did not take place, or is none of the programme's.
NO_MOVE = ("sk_cancelled", "sk_cancellation", "same_unit", "moved_out")


def _doubtful(moves: Result, key: bytes) -> pd.Series:
    """Name the officers whose only record of a move was refused for how it is written."""
    unclear = moves.refused.loc[~moves.refused["rule"].isin(NO_MOVE), "nip"].dropna()
    out = pseudonyms(unclear[~unclear.isin(moves.table["nip"])].drop_duplicates(), key)
    return out.sort_values().reset_index(drop=True).rename("officer_id")


def _without_values(differences: pd.DataFrame) -> pd.DataFrame:
    """Empty the values of columns that name a person."""
    personal = differences["column"].isin(returns.PERSONAL)
    out = differences.rename(columns={"_file": "file", "_sheet": "sheet", "_row": "row"})
    out[["before", "after"]] = out[["before", "after"]].mask(personal)
    return out.astype({"file": "string", "sheet": "string"})


def _raw(root: Path, paths: list[Path]) -> Iterator[RawTable]:
    for path in paths:
        yield from read(path, path.relative_to(root / "data" / "raw").as_posix())


def _stored(source: Source, table: pd.DataFrame, key: bytes) -> pd.DataFrame:
    """Replace personal data by pseudonyms and derived columns, and hold the result to its schema."""
    out = table.copy()
    for name, pseudonym in schemas.PSEUDONYMS.items():
        if name in out:
            out[name] = pseudonyms(out[name], key)
            out = out.rename(columns={name: pseudonym})
    out = out.drop(columns=[c for c in schemas.NOT_STORED if c in out])
    return schemas.schema(source).validate(out)


def _account(fates: pd.DataFrame, results: dict[str, Result]) -> pd.DataFrame:
    counts = (
        pd.crosstab([fates["source"], fates["file"]], fates["disposition"])
        .reindex(columns=DISPOSITIONS, fill_value=0)
        .reset_index()
    )
    layout = pd.concat([r.layout.assign(source=name) for name, r in results.items()])
    layout = layout.groupby(["source", "file"], as_index=False)["layout_rows"].sum()
    counts = counts.merge(layout, on=["source", "file"], how="outer").fillna(0)
    counts[[*DISPOSITIONS, "layout_rows"]] = counts[[*DISPOSITIONS, "layout_rows"]].astype(int)
    counts.insert(2, "read", counts[DISPOSITIONS].sum(axis=1))
    order = {name: k for k, name in enumerate(exports.NAMES)}
    return counts.sort_values(
        ["source", "file"], key=lambda c: c.map(order) if c.name == "source" else c, ignore_index=True
    )


def _reasons(fates: pd.DataFrame) -> pd.DataFrame:
    odd = fates[fates["disposition"] != "kept"]
    return odd.groupby(["source", "disposition", "rule"], as_index=False).size().rename(columns={"size": "rows"})
