"""The window as the person who plans uses it: what is missed, why, and what would change it."""

import shutil
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt

from layers.region import Region
from planner.coverage.comparison import compare_states
from planner.coverage.drill_down import evaluate_units, ranked
from planner.coverage.scenarios import evaluate_scenarios
from planner.desktop import scorecard_columns as columns
from planner.desktop.comparison_dialog import ComparisonDialog
from planner.desktop.indicator_detail import LIST, UNITS, WHY
from planner.desktop.rows_model import ROW_ROLE
from planner.desktop.scorecard_lines import Line
from planner.drawing import style as map_style
from tests.planner.desktop.window.driving import SECONDS, painted

STATIONS = "social_work_stations"


def lines(window):
    return [one for one in window.scorecard.table.shown if isinstance(one, Line)]


def column(table, number):
    model = table.model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def click(qtbot, table, row, number=1):
    at = table.visualRect(table.model().index(row, number)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_two_clicks_to_how_many_more_and_where(opened, qtbot):
    table = opened.scorecard.table
    assert {line.row.verdict for line in lines(opened) if not line.inset} == {"not_met"}
    row = next(number for number, one in enumerate(table.shown) if isinstance(one, Line) and _id(one) == STATIONS)
    table.scrollTo(table.model().index(row, columns.NAME))
    click(qtbot, table, row, columns.NAME)
    chosen = opened.scorecard.chosen_row()
    assert _id(opened.scorecard.chosen_line()) == STATIONS
    detail = opened.scorecard.detail
    assert f"还缺 {chosen.shortfall:.0f} 个乡镇(街道)" in detail.summary.headline.text()
    assert detail.tabs.currentIndex() == LIST
    assert detail.evidence.table.model().rowCount() == sum(not one.counted for one in chosen.measurement.rows)


def _id(line):
    return line.row.indicator.id


def test_the_deepest_plan_of_the_region_is_chosen(opened):
    assert opened.bench.plan.id == "hunnan"
    assert opened.scorecard.head.plans.currentData() == "hunnan"


def test_another_year_is_another_evaluation(opened, qtbot):
    years = opened.scorecard.head.years
    with qtbot.waitSignal(opened.bench.scorecard_changed, timeout=SECONDS) as changed:
        years.setCurrentIndex(years.findData(2023))
        years.activated.emit(years.currentIndex())
    assert changed.args[0].scorecard.year == 2023
    assert years.currentData() == 2023


def test_projects_built_stand_beside_today(opened, own_sample, qtbot):
    with qtbot.waitSignal(opened.studies.built_changed, timeout=SECONDS):
        opened.scorecard.head.built.click()
    with Region.open(own_sample) as region:
        expected = evaluate_scenarios(region, opened.bench.plan)
    table = opened.scorecard.table
    assert (table.isColumnHidden(columns.AFTER), table.isColumnHidden(columns.SHORTFALL)) == (False, True)
    then = {row.indicator.id: row.measurement.value for row in expected.projects.rows}
    shown = {_id(line): line.after.measurement.value for line in lines(opened)}
    assert shown == {name: then[name] for name in shown}
    notes = opened.scorecard.head.notes.toPlainText()
    assert all(note in notes for note in expected.notes)
    opened.scorecard.head.built.click()
    assert table.isColumnHidden(columns.AFTER)


def test_units_ranked_by_what_they_lack_on_list_and_map(opened, own_sample, qtbot):
    opened.scorecard.choose(STATIONS)
    with qtbot.waitSignal(opened.studies.units_changed, timeout=SECONDS):
        opened.scorecard.detail.tabs.setCurrentIndex(UNITS)
    with Region.open(own_sample) as region:
        cards = ranked(evaluate_units(region, opened.bench.plan, "township", indicators=(STATIONS,)), STATIONS)
    table = opened.scorecard.detail.units.table
    assert column(table, 1) == [card.name for card in cards]
    missed = {card.code for card in cards if card.rows[0].verdict == "not_met"}
    assert missed
    assert painted(opened, "township", map_style.NOT_SERVED) == missed
    click(qtbot, table, 0)
    assert opened.canvas.selected == ("units:township", cards[0].code)
    opened.scorecard.detail.tabs.setCurrentIndex(LIST)
    assert opened.bench._found.standings is None


def test_the_answer_for_the_same_indicator_is_kept(opened, qtbot, monkeypatch):
    opened.scorecard.choose(STATIONS)
    tabs = opened.scorecard.detail.tabs
    with qtbot.waitSignal(opened.studies.units_changed, timeout=SECONDS):
        tabs.setCurrentIndex(UNITS)
    asked = []
    monkeypatch.setattr("planner.desktop.study_work.units", lambda *question: asked.append(question))
    tabs.setCurrentIndex(LIST)
    opened.scorecard.choose("emergency_elderly_reserves")
    opened.scorecard.choose(STATIONS)
    with qtbot.waitSignal(opened.studies.units_changed):
        tabs.setCurrentIndex(UNITS)
    assert asked == []


def test_every_unit_by_every_indicator(opened, own_sample, qtbot):
    with qtbot.waitSignal(opened.studies.matrix_ready, timeout=SECONDS):
        opened.actions_.matrix.trigger()
    dialog = opened.desk._matrix
    with Region.open(own_sample) as region:
        cards = evaluate_units(region, opened.bench.plan, "township")
    computed = {one.id for one in opened.bench.plan.every if one.decides and one.data != "manual"}
    missed = {
        card.name: sum(row.verdict == "not_met" for row in card.rows if row.indicator.id in computed) for card in cards
    }
    assert dict(zip(column(dialog.table, 0), map(int, column(dialog.table, 2)), strict=True)) == missed
    assert list(map(int, column(dialog.table, 2))) == sorted(missed.values(), reverse=True)
    names = [one.name for one in dialog._indicators]
    click(qtbot, dialog.table, 0, 3)
    assert opened.scorecard.chosen_row().indicator.name == names[0]
    assert opened.canvas.selected[0] == "units:township"
    dialog.close()


def test_another_year_of_the_data(opened, own_sample, tmp_path, qtbot):
    older = tmp_path / "去年.gpkg"
    shutil.copyfile(own_sample, older)
    closed = _close_stations(older, 2)
    with qtbot.waitSignal(opened.studies.compared, timeout=SECONDS):
        opened.studies.compare(older)
    dialog = opened.findChild(ComparisonDialog)
    with Region.open(older) as old, Region.open(own_sample) as new:
        expected = compare_states(old, new, opened.bench.plan)
    assert column(dialog.facilities, 1) == closed
    alone = [one for one in expected.indicators if not one.new.indicator.principal]
    changed = [one.new.indicator.name for one in alone if one.is_changed]
    assert changed
    assert column(dialog.indicators, 1) == changed
    row = changed.index(expected.indicator(STATIONS).new.indicator.name)
    dialog.indicators.setCurrentIndex(dialog.indicators.model().index(row, 1))
    causes = expected.indicator(STATIONS).because
    assert column(dialog.causes, 1) == [cause.text for cause in causes]
    click(qtbot, dialog.causes, 0)
    assert opened.canvas.selected[1] == causes[0].code
    dialog.close()


def _close_stations(path, count):
    """Names of social work stations that did not work yet."""
    with Region.open(path) as region:
        every = region.facilities()
        working = (every.status == "operating") & np.array(["social_work_station" in one for one in every.kinds])
        rows = np.flatnonzero(working)[:count]
        status = every.status.copy()
        status[rows] = "planned"
        with region.writing("去年") as writer:
            writer.put_facilities(replace(every, status=status), None)
        return [str(name) for name in every.name[rows]]


def test_a_file_of_another_region_is_refused(opened, tmp_path, said, qtbot):
    other = tmp_path / "别处.gpkg"
    Region.create(other, name="别处", code="320000000000").close()
    with qtbot.waitSignal(opened.bench.jobs.refused, timeout=SECONDS):
        opened.studies.compare(other)
    assert [name for name, _ in said] == ["say_refused"]


def test_norms_stand_beside_the_plan_and_are_not_counted(opened, qtbot):
    sections, chips = opened.scorecard.head.sections, opened.scorecard.head.chips
    counts = [chip.text() for chip in chips.values()]
    names = [sections.tabData(number) for number in range(sections.count())]
    with qtbot.waitSignal(opened.studies.norms_changed, timeout=SECONDS):
        sections.setCurrentIndex(names.index("norm"))
    assert lines(opened)
    assert all(line.section == "norm" and not line.counts for line in lines(opened))
    assert [chip.text() for chip in chips.values()] == counts
    assert opened.scorecard.table.choose(_id(lines(opened)[0]), "norm")
    assert opened.scorecard.detail.tabs.currentIndex() in (LIST, WHY)


def test_nothing_of_a_closed_window_waits_for_the_collector(window, qapp):
    import gc
    import weakref

    from PySide6.QtCore import QCoreApplication, QEvent
    from shiboken6 import isValid

    from planner.desktop import start
    from planner.desktop.memory import Memory

    gc.collect()
    gc.disable()  # a job's thread may be the one that collects, and must not find objects of the window
    try:
        other = start.build_window(Memory(window._memory._folder))
        table = weakref.ref(other.scorecard.table._model)
        other.close()
        other.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not isValid(other)
        del other
        assert table() is None
    finally:
        gc.enable()


def test_a_row_of_the_list_still_leads_to_the_map(opened, qtbot):
    opened.scorecard.choose(STATIONS)
    table = opened.scorecard.detail.evidence.table
    code = table.model().index(0, 1).data(ROW_ROLE).row.code
    click(qtbot, table, 0)
    assert opened.canvas.selected == ("units:township", code)
