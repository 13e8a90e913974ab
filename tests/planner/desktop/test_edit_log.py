import pytest

from layers.region_log import Edit
from planner.desktop.edit_log import EditLog, local_time

LOG = (
    Edit(1, "2026-11-20T01:00:00Z", "导入设施:甲.xlsx", 9, undone=False, can_undo=True, can_redo=False),
    Edit(2, "2026-11-20T02:00:00Z", "定位设施：乙", 1, undone=True, can_undo=False, can_redo=True),
    Edit(3, "不是时间", "更早的", 0, undone=False, can_undo=False, can_redo=False),
)


@pytest.fixture
def log(qtbot):
    made = EditLog(None)
    qtbot.addWidget(made)
    made.show_log(LOG)
    return made


def test_the_newest_comes_first_and_says_where_it_stands(log):
    model = log.table.model()
    rows = [[model.index(row, column).data() for column in (1, 2)] for row in range(3)]
    assert rows == [["更早的", ""], ["定位设施：乙", "已撤销，可重做"], ["导入设施:甲.xlsx", "可撤销"]]


def test_what_cannot_be_taken_back_is_not_offered(log, qtbot):
    with qtbot.waitSignal(log.undo_requested):
        log.undo.click()
    with qtbot.waitSignal(log.redo_requested):
        log.redo.click()
    log.show_log(LOG[2:])
    assert not log.undo.isEnabled()
    assert not log.redo.isEnabled()


def test_what_is_no_time_is_shown_as_it_stands():
    assert local_time("不是时间") == "不是时间"
