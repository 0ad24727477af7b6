"""The true effects that the example plants, by outcome.

Event times count semesters (officers), years (competence) or months (units) from the move.
Sizes are on the scale on which the simulator draws, named in each docstring; the truth that
estimates are held to is the realised difference on the *measured* scale (see ``truth.py``).
"""

from __future__ import annotations

import numpy as np

#: Services finish sooner by this much (log of days) once a kelurahan has had its rotation for half a year.
SERVICE_TIME_EFFECT = 0.25
#: Citizens' latent answer (standard deviations of one answer) rises by this much after half a year.
CITIZEN_EFFECT = 0.45
#: Share of present days on which an officer who will ever be rotated comes late grows by this per semester,
#: before and after the move alike: the violation of parallel trends.
LATENESS_DRIFT = 0.003
#: Share of complaints that are about an illegal levy, and by how much of it rotation lowers that after half a year.
LEVIES, LEVY_EFFECT = 0.25, 0.7
#: Points on the 1–5 Likert scale by which one sosialisasi session lowers resistance.
SOSIALISASI_EFFECT = -0.30
#: Points on the 1–5 scale of fairness: what the moved give less, and what each session attended gives back.
FAIRNESS_OF_MOVED, FAIRNESS_OF_SESSIONS = -0.4, 0.25
#: Share of joint programmes that two units begin because an officer moved from one to the other.
TIED_PROGRAMMES = 0.5


def skp(event_time: np.ndarray, cross_sector: np.ndarray, long_tenure: np.ndarray) -> np.ndarray:
    """Effect on latent performance (standard-deviation units of the officer population).

    One semester of anticipation; cross-sector moves cost a semester of learning before they pay;
    officers of long tenure gain half as much.
    """
    e = event_time
    within = np.select([e < -1, e == -1], [0.0, -0.06], np.minimum(0.12 + 0.04 * e, 0.24))
    cross = np.select([e < -1, e == -1, e == 0], [0.0, -0.14, -0.12], np.minimum(0.08 + 0.12 * e, 0.44))
    effect = np.where(cross_sector, cross, within)
    return np.where(long_tenure & (e >= 0) & (effect > 0), effect * 0.5, effect)


def competence(event_time: np.ndarray, cross_sector: np.ndarray, long_tenure: np.ndarray) -> np.ndarray:
    """Effect on each assessed competency score (points of 0–100)."""
    e = event_time
    cross = np.select([e < 0, e == 0, e == 1], [0.0, 1.5, 3.2], 4.2)
    within = np.select([e < 0, e == 0], [0.0, 0.4], 0.9)
    return np.where(cross_sector, cross, within) * np.where(long_tenure, 0.6, 1.0)


def ramp(event_time: np.ndarray, months: int = 6) -> np.ndarray:
    """Share of the full effect reached at an event time: 0 before, linear over `months`, then 1."""
    return np.clip((event_time + 1) / months, 0.0, 1.0)
