from PySide6.QtCore import QObject

from planner.desktop.latest import Latest


def test_only_the_latest_value_is_passed_on(qtbot):
    owner = QObject()
    latest, seen = Latest(10, owner), []
    latest.due.connect(seen.append)
    with qtbot.waitSignal(latest.due):
        for value in (5, 10, 15):
            latest.offer(value)
    assert seen == [15]


def test_stopped_passes_nothing_on(qtbot):
    owner = QObject()
    latest, other, seen = Latest(1, owner), Latest(20, owner), []
    latest.due.connect(seen.append)
    with qtbot.waitSignal(other.due):
        latest.offer(1)
        latest.stop()
        other.offer(2)
    assert seen == []
