import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from planner.desktop import scorecard_columns as columns
from planner.desktop.indicator_detail import LIST, MANUAL, WHY
from planner.desktop.scorecard_panel import ScorecardPanel
from planner.plans.indicator import Choice
from tests.planner.desktop.cards import CARD, MET, NOT_MET, PLAN, UNKNOWN

PARENTS = {"210112002000": "玩具区"}


@pytest.fixture
def panel(qtbot):
    made = ScorecardPanel()
    qtbot.addWidget(made)
    made.show_plans((PLAN,), "toy")
    made.show_region(lambda code: PARENTS.get(code, ""))
    made.resize(500, 800)
    made.show()
    return made


def cell(panel, row, column):
    return panel.table.model().index(row, column).data()


def names(panel):
    return [cell(panel, row, columns.NAME) for row in range(panel.table.model().rowCount())]


def test_every_row_shows_value_target_and_shortfall(panel):
    panel.show_scorecard(CARD, ())
    shown = (columns.VALUE, columns.TARGET, columns.SHORTFALL)
    figures = [[cell(panel, row, column) for column in shown] for row in range(3)]
    assert figures == [["33.3%", "≥ 60%", "1 个乡镇(街道)"], ["—", "不低于省定", "—"], ["1,400 张", "≥ 350 张", "—"]]


def test_verdict_is_more_than_a_colour(panel):
    panel.show_scorecard(CARD, ())
    model = panel.table.model()
    marks = [model.index(row, columns.VERDICT).data(Qt.ItemDataRole.DecorationRole) for row in range(3)]
    shapes = [mark.pixmap(16, 16).toImage().convertToFormat(QImage.Format.Format_Alpha8) for mark in marks]
    assert shapes[0] != shapes[1] != shapes[2] != shapes[0]


def test_summary_counts_and_filters(panel):
    panel.show_scorecard(CARD, ())
    assert [chip.text() for chip in panel.chips.values()] == ["达标 1", "未达标 1", "待定 1"]
    panel.chips["met"].click()
    assert names(panel) == [MET.indicator.name]
    panel.chips["met"].click()
    assert len(names(panel)) == 3


def test_most_urgent_row_is_chosen_at_first(panel, qtbot):
    with qtbot.waitSignal(panel.row_chosen) as chosen:
        panel.show_scorecard(CARD, ())
    assert chosen.args[0] is NOT_MET


def test_chosen_row_stays_chosen_when_computed_anew(panel):
    panel.show_scorecard(CARD, ())
    panel.choose("beds")
    panel.show_scorecard(CARD, ())
    assert panel.chosen_row() is MET


def test_detail_lists_the_units_without_with_their_parent(panel):
    panel.show_scorecard(CARD, ())
    evidence = panel.detail.evidence
    model = evidence.table.model()
    listed = [[model.index(row, column).data() for column in (1, 2, 3)] for row in range(model.rowCount())]
    assert listed == [["西街道", "玩具区", "无该类设施"], ["北镇", "", "仅有规划的乙站"]]
    assert panel.detail.tabs.currentIndex() == LIST


def test_click_on_a_unit_asks_for_it_on_the_map(panel, qtbot):
    panel.show_scorecard(CARD, ())
    table = panel.detail.evidence.table
    place = table.visualRect(table.model().index(0, 1)).center()
    with qtbot.waitSignal(panel.code_requested) as asked:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == ["210112002000"]


def test_enter_on_a_unit_does_the_same(panel, qtbot):
    panel.show_scorecard(CARD, ())
    table = panel.detail.evidence.table
    table.setCurrentIndex(table.model().index(1, 1))
    with qtbot.waitSignal(panel.code_requested) as asked:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert asked.args == ["210112100000"]


def test_row_from_hand_opens_the_form_and_others_do_not(panel):
    panel.show_scorecard(CARD, ())
    panel.choose(UNKNOWN.indicator.id)
    assert panel.detail.tabs.currentIndex() == MANUAL
    panel.choose(MET.indicator.id)
    assert panel.detail.tabs.currentIndex() == WHY
    assert not panel.detail.tabs.isTabVisible(MANUAL)


def test_names_are_not_markup(panel):
    panel.show_scorecard(CARD, ())
    assert panel.detail.title.textFormat() == Qt.TextFormat.PlainText


def test_other_reading_of_an_ambiguous_row_is_announced(panel, qtbot):
    from dataclasses import replace

    ambiguous = replace(NOT_MET, indicator=replace(NOT_MET.indicator, choices=(Choice("只算镇", ("镇",)),)))
    panel.show_scorecard(replace(CARD, rows=(ambiguous,)), ())
    assert panel.detail.reading.isVisible()
    with qtbot.waitSignal(panel.reading_changed) as changed:
        panel.detail.reading.setCurrentIndex(1)
        panel.detail.reading.activated.emit(1)
    assert changed.args == ["stations", "只算镇"]


def test_notes_are_folded_away(panel, qtbot):
    panel.show_scorecard(CARD, ())
    assert not panel.notes.isVisible()
    panel._notes.click()
    assert panel.notes.isVisible()
    assert panel.notes.text() == "一条说明"
