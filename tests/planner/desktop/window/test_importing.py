"""Bringing files in through the window: dropped, understood, imported, taken back."""

import gc
import threading
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from layers.download.downloading import Downloaded
from layers.region import Region
from planner.desktop import choosing, download_work, import_work
from planner.desktop.download_dialog import DownloadDialog
from planner.desktop.import_wizard import ImportWizard
from planner.desktop.new_region_dialog import NewRegionDialog
from tests.planner.desktop.window.driving import SECONDS


def drop(window, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )


def shown(window, qtbot, kind):
    """The dialog of a kind that is open."""

    def found():
        return [one for one in window.findChildren(kind) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(found()), timeout=SECONDS)
    return found()[0]


def understood(window, qtbot):
    """The wizard once it shows what the file is."""
    wizard = shown(window, qtbot, ImportWizard)
    qtbot.waitUntil(lambda: not wizard.session.busy and bool(wizard.session.draft or wizard._error), timeout=SECONDS)
    return wizard


@pytest.fixture
def stations(opened, tmp_path):
    """A list in GB18030 of two new stations in the middle of the region, one of them without a place."""
    lon, lat = opened.bench.region.metric.inverse(0.0, 0.0)
    table = tmp_path / "救助站一览 <b>.csv"
    rows = f"机构名称,经度,纬度,核定床位\n新设救助管理站,{lon:.6f},{lat:.6f},12\n待定救助管理站,,,8\n"
    table.write_text(rows, encoding="gb18030")
    return table


def facilities(path):
    with Region.open(path) as region:
        return region.facilities()


def test_a_dropped_list_is_understood_imported_and_taken_back(opened, own_sample, stations, qtbot):
    before = len(facilities(own_sample))
    drop(opened, stations)
    wizard = understood(opened, qtbot)
    assert wizard.source.title.text() == "救助站一览 <b>.csv"
    assert wizard.source.chooser("role").value() == "facilities"
    assert wizard.outcome.obstacle.text() == ""
    assert "新增 2 处设施" in wizard.outcome.sentence.text()
    with qtbot.waitSignal(opened.bench.scorecard_changed, timeout=SECONDS):
        wizard.outcome.start.click()
    now = facilities(own_sample)
    assert len(now) == before + 2
    row = now.name.tolist().index("新设救助管理站")
    assert (now.numbers["beds"][row], now.kinds[row]) == (12, ("rescue_station",))
    assert opened.notice.isVisible()
    assert "救助站一览 <b>.csv" in opened.notice.text.text()
    with qtbot.waitSignal(opened.bench.scorecard_changed, timeout=SECONDS):
        opened.notice.undo.click()
    assert len(facilities(own_sample)) == before
    assert "新设救助管理站" not in opened.bench.region.facilities.name.tolist()
    with qtbot.waitSignal(opened.bench.scorecard_changed, timeout=SECONDS):
        opened.actions_.redo.trigger()
    assert len(facilities(own_sample)) == before + 2


def test_cancelling_leaves_no_trace(opened, own_sample, stations, qtbot):
    before = own_sample.read_bytes()
    files = sorted(path.name for path in own_sample.parent.iterdir())
    drop(opened, stations)
    wizard = understood(opened, qtbot)
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert own_sample.read_bytes() == before
    assert sorted(path.name for path in own_sample.parent.iterdir()) == files
    assert not [thread for thread in threading.enumerate() if thread.name == "job prepare"]
    assert not opened.notice.isVisible()


def test_a_question_answered_changes_what_will_be_imported(opened, own_sample, stations, qtbot):
    drop(opened, stations)
    wizard = understood(opened, qtbot)
    chooser = wizard.columns.chooser("beds")
    assert chooser.value() == "核定床位"
    with qtbot.waitSignal(wizard.session.drafted, timeout=SECONDS):
        chooser.setCurrentIndex(chooser.findData(""))
        chooser.activated.emit(chooser.currentIndex())
    qtbot.waitUntil(lambda: not wizard.session.busy, timeout=SECONDS)
    assert wizard.columns.chooser("beds").value() == ""
    with qtbot.waitSignal(opened.bench.scorecard_changed, timeout=SECONDS):
        wizard.outcome.start.click()
    now = facilities(own_sample)
    assert np.isnan(now.numbers["beds"][now.name.tolist().index("新设救助管理站")])


def test_several_files_come_one_after_the_other(opened, own_sample, stations, tmp_path, qtbot):
    other = tmp_path / "第二份.csv"
    other.write_text(stations.read_text("gb18030").replace("救助管理站", "救助管理二站"), encoding="utf-8")
    before = len(facilities(own_sample))
    drop(opened, stations, other)
    first = understood(opened, qtbot)
    assert "第 1 个，共 2 个" in first.windowTitle()
    with qtbot.waitSignal(opened.bench.region_opened, timeout=SECONDS):
        first.outcome.start.click()
    second = understood(opened, qtbot)
    assert "第 2 个，共 2 个" in second.windowTitle()
    second.reject()
    assert len(facilities(own_sample)) == before + 2


def test_what_was_not_looked_at_is_said(opened, stations, tmp_path, qtbot):
    other = tmp_path / "第二份.csv"
    other.write_text("名称\n甲\n", encoding="utf-8")
    drop(opened, stations, other)
    understood(opened, qtbot).reject()
    assert "其余 1 个文件也没有看" in opened.notice.text.text()


