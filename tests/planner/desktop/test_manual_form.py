import pytest

from layers.tables import ManualValue
from planner.coverage.by_hand import TARGET_SUFFIX
from planner.desktop.manual_form import ManualForm
from tests.planner.desktop.cards import BEDS, GROWTH

STORED = ManualValue("toy", "beds", 2024, 1250.5, "王", "2024-03-01T00:00:00Z", "年报")


@pytest.fixture
def form(qtbot):
    made = ManualForm()
    qtbot.addWidget(made)
    made.show()
    return made


def fill(form, value, who="李", basis="台账"):
    form.value.setText(value)
    form.who.setText(who)
    form.basis.setText(basis)


def test_complete_entry_is_announced(form, qtbot):
    form.show_indicator("toy", BEDS, (), 2025)
    fill(form, "1,200.5")
    with qtbot.waitSignal(form.values_entered) as entered:
        form.save.click()
    (value,) = entered.args[0]
    assert (value.plan_id, value.indicator_id, value.year, value.value) == ("toy", "beds", 2025, 1200.5)
    assert (value.entered_by, value.basis) == ("李", "台账")
    assert value.entered_at.endswith("Z")


@pytest.mark.parametrize(("value", "who", "basis"), [("", "李", "台账"), ("1", " ", "台账"), ("1", "李", "")])
def test_incomplete_entry_cannot_be_saved(form, value, who, basis):
    form.show_indicator("toy", BEDS, (), 2025)
    fill(form, value, who, basis)
    assert not form.save.isEnabled()


def test_stored_figure_is_shown_with_who_when_and_from_what(form):
    form.show_indicator("toy", BEDS, (STORED,), 2025)
    assert (form.value.text(), form.year.value(), form.basis.text()) == ("1250.5", 2024, "年报")
    for word in ("王", "2024-03-01", "年报", "1,250.5 张"):
        assert word in form.stored.text()


def test_open_target_is_asked_for_and_stored_beside(form, qtbot):
    form.show_indicator("toy", GROWTH, (), 2025)
    assert form.target.isVisible()
    fill(form, "7")
    form.target.setText("6.5")
    with qtbot.waitSignal(form.values_entered) as entered:
        form.save.click()
    assert [(value.indicator_id, value.value) for value in entered.args[0]] == [
        ("growth", 7.0),
        ("growth" + TARGET_SUFFIX, 6.5),
    ]


def test_printed_target_is_not_asked_for(form):
    form.show_indicator("toy", BEDS, (), 2025)
    assert not form.target.isVisible()


def test_target_left_in_the_form_does_not_go_to_the_next_indicator(form, qtbot):
    form.show_indicator("toy", GROWTH, (), 2025)
    form.target.setText("6.5")
    form.show_indicator("toy", BEDS, (), 2025)
    fill(form, "3")
    with qtbot.waitSignal(form.values_entered) as entered:
        form.save.click()
    assert [value.indicator_id for value in entered.args[0]] == ["beds"]
