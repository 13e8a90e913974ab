"""Checking, mending, placing and taking back, through the window."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from layers.feedback import Silent
from layers.region import Region
from planner.desktop import data_work
from planner.desktop.findings_dialog import FindingsDialog
from planner.desktop.placing import PlacingDialog
from tests.planner.desktop.window.driving import SECONDS

DIRTY = "白塔\u200b敬老院\u0007"


@pytest.fixture
def dirty(own_sample):
    """The sample with one facility whose name has characters nobody sees, and one without a place."""
    with Region.open(own_sample) as region:
        facilities = region.facilities()
        name = facilities.name.astype(object)
        name[0] = DIRTY
        lon, lat = facilities.lon.copy(), facilities.lat.copy()
        lon[1] = lat[1] = np.nan
        with region.writing("弄脏") as writer:
            changed = replace(facilities, name=np.array(name.tolist()), lon=lon, lat=lat)
            writer.put_facilities(changed, None)
    return own_sample


def found(window, qtbot):
    """The dialog of findings, filled."""
    with qtbot.waitSignal(window.bench.jobs.ended, timeout=SECONDS, check_params_cb=lambda slot: slot == "check"):
        window.actions_.check.trigger()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(FindingsDialog)), timeout=SECONDS)
    return next(one for one in window.findChildren(FindingsDialog) if one.isVisible())


def names(path):
    with Region.open(path) as region:
        return region.facilities().name.tolist()


def test_findings_are_listed_and_shown_on_the_map(dirty, opened, qtbot):
    dialog = found(opened, qtbot)
    assert opened.bench.region.name in dialog.summary.text()
    placed = next(one for one in dialog.list._model.rows if one.spots)
    dialog.list.choose(placed.code)
    assert opened.canvas.spots
    dialog.close()
    assert opened.canvas.spots == ()


def test_a_mend_is_done_listed_anew_and_taken_back(dirty, opened, qtbot):
    dialog = found(opened, qtbot)
    finding = next(one for one in data_work.findings(dirty, Silent()) if _is_about_names(one))
    dialog.list.choose(finding.code)
    assert dialog.mend.isVisible()
    with qtbot.waitSignal(opened.bench.scorecard_changed, timeout=SECONDS):
        dialog.mend.click()
    assert DIRTY not in names(dirty)
    assert "白塔敬老院" in names(dirty)
    qtbot.waitUntil(lambda: not any(_is_about_names(one) for one in dialog.list._model.rows), timeout=SECONDS)
    assert dialog.undo.isEnabled()
    with qtbot.waitSignal(opened.bench.scorecard_changed, timeout=SECONDS):
        dialog.undo.click()
    assert DIRTY in names(dirty)


def _is_about_names(finding):
    return finding.table == "facilities" and bool(finding.mend) and "字符" in f"{finding.message}{finding.remedy}"


def test_the_list_is_copied_as_a_table(dirty, opened, qtbot):
    dialog = found(opened, qtbot)
    dialog.copy.click()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == ["程度", "发现"]
    assert len(lines) == len(dialog.list._model.rows) + 1
    assert all(line.count("\t") == 4 for line in lines)


def test_a_facility_is_placed_by_a_click_and_undone(dirty, opened, qtbot):
    opened.actions_.placing.trigger()
    dialog = next(one for one in opened.findChildren(PlacingDialog))
    before = len(dialog._model.rows)
    row = next(at for at, one in enumerate(dialog._model.rows) if one.id == opened.bench.region.facilities.id[1])
    dialog.table.selectRow(row)
    one = dialog.current()
    dialog.point.click()
    assert opened.canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    centre = QPoint(opened.canvas.width() // 2, opened.canvas.height() // 2)
    expected = opened.bench.region.metric.inverse(*opened.canvas.view.to_map(centre.x(), centre.y()))
    with qtbot.waitSignal(opened.bench.scorecard_changed, timeout=SECONDS):
        qtbot.mouseClick(opened.canvas, Qt.MouseButton.LeftButton, pos=centre)
    with Region.open(dirty) as region:
        facilities = region.facilities()
    at = facilities.id.tolist().index(one.id)
    assert np.allclose((facilities.lon[at], facilities.lat[at]), expected, atol=1e-6)
    assert len(dialog._model.rows) == before - 1
    assert opened.canvas.asking == dialog.point.isChecked()
    dialog.close()
    assert not opened.canvas.asking
    assert one.name in opened.actions_.undo.text()
    with qtbot.waitSignal(opened.bench.scorecard_changed, timeout=SECONDS):
        opened.actions_.undo.trigger()
    assert np.isnan(opened.bench.region.facilities.lon[at])


def test_escape_ends_the_asking(dirty, opened, qtbot):
    opened.actions_.placing.trigger()
    dialog = next(one for one in opened.findChildren(PlacingDialog))
    dialog.point.click()
    assert opened.canvas.asking
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Escape)
    assert not opened.canvas.asking
    assert not dialog.point.isChecked()


def test_reading_anew_keeps_what_is_looked_at(opened, qtbot):
    opened.canvas.zoom_in()
    view, chosen = opened.canvas.view, "marriage_across_provinces"
    assert opened.scorecard.choose(chosen)
    with qtbot.waitSignal(opened.bench.scorecard_changed, timeout=SECONDS):
        opened.actions_.recompute.trigger()
    assert opened.canvas.view == view
    assert opened.scorecard.chosen_row().indicator.id == chosen
