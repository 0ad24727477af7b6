"""Randomisation inference over districts: how unusual is the estimate among places that were not treated?"""

from __future__ import annotations

import dataclasses

import numpy as np

from analysis.did import group_time
from analysis.did.design import Design
from analysis.did.inference import aggregate


def over_districts(design: Design, district: str) -> tuple[float, int]:
    """Give each untreated district in turn the treatment dates of the treated one and estimate again.

    Parameters
    ----------
    design : a design whose treated units lie in one district.
    district : column of the panel that names it.

    Returns
    -------
    p : share of the districts, the treated one included, whose |ATT| is at least the real one's
        (so never below 1 / districts).
    districts : how many were compared.
    """
    panel = design.panel
    units = panel.drop_duplicates(design.unit).sort_values(design.unit)
    treated = units[design.cohort].notna()
    dates = units.loc[treated, design.cohort].to_list()
    real = abs(_overall(design))
    clean = panel[~panel[design.unit].isin(units.loc[treated, design.unit])]
    placebos = []
    for _, group in units[~treated].groupby(district):
        given = dict(zip(group[design.unit], [dates[k % len(dates)] for k in range(len(group))], strict=True))
        moved = clean.assign(**{design.cohort: clean[design.unit].map(given).astype("string")})
        placebos.append(abs(_overall(dataclasses.replace(design, panel=moved))))
    values = np.array(placebos)
    return float((1 + (values >= real).sum()) / (1 + len(values))), len(values) + 1


def _overall(design: Design) -> float:
    cells = group_time.estimate(design)
    return aggregate(cells, cells.event_time >= 0).att
