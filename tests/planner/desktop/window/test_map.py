from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from planner.desktop.rows_model import ROW_ROLE
from planner.drawing import style as map_style
from tests.planner.desktop.window.driving import painted


def test_choosing_a_row_paints_its_units_and_lists_those_without(opened):
    row = next(row for row in opened.bench.scorecard.scorecard.rows if row.indicator.id == "social_work_stations")
    assert opened.scorecard.choose(row.indicator.id)
    without = {one.code for one in row.measurement.rows if not one.counted}
    served = {one.code for one in row.measurement.rows if one.counted}
    assert without
    assert painted(opened, "township", map_style.NOT_SERVED) == without
    assert painted(opened, "township", map_style.SERVED) == served
    listed = opened.scorecard.detail.evidence.table.model()
    names = {listed.index(number, 1).data() for number in range(listed.rowCount())}
    assert names == {one.name for one in row.measurement.rows if not one.counted}


def test_only_facilities_of_the_row_stay_unless_asked(opened):
    opened.scorecard.choose("social_work_stations")
    shown = [name for name in opened.canvas.scene.ids if name.startswith("facilities:")]
    assert shown == ["facilities:social_work_station"]
    opened.layers.only_related.click()
    assert len([name for name in opened.canvas.scene.ids if name.startswith("facilities:")]) > 1


def test_a_unit_of_the_list_is_marked_and_zoomed_to(opened, qtbot):
    opened.scorecard.choose("social_work_stations")
    table = opened.scorecard.detail.evidence.table
    whole = opened.canvas.view.metres_per_pixel
    with qtbot.waitSignal(opened.canvas.rendered):
        qtbot.mouseClick(
            table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.model().index(0, 1)).center()
        )
    layer, key = opened.canvas.selected
    assert layer == "units:township"
    assert key in painted(opened, "township", map_style.NOT_SERVED)
    assert opened.canvas.view.metres_per_pixel < whole


def test_a_click_on_the_map_marks_the_unit_in_the_list(opened, qtbot):
    opened.scorecard.choose("social_work_stations")
    layer = opened.canvas.scene.layer("units:township")
    code = next(iter(painted(opened, "township", map_style.NOT_SERVED)))
    inside = layer.shape.geometry[layer.features.index_of[code]].representative_point()
    across, down = opened.canvas.view.to_screen(inside.x, inside.y)
    qtbot.mouseClick(opened.canvas, Qt.MouseButton.LeftButton, pos=QPoint(int(across), int(down)))
    table = opened.scorecard.detail.evidence.table
    (chosen,) = table.selectionModel().selectedRows()
    assert chosen.data(ROW_ROLE).row.code == code
    opened.scorecard.choose("child_protection_stations")
    assert opened.canvas.selected == ("", "")


def test_what_is_not_on_the_map_says_so(opened):
    opened.bench.find("no such code")
    assert opened.status.currentMessage()


def test_layer_switches_reach_the_map(opened, qtbot):
    item = next(
        item
        for item in opened.layers.tree.findItems("道路", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
        if item.data(0, Qt.ItemDataRole.UserRole) == ["roads"]
    )
    item.setCheckState(0, Qt.CheckState.Unchecked)
    assert not opened.canvas.is_visible("roads")
    opened.scorecard.choose("social_work_stations")
    assert "roads" in opened.layers.hidden


def test_the_status_bar_tells_where_the_cursor_is(opened):
    canvas = opened.canvas
    at = QPointF(canvas.width() / 2, canvas.height() / 2)
    keys = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, keys
    )
    QApplication.sendEvent(canvas, event)
    lon, lat = opened.bench.region.metric.inverse(canvas.view.centre_x, canvas.view.centre_y)
    assert opened.status.place.text() == f"东经 {lon:.5f}°  北纬 {lat:.5f}°"
