"""Where a simulated world stands: the units of a place, how many serve in them, and when rotation reaches each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.domain import areas
from analysis.domain.areas import Area

#: The example's place and programme.
PLACE, PROGRAMME = "33.74", "Banyumanik"
#: Months of the TMT that begin the rotation of a unit: the earlier and the later wave.
WAVES = ("2021-04", "2021-10")
#: The kelurahan of the example's programme after which health centres are named.
_HEALTH = ("Ngesrep", "Srondol Wetan", "Padangsari", "Pudakpayung")
#: The example's agencies, with the sector that their officers serve.
_AGENCIES = {
    "Kesehatan": "kesehatan", "Pendidikan": "pendidikan", "Kependudukan dan Pencatatan Sipil": "administrasi",
    "Lingkungan Hidup": "lapangan", "Pekerjaan Umum": "lapangan", "Sosial": "administrasi",
}  # fmt: skip
_COLUMNS = ["unit_id", "kind", "sector", "kecamatan", "staff", "wave", "ours"]
#: A small world has this many kecamatan, the programme's own among them.
_KECAMATAN = 7


@dataclass(frozen=True)
class Setting:
    """What a world is drawn on.

    Attributes
    ----------
    area : where the programme runs.
    units : one row a unit: ``unit_id``, ``kind`` (``kelurahan`` for a desa too), ``sector``, ``kecamatan``, ``staff``
        (planned officers), ``wave`` (month in which rotation begins; empty for never or always) and ``ours`` (whether
        its officers belong to the programme).
    officers : number of officers within the programme and outside.
    services, answers : fewest services a month and answers a quarter of a desa or kelurahan, and the mean beyond.
    mobility : chance of an officer of 42 years to be rotated in a semester.
    """

    area: Area
    units: pd.DataFrame
    officers: tuple[int, int]
    services: tuple[int, float] = (4, 12.0)
    answers: tuple[int, float] = (4, 2.0)
    mobility: float = 0.062

    @property
    def compared(self) -> frozenset[str]:
        """Kinds of unit in which what an arrival changes is measured."""
        return self.serving | ({"kecamatan"} if self.area.everywhere and not self.area.kinds else set())

    @property
    def serving(self) -> frozenset[str]:
        """Kinds of unit that serve citizens: services, complaints and answers are about them."""
        return self.area.kinds or frozenset({"kelurahan"})

    @property
    def seeded(self) -> pd.Index:
        """Places of the units that receive three officers in their own wave, if there are any."""
        kinds = {"kecamatan"} if self.area.everywhere and not self.area.kinds else self.serving
        return self.units.index[(self.units["wave"] != "") & self.units["kind"].isin(kinds)]

    @property
    def letterhead(self) -> tuple[str, str, str]:
        """Government, office and town as letters name them."""
        place = self.area.region.place
        office = "SEKRETARIAT DAERAH" if self.area.everywhere else f"KECAMATAN {self.area.name.upper()}"
        return f"PEMERINTAH {place.name.upper()}", office, place.bare


def example(root: Path | None) -> Setting:
    """Return the setting of the example: a kecamatan of 11 kelurahan in a city of 177, about 7,400 officers."""
    area = areas.area(PROGRAMME, PLACE, root)
    rows = [
        row for name, group in area.region.villages.groupby("kecamatan", sort=False) for row in _of_city(name, group)
    ]
    for number in range(1, 27):
        ours = number > 20
        home = PROGRAMME if ours else ""
        rows.append((f"SMP Negeri {number}", "smp", "pendidikan", home, 45 if ours else 36, "", ours))
    rows += [(f"Dinas {n}", "dinas", s, "", 120, "", False) for n, s in _AGENCIES.items()]
    return Setting(area, pd.DataFrame(rows, columns=_COLUMNS), (1400, 6000))


def _of_city(kecamatan: str, villages: pd.DataFrame) -> Iterator[tuple]:
    """Lay out the units of one kecamatan of the example."""
    ours = kecamatan == PROGRAMME
    for i, (unit_id, name) in enumerate(zip(villages["unit_id"], villages["kelurahan"], strict=True)):
        wave = _wave(i, len(villages)) if ours else ""
        yield unit_id, "kelurahan", "administrasi", kecamatan, 8 if ours else 7, wave, ours
        for k in (1, 2, 3) if ours else ():
            yield f"SD Negeri {name} {k:02d}", "sd", "pendidikan", kecamatan, 18, "", ours
    yield f"Kecamatan {kecamatan}", "kecamatan", "administrasi", kecamatan, 40 if ours else 24, "", ours
    yield f"UPTD Kebersihan {kecamatan}", "uptd_kebersihan", "lapangan", kecamatan, 110 if ours else 12, "", ours
    health = list(_HEALTH)
    if ours:
        yield f"UPTD Pengairan {kecamatan}", "uptd_pengairan", "lapangan", kecamatan, 58, "", ours
        yield f"Koordinator Satuan Pendidikan {kecamatan}", "korsatpen", "pendidikan", kecamatan, 40, "", ours
    else:
        unique = [n for n, u in zip(villages["kelurahan"], villages["unit_id"], strict=True) if "," not in u]
        health = unique[1:3]
        for name in unique[:7]:
            yield f"SD Negeri {name} 01", "sd", "pendidikan", kecamatan, 14, "", ours
    for name in health:
        yield f"Puskesmas {name}", "puskesmas", "kesehatan", kecamatan, 50 if ours else 44, "", ours


def of_place(area: Area, size: str) -> Setting:
    """Lay out a world of any place in its own names.

    Parameters
    ----------
    area : a kecamatan with the rest of its kabupaten or kota, or all of a kabupaten or kota with its kecamatan as
    units.
    size : ``small`` for 60 to 300 officers in seven kecamatan at most, ``full`` for as many as the example has.
    """
    small = size == "small"
    villages = area.region.villages
    if small:
        first = sorted(area.region.districts, key=lambda k: k != area.name)[:_KECAMATAN]
        villages = villages[villages["kecamatan"].isin(first)]
    staff = _staff(area, villages, small)
    rows: list[tuple] = []
    districts = list(dict.fromkeys(villages["kecamatan"]))
    for d, (kecamatan, group) in enumerate(villages.groupby("kecamatan", sort=False)):
        ours = area.everywhere or kecamatan == area.name
        wave = _staged(d, len(districts)) if area.everywhere else ""
        rows += _of_district(str(kecamatan), group, ours, wave, area.everywhere, staff[ours], area.kinds)
    if not small or "dinas" in area.kinds:
        rows += [(f"Dinas {n}", "dinas", s, "", 120, "", area.everywhere) for n, s in _AGENCIES.items()]
    units = pd.DataFrame(rows, columns=_COLUMNS)
    if area.kinds:
        rotating = units.index[units["ours"] & units["kind"].isin(area.kinds)]
        begins = _staged if area.everywhere else _wave
        units["wave"] = ""
        units.loc[rotating, "wave"] = [begins(i, len(rotating)) for i in range(len(rotating))]
    planned = units.groupby("ours")["staff"].sum()
    officers = (int(planned.get(True, 0)), int(planned.get(False, 0)))
    return Setting(area, units, officers, *(((2, 1.0), (2, 1.0), 0.12) if small else ()))


def _staff(area: Area, villages: pd.DataFrame, small: bool) -> dict[bool, dict[str, int]]:
    """Plan the officers of each kind of unit, in the programme (True) and outside."""
    each = max(1, round(110 / len(villages))) if area.everywhere else 4
    ours = {"kelurahan": each, "kecamatan": 8, "puskesmas": 8, "sd": 7, "uptd_kebersihan": 8}
    if area.everywhere:
        ours |= {"kecamatan": 5, "puskesmas": 4, "sd": 3, "uptd_kebersihan": 4}
    others = {"kelurahan": 1, "kecamatan": 4, "puskesmas": 5, "sd": 4, "uptd_kebersihan": 3}
    if not small:
        ours = {"kelurahan": 8, "kecamatan": 40, "puskesmas": 50, "sd": 54, "uptd_kebersihan": 110}
        others = {"kelurahan": 7, "kecamatan": 24, "puskesmas": 44, "sd": 49, "uptd_kebersihan": 12}
    return {True: ours, False: others}


def _of_district(
    kecamatan: str,
    villages: pd.DataFrame,
    ours: bool,
    wave: str,
    everywhere: bool,
    staff: dict[str, int],
    compared: frozenset[str],
) -> Iterator[tuple]:
    """Lay out the units of one kecamatan of any place; health centres and schools bear names that do not recur."""
    unique = [n for n, u in zip(villages["kelurahan"], villages["unit_id"], strict=True) if "," not in u]
    for i, unit_id in enumerate(villages["unit_id"]):
        begins = wave if everywhere else _wave(i, len(villages)) if ours else ""
        yield unit_id, "kelurahan", "administrasi", kecamatan, staff["kelurahan"], begins, ours
    yield f"Kecamatan {kecamatan}", "kecamatan", "administrasi", kecamatan, staff["kecamatan"], wave, ours
    yield f"UPTD Kebersihan {kecamatan}", "uptd_kebersihan", "lapangan", kecamatan, staff["uptd_kebersihan"], "", ours
    if ours and not everywhere:
        yield f"UPTD Pengairan {kecamatan}", "uptd_pengairan", "lapangan", kecamatan, staff["uptd_kebersihan"], "", ours
    for name in unique[: 3 if "puskesmas" in compared else 2 if ours and not everywhere else 1]:
        yield f"Puskesmas {name}", "puskesmas", "kesehatan", kecamatan, staff["puskesmas"], "", ours
    for name in unique[: 3 if "sd" in compared or (ours and not everywhere) else 1]:
        yield f"SD Negeri {name} 01", "sd", "pendidikan", kecamatan, staff["sd"], "", ours


def _wave(i: int, count: int) -> str:
    """Return the wave of a programme's i-th desa or kelurahan: the first half of them begins earlier."""
    return WAVES[int(2 * i >= count + count % 2)]


def _staged(d: int, count: int) -> str:
    """Return the wave of a place's d-th kecamatan; two of five are left as they were."""
    return next((wave for wave, share in zip(WAVES, (0.4, 0.6), strict=True) if d < share * count), "")
