"""What a download covers, and what it is said to take before anybody is asked."""

import numpy as np
import pytest
import shapely

from layers.download.area import area_of, outline_of
from layers.download.downloading import download, estimate
from layers.download.offer import offers
from layers.download.settings import Settings
from layers.errors import UserError
from layers.foreign.roads.osm_rules import CLASSES
from layers.projection import Metric
from layers.tables import Units

OUTLINE = shapely.box(124.0, 40.0, 124.4, 40.3)


def units(*rows: tuple[str, str, shapely.Geometry | None]) -> Units:
    codes = np.array([code for code, _, _ in rows], dtype=np.str_)
    nothing = np.full(len(rows), "", dtype=np.str_)
    return Units(
        code=codes,
        name=codes,
        level=np.array([level for _, level, _ in rows], dtype=np.str_),
        parent=nothing,
        klass=nothing,
        provisional=np.zeros(len(rows), bool),
        households=np.full(len(rows), np.nan),
        population={},
        geometry=np.array([outline for _, _, outline in rows], dtype=object),
    )


def test_the_outline_is_that_of_the_highest_level_that_has_one():
    west, east = shapely.box(124, 40, 124.2, 40.3), shapely.box(124.2, 40, 124.4, 40.3)
    community = shapely.box(130, 40, 131, 41)
    told = units(
        ("21", "county", None), ("211", "township", west), ("212", "township", east), ("2", "community", community)
    )
    assert outline_of(told).equals(OUTLINE)
    with pytest.raises(UserError, match="还没有行政区边界"):
        outline_of(units(("21", "county", None)))


@pytest.mark.parametrize("what", ["roads", "buildings", "facilities"])
def test_tiles_cover_the_ground_once_and_are_no_larger_than_said(what):
    offer = offers()[what]
    area = area_of(OUTLINE, offer)
    metric = Metric.of_extent(*OUTLINE.bounds)
    tiles = metric.geometry(np.array(area.tiles, dtype=object))
    ground = shapely.union_all(tiles, grid_size=0.01)
    around = shapely.buffer(metric.geometry(np.array([OUTLINE], dtype=object))[0], offer.around_metres)
    assert shapely.covers(shapely.buffer(ground, 0.1), around)
    assert shapely.area(shapely.difference(ground, shapely.buffer(around, 250))) < 1
    assert shapely.area(tiles).sum() == pytest.approx(shapely.area(ground), rel=1e-6)
    assert shapely.area(ground) / 1e6 == pytest.approx(area.square_km, rel=1e-6)
    west, south, east, north = shapely.bounds(tiles).T
    assert max((east - west).max(), (north - south).max()) <= offer.tile_kilometres * 1000 + 0.1


def test_an_estimate_by_hand():
    # 0.4 degrees of longitude at 40 degrees north and 0.3 of latitude: 34 km by 33 km, with 2 km around
    told = estimate(OUTLINE, ["roads"])
    assert told.square_km == pytest.approx(38.3 * 37.5, rel=0.03)
    assert told.requests == 4
    assert told.megabytes == pytest.approx(told.square_km * 0.05)
    assert "道路 0.05" in told.basis
    both = estimate(OUTLINE, ["roads", "facilities"])
    assert both.requests == 5
    assert both.megabytes > told.megabytes


@pytest.mark.parametrize(
    ("outline", "what", "match"),
    [
        (OUTLINE, ["rivers"], "不能下载“rivers”"),
        (OUTLINE, [], "没有选择"),
        (shapely.Polygon(), ["roads"], "不是经纬度"),
        (shapely.box(500000, 4000000, 510000, 4010000), ["roads"], "不是经纬度"),
        (shapely.box(110, 30, 120, 40), ["roads"], "平方公里"),
    ],
)
def test_what_cannot_be_downloaded(outline, what, match, tmp_path):
    for ask in (estimate, lambda *asked: download(*asked, tmp_path)):
        with pytest.raises(UserError, match=match):
            ask(outline, what)
    assert not list(tmp_path.iterdir())


def test_an_outline_that_crosses_itself_still_has_a_ground():
    bow = shapely.Polygon([(124, 40), (124.2, 40.2), (124.2, 40), (124, 40.2)])
    assert area_of(bow, offers()["roads"]).square_km > 100


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("", ""),
        ("10.0.0.1:8080", "http://10.0.0.1:8080"),
        ("http://proxy.gov.cn:3128/", "http://proxy.gov.cn:3128"),
        ("https://proxy.gov.cn", "https://proxy.gov.cn"),
        ("zhang@proxy:80", "http://zhang@proxy:80"),
        ("zhang:p@ss:w/rd#1@proxy:80", "http://zhang:p%40ss%3Aw%2Frd%231@proxy:80"),
        ("zhang:p%40ss@proxy:80", "http://zhang:p%40ss@proxy:80"),
        ("张:a://b@proxy:80", "http://%E5%BC%A0:a%3A%2F%2Fb@proxy:80"),
    ],
)
def test_how_a_proxy_may_be_written(written, address):
    assert Settings(proxy=written).proxy_address() == address
    assert "ss" not in repr(Settings(proxy=written))


@pytest.mark.parametrize(
    "written", ["socks5://a:1", "a:b:c", "proxy:99999999", "user:pw@", "a b:80", "file:///etc/passwd"]
)
def test_what_is_no_proxy(written):
    with pytest.raises(UserError, match="代理地址写得不对") as caught:
        Settings(proxy=written).proxy_address()
    assert "pw" not in str(caught.value)


def test_a_file_of_certificates_has_to_be_there(tmp_path):
    with pytest.raises(UserError, match="找不到证书文件"):
        Settings(certificates=str(tmp_path / "a.pem")).certificate_file()
    assert not Settings().certificate_file()


@pytest.mark.parametrize("written", ["overpass.example", "file:///x", "ftp://x"])
def test_what_is_no_server(written):
    with pytest.raises(UserError, match="服务器地址写得不对"):
        Settings(server=written).server_address()


def test_offers_keep_the_tags_that_the_rules_of_the_road_read():
    roads = offers()["roads"]
    assert {"highway", "oneway", "junction", "bridge", "tunnel", "layer", "access", "foot", "motorroad"} <= set(
        roads.columns
    )
    assert roads.tags == {"highway": True}
    assert CLASSES
