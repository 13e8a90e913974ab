import math
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from planner.desktop.position_pictures import PositionPictures
from planner.drawing.scene import Scene
from tests.planner.desktop import imports


@pytest.fixture
def pictures(qtbot):
    made = PositionPictures()
    qtbot.addWidget(made)
    made.resize(700, 260)
    made.show()
    return made


def show(pictures, positions):
    pictures.show_positions(positions, [Scene()] * len(positions), ("", "gcj02"))


def test_the_one_in_use_is_marked_and_explained(pictures):
    show(pictures, imports.positions())
    assert [picture.isChecked() for picture in pictures.pictures] == [True, False, False]
    assert pictures.why.text() == "为什么：19 个点里 18 个落在自己写的乡镇"


def test_the_number_keys_choose(pictures, qtbot):
    show(pictures, imports.positions())
    with qtbot.waitSignal(pictures.position_chosen) as chosen:
        qtbot.keyClick(pictures, Qt.Key.Key_2)
    assert chosen.args[0].datum == "wgs84"
    with qtbot.assertNotEmitted(pictures.position_chosen):
        qtbot.keyClick(pictures, Qt.Key.Key_4)


def test_a_click_chooses_and_there_are_never_more_than_four(pictures, qtbot):
    show(pictures, imports.positions() * 2)
    assert len(pictures.pictures) == 4
    with qtbot.waitSignal(pictures.position_chosen) as chosen:
        pictures.pictures[2].click()
    assert chosen.args[0].datum == "bd09"
    assert "18 个" not in pictures.why.text()


def test_one_that_cannot_be_compared_is_pictured_too(pictures):
    show(pictures, (replace(imports.positions()[0], score=math.nan),))
    assert not pictures.grab().isNull()
    assert "高德坐标" in pictures.pictures[0].accessibleName()
