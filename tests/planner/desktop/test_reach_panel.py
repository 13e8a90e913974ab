import pytest
from PySide6.QtCore import Qt

from planner.desktop.reach_panel import ReachPanel
from planner.desktop.reach_question import ReachQuestion
from planner.plans.kinds import load_kinds
from planner.travel.modes import load_modes
from tests.planner.desktop.cards import reach


@pytest.fixture
def panel(qtbot):
    made = ReachPanel()
    qtbot.addWidget(made)
    made.show_choices(load_kinds(), load_modes(), ("population", "aged_60"), ("community_elderly_station",))
    made.resize(480, 700)
    made.show()
    return made


def column(panel, number):
    model = panel.table.model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def test_kinds_with_circles_come_first(panel):
    kinds = load_kinds()
    offered = [kinds[panel.controls.kind.itemData(row)].circle for row in range(panel.controls.kind.count())]
    assert offered == sorted(offered, reverse=True)
    assert len(offered) == len(kinds)


def test_kind_brings_its_usual_mode_and_minutes(panel, qtbot):
    combo = panel.controls.kind
    with qtbot.waitSignal(panel.question_changed) as asked:
        combo.setCurrentIndex(combo.findData("regional_elderly_centre"))
    assert asked.args[0] == ReachQuestion("regional_elderly_centre", "drive", 30, "population")


def test_a_kind_the_region_has_is_asked_for_first(panel):
    assert panel.controls.question() == ReachQuestion("community_elderly_station", "elderly", 15, "population")


@pytest.mark.parametrize("turn", ["spin", "slider", "quick"])
def test_minutes_are_asked_for_once_however_they_are_set(panel, turn):
    panel.controls.minutes.setValue(20)
    asked = []
    panel.question_changed.connect(asked.append)
    {
        "spin": lambda: panel.controls.minutes.setValue(10),
        "slider": lambda: panel.controls.slider.setValue(10),
        "quick": panel.controls.quick[10].click,
    }[turn]()
    assert [question.minutes for question in asked] == [10]
    assert (panel.controls.minutes.value(), panel.controls.slider.value()) == (10, 10)
    assert [value for value, button in panel.controls.quick.items() if button.isChecked()] == [10]


def test_answer_tells_share_people_and_reasons(panel):
    panel.show_reach(reach())
    assert panel.share.text() == "58.8%"
    assert "170 人" in panel.people.text()
    assert "服务圈内 100 人，圈外 70 人" in panel.people.text()
    assert panel.unreachable.text() == "无法到达 20 人：道路不连通 20 人"
    assert panel.notes.text() == "按直线距离估算"
    assert panel.bar.value() == round(1000 * 100 / 170)


def test_units_by_level_and_sorted_by_share(panel):
    panel.show_reach(reach())
    assert column(panel, 0) == ["西街道", "东街道"]
    assert column(panel, 3) == ["0.0%", "100.0%"]
    panel._levels.buttons()[1].click()
    assert column(panel, 0) == ["东一社区"]


def test_chosen_level_stays_for_the_next_answer(panel):
    panel.show_reach(reach())
    panel._levels.buttons()[1].click()
    panel.show_reach(reach())
    assert column(panel, 0) == ["东一社区"]


def test_columns_sort_as_numbers(panel):
    panel.show_reach(reach())
    panel.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert column(panel, 1) == ["100", "70"]


def test_unit_is_asked_for_on_the_map(panel, qtbot):
    panel.show_reach(reach())
    with qtbot.waitSignal(panel.code_requested) as asked:
        panel.table.activated.emit(panel.table.model().index(0, 0))
    assert asked.args == ["210112002000"]


def test_region_without_people(panel):
    panel.show_reach(reach(total=0.0, reached=0.0, unreachable=0.0, share=float("nan"), units=()))
    assert panel.share.text() == "—"
    assert panel.bar.value() == 0


def test_reconciliation_is_folded_away(panel):
    panel.show_reach(reach())
    assert not panel.reconciliation.isVisible()
    panel._proof.click()
    assert "与总数一致" in panel.reconciliation.text()
    assert panel.reconciliation.isVisible()


def test_nothing_to_ask_without_groups(panel):
    panel.show_choices(load_kinds(), load_modes(), (), ())
    assert panel.controls.question() is None
