"""Draw the example's city: units, officers, moves and what each officer and unit did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.domain.periods import between, ordinal
from analysis.simulate import effects
from analysis.simulate.setting import Setting

SEMESTERS = between("2019-S1", "2025-S2")
MONTHS = between("2019-01", "2025-12")
QUARTERS = between("2019-Q1", "2025-Q4")
YEARS = between("2019", "2025")
SECTORS = ("administrasi", "pendidikan", "kesehatan", "lapangan")
FIRST_WAVE = SEMESTERS.index("2021-S1")

_SYLLABLES = ("ra", "kes", "ti", "wa", "nu", "dra", "le", "bi", "sa", "mo", "ge", "lu", "ta", "ri", "ko", "den")
_EDUCATION = ("SMA/SMK", "D-III", "S-1", "S-2")
_FIELDS = {
    "administrasi": ("Administrasi Negara", "Hukum", "Manajemen"),
    "pendidikan": ("Pendidikan Guru SD", "Pendidikan Matematika", "Pendidikan Bahasa"),
    "kesehatan": ("Keperawatan", "Kebidanan", "Kesehatan Masyarakat"),
    "lapangan": ("Teknik Sipil", "Teknik Lingkungan", "Umum"),
}
_GRADES = tuple(f"{band}/{room}" for band in ("II", "III", "IV") for room in "abcd")
_POSTS = {
    "administrasi": ("Pengadministrasi Umum", "Analis Pelayanan", "Pranata Komputer", "Kepala Seksi"),
    "pendidikan": ("Guru Kelas", "Guru Mata Pelajaran", "Pengelola Tata Usaha Sekolah", "Wakil Kepala Sekolah"),
    "kesehatan": ("Perawat", "Bidan", "Penyuluh Kesehatan", "Pengelola Rekam Medis"),
    "lapangan": ("Pengawas Lapangan", "Petugas Kebersihan", "Teknisi Pengairan", "Koordinator Lapangan"),
}


@dataclass(frozen=True)
class World:
    """What happened in the example's city, complete and clean.

    Attributes
    ----------
    setting : the place and its units, in whose order arrays count them.
    officers : one row an officer; ``cohort`` and ``second`` are semester places or -1 for never.
    moves : one row a programme move: officer, ``first`` (bool), from/to unit and post, SK date, TMT.
    sk : latent and observed outcomes of officers, arrays of officers × semesters (NaN = not in service).
    """

    setting: Setting
    officers: pd.DataFrame
    moves: pd.DataFrame
    performance: dict[str, np.ndarray]
    attendance: dict[str, np.ndarray]
    scores: dict[str, np.ndarray]
    services: pd.DataFrame
    complaints: pd.DataFrame
    answers: pd.DataFrame

    @property
    def units(self) -> pd.DataFrame:
        """The units of the setting."""
        return self.setting.units


def draw(seed: int, setting: Setting) -> World:
    """Draw a world from a seed; the same seed gives the same world on any machine."""
    streams = [np.random.default_rng([seed, k]) for k in range(8)]
    units = setting.units
    officers = _officers(setting, streams[0])
    officers, moves = _moves(officers, setting, streams[1])
    location = _locations(officers, moves)
    performance = _performance(officers, units, location, streams[2])
    attendance = _attendance(officers, streams[3])
    scores = _scores(officers, units, streams[4])
    services = _services(setting, officers, location, streams[5])
    complaints = _complaints(setting, streams[6], np.random.default_rng([seed, 8]))
    answers = _answers(setting, streams[7])
    return World(setting, officers, moves, performance, attendance, scores, services, complaints, answers)


def _name(rng: np.random.Generator) -> str:
    words = ["".join(rng.choice(_SYLLABLES, size=rng.integers(2, 4))).capitalize() for _ in range(2)]
    return " ".join([*words, "Simulasi"])


def _officers(setting: Setting, rng: np.random.Generator) -> pd.DataFrame:
    """Draw the officers with a valid, unique and impossible-to-own NIP each."""
    units = setting.units
    ours = units["ours"].to_numpy(bool)
    seats = np.concatenate(
        [
            np.repeat(np.flatnonzero(where), units.loc[where, "staff"])[:count]
            for where, count in zip((ours, ~ours), setting.officers, strict=True)
        ]
    )
    n = len(seats)
    birth = pd.to_datetime("2019-01-01") - pd.to_timedelta((24 + 34 * rng.beta(1.5, 1.4, n)) * 365.25, unit="D")
    birth = birth.normalize()
    pppk = (rng.random(n) < 0.08) & (birth.year >= 1970)
    age_in = np.minimum(20 + 14 * rng.beta(2, 3, n), (pd.Timestamp("2018-10-01") - birth).days / 365.25)
    entry = (birth + pd.to_timedelta(age_in * 365.25, unit="D")).to_series(index=range(n))
    joined = rng.integers(FIRST_WAVE, FIRST_WAVE + 5, n)
    female = rng.random(n) < np.where(units["sector"].to_numpy()[seats] == "lapangan", 0.25, 0.55)
    nips: list[str] = []
    taken: set[str] = set()
    for i in range(n):
        start = f"{2019 + joined[i] // 2}21" if pppk[i] else f"{entry[i]:%Y%m}"
        stem = f"{birth[i]:%Y%m%d}{start}{2 if female[i] else 1}"
        serial = next(s for s in range(900, 1000) if f"{stem}{s}" not in taken)
        taken.add(f"{stem}{serial}")
        nips.append(f"{stem}{serial}")
    sector = units["sector"].to_numpy()[seats]
    service = np.where(pppk, 0.0, 2021 - entry.dt.year.to_numpy())
    level = np.searchsorted([0.22, 0.42, 0.9], rng.random(n))
    grade = np.clip(level * 2 + (service // 5).astype(int) + rng.integers(-1, 2, n), 0, len(_GRADES) - 1)
    post = [_POSTS[s][k] for s, k in zip(sector, np.searchsorted([0.5, 0.8, 0.94], rng.random(n)), strict=True)]
    retire = birth + pd.DateOffset(years=58)
    retire_at = (retire.year - 2019) * 2 + (retire.month > 6)
    left = np.where(rng.random(n) < 0.03, rng.integers(1, len(SEMESTERS), n), 99)
    return pd.DataFrame(
        {
            "nip": nips,
            "name": [_name(rng) for _ in range(n)],
            "birth": birth,
            "female": female,
            "pppk": pppk,
            "service": service,
            "long_tenure": service >= 10,
            "education": np.array(_EDUCATION)[level],
            "field": [_FIELDS[s][k] for s, k in zip(sector, rng.integers(0, 3, n), strict=True)],
            "grade": np.array(_GRADES)[grade],
            "grade_since": pd.to_datetime("2017-04-01") + pd.to_timedelta(rng.integers(0, 8, n) * 183, unit="D"),
            "post": post,
            "post_since": pd.to_datetime("2018-12-01") - pd.to_timedelta(rng.integers(200, 2500, n), unit="D"),
            "unit": seats,
            "programme": ours[seats],
            "enter": np.where(pppk, joined, 0),
            # first semester place at which the officer is gone, and why
            "exit": np.minimum(retire_at.to_numpy(), left),
            "retired": retire_at.to_numpy() <= left,
        }
    )


def _moves(officers: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rotate officers in waves: the young and the able-to-move more often, some of them twice.

    Selection runs on age, tenure and sector only, all of which the analyst observes; age also has
    its own trend in performance, so that designs which ignore it are biased.
    """
    n, last = len(officers), len(SEMESTERS)
    age = 2021 - officers["birth"].dt.year.to_numpy()
    chance = setting.mobility * np.exp(-0.035 * (age - 42)) * officers["programme"].to_numpy()
    cohort = np.full(n, -1)
    for s in range(FIRST_WAVE, last):
        here = (officers["enter"].to_numpy() < s - 1) & (officers["exit"].to_numpy() > s + 1)
        hit = here & (cohort < 0) & (rng.random(n) < chance)
        cohort[hit] = s
    cross = rng.random(n) < 0.55
    second = np.where((cohort >= 0) & (rng.random(n) < 0.18), cohort + rng.integers(4, 8, n), -1)
    second = np.where((second < last) & (officers["exit"].to_numpy() > second), second, -1)

    units = setting.units
    sought = np.where(units["kind"].isin(setting.serving), 4.0, 1.0)
    weight = units["staff"].to_numpy() * sought * units["ours"].to_numpy(float)
    opens = _opens(setting)
    sector = units["sector"].to_numpy()
    records: list[tuple] = []
    for place, which in ((cohort, True), (second, False)):
        for i in (int(k) for k in np.flatnonzero(place >= 0)):
            s = place[i]
            origin = officers["unit"][i] if which else records[_last(records, i)][4]
            across = cross[i] if which else rng.random() < 0.5
            same = sector == sector[origin]
            fit = weight * (~same if across else same) * (opens <= s)
            fit[origin] = 0.0
            if not across and fit.sum() == 0:
                fit = weight * same * (np.arange(len(units)) != origin)
            if fit.sum() == 0:  # a sector of one unit: the move leads out of it
                across, fit = True, weight * (np.arange(len(units)) != origin)
                cross[i] = cross[i] or which
            target = int(rng.choice(len(units), p=fit / fit.sum()))
            month = 4 if s % 2 == 0 else 10
            tmt = pd.Timestamp(2019 + s // 2, month, 1)
            sk = tmt - pd.Timedelta(days=int(rng.integers(14, 40)))
            post = str(rng.choice(_POSTS[sector[target]]))
            before = officers["post"][i] if which else records[_last(records, i)][6]
            records.append((i, which, s, origin, target, before, post, sk, tmt, bool(across)))
    moves = pd.DataFrame(
        records,
        columns=["officer", "first", "semester", "from", "to", "post_from", "post_to", "sk_date", "tmt", "cross"],
    ).sort_values(["semester", "officer"], kind="stable", ignore_index=True)
    officers = officers.assign(cohort=cohort, second=second, cross=cross & (cohort >= 0))
    return officers, _seed_waves(moves, setting, officers, rng)


def _wave_semester(wave: str) -> int:
    return -1 if not wave else (ordinal(wave) - ordinal(MONTHS[0])) // 6


def _opens(setting: Setting) -> np.ndarray:
    """Return the semester from which officers are moved into each unit; kecamatan that no wave reaches get none."""
    opens = np.array([_wave_semester(w) for w in setting.units["wave"]])
    compared = setting.units["kind"].isin(setting.compared) & setting.area.everywhere
    return np.where((opens < 0) & compared, len(SEMESTERS), opens)


def _last(records: list[tuple], officer: int) -> int:
    return next(k for k in range(len(records) - 1, -1, -1) if records[k][0] == officer)


def _seed_waves(
    moves: pd.DataFrame, setting: Setting, officers: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """See to it that each unit with a wave receives its officers in it, if there are any."""
    units = setting.units
    kinds, sectors = units["kind"].to_numpy(), units["sector"].to_numpy()
    for unit in setting.seeded:
        s = _wave_semester(units["wave"][unit])
        for _ in range(3 - int(((moves["to"] == unit) & (moves["semester"] == s)).sum())):
            pool = moves.index[
                (moves["semester"] == s)
                & moves["first"]
                & ~np.isin(kinds[moves["to"]], list(setting.compared))
                & (moves["from"] != unit)
                & ((sectors[moves["from"]] != sectors[unit]) == moves["cross"])
                & ~moves["officer"].isin(np.flatnonzero(officers["second"] >= 0))
            ]
            if len(pool) == 0:
                break
            pick = rng.choice(pool)
            moves.loc[pick, ["to", "post_to"]] = [unit, str(rng.choice(_POSTS[sectors[unit]]))]
    return moves


def _locations(officers: pd.DataFrame, moves: pd.DataFrame) -> np.ndarray:
    """Return the unit of every officer in every semester (officers × semesters)."""
    location = np.repeat(officers["unit"].to_numpy()[:, None], len(SEMESTERS), axis=1)
    for i, s, to in moves[["officer", "semester", "to"]].itertuples(index=False):
        location[i, s:] = to
    return location


def in_service(officers: pd.DataFrame) -> np.ndarray:
    """Tell in which semesters each officer serves (officers × semesters, bool)."""
    s: np.ndarray = np.arange(len(SEMESTERS))
    return (s >= officers["enter"].to_numpy()[:, None]) & (s < officers["exit"].to_numpy()[:, None])


def event_times(officers: pd.DataFrame, width: int) -> np.ndarray:
    """Return officers × semesters event times; officers never rotated get a large negative number."""
    cohort = officers["cohort"].to_numpy()[:, None]
    return np.where(cohort < 0, -999, np.arange(width) - cohort)


def _performance(
    officers: pd.DataFrame, units: pd.DataFrame, location: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Draw SKP: a number before 2022, two ratings after, each with and without the effect of rotation.

    A rater marks about a dozen officers of one unit and keeps his own leniency; the counterfactual
    keeps the rater of the factual post, so that the rater's hand is noise and not effect.
    """
    n, width = location.shape
    e = event_times(officers, width)
    effect = effects.skp(e, officers["cross"].to_numpy()[:, None], officers["long_tenure"].to_numpy()[:, None])
    age = (2021 - officers["birth"].dt.year.to_numpy()) - 42
    trend = -0.004 * age[:, None] * np.arange(width)
    slot = rng.integers(0, 1 << 30, size=(n, 1)) % np.maximum(units["staff"].to_numpy()[location] // 12, 1)
    rater = location * 16 + slot
    leniency = rng.normal(0, 0.25, (len(units) * 16, 2))
    latent = rng.normal(0, 0.7, (n, 1)) + trend + leniency[rater, (np.arange(width) >= 8).astype(int)]
    latent = latent + rng.normal(0, 0.1, width)
    noise = [rng.normal(0, 0.5, (n, width)) for _ in range(2)]
    out: dict[str, np.ndarray] = {"rater": rater}
    for name, shift in (("factual", effect), ("counterfactual", np.zeros_like(effect))):
        level = latent + shift
        result, conduct = (level + u for u in noise)
        out[f"number_{name}"] = np.round(np.clip(84 + 5 * (result + conduct) / 2, 0, 120), 2)
        out[f"result_{name}"] = np.digitize(result, [-0.9, 0.9]) + 1
        out[f"conduct_{name}"] = np.digitize(conduct, [-0.9, 0.9]) + 1
    return out


def _attendance(officers: pd.DataFrame, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw monthly attendance; rotation changes nothing, but lateness drifts among those it will reach."""
    n, months = len(officers), len(MONTHS)
    days = np.array([22, 20, 21, 20, 19, 20, 22, 21, 22, 22, 21, 20] * (months // 12))
    present_rate = 1 / (1 + np.exp(-(3.2 + rng.normal(0, 0.4, (n, 1)))))
    semester = np.arange(months) // 6
    drift = effects.LATENESS_DRIFT * semester * (officers["cohort"].to_numpy()[:, None] >= 0)
    lateness_rate = np.clip(0.05 + 0.02 * rng.gamma(1.5, 1.0, (n, 1)) + drift, 0, 0.9)
    present = rng.binomial(days, np.broadcast_to(present_rate, (n, months)))
    lateness_days = rng.binomial(present, lateness_rate)
    absent = rng.binomial(days - present, 0.15)
    return {"days": np.broadcast_to(days, (n, months)), "present": present, "late": lateness_days, "absent": absent}


def _scores(officers: pd.DataFrame, units: pd.DataFrame, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw the yearly assessment of each sector's competency, with and without the effect (n × years × sectors)."""
    n, years = len(officers), len(YEARS)
    cohort = officers["cohort"].to_numpy()
    e = np.where(cohort < 0, -999, 0)[:, None] + np.where(cohort < 0, 0, 1)[:, None] * (
        np.arange(years) - (cohort // 2)[:, None]
    )
    effect = effects.competence(e, officers["cross"].to_numpy()[:, None], officers["long_tenure"].to_numpy()[:, None])
    home = units["sector"].to_numpy()[officers["unit"]][:, None] == np.array(SECTORS)
    base = 58 + rng.normal(0, 5, (n, 1)) + 10 * home + rng.normal(0, 2, (n, len(SECTORS)))
    noise = rng.normal(0, 4, (n, years, len(SECTORS)))
    level = base[:, None, :] + 0.4 * np.arange(years)[:, None] + noise
    factual, counterfactual = (np.clip(np.round(level + s, 1), 0, 100) for s in (effect[..., None], 0.0))
    return {"factual": factual, "counterfactual": counterfactual}


def _unit_grid(setting: Setting, periods: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the units that serve citizens (places in the table) and their event times (units × periods)."""
    units = setting.units
    places = np.flatnonzero(units["kind"].isin(setting.serving))
    freq_months = len(MONTHS) // len(periods)
    start = [((ordinal(w) - ordinal(MONTHS[0])) // freq_months if w else 10**6) for w in units["wave"].iloc[places]]
    return places, np.arange(len(periods)) - np.array(start)[:, None]


def _services(setting: Setting, officers: pd.DataFrame, location: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Draw the service register of the kelurahan: one row a service, with the time it would have taken untreated."""
    places, e = _unit_grid(setting, MONTHS)
    least, more = setting.services
    count = least + rng.poisson(more, e.shape)
    unit = np.repeat(np.repeat(np.arange(len(places)), len(MONTHS)), count.ravel())
    month = np.repeat(np.tile(np.arange(len(MONTHS)), len(places)), count.ravel())
    standard = rng.choice([3, 5, 7, 14], len(unit), p=[0.4, 0.3, 0.2, 0.1])
    calendar = rng.normal(0, 0.05, len(MONTHS)) + 0.15 * np.array(["2020-04" <= m <= "2021-08" for m in MONTHS])
    log_days = np.log(standard) - 0.22 + rng.normal(0, 0.1, len(places))[unit] + calendar[month]
    log_days = log_days + rng.normal(0, 0.6, len(unit))
    gain = effects.SERVICE_TIME_EFFECT * effects.ramp(np.where(e < -1, -1, e))[unit, month]
    staff = _staff_of(places, officers, location, unit, month // 6, rng)
    return pd.DataFrame(
        {
            "unit": places[unit],
            "month": month,
            "day": rng.integers(1, 29, len(unit)),
            "standard": standard,
            "days": np.ceil(np.exp(log_days - gain)).astype(int),
            "days_counterfactual": np.ceil(np.exp(log_days)).astype(int),
            "kind": rng.integers(0, 5, len(unit)),
            "officer": staff,
        }
    )


def _staff_of(
    places: np.ndarray,
    officers: pd.DataFrame,
    location: np.ndarray,
    unit: np.ndarray,
    semester: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Pick for each service an officer who then served in its unit (-1 where nobody did)."""
    serving = in_service(officers)
    pick = rng.random(len(unit))
    staff = np.full(len(unit), -1)
    key = unit * len(SEMESTERS) + semester
    order = np.argsort(key, kind="stable")
    bounds = np.searchsorted(key[order], np.arange(len(places) * len(SEMESTERS) + 1))
    for k in range(len(places) * len(SEMESTERS)):
        rows = order[bounds[k] : bounds[k + 1]]
        s = k % len(SEMESTERS)
        team = np.flatnonzero((location[:, s] == places[k // len(SEMESTERS)]) & serving[:, s])
        if len(team):
            staff[rows] = team[(pick[rows] * len(team)).astype(int)]
    return staff


def _complaints(setting: Setting, rng: np.random.Generator, aside: np.random.Generator) -> pd.DataFrame:
    """Draw complaints about the kelurahan: rotation changes how many are about an illegal levy, not how many there are.

    What a complaint is about if not a levy, and all else, is drawn before that, so that it stays as it is.
    """
    places, e = _unit_grid(setting, MONTHS)
    count = rng.poisson(0.6 * np.exp(rng.normal(0, 0.2, (len(places), 1))), e.shape)
    unit = np.repeat(np.repeat(np.arange(len(places)), len(MONTHS)), count.ravel())
    month = np.repeat(np.tile(np.arange(len(MONTHS)), len(places)), count.ravel())
    out = pd.DataFrame(
        {
            "unit": places[unit],
            "month": month,
            "day": rng.integers(1, 29, len(unit)),
            "kind": rng.integers(0, 5, len(unit)),
            "took": rng.integers(1, 30, len(unit)),
        }
    )
    luck = aside.random(len(unit))
    gain = (effects.LEVY_EFFECT * effects.ramp(np.where(e < -1, -1, e)))[unit, month]
    out["levy_counterfactual"] = luck < effects.LEVIES
    out["levy"] = luck < effects.LEVIES * (1 - gain)
    return out


def _answers(setting: Setting, rng: np.random.Generator) -> pd.DataFrame:
    """Draw the citizens' survey: nine answers of 1–4 a respondent, with and without the effect."""
    places, e = _unit_grid(setting, QUARTERS)
    least, more = setting.answers
    count = least + rng.poisson(more, e.shape)
    unit = np.repeat(np.repeat(np.arange(len(places)), len(QUARTERS)), count.ravel())
    quarter = np.repeat(np.tile(np.arange(len(QUARTERS)), len(places)), count.ravel())
    n = len(unit)
    level = 0.4 + rng.normal(0, 0.2, len(places))[unit] + rng.normal(0, 0.6, n)
    latent = level[:, None] + rng.normal(0, 0.2, 9) + rng.normal(0, 0.8, (n, 9))
    gain = (effects.CITIZEN_EFFECT * effects.ramp(np.where(e < -1, -1, e), 2))[unit, quarter]
    cuts = [-1.6, -0.4, 1.0]
    out = pd.DataFrame(
        {
            "unit": places[unit],
            "quarter": quarter,
            "day": rng.integers(0, 88, n),
            "age": rng.integers(18, 75, n),
            "female": rng.random(n) < 0.52,
            "education": rng.integers(0, 4, n),
            "kind": rng.integers(0, 5, n),
        }
    )
    for k in range(9):
        out[f"U{k + 1}"] = np.digitize(latent[:, k] + gain, cuts) + 1
        out[f"U{k + 1}_counterfactual"] = np.digitize(latent[:, k], cuts) + 1
    return out
