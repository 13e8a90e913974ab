import threading

import pytest

from layers.errors import Cancelled, UserError
from planner.desktop.jobs import Jobs


@pytest.fixture
def jobs():
    runner = Jobs()
    yield runner
    runner.close()


def until_cancelled(begun: threading.Event, ended: list[str]):
    """Work that only a cancellation ends."""

    def work(feedback):
        begun.set()
        tick = threading.Event()
        try:
            while True:
                feedback.progress(0.5, "半途")
                tick.wait(0.002)
        except Cancelled:
            ended.append("cancelled")
            raise

    return work


def test_result_arrives_on_the_gui_thread(jobs, qtbot):
    seen = []
    with qtbot.waitSignal(jobs.ended):
        jobs.start("slot", "算", lambda told: 6 * 7, lambda result: seen.append((result, threading.current_thread())))
    assert seen == [(42, threading.main_thread())]


def test_work_runs_off_the_gui_thread(jobs, qtbot):
    threads = []
    with qtbot.waitSignal(jobs.ended):
        jobs.start("slot", "算", lambda told: threads.append(threading.current_thread()), lambda result: None)
    assert threads[0] is not threading.main_thread()


def test_progress_carries_share_and_text(jobs, qtbot):
    told = []
    jobs.progressed.connect(lambda slot, share, text: told.append((slot, share, text)))
    begun, ended = threading.Event(), []
    with qtbot.waitSignal(jobs.progressed, check_params_cb=lambda slot, share, text: text == "半途"):
        jobs.start("slot", "算", until_cancelled(begun, ended), lambda result: None)
    assert ("slot", 0.0, "算") in told
    assert ("slot", 0.5, "半途") in told


def test_cancelling_gives_no_result_and_says_so_once(jobs, qtbot):
    begun, ended, outcome = threading.Event(), [], []
    jobs.start("slot", "算", until_cancelled(begun, ended), outcome.append, lambda: outcome.append("stopped"))
    assert begun.wait(5)
    with qtbot.waitSignal(jobs.ended):
        jobs.cancel("slot")
    assert ended == ["cancelled"]
    assert outcome == ["stopped"]
    assert not jobs.running("slot")


def test_newest_request_of_a_slot_wins(jobs, qtbot):
    begun, ended, outcome = threading.Event(), [], []
    jobs.start("slot", "旧", until_cancelled(begun, ended), lambda result: outcome.append("old"))
    assert begun.wait(5)
    jobs.start("slot", "新", lambda told: "new", outcome.append)
    qtbot.waitUntil(lambda: outcome == ["new"] and ended == ["cancelled"])


def test_result_of_a_superseded_job_that_ran_to_its_end_is_dropped(jobs, qtbot):
    go, done, outcome = threading.Event(), threading.Event(), []

    def deaf(told):
        go.wait(5)
        done.set()
        return "old"

    jobs.start("slot", "旧", deaf, outcome.append)
    jobs.start("slot", "新", lambda told: "new", outcome.append)
    go.set()
    assert done.wait(5)
    qtbot.waitUntil(lambda: outcome == ["new"])
    jobs.close()
    qtbot.wait(0)  # deliver what is still queued
    assert outcome == ["new"]


def test_slots_run_beside_each_other(jobs, qtbot):
    begun, ended, outcome = threading.Event(), [], []
    jobs.start("long", "长", until_cancelled(begun, ended), outcome.append)
    jobs.start("short", "短", lambda told: "short", outcome.append)
    qtbot.waitUntil(lambda: outcome == ["short"])
    assert jobs.running("long")


def test_user_error_is_refused_not_crashed(jobs, qtbot):
    def work(told):
        raise UserError("没有", where="表", remedy="补上")

    crashed, stopped = [], []
    jobs.crashed.connect(crashed.append)
    with qtbot.waitSignal(jobs.refused) as caught:
        jobs.start("slot", "算", work, lambda result: None, lambda: stopped.append(1))
    assert caught.args[0].remedy == "补上"
    assert (crashed, stopped) == ([], [1])


def test_fault_of_the_program_is_reported_even_when_nobody_waits(jobs, qtbot):
    go = threading.Event()

    def work(told):
        go.wait(5)
        raise ZeroDivisionError

    jobs.start("slot", "旧", work, lambda result: None)
    jobs.forget("slot")
    with qtbot.waitSignal(jobs.crashed) as caught:
        go.set()
    assert isinstance(caught.args[0], ZeroDivisionError)


def test_closing_stops_what_runs_and_leaves_no_thread(qtbot):
    jobs, begun, ended = Jobs(), threading.Event(), []
    jobs.start("slot", "算", until_cancelled(begun, ended), lambda result: None)
    assert begun.wait(5)
    jobs.close()
    assert ended == ["cancelled"]
    assert not [thread for thread in threading.enumerate() if thread.name == "job slot"]
