"""Text and small tables: what an object shows of itself at the end of a cell, and what it prints in a terminal.

Tables are plain HTML with their style beside each cell, so that JupyterLab, VS Code and an exported page show them
alike and in the colours of the reader's theme. What they show depends on the object alone: no clock, no address.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

#: Rows of a wide frame that are shown; the rest is counted.
ROWS = 10
#: Whole numbers from here on are written in groups of three digits: below it they may be years.
_GROUPED = 10_000
#: Columns of an estimate that are of one unit: they are written with the same decimals, in rows of the same outcome.
_EFFECTS, _OF = ("att", "se", "low", "high"), "outcome"
#: Numbers closer to zero are written as powers of ten.
_TINY = 1e-4
_LEFT, _RIGHT = "text-align:left", "text-align:right"
_RULE = "border-bottom:1px solid currentColor;vertical-align:bottom"


class Text(str):
    """Text that is shown as it reads: at the end of a notebook's cell its lines are lines, as when printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Shown:
    """Something that shows itself as lines of text and as a small table: one writes :meth:`shown` only."""

    def shown(self) -> Page:
        """Return what is shown.

        Raises
        ------
        NotImplementedError
            Where a class does not say it.
        """
        raise NotImplementedError(type(self).__name__)

    def __repr__(self) -> str:
        return self.shown().text()

    def _repr_html_(self) -> str:
        return self.shown().html()


