"""How complete the exports are: rows by source and month, against what the source's other months hold."""

from __future__ import annotations

import pandas as pd

from analysis.domain import periods
from analysis.domain.exports import EXPORTS

#: Exports of which rows are expected regularly, those about officers first and moves last.
_ORDER = sorted((e.name for e in EXPORTS.values() if e.rhythm), key=lambda name: name == "mutasi")


def completeness(tables: dict[str, pd.DataFrame], first: str, last: str) -> pd.DataFrame:
    """Count valid rows by source and month.

    Parameters
    ----------
    tables : validated tables.
    first, last : semesters; a source dated by semester is counted in the semester's first month.

    Returns
    -------
    DataFrame
        ``source``, ``month``, ``rows`` and ``share``: rows over the median of the source's months with any row.
        Months without rows are there, with zero.
    """
    months = periods.months(first, last)
    out = []
    for export in (EXPORTS[name] for name in _ORDER):
        source, column = export.name, export.dated_by
        dated = tables[source][column]
        if export.rhythm == "semester":
            month = dated.str[:4] + dated.str[5:].map({"S1": "-01", "S2": "-07"})
            wanted = [m for m in months if m[5:] in ("01", "07")]
        else:
            month = dated if column == "month" else periods.of_dates(dated, "month")
            wanted = months
        rows = month.value_counts().reindex(wanted, fill_value=0).astype(int)
        usual = rows[rows > 0].median()
        out.append(
            pd.DataFrame(
                {"source": source, "month": wanted, "rows": rows.to_numpy(), "share": (rows / usual).to_numpy()}
            )
        )
    return pd.concat(out, ignore_index=True)
