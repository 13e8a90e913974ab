"""The window: the only room with QtWidgets."""

from planner.desktop.start import run

__all__ = ["run"]
