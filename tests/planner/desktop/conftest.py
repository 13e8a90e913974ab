"""The window without a screen, in the program's own font."""

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def application(qapp):
    """The application object with the font that holds the Chinese characters."""
    from PySide6.QtGui import QFont

    from planner.drawing.fonts import load_font

    qapp.setFont(QFont(load_font(), 10))
    return qapp
