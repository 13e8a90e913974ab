"""The window itself on the sample region, driven without a screen."""

import shutil
from pathlib import Path

import pytest

from planner.desktop import crash, messages, start
from planner.desktop.memory import Memory
from planner.desktop.style import apply_style
from tests.planner.desktop.window.driving import SECONDS


@pytest.fixture
def said(monkeypatch):
    """What the window would have said in message boxes."""
    told = []
    for name in ("say_refused", "say_crashed", "offer_briefing", "say_about", "say_written"):
        monkeypatch.setattr(messages, name, lambda parent, *args, name=name: told.append((name, args)))
    return told


@pytest.fixture
def window(qtbot, qapp, tmp_path, monkeypatch, said):
    apply_style(qapp)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))  # no plans or norms of whoever runs the tests
    monkeypatch.setattr(crash, "report_folder", lambda: tmp_path / "reports")
    made = start.build_window(Memory(tmp_path / "memory"))
    made.resize(1600, 900)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    qapp.setStyleSheet("")


@pytest.fixture
def own_sample(sample, tmp_path):
    return Path(shutil.copyfile(sample, tmp_path / "浑南 样区.gpkg"))


@pytest.fixture
def opened(window, own_sample, qtbot):
    """The window with its scorecard filled and its map painted."""
    with qtbot.waitSignals([window.bench.scorecard_changed, window.canvas.rendered], timeout=SECONDS):
        window.open_path(own_sample)
    return window