class Table(Shown):
    """A frame as a small table: its first rows, numbers as a reader wants them, units in the heading.

    Parameters
    ----------
    frame : any frame; its index is not shown.
    caption : a sentence above it.
    units : column → unit, written below the column's name.
    rows : most rows that are shown; how many more there are is said below.
    digits : significant digits of a number that is not whole.
    left_out : rows that were left out before, counted with those that are not shown.

    Examples
    --------
    >>> import pandas as pd
    >>> Table(pd.DataFrame({"year": [2003, 2004], "att": [0.0313, None]}), "Effects", {"att": "log points"})
    Effects
    year att (log points)
    2003           0.0313
    2004                –
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        caption: str = "",
        units: Mapping[str, str] | None = None,
        rows: int = ROWS,
        digits: int = 3,
        left_out: int = 0,
    ) -> None:
        self.frame, self.caption, self.units, self.rows, self.digits = frame, caption, dict(units or {}), rows, digits
        self.left_out = left_out + max(len(frame) - rows, 0)

    def shown(self) -> Page:
        """Return itself as a page."""
        return Page(self)

    @property
    def more(self) -> str:
        """How many rows are not shown, in words; empty where all are."""
        return f"and {self.left_out:,} more rows" if self.left_out else ""

    def cells(self) -> list[list[str]]:
        """Return the rows shown as text, one list a row; the numbers of a column have the same decimals."""
        head = self.frame.head(self.rows).reset_index(drop=True)
        effects = [c for c in head if str(c).split("_")[0] in _EFFECTS and pd.api.types.is_float_dtype(head[c].dtype)]
        columns = {name: _column(head[name], self.digits) for name in head}
        if effects and len(head):
            of = head[_OF] if _OF in head else pd.Series("", index=head.index)
            parts = [
                pd.DataFrame(
                    {c: _fixed(some[c], _places(_largest(some[effects]), self.digits)) for c in effects},
                    index=some.index,
                )
                for _, some in head.groupby(of.to_numpy(), sort=False, dropna=False)
            ]
            columns |= {c: pd.concat(parts)[c].loc[head.index].tolist() for c in effects}
        return [list(row) for row in zip(*columns.values(), strict=True)]

    def text(self) -> str:
        """Return the table as lines of text."""
        if self.frame.empty:
            return f"{self.caption or 'Rows'}: none."
        names = [f"{c} ({self.units[c]})" if self.units.get(c) not in (None, "", c) else str(c) for c in self.frame]
        right = self._right()
        rows = [names, *self.cells()]
        widths = [max(len(row[k]) for row in rows) for k in range(len(names))]
        lines = [
            " ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)).rstrip()
            for row in rows
        ]
        return "\n".join(line for line in [self.caption, *lines, self.more] if line)

    def html(self) -> str:
        """Return the table as HTML."""
        if self.frame.empty:
            return f"<p>{html.escape(self.text())}</p>"
        right = self._right()
        head = "".join(
            f'<th scope="col" style="{_side(r)};{_RULE}">{html.escape(str(c))}{self._unit(str(c))}</th>'
            for c, r in zip(self.frame, right, strict=True)
        )
        body = "".join(
            "<tr>" + "".join(_cell(text, r) for text, r in zip(row, right, strict=True)) + "</tr>"
            for row in self.cells()
        )
        caption = f'<caption style="{_LEFT};caption-side:top;white-space:nowrap">{html.escape(self.caption)}</caption>'
        more = f'<p style="margin:0">… {self.more}.</p>' if self.more else ""
        return (
            f"<table>{caption if self.caption else ''}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
        )

    def _right(self) -> list[bool]:
        return [pd.api.types.is_numeric_dtype(dtype) for dtype in self.frame.dtypes]

    def _unit(self, column: str) -> str:
        unit = self.units.get(column) if self.units.get(column) != column else ""
        return f'<br><span style="font-weight:normal">{html.escape(unit)}</span>' if unit else ""


class Page(Shown):
    """Sentences and tables below one another.

    Parameters
    ----------
    parts : sentences as text, and tables; empty ones are left out.
    """

    def __init__(self, *parts: str | Table) -> None:
        self.parts = [part for part in parts if not isinstance(part, str) or part]

    def shown(self) -> Page:
        """Return itself."""
        return self

    def text(self) -> str:
        """Return the page as lines of text."""
        return "\n".join(part if isinstance(part, str) else part.text() for part in self.parts)

    def html(self) -> str:
        """Return the page as HTML."""
        return "".join(
            f'<p style="margin:0.2em 0">{html.escape(part)}</p>' if isinstance(part, str) else part.html()
            for part in self.parts
        )


def facts(rows: Iterable[tuple[str, Any]], caption: str = "") -> Table:
    """Return a table of two columns, what and its value, without what has no value."""
    kept = [(name, written(value)) for name, value in rows if value is not None and value != ""]
    return Table(pd.DataFrame(kept, columns=["", " "], dtype="string"), caption, rows=len(kept))


def _fixed(values: pd.Series, places: int) -> list[str]:
    """Write numbers with as many decimals."""
    return [f"{value:,.{places}f}" if np.isfinite(value) else written(value) for value in values.astype(float)]


def _column(values: pd.Series, digits: int) -> list[str]:
    """Write the values of a column; numbers that are not whole with the decimals that the largest asks for."""
    if not pd.api.types.is_float_dtype(values.dtype):
        return [written(value, digits) for value in values]
    if values.dropna().map(lambda v: not math.isfinite(v) or float(v).is_integer()).all():
        return [written(value, digits) for value in values]
    places = _places(_largest(values), digits)
    least: float = 0.5 * 10.0**-places
    return [
        f"{value:,.{places}f}" if np.isfinite(value) and (abs(value) >= least or value == 0) else written(value, 1)
        for value in values.astype(float)
    ]


def _largest(values: pd.Series | pd.DataFrame) -> float:
    """Return the largest size of some finite numbers; 0 where there is none."""
    sizes = np.abs(values.to_numpy(float, na_value=np.nan))
    return float(sizes[np.isfinite(sizes)].max(initial=0.0))


def _places(value: float, digits: int) -> int:
    if not value:
        return 0
    return max(digits - 1 - math.floor(math.log10(abs(value))), 0)


def written(value: Any, digits: int = 3) -> str:
    """Write a value for a reader: whole numbers whole, others to some significant digits, a dash where there is none.

    Examples
    --------
    >>> [written(x) for x in (2004, 12345, 0.05172, -12.0, 1234.56, float("inf"), None, "skp", 1e-9)]
    ['2004', '12,345', '0.0517', '-12', '1,235', '∞', '–', 'skp', '1e-09']
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {written(v, digits)}" for key, v in value.items()) or "–"
    if isinstance(value, list | tuple | set | np.ndarray):
        return ", ".join(written(v, digits) for v in value) or "–"
    if value is None or pd.isna(value):
        return "–"
    if isinstance(value, int | np.integer):
        return f"{int(value):,}" if abs(int(value)) >= _GROUPED else str(int(value))
    return _number(float(value), digits) if isinstance(value, float | np.floating) else str(value)


def _number(value: float, digits: int) -> str:
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    if abs(value) < _TINY:
        return f"{value:.0e}"
    if value.is_integer() and abs(value) < _GROUPED:
        return f"{value:.0f}"
    return f"{value:,.{_places(value, digits)}f}"


def _side(right: bool) -> str:
    return _RIGHT if right else _LEFT


def _cell(text: str, right: bool) -> str:
    return f'<td style="{_side(right)}">{html.escape(text)}</td>'
