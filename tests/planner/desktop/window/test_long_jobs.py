import threading

from layers.errors import Cancelled
from planner.desktop import region_work
from tests.planner.desktop.window.driving import SECONDS, endless


def test_a_long_job_shows_and_can_be_cancelled(opened, qtbot, monkeypatch, said):
    begun = threading.Event()
    monkeypatch.setattr(region_work, "evaluate", endless(begun))
    opened.bench.evaluate()
    qtbot.waitUntil(opened.status.jobs.isVisible)
    qtbot.waitUntil(lambda: opened.status.jobs.text.text() == "慢慢算")
    with qtbot.waitSignal(opened.bench.jobs.ended, check_params_cb=lambda slot: slot == "scorecard"):
        opened.status.jobs.cancel.click()
    qtbot.waitUntil(lambda: not opened.status.jobs.isVisible(), timeout=SECONDS)  # the warm-up may run beside it
    assert opened.bench.scorecard is not None
    assert said == []


def test_closing_stops_a_running_job(opened, qtbot, monkeypatch):
    begun, ended = threading.Event(), []

    def work(path, plan, year, told):
        try:
            endless(begun)(told)
        except Cancelled:
            ended.append(True)
            raise

    monkeypatch.setattr(region_work, "evaluate", work)
    opened.bench.evaluate()
    assert begun.wait(5)
    opened.close()
    assert ended == [True]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("job", "map painter"))]


def test_a_fault_of_the_program_is_written_down(opened, qtbot, monkeypatch, said, tmp_path):
    def work(path, plan, year, told):
        raise ZeroDivisionError("零")

    monkeypatch.setattr(region_work, "evaluate", work)
    with qtbot.waitSignal(opened.bench.jobs.crashed):
        opened.bench.evaluate()
    ((name, (report,)),) = said
    assert name == "say_crashed"
    assert report.parent == tmp_path / "reports"
    assert "ZeroDivisionError: 零" in report.read_text(encoding="utf-8")
