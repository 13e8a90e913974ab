"""Drawing needs an application object, but no screen."""

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def application(qapp):
    """Fonts and images want a QGuiApplication."""
    return qapp
