"""The two-way fixed-effects model: the reference reading, not the answer, and what it is made of.

With staggered moves and effects that differ it mixes comparisons among the already treated
(Goodman-Bacon 2021, J. Econometrics 225), so the report shows it beside the group-time estimate, with the comparisons
it averages and the treated cells to which it gives a negative weight.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.did import cohort_regression
from analysis.did.design import NEVER, Design
from analysis.did.result import Result, from_effects, label
from analysis.errors import UserError

NAME = "two_way_fixed_effects"


def fit(design: Design, alpha: float = 0.05) -> Result:
    """Regress the outcome on post × treated with unit and period effects.

    Periods of anticipation are left out, so that they count neither as before nor as after. Errors are clustered by
    unit, or by the design's clusters, with fixest's small-sample factor.
    """
    w = design.wide

    def regressors(g: int) -> tuple[np.ndarray, np.ndarray]:
        if g == NEVER:
            return np.zeros((len(w.times), 1)), np.ones(len(w.times), bool)
        event = w.timeline.event_time(g, w.times)
        return (event >= 0).astype(float)[:, None], (event >= 0) | (event < -design.anticipation)

    fitted = cohort_regression.regress(design, regressors)
    treated = np.asarray((w.seen & (w.event_time() >= 0)).any(axis=1))
    effects = cohort_regression.combined(design, fitted, np.ones((1, 1)), treated[None, :])
    if not fitted.identified(np.eye(1, len(fitted.beta))).all():
        raise UserError(
            f"outcome '{design.outcome}': no unit or period tells {NAME} apart from unit and period effects."
        )
    return from_effects(NAME, design, [label("overall")], effects, alpha, {})


def weights(design: Design) -> pd.DataFrame:
    """Return the weight that the two-way coefficient gives to the effect in each treated cell.

    The coefficient is Σ weight × ATT(g, t) under parallel trends (de Chaisemartin & D'Haultfœuille 2020,
    American Economic Review 110, theorem 1); weights add up to one, and a negative one counts an effect against itself.

    Returns
    -------
    DataFrame
        ``cohort``, ``time``, ``observations``, ``weight``.
    """
    w = design.wide
    event = w.event_time()
    use = w.seen & ~((event < 0) & (event >= -design.anticipation))
    d = np.where(use & (event >= 0), 1.0, 0.0)
    residual = _residual(d, use, w.weight) * d * w.weight[:, None]
    rows = []
    for g, members in w.cohorts():
        if g == NEVER:
            continue
        for t in np.flatnonzero((d[members] > 0).any(axis=0)):
            count = int((d[members, t] > 0).sum())
            rows.append((w.written(g), w.written(w.times[t]), count, residual[members, t].sum()))
    table = pd.DataFrame(rows, columns=["cohort", "time", "observations", "weight"])
    table["weight"] /= table["weight"].sum()
    return table


def _residual(d: np.ndarray, use: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Take unit and period effects out of a units × periods array, exactly, over what is used."""
    b = use * weight[:, None]
    counts = np.maximum(use.sum(axis=1), 1) * weight
    schur = np.diag(b.sum(axis=0)) - b.T @ (b / counts[:, None])
    total = (d * b).sum(axis=1)
    period = np.linalg.pinv(schur, hermitian=True) @ ((d * b).sum(axis=0) - b.T @ (total / counts))
    unit = (total - b @ period) / counts
    return np.where(use, d - unit[:, None] - period, 0.0)


def decomposition(design: Design) -> pd.DataFrame:
    """Split the two-way coefficient into its two-by-two comparisons (Goodman-Bacon 2021, eq. 10).

    Returns
    -------
    DataFrame
        ``treated``, ``control`` (cohorts; missing for never_treated), ``kind`` (``never_treated``,
        ``earlier_vs_later`` or ``later_vs_earlier``, whose controls are treated already), ``weight`` and ``att``;
        Σ weight × att is the coefficient.

    Raises
    ------
    UserError
        If the panel has gaps, unequal weights or periods of anticipation: the theorem is for balanced panels.
    """
    w = design.wide
    if not w.complete or np.ptp(w.weight) > 0 or design.anticipation:
        raise UserError(
            f"outcome '{design.outcome}': the decomposition needs a balanced panel without weights or anticipation; "
            "keep the units observed in every period."
        )
    n, span = len(w.units), len(w.times)
    blocks = w.cohorts()
    kinds = [g for g, _ in blocks]
    mean = {g: w.y[rows].mean(axis=0) for g, rows in blocks}
    share = {g: (rows.stop - rows.start) / n for g, rows in blocks}
    exposed = {g: 0.0 if g == NEVER else float((w.times >= g).sum() / span) for g, _ in blocks}
    rows = []
    timed = [g for g in kinds if g != NEVER and w.times[0] < g]
    always = [g for g in kinds if g <= w.times[0]]
    for k in timed:
        for u in [*always, *([NEVER] if NEVER in share else [])]:
            both = share[k] + share[u]
            part = share[k] / both
            size = both**2 * part * (1 - part) * exposed[k] * (1 - exposed[k])
            kind = "never_treated" if u == NEVER else "later_vs_earlier"
            rows.append((k, u, kind, size, _growth_gap(mean[k], mean[u], w.times < k, w.times >= k)))
    for i, k in enumerate(timed):
        for later in timed[i + 1 :]:
            both = share[k] + share[later]
            part = share[k] / both
            dk, dl = exposed[k], exposed[later]
            spread = part * (1 - part) / (1 - dl) ** 2 * (dk - dl) * (1 - dk)
            before, middle, after = w.times < k, (w.times >= k) & (w.times < later), w.times >= later
            size = (both * (1 - dl)) ** 2 * spread
            rows.append((k, later, "earlier_vs_later", size, _growth_gap(mean[k], mean[later], before, middle)))
            size = (both * dk) ** 2 * (part * (1 - part) * dl / dk**2 * (dk - dl) if dk else 0.0)
            rows.append((later, k, "later_vs_earlier", size, _growth_gap(mean[later], mean[k], middle, after)))
    table = pd.DataFrame(rows, columns=["treated", "control", "kind", "weight", "att"])
    table["weight"] /= table["weight"].sum()
    for column in ("treated", "control"):
        table[column] = [None if g == NEVER else w.written(g) for g in table[column]]
    return table


def _growth_gap(treated: np.ndarray, control: np.ndarray, before: np.ndarray, after: np.ndarray) -> float:
    """Return how much more one mean path (length T) grows than another from some periods to others (bool, length T)."""
    return float((treated[after].mean() - treated[before].mean()) - (control[after].mean() - control[before].mean()))
