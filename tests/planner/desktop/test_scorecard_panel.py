from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage

from planner.desktop import scorecard_columns as columns
from planner.desktop.indicator_detail import LIST, MANUAL, UNITS, WHY
from planner.desktop.scorecard_lines import Line
from planner.desktop.scorecard_panel import ScorecardPanel
from planner.plans.indicator import Choice
from tests.planner.desktop.cards import CARD, MET, NOT_MET, PLAN, UNKNOWN
from tests.planner.desktop.full_cards import FULL, ROWS

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


def show_all(panel, card=CARD):
    panel.show_scorecard(card, ())
    panel.head.chips["not_met"].click()


def test_every_row_shows_value_target_and_shortfall(panel):
    show_all(panel)
    shown = (columns.VALUE, columns.TARGET, columns.SHORTFALL)
    figures = [[cell(panel, row, column) for column in shown] for row in range(3)]
    assert figures == [["33.3%", "≥ 60%", "1 个乡镇(街道)"], ["—", "不低于省定", "—"], ["1,400 张", "≥ 350 张", "—"]]


def test_verdict_is_more_than_a_colour(panel):
    show_all(panel)
    model = panel.table.model()
    marks = [model.index(row, columns.VERDICT).data(Qt.ItemDataRole.DecorationRole) for row in range(3)]
    shapes = [mark.pixmap(16, 16).toImage().convertToFormat(QImage.Format.Format_Alpha8) for mark in marks]
    assert shapes[0] != shapes[1] != shapes[2] != shapes[0]


def test_it_opens_with_what_is_missed_and_counts_the_rest(panel):
    panel.show_scorecard(CARD, ())
    assert [chip.text() for chip in panel.head.chips.values()] == ["未达标 1", "达标 1", "待定 1"]
    assert names(panel) == [NOT_MET.indicator.name]
    panel.head.chips["met"].click()
    assert names(panel) == [MET.indicator.name]
    panel.head.chips["met"].click()
    assert len(names(panel)) == 3


def test_nothing_missed_opens_with_everything(panel):
    panel.show_scorecard(replace(CARD, rows=(UNKNOWN, MET)), ())
    assert len(names(panel)) == 2


def test_chips_do_not_count_what_stands_beside(panel):
    panel.show_scorecard(FULL, ())
    assert [chip.text() for chip in panel.head.chips.values()] == ["未达标 3", "达标 1", "待定 1"]


def test_a_search_looks_through_everything(panel):
    panel.show_scorecard(FULL, ())
    panel.head.search.setText("床位")
    assert names(panel) == [None, "护理床位", None, "正文床位"]
    panel.head.search.setText("没有这个")
    assert panel.empty.isVisible()


def test_sections_one_by_one(panel):
    show_all(panel, FULL)
    tabs = panel.head.sections
    assert [tabs.tabText(number) for number in range(tabs.count())] == [
        "全部",
        "主要指标",
        "正文指标",
        "选址建设",
        "上级",
        "规范",
    ]
    tabs.setCurrentIndex(3)
    assert names(panel) == ["邻近设置"]
    assert panel.table.columnSpan(0, 0) == 1  # where a heading stood


def test_siting_is_shown_whatever_verdict_was_wanted(panel):
    panel.show_scorecard(FULL, ())
    assert panel.head.chips["not_met"].isChecked()
    panel.head.sections.setCurrentIndex(3)
    assert names(panel) == ["邻近设置"]


def test_norms_are_asked_for_when_they_are_looked_at(panel, qtbot):
    panel.show_scorecard(FULL, ())
    with qtbot.waitSignal(panel.norms_wanted):
        panel.head.sections.setCurrentIndex(5)
    assert panel.empty.text() == "正在对照规范……"
    norm = Line(replace(MET, indicator=replace(MET.indicator, id="norm", name="每千名老人床位")), "norm")
    panel.show_norms((norm,))
    assert names(panel) == ["每千名老人床位"]
    assert [chip.text() for chip in panel.head.chips.values()] == ["未达标 3", "达标 1", "待定 1"]
    panel.choose("norm")
    assert not panel.detail.tabs.isTabVisible(UNITS)


