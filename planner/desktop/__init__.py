"""The window: the only room with QtWidgets."""

import os

# Qt's binding makes each type when it is first used, and two threads that do so at once crash; the map has a painter.
os.environ.setdefault("PYSIDE6_OPTION_LAZY", "0")  # must run before Qt is loaded

from planner.desktop.start import run

__all__ = ["run"]
