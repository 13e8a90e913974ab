import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale

from planner.desktop import start

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """
import sys
from pathlib import Path
from planner.desktop import start

HEAVY = ("numba", "scipy", "folium")
build = start.build_window

def closing(memory):
    window = build(memory)
    window.canvas.rendered.connect(lambda: print("picture", [name for name in HEAVY if name in sys.modules]))
    window.bench.scorecard_changed.connect(lambda: (print(window.windowTitle()), window.close()))
    return window

start.build_window = closing
sys.exit(start.run(Path(sys.argv[1]) if sys.argv[1:] else None))
"""


def run_window(tmp_path, *arguments):
    homes = {name: str(tmp_path / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "APPDATA")}
    environment = os.environ | homes | {"QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )


def test_the_first_picture_waits_for_nothing_heavy(sample, tmp_path):
    done = run_window(tmp_path, str(sample))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "picture []"
    assert any("示例数据·虚构" in line for line in lines)


def test_without_a_file_a_copy_of_the_sample_is_opened(tmp_path):
    done = run_window(tmp_path)
    assert done.returncode == 0, done.stderr
    copies = list(tmp_path.rglob("*.gpkg"))
    assert [copy.name.split("-")[0] for copy in copies] == ["hunnan"]


def test_qt_itself_speaks_chinese(qapp):
    before = QLocale()
    start.dress(qapp)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    assert QLocale().language() == QLocale.Language.Chinese
    assert qapp.font().family() == "Noto Sans SC"
    qapp.setStyleSheet("")
    QLocale.setDefault(before)


def test_types_of_qt_are_made_before_two_threads_want_them():
    code = "import planner.desktop; from PySide6 import QtGui; print('QTextTable' in vars(QtGui))"
    environment = {name: value for name, value in os.environ.items() if name != "PYSIDE6_OPTION_LAZY"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.stdout.strip() == "True", done.stderr