def test_a_dropped_region_is_opened(opened, sample, tmp_path, qtbot):
    with qtbot.waitSignal(opened.bench.region_opened, timeout=SECONDS):
        drop(opened, sample)
    assert opened.bench.region.path == sample
    assert not opened.findChildren(ImportWizard)


def test_without_a_region_one_is_made_first(window, tmp_path, qtbot):
    table = tmp_path / "浑南区街道.csv"
    table.write_text("街道名称,区划代码,人口\n甲街道,210112001000,100\n乙街道,210112002000,200\n", encoding="utf-8")
    drop(window, table)
    dialog = shown(window, qtbot, NewRegionDialog)
    assert "浑南区街道.csv" in dialog.why.text()
    qtbot.waitUntil(lambda: dialog.code.text() != "", timeout=SECONDS)
    assert (dialog.name.text(), dialog.code.text()) == ("浑南区", "210112000000")
    with qtbot.waitSignal(window.bench.region_opened, timeout=SECONDS):
        dialog.start.click()
    assert window.bench.region.path == tmp_path / "浑南区.gpkg"
    wizard = understood(window, qtbot)
    assert wizard.source.chooser("role").value() == "units"
    with qtbot.waitSignal(window.bench.region_opened, timeout=SECONDS):
        wizard.outcome.start.click()
    assert "甲街道" in window.bench.region.units.name.tolist()


def test_a_file_that_nobody_can_read_says_so(opened, own_sample, tmp_path, qtbot):
    before = own_sample.read_bytes()
    junk = tmp_path / "坏.xlsx"
    junk.write_bytes(b"not a workbook")
    drop(opened, junk)
    wizard = understood(opened, qtbot)
    assert wizard._error is not None
    assert not wizard.outcome.start.isEnabled()
    assert "--" not in wizard.outcome.obstacle.text()
    wizard.reject()
    assert own_sample.read_bytes() == before


def test_a_template_is_written_for_each_role(opened, tmp_path, qtbot, said, monkeypatch):
    target = tmp_path / "模板.xlsx"
    monkeypatch.setattr(choosing, "choose_import_template", lambda parent, role: target)
    action = next(one for one in opened.actions_.templates.actions() if one.text() == "设施")
    with qtbot.waitSignal(opened.bench.jobs.ended, timeout=SECONDS, check_params_cb=lambda slot: "template" in slot):
        action.trigger()
    qtbot.waitUntil(lambda: bool(said), timeout=SECONDS)
    assert said == [("say_written", (target,))]
    assert target.stat().st_size > 3000


def test_what_is_downloaded_goes_on_into_the_import(opened, stations, qtbot, monkeypatch):
    asked = []

    def fetch(region, what, settings, told, *, fresh):
        asked.append((region.path, tuple(what), settings.proxy, fresh))
        return Downloaded({"facilities": stations}, "2026-11-01", ())

    monkeypatch.setattr(download_work, "fetch", fetch)
    opened.actions_.download.trigger()
    dialog = shown(opened, qtbot, DownloadDialog)
    qtbot.waitUntil(dialog.start.isEnabled, timeout=SECONDS)
    assert "MB" in dialog.amount.text()
    dialog.choices["facilities"].click()
    dialog.choices["roads"].click()
    dialog.proxy.setText("proxy:8080")
    qtbot.waitUntil(dialog.start.isEnabled, timeout=SECONDS)
    assert asked == []  # nothing is asked before the button
    dialog.start.click()
    wizard = understood(opened, qtbot)
    assert asked == [(opened.bench.region.path, ("facilities",), "proxy:8080", False)]
    assert wizard.session.options.data_date == "2026-11-01"
    wizard.reject()


def test_closing_the_download_stops_it(opened, qtbot, monkeypatch):
    begun = threading.Event()

    def fetch(region, what, settings, told, *, fresh):
        begun.set()
        while True:
            told.progress(0.1)

    monkeypatch.setattr(download_work, "fetch", fetch)
    opened.actions_.download.trigger()
    dialog = shown(opened, qtbot, DownloadDialog)
    qtbot.waitUntil(dialog.start.isEnabled, timeout=SECONDS)
    dialog.start.click()
    assert begun.wait(5)
    dialog.reject()
    assert not [thread for thread in threading.enumerate() if thread.name == "job download"]
    assert not opened.findChildren(ImportWizard)


def test_the_window_closes_with_the_wizard_open(opened, stations, qtbot, monkeypatch):
    begun = threading.Event()

    def endless(region, base, path, options, told):
        begun.set()
        while True:
            told.progress(0.1)

    monkeypatch.setattr(import_work, "prepare", endless)
    drop(opened, stations)
    shown(opened, qtbot, ImportWizard)
    qtbot.waitUntil(begun.is_set, timeout=SECONDS)
    opened.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("job", "map painter"))]


def test_a_closed_wizard_is_gone_without_the_collector(opened, stations, qtbot):
    drop(opened, stations)
    wizard = understood(opened, qtbot)
    gone = weakref.ref(wizard)
    gc.collect()
    gc.disable()  # it may run on any thread, and would take a window apart there
    try:
        wizard.reject()
        del wizard
        qtbot.waitUntil(lambda: gone() is None, timeout=SECONDS)
    finally:
        gc.enable()
