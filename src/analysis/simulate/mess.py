"""Spoil clean rows the way real exports are spoilt, marking each with the rule that should catch it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.simulate.writers import Table

KEPT, CORRECTED, MERGED, QUARANTINED = "kept", "corrected", "merged", "quarantined"
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
_SHORT = {"Wetan": "Wtn", "Kulon": "Kln", "Kidul": "Kdl", "Tengah": "Tgh"}
_PREFIX = {
    "Kelurahan ": ("Kel. ", "KELURAHAN ", "Kel ", "Kantor Kelurahan "),
    "Desa ": ("Ds. ", "DESA ", "Kantor Desa ", "Pemerintah Desa "),
    "Kecamatan ": ("Kec. ", "KECAMATAN ", "Kantor Kecamatan "),
    "Puskesmas ": ("Pusk. ", "PUSKESMAS ", "UPTD Puskesmas "),
    "SD Negeri ": ("SDN ", "SD NEGERI "),
    "SMP Negeri ": ("SMPN ", "SMP NEGERI "),
}
MISSING = ("-", "n/a", "#N/A", "kosong", "")


class Spoiler:
    """Spoils rows of one table at a time; a row is spoilt once at most."""

    def __init__(self, seed: list[int], elsewhere: frozenset[str] = frozenset()) -> None:
        self.rng = np.random.default_rng(seed)
        #: Names of desa and kelurahan of other places, as one word: none may come of a misspelling.
        self.elsewhere = elsewhere

    def rows(self, frame: pd.DataFrame, count: int, where: pd.Series | None = None) -> np.ndarray:
        """Pick clean rows (labels, ascending)."""
        clean = frame["_rule"] == "" if where is None else (frame["_rule"] == "") & where
        pool = frame.index[clean].to_numpy()
        return np.sort(self.rng.choice(pool, size=min(count, len(pool)), replace=False))

    def cells(
        self,
        frame: pd.DataFrame,
        column: str,
        count: int,
        rule: str,
        disposition: str,
        change: Callable[[object], object],
        where: pd.Series | None = None,
    ) -> None:
        """Change one cell in each of `count` clean rows."""
        for at in self.rows(frame, count, where):
            frame.at[at, column] = change(frame.at[at, column])
            frame.at[at, "_rule"], frame.at[at, "_disposition"] = rule, disposition

    def nip(self, frame: pd.DataFrame, count: int, named: bool, column: str = "NIP") -> None:
        """Spoil NIP: spelling that can be undone, digits lost to a spreadsheet, dates that do not exist."""
        noise = (lambda v: f"'{v}", lambda v: f"{v[:8]} {v[8:14]} {v[14]} {v[15:]}", lambda v: f"\u00a0{v} ")
        for k, change in enumerate(noise):
            self.cells(frame, column, count + k, "nip_spelling", CORRECTED, change)
        lost = max(count // 2, 2)
        if named:
            self.cells(frame, column, lost, "nip_relinked", CORRECTED, lambda v: float(str(v)[:15] + "000"))
        else:
            self.cells(
                frame, column, lost, "nip_digits_lost", QUARANTINED, lambda v: f"{int(str(v)):.5E}".replace(".", ",")
            )
        self.cells(frame, column, 3, "nip_invalid", QUARANTINED, lambda v: str(v)[:4] + "1345" + str(v)[8:])

    def duplicates(self, frame: pd.DataFrame, count: int) -> pd.DataFrame:
        """Repeat clean rows some lines further down; the earlier copy is the one merged away."""
        picked = self.rows(frame, count)
        copies = frame.loc[picked].copy()
        frame.loc[picked, ["_rule", "_disposition"]] = ["superseded", MERGED]
        copies.index = copies.index + self.rng.integers(1, 40, len(copies)) + 0.5
        return pd.concat([frame, copies]).sort_index(kind="stable").reset_index(drop=True)

    def unit(self, frame: pd.DataFrame, column: str, count: int) -> None:
        """Misspell unit names by a letter, and name some units that do not exist."""

        def typo(value: object) -> str:
            text = str(value)
            at = len(text) - 3
            return text[:at] + text[at + 1 :]

        plain = frame[column].astype(str).str.fullmatch(r"(Kelurahan|Desa) [A-Za-z]{9,}")
        misspelt = frame[column].map(typo).str.split(" ", n=1).str[-1].str.lower()
        plain &= ~misspelt.isin(self.elsewhere)
        self.cells(frame, column, count, "unit_near_spelling", CORRECTED, typo, plain)
        self.cells(frame, column, max(count // 2, 1), "unit_unknown", QUARANTINED, lambda v: "Kantor Cabang Rahasia")

    def spell_units(self, names: pd.Series) -> pd.Series:
        """Write unit names as different offices do (prefix, capitals, short words); nothing is lost."""
        pick = self.rng.random((len(names), 3))
        out = []
        for name, (a, b, c) in zip(names.astype(str), pick, strict=True):
            text = name
            for prefix, others in _PREFIX.items():
                if text.startswith(prefix) and a < 0.35:
                    text = others[int(b * len(others))] + text.removeprefix(prefix)
            if c < 0.2:
                for long, short in _SHORT.items():
                    text = text.replace(f" {long}", f" {short}")
            out.append(text.upper() if c > 0.95 else text)
        return pd.Series(out, index=names.index, dtype=object)

    def spell_dates(self, values: pd.Series, excel: bool, plain: float = 0.5) -> pd.Series:
        """Write dates as different offices do: day first, month names, ISO, Excel serials or real dates.

        Text is left as it stands and a missing date becomes a dash; `plain` is the share written the usual way.
        """
        rest = (1 - plain) * np.array([0.4, 0.3, 0.2, 0.1])
        styles = self.rng.choice(5, size=len(values), p=[plain, *rest])
        spelt = [_spell_date(value, style, excel) for value, style in zip(values, styles, strict=True)]
        return pd.Series(spelt, index=values.index, dtype=object)


def _spell_date(value: object, style: int, excel: bool) -> object:
    if isinstance(value, str):
        return value
    if not isinstance(value, pd.Timestamp) or pd.isna(value):
        return "-"
    if style == 0:
        return value.to_pydatetime() if excel else f"{value:%d/%m/%Y}"
    if style == 1:
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    if style == 2:
        return f"{value:%Y-%m-%d}"
    if style == 3:
        return f"{value.day}-{_MONTHS[value.month - 1][:3]}-{value:%y}"
    serial = (value - pd.Timestamp("1899-12-30")).days
    return serial if excel else str(serial)


@dataclass(frozen=True)
class Stationery:
    """What an office puts around a table.

    Attributes
    ----------
    government, office : the first two lines of a letterhead.
    town : where letters are signed.
    """

    government: str
    office: str
    town: str

    def letterhead(self, title: str) -> list[str]:
        """Return the lines of an official letterhead."""
        return [self.government, self.office, title.upper(), "DATA SIMULASI - bukan data orang nyata"]

    def signature(self, width: int, total: int | None = None) -> list[list[str]]:
        """Return a totals row (if asked for) and a signature block below a table of `width` columns."""
        rows = [["Jumlah", *[""] * (width - 2), str(total)]] if total is not None else []
        right = [""] * (width - 1)
        return [
            *rows,
            [],
            [*right, f"{self.town}, 30 Juni 2025"],
            [*right, "Kepala Subbagian"],
            [],
            [*right, "(ttd. simulasi)"],
        ]

    def dressed(self, frame: pd.DataFrame, name: str, title: str, total: bool = True) -> Table:
        """Put a letterhead above a marked frame and a signature block below it."""
        width = frame.shape[1] - 2
        return Table(frame, name, self.letterhead(title), footer=self.signature(width, len(frame) if total else None))
