import pytest
from PySide6.QtCore import Qt

from layers.decisions import Choice
from planner.desktop.import_matches import MatchesPanel
from tests.planner.desktop import imports

UNITS = (Choice("210112007000", "东湖街道"), Choice("210112101000", "祝家街道"), Choice("210112102000", "深井子街道"))


@pytest.fixture
def panel(qtbot):
    made = MatchesPanel()
    qtbot.addWidget(made)
    made.offer(UNITS, [Choice(code, label) for code, label in imports.KINDS.items()])
    made.show_matches(imports.MATCHES)
    made.show()
    return made


def heard(panel, qtbot, act):
    with qtbot.waitSignal(panel.matched) as told:
        act()
    return tuple(told.args)


def test_the_doubtful_come_first(panel):
    assert panel.current().text == "王滨沟乡"
    assert panel.summary.text() == "3 个名称，2 个请核对"


def test_what_was_found_is_confirmed(panel, qtbot):
    assert heard(panel, qtbot, panel.confirm.click) == ("unit", {"王滨沟乡": "210112100000"})


def test_enter_confirms(panel, qtbot):
    panel.table.setFocus()
    told = heard(panel, qtbot, lambda: qtbot.keyClick(panel.table, Qt.Key.Key_Return))
    assert told == ("unit", {"王滨沟乡": "210112100000"})


def test_another_is_chosen_likely_ones_first_without_the_one_in_use(panel, qtbot):
    listed = [panel.other.itemData(row) for row in range(panel.other.count())]
    assert listed == ["210112101000", "210112007000", "210112102000"]
    panel.other.setCurrentIndex(2)
    assert heard(panel, qtbot, panel.replace.click) == ("unit", {"王滨沟乡": "210112102000"})


def test_a_text_that_is_in_no_list_replaces_nothing(panel, qtbot):
    panel.other.setEditText("没有这个")
    with qtbot.assertNotEmitted(panel.matched):
        panel.replace.click()


def test_none_of_them_fits(panel, qtbot):
    panel.table.selectRow(1)
    assert panel.current().text == "日照"
    assert not panel.confirm.isEnabled()
    assert heard(panel, qtbot, panel.skip.click) == ("kind", {"日照": ""})


def test_all_doubtful_ones_that_have_a_target_are_confirmed_at_once(panel, qtbot):
    assert heard(panel, qtbot, panel.confirm_all.click) == ("unit", {"王滨沟乡": "210112100000"})


def test_nothing_to_match(panel):
    panel.show_matches(())
    assert panel.current() is None
    assert not any(button.isEnabled() for button in (panel.confirm, panel.replace, panel.skip, panel.confirm_all))
