"""Where the kelurahan lie, from a file of boundaries that the team may give: for distances and for a map.

The repository brings no boundaries. A GeoJSON file (RFC 7946: degrees, longitude first) as the geospatial agency or the
city publishes it goes to ``data/boundaries.geojson``; without it distances stay unknown and no map is drawn.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.domain.places import kelurahan
from analysis.errors import UserError
from analysis.intake.units import describe, unit

FILE = "data/boundaries.geojson"
#: Properties that name the kelurahan and its kecamatan, as publishers call them (compared without case).
_KELURAHAN = ("wadmkd", "kelurahan", "nama_kelurahan", "desa", "namobj", "nama", "name")
_KECAMATAN = ("wadmkc", "kecamatan", "nama_kecamatan")
#: Mean radius of the Earth in kilometres (Moritz 2000).
_RADIUS = 6371.0088


@dataclass(frozen=True)
class Boundaries:
    """Boundaries of kelurahan.

    Attributes
    ----------
    rings : outer rings of each kelurahan, by ``unit_id``; each n × 2, longitude and latitude in degrees.
    centres : index ``unit_id``; ``longitude``, ``latitude`` of the centroid of the largest ring.
    """

    rings: dict[str, list[np.ndarray]]
    centres: pd.DataFrame


def load(root: Path) -> Boundaries | None:
    """Read the boundaries; None where none were given.

    Raises
    ------
    UserError
        If the file is no GeoJSON of polygons, or names no kelurahan of the city.
    """
    path = root / FILE
    if not path.is_file():
        return None
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        drawn = [(_named(f["properties"] or {}), _rings(f["geometry"])) for f in features]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise UserError(
            f"{FILE}: not a GeoJSON FeatureCollection of Polygon or MultiPolygon; export it anew as GeoJSON (WGS 84), "
            "or take the file away to go on without map and distances."
        ) from error
    rings: dict[str, list[np.ndarray]] = {}
    for unit_id, own in drawn:
        if unit_id:
            rings.setdefault(unit_id, []).extend(own)
    if not rings:
        raise UserError(
            f"{FILE}: no feature is named as a kelurahan of Kota Semarang; the name is looked for in the properties "
            f"{', '.join(_KELURAHAN)}."
        )
    centres = {unit_id: _centroid(max(own, key=lambda r: abs(_area(r)))) for unit_id, own in sorted(rings.items())}
    table = pd.DataFrame.from_dict(centres, orient="index", columns=["longitude", "latitude"])
    return Boundaries(dict(sorted(rings.items())), table.rename_axis("unit_id"))


def kilometres(centres: pd.DataFrame, start: pd.Series, end: pd.Series) -> np.ndarray:
    """Return great-circle distances between the kelurahan in which units lie; NaN where one is not known.

    Parameters
    ----------
    centres : of :class:`Boundaries`.
    start, end : ``unit_id``, of equal length.
    """
    a, b = (np.radians(centres.reindex(_places(units)).to_numpy(float)) for units in (start, end))
    half = np.sin((b - a) / 2) ** 2
    chord = half[:, 1] + np.cos(a[:, 1]) * np.cos(b[:, 1]) * half[:, 0]
    return 2 * _RADIUS * np.arcsin(np.sqrt(chord))


def _places(units: pd.Series) -> pd.Series:
    """Return the kelurahan in which each unit lies; missing where that is not known."""
    known = describe(units).set_index("unit_id")["kelurahan"]
    return units.map(known[known != ""])


def _named(properties: dict) -> str:
    """Return the kelurahan that a feature's properties name; empty where they name none of the city's."""
    found = {str(key).lower(): str(value) for key, value in properties.items() if value}
    name = next((found[key] for key in _KELURAHAN if key in found), "")
    kecamatan = next((found[key] for key in _KECAMATAN if key in found), "")
    value = unit(f"Kelurahan {name}, {kecamatan}").value if name else None
    return str(value) if value in set(kelurahan()["unit_id"]) else ""


def _rings(geometry: dict) -> list[np.ndarray]:
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
