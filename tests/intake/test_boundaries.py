"""Boundaries that the team may give: squares here, and the map that comes with the example."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from analysis.cycle import Evaluation
from analysis.domain import regions
from analysis.errors import UserError
from analysis.intake import boundaries
from analysis.pipeline.run import Progress, run_cycle
from analysis.reporting.report import Report
from analysis.study import Study
from conftest import AREA, EXAMPLES, ROOT, copy_repository

REGION = AREA.region


def square(x, y, side=0.01):
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def feature(name, x, y, kecamatan="", kind="Polygon"):
    rings = [square(x, y)]
    shape = rings if kind == "Polygon" else [rings, [square(x + 0.02, y, 0.001)]]
    return {
        "type": "Feature",
        "properties": {"WADMKD": name, "WADMKC": kecamatan},
        "geometry": {"type": kind, "coordinates": shape},
    }


def give(root, features):
    path = root / boundaries.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def city(root):
    """Lay the 177 kelurahan out as squares of a hundredth of a degree, fourteen in a row."""
    places = enumerate(REGION.villages.itertuples())
    return give(
        root, [feature(p.kelurahan, 110.3 + k % 14 / 100, -7.1 + k // 14 / 100, p.kecamatan) for k, p in places]
    )


def test_without_a_file_nothing_is_known(tmp_path):
    assert boundaries.load(tmp_path, REGION) is None


def test_every_kelurahan_is_found_also_where_two_share_a_name(tmp_path):
    city(tmp_path)
    found = boundaries.load(tmp_path, REGION)
    assert set(found.rings) == set(found.centres.index) == set(REGION.villages["unit_id"])


def test_names_are_read_as_units_are_and_strangers_left_out(tmp_path):
    give(tmp_path, [feature("SRONDOL WTN", 110.4, -7.05, kind="MultiPolygon"), feature("Ungaran", 110.4, -7.1)])
    found = boundaries.load(tmp_path, REGION)
    assert list(found.rings) == ["Kelurahan Srondol Wetan"] and len(found.rings["Kelurahan Srondol Wetan"]) == 2
    # the centre is that of the larger ring
    assert found.centres.iloc[0].tolist() == pytest.approx([110.405, -7.045])


def test_distances_are_great_circles_between_the_kelurahan_of_units(tmp_path):
    give(
        tmp_path, [feature("Ngesrep", 110.0, -7.0), feature("Tinjomoyo", 111.0, -7.0), feature("Gedawang", 110.0, -8.0)]
    )
    centres = boundaries.load(tmp_path, REGION).centres
    start = pd.Series(["Kelurahan Ngesrep"] * 5)
    end = pd.Series(["Kelurahan Tinjomoyo", "SD Negeri Gedawang 01", "Puskesmas Ngesrep", "Kelurahan Jabungan", None])
    km = boundaries.kilometres(centres, REGION, start, end)
    # a degree along a meridian is 2πR/360; along the parallel of 6.995° S nearly that times its cosine
    degree = 2 * np.pi * 6371.0088 / 360
    assert km[:3] == pytest.approx([degree * np.cos(np.radians(6.995)), degree, 0], rel=1e-4)
    assert np.isnan(km[3:]).all()


def coded(code, x, y, **more):
    made = feature("", x, y)
    return made | {"properties": {"kode": code, **more}}


def test_a_code_counts_before_a_name_and_what_was_not_placed_is_named(tmp_path):
    features = [
        coded("33.74.14.1005", 110.3, -7.0, nama="Purwosari"),
        coded("3374021004", 110.4, -7.0, nama="Purwosari"),
        feature("Purwosari", 110.5, -7.0),
        feature("Purwosar", 110.6, -7.0, "Mijen"),
        coded("33.74.14.1999", 110.7, -7.0, nama="Baru"),
        coded("33.22.11.2001", 110.8, -7.0, nama="Asinan"),
    ]
    give(tmp_path, features)
    read = boundaries.load(tmp_path, REGION)
    assert sorted(read.rings) == ["Kelurahan Purwosari, Mijen", "Kelurahan Purwosari, Semarang Utara"]
    assert read.unplaced == ["Purwosari", "Purwosar, Mijen", "Baru, 33.74.14.1999"]
    assert len(read.missing) == 175
    assert "3 features were not placed: Purwosari; Purwosar, Mijen; Baru" in read.messages[0]


def test_the_map_of_the_example_places_every_kelurahan():
    read = boundaries.load(ROOT, REGION)
    assert set(read.rings) == set(REGION.villages["unit_id"]) and len(read.rings) == 177
    assert read.messages == []
    # the city lies between 110.2 and 110.6 degrees east, 6.9 and 7.2 south
    assert read.centres["longitude"].between(110.2, 110.6).all() and read.centres["latitude"].between(-7.2, -6.9).all()
    assert (ROOT / boundaries.FILE).stat().st_size < 250_000


def test_a_file_of_another_place_draws_nothing_and_a_place_may_have_its_own(tmp_path):
    give(tmp_path, [coded("33.74.14.1005", 110.3, -7.0)])
    other = regions.at("33.72")
    assert boundaries.load(tmp_path, other) is None
    path = tmp_path / "places" / "33.72" / "boundaries.geojson"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"features": [coded("33.72.01.1001", 110.8, -7.5)]}), encoding="utf-8")
    assert list(boundaries.load(tmp_path, other).rings) == ["Kelurahan Pajang"]


@pytest.mark.parametrize(
    "text", ["", "{}", '{"features": [1]}', '{"features": [{"properties": {}, "geometry": null}]}']
)
def test_another_file_is_named_with_what_to_do(tmp_path, text):
    give(tmp_path, []).write_text(text)
    with pytest.raises(UserError, match=r"data/boundaries\.geojson: not a GeoJSON .* export it anew"):
        boundaries.load(tmp_path, REGION)


def test_a_run_does_not_begin_with_boundaries_that_cannot_be_read(tmp_path):
    copy_repository(tmp_path)
    give(tmp_path, []).write_text("")
    with pytest.raises(UserError, match="take the file away"):
        run_cycle(Evaluation.open(tmp_path, EXAMPLES[1]), Progress(stage=lambda *_: pytest.fail("a notebook ran")))


def test_a_map_of_elsewhere_is_refused(tmp_path):
    give(tmp_path, [feature("Ungaran", 110.4, -7.1)])
    with pytest.raises(UserError, match="no feature is named as a kelurahan of Kota Semarang"):
        boundaries.load(tmp_path, REGION)


@pytest.mark.parametrize("language", ["id", "en"])
def test_with_boundaries_the_report_has_a_map_and_counts_distance(finished, tmp_path, language):
    copy = tmp_path / "copy"
    shutil.copytree(finished, copy)
    plain = Report(Study(EXAMPLES[1], root=copy), language)("placement", "collaboration").content
    city(copy)
    study = Study(EXAMPLES[1], root=copy)
    study.measure("placement", study.panels)
    found = study.measure("resistance", study.panels).drivers
    given = Report(study, language)("placement", "collaboration").content
    words = Report(study, language).writer.words
    assert words("map-none") in plain and words("distance-none") in plain and 'id="map-' not in plain
    assert words("map-none") not in given and words("part-distance") in given and 'id="map-' in given
    assert "distance" in found["driver"].tolist()
    assert len(given) - len(plain) < 120_000
