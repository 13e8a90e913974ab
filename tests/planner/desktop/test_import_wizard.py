import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from layers.errors import UserError
from layers.feedback import Silent
from layers.finding import Finding
from layers.importing.options import ImportOptions, ImportResult
from planner.desktop import import_work
from planner.desktop.import_preview import POSITIONS, TABLE
from planner.desktop.import_wizard import COLUMNS, MATCHES, PROBLEMS, ImportWizard
from planner.desktop.import_work import Reading
from planner.desktop.map_scene import base_scene
from planner.desktop.open_region import read_region
from planner.drawing.incoming_layers import POINTS
from planner.plans.kinds import load_kinds
from tests.planner.desktop import imports

SECONDS = 20_000


@pytest.fixture(scope="module")
def region(sample):
    return read_region(sample, Silent())


@pytest.fixture(scope="module")
def base(region, qapp):
    return base_scene(region, load_kinds())


class Engine:
    """What the wizard asks, answered by hand; remembers each question."""

    def __init__(self):
        self.asked, self.written = [], []
        self.contents, self.made = imports.contents(), {}
        self.error = None

    def prepare(self, region, base, path, options, told):
        self.asked.append(options)
        told.progress(0.5, "读了一半")
        if self.error is not None:
            raise self.error
        return import_work.drafted(imports.prepared(options=options, **self.made), region.metric, base)

    def write(self, path, prepared, told):
        self.written.append(prepared)
        return ImportResult(prepared.added, prepared.skipped, prepared.findings)


@pytest.fixture
def engine(monkeypatch):
    made = Engine()
    monkeypatch.setattr(import_work, "contents", lambda path, encoding, told: made.contents)
    monkeypatch.setattr(import_work, "readings", lambda path: ())
    monkeypatch.setattr(import_work, "prepare", made.prepare)
    monkeypatch.setattr(import_work, "write", made.write)
    return made


@pytest.fixture
def begin(engine, region, base, qtbot, tmp_path):
    """Opens the wizard and waits for what it shows first."""
    opened = []

    def open_wizard(signal="drafted"):
        wizard = ImportWizard(None, region, base, tmp_path / "<b>设施.xlsx", imports.KINDS)
        qtbot.addWidget(wizard)
        opened.append(wizard)
        with qtbot.waitSignal(getattr(wizard.session, signal), timeout=SECONDS):
            wizard.show()
        qtbot.waitUntil(lambda: not wizard.session.busy, timeout=SECONDS)
        return wizard

    yield open_wizard
    for wizard in opened:
        wizard.reject()


def answer(wizard, qtbot, act):
    """Do something that has the file understood anew; returns the options it was asked with."""
    with qtbot.waitSignal(wizard.session.drafted, timeout=SECONDS):
        act()
    qtbot.waitUntil(lambda: not wizard.session.busy)
    return wizard.session.options


def choose(combo, value):
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def test_everything_is_shown_at_once(begin):
    wizard = begin()
    assert wizard.source.title.text() == "<b>设施.xlsx"
    assert wizard.source.title.textFormat() == Qt.TextFormat.PlainText
    assert wizard.source.parts.count() == 2
    assert wizard.source.chooser("datum").value() == "gcj02"
    assert wizard.tabs.tabText(COLUMNS).endswith(" 1")
    assert wizard.tabs.tabText(MATCHES).endswith(" 2")
    assert wizard.tabs.tabText(PROBLEMS).endswith(" 2")
    layer = wizard.preview.canvas.scene.layer(POINTS)
    assert layer.features.key.tolist() == ["4", "5"]
    assert layer.class_of.tolist() == [0, 1]  # one is new, one is updated


def test_the_import_waits_until_the_blocking_finding_is_accepted(begin, engine, qtbot):
    wizard = begin()
    assert not wizard.outcome.start.isEnabled()
    assert "阻断" in wizard.outcome.obstacle.text()
    wizard.tabs.setCurrentIndex(PROBLEMS)
    wizard.problems.list.choose("swapped_beds")
    wizard.problems.accept.click()
    assert wizard.outcome.start.isEnabled()
    assert len(engine.asked) == 1  # the file is not read again for it
    wizard.problems.accept.click()
    assert not wizard.outcome.start.isEnabled()


