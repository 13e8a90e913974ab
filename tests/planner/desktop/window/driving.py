"""What the tests of the window do to it and read from it."""

import threading

import numpy as np

from planner.drawing.layer import PolygonLayer

SECONDS = 60_000


def endless(begun):
    """Work that only a cancellation ends."""

    def work(*args):
        tick = threading.Event()
        begun.set()
        while True:
            args[-1].progress(0.4, "慢慢算")
            tick.wait(0.002)

    return work


def ask(window, qtbot, kind, minutes=None):
    """Ask the service circle tool and wait for its answer."""
    controls = window.reach.controls
    with qtbot.waitSignal(
        window.bench.reach_changed,
        timeout=SECONDS,
        check_params_cb=lambda reach: reach.kind == kind and minutes in (None, reach.standard.limit),
    ) as answer:
        controls.kind.setCurrentIndex(controls.kind.findData(kind))
        if minutes is not None:
            controls.minutes.setValue(minutes)
    return answer.args[0]


def areas(window, level):
    layer = window.canvas.scene.layer(f"units:{level}")
    assert isinstance(layer, PolygonLayer)
    return layer


def painted(window, level, colour):
    """Codes of the units that have a colour."""
    layer = areas(window, level)
    wanted = [number for number, fill in enumerate(layer.classes) if fill.colour == colour]
    return {str(layer.features.key[row]) for row in np.flatnonzero(np.isin(layer.class_of, wanted))}
