import shutil
import threading

import pytest
from PySide6.QtCore import QObject

from layers.errors import UserError
from layers.region import Region
from planner.desktop.edits import Edits
from planner.desktop.jobs import Jobs

SECONDS = 20_000


@pytest.fixture
def region(sample, tmp_path):
    path = tmp_path / "区.gpkg"
    shutil.copyfile(sample, path)
    with Region.open(path) as opened, opened.writing("第一步") as writer:
        writer.set_meta("步", "一")
    return path


@pytest.fixture
def edits(qapp, region):
    owner = QObject()
    jobs = Jobs(owner)
    made = Edits(jobs, owner)
    with Region.open(region) as opened:
        made.follow(region, opened.edits())
    yield made
    made.stop()
    jobs.close()


def step(text, value):
    def work(path, told):
        with Region.open(path) as region, region.writing(text) as writer:
            writer.set_meta("步", value)
        return value

    return work


def meta(path):
    with Region.open(path) as region:
        return region.meta.get("步")


def test_writes_wait_for_each_other_and_all_are_done(edits, qtbot, region):
    done, here = [], threading.Barrier(1)
    for value in ("二", "三", "四"):
        edits.write(f"写{value}", step(f"写{value}", value), done.append)
    qtbot.waitUntil(lambda: len(done) == 3, timeout=SECONDS)
    assert done == ["二", "三", "四"]
    assert meta(region) == "四"
    assert edits.next_undo.text == "写四"
    assert here.n_waiting == 0


def test_undo_and_redo_follow_the_regions_log(edits, qtbot, region):
    with qtbot.waitSignal(edits.log_changed, timeout=SECONDS):
        edits.write("写二", step("写二", "二"))
    for expected in ("一", None):
        with qtbot.waitSignal(edits.undone, timeout=SECONDS):
            edits.undo()
        assert meta(region) == expected
    assert edits.next_redo.text == "第一步"
    for expected in ("一", "二"):
        with qtbot.waitSignal(edits.redone, timeout=SECONDS):
            edits.redo()
        assert meta(region) == expected
    assert edits.next_redo is None


def test_a_refused_write_does_not_stop_those_after_it(edits, qtbot, region):
    def refuse(path, told):
        raise UserError("没有权限")

    done = []
    with qtbot.waitSignal(edits.parent().findChild(Jobs).refused, timeout=SECONDS):
        edits.write("不行", refuse, done.append)
        edits.write("写二", step("写二", "二"), done.append)
    qtbot.waitUntil(lambda: done == ["二"], timeout=SECONDS)
    assert meta(region) == "二"


def test_what_waits_is_forgotten_when_the_window_closes(edits, qtbot, region):
    begun, go_on = threading.Event(), threading.Event()

    def slow(path, told):
        begun.set()
        go_on.wait(10)

    edits.write("慢", slow)
    edits.write("写二", step("写二", "二"))
    assert begun.wait(5)
    edits.stop()
    go_on.set()
    edits.parent().findChild(Jobs).close()
    assert meta(region) == "一"
