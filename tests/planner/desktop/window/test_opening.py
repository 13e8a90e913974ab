from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from layers.region import Region
from planner.coverage.measuring import evaluate_region
from planner.desktop.scorecard_lines import Line
from tests.planner.desktop.window.driving import SECONDS


def test_the_scorecard_shows_what_the_engine_says(opened, own_sample):
    with Region.open(own_sample) as region:
        expected = evaluate_region(region, opened.bench.plan)
    opened.scorecard.head.show_all()
    opened.scorecard.head.choice_changed.emit()
    shown = {one.row.indicator.id: one.row for one in opened.scorecard.table.shown if isinstance(one, Line)}
    assert shown.keys() == {row.indicator.id for row in expected.rows}
    assert {row.indicator.id: row.measurement.value for row in expected.rows} == {
        name: row.measurement.value for name, row in shown.items()
    }
    assert {row.indicator.id: row.verdict for row in expected.rows} == {
        name: row.verdict for name, row in shown.items()
    }
    counts = expected.counts()
    assert opened.scorecard.head.chips["not_met"].text() == f"未达标 {counts['not_met']}"


def test_invented_data_says_so_everywhere(opened):
    assert "示例数据·虚构" in opened.windowTitle()
    assert opened.status.invented.isVisible()
    assert opened._invented.isVisible()
    assert opened.canvas.watermark == "示例数据·虚构"


def test_real_data_is_nowhere_called_invented(window, qtbot, tmp_path):
    path = tmp_path / "真.gpkg"
    with Region.create(path, name="某区", code="210602000000"):
        pass
    with qtbot.waitSignal(window.bench.scorecard_changed, timeout=SECONDS):
        window.open_path(path)
    qtbot.wait(0)  # the tool bar lays itself out
    assert window.isVisible()
    assert not window._invented.isVisible()
    assert not window.status.invented.isVisible()
    assert (window.canvas.watermark, "虚构" in window.windowTitle()) == ("", False)


def test_the_map_lists_units_facilities_people_and_roads(opened):
    ids = opened.canvas.scene.ids
    assert {"units:county", "units:township", "units:community", "roads", "demand"} <= set(ids)
    assert not opened.canvas.is_visible("demand")


def test_a_broken_file_is_one_message_and_the_region_stays(opened, tmp_path, said, qtbot):
    broken = tmp_path / "坏.gpkg"
    broken.write_bytes(b"SQLite format 3\0" + bytes(200))
    before = opened.bench.region
    with qtbot.waitSignal(opened.bench.jobs.refused):
        opened.open_path(broken)
    ((name, (error,)),) = said
    assert name == "say_refused"
    assert error.what
    assert error.where == "坏.gpkg"
    assert error.remedy
    assert opened.bench.region is before


def test_a_missing_file_at_the_start_leaves_the_start_page(window, tmp_path, said, qtbot):
    with qtbot.waitSignal(window.bench.jobs.refused):
        window.open_path(tmp_path / "没有.gpkg")
    assert [name for name, _ in said] == ["say_refused"]
    assert window._stack.currentWidget() is window._start


def test_an_empty_region_opens_with_an_empty_map(window, tmp_path, said, qtbot):
    path = tmp_path / "空.gpkg"
    Region.create(path, name="空区", code="210112000000").close()
    with qtbot.waitSignal(window.bench.scorecard_changed, timeout=SECONDS):
        window.open_path(path)
    assert window.canvas.scene.ids == ()
    assert window.reach.controls.question() is None
    assert said == []
    assert "虚构" not in window.windowTitle()


def test_a_dropped_region_is_opened(window, own_sample, qtbot):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(own_sample))])
    move, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), move, data, button, keys)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(window.bench.region_opened, timeout=SECONDS) as opened:
        window.dropEvent(QDropEvent(QPointF(5, 5), move, data, button, keys))
    assert opened.args[0].path == own_sample


def test_text_that_is_dragged_is_not_taken(window):
    data = QMimeData()
    data.setText("没有文件")
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    window.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_opened_regions_are_remembered(opened, own_sample):
    assert [action.text() for action in opened.actions_.recent.actions()] == [own_sample.name]


def test_no_two_actions_share_a_key(window):
    keys = [key.toString() for action in window.actions_.with_keys() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_nothing_can_be_asked_of_no_region(window):
    for action in (*window.actions_.of_region(), window.actions_.export):
        assert not action.isEnabled()


def test_every_panel_is_reached_with_the_keyboard(opened):
    opened.activateWindow()
    opened.actions_.reach.trigger()
    assert opened.focusWidget() is opened.reach.controls.kind
    opened.actions_.layers.trigger()
    assert opened.focusWidget() is opened.layers.tree
    opened.actions_.scorecard.trigger()
    assert opened.focusWidget() is opened.scorecard.table
