import pytest

from planner.desktop.new_region_dialog import NewRegionDialog


@pytest.fixture
def dialog(qtbot, tmp_path):
    made = NewRegionDialog(None, tmp_path, "为了导入")
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_region_is_asked_for_once_it_has_a_name_and_a_code(dialog, qtbot, tmp_path):
    assert not dialog.start.isEnabled()
    dialog.name.setText("浑南区")
    dialog.code.setText("2101")
    assert dialog.start.isEnabled()
    dialog.code.setText("21011")
    assert not dialog.start.isEnabled()
    dialog.code.setText("210112")
    with qtbot.waitSignal(dialog.region_requested) as asked:
        dialog.start.click()
    assert asked.args == [tmp_path / "浑南区.gpkg", "浑南区", "210112000000"]


def test_what_was_guessed_does_not_replace_what_was_written(dialog):
    dialog.name.setText("我的区")
    dialog.suggest("浑南区", "210112000000")
    assert (dialog.name.text(), dialog.code.text()) == ("我的区", "210112000000")


def test_a_name_that_no_file_may_have_is_still_a_name(dialog, qtbot, tmp_path):
    dialog.suggest('浑南/..\\"区', "210112000000")
    assert dialog.path.parent == tmp_path
    assert dialog.path.name == "浑南..区.gpkg"


def test_a_file_that_is_there_is_not_replaced_unasked(dialog, tmp_path):
    (tmp_path / "浑南区.gpkg").touch()
    dialog.suggest("浑南区", "210112000000")
    assert not dialog.start.isEnabled()
    assert "已经有了" in dialog.obstacle.text()
