import pytest

from layers.errors import UserError
from layers.region import Region
from planner.coverage.reaching import reach_region
from planner.desktop import region_work
from planner.drawing import style as map_style
from tests.planner.desktop.window.driving import SECONDS, ask, painted


def test_minutes_recompute_reach_and_circles(opened, own_sample, qtbot):
    opened.actions_.reach.trigger()
    near = ask(opened, qtbot, "community_elderly_station", 5)
    qtbot.waitUntil(lambda: "circles" in opened.canvas.scene.ids, timeout=SECONDS)
    small = opened.canvas.scene.layer("circles").shape.geometry[0].area
    far = ask(opened, qtbot, "community_elderly_station", 30)
    qtbot.waitUntil(
        lambda: (
            "circles" in opened.canvas.scene.ids and opened.canvas.scene.layer("circles").shape.geometry[0].area > small
        ),
        timeout=SECONDS,
    )
    assert near.reached < far.reached
    with Region.open(own_sample) as region:
        expected = reach_region(region, far.kind, far.standard, far.group)
    assert (far.total, far.reached) == (expected.total, expected.reached)
    assert opened.reach.share.text() == f"{expected.share * 100:.1f}%"
    dots = opened.canvas.scene.layer("unreached")
    assert dots.weight.sum() == pytest.approx(expected.total - expected.reached)


def test_a_moving_slider_asks_once(opened, qtbot, monkeypatch):
    ask(opened, qtbot, "community_elderly_station", 10)
    asked, whole = [], region_work.reach

    def listening(path, question, *told):
        asked.append(question.minutes)
        return whole(path, question, *told)

    monkeypatch.setattr(region_work, "reach", listening)
    with qtbot.waitSignal(opened.bench.reach_changed, timeout=SECONDS):
        for minutes in range(11, 21):
            opened.reach.controls.slider.setValue(minutes)
    assert asked == [20]


def test_tabs_change_what_the_map_is_about(opened, qtbot):
    opened.scorecard.choose("social_work_stations")
    opened.actions_.reach.trigger()
    ask(opened, qtbot, "community_elderly_station", 15)
    assert painted(opened, "township", map_style.NOT_SERVED) == set()
    assert "unreached" in opened.canvas.scene.ids
    opened.actions_.scorecard.trigger()
    assert painted(opened, "township", map_style.NOT_SERVED) != set()
    assert "unreached" not in opened.canvas.scene.ids


def test_what_nobody_asked_for_is_refused_in_silence_and_said_when_asked(window, own_sample, qtbot, said, monkeypatch):
    def refuse(*args):
        raise UserError("区域里没有该类设施的清单")

    monkeypatch.setattr(region_work, "reach", refuse)
    ended = []
    window.bench.jobs.ended.connect(ended.append)
    window.open_path(own_sample)
    qtbot.waitUntil(lambda: "reach" in ended, timeout=SECONDS)
    assert said == []
    with qtbot.waitSignal(window.bench.jobs.refused, timeout=SECONDS):
        window.actions_.reach.trigger()
    assert [name for name, _ in said] == ["say_refused"]


def test_a_kind_without_facilities_is_one_message(opened, qtbot, said):
    def refuse(*args):
        raise UserError("区域里没有该类设施的清单")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(region_work, "reach", refuse)
        with qtbot.waitSignal(opened.bench.jobs.refused, timeout=SECONDS):
            opened.reach.controls.minutes.setValue(7)
    assert [name for name, _ in said] == ["say_refused"]
