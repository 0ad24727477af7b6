"""Where the desa and kelurahan lie, from a file of boundaries: for distances and for a map.

A GeoJSON file (RFC 7946: degrees, longitude first) as the geospatial agency or the city publishes it lies in
``places/<code>/boundaries.geojson`` or, for any places together, in ``data/boundaries.geojson``; without one distances
stay unknown and no map is drawn. A feature is joined by the code that it carries, else by its exact name within its
kecamatan.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.domain import work_units
from analysis.domain.regions import OVERLAYS, Region
from analysis.errors import UserError
from analysis.intake import units

FILE = "data/boundaries.geojson"
#: Properties that hold the national code, name the desa or kelurahan and its kecamatan, as publishers call them
#: (compared without case).
_CODE = ("kode", "kdepum", "kode_kemendagri", "kode_desa", "kode_kel")
_KELURAHAN = ("wadmkd", "kelurahan", "nama_kelurahan", "desa", "namobj", "nama", "name")
_KECAMATAN = ("wadmkc", "kecamatan", "nama_kecamatan")
#: Mean radius of the Earth in kilometres (Moritz 2000).
_RADIUS = 6371.0088


#: Kilometres between the places of two columns of units, NaN where one is not known.
Distance = Callable[[pd.Series, pd.Series], np.ndarray]


@dataclass(frozen=True)
class Boundaries:
    """Boundaries of desa and kelurahan.

    Attributes
    ----------
    rings : outer rings of each, by ``unit_id``; each n × 2, longitude and latitude in degrees.
    centres : index ``unit_id``; ``longitude``, ``latitude`` of the centroid of the largest ring.
    unplaced : features of the file that name no desa or kelurahan of the place, or name several, as the file names
    them.
    missing : ``unit_id`` of the place's desa and kelurahan that the file does not draw.
    """

    rings: dict[str, list[np.ndarray]]
    centres: pd.DataFrame
    unplaced: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def messages(self) -> list[str]:
        """What was not placed, in sentences; none where every desa and kelurahan has its boundary."""
        said = []
        if self.unplaced:
            said.append(
                f"Boundaries: {len(self.unplaced)} features were not placed: {'; '.join(self.unplaced)}. Give each "
                "its code (property 'kode') or its exact name and kecamatan."
            )
        if self.missing:
            said.append(f"Boundaries: {len(self.missing)} desa and kelurahan are not drawn: {'; '.join(self.missing)}.")
        return said


def files(root: Path, region: Region) -> list[Path]:
    """List where the boundaries of a place may lie, the first that is there counts."""
    return [root / OVERLAYS / region.place.code / "boundaries.geojson", root / FILE]


def load(root: Path, region: Region) -> Boundaries | None:
    """Read the boundaries of a place; None where none were given, or where all features are by their codes of other
    places.

    Raises
    ------
    UserError
        If the file is no GeoJSON of polygons, or names no desa or kelurahan of the place.
    """
    path = next((p for p in files(root, region) if p.is_file()), None)
    if path is None:
        return None
    where = path.relative_to(root).as_posix()
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        drawn = [(_properties(f["properties"]), _rings(f["geometry"])) for f in features]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise UserError(
            f"{where}: not a GeoJSON FeatureCollection of Polygon or MultiPolygon; export it anew as GeoJSON (WGS 84), "
            "or take the file away to go on without map and distances."
        ) from error
    drawn = [(named, shapes) for named, shapes in drawn if not _elsewhere(named, region)]
    if features and not drawn:
        return None
    rings: dict[str, list[np.ndarray]] = {}
    unplaced: list[str] = []
    for named, shapes in drawn:
        unit_id = _placed(named, region)
        if unit_id:
            rings.setdefault(unit_id, []).extend(shapes)
        else:
            unplaced.append(
                ", ".join(v for v in (_first(named, keys) for keys in (_KELURAHAN, _KECAMATAN, _CODE)) if v)
            )
    if not rings:
        kinds = " or ".join(sorted(set(region.villages["kind"])))
        raise UserError(
            f"{where}: no feature is named as a {kinds} of {region.name}; a code is looked for in the "
            f"properties {', '.join(_CODE)}, a name in {', '.join(_KELURAHAN)}."
        )
    centres = {
        unit_id: _centroid(max(outlines, key=lambda r: abs(_area(r)))) for unit_id, outlines in sorted(rings.items())
    }
    table = pd.DataFrame.from_dict(centres, orient="index", columns=["longitude", "latitude"])
    missing = [u for u in region.villages["unit_id"] if u not in rings]
    return Boundaries(
        dict(sorted(rings.items())), table.rename_axis("unit_id"), [u or "(no name)" for u in unplaced], missing
    )


def kilometres(centres: pd.DataFrame, region: Region, start: pd.Series, end: pd.Series) -> np.ndarray:
    """Return great-circle distances between the kelurahan in which units lie; NaN where one is not known.

    Parameters
    ----------
    centres : of :class:`Boundaries`.
    region : where the units are.
    start, end : ``unit_id``, of equal length.
    """
    a, b = (np.radians(centres.reindex(_places(region, unit_ids)).to_numpy(float)) for unit_ids in (start, end))
    half = np.sin((b - a) / 2) ** 2
    chord = half[:, 1] + np.cos(a[:, 1]) * np.cos(b[:, 1]) * half[:, 0]
    distances: np.ndarray = 2 * _RADIUS * np.arcsin(np.sqrt(chord))
    return distances


def _places(region: Region, unit_ids: pd.Series) -> pd.Series:
    """Return the desa or kelurahan in which each unit lies; missing where that is not known."""
    village = work_units.of(region).describe(unit_ids).set_index("unit_id")["kelurahan"]
    return unit_ids.map(village[village != ""])


def _properties(given: Mapping[str, object] | None) -> dict[str, str]:
    """Return a feature's properties as text, their names in lower case."""
    return {str(key).lower(): str(value).strip() for key, value in (given or {}).items() if value}