def test_projects_built_take_the_place_of_the_shortfall(panel):
    show_all(panel)
    later = replace(NOT_MET, measurement=replace(NOT_MET.measurement, value=66.0, low=66.0, high=66.0), verdict="met")
    panel.show_after((later,), ("新增 1 处",))
    row = names(panel).index(NOT_MET.indicator.name)
    assert [cell(panel, row, column) for column in (columns.VALUE, columns.AFTER)] == ["33.3%", "66.0%"]
    assert panel.table.isColumnHidden(columns.SHORTFALL)
    assert panel.head.notes.toPlainText().splitlines() == ["新增 1 处", "一条说明"]
    panel.show_after((), ())
    assert panel.table.isColumnHidden(columns.AFTER)
    assert panel.head.notes.toPlainText() == "一条说明"


def test_a_heading_folds_with_mouse_and_keys(panel, qtbot):
    show_all(panel, FULL)
    table, whole = panel.table, len(names(panel))
    place = table.visualRect(table.model().index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(names(panel)) == whole - 5
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert len(names(panel)) == whole


def test_choosing_what_is_not_in_sight_shows_it(panel):
    panel.show_scorecard(FULL, ())
    assert panel.choose("site")
    assert panel.chosen_row().indicator.id == "site"
    assert not panel.choose("nosuch")


def test_a_row_that_was_mended_stays_in_sight(panel):
    panel.show_scorecard(CARD, ())
    panel.choose("stations")
    mended = replace(NOT_MET, verdict="met", shortfall=0.0)
    panel.show_scorecard(replace(CARD, rows=(mended, UNKNOWN, MET)), ())
    assert panel.chosen_row() is mended


def test_header_sorts_up_down_and_back(panel):
    show_all(panel, FULL)
    panel.head.sections.setCurrentIndex(2)
    header = panel.table.horizontalHeader()
    before = names(panel)
    header.sectionClicked.emit(columns.NAME)
    assert names(panel) == ["正文床位", "低保标准增速", "基本形成"]
    header.sectionClicked.emit(columns.NAME)
    assert names(panel) == ["基本形成", "低保标准增速", "正文床位"]
    header.sectionClicked.emit(columns.NAME)
    assert names(panel) == before


def test_a_year_is_chosen(panel, qtbot):
    panel.show_scorecard(FULL, ())
    years = panel.head.years
    assert [years.itemData(number) for number in range(years.count())] == list(range(2020, 2026))
    assert years.currentData() == 2023
    with qtbot.waitSignal(panel.year_changed) as asked:
        years.setCurrentIndex(0)
        years.activated.emit(0)
    assert asked.args == [2020]


def test_a_hundred_rows_fit_again_quickly(panel):
    many = tuple(
        replace(row, indicator=replace(row.indicator, id=f"{row.indicator.id}{n}")) for n in range(20) for row in ROWS
    )
    show_all(panel, replace(FULL, rows=many))
    asked = []
    panel.table.verticalHeader().sectionResized.connect(lambda *change: asked.append(change))
    panel.table.fit_rows()
    assert asked == []  # nothing is laid out anew where nothing changed
    panel.resize(panel.width() + 80, panel.height())
    assert len(asked) <= len(names(panel))


def test_a_link_to_another_statement_goes_there(panel):
    panel.show_scorecard(FULL, ())
    panel.choose("stations")
    panel.detail.why.anchorClicked.emit(QUrl("row:otherwise"))
    assert panel.chosen_row().indicator.id == "otherwise"


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
    assert panel.detail.summary.title.textFormat() == Qt.TextFormat.PlainText


def test_other_reading_of_an_ambiguous_row_is_announced(panel, qtbot):
    ambiguous = replace(NOT_MET, indicator=replace(NOT_MET.indicator, choices=(Choice("只算镇", ("镇",)),)))
    panel.show_scorecard(replace(CARD, rows=(ambiguous,)), ())
    assert panel.detail.reading.isVisible()
    with qtbot.waitSignal(panel.reading_changed) as changed:
        panel.detail.reading.setCurrentIndex(1)
        panel.detail.reading.activated.emit(1)
    assert changed.args == ["stations", "只算镇"]


def test_notes_are_folded_away(panel, qtbot):
    panel.show_scorecard(CARD, ())
    notes = panel.head.notes
    assert not notes.isVisible()
    panel.head._notes.click()
    assert notes.isVisible()
    assert notes.toPlainText() == "一条说明"
