"""Which datum is taken: what the source says against what the map says."""

import numpy as np
import pytest

from layers.datum import from_wgs84, to_wgs84
from layers.importing.position.datums import Said, converted_from, said_by, take_datum
from layers.importing.position.shift import Fit, Verdict

FITS = {datum: Fit(3, 4, 4, 4, float("nan")) for datum in ("", "gcj02", "bd09")}
LON, LAT = np.array([124.4, 124.5]), np.array([40.1, 40.2])

SILENT = Verdict("", clear=False, leaning=False, told=False, fits={})
IN_PLACE = Verdict("", clear=True, leaning=True, told=True, fits=FITS)
SHIFTED = Verdict("gcj02", clear=True, leaning=True, told=True, fits=FITS)
RATHER = Verdict("gcj02", clear=False, leaning=True, told=True, fits=FITS)
UNDECIDED = Verdict("gcj02", clear=False, leaning=False, told=True, fits=FITS)

NOTHING, NAMED, LOOKS = Said(), Said("gcj02", plainly=True), Said("gcj02", plainly=False)
NAMED_WGS84 = Said("wgs84", plainly=True)


@pytest.mark.parametrize(
    ("said", "verdict", "datum", "sure"),
    [
        (NOTHING, SILENT, "wgs84", True),
        (NOTHING, IN_PLACE, "wgs84", True),
        (NOTHING, SHIFTED, "gcj02", True),
        (NOTHING, RATHER, "wgs84", False),
        (NOTHING, UNDECIDED, "wgs84", True),
        (NAMED, SILENT, "gcj02", True),
        (NAMED, SHIFTED, "gcj02", True),
        (NAMED, IN_PLACE, "wgs84", False),
        (LOOKS, SILENT, "wgs84", False),
        (LOOKS, RATHER, "gcj02", True),
        (LOOKS, IN_PLACE, "wgs84", True),
        (NAMED_WGS84, SHIFTED, "gcj02", False),
        (NAMED_WGS84, RATHER, "wgs84", False),
        (NAMED_WGS84, SILENT, "wgs84", True),
    ],
)
def test_what_is_taken(said: Said, verdict: Verdict, datum: str, *, sure: bool) -> None:
    got = take_datum(said, verdict, "", LON, LAT)
    assert got.decision is not None
    assert (got.datum, got.decision.sure) == (datum, sure)
    assert len(got.positions) == (0 if sure else 3)
    codes = {finding.code for finding in got.findings}
    assert ("datum_doubtful" in codes) is not sure
    assert ("datum_shifted" in codes) is (datum == "gcj02")


def test_the_user_wins_and_is_warned() -> None:
    got = take_datum(NOTHING, SHIFTED, "wgs84", LON, LAT)
    assert got.decision is not None
    assert (got.datum, got.decision.given, got.decision.sure) == ("wgs84", True, False)
    assert [finding.code for finding in got.findings] == ["datum_doubtful"]
    assert take_datum(NOTHING, SHIFTED, "gcj02", LON, LAT).positions == ()


def test_only_what_is_settled_is_remembered() -> None:
    assert take_datum(NOTHING, SHIFTED, "", LON, LAT).settled
    assert not take_datum(NOTHING, SILENT, "", LON, LAT).settled
    assert not take_datum(NOTHING, RATHER, "", LON, LAT).settled


def said(
    columns: list[str], coordinates: list[str] | None = None, where: str = "x.csv", cell: str = "124.403645"
) -> Said:
    return said_by(dict.fromkeys(columns, (cell,)), coordinates or [], where, LON, LAT)


def test_what_sources_say() -> None:
    assert said(["名称", "lon_gcj02"], ["lon_gcj02"]) == Said("gcj02", True, "表头“lon_gcj02”这样写")
    assert said(["name", "location", "pname", "adname"], ["location"]).datum == "gcj02"
    assert said(["uid", "location.lat", "location.lng"], ["location.lng"]).datum == "bd09"
    assert said(["name", "lonlat", "hotPointID"], ["lonlat"]).datum == "cgcs2000"
    assert said(["adcode", "name", "childrenNum", "acroutes"]).datum == "gcj02"
    assert said(["名称"], where="养老机构_百度坐标.xlsx") == Said("bd09", False, "文件名里写着百度坐标")
    assert said(["名称", "经度"], ["经度"]) == Said()


def test_a_map_export_with_many_decimals_has_been_converted() -> None:
    got = said(["name", "lon", "pname", "adname"], ["lon"], cell="121.4630221396943")
    assert got.datum == ""
    assert "换算过" in got.reason


def test_positions_are_those_of_the_three_readings() -> None:
    """The seat of 六道口街道 in GCJ-02 and in WGS84, as an independent list gives both to 1e-6 degrees."""
    got = take_datum(NOTHING, RATHER, "", np.array([124.403645]), np.array([40.135914]))
    assert [place.datum for place in got.positions] == ["gcj02", "wgs84", "bd09"]
    assert got.positions[0].lon[0] == pytest.approx(124.397804, abs=2e-6)
    assert got.positions[0].lat[0] == pytest.approx(40.134315, abs=2e-6)
    assert got.positions[1].lon[0] == 124.403645


AMAP_LON, AMAP_LAT = 121.4 + np.arange(40) * 0.003217, 31.2 + np.arange(40) * 0.002341
"""What a map service gives: six decimals."""


def one_step(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The inverse that is passed around: the place less the shift at the shifted place."""
    again = from_wgs84(lon, lat, "gcj02")
    return 2 * lon - again[0], 2 * lat - again[1]


@pytest.mark.parametrize("back", [one_step, lambda lon, lat: to_wgs84(lon, lat, "gcj02")])
def test_latitudes_that_come_back_to_six_decimals_were_converted(back) -> None:
    lon, lat = back(AMAP_LON, AMAP_LAT)
    got = converted_from(lon, lat)
    assert got is not None
    assert (got.datum, got.plainly) == ("wgs84", True)
    assert "40 个纬度又正好是六位小数" in got.reason
    columns = dict.fromkeys(("name", "lon", "lat", "pname", "adname"), ("1.23456789012",))
    assert said_by(columns, ["lon", "lat"], "x.csv", lon, lat) == got


@pytest.mark.parametrize("seed", range(5))
def test_other_coordinates_were_not(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert converted_from(AMAP_LON, AMAP_LAT) is None
    assert converted_from(rng.uniform(100, 120, 40), rng.uniform(25, 45, 40)) is None
    assert converted_from(*(one[:9] for one in one_step(AMAP_LON, AMAP_LAT))) is None  # too few to be certain
    assert converted_from(np.array([1e308, np.nan]), np.array([1.0, 2.0])) is None


def test_why_the_map_says_nothing_is_told() -> None:
    silent = Verdict.silent("区域里还没有边界可比对")
    got = take_datum(NOTHING, silent, "", LON, LAT)
    assert got.decision is not None
    assert got.decision.chosen.reason == "区域里还没有边界可比对"
