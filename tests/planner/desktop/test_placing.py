import shutil

import numpy as np
import pytest

from layers.feedback import Silent
from layers.region import Region
from planner.desktop.open_region import read_region
from planner.desktop.placing import PlacingDialog, unplaced


@pytest.fixture
def region(sample, tmp_path):
    """The sample with two facilities that lost their places, one of them its unit too."""
    path = tmp_path / "区.gpkg"
    shutil.copyfile(sample, path)
    with Region.open(path) as opened:
        facilities = opened.facilities()
        with opened.writing("去掉位置") as writer:
            for row, unit in ((0, ""), (1, facilities.unit_code[1])):
                writer.put_facilities(_bare(facilities, row, str(unit)), None)
    return read_region(path, Silent())


def _bare(facilities, row, unit):
    from dataclasses import replace

    one = slice(row, row + 1)
    return replace(
        facilities,
        id=facilities.id[one],
        name=facilities.name[one],
        kinds=facilities.kinds[one],
        unit_code=np.array([unit]),
        status=facilities.status[one],
        lon=np.array([np.nan]),
        lat=np.array([np.nan]),
        numbers={name: values[one] for name, values in facilities.numbers.items()},
        texts={name: values[one] for name, values in facilities.texts.items()},
        attributes=facilities.attributes[one],
    )


@pytest.fixture
def dialog(qtbot, region):
    made = PlacingDialog(None)
    qtbot.addWidget(made)
    made.show_region(region)
    made.show()
    return made


def test_those_without_a_unit_come_first(region):
    found = unplaced(region)
    assert {str(name) for name in region.facilities.id[:2]} <= {one.id for one in found}
    assert found[0].id == region.facilities.id[0]
    assert not found[0].unit
    assert all(one.unit for one in found[1:])


def test_pointing_asks_the_map_and_closing_ends_it(dialog, qtbot):
    with qtbot.waitSignal(dialog.asking_changed) as asked:
        dialog.point.click()
    assert asked.args == [True]
    with qtbot.waitSignal(dialog.asking_changed) as asked:
        dialog.reject()
    assert asked.args == [False]


def test_the_next_one_follows_by_itself(dialog, region):
    from dataclasses import replace

    first = dialog.current()
    lon, lat = region.facilities.lon.copy(), region.facilities.lat.copy()
    row = region.facility_row[first.id]
    lon[row], lat[row] = 123.5, 41.7
    dialog.point.setChecked(True)
    dialog.show_region(replace(region, facilities=replace(region.facilities, lon=lon, lat=lat)))
    assert dialog.current().id != first.id
    assert dialog.point.isChecked()


def test_with_none_left_the_map_no_longer_asks(dialog, region):
    from dataclasses import replace

    dialog.point.setChecked(True)
    facilities = region.facilities
    everywhere = replace(facilities, lon=np.full(len(facilities), 123.5), lat=np.full(len(facilities), 41.7))
    dialog.show_region(replace(region, facilities=everywhere))
    assert not dialog.point.isChecked()
    assert dialog.hint.text() == "所有设施都有位置。"


def test_only_the_unit_is_given(dialog, region, qtbot):
    code = str(region.units.code[region.units.rows_at("township")[0]])
    dialog.unit.setCurrentIndex(dialog.unit.findData(code))
    first = dialog.current()
    with qtbot.waitSignal(dialog.unit_chosen) as chosen:
        dialog.only_unit.click()
    assert chosen.args == [first.id, first.name, code]