def test_importing_writes_what_was_shown_and_closes(begin, engine, qtbot):
    wizard = begin()
    wizard.session.accept("swapped_beds", accepted=True)
    with qtbot.waitSignal(wizard.imported, timeout=SECONDS) as done:
        qtbot.keyClick(wizard, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        if not engine.written:
            wizard.outcome.start.click()
    assert done.args[:2] == ["<b>设施.xlsx", "facilities"]
    assert len(engine.written) == 1
    assert engine.written[0].options.accept == ("swapped_beds",)
    assert not wizard.isVisible()


def test_another_answer_has_the_file_understood_anew(begin, engine, qtbot):
    wizard = begin()
    told = answer(wizard, qtbot, lambda: choose(wizard.source.chooser("kind"), "social_work_station"))
    assert told.kind == "social_work_station"
    assert answer(wizard, qtbot, lambda: choose(wizard.columns.chooser("beds"), "备注")).columns == {"beds": "备注"}
    told = answer(wizard, qtbot, wizard.matches.confirm.click)
    assert told.units == {"王滨沟乡": "210112100000"}
    assert told.columns == {"beds": "备注"}  # what was said before still holds
    assert engine.asked[-1] == told


def test_another_sheet_begins_afresh(begin, engine, qtbot):
    wizard = begin()
    answer(wizard, qtbot, lambda: choose(wizard.columns.chooser("beds"), "备注"))
    told = answer(wizard, qtbot, lambda: wizard.source.parts.itemActivated.emit(wizard.source.parts.item(1)))
    assert (told.sheet, told.columns) == ("旧表", {})


def test_the_newest_answer_wins(begin, engine, monkeypatch, qtbot):
    wizard = begin()
    begun, prepare = threading.Event(), engine.prepare

    def slow(region, base, path, options, told):
        if options.kind == "elderly_care_institution":
            begun.set()
            while True:
                told.progress(0.1)
        return prepare(region, base, path, options, told)

    monkeypatch.setattr(import_work, "prepare", slow)
    wizard.session.take(ImportOptions(kind="elderly_care_institution"))
    assert begun.wait(5)
    assert not wizard.outcome.start.isEnabled()
    answer(wizard, qtbot, lambda: wizard.session.take(ImportOptions(kind="social_work_station")))
    assert wizard.session.draft.prepared.options.kind == "social_work_station"


def test_cancelling_a_reading_brings_the_answers_before_it_back(begin, engine, monkeypatch, qtbot):
    wizard = begin()
    before = wizard.session.options

    def endless(region, base, path, options, told):
        while True:
            told.progress(0.1)

    monkeypatch.setattr(import_work, "prepare", endless)
    wizard.session.take(ImportOptions(kind="social_work_station"))
    with qtbot.waitSignal(wizard.session.drafted, timeout=SECONDS):
        wizard.outcome.jobs.cancel.click()
    assert wizard.session.options == before
    assert wizard.source.chooser("kind").value() == "elderly_care_institution"


def test_a_file_that_cannot_be_understood_can_still_be_answered_for(begin, engine, qtbot):
    engine.error = UserError("不知道哪一列是名称", remedy="请指明这一列", option="--column name=表头")
    wizard = begin("refused")
    assert wizard.outcome.obstacle.text() == "不知道哪一列是名称 请指明这一列"
    assert wizard.problems.list.current().message == "不知道哪一列是名称"
    assert wizard.source.chooser("role").findData("units") >= 0
    with qtbot.waitSignal(wizard.session.refused, timeout=SECONDS):
        choose(wizard.source.chooser("role"), "facilities")
    assert wizard.tabs.currentIndex() == COLUMNS
    engine.error = None
    told = answer(wizard, qtbot, lambda: choose(wizard.columns.chooser("name"), "机构名称"))
    assert (told.role, told.columns) == ("facilities", {"name": "机构名称"})


def test_a_refused_writing_leaves_the_window_open(begin, engine, monkeypatch, qtbot):
    def refuse(path, prepared, told):
        raise UserError("没有权限读写这个文件", remedy="请关闭其他程序")

    monkeypatch.setattr(import_work, "write", refuse)
    wizard = begin()
    wizard.session.accept("swapped_beds", accepted=True)
    with qtbot.waitSignal(wizard.session.write_refused, timeout=SECONDS):
        wizard.outcome.start.click()
    assert wizard.isVisible()
    assert wizard.outcome.obstacle.text() == "没有权限读写这个文件 请关闭其他程序"
    assert wizard.outcome.start.isEnabled()  # it may be tried again


def test_closing_while_it_is_written_waits_until_all_is_as_it_was(begin, monkeypatch, qtbot):
    begun = threading.Event()

    def endless(path, prepared, told):
        begun.set()
        while True:
            told.progress(0.1)

    monkeypatch.setattr(import_work, "write", endless)
    wizard = begin()
    wizard.session.accept("swapped_beds", accepted=True)
    wizard.outcome.start.click()
    assert begun.wait(5)
    wizard.reject()
    qtbot.waitUntil(lambda: not wizard.session.busy, timeout=SECONDS)
    assert wizard.isVisible()
    assert wizard.outcome.start.isEnabled()


def test_personal_columns_are_kept_only_when_the_user_insists(begin, engine, qtbot):
    left_out = Finding("warning", "personal_columns", "2 列是个人信息,没有导入", ("身份证号", "监护人"))
    engine.made = {"findings": (left_out,)}
    wizard = begin()
    wizard.problems.list.choose("personal_columns")
    told = answer(wizard, qtbot, wizard.problems.keep.click)
    assert told.keep_personal == ("身份证号", "监护人")
    engine.made = {"findings": (Finding("warning", "personal_kept", "保留了 2 列"),)}
    answer(wizard, qtbot, lambda: choose(wizard.source.chooser("kind"), "social_work_station"))
    assert answer(wizard, qtbot, wizard.problems.keep.click).keep_personal == ()


def test_findings_about_things_to_come_name_them(begin, engine):
    engine.made = {"findings": (Finding("warning", "unlocated", "1 处没有坐标", ("f5",), table="facilities"),)}
    wizard = begin()
    wizard.tabs.setCurrentIndex(PROBLEMS)
    assert wizard.problems.list.where.text() == "在哪里：王滨社工站"
    assert wizard.preview.table.after.currentIndex().row() == 2


def test_closing_leaves_no_thread_behind(begin, monkeypatch, qtbot):
    begun = threading.Event()

    def endless(region, base, path, options, told):
        begun.set()
        while True:
            told.progress(0.1)

    wizard = begin()
    monkeypatch.setattr(import_work, "prepare", endless)
    wizard.session.take(ImportOptions(kind="social_work_station"))
    assert begun.wait(5)
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.isVisible()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("job", "map painter"))]


