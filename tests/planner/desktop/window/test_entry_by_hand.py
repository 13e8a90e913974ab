from layers.errors import UserError
from layers.region import Region
from planner.desktop import region_work
from tests.planner.desktop.window.driving import SECONDS


def stored(path, indicator_id):
    with Region.open(path) as region:
        return [value.value for value in region.manual_values("hunnan") if value.indicator_id == indicator_id]


def enter(window, qtbot, indicator_id, figure):
    assert window.scorecard.choose(indicator_id)
    form = window.scorecard.detail.manual
    form.value.setText(figure)
    form.who.setText("张工")
    form.basis.setText("2025 年报表")
    with qtbot.waitSignal(window.bench.scorecard_changed, timeout=SECONDS):
        form.save.click()


def value_of(window, indicator_id):
    rows = window.bench.scorecard.scorecard.rows
    return next(row.measurement.value for row in rows if row.indicator.id == indicator_id)


def test_entry_by_hand_is_stored_counted_and_undone(opened, own_sample, qtbot):
    before = stored(own_sample, "marriage_across_provinces")
    enter(opened, qtbot, "marriage_across_provinces", "87.5")
    assert stored(own_sample, "marriage_across_provinces") == [87.5]
    assert value_of(opened, "marriage_across_provinces") == 87.5
    assert opened.scorecard.chosen_row().indicator.id == "marriage_across_provinces"
    with qtbot.waitSignal(opened.bench.scorecard_changed, timeout=SECONDS):
        opened.actions_.undo.trigger()
    assert stored(own_sample, "marriage_across_provinces") == before
    with qtbot.waitSignal(opened.bench.scorecard_changed, timeout=SECONDS):
        opened.actions_.redo.trigger()
    assert stored(own_sample, "marriage_across_provinces") == [87.5]


def test_undo_brings_back_the_figure_that_was_replaced(opened, own_sample, qtbot):
    enter(opened, qtbot, "marriage_across_provinces", "50")
    enter(opened, qtbot, "marriage_across_provinces", "60")
    with qtbot.waitSignal(opened.bench.scorecard_changed, timeout=SECONDS):
        opened.actions_.undo.trigger()
    assert stored(own_sample, "marriage_across_provinces") == [50.0]


def test_an_entry_the_file_refuses_leaves_nothing_to_undo(opened, own_sample, qtbot, said, monkeypatch):
    def refuse(*args):
        raise UserError("没有权限读写这个文件")

    monkeypatch.setattr(region_work, "set_values", refuse)
    before = stored(own_sample, "marriage_across_provinces")
    opened.scorecard.choose("marriage_across_provinces")
    form = opened.scorecard.detail.manual
    for field, text in ((form.value, "1"), (form.who, "甲"), (form.basis, "乙")):
        field.setText(text)
    with qtbot.waitSignal(opened.bench.jobs.refused, timeout=SECONDS):
        form.save.click()
    assert [name for name, _ in said] == ["say_refused"]
    assert opened.bench.edits.next_undo is None
    assert stored(own_sample, "marriage_across_provinces") == before
