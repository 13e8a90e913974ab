"""Placing a facility from the command line, in the invented district of the torture set."""

from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest

from layers.errors import UserError
from layers.region import Region
from planner.command_line.editing import place
from tests.torture.land import make_region


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return make_region(tmp_path / "浑南.gpkg", "stocked")


def placed(file: Path, text: str, lon: float | None, lat: float | None, unit: str = "") -> tuple[float, float, str]:
    """Where the facility 样1, 东陵敬老院, is after the command."""
    place(Namespace(file=str(file), id=text, lon=lon, lat=lat, unit=unit, json=False))
    with Region.open(file) as region:
        facilities = region.facilities()
    row = facilities.id.tolist().index("样1")
    return float(facilities.lon[row]), float(facilities.lat[row]), str(facilities.unit_code[row])


@pytest.mark.parametrize("text", ["样1", "东陵敬老院", " 东陵 敬老院"])
def test_a_facility_is_placed_by_its_id_or_its_name(file: Path, text: str) -> None:
    assert placed(file, text, 123.5, 41.7, "210112005000") == (123.5, 41.7, "210112005000")


def test_a_name_that_several_have_needs_the_id(file: Path) -> None:
    with Region.open(file) as region, region.writing("改名") as writer:
        facilities = region.facilities()
        names = np.where(facilities.id == "样2", "东陵敬老院", facilities.name)
        writer.put_facilities(type(facilities)(**{**vars(facilities), "name": names}), None)
    with pytest.raises(UserError, match="有 2 处设施都叫") as error:
        placed(file, "东陵敬老院", 123.5, 41.7)
    assert "样1" in error.value.remedy
    assert "样2" in error.value.remedy


@pytest.mark.parametrize(
    ("lon", "lat", "remedy"), [(41.7, 123.5, "写反了"), (10.0, 41.7, "请核对"), (123.5, 441.7, "请核对")]
)
def test_a_place_far_from_the_region_is_refused(file: Path, lon: float, lat: float, remedy: str) -> None:
    with pytest.raises(UserError, match="不在区域里") as error:
        placed(file, "样1", lon, lat)
    assert remedy in error.value.remedy
    assert placed(file, "样1", None, None, "210112005000")[:2] == (123.412345, 41.623456)


def test_a_place_just_across_the_border_is_taken(file: Path) -> None:
    assert placed(file, "样1", 123.7, 41.7)[:2] == (123.7, 41.7)
