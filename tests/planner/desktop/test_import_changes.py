import pytest

from planner.desktop.import_changes import ChangesPanel
from tests.planner.desktop import imports


@pytest.fixture
def panel(qtbot):
    made = ChangesPanel()
    qtbot.addWidget(made)
    made.show_changes(imports.CHANGES, "")
    made.show()
    return made


def shown(panel):
    model = panel.table.model()
    return [model.index(row, 1).data() for row in range(model.rowCount())]


def test_what_changes_comes_first(panel):
    assert shown(panel) == ["东湖日间照料中心", "老站", "白塔敬老院", "不动站"]


def test_one_act_is_looked_at(panel):
    panel.chips.button("gone").click()
    assert shown(panel) == ["老站"]
    panel.show_changes(imports.CHANGES[:2], "")
    assert len(shown(panel)) == 2


def test_what_becomes_of_the_gone_is_asked_only_where_something_is_gone(panel, qtbot):
    assert panel.gone.value() == "keep"
    with qtbot.waitSignal(panel.answer_requested) as asked:
        panel.gone.setCurrentIndex(panel.gone.findData("close"))
        panel.gone.activated.emit(panel.gone.currentIndex())
    assert asked.args == ["gone", "close"]
    panel.show_changes(imports.CHANGES[:2], "")
    assert not panel.gone.isVisible()