def _first(named: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((named[key] for key in keys if key in named), "")


def _code(named: dict[str, str]) -> str:
    """Return the national code that a feature carries, with points; empty where it carries none."""
    digits = _first(named, _CODE).replace(".", "")
    return re.sub(r"(..)(..)(..)(....)", r"\1.\2.\3.\4", digits) if re.fullmatch(r"\d{10}", digits) else ""


def _elsewhere(named: dict[str, str], region: Region) -> bool:
    """Tell whether a feature is, by its code, of another kabupaten or kota."""
    code = _code(named)
    return bool(code) and not code.startswith(region.place.code + ".")


def _placed(named: dict[str, str], region: Region) -> str:
    """Return the unit that a feature draws: by its code, else by its exact name; empty where that is not one unit."""
    code = _code(named)
    if code:
        return next(iter(region.villages.loc[region.villages["code"] == code, "unit_id"]), "")
    name, kecamatan = _first(named, _KELURAHAN), _first(named, _KECAMATAN)
    read = units.of(region)
    villages = set(region.villages["unit_id"])
    fits: set[str] = set()
    for title in ("", "Kelurahan ", "Desa ") if name else ():
        value = read(f"{title}{name}" + (f" Kecamatan {kecamatan}" if kecamatan else ""))
        if not value.fault and not value.repair and value.value in villages:
            fits.add(str(value.value))
    return fits.pop() if len(fits) == 1 else ""


def _rings(geometry: Mapping[str, Any]) -> list[np.ndarray]:
    shapes = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[geometry["type"]]
    return [np.array([point[:2] for point in shape[0]], dtype=float) for shape in shapes]


def _area(ring: np.ndarray) -> float:
    """Return the signed area of a ring in square degrees."""
    x, y = ring[:, 0], ring[:, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def _centroid(ring: np.ndarray) -> tuple[float, float]:
    """Return the centroid of a ring; over a kelurahan degrees are as good as flat."""
    origin = ring[0]  # keeps the sums from cancelling
    x, y = (ring - origin).T
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    total = 3 * cross.sum()
    if total == 0:
        longitude, latitude = ring.mean(axis=0)
    else:
        longitude = origin[0] + ((x + np.roll(x, -1)) * cross).sum() / total
        latitude = origin[1] + ((y + np.roll(y, -1)) * cross).sum() / total
    return float(longitude), float(latitude)
