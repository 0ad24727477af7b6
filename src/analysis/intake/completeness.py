"""How complete the exports are: rows by source and month, against what the source's other months hold."""

from __future__ import annotations

import pandas as pd

from analysis.domain import periods

#: Source → the column that dates a row.
DATED = {
    "skp": "semester",
    "presensi": "month",
    "layanan": "received",
    "pengaduan": "received",
    "skm": "date",
    "mutasi": "tmt",
}


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
    for source, column in DATED.items():
        dated = tables[source][column]
        if column == "semester":
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
