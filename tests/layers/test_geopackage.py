"""Blobs that other programs wrote: in any byte order, with heights, without an envelope, or no blobs at all."""

import struct

import numpy as np
import pytest
import shapely

from layers import geopackage
from layers.errors import UserError
from layers.geopackage_wkb import LINES, POLYGONS

SQUARE = shapely.MultiPolygon([shapely.box(123, 41, 124, 42)])
LINE = shapely.LineString([(120, 40), (121, 41)])


def blob(wkb: bytes, flags: int = 0x01, envelope: bytes = b"") -> bytes:
    return struct.pack("<2sBBi", b"GP", 0, flags, 4490) + envelope + wkb


def lifted(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.force_3d(shape, 50.0)


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("flavor", ["iso", "extended"])
@pytest.mark.parametrize("change", [lambda shape: shape, lifted])
def test_shapes_of_other_programs_come_back_flat(order: int, flavor: str, change) -> None:
    for shape, types in ((SQUARE, POLYGONS), (shapely.box(0, 0, 1, 1), POLYGONS), (LINE, LINES)):
        wkb = shapely.to_wkb(change(shape), byte_order=order, output_dimension=3, flavor=flavor)
        (back,) = geopackage.decode([blob(wkb)], types)
        assert shapely.equals_exact(back, shape)
        assert not shapely.has_z(back)
        assert geopackage.extent([blob(wkb)]) == (*shape.bounds,)


def test_points_with_heights_and_measures() -> None:
    blobs = [
        blob(struct.pack("<BI3d", 1, 1001, 123.5, 41.5, 9)),
        blob(struct.pack(">BI3d", 0, 2001, 123.6, 41.6, 9)),
        blob(struct.pack("<BI4d", 1, 3001, 123.7, 41.7, 9, 9)),
        blob(struct.pack("<BI3d", 1, 0x80000001, 123.8, 41.8, 9)),
        blob(struct.pack("<BI2d", 1, 1, np.nan, np.nan)),
        None,
    ]
    lon, lat = geopackage.decode_points(blobs)
    assert lon[:4].tolist() == [123.5, 123.6, 123.7, 123.8]
    assert lat[:4].tolist() == [41.5, 41.6, 41.7, 41.8]
    assert np.isnan(lon[4:]).all()
    assert geopackage.extent(blobs[:5]) == (123.5, 41.5, 123.8, 41.8)


def test_the_box_of_our_own_blobs() -> None:
    ours = geopackage.encode(np.array([SQUARE, shapely.MultiPolygon()], dtype=object))
    assert geopackage.extent(ours) == (123, 41, 124, 42)
    points = geopackage.encode_points(np.array([1.0, 3.0]), np.array([2.0, 0.0]))
    assert geopackage.extent(points) == (1, 0, 3, 2)
    assert geopackage.extent([]) == (None, None, None, None)


@pytest.mark.parametrize("portion", [1, 2, 3, 100])
def test_the_box_is_that_of_all_portions(portion: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geopackage, "_AT_ONCE", portion)
    points = geopackage.encode_points(np.array([5.0, 121.0, 3.0]), np.array([2.0, -7.0, 41.5]))
    strange = blob(struct.pack("<BI3d", 1, 1001, 123.5, 41.75, 9))
    shapes = geopackage.encode(np.array([SQUARE, shapely.MultiPolygon()], dtype=object))
    empty = blob(struct.pack("<BI2d", 1, 1, np.nan, np.nan))
    assert geopackage.extent(points) == (3, -7, 121, 41.5)
    assert geopackage.extent(iter([empty, *points, strange])) == (3, -7, 123.5, 41.75)
    assert geopackage.extent([*points, strange, *shapes]) == (3, -7, 124, 42)
    assert geopackage.extent([empty]) == (None, None, None, None)


def test_points_among_what_is_none_are_no_points_of_ours() -> None:
    (point,) = geopackage.encode_points(np.array([5.0]), np.array([2.0]))
    text = point.decode("latin-1") if point else ""
    for stranger in (text, point[:-1] if point else b"", b"xx" + point[2:] if point else b""):
        with pytest.raises(UserError):
            geopackage.decode_points([point, stranger])


def test_an_envelope_is_believed_only_in_our_own_form() -> None:
    wkb, lies = shapely.to_wkb(SQUARE, byte_order=1), struct.pack(">4d", 1e300, -1e300, 7, 8)
    assert geopackage.extent([blob(wkb, 0x02, lies)]) == (123, 41, 124, 42)
    assert geopackage.extent([blob(wkb)]) == (123, 41, 124, 42)


JUNK = {
    "a number": 5,
    "text": "POINT (1 2)",
    "nothing": b"",
    "no header": b"x" * 60,
    "a bare header": b"GP\x00\x03\x8a\x11\x00\x00",
    "an envelope of no kind": blob(shapely.to_wkb(SQUARE), 0x0B),
    "a form of its own": blob(shapely.to_wkb(SQUARE), 0x21),
    "a collection": blob(shapely.to_wkb(shapely.GeometryCollection([SQUARE]))),
    "a cut outline": blob(shapely.to_wkb(SQUARE)[:-3]),
    "a cut point": blob(shapely.to_wkb(shapely.Point(1, 2))[:-1]),
    "a byte order of none": blob(b"\x07" + shapely.to_wkb(SQUARE)[1:]),
    "four milliard parts": blob(struct.pack("<BII", 1, 6, 2**32 - 1)),
    "four milliard rings": blob(struct.pack("<BIIBII", 1, 6, 1, 1, 3, 2**32 - 1)),
    "a heightened part": blob(struct.pack("<BII", 1, 6, 1) + shapely.to_wkb(lifted(SQUARE.geoms[0]), flavor="iso")),
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_is_refused(junk: object) -> None:
    with pytest.raises(UserError, match="损坏的图形"):
        geopackage.extent([junk])
    with pytest.raises(UserError, match="损坏的图形"):
        geopackage.decode([junk], POLYGONS)
    with pytest.raises(UserError, match="损坏的图形"):
        geopackage.decode_points([junk])
