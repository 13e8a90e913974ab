"""The start of the window."""

import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from planner.desktop import crash, messages
from planner.desktop.main_window import MainWindow
from planner.desktop.memory import Memory
from planner.desktop.samples import sample_names
from planner.desktop.style import POINTS, apply_style
from planner.desktop.workbench import Workbench
from planner.drawing.fonts import load_font
from planner.plans.kinds import load_kinds
from planner.plans.reading import load_plans


def run(path: Path | None = None) -> int:
    """Show the window on a region file, or on the sample; returns the exit code when it is closed.

    Raises:
        UserError: a plan or the kinds cannot be read.
    """
    app = QApplication(sys.argv[:1])
    dress(app)
    window = build_window(Memory())
    sys.excepthook = lambda kind, error, trace: _report(window, error, trace)
    threading.excepthook = lambda fault: window.bench.jobs.crashed.emit(fault.exc_value)
    window.show()
    if path is not None:
        window.open_path(path)
    elif sample_names():
        window.open_sample()
    return app.exec()


def dress(app: QApplication) -> None:
    """Chinese words, the program's own font and look."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app.setApplicationName("Yike")
    app.setApplicationDisplayName("")
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    font = QFont(load_font())
    font.setPointSizeF(POINTS)
    app.setFont(font)
    apply_style(app)


def build_window(memory: Memory) -> MainWindow:
    """The window without a region."""
    return MainWindow(Workbench(load_kinds(), load_plans()), memory)


def _report(window: MainWindow, error: BaseException, trace: TracebackType | None) -> None:
    """The crash hook of the GUI thread."""
    if isinstance(error, KeyboardInterrupt):
        window.close()
        return
    messages.say_crashed(window, crash.write_report(error.with_traceback(trace)))
