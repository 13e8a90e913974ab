"""Outlines whose place on earth the file does not say, or says wrongly."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from tests.torture.case import Case, Outcome, attempt, params
from tests.torture.containers import TOWNS, Shapes, shp
from tests.torture.land import TOWNSHIPS
from tests.torture.test_boundaries import outlined
from tests.torture.writing import Build

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_child")]
DEGREES_PRJ = pyproj.CRS.from_epsg(4490).to_wkt("WKT1_ESRI").encode()
ZONES = {
    "three-degree zone 41": 4529,
    "three-degree zone 41, no number": 4550,
    "three-degree zone 40": 4528,
    "three-degree zone 40, no number": 4549,
    "three-degree zone 42": 4530,
    "three-degree zone 42, no number": 4551,
    "six-degree zone 21": 4499,
    "six-degree zone 21, no number": 4510,
    "six-degree zone 22": 4500,
    "web mercator": 3857,
    "UTM 51": 32651,
}


FAR_ZONES = {"three-degree zone 39": 4527, "six-degree zone 20": 4498}


def metric(crs: int, *, swapped: bool = False) -> Shapes:
    """The townships in metres, their edges close enough to the straight ones of degrees."""
    forward = pyproj.Transformer.from_crs(4490, crs, always_xy=True)

    def move(points: np.ndarray) -> np.ndarray:
        x, y = forward.transform(points[:, 0], points[:, 1])
        return np.column_stack((y, x) if swapped else (x, y))

    return {c: (n, shapely.transform(shapely.segmentize(s, 0.005), move)) for c, (n, s) in TOWNS.items()}


def turned() -> Shapes:
    return {c: (n, shapely.transform(s, lambda points: points[:, ::-1])) for c, (n, s) in TOWNS.items()}


def placed(crs: int, *, prj: bytes | None = None, swapped: bool = False) -> Build:
    """A shapefile in metres with no word on them, or with another one."""
    written = shp(shapes=metric(crs, swapped=swapped), crs="EPSG:4490", drop=() if prj else (".prj",), put={})
    return shp(shapes=metric(crs, swapped=swapped), put={".prj": prj}) if prj else written


def prj_of(crs: int) -> bytes:
    return pyproj.CRS.from_epsg(crs).to_wkt("WKT1_ESRI").encode()


def right(name: str, build: Build, **more: object) -> Case:
    told = {"role": "units", "added": len(TOWNS), "check": outlined(tolerance=2e-3), "never": ("position_unknown",)}
    return Case(name, build, **told | more)


def never_wrong(outcome: Outcome) -> None:
    """Without outlines to compare with: at the right place, or said to be in doubt."""
    units = outcome.region.units()
    shape = units.geometry[units.row_of["210112001000"]]
    own = TOWNS["210112001000"][1]
    if shape is None or shape.symmetric_difference(own).area > 2e-3 * own.area:
        assert {"crs_from_numbers", "position_unknown", "position_unsure"} & set(outcome.warnings)
        assert len(outcome.prepared.positions) >= 2


def _bare(name: str, crs: int) -> Case:
    return Case(
        f"{name}, bare region",
        placed(crs),
        role="units",
        region="bare",
        options={"accept": ("position_unknown", "position_unsure")},
        check=never_wrong,
    )


CASES = [
    *[right(f"{name}, no prj", placed(crs)) for name, crs in ZONES.items()],
    *[right(f"{name}, right prj", placed(crs, prj=prj_of(crs))) for name, crs in ZONES.items()],
    *[right(f"{name}, no prj, axes swapped", placed(crs, swapped=True)) for name, crs in list(ZONES.items())[:2]],
    *[_bare(name, crs) for name, crs in ZONES.items()],
    right("degrees, no prj", shp(drop=(".prj",))),
    right("degrees, axes swapped", shp(shapes=turned())),
    right("degrees, axes swapped, no prj", shp(shapes=turned(), drop=(".prj",))),
    right("degrees, axes swapped, bare region", shp(shapes=turned()), region="bare"),
    right("degrees said to be metres", shp(put={".prj": prj_of(4529)}), must=("crs_contradicted|crs_from_numbers",)),
    right("metres said to be degrees", placed(4529, prj=DEGREES_PRJ), must=("crs_contradicted|crs_from_numbers",)),
    right("metres of another zone", placed(4529, prj=prj_of(4528)), must=("crs_contradicted|crs_from_numbers",)),
    right("no number, prj with number", placed(4550, prj=prj_of(4529)), must=("crs_contradicted|crs_from_numbers",)),
    Case("Xi'an 80", placed(4529, prj=prj_of(2365)), role=None, refused=("西安",)),
    Case("Beijing 54", placed(4529, prj=prj_of(2417)), role=None, refused=("北京",)),
    Case(
        "metres of nowhere",
        shp(
            shapes={c: (n, shapely.transform(s, lambda p: (p - [123, 41]) * 1000)) for c, (n, s) in TOWNS.items()},
            drop=(".prj",),
        ),
        refused=("坐标|位置",),
    ),
]


@params(CASES)
def test_position(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


@pytest.mark.parametrize("crs", [4529, 4550])
def test_given_position(crs: int, run: Callable[[Case], None]) -> None:
    run(right("given", placed(crs), region="bare", options={"crs": f"EPSG:{crs}"}))


def test_a_township_alone(run: Callable[[Case], None]) -> None:
    """One outline is enough to find the zone by, where the region is known."""
    one = {c: s for c, s in metric(4550).items() if c == next(iter(TOWNSHIPS))}
    run(
        right(
            "alone",
            shp(shapes=one, drop=(".prj",)),
            added=1,
            check=outlined({c: TOWNS[c] for c in one}, tolerance=2e-3),
        )
    )


@pytest.mark.parametrize("state", ["plain", "bare"])
@pytest.mark.parametrize("crs", FAR_ZONES.values(), ids=list(FAR_ZONES))
def test_far_zones(crs: int, state: str, tmp_path: Path, blank: Callable[[str], Path]) -> None:
    """Where the easting runs over into the zone's number: right, or nothing is written."""
    path = tmp_path / "区.gpkg"
    shutil.copyfile(blank(state), path)
    (tmp_path / "来源").mkdir()
    outcome = attempt(path, placed(crs)(tmp_path / "来源"), {})
    with outcome.region:
        if outcome.error is None:
            outlined(tolerance=2e-3)(outcome)
        else:
            assert {finding.code for finding in outcome.prepared.blocking} == {"position_unknown"}