def test_where_the_place_is_in_doubt_the_pictures_are_shown(begin, engine, qtbot):
    engine.made = {"places": imports.positions()}
    wizard = begin()
    assert wizard.preview.currentIndex() == POSITIONS
    told = answer(wizard, qtbot, lambda: qtbot.keyClick(wizard.preview.positions, Qt.Key.Key_3))
    assert told.datum == "bd09"
    assert wizard.preview.currentIndex() == POSITIONS  # the user is still comparing
    assert [picture.isChecked() for picture in wizard.preview.positions.pictures] == [False, False, True]


def test_a_finding_is_ringed_on_the_map_and_chosen_in_the_table(begin, region):
    wizard = begin()
    assert wizard.preview.canvas.spots == ()
    wizard.tabs.setCurrentIndex(PROBLEMS)
    wizard.problems.list.choose("swapped_beds")
    x, y = region.metric.forward([123.47, 123.50], [41.70, 41.72])
    assert np.allclose(wizard.preview.canvas.spots, np.column_stack([x, y]))
    assert wizard.preview.table.after.currentIndex().row() == 0
    wizard.problems.list.choose("unlocated")
    assert wizard.preview.canvas.spots == ()
    assert wizard.preview.table.after.currentIndex().row() == 2
    wizard.problems.list.choose("swapped_beds")
    wizard.tabs.setCurrentIndex(COLUMNS)
    assert wizard.preview.canvas.spots == ()


def test_the_table_shows_what_comes_in_and_what_the_file_holds(begin):
    wizard = begin()
    wizard.preview.setCurrentIndex(TABLE)
    table = wizard.preview.table
    model = table.after.model()
    assert [model.index(0, column).data() for column in range(3)] == ["4", "白塔敬老院", "60"]
    assert table.before.item(0, 0).text() == "机构名称"
    assert table.before.item(1, 5).text() == "<b>新</b>"
    assert table.before.rowCount() == 4


def test_another_encoding_is_chosen_by_how_it_reads(begin, monkeypatch, qtbot):
    found = (Reading("gb18030", "GB18030", "机构名称"), Reading("big5", "Big5", "儂凊靡備"))
    monkeypatch.setattr(import_work, "readings", lambda path: found)
    wizard = begin()
    qtbot.waitUntil(lambda: wizard.preview.table.encoding.count() == 3)
    assert "儂凊靡備" in wizard.preview.table.encoding.itemText(2)
    told = answer(wizard, qtbot, lambda: choose(wizard.preview.table.encoding, "big5"))
    assert told.encoding == "big5"


def test_roads_have_no_rows_to_preview(begin, engine):
    wizard = begin()
    draft = wizard.session.draft
    roads = replace(draft.prepared, preview=None, changes=(), matches=(), options=ImportOptions(role="roads"))
    wizard.preview.show_draft(replace(draft, prepared=roads))
    assert "道路" in wizard.preview.note.text()
    assert not wizard.preview.table.view.isTabEnabled(0)


def test_every_control_can_be_reached_by_keyboard(begin):
    wizard = begin()
    wizard.activateWindow()
    seen, widget = set(), wizard.outcome.start
    for _ in range(5000):
        seen.add(widget)
        widget = widget.nextInFocusChain()
        if widget is wizard.outcome.start:
            break
    reachable = {one for one in seen if one.focusPolicy() & Qt.FocusPolicy.TabFocus}
    for control in (
        wizard.outcome.cancel,
        wizard.source.parts,
        wizard.source.chooser("role"),
        wizard.columns.chooser("name"),
        wizard.matches.table,
        wizard.changes.table,
        wizard.problems.list.table,
        wizard.preview.canvas,
    ):
        assert control in reachable


def test_every_chooser_says_what_it_is_for(begin):
    wizard = begin()
    from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView

    unnamed = [
        one
        for kind in (QComboBox, QAbstractItemView)
        for one in wizard.findChildren(kind)
        if one.isVisible() and not isinstance(one, QHeaderView) and not one.accessibleName()
    ]
    assert unnamed == []
