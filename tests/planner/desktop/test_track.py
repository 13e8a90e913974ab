from dataclasses import replace

from PySide6.QtGui import QColor

from planner.desktop.style import VERDICT_INK
from planner.desktop.track import track_of
from planner.desktop.track_picture import TrackPicture
from tests.planner.desktop.full_cards import FULL_PLAN, MISSED, ROWS


def test_the_way_goes_from_base_over_milestones_to_the_target():
    track = track_of(FULL_PLAN, MISSED, 2023)
    assert track.stops == ((2020, 20.0), (2022, 50.0), (2025, 60.0))
    assert (track.low, track.due, track.floor) == (30.0, 44.0, 55.0)


def test_without_a_base_only_the_target_is_known():
    text = next(row for row in ROWS if row.indicator.id == "text")
    assert track_of(FULL_PLAN, text, 2023).stops == ((2025, 350.0),)


def test_a_superior_figure_that_counts_another_thing_is_left_out():
    other = replace(MISSED.floor, stricter=None, looser=None)  # as judged: see test_superior
    assert track_of(FULL_PLAN, replace(MISSED, floor=other), 2023).floor is None


def test_without_a_target_there_is_no_way():
    site = next(row for row in ROWS if row.indicator.id == "site")
    assert track_of(FULL_PLAN, site, 2023) is None


def colours(picture):
    image = picture.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_value_is_painted_in_its_verdict(qtbot):
    picture = TrackPicture()
    qtbot.addWidget(picture)
    for row in (MISSED, next(row for row in ROWS if row.indicator.id == "text")):
        picture.show_track(track_of(FULL_PLAN, row, 2023))
        assert QColor(VERDICT_INK[row.verdict]).name() in colours(picture)


def test_the_picture_says_itself_in_words(qtbot):
    picture = TrackPicture()
    qtbot.addWidget(picture)
    picture.show_track(track_of(FULL_PLAN, MISSED, 2023))
    assert picture.accessibleName() == (
        "起点 2020 年：20.0%；阶段目标 2022 年：50.0%；按进度 2023 年应达到：44.0%(圆圈)；现值：30.0%(圆点)；"
        "2025 年目标：60.0%；上级目标：55.0%(虚线)"
    )
    picture.show_track(None)
    assert picture.isHidden()
